// Acknowledged means kept: through kills, power cuts at every point, full and failing disks.
#include <atomic>
#include <map>

#include "runtime/random.h"
#include "runtime/simulated.h"
#include "runtime/thread_runtime.h"
#include "tests/conformance/store/bench.h"

namespace syncline::conformance {
namespace {

StoreOptions on(const MemoryDisk& disk, bool full_sync = true) {
  StoreOptions options;
  options.path = "state.db";
  options.vfs = disk.vfs();
  options.full_sync = full_sync;
  return options;
}

/// What the tasks of one life were told: key → the last number that was acknowledged.
using Acknowledged = std::map<std::string, int>;

void write_numbers(Store& store, const std::string& key, int from, int to, Acknowledged& told) {
  for (int i = from; i <= to; ++i) {
    const NewEvent event = event_of(crm(key), std::to_string(i));
    const auto done = store.write([&](Tx& tx) {
      tx.set_setting(key, std::to_string(i));
      tx.accept(std::span(&event, 1), nullptr);
    });
    if (!done) return;
    told[key] = i;
  }
}

/// Number of keys whose acknowledged number is missing. Whatever else is there must be whole: a setting without its
/// event would be half a transaction.
int lost(Reader& reader, const Acknowledged& told) {
  int missing = 0;
  std::uint64_t events = 0;
  for (const auto& [key, number] : told) {
    const int kept = std::atoi(reader.setting(key).value_or("0").c_str());
    missing += kept < number;
    const auto queued = reader.queued_of(crm(key), 1000);
    CHECK(queued.size() == static_cast<std::size_t>(kept));
    if (!queued.empty()) CHECK(queued.back().record->content["name"] == Value(std::to_string(kept)));
    events += queued.size();
  }
  const auto counts = reader.counts().events;
  CHECK((counts.contains("queued") ? counts.at("queued") : 0) == events);
  return missing;
}

/// Eight tasks write in a process that is killed at a moment chosen by the seed; then the power is cut.
int lost_by_power_cut(std::uint64_t seed, bool full_sync, std::size_t& acknowledged) {
  MemoryDisk disk;
  Acknowledged told;
  SimOptions how;
  how.seed = seed;
  const auto scheduler = make_scheduler(how);
  int missing = 0;
  const SimEnd end = scheduler->run([&] {
    const auto process = scheduler->process("engine");
    Task main = process->spawn("main", [&] {
      StoreOptions options = on(disk, full_sync);
      options.wal_limit = 100'000;  // so that checkpoints and restarts of the log take part
      auto store = open_store(*process, options);
      REQUIRE(store);
      std::vector<Task> writers;
      for (int task = 0; task < 8; ++task) {
        const std::string key = "task " + std::to_string(task);
        told[key] = 0;
        writers.push_back(process->spawn(key, [&, key, s = store->get()] { write_numbers(*s, key, 1, 100, told); }));
      }
      for (Task& writer : writers) writer.join();
    });
    Prng chance(seed);
    for (auto steps = 200 + chance.below(3'000); steps > 0; --steps) scheduler->world().yield();
    disk.power_cut(seed);
    scheduler->kill(*process);
    main.join();
    Bench after(scheduler->world(), on(disk));
    missing = lost(*after.reader(), told);
    write_numbers(after.store(), "after", 1, 1, told);
    CHECK(told["after"] == 1);
  });
  CHECK_MESSAGE(end.how == SimEnd::How::finished, end.detail);
  for (const auto& [key, number] : told) acknowledged += static_cast<std::size_t>(number);
  return missing;
}

TEST_CASE("a power cut loses nothing that was acknowledged") {
  std::size_t acknowledged = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    CHECK(lost_by_power_cut(seed, true, acknowledged) == 0);
  }
  CHECK(acknowledged > 5'000);
}

TEST_CASE("negative control: without fsync per commit it does") {
  std::size_t acknowledged = 0;
  int missing = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) missing += lost_by_power_cut(seed, false, acknowledged);
  CHECK(missing > 0);
}

TEST_CASE("the disk fails at the Nth write, for every N: acknowledged work is kept and the database stays whole") {
  std::size_t failed = 0;
  for (std::uint64_t n = 0;; ++n) {
    CAPTURE(n);
    MemoryDisk disk;
    ThreadRuntime rt;
    Acknowledged told{{"a", 0}};
    bool fired = false;
    disk.fail_after(n);
    {
      StoreOptions options = on(disk);
      options.wal_limit = 60'000;
      if (auto store = open_store(rt, options)) {
        write_numbers(**store, "a", 1, 12, told);
        fired = told["a"] < 12;
        if (fired) {
          const auto again = (*store)->write([](Tx& tx) { tx.set_setting("late", "x"); });
          REQUIRE_FALSE(again);
          CHECK(again.error().code == "store.failed");
        }
      } else {
        fired = true;
        CHECK(store.error().code == "store.failed");
      }
    }
    failed += fired;
    disk.power_cut(n);
    Bench after(rt, on(disk));
    CHECK(lost(*after.reader(), told) == 0);
    CHECK_FALSE(after.reader()->setting("late"));
    if (!fired) break;
  }
  CHECK(failed > 20);
}

TEST_CASE("a failed fsync is never retried: nothing is acknowledged any more") {
  MemoryDisk disk;
  ThreadRuntime rt;
  Acknowledged told;
  {
    auto store = open_store(rt, on(disk));
    REQUIRE(store);
    write_numbers(**store, "a", 1, 3, told);
    disk.set_failing_sync(true);
    const auto refused = (*store)->write([](Tx& tx) { tx.set_setting("b", "1"); });
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == "store.failed");
    disk.set_failing_sync(false);  // the kernel would say that all is well now
    const auto still = (*store)->write([](Tx& tx) { tx.set_setting("b", "2"); });
    REQUIRE_FALSE(still);
    CHECK(still.error().code == "store.failed");
    CHECK_FALSE(still.error().remedy.empty());
  }
  disk.power_cut(3);
  Bench after(rt, on(disk));
  CHECK(lost(*after.reader(), told) == 0);
  CHECK(after.reader()->setting("b") != "2");
}

TEST_CASE("after a failed fsync those who waited behind it are refused too") {
  MemoryDisk disk;
  const auto scheduler = make_scheduler();
  std::size_t refused = 0;
  scheduler->run([&] {
    StoreOptions options = on(disk);
    options.group = 1;
    Bench b(scheduler->world(), options);
    Store& store = b.store();
    disk.set_failing_sync(true);
    at_once(b.rt(), 16, [&](std::size_t me) {
      const auto done = store.write([&](Tx& tx) { tx.set_setting(std::to_string(me), "x"); });
      refused += !done && done.error().code == "store.failed";
      disk.set_failing_sync(false);  // it failed once
    });
  });
  CHECK(refused == 16);
}

TEST_CASE("a full disk refuses and goes on when there is space again") {
  MemoryDisk disk;
  ThreadRuntime rt;
  Bench b(rt, on(disk));
  Acknowledged told;
  write_numbers(b.store(), "a", 1, 3, told);
  disk.set_full(true);
  const auto refused = b.store().write([](Tx& tx) { tx.set_setting("b", std::string(100'000, 'x')); });
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "store.full");
  CHECK(refused.error().cls == ErrorClass::transient);
  CHECK_FALSE(b.reader()->setting("b"));
  disk.set_full(false);
  write_numbers(b.store(), "a", 4, 6, told);
  CHECK(told["a"] == 6);
  disk.power_cut(1);
  b.close();
  CHECK(lost(*b.reader(), told) == 0);
}

TEST_CASE("on a full disk, work that was grouped with what does not fit is judged alone") {
  MemoryDisk disk;
  const auto scheduler = make_scheduler();
  scheduler->run([&] {
    Bench b(scheduler->world(), on(disk));
    Store& store = b.store();
    disk.set_full(true);
    std::size_t full = 0;
    at_once(b.rt(), 16, [&](std::size_t me) {
      const auto done = store.write([&](Tx& tx) { tx.set_setting(std::to_string(me), std::string(10'000, 'x')); });
      full += !done && done.error().code == "store.full";
    });
    CHECK(full == 16);
    disk.set_full(false);
    b.write([](Tx& tx) { tx.set_setting("n", "1"); });
    CHECK(b.reader()->setting("n") == "1");
    CHECK_FALSE(b.reader()->setting("3"));
  });
}

TEST_CASE("a kill leaves what was acknowledged, however the process unwinds") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    MemoryDisk disk;
    Acknowledged told{{"a", 0}, {"b", 0}};
    SimOptions how;
    how.seed = seed;
    const auto scheduler = make_scheduler(how);
    scheduler->run([&] {
      SimProcessOptions fragile;
      fragile.crash_per_million = 20'000;
      fragile.on_crash = [&](std::string_view) { disk.crash(); };
      for (int life = 0; life < 3; ++life) {
        const auto process = scheduler->process("engine", fragile);
        Task main = process->spawn("main", [&] {
          auto store = open_store(*process, on(disk));
          REQUIRE(store);
          Task other = process->spawn("b", [&] { write_numbers(**store, "b", told["b"] + 1, 1000, told); });
          write_numbers(**store, "a", told["a"] + 1, 1000, told);
          other.join();
        });
        main.join();
        Bench after(scheduler->world(), on(disk));
        const auto reader = after.reader();
        for (auto& [key, number] : told) {
          const int kept = std::atoi(reader->setting(key).value_or("0").c_str());
          CHECK(kept >= number);
          CHECK(kept <= number + 1);  // at most the one that was under way
          number = kept;
        }
      }
    });
    CHECK(told["a"] + told["b"] > 0);
  }
}

TEST_CASE("what a dead process still tries changes nothing on the disk") {
  MemoryDisk disk;
  ThreadRuntime rt;
  Acknowledged told;
  auto dying = open_store(rt, on(disk));
  REQUIRE(dying);
  write_numbers(**dying, "a", 1, 3, told);
  auto old_reader = (*dying)->reader();
  CHECK(old_reader->setting("a") == "3");
  disk.crash();
  Bench next(rt, on(disk));
  CHECK(lost(*next.reader(), told) == 0);
  write_numbers(next.store(), "a", 4, 4, told);
  const auto late = (*dying)->write([](Tx& tx) { tx.set_setting("late", std::string(50'000, 'x')); });
  REQUIRE_FALSE(late);
  CHECK(late.error().code == "store.failed");
  old_reader.reset();
  dying->reset();
  CHECK(lost(*next.reader(), told) == 0);
  CHECK_FALSE(next.reader()->setting("late"));
}

TEST_CASE("the log does not grow for ever") {
  MemoryDisk disk;
  ThreadRuntime rt;
  StoreOptions options = on(disk);
  options.wal_limit = 400'000;
  Bench b(rt, options);
  for (int i = 0; i < 400; ++i) {
    b.write([&](Tx& tx) { tx.set_setting("key", std::to_string(i) + std::string(20'000, 'x')); });
  }
  CHECK(disk.bytes() < 3'000'000);  // 400 values of 20 kB are 8 MB
}

TEST_CASE("nor where at every moment somebody reads") {
  MemoryDisk disk;
  ThreadRuntime rt;
  StoreOptions options = on(disk);
  options.wal_limit = 400'000;
  Bench b(rt, options);
  b.write([](Tx& tx) { tx.set_setting("key", "first"); });
  std::atomic<bool> over = false;
  at_once(rt, 4, [&](std::size_t task) {
    if (task == 0) {
      for (int i = 0; i < 3000; ++i)
        b.write([&](Tx& tx) { tx.set_setting("key", std::to_string(i) + std::string(20'000, 'x')); });
      over = true;
    }
    auto before = b.reader();
    while (!over) {
      auto reader = b.reader();  // the one before it still reads
      CHECK(reader->setting("key"));
      std::swap(before, reader);
    }
  });
  CHECK(disk.bytes() < 30'000'000);  // 3,000 values of 20 kB are 60 MB; the rest depends on how busy the machine is
}

}  // namespace
}  // namespace syncline::conformance
