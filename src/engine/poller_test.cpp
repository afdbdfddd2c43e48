#include "engine/poller.h"

#include <doctest/doctest.h>

#include "runtime/simulated.h"
#include "store/open.h"
#include "store/sqlite/memory_disk.h"
#include "telemetry/log.h"

using namespace syncline;

namespace {

/// A list of changed phone numbers, of which each names its customer. All of it is listed again in every pass.
class Phones final : public SystemPort {
 public:
  void changed(const std::string& customer, const std::string& occurrence) {
    NativeRecord hint;
    hint.key = {"erp", "customer", customer};
    hint.version = occurrence;
    hints_.push_back(hint);
  }
  const std::string& id() const override { return name_; }
  const ObjectTraits* traits(std::string_view) const override { return nullptr; }
  Result<Page, Error> list(const std::string&, ListMode, const std::string&, const CallContext&) override {
    Page page;
    page.records = hints_;
    page.hints = true;
    return page;
  }
  Result<NativeRecord, Error> read(const RecordKey&, const CallContext&) override { return NativeRecord{}; }
  WriteOutcome write(const WriteRequest&, const CallContext&) override { return {}; }
  ProbeOutcome probe(const WriteRequest&, const CallContext&) override { return {}; }

 private:
  const std::string name_ = "erp";
  std::vector<NativeRecord> hints_;
};

}  // namespace

TEST_CASE("a child record that is listed again is news only once; its next change is news again") {
  MemoryDisk disk;
  const auto scheduler = make_scheduler({});
  const SimEnd end = scheduler->run([&] {
    const auto process = scheduler->process("engine");
    process
        ->spawn("main",
                [&] {
                  StoreOptions where;
                  where.path = "syncline.db";
                  where.vfs = disk.vfs();
                  auto store = open_store(*process, where);
                  REQUIRE(store.ok());
                  const auto port = std::make_shared<Phones>();
                  EngineSetup setup;
                  setup.systems["erp"].port = port;
                  Context cx{*process, **store, setup, silent_log(), 1, [] {}, [](const Error&) {}};
                  const auto news = [&](const char* stream) {
                    const auto pass = changes_pass(cx, "erp", stream, EventSource::poll);
                    REQUIRE(pass.ok());
                    return pass->events;
                  };
                  port->changed("7", "31@1000");
                  CHECK(news("customer/phones") == 1);
                  CHECK(news("customer/phones") == 0);
                  CHECK(news("customer/addresses") == 1);  // another list with the same numbers
                  port->changed("7", "31@2000");
                  CHECK(news("customer/phones") == 1);
                  port->changed("8", "");  // a vendor whose stamps cannot tell two changes apart
                  CHECK(news("customer/phones") == 1);
                  CHECK(news("customer/phones") == 1);
                })
        .join();
  });
  CHECK(end.how == SimEnd::How::finished);
}
