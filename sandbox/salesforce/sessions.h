#pragma once
// Signing in: the token endpoint of an External Client App, and the sessions that it opened.

#include <set>
#include <string>

#include "net/http_message.h"

namespace syncline::sandbox::salesforce {

struct ClientApp {
  std::string id = "sandbox-client", secret = "sandbox-secret";
  std::string user = "sync@example.com";  ///< runs as, and may be named by an assertion
  std::string public_key;                 ///< PEM; empty: no assertions are believed
};

class Sessions {
 public:
  explicit Sessions(ClientApp app) : app_(std::move(app)) {}

  /// POST /services/oauth2/token. `instance`: the address at which calls are answered.
  HttpResponse token(const HttpRequest&, const std::string& instance, Instant now);
  /// Whether the Authorization header opens the door; the refusal's code otherwise.
  bool is_signed_in(const HttpRequest&) const;
  void expire_all() { open_.clear(); }

 private:
  HttpResponse by_assertion(const std::string& assertion, const std::string& instance, Instant now);
  HttpResponse granted(const std::string& instance, Instant now);

  ClientApp app_;
  std::set<std::string> open_;
  int given_ = 0;
};

}  // namespace syncline::sandbox::salesforce
