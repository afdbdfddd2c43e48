#include "engine/poller.h"

#include <doctest/doctest.h>
#include <functional>
#include <map>
#include <optional>

#include "runtime/simulated.h"
#include "store/open.h"
#include "store/sqlite/memory_disk.h"
#include "telemetry/log.h"

using namespace syncline;

namespace {

/// A list of changed phone numbers, of which each names its customer. All of it is listed again in every pass.
class Phones final : public SystemPort {
 public:
  Phones() {
    traits_.object = "customer";
    traits_.streams = {"phones"};
  }
  void changed(const std::string& customer, const std::string& occurrence) {
    NativeRecord hint;
    hint.key = {"erp", "customer", customer};
    hint.version = occurrence;
    hints_.push_back(hint);
  }
  const std::string& id() const override { return name_; }
  const ObjectTraits* traits(std::string_view) const override { return &traits_; }
  Result<Page, Error> list(const std::string& stream, ListMode mode, const std::string&, const CallContext&) override {
    if (stream == failing) return fail(Error{ErrorClass::transient, "500", "not now", "erp", "", {}});
    ++listed[{stream, mode}];
    Page page;
    page.records = hints_;
    page.hints = true;
    return page;
  }
  Result<NativeRecord, Error> read(const RecordKey&, const CallContext&) override { return NativeRecord{}; }
  WriteOutcome write(const WriteRequest&, const CallContext&) override { return {}; }
  ProbeOutcome probe(const WriteRequest&, const CallContext&) override { return {}; }

  std::string failing;
  std::map<std::pair<std::string, ListMode>, int> listed = {};

 private:
  const std::string name_ = "erp";
  ObjectTraits traits_;
  std::vector<NativeRecord> hints_;
};

/// The poller at a system that has only this: it polls by itself where there is a plan.
void at_work(const std::optional<PollPlan>& plan, const std::function<void(Context&, Phones&)>& story) {
  MemoryDisk disk;
  const auto scheduler = make_scheduler({});
  const SimEnd end = scheduler->run([&] {
    const auto process = scheduler->process("engine");
    bool is_told = false;
    Task main = process->spawn("main", [&] {
      StoreOptions where;
      where.path = "syncline.db";
      where.vfs = disk.vfs();
      auto store = open_store(*process, where);
      REQUIRE(store.ok());
      const auto port = std::make_shared<Phones>();
      EngineSetup setup;
      setup.systems["erp"].port = port;
      Context cx{*process, **store, setup, silent_log(), 1, [] {}, [](const Error&) {}};
      Task poller;
      if (plan) poller = process->spawn("poller", [&] { poll_forever(cx, *plan); });
      story(cx, *port);
      is_told = true;
      process->sleep_until(far_future);
    });
    while (!is_told) scheduler->world().sleep_for(minutes(1));
    scheduler->kill(*process);
    main.join();
  });
  CHECK(end.how == SimEnd::How::finished);
}

}  // namespace

TEST_CASE("a child record that is listed again is news only once; its next change is news again") {
  at_work({}, [](Context& cx, Phones& port) {
    const auto news = [&](const char* stream) {
      const auto pass = changes_pass(cx, "erp", stream, EventSource::poll);
      REQUIRE(pass.ok());
      return pass->events;
    };
    port.changed("7", "31@1000");
    CHECK(news("customer/phones") == 1);
    CHECK(news("customer/phones") == 0);
    CHECK(news("customer/addresses") == 1);  // another list with the same numbers
    port.changed("7", "31@2000");
    CHECK(news("customer/phones") == 1);
    port.changed("8", "");  // a vendor whose stamps cannot tell two changes apart
    CHECK(news("customer/phones") == 1);
    CHECK(news("customer/phones") == 1);
  });
}

TEST_CASE("a list of child records that fails holds up neither the records' own polls nor the sweep") {
  at_work(PollPlan{"erp", "customer", minutes(1), minutes(10)}, [](Context& cx, Phones& port) {
    port.failing = "customer/phones";
    cx.rt.sleep_for(minutes(61));
    CHECK(port.listed[{"customer", ListMode::changes}] > 50);
    CHECK(port.listed[{"customer", ListMode::sweep}] >= 5);
    CHECK(port.listed[{"customer/phones", ListMode::changes}] == 0);
  });
}
