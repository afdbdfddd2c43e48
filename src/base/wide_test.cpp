#include "base/wide.h"

#include <doctest/doctest.h>

namespace syncline {
namespace {

constexpr UInt128 one = 1;
constexpr UInt128 all = ~UInt128{0};

bool same(const Wide& a, const Wide& b) { return a == b; }

TEST_CASE("carries and borrows cross the halves") {
  CHECK(same(sum({0, all}, {0, 1}), {1, 0}));
  CHECK(same(difference({1, 0}, {0, 1}), {0, all}));
  CHECK(same(product(all, all), {all - 1, 1}));
  CHECK(same(product(one << 64, one << 64), {1, 0}));
}

TEST_CASE("quotient and rest restore the dividend") {
  const Wide divisors[] = {{0, 1}, {0, 10}, {0, all}, {1, 0}, {one << 100, 12345}};
  const Wide dividends[] = {{0, 0}, {0, 9}, {1, 0}, {all >> 1, all}, {one << 100, 12344}};
  for (const Wide& d : divisors) {
    for (const Wide& n : dividends) {
      const auto [quotient, rest] = divided(n, d);
      CHECK(rest < d);
      Wide restored = rest;
      // n = quotient · d + rest, where at most one of quotient and d has a high half in use.
      const Wide& narrow = d.high == 0 ? d : quotient;
      const Wide& wide = d.high == 0 ? quotient : d;
      restored = sum(restored, product(wide.low, narrow.low));
      restored.high += wide.high * narrow.low;
      CHECK(same(restored, n));
    }
  }
}

}  // namespace
}  // namespace syncline
