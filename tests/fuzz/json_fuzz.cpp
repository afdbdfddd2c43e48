// Any bytes: parse_json answers with an error or with a value that survives being written and read again.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/json.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto value = syncline::parse_json(text);
  if (!value) {
    require(!value.error().code.empty());
    return 0;
  }
  const auto again = syncline::parse_json(syncline::write_json(*value));
  require(again.ok() && *again == *value);
  const std::string canonical = syncline::canonical_json(*value);
  require(canonical == syncline::canonical_json(*again));
  return 0;
}
