#include <deque>
#include <doctest/doctest.h>
#include <limits>

#include "decide/breaker.h"
#include "decide/rate.h"
#include "decide/retry.h"

using namespace syncline;

namespace {

const Instant start{1'700'000'000'000'000};

Error error_of(ErrorClass cls, std::optional<Duration> retry_after = std::nullopt) {
  return {cls, "x", "x", "x", "", retry_after};
}

}  // namespace

TEST_SUITE("retry") {
  TEST_CASE("waits double from a second, a quarter to either side, and end at 15 minutes") {
    for (const std::uint64_t random : {std::uint64_t{0}, std::uint64_t{12345678}, ~std::uint64_t{0}}) {
      std::int64_t base = 1'000'000;
      for (std::uint32_t attempt = 1; attempt <= 9; ++attempt, base *= 2) {
        CHECK(backoff(attempt, random).us >= base - base / 4);
        CHECK(backoff(attempt, random).us <= base + base / 4 + 1);
      }
      CHECK(backoff(40, random) <= minutes(15));
      CHECK(backoff(40, random) >= minutes(11));
    }
    CHECK(backoff(3, 1) != backoff(3, 999'999));
  }

  TEST_CASE("what may pass is tried up to the budget, what cannot pass not at all") {
    CHECK_FALSE(next_try(error_of(ErrorClass::transient), 7, 8, start, 0).give_up);
    CHECK(next_try(error_of(ErrorClass::transient), 8, 8, start, 0).give_up);
    for (const ErrorClass cls : {ErrorClass::validation, ErrorClass::permission, ErrorClass::closed_period,
                                 ErrorClass::config, ErrorClass::not_found, ErrorClass::gone, ErrorClass::duplicate}) {
      CHECK(next_try(error_of(cls), 1, 8, start, 0).give_up);
    }
  }

  TEST_CASE("throttling is not charged and never gives up") {
    const RetryStep step = next_try(error_of(ErrorClass::throttled, seconds(30)), 100, 8, start, 5);
    CHECK_FALSE(step.give_up);
    CHECK_FALSE(step.counts);
    CHECK(step.at >= start + seconds(30));
    CHECK(step.at <= start + seconds(34));
  }

  TEST_CASE("a Retry-After is never undercut; an absurd or negative one is cut") {
    CHECK(next_try(error_of(ErrorClass::transient, Duration{0}), 1, 8, start, 77).at == start);
    CHECK(next_try(error_of(ErrorClass::transient, days(3650)), 1, 8, start, 0).at == start + days(1));
    CHECK(next_try(error_of(ErrorClass::transient, seconds(-5)), 1, 8, start, 9).at == start);
  }
}

TEST_SUITE("breaker") {
  TEST_CASE("opens after failures in a row only") {
    Breaker breaker;
    for (int n = 0; n < 20; ++n) {
      for (int k = 0; k < 4; ++k) breaker.failed(start);
      breaker.succeeded();
    }
    CHECK(breaker.state(start) == Breaker::State::closed);
    for (int k = 0; k < 5; ++k) breaker.failed(start);
    CHECK(breaker.state(start) == Breaker::State::open);
    CHECK(breaker.ready_at(start) == start + seconds(5));
  }

  TEST_CASE("half-open: a success closes, a failure opens for twice as long, up to five minutes") {
    Breaker breaker;
    for (int k = 0; k < 5; ++k) breaker.failed(start);
    breaker.failed(start + seconds(1));  // a call that was under way: no longer pause for it
    Instant now = breaker.ready_at(start);
    CHECK(breaker.state(now) == Breaker::State::half_open);
    CHECK(breaker.ready_at(now) == now);
    breaker.failed(now);
    CHECK(breaker.ready_at(now) == now + seconds(10));
    for (int k = 0; k < 20; ++k) {
      now = breaker.ready_at(now);
      breaker.failed(now);
    }
    CHECK(breaker.ready_at(now) == now + minutes(5));
    now = breaker.ready_at(now);
    breaker.succeeded();
    CHECK(breaker.state(now) == Breaker::State::closed);
    for (int k = 0; k < 4; ++k) breaker.failed(now);
    CHECK(breaker.state(now) == Breaker::State::closed);
  }
}

TEST_SUITE("rate") {
  TEST_CASE("a burst, then the limit per second, never more") {
    Rate rate({10, seconds(1), 5}, start);
    int taken = 0;
    for (std::int64_t ms = 0; ms < 10'000; ++ms) {
      while (rate.take(Priority::interactive, start + milliseconds(ms))) ++taken;
    }
    CHECK(taken >= 95);
    CHECK(taken <= 100);
  }

  TEST_CASE("ready_at is the instant at which take succeeds") {
    Rate rate({3, seconds(1), 3}, start);
    Instant now = start;
    for (int n = 0; n < 50; ++n) {
      const Instant ready = rate.ready_at(Priority::poll, now);
      if (ready > now) CHECK_FALSE(rate.take(Priority::poll, Instant{ready.us - 1}));
      now = ready;
      CHECK(rate.take(Priority::poll, now));
    }
  }

  TEST_CASE("a tenth is kept for interactive calls, also of a bucket of one") {
    Rate rate({20, seconds(1), 20}, start);
    int batch = 0;
    while (rate.take(Priority::batch, start)) ++batch;
    CHECK(batch == 18);
    CHECK(rate.take(Priority::interactive, start));
    CHECK(rate.take(Priority::interactive, start));
    CHECK_FALSE(rate.take(Priority::interactive, start));
    Rate one({1, seconds(1), 1}, start);
    CHECK(one.take(Priority::batch, start));
  }

  TEST_CASE("the vendor's numbers are believed where they are stricter") {
    Rate rate({10, seconds(1), 10}, start);
    rate.learn({std::nullopt, std::nullopt, 2, seconds(30)}, start);
    CHECK(rate.take(Priority::interactive, start));
    CHECK(rate.take(Priority::interactive, start));
    CHECK_FALSE(rate.take(Priority::interactive, start));
    rate.learn({std::nullopt, std::nullopt, 0, seconds(30)}, start);
    CHECK(rate.ready_at(Priority::interactive, start) == start + seconds(30));
    rate.learn({100, minutes(1), std::nullopt, std::nullopt}, start);
    CHECK(rate.rule().limit == 100);
    CHECK(rate.rule().per == minutes(1));
  }

  TEST_CASE("a vendor may call its limit the largest number there is") {
    Rate rate({10, seconds(1), 10}, start);
    rate.learn({std::numeric_limits<std::int64_t>::max(), seconds(1), std::nullopt, std::nullopt}, start);
    while (rate.take(Priority::interactive, start)) {
    }
    CHECK(rate.ready_at(Priority::interactive, start) > start);
    CHECK(rate.ready_at(Priority::interactive, start) <= start + milliseconds(1));
  }

  TEST_CASE("a refusal by rate stops everything until it may go on") {
    Rate rate({10, seconds(1), 10}, start);
    rate.throttled(start, seconds(7));
    CHECK_FALSE(rate.take(Priority::interactive, start + seconds(6)));
    CHECK(rate.take(Priority::interactive, start + seconds(7)));
  }

  TEST_CASE("no span as long as the vendor's window has more calls than the limit, wherever it begins") {
    std::uint64_t chance = 1;
    const auto random = [&](std::uint64_t below) {
      chance = chance * 6364136223846793005u + 1442695040888963407u;
      return static_cast<std::int64_t>((chance >> 33) % below);
    };
    for (const RateRule rule : {RateRule{10, seconds(1), 10}, RateRule{7, seconds(1), 7},
                                RateRule{100, minutes(1), 100}, RateRule{3, seconds(10), 1}}) {
      Rate rate(rule, start);
      std::deque<Instant> taken;
      std::int64_t all = 0;
      Instant now = start;
      for (int n = 0; n < 20'000; ++n) {
        // Bursts, pauses, and a steady press.
        now = now + Duration{random(10) == 0 ? random(static_cast<std::uint64_t>(2 * rule.per.us)) : random(20'000)};
        if (!rate.take(random(4) == 0 ? Priority::interactive : Priority::event, now)) continue;
        ++all;
        taken.push_back(now);
        while (taken.front() <= now - rule.per) taken.pop_front();
        REQUIRE(static_cast<std::int64_t>(taken.size()) <= rule.limit);
      }
      // That it is kept does not cost what may be used: nine tenths and more.
      CHECK(all > 100);
    }
    Rate pressed({100, seconds(1), 100}, start);
    int all = 0;
    for (std::int64_t ms = 0; ms < 60'000; ++ms) {
      while (pressed.take(Priority::interactive, start + milliseconds(ms))) ++all;
    }
    CHECK(all >= 5'800);
  }

  TEST_CASE("who is refused again and again without being told for how long waits longer each time") {
    Rate rate({10, seconds(1), 10}, start);
    Instant now = start;
    int calls = 0;
    for (const Instant midnight = start + hours(10); now < midnight; ++calls) {
      now = rate.ready_at(Priority::event, now);
      REQUIRE(rate.take(Priority::event, now));
      rate.throttled(now, std::nullopt);
      rate.throttled(now + milliseconds(1), std::nullopt);  // a call that was under way says nothing new
    }
    CHECK(calls <= 50);
    rate.granted();
    now = rate.ready_at(Priority::event, now);
    rate.throttled(now, std::nullopt);
    CHECK(rate.ready_at(Priority::event, now) <= now + seconds(1));
  }

  TEST_CASE("daily quotas do not overflow") {
    Rate rate({1'000'000, days(1), 1'000'000}, start);
    CHECK(rate.take(Priority::batch, start));
    CHECK(rate.take(Priority::batch, start + days(400)));
  }
}
