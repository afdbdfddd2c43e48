// A decision that can never be committed, as if something else always came in between.
#include "engine/town_test.h"
#include "project/folder.h"

using namespace syncline;
using namespace syncline::shop;

namespace {

/// The store, but plans that `refuses` picks are stale whenever they come.
class Overtaking final : public Store {
 public:
  Overtaking(Store& real, const std::function<bool(const Plan&)>& refuses) : real_(real), refuses_(refuses) {}
  std::unique_ptr<Reader> reader() override { return real_.reader(); }
  void prepare(Plan& plan) override { real_.prepare(plan); }

 private:
  struct Between final : Tx {
    Between(Tx& real, const std::function<bool(const Plan&)>& refused) : tx(real), refuses(refused) {}
    Accepted accept(std::span<const NewEvent> e, const CursorPosition* c) override { return tx.accept(e, c); }
    Result<Committed, Stale> commit(const Plan& plan) override {
      if (refuses(plan)) return fail(Stale{"always"});
      return tx.commit(plan);
    }
    Result<Effect, Stale> sending(EffectId id, std::int64_t epoch) override { return tx.sending(id, epoch); }
    Result<void, Stale> sending_again(EffectId id, std::int64_t epoch) override { return tx.sending_again(id, epoch); }
    Result<void, Stale> settle(const EffectOutcome& o, std::int64_t epoch) override { return tx.settle(o, epoch); }
    void end(const EventEnd& end) override { tx.end(end); }
    void dead_letter(const NewDeadLetter& letter) override { tx.dead_letter(letter); }
    void conflict(const NewConflict& conflict) override { tx.conflict(conflict); }
    Result<void, Stale> retry(DeadLetterId id) override { return tx.retry(id); }
    void set_setting(std::string_view key, std::string_view value) override { tx.set_setting(key, value); }
    HoldId hold(const NewHold& hold, std::span<const EffectId> ids) override { return tx.hold(hold, ids); }
    Result<std::uint64_t, Stale> approve(HoldId id, std::uint64_t most, std::string_view by) override {
      return tx.approve(id, most, by);
    }
    Result<void, Stale> reject(HoldId id, std::string_view how) override { return tx.reject(id, how); }
    void stop(const Stop& stop) override { tx.stop(stop); }
    bool lift(const Stop& stop) override { return tx.lift(stop); }
    std::int64_t begin_epoch() override { return tx.begin_epoch(); }
    std::uint64_t forget(Instant events, Instant effects, std::uint64_t limit) override {
      return tx.forget(events, effects, limit);
    }
    Instant now() const override { return tx.now(); }

    Tx& tx;
    const std::function<bool(const Plan&)>& refuses;
  };
  Result<void, Error> run(std::function<void(Tx&)> f) override {
    return real_.write([&](Tx& tx) {
      Between between(tx, refuses_);
      f(between);
    });
  }

  Store& real_;
  const std::function<bool(const Plan&)>& refuses_;
};

Town town() {
  auto files = read_folder(real_files(), std::string(SYNCLINE_SOURCE_DIR) + "/src/project/testdata/sales");
  REQUIRE(files.ok());
  Town town(*files);
  for (const char* code : {"A1", "B2"}) {
    town["crm"].add("article", {{"code", code}, {"title", "Lamp"}});
    town["erp"].add("item", {{"sku", code}, {"name", "Lamp"}});
  }
  return town;
}

}  // namespace

TEST_SUITE("overtaken") {
  TEST_CASE(
      "an event whose decision is always overtaken is shown after some attempts, and taken up when the record moves") {
    Town t = town();
    bool in_the_way = false;
    int refused = 0;
    LinkId link;
    const std::function<bool(const Plan&)> refuses = [&](const Plan& plan) {
      const bool yes = in_the_way && plan.shadow && plan.link == link;
      refused += yes ? 1 : 0;
      return yes;
    };
    std::unique_ptr<Overtaking> between;
    t.through = [&](Store& real) -> Store& { return *(between = std::make_unique<Overtaking>(real, refuses)); };
    t.live([&] {
      link = t.store->reader()->link_of({"erp", "item", "0"});
      in_the_way = true;
      t["erp"].records["item"][0].set("name", "Lantern");
      t["erp"].records["item"][1].set("name", "Candle");
      t.wait(hours(3));
      CHECK(t["crm"].at("article", 1).find("title")->as_string() == "Candle");  // its neighbour goes on
      CHECK(t.problems().find("overtaken") != std::string::npos);
      CHECK(refused <= 50 * 8);
      in_the_way = false;
      t["erp"].records["item"][0].set("name", "Torch");
      t.wait(minutes(10));
      CHECK(t["crm"].at("article", 0).find("title")->as_string() == "Torch");
    });
  }

  TEST_CASE("an outcome that cannot be committed is shown, and is looked at until it can") {
    Town t = town();
    bool in_the_way = false;
    int refused = 0;
    const std::function<bool(const Plan&)> refuses = [&](const Plan& plan) {
      const bool yes = in_the_way && !plan.outcomes.empty() && plan.shadow;
      refused += yes ? 1 : 0;
      return yes;
    };
    std::unique_ptr<Overtaking> between;
    t.through = [&](Store& real) -> Store& { return *(between = std::make_unique<Overtaking>(real, refuses)); };
    t.live([&] {
      in_the_way = true;
      t["erp"].records["item"][0].set("name", "Lantern");
      t.wait(days(1));
      CHECK(t["crm"].count("article", EffectOp::update) == 1);
      CHECK(t.problems().find("overtaken") != std::string::npos);
      CHECK(refused <= 50 * 120);
      in_the_way = false;
      t.wait(hours(1));
      INFO(t.story());
      CHECK(t["crm"].at("article", 0).find("title")->as_string() == "Lantern");
      CHECK(t.problems() == "");
    });
  }
}
