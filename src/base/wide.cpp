#include "base/wide.h"

#include <cstdint>

namespace syncline {
namespace {

constexpr UInt128 half_mask = ~std::uint64_t{0};

Wide doubled(const Wide& n) { return sum(n, n); }

}  // namespace

Wide product(UInt128 a, UInt128 b) {
  const UInt128 a_low = a & half_mask, a_high = a >> 64, b_low = b & half_mask, b_high = b >> 64;
  const UInt128 lowest = a_low * b_low;
  const UInt128 cross = a_high * b_low + (lowest >> 64);
  const UInt128 middle = a_low * b_high + (cross & half_mask);
  return {a_high * b_high + (cross >> 64) + (middle >> 64), middle << 64 | (lowest & half_mask)};
}

Wide sum(const Wide& a, const Wide& b) {
  const UInt128 low = a.low + b.low;
  return {a.high + b.high + (low < a.low ? 1 : 0), low};
}

Wide difference(const Wide& a, const Wide& b) {
  const UInt128 borrow = a.low < b.low ? 1 : 0;
  return {a.high - b.high - borrow, a.low - b.low};
}

Division divided(const Wide& n, const Wide& divisor) {
  Division result;
  for (int bit = 255; bit >= 0; --bit) {
    const UInt128 half = bit >= 128 ? n.high : n.low;
    result.rest = doubled(result.rest);
    result.rest.low |= half >> (bit % 128) & 1;
    result.quotient = doubled(result.quotient);
    if (result.rest >= divisor) {
      result.rest = difference(result.rest, divisor);
      result.quotient.low |= 1;
    }
  }
  return result;
}

}  // namespace syncline
