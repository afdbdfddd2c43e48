// Writes that are due at the same time and share a call: each has its own outcome, and none waits for another.
#include <algorithm>
#include <doctest/doctest.h>
#include <numeric>

#include "decide/toy_test.h"
#include "engine/due_together.h"
#include "engine/town_test.h"

using namespace syncline;
using namespace syncline::shop;
using namespace syncline::toy;

namespace {

constexpr int companies = 40;

Map company(int n) { return {{"tax_id", "DE" + std::to_string(1000 + n)}, {"name", "Company " + std::to_string(n)}}; }

/// A CRM full of companies, and an empty ERP that creates up to ten by one call, a second for each.
struct FullCrm : Town {
  FullCrm() : Town(std::make_shared<const EntityPolicy>(customers().policy)) {
    for (int n = 0; n < companies; ++n) crm().add("account", company(n));
    erp().traits_of("account").together[EffectOp::create] = 10;
    erp().before_answer = [this](const WriteRequest&) { wait(seconds(1)); };
    setup.systems["erp"].concurrency = 2;
  }
  Shop& crm() { return (*this)["crm"]; }
  Shop& erp() { return (*this)["erp"]; }
  std::size_t created() { return erp().records["account"].size(); }
  std::size_t together() { return std::accumulate(erp().together.begin(), erp().together.end(), std::size_t{0}); }
};

DueEffect due(std::int64_t id, const char* object, EffectOp op, EffectState state = EffectState::planned,
              Priority priority = Priority::event) {
  return {EffectId{id}, "erp", LinkId{id}, "erp", state, priority, {}, object, op};
}

std::string ids_of(const std::vector<std::vector<DueEffect>>& groups) {
  std::string all;
  for (const auto& group : groups) {
    all += all.empty() ? "" : " | ";
    for (const DueEffect& each : group) all += std::to_string(each.id.n) + (&each == &group.back() ? "" : ",");
  }
  return all;
}

}  // namespace

TEST_SUITE("deliver together") {
  TEST_CASE("what is due is grouped by object and op, as far as a call reaches; what must go alone does") {
    const std::vector<DueEffect> all{
        due(1, "account", EffectOp::create),
        due(2, "contact", EffectOp::create),
        due(3, "account", EffectOp::create, EffectState::unknown),
        due(4, "account", EffectOp::create),
        due(5, "account", EffectOp::update),
        due(6, "account", EffectOp::create, EffectState::planned, Priority::interactive),
        due(7, "account", EffectOp::create),
        due(8, "account", EffectOp::create),
        due(9, "contact", EffectOp::create),
    };
    const auto groups = due_together(all, [](const std::string& object, EffectOp op) {
      return object == "account" && op == EffectOp::create ? 3 : 1;
    });
    CHECK(ids_of(groups) == "1,4,7 | 2 | 3 | 5 | 6 | 8 | 9");
  }

  TEST_CASE("many creates go by few calls, and each record is made once and linked") {
    FullCrm town;
    town.live([&] {
      town.wait(minutes(30));
      CHECK(town.created() == companies);
      CHECK(town.together() > companies / 4);
      CHECK(town.erp().together.size() < companies / 4);
      CHECK(std::ranges::max(town.erp().together) <= 10);
      CHECK(town.problems() == "");
      CHECK(town.store->reader()->links({}, {}, 100).size() == companies);
    });
  }

  TEST_CASE("one that is refused is a dead letter; those beside it are made") {
    FullCrm town;
    town.erp().refuses = [](const WriteRequest& request) {
      return request.content["tax_id"] == Value("DE1007") ? std::string("no such number") : std::string();
    };
    town.live([&] {
      town.wait(minutes(30));
      CHECK(town.created() == companies - 1);
      CHECK(town.erp().count("account", EffectOp::create) == companies);
      CHECK(town.store->reader()->dead_letters(true, 10).size() == 1);
    });
  }

  TEST_CASE("a call that is refused as a whole did nothing: each then hears by itself what is wrong with it") {
    FullCrm town;
    town.erp().refuses_together = [] {
      return Error{ErrorClass::validation, "shop.refused", "line 3 is no company", "erp", "", {}};
    };
    town.erp().refuses = [](const WriteRequest& request) {
      return request.content["tax_id"] == Value("DE1007") ? std::string("no such number") : std::string();
    };
    town.live([&] {
      town.wait(minutes(30));
      CHECK_FALSE(town.erp().together.empty());
      CHECK(town.created() == companies - 1);
      CHECK(town.store->reader()->dead_letters(true, 10).size() == 1);
    });
  }

  TEST_CASE(
      "a call without an answer: each of its writes is unknown, and of a kind that nothing can settle, for review "
      "until "
      "it is listed") {
    FullCrm town;
    town.erp().traits_of("account").idempotency = Idempotency::none;
    town.erp().loses_together = true;
    town.erp().unlisted = "account";
    town.live([&] {
      town.wait(minutes(30));
      const std::size_t unknown = town.together();
      CHECK(unknown > 0);
      CHECK(town.created() == companies);
      CHECK(town.erp().count("account", EffectOp::create) == companies);
      const auto conflicts = town.store->reader()->conflicts(true, {}, 100);
      CHECK(std::ranges::count(conflicts, ConflictKind::unsettled, &Conflict::kind) ==
            static_cast<std::ptrdiff_t>(unknown));
      town.erp().unlisted = "";
      town.wait(minutes(10));
      CHECK(town.problems() == "");
      CHECK(town.created() == companies);
    });
  }

  TEST_CASE("while a call for many is under way, one that comes later is written") {
    FullCrm town;
    town.erp().before_together = [&] { town.wait(hours(1)); };
    town.live([&] {
      town.wait(minutes(30));
      REQUIRE_FALSE(town.erp().together.empty());
      const std::size_t before = town.created();
      town.crm().add("account", company(companies));
      town.wait(minutes(2));
      CHECK(town.created() == before + 1);
    });
  }

  TEST_CASE("a process that dies while a call for many is answered leaves each to be settled by its own kind") {
    FullCrm town;
    town.erp().traits_of("account").idempotency = Idempotency::none;
    town.erp().before_answer = [](const WriteRequest&) {};
    town.outlive("deliver.answered", [&] { town.wait(minutes(30)); });
    CHECK(town.erp().count("account", EffectOp::create) == town.created());  // nothing is sent again
    town.look_back([&](Reader& reader) {
      // A call that had not begun when the process died is for review, too: nobody can know that.
      CHECK(town.created() + reader.conflicts(true, {}, 100).size() >= companies);
      for (const Conflict& each : reader.conflicts(true, {}, 100)) CHECK(each.kind == ConflictKind::unsettled);
    });
  }
}
