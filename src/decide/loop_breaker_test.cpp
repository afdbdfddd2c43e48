#include <doctest/doctest.h>

#include "decide/toy_test.h"

using namespace syncline;
using namespace syncline::toy;

TEST_SUITE("loop breaker") {
  TEST_CASE("two writers that set their own values back and forth are parked and both named") {
    Toy toy = two();
    toy.pace = seconds(5);
    int rounds = 0;
    while (toy.last.conflicts.empty() && rounds < 20) {
      ++rounds;
      for (const char* slot : {"crm", "erp"}) {
        if (!toy.last.conflicts.empty()) break;
        toy.name_read(slot, std::string("of ") + slot);
        const char* other = slot == std::string("crm") ? "erp" : "crm";
        if (toy.open_for(other)) toy.confirm(other, Map{{"name", std::string("of ") + slot}});
      }
    }
    REQUIRE(toy.last.conflicts.size() == 1);
    CHECK(toy.last.conflicts[0].kind == ConflictKind::loop);
    CHECK(toy.last.conflicts[0].message.find("crm") != std::string::npos);
    CHECK(toy.last.conflicts[0].message.find("erp") != std::string::npos);
    CHECK(rounds == 6);  // the first sets the values, five return to them
    CHECK(toy.open.empty());
    toy.again();
    CHECK(toy.open.empty());
  }

  TEST_CASE("a vendor's rule that undoes our reverts is parked as well") {
    Toy toy = two();
    toy.rule().masters = {"crm"};
    toy.pace = seconds(5);
    int reverts = 0;
    for (; reverts < 20; ++reverts) {
      toy.name_read("erp", "mine");
      if (!toy.last.conflicts.empty()) break;
      toy.confirm("erp", Map{{"name", "Acme"}});
    }
    CHECK(reverts == 5);
    REQUIRE(toy.last.conflicts.size() == 1);
    CHECK(toy.last.conflicts[0].kind == ConflictKind::loop);
  }

  TEST_CASE("also when the value that is reverted to was its own once") {
    Toy toy = two();
    toy.name_read("erp", "Beta");  // agreed by its edit
    toy.confirm("crm", Map{{"name", "Beta"}});
    toy.rule().masters = {"crm"};
    toy.pace = seconds(5);
    int reverts = 0;
    for (; reverts < 20 && toy.last.conflicts.empty(); ++reverts) {
      toy.name_read("erp", "mine");
      if (toy.open_for("erp")) toy.confirm("erp", Map{{"name", "Beta"}});
    }
    CHECK(reverts <= 6);
    REQUIRE(toy.last.conflicts.size() == 1);
    CHECK(toy.last.conflicts[0].kind == ConflictKind::loop);
    CHECK(toy.last.conflicts[0].message.find("between erp and crm") != std::string::npos);

    toy.name_read("erp", "another");  // it still has no say, though what is agreed was its own once
    CHECK(toy.agreed().value == text("Beta"));
    CHECK(toy.open.empty());
    CHECK(toy.link.shadow.disputes.contains("name"));
    toy.name_read("crm", "another");
    CHECK(toy.agreed().value == text("another"));
    CHECK(toy.link.shadow.disputes.empty());
    CHECK(toy.open.empty());
  }

  TEST_CASE("a vendor that answers by turns with two values is parked as well") {
    Toy toy = two();
    toy.rule().masters = {"crm"};
    toy.pace = seconds(5);
    int reverts = 0;
    for (; reverts < 20 && toy.last.conflicts.empty(); ++reverts) {
      toy.name_read("erp", reverts % 2 == 0 ? "MINE" : "mine");
      if (reverts % 2 == 1 && toy.open_for("erp")) toy.confirm("erp", Map{{"name", "Acme"}});
    }
    CHECK(reverts < 12);
    REQUIRE(toy.last.conflicts.size() == 1);
    CHECK(toy.last.conflicts[0].kind == ConflictKind::loop);
  }

  TEST_CASE("people who edit the same field for days are no loop") {
    Toy toy = two();
    for (int day = 0; day < 20; ++day) {
      toy.tick(hours(3));
      const char* slot = day % 2 ? "crm" : "erp";
      toy.name_read(slot, std::string("of ") + slot);
      toy.confirm(day % 2 ? "erp" : "crm", Map{{"name", std::string("of ") + slot}});
      CHECK(toy.last.conflicts.empty());
    }
    CHECK(toy.link.shadow.swings.size() <= 2);
  }

  TEST_CASE("rules of two vendors that answer each write of ours with ever new values are parked") {
    Toy toy = two();
    toy.pace = seconds(5);
    int answers = 0;
    for (std::string name = "Acme"; toy.last.conflicts.empty() && answers < 40; ++answers) {
      const bool crm = answers % 2 == 0;
      name += crm ? " (crm)" : " (erp)";
      toy.name_read(crm ? "crm" : "erp", name);
      if (toy.open_for(crm ? "erp" : "crm")) toy.confirm(crm ? "erp" : "crm", Map{{"name", name}});
    }
    CHECK(answers <= 12);
    REQUIRE(toy.last.conflicts.size() == 1);
    CHECK(toy.last.conflicts[0].kind == ConflictKind::loop);
    CHECK(toy.last.conflicts[0].sides.size() == 2);
    CHECK(toy.open.empty());
  }

  TEST_CASE("answers that may be a person's are a loop only after many") {
    Toy toy = two();
    toy.pace = minutes(2);
    int answers = 0;
    for (; toy.last.conflicts.empty() && answers < 100; ++answers) {
      const bool crm = answers % 2 == 0;
      const std::string name = "try " + std::to_string(answers);
      toy.name_read(crm ? "crm" : "erp", name);
      if (toy.open_for(crm ? "erp" : "crm")) toy.confirm(crm ? "erp" : "crm", Map{{"name", name}});
    }
    CHECK(answers > 30);
    CHECK(answers < 50);
  }

  TEST_CASE("two people who correct each other in turn with ever new values are no loop") {
    Toy toy = two();
    toy.pace = minutes(2);
    for (int n = 0; n < 20; ++n) {
      const bool crm = n % 2 == 0;
      const std::string name = "try " + std::to_string(n);
      toy.name_read(crm ? "crm" : "erp", name);
      toy.confirm(crm ? "erp" : "crm", Map{{"name", name}});
    }
    CHECK(toy.agreed().value == text("try 19"));
    CHECK(toy.link.shadow.disputes.empty());
  }

  TEST_CASE("a chain of effects that is too long is parked") {
    Toy toy = two();
    Observation seen = toy.observation("crm", Map{{"name", "B"}});
    seen.hops = toy.policy.max_hops;
    toy.see(seen);
    CHECK(toy.last.conflicts.empty());
    toy.open.clear();
    Observation more = toy.observation("crm", Map{{"name", "C"}});
    more.hops = toy.policy.max_hops + 1;
    toy.see(more);
    REQUIRE(toy.last.conflicts.size() == 1);
    CHECK(toy.last.conflicts[0].kind == ConflictKind::loop);
    CHECK(toy.open.empty());
  }
}
