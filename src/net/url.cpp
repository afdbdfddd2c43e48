#include "net/url.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "net/url_host.h"

namespace syncline {
namespace {

constexpr std::size_t max_url = 16u << 10;
constexpr auto npos = std::string_view::npos;

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

std::string lowered(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return result;
}

/// For messages: passwords before an '@' and queries (which may hold keys) are left out; control bytes are escaped.
std::string shown(std::string_view text) {
  const std::size_t start = text.find("//");
  const std::size_t at = text.rfind('@');
  const std::size_t authority = start == npos || text.find('@') < start ? 0 : start + 2;
  std::string result(at == npos ? text : text.substr(0, authority));
  if (at != npos) result += "…" + std::string(text.substr(at));
  result.resize(std::min({result.size(), result.find('?'), std::size_t{200}}));
  std::string printable;
  for (const char c : result) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      printable += percent_encode(std::string_view(&c, 1));
    } else {
      printable += c;
    }
  }
  return printable;
}

Failure<Error> refuse(std::string code, std::string message, std::string_view place, std::string remedy) {
  return fail(Error{.cls = ErrorClass::config,
                    .code = "url." + code,
                    .message = std::move(message),
                    .place = std::string(place),
                    .remedy = std::move(remedy),
                    .retry_after = {}});
}

Result<void, Error> check_characters(std::string_view text, std::string_view place) {
  if (text.size() > max_url) {
    return refuse("length", "the URL has " + std::to_string(text.size()) + " bytes", place, "At most 16 KB are sent.");
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7f || c == '\\') {
      return refuse("character", "byte " + std::to_string(i + 1) + " is " + percent_encode(std::string_view(&c, 1)),
                    place, "Percent-encode white space, control characters and backslashes, or remove them.");
    }
    if (c == '%' && (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2]))) {
      return refuse("escape", "the escape '" + std::string(text.substr(i, 3)) + "' is broken", place,
                    "Write % as %25, or complete its two hexadecimal digits.");
    }
    if (c == '#') {
      return refuse("fragment", "the URL has a fragment (#…), which is never sent to a server", place,
                    "Remove it, or write # as %23.");
    }
  }
  return {};
}

/// Path or query: what RFC 3986 does not allow raw is encoded; what it allows stays.
Result<std::string, Error> encode_rest(std::string_view text, std::string_view place) {
  std::string result;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) {
      return refuse("character", "path or query hold non-ASCII text", place, "Percent-encode its UTF-8 bytes.");
    }
    if (std::string_view("\"<>^`{|}").find(c) != npos) {
      result += percent_encode(std::string_view(&c, 1));
    } else {
      result += c;
    }
  }
  return result;
}

bool is_dots(std::string_view segment, int count) {
  std::string plain;
  for (std::size_t i = 0; i < segment.size(); ++i) {
    if (lowered(segment.substr(i, 3)) == "%2e") {
      plain += '.';
      i += 2;
    } else {
      plain += segment[i];
    }
  }
  return plain == std::string(static_cast<std::size_t>(count), '.');
}

/// RFC 3986, 5.2.4; "%2e" counts as a dot, since servers decode it.
std::string without_dot_segments(std::string_view path) {
  std::vector<std::string_view> kept;
  bool ends_in_slash = false;
  for (std::size_t start = 1; start <= path.size();) {
    const std::size_t end = std::min(path.find('/', start), path.size());
    const std::string_view segment = path.substr(start, end - start);
    const bool one = is_dots(segment, 1), two = is_dots(segment, 2);
    if (two && !kept.empty()) kept.pop_back();
    if (!one && !two) kept.push_back(segment);
    ends_in_slash = end == path.size() && (one || two);
    start = end + 1;
  }
  std::string result;
  for (const std::string_view segment : kept) result.append("/").append(segment);
  if (ends_in_slash || result.empty()) result += '/';
  return result;
}

Result<std::uint16_t, Error> parse_port(std::string_view text, std::string_view place) {
  std::uint16_t port = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (problem != std::errc() || end != text.data() + text.size() || port == 0) {
    return refuse("port", "'" + std::string(text) + "' is not a port", place, "Use 1 to 65535, or leave the ':' out.");
  }
  return port;
}

