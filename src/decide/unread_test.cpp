#include "decide/unread.h"

#include <doctest/doctest.h>

#include "decide/toy_test.h"

using namespace syncline;
using namespace syncline::toy;

namespace {

/// The CRM's edit was sent to the ERP, which acknowledged it and could not be read afterwards.
void send_unread(Toy& toy) {
  REQUIRE(toy.open_for("erp"));
  toy.link.shadow = acknowledged_unread(toy.link.shadow, *toy.open_for("erp"), toy.now);
  toy.open.clear();
  toy.again();
  CHECK(toy.open.empty());
}

Toy unread() {
  Toy toy = two();
  toy.name_read("crm", "Beta");
  send_unread(toy);
  return toy;
}

}  // namespace

TEST_SUITE("unread") {
  TEST_CASE("the next reading shows what was written: done") {
    Toy toy = unread();
    toy.name_read("erp", "Beta");
    CHECK_FALSE(toy.pending("erp"));
    CHECK(toy.last.conflicts.empty());
    CHECK(toy.open.empty());
  }

  TEST_CASE("it shows something else: somebody has edited the record since") {
    Toy toy = unread();
    toy.name_read("erp", "Gamma");
    CHECK(toy.last.conflicts.empty());
    CHECK(toy.agreed().value == text("Gamma"));
    CHECK(toy.open_for("crm"));
    CHECK_FALSE(toy.open_for("erp"));
  }

  TEST_CASE("it shows the former value: dropped, or typed back by somebody; a person is told, nothing is overwritten") {
    Toy toy = unread();
    SUBCASE("at once") {}
    SUBCASE("a replica may lag: only after it cannot any more") {
      toy.slot("erp").read_lag = toy.pace;
      toy.name_read("erp", "Acme");
      CHECK(toy.last.read_again_at);
      CHECK(toy.last.conflicts.empty());
    }
    toy.name_read("erp", "Acme");
    REQUIRE(toy.last.conflicts.size() == 1);
    CHECK(toy.last.conflicts[0].kind == ConflictKind::check);
    CHECK(toy.open.empty());
    toy.again();
    CHECK(toy.open.empty());
  }

  TEST_CASE("what is agreed after it is written, whatever became of it") {
    Toy toy = unread();
    toy.name_read("crm", "Delta");
    REQUIRE(toy.open_for("erp"));
    toy.open.clear();
    toy.name_read("erp", "Acme");
    CHECK(toy.last.conflicts.empty());
    CHECK(toy.open_for("erp"));
  }

  TEST_CASE("a reading that was taken before the write, and comes after it, says nothing of it") {
    Toy toy = two();
    const Instant before = toy.now;
    toy.name_read("crm", "Beta");
    toy.tick();
    send_unread(toy);
    Observation early = toy.observation("erp", Map{{"name", "Acme"}});
    early.reading.read_at = before;
    toy.see(early);
    CHECK(toy.last.conflicts.empty());
    CHECK(toy.last.read_again_at);
    CHECK(toy.open.empty());
    toy.name_read("erp", "Beta");
    CHECK_FALSE(toy.pending("erp"));
    CHECK(toy.last.conflicts.empty());
  }

  TEST_CASE("a foreign edit elsewhere is reverted to what was written here already: it is not written here again") {
    const std::map<std::string, Kind> name{{"name", Kind::plain}};
    Toy toy({{"crm", name}, {"erp", name}, {"shop", name}});
    toy.rule().masters = {"crm"};
    for (const char* slot : {"crm", "erp", "shop"}) toy.name_read(slot, "Acme");
    toy.name_read("crm", "Beta");
    toy.confirm("shop", Map{{"name", "Beta"}});
    send_unread(toy);
    toy.name_read("shop", "Gamma");
    CHECK(toy.open_for("shop"));
    CHECK_FALSE(toy.open_for("erp"));
    toy.name_read("erp", "Beta");
    CHECK_FALSE(toy.pending("erp"));
  }

  TEST_CASE("of what cannot be read, or is not shown any more, the answer is all there is") {
    Toy toy({{"crm", {{"name", Kind::plain}, {"city", Kind::plain}}},
             {"erp", {{"name", Kind::write_only}, {"city", Kind::plain}}}},
            {"name", "city"});
    toy.read("crm", Map{{"name", "A"}, {"city", "Bonn"}});
    toy.read("erp", Map{{"city", "Bonn"}});
    toy.read("crm", Map{{"name", "B"}, {"city", "Ulm"}});
    send_unread(toy);
    toy.read("erp", Map{});
    CHECK_FALSE(toy.pending("erp", "name"));
    CHECK_FALSE(toy.pending("erp", "city"));
    CHECK(toy.open.empty());
  }
}
