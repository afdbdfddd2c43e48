#include "net/url_host.h"

#include <algorithm>

#include "base/text.h"
#include "net/ip_address.h"

namespace syncline {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

/// Resolvers read "0x7f.1", "017700000001" and "2130706433" as addresses: a name never ends in such a label.
bool looks_numeric(std::string_view label) {
  return !label.empty() && (std::all_of(label.begin(), label.end(), is_digit) || label.starts_with("0x"));
}

Failure<Error> refuse(std::string code, std::string message, std::string_view place, std::string remedy) {
  return fail(Error{.cls = ErrorClass::config,
                    .code = "url." + code,
                    .message = std::move(message),
                    .place = std::string(place),
                    .remedy = std::move(remedy),
                    .retry_after = {}});
}

Result<std::string, Error> canonical_v6(std::string_view written, std::string_view place) {
  const std::string inner(written.substr(1, written.size() - 2));
  const auto address = parse_ip(inner);
  if (!written.ends_with(']') || !address || !address->v6) {
    return refuse("host", "'" + std::string(written) + "' is not an IPv6 address", place,
                  "Write it in brackets and without a zone, as in [2001:db8::1].");
  }
  return to_text(*address);
}

Result<std::string, Error> canonical_name(const std::string& host, std::string_view place) {
  if (host.size() > 253) {
    return refuse("host", "the host name has " + std::to_string(host.size()) + " characters", place, "DNS allows 253.");
  }
  for (const std::string& label : split(host, '.')) {
    const bool clean = std::all_of(label.begin(), label.end(),
                                   [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; });
    if (label.empty() || label.size() > 63 || !clean || label.front() == '-' || label.back() == '-') {
      return refuse("host", "the host '" + host + "' has the impossible label '" + label + "'", place,
                    "Labels have 1 to 63 of a-z, 0-9, '-' and '_', and no '-' at an end.");
    }
  }
  return host;
}

}  // namespace

Result<std::string, Error> canonical_host(std::string_view written, std::string_view place) {
  if (std::any_of(written.begin(), written.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
    return refuse("host", "the host '" + std::string(written) + "' is not ASCII", place,
                  "Write the name in its ASCII form (xn--…), as your registrar shows it.");
  }
  std::string host(written);
  std::transform(host.begin(), host.end(), host.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (host.starts_with('[')) return canonical_v6(host, place);
  if (host.ends_with('.')) host.pop_back();
  if (host.empty()) {
    return refuse("host", "the URL names no host", place, "Write it as https://host/path.");
  }
  if (const auto address = parse_ip(host); address && !address->v6) return to_text(*address);
  if (looks_numeric(std::string_view(host).substr(host.rfind('.') + 1))) {
    return refuse("host", "'" + host + "' can be read as an IPv4 address in more than one way", place,
                  "Write the address as four decimal numbers without leading zeros, as in 192.0.2.7.");
  }
  return canonical_name(host, place);
}

}  // namespace syncline
