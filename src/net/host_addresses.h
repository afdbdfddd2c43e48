#pragma once
// Where a name leads, for clients that connect by themselves.

#include <string>
#include <vector>

#include "net/address_guard.h"

struct sockaddr;

namespace syncline {

struct HostAddresses {
  std::vector<IpAddress> permitted;
  std::string refused;  ///< why another one is not; empty: all are permitted, or the name is not known
};

/// Asks the resolver of the machine; blocks.
HostAddresses addresses_of(const std::string& host, const AddressGuard&);

bool is_loopback(const IpAddress&);

/// Of a socket's address; nothing when it is of another family, or shorter than its family's.
std::optional<IpAddress> address_of(const sockaddr*, std::size_t length);

}  // namespace syncline
