#include "sandbox/sap_s4hana/sessions.h"

#include "base/hash.h"
#include "base/text.h"

namespace syncline::sandbox::sap {
namespace {

constexpr const char* cookie = "SAP_SESSIONID_S4H_100";

std::string cookie_of(const HttpRequest& request, std::string_view name) {
  const std::string* all = header(request.headers, "Cookie");
  if (!all) return "";
  for (const std::string& each : split(*all, ';')) {
    const std::string_view one = trim(each);
    if (one.starts_with(name) && one.size() > name.size() && one[name.size()] == '=')
      return std::string(one.substr(name.size() + 1));
  }
  return "";
}

}  // namespace

bool Sessions::admits(const HttpRequest& request, Instant now) const {
  const std::string* token = header(request.headers, "x-csrf-token");
  const auto session = open_->find(cookie_of(request, cookie));
  return token && session != open_->end() && session->second.token == *token && now < session->second.until;
}

void Sessions::give(const HttpRequest& request, HttpResponse& response, const std::string& client, Instant now) {
  const std::string* wanted = header(request.headers, "x-csrf-token");
  if (!wanted || to_lower(*wanted) != "fetch") return;
  const std::string id = to_hex(xxh3("session " + std::to_string(++*given_)));
  const std::string token = base64("token " + id) + "==";
  (*open_)[id] = {token, now + lifetime_};
  set_header(response.headers, "x-csrf-token", token);
  response.headers.emplace_back("set-cookie", std::string(cookie) + "=" + id + "; path=/; secure; HttpOnly");
  response.headers.emplace_back("set-cookie", "sap-usercontext=sap-client=" + client + "; path=/");
}

}  // namespace syncline::sandbox::sap
