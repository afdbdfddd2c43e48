// A system that is to send webhooks is asked to, again and again: soon after it failed, otherwise once an hour.
#include <algorithm>

#include "engine/engine.h"
#include "engine/town_test.h"

using namespace syncline;
using namespace syncline::shop;

namespace {

/// Refuses until `well`, and remembers when it was asked for what.
struct Announcer final : SystemPort {
  explicit Announcer(std::function<Instant()> clock) : now(std::move(clock)) {}
  const std::string& id() const override { return name; }
  const ObjectTraits* traits(std::string_view) const override { return nullptr; }
  Result<Page, Error> list(const std::string&, ListMode, const std::string&, const CallContext&) override {
    return Page{};
  }
  Result<NativeRecord, Error> read(const RecordKey&, const CallContext&) override { return NativeRecord{}; }
  WriteOutcome write(const WriteRequest&, const CallContext&) override { return {}; }
  ProbeOutcome probe(const WriteRequest&, const CallContext&) override { return {}; }
  Result<void, Error> keep_subscribed(const std::string& url, const std::vector<std::string>& objects,
                                      const CallContext& context) override {
    asked.push_back(now());
    CHECK(url == "https://sync.example/hooks/erp");
    CHECK(objects == std::vector<std::string>{"account"});
    CHECK(context.deadline > now());
    if (now() >= well) return {};
    return fail(Error{ErrorClass::transient, "net.transport", "no connection", "erp", "", {}});
  }
  std::string name = "erp";
  std::function<Instant()> now;
  Instant well;
  std::vector<Instant> asked;
};

}  // namespace

TEST_CASE("a system with webhooks is asked to send them, sooner again while that fails, and never without an address") {
  MemoryDisk disk;
  const auto scheduler = make_scheduler({});
  SimProcess& world = scheduler->world();
  const SimEnd end = scheduler->run([&] {
    const auto process = scheduler->process("engine");
    const auto erp = std::make_shared<Announcer>([&] { return world.now(); });
    const auto crm = std::make_shared<Announcer>([&] { return world.now(); });
    erp->well = world.now() + minutes(10);
    Task main = process->spawn("main", [&] {
      StoreOptions where;
      where.path = "syncline.db";
      where.vfs = disk.vfs();
      const auto store = open_store(*process, where);
      EngineSetup setup;
      setup.systems["crm"].port = crm;
      setup.systems["erp"].port = erp;
      setup.systems["erp"].hook_url = "https://sync.example/hooks/erp";
      setup.systems["erp"].hooked_objects = {"account"};
      Engine engine(*process, **store, setup, silent_log(), [](const Error&) {});
      engine.start();
      process->sleep_until(far_future);
    });
    world.sleep_for(hours(6));
    CHECK(crm->asked.empty());
    REQUIRE(erp->asked.size() >= 8);
    CHECK(erp->asked.size() <= 12);
    const auto first = std::ranges::find_if(erp->asked, [&](Instant each) { return each >= erp->well; });
    REQUIRE(first != erp->asked.end());
    CHECK(*first <= erp->well + minutes(10));
    CHECK(*std::next(first) == *first + hours(1));
    scheduler->kill(*process);
    main.join();
  });
  CHECK(end.how == SimEnd::How::finished);
}
