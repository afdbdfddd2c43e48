// trace and status as people run them: what keeps a record from being written, and until when.
#include <doctest/doctest.h>

#include "base/json.h"
#include "cli/data_folder.h"
#include "cli/testing.h"
#include "runtime/thread_runtime.h"
#include "store/open.h"

using namespace syncline;
using cli::testing::Folder;
using cli::testing::run;

namespace {

/// A customer of the CRM with two writes to the ERP: one that is held, and one that waits for another record.
struct Office {
  Folder folder;
  std::string data = folder.path.string();
  ThreadRuntime rt;
  std::unique_ptr<Store> store = opened();
  LinkId link;

  std::unique_ptr<Store> opened() {
    StoreOptions where;
    where.path = cli::database_in(data);
    auto made = open_store(rt, where);
    REQUIRE(made.ok());
    return std::move(*made);
  }
  template <class F>
  void write(const F& f) {
    REQUIRE(store->write(f).ok());
  }
  EffectId planned(const Slot& slot, LinkId waits_for) {
    Plan plan;
    plan.link = link;
    if (link) plan.expected = store->reader()->link(link)->version;
    plan.entity = "customer";
    plan.shadow.emplace();
    Member member;
    member.slot = "crm";
    member.key = {"crm", "company", "4711"};
    plan.shadow->members = {member};
    plan.shadow->files = {{"crm", "erp", "9", "m", "offer.pdf", "ab", 3, FilePart::State::refused}};
    NewEffect effect;
    effect.slot = slot;
    effect.key = {slot, "party", "1"};
    effect.business_key = slot;
    effect.changes["name"] = {Value("Alt"), FieldValue::of("Neu"), 1, "edit"};
    if (waits_for)
      effect.state = EffectState::waiting, effect.waits_for = waits_for, effect.reason = "waits for its parent";
    plan.effects = {effect};
    const auto made = store->write([&](Tx& tx) { return tx.commit(plan).value(); });
    link = made->link;
    return made->effects.at(0);
  }
  std::string told(std::vector<std::string> words) {
    words.insert(words.end(), {"--data", data});
    const auto ran = run(words);
    CHECK_MESSAGE(ran.code == 0, ran.err);
    return ran.out;
  }
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("what waits is told with its cause and its deadline, by trace, status and holds") {
  Office office;
  const EffectId first = office.planned("erp", {});
  const Instant until = *parse_instant("2099-01-02T03:04:05Z");
  office.write([&](Tx& tx) {
    tx.hold({"erp", "customer", EffectOp::update, "more than 0 updates", until}, std::vector{first});
  });
  office.planned("shop", office.link);
  for (const std::string& told : {office.told({"holds"}), office.told({"status"})})
    CHECK(has(told, "1 writes wait for approval until 2099-01-02T03:04:05Z"));
  const std::string story = office.told({"trace", "customer", "4711"});
  CHECK(has(story, "held for approval: hold 1"));
  CHECK(has(story, "until 2099-01-02T03:04:05Z, then it is a dead letter"));
  CHECK(has(story, "waits for its parent"));
  CHECK(has(story, "offer.pdf, 3 bytes, from crm to erp: refused"));
  CHECK(has(office.told({"status"}), "WAITING: update shop party 1"));
}

TEST_CASE("status tells which writes may have happened, why nobody knows, and when that is looked after again") {
  Office office;
  const EffectId effect = office.planned("erp", {});
  const Instant next = *parse_instant("2099-01-02T03:04:05Z");
  office.write([&](Tx& tx) {
    const std::int64_t epoch = tx.begin_epoch();
    REQUIRE(tx.sending(effect, epoch));
    EffectOutcome outcome;
    outcome.id = effect;
    outcome.state = EffectState::unknown;
    outcome.licensed = true;
    outcome.reason = "it may have happened: no answer came";
    outcome.due_at = next;
    REQUIRE(tx.settle(outcome, epoch));
  });
  CHECK(has(office.told({"status"}),
            "UNSETTLED: update erp party 1 of link:1, looked after again at "
            "2099-01-02T03:04:05Z: it may have happened: no answer came"));
  const Value told = parse_json(office.told({"status", "--json"})).value();
  CHECK(told["unsettled"].as_list().at(0)["due_at"].as_string() == "2099-01-02T03:04:05Z");
}

TEST_CASE("a stop, a problem and a dead letter of a record are part of its story, those of others are not") {
  Office office;
  const EffectId effect = office.planned("erp", {});
  office.write([&](Tx& tx) {
    Stop stop;
    stop.entity = "customer";
    stop.reason = "stocktaking";
    tx.stop(stop);
    stop.entity = "order";
    stop.reason = "month's end";
    tx.stop(stop);
    tx.dead_letter({{}, effect, {"erp", "party", "1"}, {ErrorClass::validation, "x", "no such city", "", "", {}}});
    tx.dead_letter({{}, {}, {"erp", "party", "2"}, {ErrorClass::validation, "x", "no such street", "", "", {}}});
  });
  const std::string story = office.told({"trace", "customer", "4711"});
  CHECK(has(story, "STOPPED: customer is paused"));
  CHECK(has(story, "no such city"));
  CHECK_FALSE(has(story, "month's end"));
  CHECK_FALSE(has(story, "no such street"));
  const auto json = parse_json(office.told({"trace", "customer", "4711", "--json"}));
  REQUIRE(json);
  CHECK(json->at(0)["dead_letters"].as_list().size() == 1);
  CHECK(json->at(0)["files"].at(0)["state"] == Value("refused"));
}
