#include "base/uuid.h"

#include <array>
#include <string_view>

namespace syncline {

std::string uuid_v7(Instant at, std::uint64_t random_high, std::uint64_t random_low) {
  const auto ms = static_cast<std::uint64_t>(at.us / 1000);
  const std::uint64_t high = ms << 16 | 0x7000u | (random_high & 0x0FFFu);
  const std::uint64_t low = 0x8000'0000'0000'0000u | (random_low >> 2);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (int nibble = 0; nibble < 32; ++nibble) {
    if (nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20) text += '-';
    const std::uint64_t half = nibble < 16 ? high : low;
    text += digits[half >> (60 - 4 * (nibble % 16)) & 15];
  }
  return text;
}

}  // namespace syncline
