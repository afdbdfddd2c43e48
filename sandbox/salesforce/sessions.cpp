#include "sandbox/salesforce/sessions.h"

#include <vector>

#include "base/hash.h"
#include "base/json.h"
#include "base/rs256.h"
#include "base/text.h"
#include "sandbox/salesforce/refusal.h"

namespace syncline::sandbox::salesforce {
namespace {

HttpResponse refused(const char* error, const char* description) {
  return json_answer(400, Map{{"error", error}, {"error_description", description}});
}

/// Header, claims and signature; empty: it is no token.
std::vector<std::string> pieces_of(const std::string& assertion) {
  std::vector<std::string> out;
  for (const std::string& each : split(assertion, '.')) {
    std::string piece;
    if (!from_base64(each, piece)) return {};
    out.push_back(std::move(piece));
  }
  return out.size() == 3 ? out : std::vector<std::string>{};
}

}  // namespace

HttpResponse Sessions::token(const HttpRequest& request, const std::string& instance, Instant now) {
  Map form;
  for (const auto& [name, value] : parse_form(request.body)) form.set(name, value);
  const std::string grant = form["grant_type"].string_or("");
  if (grant == "urn:ietf:params:oauth:grant-type:jwt-bearer")
    return by_assertion(form["assertion"].string_or(""), instance, now);
  if (grant != "client_credentials") return refused("unsupported_grant_type", "grant type not supported");
  std::string id = form["client_id"].string_or(""), secret = form["client_secret"].string_or("");
  const std::string* basic = header(request.headers, "Authorization");
  std::string decoded;
  if (basic && basic->starts_with("Basic ") && from_base64(basic->substr(6), decoded)) {
    id = percent_decode(decoded.substr(0, decoded.find(':')));
    secret = percent_decode(decoded.substr(std::min(decoded.find(':') + 1, decoded.size())));
  }
  if (id != app_.id) return refused("invalid_client_id", "client identifier invalid");
  if (secret != app_.secret) return refused("invalid_client", "invalid client credentials");
  return granted(instance, now);
}

HttpResponse Sessions::by_assertion(const std::string& assertion, const std::string& instance, Instant now) {
  const auto pieces = pieces_of(assertion);
  const auto head = parse_json(pieces.empty() ? "" : pieces[0]), claims = parse_json(pieces.empty() ? "" : pieces[1]);
  const std::string text = assertion.substr(0, assertion.rfind('.'));
  if (!head || !claims || (*head)["alg"] != Value("RS256") || !verify_rs256(text, pieces[2], app_.public_key))
    return refused("invalid_grant", "invalid assertion");
  if ((*claims)["iss"] != Value(app_.id)) return refused("invalid_client_id", "client identifier invalid");
  const std::string audience = (*claims)["aud"].string_or("");
  if (audience != "https://login.salesforce.com" && audience != "https://test.salesforce.com" && audience != instance)
    return refused("invalid_grant", "audience is invalid");
  const std::int64_t left = (*claims)["exp"].int_or(0) - now.us / 1'000'000;
  if (left <= 0 || left > 300) return refused("invalid_grant", "expired authorization code");
  if ((*claims)["sub"] != Value(app_.user)) return refused("invalid_grant", "user hasn't approved this consumer");
  return granted(instance, now);
}

/// No lifetime is named: the session policy of the org decides, and a refused call is all that tells.
HttpResponse Sessions::granted(const std::string& instance, Instant now) {
  const std::string token = "00DWz0000000001!AQ" + to_hex(xxh3("session " + std::to_string(++given_)));
  open_.insert(token);
  return json_answer(200, Map{{"access_token", token},
                              {"signature", base64(to_hex(xxh3(token)))},
                              {"scope", "api"},
                              {"instance_url", instance},
                              {"id", instance + "/id/00DWz0000000001EAA/005Wz0000000001AAA"},
                              {"token_type", "Bearer"},
                              {"issued_at", std::to_string(now.us / 1000)}});
}

bool Sessions::is_signed_in(const HttpRequest& request) const {
  const std::string* given = header(request.headers, "Authorization");
  if (!given) return false;
  const bool oauth = given->starts_with("OAuth ");
  return (oauth || given->starts_with("Bearer ")) && open_.contains(given->substr(oauth ? 6 : 7));
}

}  // namespace syncline::sandbox::salesforce
