#include "runtime/queue.h"

#include <atomic>
#include <doctest/doctest.h>

#include "runtime/sim_kinds_test.h"
#include "runtime/thread_runtime.h"

namespace syncline {
namespace {

TEST_CASE("a queue keeps order, is bounded, and leaves a refused item untouched") {
  ThreadRuntime rt;
  Queue<std::unique_ptr<int>> queue(rt, 2);
  CHECK(queue.push(std::make_unique<int>(1), far_future));
  CHECK(queue.push(std::make_unique<int>(2), far_future));
  auto third = std::make_unique<int>(3);
  CHECK_FALSE(queue.push(third, rt.now()));
  REQUIRE(third);
  CHECK(queue.size() == 2);
  CHECK(**queue.pop() == 1);
  CHECK(queue.push(third, rt.now()));
  CHECK(**queue.pop() == 2);
  CHECK(**queue.pop() == 3);
  CHECK_FALSE(queue.pop(rt.now() + milliseconds(1)));
}

TEST_CASE("a closed queue refuses pushes and hands out what is left") {
  ThreadRuntime rt;
  Queue<int> queue(rt, 4);
  queue.push(1, far_future);
  queue.close();
  CHECK(queue.closed());
  CHECK_FALSE(queue.push(2, far_future));
  CHECK(queue.pop() == 1);
  CHECK_FALSE(queue.pop());
}

TEST_CASE("close wakes all who wait") {
  ThreadRuntime rt;
  Queue<int> empty(rt, 1), full(rt, 1);
  full.push(0, far_future);
  std::atomic<int> refused{0};
  {
    std::vector<Task> tasks;
    for (int i = 0; i < 3; ++i) {
      tasks.push_back(rt.spawn("popper", [&] { refused += empty.pop() ? 0 : 1; }));
      tasks.push_back(rt.spawn("pusher", [&] { refused += full.push(1, far_future) ? 0 : 1; }));
    }
    empty.close();
    full.close();
  }
  CHECK(refused == 6);
}

TEST_CASE("items of many pushers reach many poppers, each once") {
  ThreadRuntime rt;
  constexpr int pushers = 4, each = 500;
  Queue<int> queue(rt, 3);
  std::vector<std::atomic<int>> seen(pushers * each);
  {
    std::vector<Task> poppers;
    for (int p = 0; p < 3; ++p) {
      poppers.push_back(rt.spawn("popper", [&] {
        while (const auto item = queue.pop()) ++seen[static_cast<std::size_t>(*item)];
      }));
    }
    {
      std::vector<Task> tasks;
      for (int p = 0; p < pushers; ++p) {
        tasks.push_back(rt.spawn("pusher", [&, p] {
          for (int i = 0; i < each; ++i) queue.push(p * each + i, far_future);
        }));
      }
    }
    queue.close();
  }
  for (const auto& count : seen) REQUIRE(count == 1);
}

TEST_CASE("a stop ends waiting pushers and poppers and leaves the queue usable") {
  ThreadRuntime stopped, rt;
  Queue<int> queue(stopped, 1);
  {
    const Task popper = stopped.spawn("popper", [&] {
      queue.pop();
      FAIL("popped from an empty queue");
    });
    stopped.request_stop();
  }
  CHECK(queue.push(1, far_future));
  CHECK_THROWS_AS(queue.push(2, far_future), Stopped);
  CHECK(queue.pop() == 1);
}

TEST_CASE("simulated: each item arrives once and in order of its pusher, whatever the interleaving") {
  for (const SimKind& kind : sim_kinds()) {
    CAPTURE(kind.name);
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      auto sim = kind.make(SimOptions{.seed = seed});
      SimProcess& rt = sim->world();
      std::vector<int> seen;
      const SimEnd end = sim->run([&] {
        Queue<int> queue(rt, 1 + seed % 3);
        std::vector<Task> poppers, pushers;
        for (int p = 0; p < 3; ++p) {
          poppers.push_back(rt.spawn("popper", [&] {
            while (const auto item = queue.pop()) {
              seen.push_back(*item);
              rt.sleep_for(milliseconds(static_cast<std::int64_t>(rt.random() % 3)));
            }
          }));
          pushers.push_back(rt.spawn("pusher", [&, p] {
            for (int i = 0; i < 10; ++i) queue.push(p * 10 + i, far_future);
          }));
        }
        pushers.clear();
        queue.close();
      });
      REQUIRE(end.how == SimEnd::How::finished);
      REQUIRE(seen.size() == 30);
      int next[3] = {0, 0, 0};
      for (const int item : seen) CHECK(item % 10 == next[item / 10]++);
    }
  }
}

TEST_CASE("simulated: waits end exactly at their deadline and leave no trace in the queue") {
  for (const SimKind& kind : sim_kinds()) {
    CAPTURE(kind.name);
    auto sim = kind.make({});
    SimProcess& rt = sim->world();
    const SimEnd end = sim->run([&] {
      Queue<int> queue(rt, 1);
      const Instant start = rt.now();
      CHECK_FALSE(queue.pop(start + seconds(3)));
      CHECK(rt.now() == start + seconds(3));
      CHECK(queue.push(1, start));
      CHECK_FALSE(queue.push(2, start + seconds(5)));
      CHECK(rt.now() == start + seconds(5));
      const Task popper = rt.spawn("popper", [&] {
        rt.sleep_until(start + seconds(9));
        CHECK(queue.pop() == 1);
      });
      CHECK(queue.push(3, start + seconds(60)));
      CHECK(rt.now() == start + seconds(9));
      CHECK(queue.pop() == 3);
    });
    CHECK(end.how == SimEnd::How::finished);
  }
}

}  // namespace
}  // namespace syncline
