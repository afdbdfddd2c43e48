#pragma once
// URLs that we are willing to call: http and https, one spelling per meaning, so that equal origins are equal texts.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace syncline {

/// Canonical: scheme and host in lower case, no trailing dot, an IPv6 host without brackets in its shortest form, the
/// port filled in, dot segments resolved. Path and query keep their percent-encoding byte for byte (they may be
/// signed).
struct Url {
  std::string scheme;  ///< "http" or "https"
  std::string host;    ///< "erp.example.com", "192.0.2.7", "2001:db8::1"
  std::uint16_t port = 0;
  std::string path = "/";  ///< starts with '/'
  std::string query;       ///< without '?'
  bool has_query = false;  ///< "…/x?" is not "…/x"

  friend bool operator==(const Url&, const Url&) = default;
};

/// Refused (class config, code "url.…"), since parsers differ on them or they hide the real target: user information,
/// fragments, white space and control characters, backslashes, broken escapes, non-ASCII text, IPv4 in any form but
/// four plain decimals, zone ids, ports 0 or out of range. The message never contains user information.
Result<Url, Error> parse_url(std::string_view text);
/// RFC 3986, 5.2: what `reference` means in a document found at `base`. May lead to another origin: compare
/// origin_of().
Result<Url, Error> join_url(const Url& base, std::string_view reference);

/// Without the default port of its scheme.
std::string to_text(const Url&);
/// "https://erp.example.com", "http://[::1]:8069": what credentials are bound to.
std::string origin_of(const Url&);
bool same_origin(const Url&, const Url&);

}  // namespace syncline
