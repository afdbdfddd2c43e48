#pragma once
// IP addresses as values: strict texts in, one canonical text out.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace syncline {

struct IpAddress {
  /// IPv4 stands in the last four bytes, after ::ffff:0:0/96, so that one order of bytes serves both families.
  std::array<std::uint8_t, 16> bytes{};
  bool v6 = false;

  friend bool operator==(const IpAddress&, const IpAddress&) = default;
};

IpAddress ipv4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d);
/// ::ffff:a.b.c.d is the IPv4 address a.b.c.d: the kernel connects to it, so it is judged as it.
IpAddress unmapped(const IpAddress&);

/// Four plain decimals without leading zeros, or IPv6 (RFC 4291) without brackets and zone.
std::optional<IpAddress> parse_ip(std::string_view text);
std::string to_text(const IpAddress&);  ///< IPv6 as RFC 5952

}  // namespace syncline
