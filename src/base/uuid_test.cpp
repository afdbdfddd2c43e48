#include "base/uuid.h"

#include <doctest/doctest.h>

namespace syncline {
namespace {

TEST_CASE("UUIDv7: the example of RFC 9562") {
  const Instant at = parse_instant("2022-02-22T14:22:22-05:00").value();
  CHECK(uuid_v7(at, 0xCC3, 0x18C4DC0C0C07398Fu << 2) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
}

TEST_CASE("version and variant stand whatever the random bits are, and later ids sort later") {
  const Instant at = parse_instant("2026-11-21T09:00:00Z").value();
  CHECK(uuid_v7(at, ~std::uint64_t{0}, ~std::uint64_t{0}).substr(14) == "7fff-bfff-ffffffffffff");
  CHECK(uuid_v7(at, 0, 0).substr(14) == "7000-8000-000000000000");
  CHECK(uuid_v7(at, ~std::uint64_t{0}, ~std::uint64_t{0}) < uuid_v7(at + milliseconds(1), 0, 0));
}

}  // namespace
}  // namespace syncline
