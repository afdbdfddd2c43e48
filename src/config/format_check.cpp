#include "config/format_check.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <string>

#include "base/time.h"

namespace syncline {
namespace {

using Fault = std::optional<std::string>;

bool is_scheme(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '.' || c == '-';
  });
}

std::string_view authority_of(std::string_view url) {
  const std::size_t start = url.find("://");
  if (start == url.npos) return {};
  const std::string_view rest = url.substr(start + 3);
  return rest.substr(0, rest.find_first_of("/?#"));
}

Fault url_fault(std::string_view text) {
  const std::size_t end = text.find("://");
  if (end == text.npos || !is_scheme(text.substr(0, end))) return "has no scheme like https://";
  if (authority_of(text).empty()) return "names no host";
  const bool blank = std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) <= ' '; });
  if (blank) return "holds a space";
  return std::nullopt;
}

Fault cidr_fault(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == text.npos) return "has no prefix length like /24";
  const std::string address(text.substr(0, slash));
  const std::string_view digits = text.substr(slash + 1);
  int bits = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) {
    return "has no number behind the \"/\"";
  }
  unsigned char bytes[16];
  const bool v4 = inet_pton(AF_INET, address.c_str(), bytes) == 1;
  if (!v4 && inet_pton(AF_INET6, address.c_str(), bytes) != 1) return "does not begin with an IP address";
  const int size = v4 ? 32 : 128;
  if (bits < 0 || bits > size) return "has a prefix length over " + std::to_string(size);
  for (int bit = bits; bit < size; ++bit) {
    if (bytes[bit / 8] & (0x80 >> (bit % 8))) return "names a host: bits behind the prefix are set";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> format_fault(Format format, std::string_view text) {
  switch (format) {
    case Format::duration: return parse_duration(text) ? Fault() : "is no duration";
    case Format::url: return url_fault(text);
    case Format::cidr: return cidr_fault(text);
    case Format::zone: return is_known_zone(text) ? Fault() : "is no known time zone";
    case Format::date: return parse_date(text) ? Fault() : "is no date";
    case Format::regex: {
      const Result<Pattern, std::string> pattern = Pattern::compile(text);
      return pattern ? Fault() : "is no regular expression: " + pattern.error();
    }
    default: return std::nullopt;
  }
}

bool has_credentials(std::string_view url) {
  const std::string_view authority = authority_of(url);
  const std::size_t at = authority.rfind('@');
  return at != authority.npos && authority.substr(0, at).find(':') != authority.npos;
}

}  // namespace syncline
