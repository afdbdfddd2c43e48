#pragma once
// Prng: a seeded generator (xoshiro256**, seeded by splitmix64) for the simulator and for tests. Pure: one seed, one
// sequence, on every machine. Not for secrets.

#include <array>
#include <cstddef>
#include <cstdint>

namespace syncline {

/// The finaliser of splitmix64: a bijection in which each input bit moves half of the output bits.
constexpr std::uint64_t mix_bits(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

class Prng {
 public:
  explicit constexpr Prng(std::uint64_t seed) {
    for (auto& word : state_) word = mix_bits(seed += 0x9e3779b97f4a7c15u);
  }

  constexpr std::uint64_t next() {
    const std::uint64_t result = rotated(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = rotated(state_[3], 45);
    return result;
  }

  /// Uniform in 0 … n-1; 0 when n is 0.
  constexpr std::uint64_t below(std::uint64_t n) {
    if (n == 0) return 0;
    const std::uint64_t refused = (0 - n) % n;  // 2^64 mod n: the first values, which would favour small results
    std::uint64_t x = next();
    while (x < refused) x = next();
    return x % n;
  }

  /// True `of` times in `in`; never when `of` is 0.
  constexpr bool chance(std::uint64_t of, std::uint64_t in) { return of != 0 && below(in) < of; }

  /// An element of a container that is not empty.
  template <class Container>
  constexpr auto& pick(Container& from) {
    return from[static_cast<std::size_t>(below(from.size()))];
  }

  /// A generator of its own: drawing from it does not move this one.
  constexpr Prng fork() { return Prng(next()); }

 private:
  static constexpr std::uint64_t rotated(std::uint64_t x, int by) { return (x << by) | (x >> (64 - by)); }
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace syncline
