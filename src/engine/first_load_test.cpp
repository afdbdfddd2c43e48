// What the engine makes of two systems that were full before it came: whom it joins, whom it creates, whom it asks
// about.
#include <algorithm>
#include <doctest/doctest.h>

#include "decide/toy_test.h"
#include "engine/stages.h"
#include "engine/town_test.h"

using namespace syncline;
using namespace syncline::shop;
using namespace syncline::toy;

namespace {

std::shared_ptr<const EntityPolicy> policy() {
  Toy toy = customers({"tax_id", "name", "city"});
  toy.policy.match.similar = SimilarRule{"name", 920, ""};
  toy.rule("name").masters = {"crm"};
  toy.rule("name").on_link = OnLink::master;
  return std::make_shared<EntityPolicy>(toy.policy);
}

struct Outcome {
  std::size_t written = 0;
  std::size_t written_while_observing = 0;
  std::size_t records = 0;
  std::vector<ConflictKind> conflicts;
  std::vector<std::string> dead_letters;  ///< the records that they are of
};

struct Course {
  bool crm_is_slower = false;  ///< the slower one is loaded later
  bool observing = false;      ///< for half of the time, before an operator lets it write
  bool at_once = false;        ///< none is slower
  std::uint64_t seed = 1;
};

/// Both systems as given, an hour with the engine.
Outcome after_an_hour(const std::vector<Map>& in_crm, const std::vector<Map>& in_erp, const Course& course) {
  Outcome outcome;
  Town town(policy());
  town.seed = course.seed;
  town["crm"].records["account"] = in_crm;
  town["erp"].records["account"] = in_erp;
  for (const auto& [name, shop] : town.shops) {
    const bool is_slow = !course.at_once && (name == "crm") == course.crm_is_slower;
    shop->before_list = [&town, is_slow] { town.wait(seconds(is_slow ? 20 : 1)); };
    shop->unreadable = [shop = shop.get()](const RecordKey& key, bool) {
      const bool garbled = shop->at(key.object, std::stoul(key.native)).contains("garbled");
      return garbled ? std::optional(
                           Error{ErrorClass::validation, "connect.value", "the name is a number", text_of(key), "", {}})
                     : std::nullopt;
    };
  }
  const auto set_stage = [&](Stage stage) {
    REQUIRE(town.store->write([&](Tx& tx) { tx.set_setting(stage_key("customer"), name_of(stage)); }).ok());
  };
  const auto writes = [&] { return town["crm"].log.size() + town["erp"].log.size(); };
  if (course.observing) town.before_start = [&] { set_stage(Stage::observe); };
  town.live([&] {
    town.wait(minutes(25));
    outcome.written_while_observing = writes();
    if (course.observing) set_stage(Stage::two_way);
    town.wait(minutes(30));
    for (const Conflict& each : town.store->reader()->conflicts(true, {}, 100)) outcome.conflicts.push_back(each.kind);
    for (const DeadLetter& each : town.store->reader()->dead_letters(true, 100))
      outcome.dead_letters.push_back(text_of(each.record));
    outcome.written = writes();
    outcome.records = town["crm"].records["account"].size() + town["erp"].records["account"].size();
  });
  return outcome;
}

bool any_is(const Outcome& outcome, ConflictKind kind) {
  return std::ranges::find(outcome.conflicts, kind) != outcome.conflicts.end();
}

Map company(const std::string& tax_id, const std::string& name, const std::string& city = "") {
  return Map{{"tax_id", tax_id}, {"name", name}, {"city", city}};
}

}  // namespace

