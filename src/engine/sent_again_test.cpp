// A create of which nobody knows whether it happened, in systems that remember its key.
#include "engine/sales_town_test.h"

using namespace syncline;
using namespace syncline::shop;

namespace {

struct End {
  std::vector<std::string> names;  ///< of the customers in the ERP
  std::vector<Conflict> conflicts;
  std::size_t letters = 0;
};

/// A deal is won; the process dies when its customer was made in the ERP, and `meanwhile` happens.
End after_a_death(const std::function<void(Town&)>& meanwhile) {
  Town t = town();
  t["erp"].unlisted = "party";
  End end;
  bool made = false;
  t["erp"].not_now = [&, refusals = 2]() mutable -> std::optional<Error> {
    if (!made || refusals-- <= 0) return std::nullopt;
    return Error{ErrorClass::transient, "shop.busy", "come again in five minutes", "erp", "", minutes(5)};
  };
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
}
