// Windows against a small vendor in which people work between the pages: nothing that was changed is ever missed.
#include <algorithm>
#include <doctest/doctest.h>
#include <map>
#include <rapidcheck.h>
#include <set>

#include "connect/paging.h"

using namespace syncline;

namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t start = 1'700'000'000 * second;

/// Lists by id inside a window, as asked: after an id, or from an offset. Shows stamps in whole seconds.
struct Vendor {
  std::map<std::int64_t, std::int64_t> stamps;  ///< id → exact stamp
  std::int64_t next_id = 1;
  bool knows_after = true;
  std::size_t asked = 0;

  void insert(std::int64_t now) { stamps[next_id++] = now; }
  std::vector<PageRow> ask(const ListSpec& list, const Map& variables) {
    ++asked;
    const std::int64_t since = parse_instant(variables.find("since")->as_string())->us;
    const std::int64_t until = parse_instant(variables.find("until")->as_string())->us;
    std::vector<PageRow> found;
    for (const auto& [id, stamp] : stamps) {
      if (stamp >= since && stamp < until) found.push_back({std::to_string(id), stamp - stamp % second});
    }
    const Value& after = *variables.find("after");
    if (knows_after && after.is_string()) {
      std::erase_if(found, [&](const PageRow& row) { return std::stoll(row.native) <= std::stoll(after.as_string()); });
    } else if (list.strategy == Strategy::window) {
      std::ranges::reverse(found);  // in no order that one may rely on
    }
    if (list.strategy == Strategy::offset_in_window) {
      const auto skip = static_cast<std::size_t>(variables.find("offset")->as_int());
      if (list.most > 0) REQUIRE(skip + static_cast<std::size_t>(list.page) <= static_cast<std::size_t>(list.most));
      found.erase(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(std::min(skip, found.size())));
    }
    if (found.size() > static_cast<std::size_t>(list.page)) found.resize(static_cast<std::size_t>(list.page));
    return found;
  }
};

struct Walk {
  ListSpec list;
  Vendor vendor;
  std::int64_t now = start;
  std::string position;
  std::map<std::string, std::int64_t> seen = {};  ///< latest stamp, in seconds
  std::string stuck = {};

  explicit Walk(Strategy strategy, int page = 3) {
    list.strategy = strategy;
    list.page = page;
    list.hold_back = seconds(10);
    list.begin = "2023-01-01";
  }

  bool page() {
    const PagePlan plan = plan_page(list, position, {}, {now}, seconds(1));
    std::vector<PageRow> rows;
    if (!plan.nothing) rows = vendor.ask(list, plan.variables);
    for (const PageRow& row : rows) seen[row.native] = std::max(seen[row.native], *row.stamp);
    const PageEnd end = end_page(list, plan, rows, "", seconds(1));
    position = end.position;
    stuck = end.stuck;
    return end.more;
  }
  void pass() {
    for (int pages = 0; page(); ++pages) REQUIRE(pages < 3000);
  }
  /// Of everything that is there, in its latest state, when time enough has passed.
  bool complete() {
    pass();  // the one that is under way
    now += 3600 * second;
    pass();
    return std::ranges::all_of(vendor.stamps, [&](const auto& each) {
      const auto found = seen.find(std::to_string(each.first));
      return found != seen.end() && found->second == each.second - each.second % second;
    });
  }
};

/// One thing that people do. Late: committed with a stamp of up to ten seconds ago.
void happens(Walk& walk, int what, int which, int late) {
  auto& stamps = walk.vendor.stamps;
  const std::int64_t stamp = walk.now - late * second;
  if (what == 0 || stamps.empty()) return walk.vendor.insert(stamp);
  auto at = std::next(stamps.begin(), which % static_cast<int>(stamps.size()));
  if (what == 1) at->second = std::max(at->second, stamp);
  if (what == 2) stamps.erase(at);
}

