#include "cli/demo_points.h"

#include <algorithm>

namespace syncline::cli {
namespace {

using sandbox::By;
using sandbox::Fields;
using sandbox::Likeness;
using sandbox::ModelSystem;
using sandbox::Mutation;
using sandbox::Pair;

const Pair& pair_by_tax(const DemoScene& scene, std::size_t n) { return scene.planted.pairs.at(20 + n); }

/// How often the engine set this field of this record to this text.
std::ptrdiff_t times_written(const ModelSystem& system, const std::string& id, const std::string& field,
                             const std::string& text) {
  return std::ranges::count_if(system.ledger(), [&](const Mutation& entry) {
    const auto set = entry.after.find(field);
    return entry.by == By::engine && entry.id == id && set != entry.after.end() && set->second == text;
  });
}

std::string shown(const ModelSystem& system, const std::string& id, const std::string& field) {
  return system.record(id)[field];
}

/// From now on the system acknowledges updates of this record and does not do them.
void deafen(ModelSystem& system, const std::string& id) {
  sandbox::Faults faults;
  faults.deaf.insert(id);
  system.set_faults(faults);
}

bool all_matched(DemoScene& scene, bool tamper) {
  if (tamper) scene.planted.pairs.at(0).erp = scene.planted.pairs.at(1).erp;
  const auto alone = [&](const std::string& id) { return scene.counterpart(scene.crm, id).empty(); };
  return std::ranges::all_of(scene.planted.affiliates_crm, alone) &&
         std::ranges::all_of(scene.planted.pairs, [&](const Pair& pair) {
           return pair.by == Likeness::similar ? alone(pair.crm) : scene.is_linked(pair.crm, pair.erp);
         });
}

bool names_kept(DemoScene& scene, bool tamper) {
  const auto& kept = scene.planted.long_names;
  if (kept.empty()) return false;
  if (tamper) scene.crm.person_edits(kept.front(), {{"account_name", "Kurz GmbH"}});
  return std::ranges::all_of(kept, [&](const std::string& id) {
    const std::string mine = shown(scene.crm, id, "account_name");
    return mine.size() > sandbox::erp_name_length && times_written(scene.crm, id, "account_name", mine) == 0 &&
           shown(scene.erp, scene.counterpart(scene.crm, id), "name").size() < mine.size();
  });
}

bool edit_arrives(DemoScene& scene, bool tamper) {
  const Pair& pair = pair_by_tax(scene, 0);
  const std::string phone = "+49 40 5550199";
  if (tamper) deafen(scene.erp, pair.erp);
  scene.crm.person_edits(pair.crm, {{"phone", phone}});
  scene.settle();
  return shown(scene.erp, pair.erp, "telephone") == phone &&
         times_written(scene.erp, pair.erp, "telephone", phone) == 1 && shown(scene.crm, pair.crm, "phone") == phone;
}

bool foreign_edit_reverted(DemoScene& scene, bool tamper) {
  const Pair& pair = pair_by_tax(scene, 1);
  const std::string limit = shown(scene.erp, pair.erp, "limit");
  if (tamper) deafen(scene.crm, pair.crm);
  scene.crm.person_edits(pair.crm, {{"credit_limit", "999999.00"}});
  scene.settle();
  return shown(scene.crm, pair.crm, "credit_limit") == limit && shown(scene.erp, pair.erp, "limit") == limit &&
         times_written(scene.erp, pair.erp, "limit", "999999.00") == 0;
}

bool both_edits_survive(DemoScene& scene, bool tamper) {
  const Pair& pair = pair_by_tax(scene, 2);
  if (tamper) deafen(scene.erp, pair.erp);
  scene.crm.person_edits(pair.crm, {{"street", "Neue Speicherstadt 7"}});
  scene.erp.person_edits(pair.erp, {{"mail", "rechnung@kontor.example"}});
  scene.settle();
  return shown(scene.erp, pair.erp, "address_line") == "Neue Speicherstadt 7" &&
         shown(scene.crm, pair.crm, "street") == "Neue Speicherstadt 7" &&
         shown(scene.crm, pair.crm, "email") == "rechnung@kontor.example" &&
         shown(scene.erp, pair.erp, "mail") == "rechnung@kontor.example";
}

bool created_once(DemoScene& scene, bool tamper) {
  sandbox::Faults faults;
  faults.lose_answers = 1;
  faults.doubled_creates = tamper ? 1 : 0;
  scene.erp.set_faults(faults);
  const std::uint64_t lost = scene.erp.answers_lost();
  const std::string id = scene.crm.person_creates({{"account_name", "Nordlicht Kaffeerösterei GmbH"},
                                                   {"vat_id", "DE811907980"},
                                                   {"email", "kontor@nordlicht.example"},
                                                   {"phone", "+49 40 5550123"},
                                                   {"street", "Kaffeekai 1"},
                                                   {"zip", "20457"},
                                                   {"city", "Hamburg"},
                                                   {"country", "DE"}});
  scene.becomes([&] { return scene.erp.answers_lost() > lost && !scene.counterpart(scene.crm, id).empty(); });
  scene.settle();
  const auto records = scene.erp.records();
  const auto copies = std::ranges::count_if(records, [](const auto& record) {
    const auto vat = record.second.find("vat_no");
    return vat != record.second.end() && vat->second == "DE811907980";
  });
  return scene.erp.answers_lost() == lost + 1 && copies == 1 && !scene.counterpart(scene.crm, id).empty();
}

bool restart_writes_nothing(DemoScene& scene, bool tamper) {
  const std::size_t before = scene.engine_writes();
  scene.stop_engine();
  if (tamper) scene.crm.person_edits(pair_by_tax(scene, 3).crm, {{"credit_limit", "1.00"}});
  if (scene.start_engine()) return false;
  scene.settle();
  return scene.engine_writes() == before;
}

bool nothing_echoes(DemoScene& scene, bool tamper) {
  const std::size_t before = scene.engine_writes();
  if (tamper) scene.erp.person_edits(pair_by_tax(scene, 4).erp, {{"telephone", "+49 40 5550177"}});
  scene.wait_polls(3);
  scene.settle();
  return scene.engine_writes() == before;
}

}  // namespace

const std::vector<DemoPoint>& demo_points() {
  static const std::vector<DemoPoint> points{
      {"match", "every pair by tax id or e-mail is linked, nothing that is only alike or contradicts", all_matched},
      {"names", "names longer than the ERP can hold are whole in the CRM", names_kept},
      {"edit", "a phone edited in the CRM stands in the ERP, written once", edit_arrives},
      {"revert", "a credit limit edited in the CRM is taken back: the ERP masters it", foreign_edit_reverted},
      {"merge", "different fields edited on both sides at once both survive", both_edits_survive},
      {"create", "a new customer is created in the ERP once, though the answer is lost", created_once},
      {"restart", "a restart of the engine writes nothing", restart_writes_nothing},
      {"echo", "nothing echoes: no write in three more rounds of polling", nothing_echoes},
  };
  return points;
}

std::vector<std::string> point_names() {
  std::vector<std::string> names;
  for (const DemoPoint& point : demo_points()) names.emplace_back(point.name);
  return names;
}

}  // namespace syncline::cli
