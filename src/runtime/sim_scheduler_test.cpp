#include <algorithm>
#include <chrono>
#include <cstdio>
#include <doctest/doctest.h>
#include <stdexcept>

#include "runtime/child_process_test.h"
#include "runtime/leaf_mutex.h"
#include "runtime/queue.h"
#include "runtime/sim_kinds_test.h"

namespace syncline {
namespace {

/// A small world with everything in it: queues, sleeps, chance, a process that crashes and is started again.
SimEnd play(const SimKind& kind, std::uint64_t seed, int& restarts) {
  auto sim = kind.make(SimOptions{.seed = seed});
  SimProcess& world = sim->world();
  return sim->run([&] {
    auto crashed = world.make_parker();
    int done = 0;
    while (done < 40) {
      SimProcessOptions options;
      options.crash_per_million = 20'000;
      options.on_crash = [&](std::string_view) { crashed->unpark(); };
      auto process = sim->process("engine", options);
      const Task engine = process->spawn("main", [&, rt = process.get()] {
        Queue<int> queue(*rt, 2);
        std::vector<Task> workers;
        for (int w = 0; w < 3; ++w) {
          workers.push_back(rt->spawn("worker", [&] {
            while (const auto job = queue.pop()) {
              rt->sleep_for(milliseconds(static_cast<std::int64_t>(rt->random() % 50)));
              rt->point("job.done");
              sim->note("job " + std::to_string(*job));
              ++done;
            }
          }));
        }
        while (done < 40) queue.push(done, far_future);
        queue.close();
        workers.clear();
        crashed->unpark();
      });
      crashed->park(far_future);
      restarts += process->dead() ? 1 : 0;
      sim->kill(*process);
    }
  });
}

TEST_CASE("one seed is one history, on fibers and on threads; seeds differ") {
  std::vector<std::uint64_t> hashes;
  int restarts = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    int restarts_of_first = 0;
    const SimEnd first = play(sim_kinds().front(), seed, restarts_of_first);
    REQUIRE(first.how == SimEnd::How::finished);
    for (const SimKind& kind : sim_kinds()) {
      CAPTURE(kind.name);
      int restarts_again = 0;
      const SimEnd again = play(kind, seed, restarts_again);
      CHECK(again.hash == first.hash);
      CHECK(again.steps == first.steps);
      CHECK(again.at == first.at);
      CHECK(restarts_again == restarts_of_first);
    }
    restarts += restarts_of_first;
    hashes.push_back(first.hash);
  }
  CHECK(restarts > 5);
  std::sort(hashes.begin(), hashes.end());
  CHECK(std::adjacent_find(hashes.begin(), hashes.end()) == hashes.end());
}

TEST_CASE("a note is a part of the hash") {
  const auto hash_with = [](std::string_view text) {
    auto sim = make_scheduler();
    return sim->run([&] { sim->note(text); }).hash;
  };
  CHECK(hash_with("a") == hash_with("a"));
  CHECK(hash_with("a") != hash_with("b"));
}

TEST_CASE("time stands still while tasks run and jumps to the next wake-up when all wait") {
  for (const SimKind& kind : sim_kinds()) {
    CAPTURE(kind.name);
    auto sim = kind.make({});
    SimProcess& rt = sim->world();
    const Instant start = rt.now();
    std::vector<std::pair<std::string, Duration>> order;
    const SimEnd end = sim->run([&] {
      const auto sleeper = [&](const char* name, Duration after) {
        return rt.spawn(name, [&rt, &order, start, name, after] {
          rt.sleep_until(start + after);
          order.emplace_back(name, rt.now() - start);
        });
      };
      const Task a = sleeper("year", days(365)), b = sleeper("second", seconds(1)), c = sleeper("past", seconds(-5));
      for (int i = 0; i < 100; ++i) rt.yield();
      CHECK(rt.now() == start);
    });
    CHECK(end.at == start + days(365));
    REQUIRE(order.size() == 3);
    CHECK(order[0] == std::pair<std::string, Duration>("past", Duration{0}));
    CHECK(order[1] == std::pair<std::string, Duration>("second", seconds(1)));
    CHECK(order[2] == std::pair<std::string, Duration>("year", days(365)));
  }
}

TEST_CASE("with a step time a loop that only yields sees time pass") {
  auto sim = make_scheduler(SimOptions{.step_time = microseconds(3)});
  SimProcess& rt = sim->world();
  const SimEnd end = sim->run([&] {
    const Instant deadline = rt.now() + milliseconds(1);
    while (rt.now() < deadline) rt.yield();
  });
  CHECK(end.how == SimEnd::How::finished);
}

TEST_CASE("permits: one is kept, several are one, a time-out leaves none") {
  for (const SimKind& kind : sim_kinds()) {
    CAPTURE(kind.name);
    auto sim = kind.make({});
    SimProcess& rt = sim->world();
    sim->run([&] {
      auto parker = rt.make_parker();
      parker->unpark();
      parker->unpark();
      CHECK(parker->park(far_future));
      const Instant before = rt.now();
      CHECK_FALSE(parker->park(before + seconds(2)));
      CHECK(rt.now() == before + seconds(2));
      const Task other = rt.spawn("other", [&] {
        rt.sleep_for(seconds(1));
        parker->unpark();
      });
      CHECK(parker->park(far_future));
      CHECK(rt.now() == before + seconds(3));
    });
  }
}

TEST_CASE("all orders of runnable tasks occur") {
  std::map<std::string, int> seen;
  for (std::uint64_t seed = 0; seed < 120; ++seed) {
    auto sim = make_scheduler(SimOptions{.seed = seed});
    std::string order;
    sim->run([&] {
      std::vector<Task> tasks;
      for (const char* name : {"a", "b", "c"}) tasks.push_back(sim->world().spawn(name, [&, name] { order += name; }));
    });
    ++seen[order];
  }
  CHECK(seen.size() == 6);
}

TEST_CASE("a deadlock names the tasks and what they wait for, and unwinds them") {
  for (const SimKind& kind : sim_kinds()) {
    CAPTURE(kind.name);
    auto sim = kind.make({});
    SimProcess& rt = sim->world();
    int unwound = 0;
    struct Count {
      int& n;
      ~Count() { ++n; }
    };
    const SimEnd end = sim->run([&] {
      auto never = rt.make_parker();
      const Count mine{unwound};
      const Task waiter = rt.spawn("waiter", [&] {
        const Count its{unwound};
        never->park(far_future);
      });
    });
    CHECK(end.how == SimEnd::How::deadlock);
    CHECK(end.detail == "world/main (join of world/waiter), world/waiter (park)");
    CHECK(unwound == 2);
  }
}

TEST_CASE("the step limit ends a run that would not end") {
  for (const SimKind& kind : sim_kinds()) {
    CAPTURE(kind.name);
    auto sim = kind.make(SimOptions{.max_steps = 1000});
    const SimEnd end = sim->run([&] {
      const Task other = sim->world().spawn("other", [&] { sim->world().sleep_until(far_future); });
      for (;;) sim->world().yield();
    });
    CHECK(end.how == SimEnd::How::step_limit);
    CHECK(end.steps == 1000);
    CHECK(end.detail.find("world/main") != std::string::npos);
  }
}

TEST_CASE("an exception that leaves a task stops the others and leaves run") {
  for (const SimKind& kind : sim_kinds()) {
    CAPTURE(kind.name);
    auto sim = kind.make({});
    bool stopped = false;
    const auto run = [&] {
      sim->run([&] {
        const Task bad = sim->world().spawn("bad", [] { throw std::runtime_error("broken invariant"); });
        try {
          sim->world().sleep_until(far_future);
        } catch (const Stopped&) {
          stopped = true;
          throw;
        }
      });
    };
    CHECK_THROWS_WITH_AS(run(), "broken invariant", std::runtime_error);
    CHECK(stopped);
  }
}

TEST_CASE("exceptions in flight stay with their task while others throw and catch") {
  for (const SimKind& kind : sim_kinds()) {
    CAPTURE(kind.name);
    auto sim = kind.make(SimOptions{.seed = 7});
    SimProcess& rt = sim->world();
    int right = 0;
    struct YieldsWhileUnwinding {
      SimProcess& rt;
      int& right;
      ~YieldsWhileUnwinding() {
        const int before = std::uncaught_exceptions();
        Task child = rt.spawn("child", [this] { right += std::uncaught_exceptions() == 0 ? 1 : 0; });
        child.join();
        right += std::uncaught_exceptions() == before && before == 1 ? 1 : 0;
      }
    };
    const auto juggle = [&](int id) {
      for (int round = 0; round < 20; ++round) {
        try {
          const YieldsWhileUnwinding guard{rt, right};
          rt.yield();
          throw id * 100 + round;
        } catch (int thrown) {
          rt.yield();
          try {
            try {
              rt.yield();
              throw std::runtime_error(std::to_string(id));
            } catch (const std::runtime_error&) {
              rt.yield();
              throw;
            }
          } catch (const std::exception& inner) {
            rt.yield();
            right += inner.what() == std::to_string(id) ? 1 : 0;
          }
          try {
            throw;  // the outer one again
          } catch (int again) {
            rt.yield();
            right += again == id * 100 + round && thrown == again ? 1 : 0;
          }
          right += std::uncaught_exceptions() == 0 ? 1 : 0;
        }
        right += std::current_exception() == nullptr ? 1 : 0;
      }
    };
    sim->run([&] {
      std::vector<Task> tasks;
      for (int id = 1; id <= 5; ++id) tasks.push_back(rt.spawn("juggler", [&, id] { juggle(id); }));
    });
    CHECK(right == 5 * 20 * 6);
  }
}

TEST_CASE("a deep stack of a task does not reach its neighbours") {
  for (const SimKind& kind : sim_kinds()) {
    CAPTURE(kind.name);
    auto sim = kind.make({});
    SimProcess& rt = sim->world();
    bool intact = true;
    const std::function<int(int)> descend = [&](int depth) -> int {
      volatile char filler[1024];
      filler[depth % 1024] = static_cast<char>(depth);
      rt.yield();
      const int below = depth == 0 ? 0 : descend(depth - 1);
      if (filler[depth % 1024] != static_cast<char>(depth)) intact = false;
      return below + 1;
    };
    sim->run([&] {
      std::vector<Task> tasks;
      for (int i = 0; i < 4; ++i) tasks.push_back(rt.spawn("deep", [&] { intact = descend(80) == 81 && intact; }));
    });
    CHECK(intact);
  }
}

TEST_CASE("hundreds of short-lived tasks, again and again") {
  for (const SimKind& kind : sim_kinds()) {
    CAPTURE(kind.name);
    int ran = 0;
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
      auto sim = kind.make(SimOptions{.seed = seed});
      sim->run([&] {
        for (int round = 0; round < 4; ++round) {
          std::vector<Task> tasks;
          for (int i = 0; i < 50; ++i) tasks.push_back(sim->world().spawn("short", [&] { ++ran; }));
        }
      });
    }
    CHECK(ran == 5 * 4 * 50);
  }
}

