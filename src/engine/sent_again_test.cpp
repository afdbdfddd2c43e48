// A create of which nobody knows whether it happened, in systems that remember its key or put it under that.
#include "engine/sales_town_test.h"

using namespace syncline;
using namespace syncline::shop;

namespace {

struct End {
  std::vector<std::string> names;  ///< of the customers in the ERP
  std::vector<Conflict> conflicts;
  std::size_t letters = 0;
};

/// Refuses two writes once the record was made: so long is nobody told that it is there.
void come_again_later(Shop& shop, const bool& made) {
  shop.not_now = [&made, refusals = 2]() mutable -> std::optional<Error> {
    if (!made || refusals-- <= 0) return std::nullopt;
    return Error{ErrorClass::transient, "shop.busy", "come again in five minutes", "erp", "", minutes(5)};
  };
}

/// A deal is won; the process dies when its customer was made in the ERP, and `meanwhile` happens.
End after_a_death(const std::function<void(Town&)>& meanwhile) {
  Town t = town();
  t["erp"].unlisted = "party";
  End end;
  bool made = false;
  come_again_later(t["erp"], made);
  t["erp"].on_create = [&](Shop&, const RecordKey& key) {
    if (key.object == "party" && !std::exchange(made, true)) meanwhile(t);
  };
  t.outlive("deliver.answered", [&] {
    win(t);
    t.wait(minutes(30));
    CHECK(t.deaths == 1);
    for (const Map& party : t["erp"].records["party"]) end.names.push_back(party.find("name")->string_or(""));
  });
  t.look_back([&](Reader& reader) {
    end.letters = reader.dead_letters(true, 10).size();
    end.conflicts = reader.conflicts(true, {}, 10);
  });
  return end;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_SUITE("sent again") {
  TEST_CASE("what the record shows by then may be an edit: it is decided like one, and nobody is called a liar") {
    const End end = after_a_death([](Town& t) { t["erp"].records["party"][0].set("name", "Typo"); });
    CHECK(end.names == Names{"Nordlicht"});
    CHECK(end.conflicts.empty());
    CHECK(end.letters == 0);
  }

  TEST_CASE("what was edited at the source meanwhile follows as an update") {
    const End end = after_a_death([](Town& t) { t["crm"].records["account"][0].set("name", "Nordlicht II"); });
    CHECK(end.names == Names{"Nordlicht II"});
    CHECK(end.conflicts.empty());
  }

  TEST_CASE("an order that is put under its key, and cannot be looked for, is known as ours when it shows up before") {
    Town t = town();
    t["erp"].add("party", {{"name", "Nordlicht"}, {"vat", "DE136695976"}, {"mail", "a@nordlicht.example"}});
    t["erp"].traits_of("sale").idempotency = Idempotency::upsert;
    REQUIRE_FALSE(t["erp"].traits("sale")->can_probe);
    start_as_new(t);
    bool made = false;
    come_again_later(t["erp"], made);
    t["erp"].on_create = [&](Shop&, const RecordKey&) { made = true; };
    t.outlive("deliver.answered", [&] {
      win(t);
      t.wait(minutes(30));
    });
    CHECK(t.deaths == 1);
    CHECK(t["erp"].records["sale"].size() == 1);
    CHECK(shown(t, 0, "order_no") == "SO0");
    t.look_back([&](Reader& reader) {
      CHECK(reader.counts().links["order"] == 1);
      CHECK(reader.dead_letters(true, 10).empty());
      CHECK(reader.conflicts(true, {}, 10).empty());
    });
  }

  TEST_CASE("put once more, it is not put again while that call may still be running") {
    Town t = town();
    t["erp"].traits_of("party").idempotency = Idempotency::upsert;
    t["erp"].traits_of("party").max_execution = minutes(10);
    std::vector<Instant> sent;
    t["erp"].loses = [&](const WriteRequest& request) {
      if (request.key.object != "party" || sent.size() == 3) return false;
      for (const Effect& each : t.store->reader()->effects({}, {}, 100)) {
        if (each.op == request.op && each.key.object == "party") sent.push_back(each.sent_at);
      }
      return true;
    };
    t.live([&] {
      win(t);
      t.wait(hours(2));
    });
    REQUIRE(sent.size() == 3);
    CHECK(sent[1] - sent[0] >= minutes(10));
    CHECK(sent[2] - sent[1] >= minutes(10));
    CHECK(t["erp"].records["party"].size() == 1);
  }
}
