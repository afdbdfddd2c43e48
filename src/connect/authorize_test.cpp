// What a call carries to say who calls, for the kinds of sign-in that need no call of their own.
#include "connect/connector.h"
#include "connect/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

/// The Authorization header of a call of a connector with this `auth`.
std::string authorization(const std::string& auth, const std::string& user, const std::string& password) {
  const auto manifest = manifest_of(R"(
connector: shop
title: Shop
docs: https://shop.example/docs
protocol: json-http
settings:
  url: {type: url, required: true, description: "Address"}
  user: {type: string, required: true, description: "User"}
  password: {type: secret, required: true, description: "Password"}
base_url: "${settings.url}"
)" + auth + R"(
errors: {code: "", message: "", classes: []}
objects:
  account:
    title: Accounts
    fields: {name: {}}
    list: {sweep: {strategy: sweep, page: 10, request: {path: /accounts}}}
)");
  auto connector =
      Connector::make(manifest, "crm", Map{{"url", "https://shop.example"}, {"user", user}, {"password", password}});
  REQUIRE_MESSAGE(connector.ok(), (connector ? "" : describe(connector.error())));
  HttpRequest request;
  const auto done = connector->authorize(request, "");
  if (!done) return done.error().code;
  const std::string* found = header(request.headers, "Authorization");
  return found ? *found : "";
}

const std::string basic = "auth: {kind: basic, user: \"${settings.user}\", password: \"${settings.password}\"}";

}  // namespace

TEST_CASE("basic: user and password as RFC 7617 has them, in UTF-8") {
  CHECK(authorization(basic, "Aladdin", "open sesame") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  CHECK(authorization(basic, "test", "123\u00a3") == "Basic dGVzdDoxMjPCow==");
  CHECK(authorization(basic, "a:b", "c") == "connect.user");  // it would be taken for user a with the password b:c
}

TEST_CASE("header: what the manifest says, with settings in it; none: nothing") {
  CHECK(authorization(R"(auth: {kind: header, headers: {Authorization: "Bearer ${settings.password}"}})", "u", "k3y") ==
        "Bearer k3y");
  CHECK(authorization("auth: {kind: none}", "u", "p").empty());
}
