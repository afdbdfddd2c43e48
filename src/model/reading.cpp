#include "model/reading.h"

namespace syncline {

Hash128 state_hash(const Hash128& content, const std::optional<std::int64_t>& stamp, const std::string& version) {
  if (!stamp && version.empty()) return content;
  return xxh3(to_hex(content) + (stamp ? std::to_string(*stamp) : "") + '\n' + version);
}

}  // namespace syncline
