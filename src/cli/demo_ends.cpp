// How customers end: deleted, blocked, or found to be one and the same.
#include <algorithm>

#include "cli/demo_points.h"

namespace syncline::cli {
namespace {

/// Pairs with which nothing else is done.
const sandbox::Pair& pair_for(const DemoScene& scene, std::size_t n) { return scene.planted().pairs.at(15 + n); }

void delete_in_crm(DemoScene& scene, bool spoiled) {
  if (!spoiled) scene.crm.remove(pair_for(scene, 0).crm);
}

bool is_blocked_in_erp(DemoScene& scene) { return !scene.erp.is_active(pair_for(scene, 0).erp); }

void block_in_erp(DemoScene& scene, bool spoiled) {
  if (!spoiled) scene.erp.deactivate(pair_for(scene, 1).erp);
}

bool is_archived_in_crm(DemoScene& scene) { return !scene.crm.is_active(pair_for(scene, 1).crm); }

void merge_in_crm(DemoScene& scene, bool spoiled) {
  if (!spoiled) scene.sales.merge(pair_for(scene, 2).crm, pair_for(scene, 3).crm);
}

bool both_stay_in_erp(DemoScene& scene) {
  const sandbox::Pair &loser = pair_for(scene, 2), &winner = pair_for(scene, 3);
  Reader& reader = scene.look();
  const auto link = reader.link(scene.link_of(reader, "customer", winner.crm));
  const auto knows = [&](const std::string& id) {
    return link && std::ranges::any_of(link->shadow.members, [&](const Member& member) {
             return member.key.system == "erp" && member.key.native == id;
           });
  };
  return knows(loser.erp) && knows(winner.erp) && scene.erp.is_active(loser.erp) && scene.erp.is_active(winner.erp);
}

}  // namespace

std::vector<DemoPoint> end_points() {
  using enum DemoPoint::Round;
  constexpr auto ends = &sandbox::VendorPair::shows_ends;
  return {{edits,
           "delete",
           "a company deleted in the CRM is blocked in the ERP, not deleted",
           delete_in_crm,
           is_blocked_in_erp,
           {},
           {},
           ends},
          {edits,
           "block",
           "a customer blocked in the ERP is archived in the CRM",
           block_in_erp,
           is_archived_in_crm,
           {},
           {},
           ends},
          {edits,
           "merge-two",
           "two companies merged in the CRM are one; both stay in the ERP, the second is read, never written",
           merge_in_crm,
           both_stay_in_erp,
           {},
           {},
           ends}};
}

}  // namespace syncline::cli
