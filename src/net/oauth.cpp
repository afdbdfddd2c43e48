#include "net/oauth.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "base/hash.h"
#include "base/json.h"
#include "base/rs256.h"
#include "base/text.h"
#include "net/ip_address.h"
#include "net/url.h"

namespace syncline {
namespace {

using Form = std::vector<std::pair<std::string, std::string>>;

constexpr std::string_view reserved[] = {"grant_type",    "client_id",        "client_secret",         "scope",
                                         "refresh_token", "client_assertion", "client_assertion_type", "assertion"};

Error config_error(std::string code, std::string message, std::string place, std::string remedy) {
  return {.cls = ErrorClass::config,
          .code = "oauth." + code,
          .message = std::move(message),
          .place = std::move(place),
          .remedy = std::move(remedy),
          .retry_after = {}};
}

/// application/x-www-form-urlencoded, with %20 for spaces, which every decoder reads.
std::string form_text(const Form& form) {
  std::string text;
  for (const auto& [name, value] : form) {
    if (!text.empty()) text += '&';
    text += percent_encode(name) + "=" + percent_encode(value);
  }
  return text;
}

bool is_this_machine(const std::string& host) {
  const auto address = parse_ip(host);
  return host == "localhost" || host == "::1" || (address && !address->v6 && address->bytes[12] == 127);
}

std::optional<Error> fault_of(const OAuthClient& client) {
  const auto url = parse_url(client.token_url);
  if (!url) return url.error();
  const std::string place = "token URL " + origin_of(*url) + url->path;
  if (url->scheme != "https" && !is_this_machine(url->host)) {
    return config_error("token_url", "the client secret would travel unencrypted", place, "Use the https:// URL.");
  }
  if (client.id.empty() || (client.secret.empty() && client.assertion.key.empty())) {
    return config_error("client", client.id.empty() ? "the client id is empty" : "the client secret is empty", place,
                        "Create the client at the vendor and store its id and secret.");
  }
  for (const auto& [name, value] : client.extra) {
    if (std::find(std::begin(reserved), std::end(reserved), name) != std::end(reserved)) {
      return config_error("extra", "the extra parameter '" + name + "' is one of the grant's own", place,
                          "Remove it; id, secret and scope have fields of their own.");
    }
  }
  return {};
}

Result<HttpRequest, Error> token_request(const OAuthClient& client, Form form) {
  if (auto fault = fault_of(client)) return fail(std::move(*fault));
  if (!client.scope.empty()) form.emplace_back("scope", client.scope);
  HttpRequest request{
      .method = "POST",
      .url = client.token_url,
      .headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}},
      .body = "",
      .peer = ""};
  if (!client.assertion.key.empty()) {
    // It says who we are.
  } else if (client.style == OAuthClient::Style::basic) {
    // Both are form-encoded before they are joined: a ':' in the id would otherwise move the border.
    request.headers.emplace_back("Authorization",
                                 "Basic " + base64(percent_encode(client.id) + ":" + percent_encode(client.secret)));
  } else {
    form.emplace_back("client_id", client.id);
    form.emplace_back("client_secret", client.secret);
  }
  form.insert(form.end(), client.extra.begin(), client.extra.end());
  request.body = form_text(form);
  return request;
}

/// A JSON Web Token: header, claims and signature (RFC 7515, 7.1).
Result<std::string, Error> signed_assertion(const OAuthClient& client, Instant now) {
  const Map claims{{"iss", client.id},
                   {"sub", client.assertion.subject},
                   {"aud", client.assertion.audience},
                   {"exp", now.us / 1'000'000 + 180}};
  std::string text = base64url(write_json(Map{{"alg", "RS256"}, {"typ", "JWT"}})) + "." + base64url(write_json(claims));
  const auto signature = sign_rs256(text, client.assertion.key);
  if (!signature) return fail(signature.error());
  return text + "." + base64url(*signature);
}

ErrorClass class_of(int status, std::string_view code) {
  for (const std::string_view sign_in : {"invalid_client", "invalid_grant", "unauthorized_client", "access_denied"}) {
    if (code == sign_in) return ErrorClass::auth;
  }
  if (code == "temporarily_unavailable" || code == "server_error") return ErrorClass::transient;
  if (status == 429 || code == "slow_down") return ErrorClass::throttled;
  if (status >= 500 || status == 408 || status == 425) return ErrorClass::transient;
  if (!code.empty()) return ErrorClass::config;  // invalid_request, invalid_scope, unsupported_grant_type …
  if (status == 400 || status == 401 || status == 403) return ErrorClass::auth;
  return ErrorClass::config;
}

