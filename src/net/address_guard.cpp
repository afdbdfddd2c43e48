#include "net/address_guard.h"

#include <algorithm>
#include <charconv>

namespace syncline {
namespace {

struct Forbidden {
  std::string_view network;
  std::string_view why;
};

/// IANA's special-purpose registries (RFC 6890 and its successors), as far as they are not globally reachable.
constexpr Forbidden forbidden[] = {
    {"0.0.0.0/8", "this host"},
    {"10.0.0.0/8", "private"},
    {"100.64.0.0/10", "carrier-grade NAT"},
    {"127.0.0.0/8", "loopback"},
    {"169.254.0.0/16", "link-local"},
    {"172.16.0.0/12", "private"},
    {"192.0.0.0/24", "reserved for protocols"},
    {"192.0.2.0/24", "documentation"},
    {"192.88.99.0/24", "a 6to4 relay"},
    {"192.168.0.0/16", "private"},
    {"198.18.0.0/15", "for benchmarks"},
    {"198.51.100.0/24", "documentation"},
    {"203.0.113.0/24", "documentation"},
    {"224.0.0.0/4", "multicast"},
    {"240.0.0.0/4", "reserved or broadcast"},
    {"::/128", "this host"},
    {"::1/128", "loopback"},
    {"64:ff9b:1::/48", "local-use NAT64"},
    {"100::/64", "discard-only"},
    {"2001:2::/48", "for benchmarks"},
    {"2001:10::/28", "ORCHID"},
    {"2001:20::/28", "ORCHID"},
    {"2001:db8::/32", "documentation"},
    {"3fff::/20", "documentation"},
    {"5f00::/16", "segment routing"},
    {"fc00::/7", "unique local"},
    {"fe80::/10", "link-local"},
    {"fec0::/10", "site-local"},
    {"ff00::/8", "multicast"},
};

/// AWS, Azure, Google, DigitalOcean …; ECS tasks; EKS pods; Alibaba; Oracle; Azure's wire server; AWS on IPv6.
constexpr std::string_view metadata[] = {"169.254.169.254", "169.254.170.2", "169.254.170.23",
                                         "100.100.100.200", "192.0.0.192",   "168.63.129.16",
                                         "fd00:ec2::254",   "fd00:ec2::23",  "fd20:ce::254"};

struct Rules {
  std::vector<std::pair<Cidr, std::string_view>> networks;
  std::vector<IpAddress> metadata_services;
};

const Rules& rules() {
  static const Rules built = [] {
    Rules r;
    for (const auto& [network, why] : forbidden) r.networks.emplace_back(parse_cidr(network).value(), why);
    for (const std::string_view address : metadata) r.metadata_services.push_back(parse_ip(address).value());
    return r;
  }();
  return built;
}

bool starts_with(const IpAddress& address, std::initializer_list<std::uint8_t> prefix) {
  return std::equal(prefix.begin(), prefix.end(), address.bytes.begin());
}

IpAddress v4_at(const IpAddress& address, std::size_t offset, std::uint8_t mask = 0) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(address.bytes[offset + i] ^ mask); };
  return ipv4(byte(0), byte(1), byte(2), byte(3));
}

std::vector<std::pair<IpAddress, std::string_view>> embedded(const IpAddress& a) {
  std::vector<std::pair<IpAddress, std::string_view>> found;
  if (starts_with(a, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})) found.emplace_back(v4_at(a, 12), "IPv4-compatible");
  if (starts_with(a, {0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0})) found.emplace_back(v4_at(a, 12), "IPv4-translated");
  if (starts_with(a, {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0})) found.emplace_back(v4_at(a, 12), "NAT64");
  if (starts_with(a, {0x20, 0x02})) found.emplace_back(v4_at(a, 2), "6to4");
  if (starts_with(a, {0x20, 0x01, 0, 0})) {
    found.emplace_back(v4_at(a, 4), "Teredo server");
    found.emplace_back(v4_at(a, 12, 0xff), "Teredo client");
  }
  const bool isatap = (a.bytes[8] & 0xfd) == 0 && a.bytes[9] == 0 && a.bytes[10] == 0x5e && a.bytes[11] == 0xfe;
  if (isatap) found.emplace_back(v4_at(a, 12), "ISATAP");
  return found;
}

