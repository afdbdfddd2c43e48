// What the engine makes of two systems that were full before it came: whom it joins, whom it creates, whom it asks
// about.
#include <algorithm>
#include <doctest/doctest.h>

#include "decide/toy_test.h"
#include "engine/engine.h"
#include "engine/stages.h"
#include "runtime/simulated.h"
#include "store/open.h"
#include "store/sqlite/memory_disk.h"
#include "telemetry/log.h"

using namespace syncline;
using namespace syncline::toy;

namespace {

/// A system as a list of records, which remembers what was written to it.
class ListedSystem final : public SystemPort {
 public:
  ListedSystem(Runtime& rt, std::string name, Duration slowness)
      : rt_(rt), name_(std::move(name)), slowness_(slowness) {
    traits_.object = "account";
    traits_.idempotency = Idempotency::upsert;
    traits_.has_stamp = false;
  }
  const std::string& id() const override { return name_; }
  const ObjectTraits* traits(std::string_view) const override { return &traits_; }

  Result<Page, Error> list(const std::string&, ListMode, const std::string&, const CallContext&) override {
    rt_.sleep_for(slowness_);
    Page page;
    for (std::size_t n = 0; n < records.size(); ++n) {
      if (is_garbled(n)) {
        page.faulty.push_back({record(n).key, std::nullopt, garbled(n)});
      } else {
        page.records.push_back(record(n));
      }
    }
    return page;
  }
  Result<NativeRecord, Error> read(const RecordKey& key, const CallContext&) override {
    const std::size_t n = std::stoul(key.native);
    if (is_garbled(n)) return fail(garbled(n));
    return record(n);
  }
  WriteOutcome write(const WriteRequest& request, const CallContext&) override {
    ++writes;
    WriteOutcome out;
    if (request.op == EffectOp::create) {
      records.push_back(request.content.as_map());
      out.native = std::to_string(records.size() - 1);
      return out;
    }
    for (const auto& [name, value] : request.content.as_map()) records[std::stoul(request.key.native)].set(name, value);
    return out;
  }
  ProbeOutcome probe(const WriteRequest&, const CallContext&) override { return {}; }

  std::vector<Map> records;
  int writes = 0;

 private:
  bool is_garbled(std::size_t n) const { return records[n].contains("garbled"); }
  Error garbled(std::size_t n) const {
    return {ErrorClass::validation,
            "connect.value",
            "the name is a number",
            name_ + " account " + std::to_string(n),
            "",
            {}};
  }
  NativeRecord record(std::size_t n) {
    NativeRecord record;
    record.key = {name_, "account", std::to_string(n)};
    record.content = records[n];
    return record;
  }

  Runtime& rt_;
  std::string name_;
  Duration slowness_;
  ObjectTraits traits_;
};

const std::map<std::string, Kind> kinds{{"tax_id", Kind::plain}, {"name", Kind::plain}, {"city", Kind::plain}};

std::shared_ptr<const EntityPolicy> policy() {
  Toy toy({{"crm", kinds}, {"erp", kinds}}, {"tax_id", "name", "city"});
  auto entity = std::make_shared<Entity>(*toy.policy.entity);
  entity->fields[0].type = FieldType::tax_id;
  toy.policy.entity = entity;
  toy.policy.match.exact = {"tax_id"};
  toy.policy.match.similar = SimilarRule{"name", 920, ""};
  toy.rule("name").masters = {"crm"};
  toy.rule("name").on_link = OnLink::master;
  for (SlotRule& slot : toy.policy.slots) slot.create = SlotRule::Create::always;
  return std::make_shared<EntityPolicy>(toy.policy);
}

struct Outcome {
  int written = 0;
  int written_while_observing = 0;
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
  const bool crm_is_slower = course.crm_is_slower, observing = course.observing;
  Outcome outcome;
  MemoryDisk disk;
  SimOptions options;
  options.seed = course.seed;
  const auto scheduler = make_scheduler(options);
  const SimEnd end = scheduler->run([&] {
    const auto process = scheduler->process("engine");
    auto crm = std::make_shared<ListedSystem>(*process, "crm", seconds(crm_is_slower ? 20 : 1));
    auto erp = std::make_shared<ListedSystem>(*process, "erp", seconds(crm_is_slower || course.at_once ? 1 : 20));
    crm->records = in_crm;
    erp->records = in_erp;
    Task main = process->spawn("main", [&] {
      StoreOptions where;
      where.path = "syncline.db";
      where.vfs = disk.vfs();
      auto store = open_store(*process, where);
      REQUIRE(store.ok());
      EngineSetup setup;
      setup.entities = {policy()};
      setup.installation = "test";
      for (const auto& system : {crm, erp}) {
        SystemSetup one;
        one.port = system;
        setup.systems.emplace(system->id(), one);
        setup.polls.push_back({system->id(), "account", minutes(1), days(1)});
      }
      const auto set_stage = [&](Stage stage) {
        REQUIRE((*store)->write([&](Tx& tx) { tx.set_setting(stage_key("customer"), name_of(stage)); }).ok());
      };
      if (observing) set_stage(Stage::observe);
      Engine engine(*process, **store, setup, silent_log(), [](const Error&) {});
      engine.start();
      process->sleep_for(minutes(30));
      outcome.written_while_observing = crm->writes + erp->writes;
      if (observing) set_stage(Stage::two_way);
      process->sleep_for(minutes(30));
      for (const Conflict& each : (*store)->reader()->conflicts(true, {}, 100)) outcome.conflicts.push_back(each.kind);
      for (const DeadLetter& each : (*store)->reader()->dead_letters(true, 100))
        outcome.dead_letters.push_back(text_of(each.record));
      process->sleep_for(hours(1));
    });
    scheduler->world().sleep_for(minutes(61));
    scheduler->kill(*process);
    main.join();
    outcome.written = crm->writes + erp->writes;
    outcome.records = crm->records.size() + erp->records.size();
  });
  REQUIRE(end.how == SimEnd::How::finished);
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

  TEST_CASE("one that cannot be understood is a dead letter, once; its neighbours are joined and created") {
    Map broken = company("DE9", "Unlesbar");
    broken.set("garbled", true);
    const Outcome outcome = after_an_hour({broken, company("DE1", "Nordlicht", "Kiel")},
                                          {company("DE1", "Nordlicht"), company("DE2", "Süd")}, {});
    CHECK(outcome.written == 2);
    CHECK(outcome.dead_letters == std::vector<std::string>{"crm account 0"});
  }
}
