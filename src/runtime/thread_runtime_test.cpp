#include "runtime/thread_runtime.h"

#include <atomic>
#include <doctest/doctest.h>
#include <pthread.h>
#include <vector>

#include "runtime/child_process_test.h"
#include "runtime/leaf_mutex.h"

namespace syncline {
namespace {

TEST_CASE("time never goes back while many threads read it") {
  ThreadRuntime rt;
  std::atomic<bool> ordered{true};
  {
    std::vector<Task> tasks;
    for (int i = 0; i < 4; ++i) {
      tasks.push_back(rt.spawn("reader", [&] {
        Instant last = rt.now();
        for (int n = 0; n < 2000; ++n) {
          const Instant next = rt.now();
          if (next < last) ordered = false;
          last = next;
        }
      }));
    }
  }
  CHECK(ordered);
  CHECK(rt.now() > Instant{1'600'000'000'000'000});
}

TEST_CASE("a sleep lasts at least as long as it was asked to") {
  ThreadRuntime rt;
  const Instant before = rt.now();
  rt.sleep_until(before + milliseconds(3));
  CHECK(rt.now() - before >= milliseconds(3));
  rt.sleep_until(before);  // already past
}

TEST_CASE("stop ends blocked and later calls of every task") {
  ThreadRuntime rt;
  auto parker = rt.make_parker();
  std::atomic<int> blocked{0}, after_sleep{0}, after_park{0}, later{0};
  {
    const Task sleeper = rt.spawn("sleeper", [&] {
      ++blocked;
      rt.sleep_until(far_future);
      ++after_sleep;
    });
    const Task parked = rt.spawn("parked", [&] {
      ++blocked;
      parker->park(far_future);
      ++after_park;
    });
    while (blocked < 2) rt.sleep_for(microseconds(50));
    CHECK_FALSE(rt.stopping());
    rt.request_stop();
  }
  CHECK(after_sleep == 0);
  CHECK(after_park == 0);
  CHECK(rt.stopping());
  parker->unpark();
  CHECK_THROWS_AS(parker->park(far_future), Stopped);
  CHECK_THROWS_AS(rt.sleep_until(rt.now()), Stopped);
  CHECK_THROWS_AS(rt.yield(), Stopped);
  CHECK_THROWS_AS(rt.point("anywhere"), Stopped);
  rt.spawn("late", [&] { ++later; }).join();
  CHECK(later == 1);
}

TEST_CASE("an unpark before the park is not lost, and two are one permit") {
  ThreadRuntime rt;
  auto parker = rt.make_parker();
  parker->unpark();
  parker->unpark();
  CHECK(parker->park(far_future));
  CHECK_FALSE(parker->park(rt.now()));
}

TEST_CASE("unpark wakes a task that waits for ever") {
  ThreadRuntime rt;
  auto ping = rt.make_parker();
  auto pong = rt.make_parker();
  int rounds = 0;
  const Task other = rt.spawn("other", [&] {
    for (int i = 0; i < 200; ++i) {
      ping->park(far_future);
      ++rounds;
      pong->unpark();
    }
  });
  for (int i = 0; i < 200; ++i) {
    ping->unpark();
    REQUIRE(pong->park(far_future));
    CHECK(rounds == i + 1);
  }
}

TEST_CASE("a task's thread bears its name, cut to the kernel's limit") {
  ThreadRuntime rt;
  char name[16] = {};
  rt.spawn("deliver worker of crm", [&] { pthread_getname_np(pthread_self(), name, sizeof name); }).join();
  CHECK(std::string(name) == "deliver worker ");
}

TEST_CASE("random numbers differ") {
  ThreadRuntime rt;
  CHECK(rt.random() != rt.random());
}

TEST_CASE("the chosen pass of the chosen point ends the process at once") {
  const auto child = [](std::string_view crash_at, int passes) {
    return run_in_child([&] {
      ThreadRuntime rt(ThreadRuntime::Options{parse_crash_point(crash_at).value()});
      for (int i = 0; i < passes; ++i) {
        rt.point("before");
        rt.point("deliver.sent");
      }
    });
  };
  CHECK(child("deliver.sent:3", 3).status == 137);
  CHECK(child("deliver.sent:4", 3).status == 0);
  CHECK(child("deliver.sent", 1).status == 137);
  CHECK(child("elsewhere:1", 3).status == 0);
}

TEST_CASE("crash points are read strictly") {
  for (const char* text : {"", ":1", "a:", "a:0", "a:-1", "a:1x", "a: 1"}) {
    CAPTURE(text);
    const auto point = parse_crash_point(text);
    REQUIRE_FALSE(point.ok());
    CHECK(point.error().cls == ErrorClass::config);
    CHECK(point.error().message.find(text) != std::string::npos);
  }
  const auto point = parse_crash_point("store:commit:12");
  REQUIRE(point.ok());
  CHECK(point.value().name == "store:commit");
  CHECK(point.value().pass == 12);
}

#ifndef NDEBUG
TEST_CASE("a lock held across a blocking call aborts and says so") {
  const ChildEnd end = run_in_child([] {
    ThreadRuntime rt;
    LeafMutex mutex;
    const std::lock_guard lock(mutex);
    rt.sleep_until(Instant{0});
  });
  CHECK(end.signal == SIGABRT);
  CHECK(end.said.find("holds 1 LeafMutex") != std::string::npos);
}
#endif

TEST_CASE("a runtime that ends before its tasks aborts instead of leaving them a dead reference") {
  const ChildEnd end = run_in_child([] {
    auto rt = std::make_unique<ThreadRuntime>();
    Task task = rt->spawn("left over", [&rt_ref = *rt] { rt_ref.sleep_until(far_future); });
    rt.reset();
  });
  CHECK(end.signal == SIGABRT);
  CHECK(end.said.find("Join every Task") != std::string::npos);
}

}  // namespace
}  // namespace syncline
