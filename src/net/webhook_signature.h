#pragma once
// Who sent this webhook? Pure: the raw request and the time in, yes or an error out. Verify before anything is parsed.

#include <string>
#include <vector>

#include "net/http_message.h"

namespace syncline {

struct WebhookScheme {
  enum class Kind : std::uint8_t {
    standard_webhooks,  ///< webhook-id, webhook-timestamp, webhook-signature (standardwebhooks.com), "v1" signatures
    hmac_sha256,        ///< a header with the HMAC-SHA256 of `signed_text`
    shared_secret,      ///< a header with the secret itself ("Authorization", prefix "Bearer ")
  };
  enum class Encoding : std::uint8_t { hex, base64 };

  Kind kind = Kind::standard_webhooks;
  /// Any of them may match: during a rotation the old and the new one. At least 16 bytes each; for standard_webhooks
  /// "whsec_" and base64 (the prefix may be missing).
  std::vector<std::string> secrets;

  std::string header;  ///< hmac_sha256, shared_secret
  std::string prefix;  ///< before the value: "sha256=", "Bearer "
  Encoding encoding = Encoding::hex;
  /// hmac_sha256: text with {body}, {timestamp}, {method}, {url} (public_url and the target), {path} (the target).
  std::string signed_text = "{body}";
  std::string timestamp_header;  ///< empty = none; the scheme then has no protection against replay of its own
  bool timestamp_in_ms = false;
  std::string public_url;           ///< "https://sync.example.com": how the sender sees this server
  std::string unescaped;            ///< characters whose %-escapes in {url} are undone before it is signed
  Duration tolerance = minutes(5);  ///< of the timestamp, to both sides
};

class WebhookVerifier {
 public:
  /// Errors (config): no or too short secrets, no header, a {name} that is not known, a timestamp that is not signed.
  static Result<WebhookVerifier, Error> make(WebhookScheme);

  /// Errors (auth): webhook.missing_header, webhook.repeated_header, webhook.timestamp, webhook.too_old,
  /// webhook.signature. The message holds neither secret nor expected signature.
  Result<void, Error> verify(const HttpRequest&, Instant now) const;

 private:
  struct Piece {
    std::string text;  ///< a literal, or the name of a placeholder
    bool placeholder = false;
  };

  explicit WebhookVerifier(WebhookScheme scheme) : scheme_(std::move(scheme)) {}
  Result<void, Error> read_secrets();
  Result<void, Error> read_template();
  Result<void, Error> verify_standard(const HttpRequest&, Instant now) const;
  Result<void, Error> verify_hmac(const HttpRequest&, Instant now) const;
  Result<void, Error> verify_shared(const HttpRequest&) const;
  Result<void, Error> check_time(std::string_view timestamp, bool in_ms, Instant now) const;
  bool any_key_signs(std::string_view message, std::string_view signature) const;

  WebhookScheme scheme_;
  std::vector<std::string> keys_;
  std::vector<Piece> template_;
};

}  // namespace syncline
