// What people edit on either side, and what both sides then show.
#include <algorithm>

#include "cli/demo_points.h"
#include "sandbox/typing.h"

namespace syncline::cli {
namespace {

using sandbox::Pair;

constexpr const char* phone = "+49 40 5550199";
constexpr const char* contact_phone = "+49 40 5550142";
constexpr const char* renamed = "Schaltschrank 600x800 (neu)";
constexpr const char* merged_phone = "+49 40 5550155";
constexpr const char* merged_email = "rechnung@kontor.example";
constexpr const char* foreign_street = "Falsche Straße 13";
constexpr const char* new_name = "Kontorhaus Süd GmbH";

/// A different one for each point; all are linked by tax id.
const Pair& pair_for(const DemoScene& scene, std::size_t n) { return scene.planted().pairs.at(20 + n); }

void edit(DemoScene& scene, bool spoiled) {
  const Pair& pair = pair_for(scene, 0);
  scene.crm.type(pair.crm, "phone", phone);
  if (spoiled) scene.crm.type(pair.crm, "phone", "+49 40 5550198");
}

bool edit_arrived(DemoScene& scene) {
  const Pair& pair = pair_for(scene, 0);
  return scene.erp.shows(pair.erp, "phone", phone) && scene.erp.times_written(phone) == 1 &&
         scene.crm.shows(pair.crm, "phone", phone) && scene.crm.times_written(phone) == 0;
}

void edit_foreign(DemoScene& scene, bool spoiled) {
  const Pair& pair = pair_for(scene, 1);
  scene.notes["street"] = scene.erp.shown(pair.erp, "street");
  scene.crm.type(pair.crm, "street", foreign_street);
  if (spoiled) scene.erp.type(pair.erp, "street", foreign_street);
}

bool foreign_edit_reverted(DemoScene& scene) {
  const Pair& pair = pair_for(scene, 1);
  const std::string& street = scene.notes["street"];
  return scene.crm.shows(pair.crm, "street", street) && scene.erp.shows(pair.erp, "street", street) &&
         scene.erp.times_written(foreign_street) == 0;
}

void edit_different_fields(DemoScene& scene, bool spoiled) {
  const Pair& pair = pair_for(scene, 2);
  scene.crm.type(pair.crm, "phone", merged_phone);
  scene.erp.type(pair.erp, "email", merged_email);
  if (spoiled) scene.crm.type(pair.crm, "phone", "+49 40 5550156");
}

bool both_edits_survive(DemoScene& scene) {
  const Pair& pair = pair_for(scene, 2);
  return scene.crm.shows(pair.crm, "phone", merged_phone) && scene.erp.shows(pair.erp, "phone", merged_phone) &&
         scene.crm.shows(pair.crm, "email", merged_email) && scene.erp.shows(pair.erp, "email", merged_email);
}

void edit_the_same_name(DemoScene& scene, bool spoiled) {
  const Pair& pair = pair_for(scene, 3);
  if (!spoiled) scene.crm.type(pair.crm, "name", new_name);
  scene.erp.type(pair.erp, "name", "Kontorhaus Nord AG");
}

bool master_decided(DemoScene& scene) {
  const Pair& pair = pair_for(scene, 3);
  return scene.crm.shows(pair.crm, "name", new_name) && scene.erp.shows(pair.erp, "name", new_name);
}

void edit_the_same_email(DemoScene& scene, bool spoiled) {
  const Pair& pair = pair_for(scene, 4);
  scene.crm.type(pair.crm, "email", "einkauf@neu.example");
  if (!spoiled) scene.erp.type(pair.erp, "email", "zentrale@neu.example");
}

bool person_is_asked(DemoScene& scene) {
  const Pair& pair = pair_for(scene, 4);
  if (!scene.crm.shows(pair.crm, "email", "einkauf@neu.example")) return false;
  if (!scene.erp.shows(pair.erp, "email", "zentrale@neu.example")) return false;
  return is_asked(scene, pair.crm, [](const Conflict& conflict) { return conflict.field == "email"; });
}

/// A person whom both know.
const sandbox::KnownPerson& contact(const DemoScene& scene) {
  std::size_t at = 0;
  const auto& all = scene.planted().people;
  while (all[at].crm.empty() || all[at].erp.empty()) ++at;
  for (++at; all[at].crm.empty() || all[at].erp.empty();) ++at;  // the first one is spoiled by another point
  return all[at];
}

bool is_contact_told(const DemoScene& scene) { return scene.pair().teller == "crm"; }

bool other_side_shows(DemoScene& scene) {
  if (is_contact_told(scene)) return scene.erp.shows(contact(scene).erp, "phone", contact_phone);
  return scene.sales.with("product", "name", renamed).size() == 1;
}

/// What is told is polled every five minutes only: before that, nobody else tells.
void change_what_is_told(DemoScene& scene, bool spoiled) {
  scene.notices().hold(true);
  std::string id = contact(scene).crm;
  if (is_contact_told(scene)) {
    scene.crm.type(id, "phone", contact_phone);
  } else {
    id = scene.office.product("SG-3001");
    scene.office.type("product", id, "name", renamed);
  }
  for (const HttpRequest& request : scene.notices().forged(id))
    scene.notes["forged"] += std::to_string(scene.status_of(request)) + " ";
  scene.wait(milliseconds(700));
  scene.notes["moved"] = other_side_shows(scene) ? "yes" : "";
  if (!spoiled) scene.notices().hold(false);
}

bool change_was_told(DemoScene& scene) {
  return scene.notes["forged"] == "401 401 " && scene.notes["moved"].empty() && other_side_shows(scene);
}

void meet_somebody(DemoScene& scene, bool spoiled) {
  const Pair& company = pair_for(scene, spoiled ? 6 : 5);
  scene.notes["person"] =
      scene.crm.add(sandbox::Person{"Zoë Wüstenhagen", "zoe@kontor.example", "+49 40 5550131", "Einkauf"}, company.crm);
}

bool person_stands_in_erp(DemoScene& scene) {
  const std::string id = scene.person_in_erp(scene.notes["person"]);
  return !id.empty() && scene.erp.named("Zoë Wüstenhagen") == 1 &&
         scene.erp.shown(id, "customer") == pair_for(scene, 5).erp;
}

/// A customer of the ERP whom somebody enters in the CRM from memory.
void enter_from_memory(DemoScene& scene, bool spoiled) {
  const std::string& known = scene.planted().only_erp.front();
  sandbox::Company company;
  company.name = spoiled ? "Hansekontor Überseehandel AG" : sandbox::retyped(scene.erp.shown(known, "name"));
  company.country = scene.erp.shown(known, "country");
  scene.notes["alike"] = scene.crm.add(company);
}

bool waits_for_a_person(DemoScene& scene) {
  const std::string& id = scene.notes["alike"];
  if (scene.erp.times_created(scene.crm.shown(id, "name")) > 0) return false;
  return is_asked(scene, id, [](const Conflict& conflict) { return conflict.kind == ConflictKind::similar; });
}

}  // namespace

std::vector<DemoPoint> edit_points() {
  using enum DemoPoint::Round;
  return {
      {webhook,
       "webhook",
       "a webhook brings what nobody asks for; without its secret, nothing",
       change_what_is_told,
       change_was_told,
       {},
       told},
      {edits, "person", "a new contact of the CRM stands in the ERP once, under the company of its own", meet_somebody,
       person_stands_in_erp},
      {edits, "edit", "a phone edited in the CRM stands in the ERP, written once", edit, edit_arrived},
      {edits, "revert", "a street edited in the CRM is taken back: the ERP masters it", edit_foreign,
       foreign_edit_reverted},
      {edits, "merge", "different fields edited on both sides at once both survive", edit_different_fields,
       both_edits_survive},
      {edits, "policy", "one name edited on both sides at once: the CRM's stands, it masters it", edit_the_same_name,
       master_decided},
      {edits, "conflict", "one e-mail address edited on both sides at once: both stay, a person is asked",
       edit_the_same_email, person_is_asked},
      {edits, "alike",
       "a company entered under a name only alike to one of the ERP's waits for a person, not made twice",
       enter_from_memory, waits_for_a_person},
  };
}

}  // namespace syncline::cli