Result<void, Error> set_authority(Url& url, std::string_view authority, std::string_view place) {
  if (authority.find('@') != npos) {
    return refuse("userinfo", "the URL carries a user name or password", place,
                  "Remove it and give the credentials as secrets of the system.");
  }
  const std::size_t bracket = authority.find(']');
  const bool literal = authority.starts_with('[');  // its colons are no port's
  const std::size_t colon = literal && bracket == npos ? npos : authority.find(':', literal ? bracket : 0);
  url.port = url.scheme == "https" ? 443 : 80;
  if (colon != npos) {
    const auto port = parse_port(authority.substr(colon + 1), place);
    if (!port) return fail(port.error());
    url.port = *port;
  }
  auto host = canonical_host(authority.substr(0, colon), place);
  if (!host) return fail(std::move(host).error());
  url.host = std::move(*host);
  return {};
}

Result<void, Error> set_path_and_query(Url& url, std::string_view rest, std::string_view place) {
  const std::size_t mark = rest.find('?');
  auto path = encode_rest(rest.substr(0, mark), place);
  if (!path) return fail(std::move(path).error());
  url.path = without_dot_segments(*path);
  url.has_query = mark != npos;
  url.query.clear();
  if (!url.has_query) return {};
  auto query = encode_rest(rest.substr(mark + 1), place);
  if (!query) return fail(std::move(query).error());
  url.query = std::move(*query);
  return {};
}

/// "scheme:" at the start, else empty.
std::string_view scheme_of(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == npos || colon == 0 || text.find_first_of("/?#") < colon) return {};
  return text.substr(0, colon);
}

}  // namespace

Result<Url, Error> parse_url(std::string_view text) {
  const std::string place = "URL '" + shown(text) + "'";
  if (auto clean = check_characters(text, place); !clean) return fail(clean.error());
  Url url;
  url.scheme = lowered(scheme_of(text));
  if (url.scheme != "http" && url.scheme != "https") {
    return refuse("scheme",
                  url.scheme.empty() ? "the URL has no scheme" : "the scheme '" + url.scheme + "' is not called", place,
                  "Use an absolute https:// (or http://) URL.");
  }
  std::string_view rest = text.substr(url.scheme.size() + 1);
  if (!rest.starts_with("//")) {
    return refuse("host", "the URL names no host", place, "Write it as https://host/path.");
  }
  rest.remove_prefix(2);
  const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  if (auto done = set_authority(url, rest.substr(0, end), place); !done) return fail(done.error());
  if (auto done = set_path_and_query(url, rest.substr(end), place); !done) return fail(done.error());
  return url;
}

Result<Url, Error> join_url(const Url& base, std::string_view reference) {
  const std::string place = "reference '" + shown(reference) + "' in " + origin_of(base);
  if (auto clean = check_characters(reference, place); !clean) return fail(clean.error());
  if (!scheme_of(reference).empty()) return parse_url(reference);
  if (reference.starts_with("//")) return parse_url(base.scheme + ":" + std::string(reference));
  Url url = base;
  if (reference.empty()) return url;
  std::string rest(reference);
  if (rest.front() == '?') {
    rest = base.path + rest;
  } else if (rest.front() != '/') {
    rest = base.path.substr(0, base.path.rfind('/') + 1) + rest;
  }
  if (auto done = set_path_and_query(url, rest, place); !done) return fail(done.error());
  return url;
}

std::string origin_of(const Url& url) {
  const bool bracketed = url.host.find(':') != std::string::npos;
  std::string text = url.scheme + "://" + (bracketed ? "[" + url.host + "]" : url.host);
  if (url.port != (url.scheme == "https" ? 443 : 80)) text += ":" + std::to_string(url.port);
  return text;
}

bool same_origin(const Url& a, const Url& b) { return a.scheme == b.scheme && a.host == b.host && a.port == b.port; }

std::string to_text(const Url& url) { return origin_of(url) + url.path + (url.has_query ? "?" + url.query : ""); }

}  // namespace syncline
