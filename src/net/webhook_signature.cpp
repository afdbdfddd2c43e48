#include "net/webhook_signature.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>

#include "base/hash.h"
#include "base/text.h"

namespace syncline {
namespace {

constexpr std::size_t least_secret = 16;
constexpr std::string_view names[] = {"body", "timestamp", "method", "url", "path"};

Failure<Error> bad_scheme(std::string code, std::string message, std::string remedy) {
  return fail(Error{.cls = ErrorClass::config,
                    .code = "webhook." + code,
                    .message = std::move(message),
                    .place = "webhook signature",
                    .remedy = std::move(remedy),
                    .retry_after = {}});
}

Failure<Error> refuse(std::string code, std::string message, std::string remedy) {
  return fail(Error{.cls = ErrorClass::auth,
                    .code = "webhook." + code,
                    .message = std::move(message),
                    .place = "webhook request",
                    .remedy = std::move(remedy),
                    .retry_after = {}});
}

Failure<Error> refuse_signature() {
  return refuse("signature", "the signature does not fit the request",
                "Compare the secret here with the one at the vendor.");
}

/// Exactly one: of two headers, we and a proxy might each believe another.
Result<std::string_view, Error> only_header(const HttpRequest& request, std::string_view name) {
  const std::string lower_name = to_lower(name);
  std::optional<std::string_view> found;
  for (const auto& [key, value] : request.headers) {
    if (to_lower(key) != lower_name) continue;
    if (found) return refuse("repeated_header", "the header " + std::string(name) + " comes twice", "Send it once.");
    found = trim(value);
  }
  if (!found || found->empty()) {
    return refuse("missing_header", "the header " + std::string(name) + " is missing",
                  "Switch signatures on at the vendor.");
  }
  return *found;
}

/// "%3A" becomes ":" where ":" is one of the characters; other escapes stay.
std::string without_escapes_of(std::string_view characters, std::string_view url) {
  std::string out;
  while (!url.empty()) {
    std::string decoded;
    const bool undone = url.size() >= 3 && url.front() == '%' && from_hex(url.substr(1, 2), decoded) &&
                        characters.find(decoded) != std::string_view::npos;
    out += undone ? decoded : std::string(1, url.front());
    url.remove_prefix(undone ? 3 : 1);
  }
  return out;
}

}  // namespace

Result<WebhookVerifier, Error> WebhookVerifier::make(WebhookScheme scheme) {
  WebhookVerifier verifier(std::move(scheme));
  if (auto read = verifier.read_secrets(); !read) return fail(read.error());
  if (verifier.scheme_.kind == WebhookScheme::Kind::standard_webhooks) return verifier;
  if (verifier.scheme_.header.empty()) {
    return bad_scheme("header", "no header is named", "Name the header that carries the signature or secret.");
  }
  if (auto read = verifier.read_template(); !read) return fail(read.error());
  return verifier;
}

Result<void, Error> WebhookVerifier::read_secrets() {
  if (scheme_.secrets.empty()) return bad_scheme("secret", "there is no secret", "Set one; anybody could send events.");
  for (const std::string& secret : scheme_.secrets) {
    if (trim(secret) != secret) {
      return bad_scheme("secret", "the secret starts or ends with white space", "Store it again without.");
    }
    std::string key = secret;
    if (scheme_.kind == WebhookScheme::Kind::standard_webhooks) {
      const std::string_view encoded = std::string_view(secret).substr(secret.starts_with("whsec_") ? 6 : 0);
      if (!from_base64(encoded, key)) {
        return bad_scheme("secret", "the secret is not whsec_ and base64", "Copy it from the vendor as it is shown.");
      }
    }
    if (key.size() < least_secret) {
      return bad_scheme("secret", "the secret has " + std::to_string(key.size()) + " bytes",
                        "Use at least 16 random bytes: shorter ones can be guessed.");
    }
    keys_.push_back(std::move(key));
  }
  return {};
}

Result<void, Error> WebhookVerifier::read_template() {
  if (scheme_.kind != WebhookScheme::Kind::hmac_sha256) return {};
  std::string_view rest = scheme_.signed_text;
  while (!rest.empty()) {
    const std::size_t open = std::min(rest.find('{'), rest.size());
    if (open > 0) template_.push_back({std::string(rest.substr(0, open)), false});
    rest.remove_prefix(open);
    if (rest.empty()) break;
    const std::size_t close = rest.find('}');
    const std::string name(rest.substr(1, close == std::string_view::npos ? close : close - 1));
    if (close == std::string_view::npos || std::find(std::begin(names), std::end(names), name) == std::end(names)) {
      return bad_scheme("signed_text", "'{" + name + "' is no known part",
                        "Use {body}, {timestamp}, {method}, {url} or {path}.");
    }
    template_.push_back({name, true});
    rest.remove_prefix(close + 1);
  }
  const auto has = [&](std::string_view name) {
    return std::any_of(template_.begin(), template_.end(),
                       [&](const Piece& p) { return p.placeholder && p.text == name; });
  };
  if (!has("body")) return bad_scheme("signed_text", "the body is not signed", "Add {body} to signed_text.");
  if (has("timestamp") == scheme_.timestamp_header.empty()) {
    return bad_scheme("timestamp", "timestamp_header and {timestamp} go together",
                      "A timestamp that is not signed can be forged: name the header and sign it, or leave both out.");
  }
  if (has("url") && scheme_.public_url.empty()) {
    return bad_scheme("public_url", "{url} is signed, but public_url is not set",
                      "Set the URL under which the vendor calls.");
  }
  return {};
}

Result<void, Error> WebhookVerifier::verify(const HttpRequest& request, Instant now) const {
  switch (scheme_.kind) {
    case WebhookScheme::Kind::standard_webhooks: return verify_standard(request, now);
    case WebhookScheme::Kind::hmac_sha256: return verify_hmac(request, now);
    case WebhookScheme::Kind::shared_secret: return verify_shared(request);
  }
  return refuse_signature();
}

Result<void, Error> WebhookVerifier::check_time(std::string_view timestamp, bool in_ms, Instant now) const {
  std::int64_t count = 0;
  const auto [end, problem] = std::from_chars(timestamp.data(), timestamp.data() + timestamp.size(), count);
  const std::size_t longest = in_ms ? 15 : 12;  // more would not fit in microseconds
  if (problem != std::errc() || end != timestamp.data() + timestamp.size() || count < 0 || timestamp.size() > longest) {
    return refuse("timestamp", "the timestamp is no whole number", "Check which header carries the time of sending.");
  }
  const Instant sent{in_ms ? milliseconds(count).us : seconds(count).us};
  const Duration age = now - sent;
  if (age > scheme_.tolerance || age < Duration{} - scheme_.tolerance) {
    return refuse("too_old",
                  "the request was signed " + to_text(age < Duration{} ? Duration{} - age : age) +
                      (age < Duration{} ? " in the future" : " ago"),
                  "Check both clocks; a replayed request stays refused.");
  }
  return {};
}

bool WebhookVerifier::any_key_signs(std::string_view message, std::string_view signature) const {
  bool fits = false;
  for (const std::string& key : keys_) fits |= equal_in_constant_time(hmac_sha256(key, message), signature);
  return fits;
}

Result<void, Error> WebhookVerifier::verify_standard(const HttpRequest& request, Instant now) const {
  const auto id = only_header(request, "webhook-id"), timestamp = only_header(request, "webhook-timestamp"),
             signatures = only_header(request, "webhook-signature");
  for (const auto* part : {&id, &timestamp, &signatures}) {
    if (!*part) return fail(part->error());
  }
  if (auto fresh = check_time(*timestamp, false, now); !fresh) return fresh;
  const std::string message = std::string(*id) + "." + std::string(*timestamp) + "." + request.body;
  bool fits = false;
  for (const std::string& one : split(*signatures, ' ')) {
    std::string raw;
    if (one.starts_with("v1,") && from_base64(std::string_view(one).substr(3), raw))
      fits |= any_key_signs(message, raw);
  }
  if (!fits) return refuse_signature();
  return {};
}

Result<void, Error> WebhookVerifier::verify_hmac(const HttpRequest& request, Instant now) const {
  const auto value = only_header(request, scheme_.header);
  if (!value) return fail(value.error());
  std::string timestamp;
  if (!scheme_.timestamp_header.empty()) {
    const auto given = only_header(request, scheme_.timestamp_header);
    if (!given) return fail(given.error());
    timestamp = *given;
    if (auto fresh = check_time(timestamp, scheme_.timestamp_in_ms, now); !fresh) return fresh;
  }
  if (!value->starts_with(scheme_.prefix)) return refuse_signature();
  const std::string_view encoded = value->substr(scheme_.prefix.size());
  std::string signature;
  const bool hex = scheme_.encoding == WebhookScheme::Encoding::hex;
  if (!(hex ? from_hex(encoded, signature) : from_base64(encoded, signature))) return refuse_signature();
  std::string message;
  for (const Piece& piece : template_) {
    if (!piece.placeholder)
      message += piece.text;
    else if (piece.text == "body")
      message += request.body;
    else if (piece.text == "timestamp")
      message += timestamp;
    else if (piece.text == "method")
      message += request.method;
    else if (piece.text == "url")
      message += without_escapes_of(scheme_.unescaped, scheme_.public_url + request.url);
    else
      message += request.url;
  }
  if (!any_key_signs(message, signature)) return refuse_signature();
  return {};
}

Result<void, Error> WebhookVerifier::verify_shared(const HttpRequest& request) const {
  const auto value = only_header(request, scheme_.header);
  if (!value) return fail(value.error());
  if (!value->starts_with(scheme_.prefix)) return refuse_signature();
  bool fits = false;
  for (const std::string& key : keys_) {
    // Of the hashes: a comparison of the texts would tell by its time how long the secret is.
    fits |= equal_in_constant_time(sha256(key), sha256(value->substr(scheme_.prefix.size())));
  }
  if (!fits) return refuse_signature();
  return {};
}

}  // namespace syncline
