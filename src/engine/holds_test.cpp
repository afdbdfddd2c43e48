// What exceeds a limit is held for a person, and nothing else; what people stop, approve and reject comes true.
#include <algorithm>
#include <doctest/doctest.h>

#include "decide/toy_test.h"
#include "engine/reject_hold.h"
#include "engine/town_test.h"

using namespace syncline;
using namespace syncline::shop;
using namespace syncline::toy;

namespace {

/// The customers of one system, which people and the engine edit.
struct Customers {
  Shop& shop;
  std::vector<Map>& rows = shop.records["account"];

  void rename(std::size_t row, const std::string& name) const { rows[row].set("name", name); }
  std::size_t named(const std::string& name) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        rows, [&](const Map& row) { return row.find("name") && *row.find("name") == Value(name); }));
  }
};

struct Office {
  Town& town;
  Customers crm{town["crm"]}, erp{town["erp"]};
  Store& store = *town.store;
  Engine& engine = *town.engine;

  void later(Duration span = minutes(3)) { town.wait(span); }
  void rename_all(const std::string& name) {
    for (std::size_t n = 0; n < crm.rows.size(); ++n) crm.rename(n, name);
  }
  std::vector<Hold> holds() { return store.reader()->holds(true, 10); }
  void approve(HoldId hold, std::uint64_t most = 1000) {
    REQUIRE(store.write([&](Tx& tx) { return tx.approve(hold, most, "Eva").ok(); }).value_or(false));
    engine.wake();
  }
};

/// Ten customers in the CRM, as many of them in the ERP as asked for; both loaded, with the given rules for the ERP.
void at_work(const WriteRules& rules, std::size_t in_erp, const std::function<void(Office&)>& body) {
  Town town(std::make_shared<EntityPolicy>(customers().policy));
  for (const auto& [system, count] : {std::pair("crm", std::size_t{10}), std::pair("erp", in_erp)}) {
    for (std::size_t n = 0; n < count; ++n)
      town[system].add("account", {{"tax_id", "DE" + std::to_string(n)}, {"name", "n" + std::to_string(n)}});
  }
  town.setup.write_rules[{"erp", "account"}] = rules;
  town.live([&] {
    Office office{town};
    body(office);
  });
}

WriteRules at_most(std::uint64_t updates) {
  WriteRules rules;
  rules.limits.updates = Limit{updates, minutes(30)};
  rules.limits.share = 0;
  return rules;
}

}  // namespace