Failure<Error> bad_network(std::string_view text, std::string message) {
  return fail(Error{.cls = ErrorClass::config,
                    .code = "net.network",
                    .message = "'" + std::string(text) + "' " + std::move(message),
                    .place = "allowed network",
                    .remedy = "Write networks as 10.1.0.0/16 or fd12:3456::/32, single hosts as 10.1.2.3.",
                    .retry_after = {}});
}

}  // namespace

bool Cidr::contains(const IpAddress& address) const {
  const IpAddress candidate = unmapped(address);
  if (candidate.v6 != network.v6) return false;
  const int bits = network.v6 ? prefix : prefix + 96;
  const auto whole = static_cast<std::ptrdiff_t>(bits / 8);
  if (!std::equal(network.bytes.begin(), network.bytes.begin() + whole, candidate.bytes.begin())) return false;
  if (bits % 8 == 0) return true;
  const int difference =
      network.bytes[static_cast<std::size_t>(whole)] ^ candidate.bytes[static_cast<std::size_t>(whole)];
  return difference >> (8 - bits % 8) == 0;
}

Result<Cidr, Error> parse_cidr(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = parse_ip(text.substr(0, slash));
  if (!address) return bad_network(text, "is not an IP network");
  const bool v6 = address->v6 && unmapped(*address).v6;
  if (address->v6 && !v6) return bad_network(text, "is an IPv4 network in IPv6 clothes");
  const int width = v6 ? 128 : 32;
  Cidr cidr{*address, width};
  if (slash == std::string_view::npos) return cidr;
  const std::string_view digits = text.substr(slash + 1);
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), cidr.prefix);
  const bool plain = !digits.empty() && digits[0] != '-' && (digits[0] != '0' || digits.size() == 1);
  if (problem != std::errc() || end != digits.data() + digits.size() || !plain || cidr.prefix > width) {
    return bad_network(text, "has no prefix length of 0 to " + std::to_string(width));
  }
  for (int bit = cidr.prefix + 128 - width; bit < 128; ++bit) {
    if (cidr.network.bytes[static_cast<std::size_t>(bit / 8)] & (0x80 >> bit % 8)) {
      return bad_network(text, "has bits set beyond its prefix");
    }
  }
  return cidr;
}

Result<AddressGuard, Error> AddressGuard::make(const std::vector<std::string>& allowed_networks) {
  AddressGuard guard;
  for (const std::string& text : allowed_networks) {
    auto cidr = parse_cidr(text);
    if (!cidr) return fail(std::move(cidr).error());
    guard.allowed_.push_back(*cidr);
  }
  return guard;
}

bool AddressGuard::allowed(const IpAddress& address, bool exactly) const {
  return std::any_of(allowed_.begin(), allowed_.end(), [&](const Cidr& cidr) {
    return cidr.contains(address) && (!exactly || cidr.prefix == (cidr.network.v6 ? 128 : 32));
  });
}

std::optional<std::string> AddressGuard::refusal(const IpAddress& raw) const {
  const IpAddress address = unmapped(raw);
  const auto& services = rules().metadata_services;
  if (std::find(services.begin(), services.end(), address) != services.end()) {
    if (allowed(address, true)) return {};
    return to_text(address) + " is a cloud's metadata service";
  }
  if (allowed(address, false)) return {};
  for (const auto& [network, why] : rules().networks) {
    if (network.contains(address)) {
      return to_text(address) + " is " + std::string(why) + " (" + to_text(network.network) + "/" +
             std::to_string(network.prefix) + ")";
    }
  }
  return address.v6 ? refusal_of_embedded(address) : std::nullopt;
}

std::optional<std::string> AddressGuard::refusal_of_embedded(const IpAddress& address) const {
  for (const auto& [inner, form] : embedded(address)) {
    if (const auto why = refusal(inner)) return to_text(address) + " carries (" + std::string(form) + ") " + *why;
  }
  return {};
}

}  // namespace syncline
