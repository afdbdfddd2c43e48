#pragma once
// OAuth 2.0 (RFC 6749) token requests and answers. Pure: when to refresh, and who sends, is decided elsewhere.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/http_message.h"

namespace syncline {

struct OAuthClient {
  /// Where the client's id and secret go (RFC 6749, 2.3.1).
  enum class Style : std::uint8_t { basic, body };

  std::string token_url;
  std::string id;
  std::string secret;
  Style style = Style::basic;
  /// Instead of the secret, when the key is not empty: a signed statement of who we are (RFC 7523, 2.1).
  struct Assertion {
    std::string key;  ///< PEM of an RSA key
    std::string subject, audience;
  } assertion;
  std::string scope;                                       ///< empty = none asked for
  std::vector<std::pair<std::string, std::string>> extra;  ///< "audience", "resource", "tenant_id" …
};

/// For the client itself, by its secret or its assertion, which is good for three minutes from `now`.
/// Errors (config): no id or secret, a key that cannot sign, a token URL that is not https (plain http is allowed to
/// this machine only), an extra parameter that would replace one of ours.
Result<HttpRequest, Error> client_credentials_request(const OAuthClient&, Instant now);
Result<HttpRequest, Error> refresh_token_request(const OAuthClient&, const std::string& refresh_token);

struct AccessToken {
  std::string text;
  Instant expires_at;                        ///< far_future when the answer names no lifetime: good until it is refused
  std::optional<std::string> refresh_token;  ///< the new one, where the server rotates them
  std::string scope;                         ///< granted; empty when the server does not say (then: as asked)
};

/// Errors: auth (refused client or grant), config (the request or the token URL is wrong), throttled, transient.
/// `place` names the system. No message contains a token or secret.
Result<AccessToken, Error> token_from(const HttpResponse&, Instant now, std::string_view place);

}  // namespace syncline
