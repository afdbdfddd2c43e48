#include "cli/demo_report.h"

#include <algorithm>

namespace syncline::cli {
namespace {

constexpr std::size_t page = 500;

struct Found {
  std::size_t both = 0, created = 0, only_crm = 0, only_erp = 0, surplus = 0;
  std::size_t similar = 0, ambiguous = 0;
};

void count(DemoScene& scene, const Link& link, Found& found) {
  const Member* in_crm = link.shadow.member(Slot("crm"));
  const Member* in_erp = link.shadow.member(Slot("erp"));
  for (const Member& member : link.shadow.members) found.surplus += member.duplicate ? 1u : 0u;
  if (in_crm && in_erp) {
    ++(scene.erp.was_created(in_erp->key.native) ? found.created : found.both);
  } else if (in_crm) {
    ++found.only_crm;
  } else if (in_erp) {
    ++found.only_erp;
  }
}

Found find(DemoScene& scene, const std::string& entity) {
  Found found;
  Reader& reader = scene.look();
  LinkId after;
  for (;;) {
    const auto links = reader.links({entity, ""}, after, page);
    if (links.empty()) break;
    for (const LinkId id : links) {
      if (const auto link = reader.link(id)) count(scene, *link, found);
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
  const Found companies = find(scene, "customer"), people = find(scene, "contact");
  return "Companies\n" + line(companies.both, "in both systems, linked") +
         line(companies.created, "only in the CRM, created in the ERP") + line(companies.only_erp, "only in the ERP") +
         line(companies.similar, "only alike: waiting for a person to decide") +
         line(companies.ambiguous, "match by e-mail, but the tax ids differ: waiting for a person to decide") +
         line(companies.surplus, "entered twice: the second record is read, never written") + "Contacts\n" +
         line(people.both, "in both systems, linked") + line(people.created, "only in the CRM, created in the ERP") +
         line(people.only_erp, "only in the ERP");
}

}  // namespace syncline::cli
