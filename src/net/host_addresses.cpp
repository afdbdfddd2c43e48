#include "net/host_addresses.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace syncline {

std::optional<IpAddress> address_of(const sockaddr* of, std::size_t length) {
  if (of->sa_family == AF_INET && length >= sizeof(sockaddr_in)) {
    sockaddr_in in{};
    std::memcpy(&in, static_cast<const void*>(of), sizeof in);
    std::array<std::uint8_t, 4> b{};
    std::memcpy(b.data(), &in.sin_addr, 4);
    return ipv4(b[0], b[1], b[2], b[3]);
  }
  if (of->sa_family != AF_INET6 || length < sizeof(sockaddr_in6)) return std::nullopt;
  sockaddr_in6 in{};
  std::memcpy(&in, static_cast<const void*>(of), sizeof in);
  IpAddress address;
  std::memcpy(address.bytes.data(), &in.sin6_addr, 16);
  address.v6 = true;
  return address;
}

HostAddresses addresses_of(const std::string& host, const AddressGuard& guard) {
  addrinfo wish{}, *found = nullptr;
  wish.ai_socktype = SOCK_STREAM;
  HostAddresses out;
  if (getaddrinfo(host.c_str(), nullptr, &wish, &found) != 0) return out;
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> all(found, freeaddrinfo);
  for (const addrinfo* each = found; each; each = each->ai_next) {
    const auto address = address_of(each->ai_addr, each->ai_addrlen);
    if (!address || std::ranges::find(out.permitted, *address) != out.permitted.end()) continue;
    if (auto why = guard.refusal(*address)) {
      out.refused = std::move(*why);
    } else {
      out.permitted.push_back(*address);
    }
  }
  return out;
}

bool is_loopback(const IpAddress& raw) {
  const IpAddress address = unmapped(raw);
  if (!address.v6) return address.bytes[12] == 127;
  IpAddress own;
  own.v6 = true;
  own.bytes[15] = 1;
  return address == own;
}

}  // namespace syncline
