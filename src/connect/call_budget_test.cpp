// What a vendor counts goes on when we are started again: no window of its own sees more calls than it allows, and a
// pause that it asked for lasts.
#include "connect/call_budget.h"

#include <algorithm>

#include "connect/testing.h"
#include "runtime/simulated.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

struct Memory final : PortMemory {
  std::string recall(std::string_view) override { return text; }
  void keep(std::string_view, const std::string& now) override {
    text = now;
    ++kept;
  }
  std::string text;
  int kept = 0;
};

/// Processes that call as fast as they may, one after the other.
struct Lives {
  explicit Lives(CallRates r) : rates(std::move(r)) {}

  void live(int times, Priority priority = Priority::event) {
    CallBudget budget(rt, rates, memory);
    for (int n = 0; n < times; ++n) call(budget, priority);
  }
  void call(CallBudget& budget, Priority priority) {
    for (;;) {
      budget.prepare(far_future);
      const Instant ready = budget.take("/a", priority, rt.now());
      if (ready <= rt.now()) break;
      rt.sleep_until(ready);
    }
    calls.push_back(rt.now());
  }
  /// The most calls in any span.
  std::int64_t most_in(Duration span) const {
    std::int64_t most = 0;
    for (const Instant begin : calls)
      most = std::max<std::int64_t>(
          most, std::ranges::count_if(calls, [&](Instant each) { return each >= begin && each < begin + span; }));
    return most;
  }

  StillRuntime rt;
  const CallRates rates;
  std::shared_ptr<Memory> memory = std::make_shared<Memory>();
  std::vector<Instant> calls;
};

}  // namespace

TEST_CASE("processes that die one after the other never call more often than one may") {
  Lives seconds_lives({{20, seconds(1), 20}, {}, {}});
  for (const int times : {30, 20, 3, 50, 1, 1, 1, 40}) seconds_lives.live(times);
  CHECK(seconds_lives.most_in(seconds(1)) <= 20);

  Lives minutes_lives({{100, minutes(1), 100}, {}, {}});
  for (const int times : {130, 95, 3, 250, 1, 1, 1, 140}) minutes_lives.live(times);
  CHECK(minutes_lives.most_in(minutes(1)) <= 100);
  CHECK(minutes_lives.calls.back() - minutes_lives.calls.front() < minutes(12));  // a death costs no window
  CHECK(minutes_lives.memory->kept < 200);

  Lives days_lives({{10, seconds(1), 10}, RateRule{1000, days(1), 1000}, {}});
  for (const int times : {300, 300, 200, 150, 400, 1, 900}) days_lives.live(times);
  CHECK(days_lives.most_in(seconds(1)) <= 10);
  CHECK(days_lives.most_in(days(1)) <= 1000);
}

TEST_CASE("a tenth of a quota is kept for who waits at a screen") {
  Lives lives({{10, seconds(1), 10}, RateRule{1000, days(1), 1000}, {}});
  CallBudget budget(lives.rt, lives.rates, lives.memory);
  const Instant begun = lives.rt.now();
  for (int n = 0; n < 900; ++n) lives.call(budget, Priority::poll);
  CHECK(lives.rt.now() - begun < hours(1));
  budget.prepare(far_future);
  CHECK(budget.take("/a", Priority::event, lives.rt.now()) > begun + hours(23));
  for (int n = 0; n < 50; ++n) lives.call(budget, Priority::interactive);
  CHECK(lives.rt.now() - begun < hours(1));
}

TEST_CASE("a pause that the vendor asked for outlives the process") {
  Lives lives({{10, seconds(1), 10}, {}, {}});
  Instant until;
  {
    CallBudget budget(lives.rt, lives.rates, lives.memory);
    lives.call(budget, Priority::event);
    until = lives.rt.now() + seconds(30);
    budget.throttled(lives.rt.now(), seconds(30));
  }
  lives.live(1, Priority::interactive);
  CHECK(lives.calls.back() >= until);
}
