#include "connect/wildcard.h"

namespace syncline {

bool matches_wildcard(std::string_view text, std::string_view pattern) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return text == pattern;
  if (!text.starts_with(pattern.substr(0, star))) return false;
  text.remove_prefix(star);
  pattern.remove_prefix(star + 1);
  for (std::size_t skipped = 0; skipped <= text.size(); ++skipped) {
    if (matches_wildcard(text.substr(skipped), pattern)) return true;
  }
  return false;
}

}  // namespace syncline
