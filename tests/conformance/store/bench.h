#pragma once
// Where the suite runs: a store implementation, a place for its data, a runtime. Another implementation adds a type
// like these and its name in STORE_CASE.

#include <doctest/doctest.h>
#include <functional>
#include <memory>
#include <string>

#include "runtime/runtime.h"
#include "store/open.h"
#include "store/sqlite/memory_disk.h"

namespace syncline::conformance {

/// One database in its surroundings. The test body runs as a task of `rt`.
class Bench {
 public:
  Bench(Runtime& rt, StoreOptions options) : rt_(rt), options_(std::move(options)) {}
  Runtime& rt() { return rt_; }
  StoreOptions& options() { return options_; }
  /// Opened at the first call.
  Store& store();
  /// Closes and opens again: what a restart finds.
  Store& reopen();
  void close() { store_.reset(); }

  template <class F>
  auto write(F&& f) {
    auto result = store().write(f);
    REQUIRE_MESSAGE(result.ok(), (result.ok() ? std::string() : describe(result.error())));
    if constexpr (!std::is_void_v<std::invoke_result_t<F&, Tx&>>) return std::move(result).value();
  }
  std::unique_ptr<Reader> reader() { return store().reader(); }
  Committed commit(const Plan&);    ///< must not be stale
  std::string stale(const Plan&);   ///< must be stale: says what
  EventId accept(const NewEvent&);  ///< none: a duplicate
  Result<Effect, Stale> sending(EffectId id) {
    return write([&](Tx& tx) { return tx.sending(id, epoch_); });
  }
  void begin_epoch() {
    epoch_ = write([](Tx& tx) { return tx.begin_epoch(); });
  }
  std::int64_t epoch() const { return epoch_; }

 private:
  Runtime& rt_;
  StoreOptions options_;
  std::unique_ptr<Store> store_;
  std::int64_t epoch_ = 0;
};

using Body = std::function<void(Bench&)>;

struct FilesOnThreads {
  static void run(const Body&);
};
struct MemoryOnThreads {
  static void run(const Body&);
};
struct MemoryOnFibers {
  static void run(const Body&);
};

#define STORE_CASE(name)                                                                                         \
  TEST_CASE_TEMPLATE(name, Where, syncline::conformance::FilesOnThreads, syncline::conformance::MemoryOnThreads, \
                     syncline::conformance::MemoryOnFibers)

/// Runs the bodies as tasks at once, and waits for all.
void at_once(Runtime&, std::size_t tasks, const std::function<void(std::size_t)>& body);

// What tests are made of.
RecordKey crm(const std::string& native);
RecordKey erp(const std::string& native);
NewEvent hint_of(const RecordKey&);
NewEvent event_of(const RecordKey&, const std::string& content);  ///< with record and hash
Member member_of(const std::string& slot, const RecordKey&);
Plan new_link(const std::vector<Member>&, const std::string& entity = "customer");
/// Of an existing link as it stands, with its shadow.
Plan plan_on(Reader&, LinkId);
NewEffect write_to(const std::string& slot, const RecordKey&, EffectOp op = EffectOp::update);
EffectOutcome outcome(EffectId, EffectState, bool licensed);
MatchKey claimed(const std::string& value);

}  // namespace syncline::conformance