#ifndef NDEBUG
TEST_CASE("a lock held across a switch aborts") {
  const ChildEnd end = run_in_child([] {
    auto sim = make_scheduler();
    sim->run([&] {
      LeafMutex mutex;
      const std::lock_guard lock(mutex);
      sim->world().yield();
    });
  });
  CHECK(end.signal == SIGABRT);
  CHECK(end.said.find("Runtime::yield") != std::string::npos);
}
#endif

TEST_CASE("a task that blocks on another process's runtime aborts with both names") {
  const ChildEnd end = run_in_child([] {
    auto sim = make_scheduler();
    auto other = sim->process("erp");
    sim->run([&] { other->yield(); });
  });
  CHECK(end.signal == SIGABRT);
  CHECK(end.said.find("world/main") != std::string::npos);
  CHECK(end.said.find("process erp") != std::string::npos);
}

TEST_CASE("measured: switches and tasks per second") {
  for (const SimKind& kind : sim_kinds()) {
    const auto began = std::chrono::steady_clock::now();
    auto sim = kind.make({});
    const bool fibers = kind.name == "fibers";
    const int switches = fibers ? 200'000 : 10'000, spawned = fibers ? 50'000 : 5'000;
    const auto elapsed = [&] {
      return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began).count();
    };
    std::int64_t switching = 0;
    sim->run([&] {
      {
        std::vector<Task> tasks;
        for (int t = 0; t < 10; ++t) {
          tasks.push_back(sim->world().spawn("spinner", [&] {
            for (int i = 0; i < switches / 10; ++i) sim->world().yield();
          }));
        }
      }
      switching = elapsed();
      for (int i = 0; i < spawned; ++i) sim->world().spawn("short", [] {}).join();
    });
    std::printf("%s: %lld switches/s, %lld tasks/s (spawn, run, join)\n", kind.name.c_str(),
                static_cast<long long>(switches * 1'000'000LL / std::max<std::int64_t>(switching, 1)),
                static_cast<long long>(spawned * 1'000'000LL / std::max<std::int64_t>(elapsed() - switching, 1)));
    CHECK(sim->steps() >= static_cast<std::uint64_t>(switches));
  }
}

}  // namespace
}  // namespace syncline
