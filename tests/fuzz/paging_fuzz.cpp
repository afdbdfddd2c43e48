// Any text as a stored position of each listing that ships, and any rows on its page: a question that can be asked, and
// a position from which the next one follows; time never runs backwards in it. Lines of the input: listing, rows,
// token; the rest is the position.
#include "base/json.h"
#include "connect/paging.h"
#include "connect/testing.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

const Instant now{1'795'227'904'000'000};

struct Listing {
  std::shared_ptr<const Manifest> manifest;
  const ListSpec* list;
  Duration resolution;
};

std::vector<Listing> all_listings() {
  std::vector<Listing> all;
  for (const char* name : {"odoo", "tryton", "salesforce", "business-central"}) {
    const auto manifest = testing::shipped(name);
    for (const auto& [object, spec] : manifest->objects) {
      for (const auto& list : {&spec.changes, &spec.sweep}) {
        if (*list) all.push_back({manifest, &**list, spec.traits.stamp_resolution});
      }
    }
  }
  return all;
}

/// As many as the first number says, with stamps a given time apart.
std::vector<PageRow> rows_of(std::string_view line) {
  fuzz::Input numbers(reinterpret_cast<const std::uint8_t*>(line.data()), line.size());
  std::vector<PageRow> rows(numbers.byte() * 4);
  auto at = static_cast<std::int64_t>(numbers.number(7));
  const auto apart = static_cast<std::int64_t>(numbers.number(4));
  for (std::size_t i = 0; i < rows.size(); ++i, at += apart)
    rows[i] = {std::to_string(i + 1), i % 7 == 6 ? std::nullopt : std::optional(at)};
  return rows;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<Listing> listings = all_listings();
  fuzz::Input input(data, size);
  const Listing& listing = listings[input.byte() % listings.size()];
  const ValueFormat& format = listing.manifest->values;
  const auto rows = rows_of(input.line());
  const std::string token(input.line()), position(input.rest());
  const PagePlan plan = plan_page(*listing.list, position, format, now, listing.resolution);
  require(plan.list != nullptr && plan.variables.contains("page"));
  if (const auto anew = without_token(*listing.list, plan, listing.resolution))
    (void)plan_page(*listing.list, *anew, format, now, listing.resolution);
  const PageEnd end = end_page(*listing.list, plan, rows, token, listing.resolution);
  require(end.position.empty() || parse_json(end.position).ok());
  const PagePlan next = plan_page(*listing.list, end.position, format, now, listing.resolution);
  const PagePlan same = plan_page(*listing.list, end.position, format, now, listing.resolution);
  require(next.variables == same.variables && next.branch == same.branch && next.nothing == same.nothing);
  return 0;
}
