// Any sixteen bytes as an address and any text as a network: one spelling each; what is refused as IPv4 is refused in
// every IPv6 form that carries it; an allowed network opens nothing but itself.
#include "net/address_guard.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

IpAddress v6_of(std::initializer_list<std::uint8_t> prefix, const IpAddress& four, std::size_t at) {
  IpAddress address;
  address.v6 = true;
  std::copy(prefix.begin(), prefix.end(), address.bytes.begin());
  std::copy(four.bytes.begin() + 12, four.bytes.end(), address.bytes.begin() + static_cast<std::ptrdiff_t>(at));
  return address;
}

std::vector<IpAddress> carriers_of(const IpAddress& four) {
  IpAddress isatap = v6_of({0x2a, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x5e, 0xfe}, four, 12);
  return {v6_of({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, four, 12),
          v6_of({}, four, 12),
          v6_of({0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0}, four, 12),
          v6_of({0, 0x64, 0xff, 0x9b}, four, 12),
          v6_of({0x20, 0x02}, four, 2),
          v6_of({0x20, 0x01, 0, 0}, four, 4),
          isatap};
}

void require_one_spelling(const IpAddress& address) {
  const auto again = parse_ip(to_text(address));
  require(again.has_value() && again->bytes == address.bytes && again->v6 == address.v6);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  IpAddress address;
  address.v6 = input.byte() % 2 == 0;
  for (std::uint8_t& byte : address.bytes) byte = input.byte();
  if (!address.v6) address = ipv4(address.bytes[0], address.bytes[1], address.bytes[2], address.bytes[3]);
  require_one_spelling(address);

  static const AddressGuard closed = AddressGuard::make({}).value();
  const bool refused = closed.refusal(address).has_value();
  require(refused == closed.refusal(unmapped(address)).has_value());
  if (!address.v6 && refused) {
    for (const IpAddress& carrier : carriers_of(address)) require(closed.refusal(carrier).has_value());
  }

  const std::string text(input.rest());
  const auto network = parse_cidr(text);
  require(network.ok() == AddressGuard::make({text}).ok());
  if (!network) return 0;
  require(network->contains(network->network));
  const auto again = parse_cidr(to_text(network->network) + "/" + std::to_string(network->prefix));
  require(again.ok() && again->network == network->network && again->prefix == network->prefix);
  const AddressGuard open = AddressGuard::make({text}).value();
  if (refused && !open.refusal(address) && !address.v6) require(network->contains(address));
  if (!refused) require(!open.refusal(address));
  return 0;
}
