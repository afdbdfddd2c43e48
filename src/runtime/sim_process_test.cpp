#include <doctest/doctest.h>
#include <set>

#include "runtime/child_process_test.h"
#include "runtime/queue.h"
#include "runtime/sim_kinds_test.h"

namespace syncline {
namespace {

struct Unwound {
  int& count;
  ~Unwound() { ++count; }
};

TEST_CASE("kill unwinds every task of the process, wherever it waits, before it returns") {
  for (const SimKind& kind : sim_kinds()) {
    CAPTURE(kind.name);
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      auto sim = kind.make(SimOptions{.seed = seed});
      int unwound = 0, after = 0;
      sim->run([&] {
        auto process = sim->process("engine");
        SimProcess& rt = *process;
        Queue<int> empty(rt, 1), full(rt, 1);
        full.push(0, far_future);
        auto parker = rt.make_parker();
        const Task root = rt.spawn("root", [&] {
          const Unwound mine{unwound};
          std::vector<Task> children;
          const auto child = [&](std::function<void()> wait) {
            children.push_back(rt.spawn("child", [&, wait] {
              const Unwound its{unwound};
              wait();
              ++after;
            }));
          };
          child([&] { rt.sleep_for(hours(1)); });
          child([&] { parker->park(far_future); });
          child([&] { empty.pop(); });
          child([&] { full.push(1, far_future); });
          child([&] {
            rt.spawn("grandchild", [&] { rt.sleep_until(far_future); }).join();
            rt.yield();
          });
          child([&] {
            for (;;) rt.yield();
          });
          child([&] { rt.service("http.send", hours(1)); });
          rt.sleep_until(far_future);
        });
        for (std::uint64_t i = 0; i < 40; ++i) sim->world().yield();
        CHECK(rt.live_tasks() == 9);
        const Instant before = sim->now();
        sim->kill(rt);
        CHECK(rt.live_tasks() == 0);
        CHECK(unwound == 8);
        CHECK(sim->now() == before);
      });
      CHECK(after == 0);
    }
  }
}

TEST_CASE("a dead process refuses every blocking call, and counts them") {
  auto sim = make_scheduler();
  std::uint64_t refused = 0;
  sim->run([&] {
    auto process = sim->process("engine");
    SimProcess& rt = *process;
    const Task task = rt.spawn("stubborn", [&] {
      auto parker = rt.make_parker();
      try {
        rt.sleep_until(far_future);
      } catch (const Stopped&) {
        CHECK(rt.dead());
        CHECK(rt.stopping());
        CHECK_THROWS_AS(rt.yield(), Stopped);
        CHECK_THROWS_AS(rt.sleep_until(Instant{0}), Stopped);
        CHECK_THROWS_AS(parker->park(Instant{0}), Stopped);
        CHECK_THROWS_AS(rt.point("p"), Stopped);
        CHECK_THROWS_AS(rt.service("s"), Stopped);
        CHECK_THROWS_AS(rt.require_alive(), Stopped);
        CHECK_THROWS_AS(rt.spawn("child", [] {}), Stopped);
        throw;
      }
    });
    sim->world().sleep_for(seconds(1));
    sim->kill(rt);
    refused = rt.refused();
  });
  CHECK(refused == 6);
}

TEST_CASE("a task killed before its first step never runs, but its captures are destroyed") {
  auto sim = make_scheduler();
  int destroyed = 0;
  bool ran = false;
  sim->run([&] {
    auto process = sim->process("engine");
    auto guard = std::shared_ptr<void>(nullptr, [&](void*) { ++destroyed; });
    const Task task = process->spawn("late", [&ran, guard] { ran = true; });
    guard.reset();
    sim->kill(*process);
    CHECK(destroyed == 1);
  });
  CHECK_FALSE(ran);
}

TEST_CASE("a crash at a chosen pass is certain, reported once, and leaves the supervisor time to restart") {
  for (const SimKind& kind : sim_kinds()) {
    CAPTURE(kind.name);
    auto sim = kind.make({});
    std::vector<int> lived;
    std::vector<std::string> reported;
    sim->run([&] {
      auto ended = sim->world().make_parker();
      for (std::uint64_t life = 1; life <= 4; ++life) {
        SimProcessOptions options;
        options.crash_at = CrashPoint{"work.done", life};
        options.on_crash = [&](std::string_view point) {
          reported.emplace_back(point);
          ended->unpark();
        };
        auto process = sim->process("engine", options);
        int passes = 0;
        const Task main = process->spawn("main", [&, rt = process.get()] {
          const Task sibling = rt->spawn("sibling", [rt] { rt->sleep_until(far_future); });
          for (; passes < 3; ++passes) rt->point("work.done");
          ended->unpark();
          rt->sleep_until(far_future);
        });
        ended->park(far_future);
        CHECK(process->dead() == (life <= 3));
        sim->kill(*process);
        lived.push_back(passes);
      }
    });
    CHECK(lived == std::vector<int>{0, 1, 2, 3});
    CHECK(reported == std::vector<std::string>{"work.done", "work.done", "work.done"});
    CHECK(sim->points().at("work.done").passed == 1 + 2 + 3 + 3);
    CHECK(sim->points().at("work.done").crashed == 3);
  }
}

TEST_CASE("seeded crashes hit at the rate asked for, per name, and never the world") {
  auto sim = make_scheduler(SimOptions{.seed = 3});
  int crashes = 0;
  sim->run([&] {
    for (int life = 0; life < 300; ++life) {
      SimProcessOptions options;
      options.crash_per_million = 0;
      options.crash_per_million_at = {{"risky", 100'000}};
      options.on_crash = [&](std::string_view) { ++crashes; };
      auto process = sim->process("engine", options);
      process
          ->spawn("main",
                  [rt = process.get()] {
                    for (int i = 0; i < 10; ++i) rt->yield(), rt->point("risky"), rt->point("safe");
                  })
          .join();
      sim->world().point("risky");
    }
  });
  CHECK(crashes > 160);  // 300 * (1 - 0.9^10) = 195
  CHECK(crashes < 230);
  CHECK(sim->points().at("risky").crashed == static_cast<std::uint64_t>(crashes));
  CHECK(sim->points().at("safe").crashed == 0);
  CHECK(sim->points().at("yield").crashed == 0);
}

TEST_CASE("an orderly stop ends waits, lets services work, and is no crash") {
  for (const SimKind& kind : sim_kinds()) {
    CAPTURE(kind.name);
    auto sim = kind.make({});
    bool flushed = false;
    sim->run([&] {
      auto process = sim->process("engine");
      SimProcess& rt = *process;
      const Task call = rt.spawn("call", [&] {
        rt.service("http.send", seconds(5));
        flushed = true;
        CHECK_THROWS_AS(rt.yield(), Stopped);
        CHECK_THROWS_AS(rt.point("p"), Stopped);
        rt.service("store.write");
      });
      const Task idle = rt.spawn("idle", [&] { rt.sleep_until(far_future); });
      sim->world().sleep_for(seconds(1));
      rt.request_stop();
      CHECK(rt.stopping());
      CHECK_FALSE(rt.dead());
    });
    CHECK(flushed);
    CHECK(sim->now() - SimOptions{}.start == seconds(5));
  }
}

TEST_CASE("a process's clock may be wrong; its sleeps last as long as they should and it never goes back") {
  auto sim = make_scheduler();
  sim->run([&] {
    SimProcessOptions options;
    options.clock_skew = minutes(-10);
    auto process = sim->process("engine", options);
    process
        ->spawn("main",
                [&, rt = process.get()] {
                  CHECK(rt->now() == sim->now() - minutes(10));
                  const Instant before = sim->now();
                  rt->sleep_for(seconds(7));
                  CHECK(sim->now() - before == seconds(7));
                  auto parker = rt->make_parker();
                  CHECK_FALSE(parker->park(rt->now() + seconds(1)));
                  CHECK(sim->now() - before == seconds(8));
                  const Instant latest = rt->now();
                  rt->set_clock_skew(hours(-1));
                  CHECK(rt->now() == latest);
                  rt->set_clock_skew(hours(1));
                  CHECK(rt->now() == sim->now() + hours(1));
                })
        .join();
  });
}

TEST_CASE("chance of a process is its own: processes draw different numbers, seeds too") {
  std::set<std::uint64_t> drawn;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    auto sim = make_scheduler(SimOptions{.seed = seed});
    auto a = sim->process("a"), b = sim->process("b");
    for (SimProcess* process : {&sim->world(), a.get(), b.get()}) drawn.insert(process->random());
  }
  CHECK(drawn.size() == 30);
}

TEST_CASE("a deadlock inside a process is found even where the world has handles to it") {
  for (const SimKind& kind : sim_kinds()) {
    CAPTURE(kind.name);
    auto sim = kind.make({});
    const SimEnd end = sim->run([&] {
      auto process = sim->process("engine");
      const Task task = process->spawn("stuck", [rt = process.get()] { rt->make_parker()->park(far_future); });
    });
    CHECK(end.how == SimEnd::How::deadlock);
    CHECK(end.detail.find("engine/stuck (park)") != std::string::npos);
  }
}

TEST_CASE("a task that swallows Stopped aborts the simulation and is named") {
  const ChildEnd end = run_in_child([] {
    auto sim = make_scheduler();
    sim->run([&] {
      auto process = sim->process("engine");
      const Task task = process->spawn("deaf", [rt = process.get()] {
        for (;;) {
          try {
            rt->sleep_for(seconds(1));
          } catch (...) {
          }
        }
      });
      sim->world().sleep_for(seconds(10));
      sim->kill(*process);
    });
  });
  CHECK(end.signal == SIGABRT);
  CHECK(end.said.find("engine/deaf") != std::string::npos);
  CHECK(end.said.find("rethrow") != std::string::npos);
}

}  // namespace
}  // namespace syncline
