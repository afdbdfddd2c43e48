// Many writers at once: everybody's work is kept, together where possible, and nobody suffers from another's failure.
#include <array>
#include <set>
#include <stdexcept>

#include "runtime/simulated.h"
#include "runtime/thread_runtime.h"
#include "tests/conformance/store/bench.h"

namespace syncline::conformance {
namespace {

constexpr std::size_t tasks = 64;

STORE_CASE("64 tasks write at once: each gets its own ids, nothing is lost") {
  Where::run([](Bench& b) {
    Store& store = b.store();
    std::array<std::vector<EventId>, tasks> ids;
    at_once(b.rt(), tasks, [&](std::size_t me) {
      for (int i = 0; i < 10; ++i) {
        const NewEvent event = event_of(crm(std::to_string(me)), std::to_string(i));
        const auto accepted = store.write([&](Tx& tx) { return tx.accept(std::span(&event, 1), nullptr); });
        if (accepted) ids[me].push_back(accepted->events.at(0));
      }
    });
    b.reopen();
    std::set<EventId> all;
    const auto reader = b.reader();
    for (std::size_t me = 0; me < tasks; ++me) {
      REQUIRE(ids[me].size() == 10);
      for (std::size_t i = 0; i < 10; ++i) {
        const auto event = reader->event(ids[me][i]);
        REQUIRE(event);
        CHECK(event->key == crm(std::to_string(me)));
        CHECK(event->record->content["name"] == Value(std::to_string(i)));
        all.insert(event->id);
      }
    }
    CHECK(all.size() == tasks * 10);
    CHECK(reader->counts().events.at("queued") == tasks * 10);
  });
}

STORE_CASE("64 tasks decide on one link: every version is won once") {
  Where::run([](Bench& b) {
    const LinkId link = b.commit(new_link({member_of("crm", crm("1"))})).link;
    Store& store = b.store();
    at_once(b.rt(), tasks, [&](std::size_t me) {
      for (bool done = false; !done;) {
        const auto now = store.reader()->link(link);
        Plan plan;
        plan.link = link;
        plan.expected = now->version;
        plan.shadow = now->shadow;
        plan.shadow->agreed["by " + std::to_string(me)].value = FieldValue::of(static_cast<std::int64_t>(me));
        done = store.write([&](Tx& tx) { return tx.commit(plan).ok(); }).value_or(true);
      }
    });
    const auto result = b.reader()->link(link);
    CHECK(result->version.n == 1 + static_cast<std::int64_t>(tasks));
    CHECK(result->shadow.agreed.size() == tasks);
  });
}

STORE_CASE("a job that throws gets its exception, leaves nothing, and harms no other") {
  Where::run([](Bench& b) {
    Store& store = b.store();
    std::array<bool, tasks> kept{}, thrown{};
    at_once(b.rt(), tasks, [&](std::size_t me) {
      const NewEvent event = event_of(crm(std::to_string(me)), "A");
      try {
        const auto done = store.write([&](Tx& tx) {
          tx.accept(std::span(&event, 1), nullptr);
          if (me % 8 == 3) throw std::runtime_error("job " + std::to_string(me));
        });
        kept[me] = done.ok();
      } catch (const std::runtime_error& error) {
        thrown[me] = error.what() == "job " + std::to_string(me);
      }
    });
    const auto reader = b.reader();
    for (std::size_t me = 0; me < tasks; ++me) {
      CAPTURE(me);
      const bool bad = me % 8 == 3;
      CHECK(thrown[me] == bad);
      CHECK(kept[me] != bad);
      CHECK(reader->queued_of(crm(std::to_string(me)), 10).size() == (bad ? 0 : 1));
    }
    CHECK(reader->counts().events.at("queued") == tasks - tasks / 8);
    CHECK(reader->counts().records.at("crm account") == tasks - tasks / 8);
  });
}

STORE_CASE("all of a job is kept or nothing, and it has one instant") {
  Where::run([](Bench& b) {
    const NewEvent event = event_of(crm("1"), "A");
    Instant at{};
    b.write([&](Tx& tx) {
      at = tx.now();
      const EventId id = tx.accept(std::span(&event, 1), nullptr).events.at(0);
      tx.end({id, EventState::applied, "", {}});
      CHECK(tx.now() == at);
    });
    const Event kept = b.reader()->events(std::nullopt, nullptr, {}, 1).at(0);
    CHECK(kept.seen_at == at);
    CHECK(kept.ended_at == at);
    CHECK_THROWS_AS(static_cast<void>(b.store().write([&](Tx& tx) {
                      tx.end({kept.id, EventState::queued, "", {}});
                      tx.set_setting("a", "b");
                      throw std::logic_error("no");
                    })),
                    std::logic_error);
    CHECK_FALSE(b.reader()->setting("a"));
  });
}

// Which jobs meet in a group is chosen by the seed: on fibers it is the same each time.
TEST_CASE("jobs that wait together share an fsync") {
  const MemoryDisk disk;
  const auto scheduler = make_scheduler();
  std::uint64_t syncs = 0;
  scheduler->run([&] {
    StoreOptions options;
    options.path = "state.db";
    options.vfs = disk.vfs();
    Bench b(scheduler->world(), options);
    Store& store = b.store();
    const std::uint64_t before = disk.syncs();
    at_once(b.rt(), tasks, [&](std::size_t me) {
      for (int i = 0; i < 10; ++i) {
        CHECK(store.write([&](Tx& tx) { tx.set_setting(std::to_string(me), std::to_string(i)); }));
      }
    });
    syncs = disk.syncs() - before;
  });
  CHECK(syncs > 0);
  CHECK(syncs < tasks * 10 / 8);
}

TEST_CASE("a stop frees the writers that wait, and the store can be destroyed") {
  const MemoryDisk disk;
  ThreadRuntime rt;
  StoreOptions options;
  options.path = "state.db";
  options.vfs = disk.vfs();
  auto opened = open_store(rt, options);
  REQUIRE(opened);
  Store& store = **opened;
  const auto writing = [&] {
    for (int i = 0;; ++i) static_cast<void>(store.write([&](Tx& tx) { tx.set_setting("n", std::to_string(i)); }));
  };
  std::vector<Task> running;
  for (int i = 0; i < 8; ++i) running.push_back(rt.spawn("writer", writing));
  while (!store.reader()->setting("n")) rt.yield();
  rt.request_stop();
  for (Task& task : running) task.join();
  CHECK_THROWS_AS(static_cast<void>(store.write([](Tx& tx) { tx.set_setting("late", ""); })), Stopped);
  CHECK_FALSE(store.reader()->setting("late"));
  opened->reset();
}

}  // namespace
}  // namespace syncline::conformance
