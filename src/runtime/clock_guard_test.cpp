#include "runtime/clock_guard.h"

#include <doctest/doctest.h>

namespace syncline {
namespace {

constexpr std::int64_t second = 1'000'000'000;

TEST_CASE("the guard follows the wall clock, forward jumps included") {
  ClockGuard clock;
  CHECK(clock.read(100 * second, 5 * second) == Instant{100'000'000});
  CHECK(clock.read(101 * second, 6 * second) == Instant{101'000'000});
  CHECK(clock.read(9000 * second, 7 * second) == Instant{9'000'000'000});
}

TEST_CASE("after a jump back time goes on, slower, until the wall clock has caught up") {
  ClockGuard clock;
  clock.read(1000 * second, 0);
  CHECK(clock.read(900 * second, 10 * second) == Instant{1'009'000'000});
  CHECK(clock.read(990 * second, 100 * second) == Instant{1'090'000'000});
  // A jump back by 100 s is made good after 1000 s; from then on it is the wall clock again.
  CHECK(clock.read(1900 * second, 1010 * second) == Instant{1'909'000'000});
  CHECK(clock.read(2000 * second, 1110 * second) == Instant{2'000'000'000});
}

TEST_CASE("reading often during a jump back neither stops time nor turns it back") {
  ClockGuard clock;
  Instant last = clock.read(1000 * second, 0);
  for (std::int64_t ns = 0; ns < 3'000'000; ns += 30) {
    const Instant now = clock.read(5 * second + ns, ns);
    REQUIRE(now >= last);
    last = now;
  }
  CHECK(last >= Instant{1'000'000'000 + 2'690});
}

}  // namespace
}  // namespace syncline
