#include "net/ip_address.h"

#include <algorithm>
#include <arpa/inet.h>

namespace syncline {
namespace {

constexpr std::array<std::uint8_t, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

}  // namespace

IpAddress ipv4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
  IpAddress address;
  std::copy(mapped_prefix.begin(), mapped_prefix.end(), address.bytes.begin());
  address.bytes[12] = a;
  address.bytes[13] = b;
  address.bytes[14] = c;
  address.bytes[15] = d;
  return address;
}

IpAddress unmapped(const IpAddress& address) {
  IpAddress result = address;
  if (std::equal(mapped_prefix.begin(), mapped_prefix.end(), address.bytes.begin())) result.v6 = false;
  return result;
}

std::optional<IpAddress> parse_ip(std::string_view text) {
  const std::string copy(text);
  if (copy.size() != std::char_traits<char>::length(copy.c_str())) return {};
  std::array<std::uint8_t, 4> four{};
  if (inet_pton(AF_INET, copy.c_str(), four.data()) == 1) return ipv4(four[0], four[1], four[2], four[3]);
  IpAddress address;
  address.v6 = true;
  if (inet_pton(AF_INET6, copy.c_str(), address.bytes.data()) == 1) return address;
  return {};
}

std::string to_text(const IpAddress& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.v6) {
    inet_ntop(AF_INET6, address.bytes.data(), text.data(), text.size());
  } else {
    inet_ntop(AF_INET, address.bytes.data() + 12, text.data(), text.size());
  }
  return text.data();
}

}  // namespace syncline