TEST_SUITE("holds") {
  TEST_CASE("what exceeds the limit is held as one, nothing else waits, the newest value goes when it is approved") {
    at_work(at_most(3), 10, [](Office& office) {
      office.rename_all("Massenänderung");
      office.later();
      CHECK(office.erp.named("Massenänderung") == 3);
      REQUIRE(office.holds().size() == 1);
      const Hold hold = office.holds().at(0);
      CHECK(hold.held == 7);
      CHECK(hold.system == "erp");
      CHECK(hold.entity == "customer");
      CHECK(hold.cause.find("more than 3 updates") == 0);

      office.erp.rows[9].set("tax_id", "DE99");  // the other direction goes on, also of a record that is held
      office.later();
      CHECK(*office.crm.rows[9].find("tax_id") == Value("DE99"));

      office.crm.rename(9, "Richtig");
      office.later();
      CHECK(office.holds().at(0).held == 7);
      CHECK(office.erp.named("Richtig") == 0);
      office.approve(hold.id, 2);
      office.later();
      CHECK(office.erp.named("Massenänderung") == 5);
      office.approve(hold.id);
      office.later();
      CHECK(office.erp.named("Massenänderung") == 9);
      CHECK(office.erp.named("Richtig") == 1);
      CHECK(office.holds().empty());
    });
  }

  TEST_CASE("while nobody has decided, no more of the kind goes out, however slowly it comes; other kinds go on") {
    at_work(at_most(3), 10, [](Office& office) {
      office.rename_all("Massenänderung");
      office.later(hours(2));
      office.crm.rename(0, "Noch eine");
      office.town["crm"].add("account", {{"tax_id", "DE77"}, {"name", "Neukunde"}});
      office.later();
      CHECK(office.erp.named("Massenänderung") == 3);
      CHECK(office.erp.named("Noch eine") == 0);
      CHECK(office.erp.named("Neukunde") == 1);
      REQUIRE(office.holds().size() == 1);
      CHECK(office.holds().at(0).held == 8);
      office.approve(office.holds().at(0).id);
      office.later();
      CHECK(office.erp.named("Noch eine") == 1);
    });
  }

  TEST_CASE(
      "a record that passed within the span passes again: its write may be planned anew, and is still one record") {
    at_work(at_most(3), 10, [](Office& office) {
      office.rename_all("Massenänderung");
      office.later();
      REQUIRE(office.holds().size() == 1);
      REQUIRE(office.erp.named("Massenänderung") == 3);
      for (std::size_t n = 0; n < 10; ++n) office.crm.rename(n, "Noch eine");
      office.later();
      CHECK(office.erp.named("Noch eine") == 3);
      REQUIRE(office.holds().size() == 1);
      CHECK(office.holds().at(0).held == 7);
    });
  }

  TEST_CASE("what nobody decides ends as dead letters, each of which can still be let go") {
    WriteRules rules = at_most(3);
    rules.limits.deadline = hours(8);
    at_work(rules, 10, [](Office& office) {
      office.rename_all("Massenänderung");
      office.later();
      const Hold hold = office.holds().at(0);
      CHECK(hold.ends_at == hold.opened_at + hours(8));
      office.later(hours(7));
      CHECK(office.holds().size() == 1);
      office.later(hours(1));
      CHECK(office.holds().empty());
      CHECK(office.store.reader()->hold(hold.id)->resolution == "nobody has decided in time");
      const auto letters = office.store.reader()->dead_letters(true, 20);
      REQUIRE(letters.size() == 7);
      CHECK(letters[0].error.message.find("more than 3 updates") != std::string::npos);
      CHECK(office.erp.named("Massenänderung") == 3);
      REQUIRE(office.store.write([&](Tx& tx) { return tx.retry(letters[0].id).ok(); }).value_or(false));
      office.engine.wake();
      office.later();
      CHECK(office.erp.named("Massenänderung") == 4);
      CHECK(office.holds().empty());
    });
  }

  TEST_CASE("what is rejected stays as it is on both sides until somebody edits it") {
    at_work(at_most(3), 10, [](Office& office) {
      office.rename_all("Kaputt");
      office.later();
      REQUIRE(office.holds().size() == 1);
      REQUIRE(reject_hold(office.store, office.holds()[0].id, "rejected").ok());
      office.engine.wake();
      office.later(hours(1));
      CHECK(office.erp.named("Kaputt") == 3);
      CHECK(office.crm.named("Kaputt") == 10);
      CHECK(office.holds().empty());
      office.crm.rename(9, "Heil");
      office.later();
      CHECK(office.erp.named("Heil") == 1);
    });
  }

  TEST_CASE("a change that passes slowly enough is never held") {
    at_work(at_most(3), 10, [](Office& office) {
      for (std::size_t n = 0; n < 10; ++n) {
        office.crm.rename(n, "Neu");
        office.later(minutes(11));
      }
      CHECK(office.holds().empty());
      CHECK(office.erp.named("Neu") == 10);
    });
  }

  TEST_CASE("a first load is free below its share, held above it, and wholly when it is to be approved") {
    for (const auto& [share, creates, held] :
         {std::tuple(std::optional<std::uint32_t>(500), 5u, 5u), std::tuple(std::optional<std::uint32_t>(0), 0u, 10u),
          std::tuple(std::optional<std::uint32_t>(), 10u, 0u)}) {
      WriteRules rules;
      rules.limits.creates = Limit{1, minutes(10)};
      rules.limits.first_load = share;
      at_work(rules, 0, [&, creates = creates, held = held](Office& office) {
        CHECK(office.erp.rows.size() == creates);
        const auto holds = office.holds();
        CHECK((holds.empty() ? 0 : holds[0].held) == held);
        if (!holds.empty()) office.approve(holds[0].id);
        office.later();
        CHECK(office.erp.rows.size() == 10);
      });
    }
  }

  TEST_CASE("what the project forbids is refused with its rule, and nothing of it is sent") {
    WriteRules rules;
    rules.forbidden = {EffectOp::create};
    at_work(rules, 9, [](Office& office) {
      CHECK(office.erp.rows.size() == 9);
      const auto letters = office.store.reader()->dead_letters(true, 10);
      REQUIRE(letters.size() == 1);
      CHECK(letters[0].error.message == "refused by forbid: create customer in erp");
      office.crm.rename(0, "Neu");
      office.later();
      CHECK(office.erp.named("Neu") == 1);
    });
  }

  TEST_CASE("an entity is written only when its own times allow it; reading goes on") {
    WriteRules rules;
    Closure closed;
    closed.from = {1970, 1, 1};
    closed.to = {2262, 1, 1};
    closed.reason = "stocktaking";
    rules.times.closed = {closed};
    at_work(rules, 10, [](Office& office) {
      office.crm.rename(0, "Neu");
      office.erp.rename(1, "Anders");
      office.later();
      CHECK(office.erp.named("Neu") == 0);
      CHECK(office.crm.named("Anders") == 1);
      const auto planned = office.store.reader()->effects({}, {}, 10);
      CHECK(std::ranges::any_of(planned, [](const Effect& each) {
        return each.state == EffectState::planned && each.reason.find("stocktaking") != std::string::npos;
      }));
    });
  }

  TEST_CASE("writes that are stopped wait, those of the other system go on") {
    at_work({}, 10, [](Office& office) {
      Stop stop;
      stop.kind = Stop::Kind::writes;
      stop.system = "erp";
      REQUIRE(office.store.write([&](Tx& tx) { tx.stop(stop); }).ok());
      office.crm.rename(0, "Neu");
      office.erp.rename(1, "Anders");
      office.later();
      CHECK(office.erp.shop.log.empty());
      CHECK(office.crm.named("Anders") == 1);
      REQUIRE(office.store.write([&](Tx& tx) { return tx.lift(stop); }).ok());
      office.engine.wake();
      office.later();
      CHECK(office.erp.named("Neu") == 1);
    });
  }
}