void nothing_is_missed(Strategy strategy, int most, bool by_id = false) {
  CHECK(rc::check([=] {
    Walk walk(strategy, *rc::gen::inRange(2, 6));
    if (most > 0) walk.list.most = walk.list.page * most;
    walk.list.by_id = by_id;
    const int crowd = *rc::gen::inRange(0, 40);
    const std::int64_t step = *rc::gen::element<std::int64_t>(0, second / 4, 7 * second, 86'400 * second);
    // At most a page of them in one moment, where the vendor cannot list more.
    for (int i = 0; i < crowd; ++i)
      walk.vendor.insert(start - 1000 * second - (most > 0 ? std::max(step, second / 2) : step) * i);
    const auto deeds = *rc::gen::container<std::vector<std::tuple<int, int, int, int>>>(rc::gen::tuple(
        rc::gen::inRange(0, 4), rc::gen::inRange(0, 100), rc::gen::inRange(0, 10), rc::gen::inRange(1, 40)));
    for (const auto& [what, which, late, wait] : deeds) {
      if (which % 3 == 0) walk.page();
      RC_ASSERT(walk.stuck.empty());
      happens(walk, what, which, late);
      walk.now += wait * second / 2 + (late > 7 ? 0 : 11 * second);
    }
    RC_ASSERT(walk.complete());
  }));
}

}  // namespace

TEST_CASE("windows meet every change, whatever people do between the pages") {
  nothing_is_missed(Strategy::window, 0);
  nothing_is_missed(Strategy::window, 0, true);
}

TEST_CASE("a window that is read by id need not become smaller") {
  Walk walk(Strategy::window, 10);
  walk.list.by_id = true;
  for (int i = 0; i < 95; ++i) walk.vendor.insert(start - 60 * second);
  walk.pass();
  CHECK(walk.seen.size() == 95);
  CHECK(walk.vendor.asked == 10);
}

TEST_CASE("pages of a window meet every change, whatever people do between them") {
  nothing_is_missed(Strategy::offset_in_window, 0);
  nothing_is_missed(Strategy::offset_in_window, 4);
}

TEST_CASE("a record that leaves a window moves the others up: none is skipped") {
  Walk walk(Strategy::offset_in_window);
  for (int i = 0; i < 9; ++i) walk.vendor.insert(start - 60 * second + i);
  CHECK(walk.page());
  walk.vendor.stamps.erase(2);
  walk.vendor.stamps[1] = walk.now;
  walk.pass();
  for (const char* id : {"3", "4", "5", "6", "7", "8", "9"}) CHECK(walk.seen.contains(id));
}

TEST_CASE("what is younger than the hold-back waits for the next pass") {
  Walk walk(Strategy::window);
  walk.vendor.insert(start - 11 * second);
  walk.vendor.insert(start - 9 * second);
  walk.pass();
  CHECK(walk.seen.contains("1"));
  CHECK_FALSE(walk.seen.contains("2"));
  walk.now += 5 * second;
  walk.pass();
  CHECK(walk.seen.contains("2"));
}

TEST_CASE("nothing is asked while no moment has passed") {
  Walk walk(Strategy::window);
  walk.pass();
  const std::size_t asked = walk.vendor.asked;
  walk.now += second / 2;
  walk.pass();
  CHECK(walk.vendor.asked == asked);
}

TEST_CASE("windows grow again when little happens, up to the longest") {
  Walk walk(Strategy::window);
  walk.list.window = days(30);
  for (int i = 0; i < 50; ++i) walk.vendor.insert(start - 100 * second + i * second);
  walk.now = start + 365 * 86'400 * second;
  walk.pass();
  CHECK(walk.seen.size() == 50);
  // 10 months, 60 windows down to seconds and as many up again, 12 months.
  CHECK(walk.vendor.asked < 200);
}

TEST_CASE("many records of one moment are taken by id; a vendor that cannot is told") {
  Walk walk(Strategy::window);
  for (int i = 0; i < 20; ++i) walk.vendor.insert(start - 60 * second);
  CHECK(walk.complete());
  Walk poor(Strategy::window);
  poor.vendor = walk.vendor;
  poor.vendor.knows_after = false;
  poor.pass();
  CHECK(poor.stuck.find("more records than a page") == 0);
  Walk capped(Strategy::offset_in_window);
  capped.vendor = walk.vendor;
  capped.list.most = 12;
  capped.pass();
  CHECK(capped.stuck.find("one moment") == 0);
}

TEST_CASE("the overlap goes back behind what was delivered") {
  Walk walk(Strategy::window);
  walk.list.overlap = minutes(5);
  walk.pass();
  walk.vendor.insert(start - 200 * second);  // an index that lags
  walk.now += 20 * second;
  walk.pass();
  CHECK(walk.seen.contains("1"));
}
