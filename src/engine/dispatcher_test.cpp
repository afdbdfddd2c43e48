// What the dispatcher hands out ahead of the workers waits no longer than what it was checked for holds.
#include <algorithm>
#include <doctest/doctest.h>

#include "decide/toy_test.h"
#include "engine/town_test.h"

using namespace syncline;
using namespace syncline::shop;
using namespace syncline::toy;

namespace {

constexpr int companies = 60;

/// An ERP to which eight workers write, a second for each company.
struct BusyErp : Town {
  BusyErp() : Town(std::make_shared<const EntityPolicy>(customers().policy)) {
    erp().before_answer = [this](const WriteRequest&) { wait(seconds(1)); };
    setup.systems["erp"].concurrency = 8;
  }
  void fill_crm() {
    for (int n = 0; n < companies; ++n) {
      const std::string number = std::to_string(n);
      (*this)["crm"].add("account", {{"tax_id", "DE" + std::to_string(1000 + n)}, {"name", "Company " + number}});
    }
  }
  Shop& erp() { return (*this)["erp"]; }
  /// In steps, so that little has happened since.
  void until(const std::function<bool()>& there) {
    for (int n = 0; n < 100'000 && !there(); ++n) wait(milliseconds(10));
    REQUIRE(there());
  }
};

}  // namespace

TEST_SUITE("dispatcher") {
  TEST_CASE("after a 429 nothing is called until the time that it names, whatever was handed out before") {
    BusyErp town;
    bool throttled = false;
    town.erp().not_now = [&]() -> std::optional<Error> {
      if (throttled || town.erp().log.size() < 20) return std::nullopt;
      throttled = true;
      return Error{ErrorClass::throttled, "shop.429", "too many", "erp", "", seconds(30)};
    };
    town.live([&] {
      town.fill_crm();
      town.until([&] { return throttled; });
      const std::size_t called = town.erp().log.size();
      town.wait(seconds(29));
      CHECK(town.erp().log.size() == called);
      town.wait(minutes(5));
      CHECK(town.erp().records["account"].size() == companies);
    });
  }

  TEST_CASE("a write before which nothing waits leaves with its decision") {
    BusyErp town;
    town.live([&] {
      town.fill_crm();
      town.wait(minutes(5));
      REQUIRE(town.erp().records["account"].size() == companies);
      town["crm"].records["account"][3].set("name", "Renamed");
      town.wait(minutes(3));
      const Effect last = town.store->reader()->effects({}, {}, 1).at(0);
      CHECK(last.op == EffectOp::update);
      CHECK(last.state == EffectState::applied);
      CHECK(last.sent_at == last.planned_at);
    });
  }

  TEST_CASE("when more is decided than a system has workers for, all of it is written, and never by more of them") {
    BusyErp town;
    int now = 0, most = 0;
    town.erp().before_answer = [](const WriteRequest&) {};
    town.erp().not_now = [&]() -> std::optional<Error> {
      most = std::max(most, ++now);
      town.wait(milliseconds(100));
      --now;
      return std::nullopt;
    };
    town.live([&] {
      town.fill_crm();
      town.wait(minutes(5));
      for (Map& row : town["crm"].records["account"]) row.set("name", "Renamed");
      town.wait(minutes(5));
      CHECK(most == 8);
      for (const Map& row : town.erp().records["account"]) CHECK(*row.find("name") == Value("Renamed"));
    });
  }

  TEST_CASE("a stop holds for what was handed out before it") {
    BusyErp town;
    town.live([&] {
      town.fill_crm();
      town.until([&] { return town.erp().log.size() >= 20; });
      Stop stop;
      stop.system = "erp";
      REQUIRE(town.store->write([&](Tx& tx) { tx.stop(stop); }).ok());
      const std::size_t called = town.erp().log.size();
      town.wait(minutes(1));
      CHECK(town.erp().log.size() == called);
      REQUIRE(town.store->write([&](Tx& tx) { tx.lift(stop); }).ok());
      town.engine->wake();
      town.wait(minutes(5));
      CHECK(town.erp().records["account"].size() == companies);
    });
  }

  TEST_CASE("a write that gets no turn soon after its look is not made before the record was looked at again") {
    BusyErp town;
    Runtime* clock = nullptr;
    town.connect = [&](Runtime& rt, EngineSetup&) { clock = &rt; };
    town.live([&] {
      town.fill_crm();
      town.wait(minutes(5));
      REQUIRE(town.erp().records["account"].size() == companies);
      const auto is_third = [](const Map& each) { return each.find("tax_id")->as_string() == "DE1003"; };
      Map& record = *std::ranges::find_if(town.erp().records["account"], is_third);
      bool asked = false;
      town.erp().not_now = [&]() -> std::optional<Error> {
        if (std::exchange(asked, true)) return std::nullopt;
        CHECK(town.erp().leave_by <= clock->now() + seconds(10));
        record.set("name", "Of the ERP");
        return Error{ErrorClass::throttled, "connect.rate", "the call did not get its turn", "erp", "", seconds(30)};
      };
      const std::size_t called = town.erp().log.size();
      town["crm"].records["account"][3].set("name", "Renamed");
      town.wait(minutes(10));
      INFO(town.story());
      CHECK(town.erp().log.size() == called + 1);
      CHECK(record.find("name")->as_string() == "Of the ERP");
      CHECK(town.problems().find("at the same time") != std::string::npos);
    });
  }

  TEST_CASE("a write that was handed out leaves no more when its window has closed before its call") {
    BusyErp town;
    Runtime* clock = nullptr;
    WriteTimes times;
    town.connect = [&](Runtime& rt, EngineSetup& mine) {
      clock = &rt;
      const auto after = [&](int least) { return static_cast<int>(rt.now().us / minutes(1).us) % (24 * 60) + least; };
      times.open = {{"UTC", {}, 0, after(20)}, {"UTC", {}, after(40), 24 * 60}};
      mine.systems.at("erp").times = times;
    };
    bool slow = false;
    town.erp().unreadable = [&](const RecordKey&, bool listed) {
      if (slow && !listed) town.wait(minutes(2));  // longer than until it closes
      return std::optional<Error>();
    };
    town.live([&] {
      town.fill_crm();
      town.wait(minutes(5));
      REQUIRE(town.erp().records["account"].size() == companies);
      Instant closes = clock->now();
      while (is_open(times, closes)) closes = closes + seconds(1);
      CHECK(town.erp().leave_by <= closes);
      town.wait(closes - clock->now() - seconds(90));
      slow = true;
      town["crm"].records["account"][3].set("name", "Renamed");
      const std::size_t called = town.erp().log.size();
      town.wait(minutes(10));
      CHECK(town.erp().log.size() == called);
      town.wait(minutes(20));
      CHECK(town.erp().log.size() == called + 1);
      CHECK(town.erp().log.back().content["name"] == Value("Renamed"));
    });
  }
}
