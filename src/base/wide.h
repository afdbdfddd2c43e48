#pragma once
// Wide: 256-bit magnitudes, for what lies between two decimals and their rounded product or quotient.

#include <compare>

namespace syncline {

__extension__ typedef unsigned __int128 UInt128;

struct Wide {
  UInt128 high = 0;
  UInt128 low = 0;
  friend auto operator<=>(const Wide&, const Wide&) = default;
};

Wide product(UInt128 a, UInt128 b);
/// Precondition: the sum is below 2^256.
Wide sum(const Wide& a, const Wide& b);
/// Precondition: a ≥ b.
Wide difference(const Wide& a, const Wide& b);

struct Division {
  Wide quotient;
  Wide rest;
};
/// Preconditions: 0 < divisor < 2^255.
Division divided(const Wide& n, const Wide& divisor);

}  // namespace syncline