std::string remedy_of(ErrorClass cls) {
  switch (cls) {
    case ErrorClass::auth:
      return "Check client id and secret at the vendor, and sign in again if a grant was withdrawn.";
    case ErrorClass::config:
      return "Check the token URL, the scope and the extra parameters against the vendor's page.";
    default: return "It is tried again.";
  }
}

/// A server may echo what it was sent; only its short, printable code and sentence are repeated.
std::string printable(std::string_view text, std::size_t most) {
  std::string result(text.substr(0, most));
  std::replace_if(result.begin(), result.end(), [](char c) { return c < 0x20 || c > 0x7e; }, '?');
  return result;
}

Error refusal(const HttpResponse& response, const Value& answer, Instant now, std::string_view place) {
  const std::string code = printable(answer["error"].string_or(""), 60);
  const ErrorClass cls = class_of(response.status, code);
  const std::string said = printable(answer["error_description"].string_or(""), 200);
  return {.cls = cls,
          .code = "oauth." + (code.empty() ? "http_" + std::to_string(response.status) : code),
          .message = "the token request was answered " + std::to_string(response.status) +
                     (code.empty() ? "" : " " + code) + (said.empty() ? "" : ": " + said),
          .place = std::string(place),
          .remedy = remedy_of(cls),
          .retry_after = retry_after(response, now)};
}

/// Seconds, as a number or (some vendors) as text.
std::optional<std::int64_t> lifetime_of(const Value& value) {
  if (value.is_int()) return value.as_int();
  if (!value.is_string()) return {};
  const std::string& text = value.as_string();
  std::int64_t seconds = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (problem != std::errc() || end != text.data() + text.size()) return {};
  return seconds;
}

bool is_header_safe(std::string_view token) {
  return !token.empty() && std::all_of(token.begin(), token.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

Result<HttpRequest, Error> client_credentials_request(const OAuthClient& client, Instant now) {
  if (client.assertion.key.empty()) return token_request(client, {{"grant_type", "client_credentials"}});
  auto assertion = signed_assertion(client, now);
  if (!assertion) return fail(assertion.error());
  return token_request(
      client, {{"grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"}, {"assertion", std::move(*assertion)}});
}

Result<HttpRequest, Error> refresh_token_request(const OAuthClient& client, const std::string& refresh_token) {
  if (refresh_token.empty()) {
    return fail(Error{.cls = ErrorClass::auth,
                      .code = "oauth.refresh_token",
                      .message = "there is no refresh token",
                      .place = "token request",
                      .remedy = "Sign in at the vendor again.",
                      .retry_after = {}});
  }
  return token_request(client, {{"grant_type", "refresh_token"}, {"refresh_token", refresh_token}});
}

Result<AccessToken, Error> token_from(const HttpResponse& response, Instant now, std::string_view place) {
  const auto parsed = parse_json(response.body, {.max_bytes = 256u << 10, .max_depth = 32});
  const Value& answer = parsed ? *parsed : null_value;
  if (response.status != 200 && response.status != 201) return fail(refusal(response, answer, now, place));
  if (!answer["error"].is_null()) return fail(refusal(response, answer, now, place));
  const std::string token = answer["access_token"].string_or("");
  if (!is_header_safe(token)) {
    return fail(config_error("no_token", "the answer of the token URL holds no usable access_token", std::string(place),
                             "Check the token URL: it may lead to a sign-in page."));
  }
  const std::string type = to_lower(answer["token_type"].string_or("bearer"));
  if (type != "bearer") {
    return fail(config_error("token_type", "the token's type is '" + printable(type, 40) + "', not Bearer",
                             std::string(place), "Ask the vendor for bearer tokens."));
  }
  const auto lifetime = lifetime_of(answer["expires_in"]);
  AccessToken result{
      .text = token,
      .expires_at = lifetime ? now + seconds(std::clamp<std::int64_t>(*lifetime, 0, 365 * 86'400)) : far_future,
      .refresh_token = {},
      .scope = answer["scope"].string_or("")};
  if (answer["refresh_token"].is_string()) result.refresh_token = answer["refresh_token"].as_string();
  return result;
}

}  // namespace syncline
