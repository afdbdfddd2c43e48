#include "cli/demo_report.h"

#include <algorithm>

namespace syncline::cli {
namespace {

constexpr std::size_t page = 500;

struct Found {
  std::size_t both = 0, created = 0, only_crm = 0, only_erp = 0, surplus = 0;
  std::size_t similar = 0, ambiguous = 0;
};

bool was_created(const std::vector<sandbox::Mutation>& ledger, const std::string& id) {
  return std::ranges::any_of(
      ledger, [&](const auto& entry) { return entry.created && entry.by == sandbox::By::engine && entry.id == id; });
}

void count(const Link& link, const std::vector<sandbox::Mutation>& erp, Found& found) {
  const Member* in_crm = link.shadow.member(Slot("crm"));
  const Member* in_erp = link.shadow.member(Slot("erp"));
  for (const Member& member : link.shadow.members) found.surplus += member.duplicate ? 1u : 0u;
  if (in_crm && in_erp) {
    ++(was_created(erp, in_erp->key.native) ? found.created : found.both);
  } else if (in_crm) {
    ++found.only_crm;
  } else if (in_erp) {
    ++found.only_erp;
  }
}

Found find(DemoScene& scene) {
  Found found;
  const auto ledger = scene.erp.ledger();
  Reader& reader = scene.look();
  LinkId after;
  for (;;) {
    const auto links = reader.links({"customer", ""}, after, page);
    if (links.empty()) break;
    for (const LinkId id : links) {
      if (const auto link = reader.link(id)) count(*link, ledger, found);
    }
    after = links.back();
  }
  for (const Conflict& conflict : reader.conflicts(true, {}, page)) {
    found.similar += conflict.kind == ConflictKind::similar ? 1u : 0u;
    found.ambiguous += conflict.kind == ConflictKind::ambiguous ? 1u : 0u;
  }
  return found;
}

std::string line(std::size_t n, const char* what) {
  std::string number = std::to_string(n);
  number.insert(0, number.size() < 6 ? 6 - number.size() : 0, ' ');
  return number + "  " + what + "\n";
}

}  // namespace

std::string match_report(DemoScene& scene) {
  const Found found = find(scene);
  return line(found.both, "in both systems, linked") + line(found.created + found.only_crm, "only in the CRM") +
         line(found.created, "  of these created in the ERP: they have a tax id") +
         line(found.only_erp, "only in the ERP") + line(found.similar, "only alike: waiting for a person to decide") +
         line(found.ambiguous, "match several: waiting for a person to decide") +
         line(found.surplus, "entered twice: the second record is read, never written");
}

}  // namespace syncline::cli
