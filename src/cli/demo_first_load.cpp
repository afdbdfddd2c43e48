// What must be right when both systems have met for the first time.
#include <algorithm>

#include "cli/demo_points.h"

namespace syncline::cli {
namespace {

using sandbox::KnownPerson;
using sandbox::Likeness;
using sandbox::Pair;

bool was_created_in_erp(DemoScene& scene, const std::string& crm_id) {
  return scene.erp.times_created(scene.crm.shown(crm_id, "name")) > 0;
}

/// A pair whose contacts nobody knows, so that spoiling it spoils nothing else.
const Pair& lonely_pair(const DemoScene& scene) {
  return *std::ranges::find_if(scene.planted().pairs, [&](const Pair& pair) {
    return std::ranges::none_of(scene.planted().people,
                                [&](const KnownPerson& person) { return person.crm_company == pair.crm; });
  });
}

void meet(DemoScene& scene, bool spoiled) {
  if (spoiled) scene.crm.type(lonely_pair(scene).crm, "tax_id", "DE314159262");
}

bool is_matched(DemoScene& scene, const Pair& pair) {
  if (pair.by == Likeness::similar) return scene.company_in_erp(pair.crm) != pair.erp;
  return !was_created_in_erp(scene, pair.crm) && scene.company_in_erp(pair.crm) == pair.erp;
}

bool all_matched(DemoScene& scene) {
  const sandbox::Truth& truth = scene.planted();
  const auto left_alone = [&](const std::string& id) {
    return !was_created_in_erp(scene, id) && scene.company_in_erp(id).empty();
  };
  const auto created = [&](const std::string& id) {
    return scene.erp.times_created(scene.crm.shown(id, "name")) == 1 && !scene.company_in_erp(id).empty();
  };
  return std::ranges::all_of(truth.pairs, [&](const Pair& pair) { return is_matched(scene, pair); }) &&
         std::ranges::all_of(truth.affiliates_crm, left_alone) && std::ranges::all_of(truth.only_crm, created);
}

void people_meet(DemoScene& scene, bool spoiled) {
  const auto both = std::ranges::find_if(
      scene.planted().people, [](const KnownPerson& person) { return !person.crm.empty() && !person.erp.empty(); });
  if (spoiled) scene.erp.type(both->erp, "email", "neue.adresse@" + both->erp + ".example");
}

bool is_in_place(DemoScene& scene, const KnownPerson& person) {
  if (person.crm.empty()) return true;
  const std::string found = scene.person_in_erp(person.crm);
  if (found.empty() || (!person.erp.empty() && found != person.erp)) return false;
  return scene.erp.shown(found, "customer") == scene.company_in_erp(person.crm_company);
}

bool all_people_in_place(DemoScene& scene) {
  return std::ranges::all_of(scene.planted().people,
                             [&](const KnownPerson& person) { return is_in_place(scene, person); });
}

}  // namespace

std::vector<DemoPoint> first_load_points() {
  using enum DemoPoint::Round;
  return {
      {load, "match",
       "companies with one tax id or e-mail address are linked, others made in the ERP once; what contradicts waits "
       "for a person",
       meet, all_matched},
      {load, "contacts",
       "contacts are linked by e-mail address, the others made in the ERP, each under the company of its own",
       people_meet, all_people_in_place}};
}

}  // namespace syncline::cli
