// Listings against a small vendor in memory: nothing that exists is ever missed.
#include "connect/paging.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <set>

#include "base/json.h"

using namespace syncline;

namespace {

constexpr Instant now{4'000'000'000};

struct Row {
  std::int64_t id = 0;
  std::int64_t stamp = 0;  ///< exact
};

/// Compares exactly, shows stamps cut to `resolution`.
struct Vendor {
  std::vector<Row> rows;
  std::int64_t resolution = 1;

  std::vector<PageRow> ask(const ListSpec& list, const Map& variables) const {
    const auto moment = [&](const char* name) -> std::optional<std::int64_t> {
      const Value* value = variables.find(name);
      if (!value || value->is_null()) return std::nullopt;
      return parse_instant(value->as_string())->us;
    };
    const auto since = moment("since");
    const auto until = moment("until");
    const Value* after = variables.find("after");
    const bool by_id = !since || until;
    std::vector<Row> found;
    for (const Row& row : rows) {
      if (since && row.stamp < *since) continue;
      if (until && row.stamp >= *until) continue;
      if (by_id && row.id <= std::stoll(after->as_string())) continue;
      found.push_back(row);
    }
    std::ranges::sort(found, [&](const Row& a, const Row& b) {
      return by_id ? a.id < b.id : std::pair(a.stamp, a.id) < std::pair(b.stamp, b.id);
    });
    std::vector<PageRow> out;
    for (const Row& row : found) {
      if (out.size() == static_cast<std::size_t>(list.page)) break;
      out.push_back({std::to_string(row.id), row.stamp - row.stamp % resolution});
    }
    return out;
  }
};

struct Pass {
  std::set<std::string> met;
  std::string position;
  int pages = 0;
};

Pass pass(const ListSpec& list, const Vendor& vendor, std::string position) {
  Pass out;
  for (bool more = true; more;) {
    REQUIRE(++out.pages < 200);
    const PagePlan plan = plan_page(list, position, {}, now, {});
    const auto rows = vendor.ask(*plan.list, plan.variables);
    for (const PageRow& row : rows) out.met.insert(row.native);
    const PageEnd end = end_page(list, plan, rows, "", {vendor.resolution});
    position = end.position;
    more = end.more;
  }
  out.position = position;
  return out;
}

ListSpec keyset(int page, Duration overlap = {}) {
  ListSpec list;
  list.page = page;
  list.overlap = overlap;
  return list;
}

Vendor crowd(int count, std::int64_t step, std::int64_t resolution) {
  Vendor vendor;
  vendor.resolution = resolution;
  // Ids against the order of the stamps.
  for (int i = 0; i < count; ++i) vendor.rows.push_back({count - i, 1'000'000'000 + i * step});
  return vendor;
}

}  // namespace

TEST_CASE("a keyset pass meets every record, however many share a second") {
  for (const std::int64_t step : {0, 7, 100'000, 3'000'000}) {
    for (const std::int64_t resolution : {1, 1'000'000}) {
      for (const int page : {1, 2, 3, 7, 50}) {
        CAPTURE(step);
        CAPTURE(resolution);
        CAPTURE(page);
        CHECK(pass(keyset(page), crowd(23, step, resolution), "").met.size() == 23);
      }
    }
  }
}

TEST_CASE("the next pass begins at the latest stamp less the overlap") {
  Vendor vendor = crowd(5, 60'000'000, 1);
  const ListSpec list = keyset(10, minutes(2));
  const Pass first = pass(list, vendor, "");
  vendor.rows.push_back({99, vendor.rows.back().stamp - 90'000'000});  // committed late
  vendor.rows.push_back({100, vendor.rows.front().stamp});             // too late for the overlap
  const Pass second = pass(list, vendor, first.position);
  CHECK(second.met.contains("99"));
  CHECK_FALSE(second.met.contains("100"));
  CHECK_FALSE(second.met.contains("5"));
}

TEST_CASE("a record from the future hides nothing that happens until then") {
  Vendor vendor = crowd(5, 60'000'000, 1);
  const ListSpec list = keyset(10, minutes(2));
  vendor.rows.push_back({98, now.us + 1'000'000'000});
  const Pass first = pass(list, vendor, "");
  CHECK(first.met.contains("98"));
  vendor.rows.push_back({99, now.us});
  CHECK(pass(list, vendor, first.position).met.contains("99"));
}

TEST_CASE("an idle pass keeps its place") {
  const Vendor vendor = crowd(5, 60'000'000, 1);
  const std::string once = pass(keyset(10), vendor, "").position;
  CHECK(pass(keyset(10), vendor, once).position == once);
}

TEST_CASE("a position that is not understood begins again") {
  const Vendor vendor = crowd(5, 60'000'000, 1);
  for (const char* position :
       {"{", "[]", R"({"strategy":"sweep","state":{"after":"3"}})", R"({"strategy":"keyset","state":7})"}) {
    CAPTURE(position);
    CHECK(pass(keyset(10), vendor, position).met.size() == 5);
  }
}

TEST_CASE("a damaged position leads to questions that have an end") {
  const ListSpec list = keyset(1);
  const PagePlan plan =
      plan_page(list, R"({"strategy":"keyset","state":{"since":9223372036854775807}})", {}, now, seconds(1));
  const PageEnd end = end_page(list, plan, {{"1", std::nullopt}}, "", seconds(1));
  const Value state = (*parse_json(end.position))["state"];
  CHECK(state["until"].int_or(0) > state["since"].int_or(0));
}

TEST_CASE("a sweep goes by id, may stop anywhere, and begins anew after the end") {
  ListSpec list;
  list.strategy = Strategy::sweep;
  list.page = 2;
  const Vendor vendor = crowd(5, 1, 1);
  const PagePlan plan = plan_page(list, "", {}, now, {});
  const PageEnd first = end_page(list, plan, vendor.ask(list, plan.variables), "", {});
  CHECK(first.more);
  const Pass rest = pass(list, vendor, first.position);
  CHECK(rest.met == std::set<std::string>{"3", "4", "5"});
  CHECK(rest.position.empty());
}

TEST_CASE("branches keep a position each") {
  ListSpec list;
  list.strategy = Strategy::branches;
  list.branches = {{"a", keyset(2)}, {"b", keyset(3)}};
  const Vendor vendor = crowd(5, 60'000'000, 1);
  const Pass all = pass(list, vendor, "");
  CHECK(all.met.size() == 5);
  const Value of = (*parse_json(all.position))["state"]["of"];
  CHECK(of["a"].string_or("").find("keyset") != std::string::npos);
  CHECK(of["b"].string_or("").find("keyset") != std::string::npos);
  CHECK(pass(list, vendor, all.position).met.size() <= 2);
}

TEST_CASE("a token is handed on as it is") {
  ListSpec list;
  list.strategy = Strategy::token;
  const PageEnd end = end_page(list, plan_page(list, "", {}, now, {}), {}, "a/b?c=%20", {});
  CHECK(end.more);
  CHECK(*plan_page(list, end.position, {}, now, {}).variables.find("token") == Value("a/b?c=%20"));
  CHECK_FALSE(end_page(list, plan_page(list, end.position, {}, now, {}), {}, "", {}).more);
}
