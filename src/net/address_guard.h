#pragma once
// Which addresses we connect to. Asked at the socket, after name resolution, so that no spelling of a URL and no DNS
// answer gets around it (SSRF).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "net/ip_address.h"

namespace syncline {

struct Cidr {
  IpAddress network;
  int prefix = 0;  ///< in the family's own bits: 0 … 32 or 0 … 128

  bool contains(const IpAddress&) const;  ///< of the same family only; mapped addresses count as IPv4
};

/// "10.1.0.0/16", "fd12::/16"; a bare address is /32 or /128. Bits beyond the prefix must be zero. Errors: config.
Result<Cidr, Error> parse_cidr(std::string_view text);

class AddressGuard {
 public:
  /// Errors: config, naming the entry.
  static Result<AddressGuard, Error> make(const std::vector<std::string>& allowed_networks);

  /// Empty when we may connect, else why not ("10.0.0.1 is private (10.0.0.0/8)"). Addresses that carry an IPv4 address
  /// (mapped, compatible, translated, NAT64, 6to4, Teredo, ISATAP) are judged by it as well. The metadata services of
  /// clouds hand out credentials: they need an entry of their own (/32 or /128), a wider network does not open them.
  std::optional<std::string> refusal(const IpAddress&) const;

 private:
  bool allowed(const IpAddress&, bool exactly) const;
  std::optional<std::string> refusal_of_embedded(const IpAddress&) const;

  std::vector<Cidr> allowed_;
};

}  // namespace syncline