TEST_SUITE("first load") {
  TEST_CASE("a clear pair is joined and completed; whoever is alone is created on the other side, once") {
    const Outcome outcome =
        after_an_hour({company("DE1", "Nordlicht", "Kiel")}, {company("DE1", "Nordlicht"), company("DE2", "Süd")},
                      {.crm_is_slower = true});
    CHECK(outcome.written == 2);
    CHECK(outcome.records == 4);
    CHECK(outcome.conflicts.empty());
  }

  TEST_CASE("a stage that is raised completes what was only observed until then") {
    const Outcome outcome =
        after_an_hour({company("DE1", "Nordlicht", "Kiel")}, {company("DE1", "Nordlicht"), company("DE2", "Süd")},
                      {.crm_is_slower = true, .observing = true});
    CHECK(outcome.written_while_observing == 0);
    CHECK(outcome.written == 2);
    CHECK(outcome.records == 4);
  }

  TEST_CASE("two that are only alike wait for a person, whichever was read first: neither is created a second time") {
    for (const bool crm_is_slower : {false, true}) {
      const Outcome outcome = after_an_hour({company("", "Bäckerei Groß GmbH")}, {company("", "Baeckerei Gross GmbH")},
                                            {.crm_is_slower = crm_is_slower});
      CHECK(outcome.written == 0);
      CHECK(any_is(outcome, ConflictKind::similar));
    }
  }

  TEST_CASE("those that are alike are found even when all are read at once") {
    std::vector<Map> in_crm, in_erp;
    for (const char* name : {"Groß", "Müller", "Köhler", "Jäger", "Schröder", "Möller", "Böhm", "Völker"}) {
      in_crm.push_back(company("", "Bäckerei " + std::string(name) + " GmbH"));
      in_erp.push_back(company("", "Bäckerei " + std::string(name)));
    }
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      const Outcome outcome = after_an_hour(in_crm, in_erp, {.at_once = true, .seed = seed});
      CHECK_MESSAGE(outcome.written == 0, "seed " << seed);
      CHECK(any_is(outcome, ConflictKind::similar));
    }
  }

  TEST_CASE("one that fits two of the other system is written to neither, whichever was read first") {
    for (const bool crm_is_slower : {false, true}) {
      const Outcome outcome =
          after_an_hour({company("DE1", "Hansa Spedition", "Hamburg")},
                        {company("DE1", "Hansa Spedition Netz"), company("DE1", "Hansa Spedition Lager")},
                        {.crm_is_slower = crm_is_slower});
      CHECK(outcome.written == 0);
      CHECK(any_is(outcome, ConflictKind::ambiguous));
    }
  }

  TEST_CASE("one that was entered twice is joined; its second record is shown, and never written") {
    for (const bool crm_is_slower : {false, true}) {
      const Outcome outcome =
          after_an_hour({company("DE1", "Autohaus Kühn", "Ulm"), company("DE1", "Autohaus Kuehn", "Ulm")},
                        {company("DE1", "Autohaus Kühn GmbH")}, {.crm_is_slower = crm_is_slower});
      CHECK(outcome.written == 1);  // the city, which the ERP lacks, with the name, which the CRM masters
      CHECK(any_is(outcome, ConflictKind::duplicate));
    }
  }

  TEST_CASE("while looks show more than the one before, replicas that lag may hide something: nothing is created yet") {
    Town town(policy());
    Shop& erp = town["erp"];
    erp.traits_of("account").read_lag = minutes(1);
    erp.before_list = [&erp, looks = 0]() mutable {
      if (++looks == 2) erp.add("account", {{"tax_id", "DE1"}, {"name", "Acme"}});
      if (looks == 3) erp.add("account", {{"tax_id", "DE2"}, {"name", "Beta"}});
    };
    town["crm"].add("account", {{"tax_id", "DE1"}, {"name", "Acme"}});
    town["crm"].add("account", {{"tax_id", "DE2"}, {"name", "Beta"}});
    town.live([&] { town.wait(minutes(30)); });
    CHECK(erp.records["account"].size() == 2);
    CHECK(erp.log.empty());
  }

  TEST_CASE("a system that says not found when nothing has changed is loaded all the same") {
    Town town(policy());
    Shop& erp = town["erp"];
    erp.traits_of("account").has_stamp = true;
    erp.traits_of("account").read_lag = minutes(1);
    erp.before_list = [&erp, looks = 0]() mutable {
      if (++looks > 1) erp.not_listed = Error{ErrorClass::not_found, "404", "no records", "", "", {}};
    };
    town["crm"].add("account", {{"tax_id", "DE1"}, {"name", "Acme"}});
    town.live([&] { town.wait(minutes(30)); });
    CHECK(erp.records["account"].size() == 1);
  }

  TEST_CASE("one that cannot be understood is a dead letter, once; its neighbours are joined and created") {
    Map broken = company("DE9", "Unlesbar");
    broken.set("garbled", true);
    const Outcome outcome = after_an_hour({broken, company("DE1", "Nordlicht", "Kiel")},
                                          {company("DE1", "Nordlicht"), company("DE2", "Süd")}, {});
    CHECK(outcome.written == 2);
    CHECK(outcome.dead_letters == std::vector<std::string>{"crm account 0"});
  }
}
