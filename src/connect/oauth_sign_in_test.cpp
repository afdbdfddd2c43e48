// Signing in by OAuth: who we say that we are, where calls go from then on, and how long that is good.
#include "base/rsa_keys_test.h"
#include "base/text.h"
#include "connect/http_port.h"
#include "connect/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

constexpr const char* shop = R"(
connector: shop
title: Shop
protocol: json-http
settings:
  url: {type: url, required: true, description: "Address"}
  secret: {type: secret, default: "", description: "Secret"}
  key: {type: secret, default: "", description: "Key"}
base_url: "${settings.url}"
auth:
  kind: oauth2
  token_url: "${settings.url}/token"
  client_id: me
  client_secret: "${settings.secret}"
  client_in: body
  assertion: {key: "${settings.key}", subject: anna, audience: "${settings.url}"}
  base_url: "${body.instance_url}"
values: {ids: text}
objects:
  account:
    fields: {name: {}}
    list: {sweep: {strategy: sweep, page: 10, request: {path: /accounts, query: {after: "${after}", none: "${token}"}}}}
    read: {request: {path: "/accounts/${id}"}}
)";

struct Shop {
  explicit Shop(const Map& settings = {{"secret", "s3cret"}}) {
    client.reply = [this](const HttpRequest& request) -> ScriptedClient::Reply {
      if (request.url.ends_with("/token")) return answer(sign_in);
      const int status = refused-- > 0 ? 401 : 200;
      return answer(status == 200 ? "[]" : "{}", status);
    };
    Map all{{"url", "https://login.example"}};
    for (const auto& [name, value] : settings) all.set(name, value);
    auto made = make_http_port(rt, client, manifest_of(shop), "crm", all);
    REQUIRE_MESSAGE(made.ok(), (made ? "" : describe(made.error())));
    port = *made;
  }
  Result<Page, Error> list() {
    return port->list("account", ListMode::sweep, "", {rt.now() + minutes(1), Priority::event, ""});
  }

  StillRuntime rt;
  ScriptedClient client;
  int refused = 0;
  std::string sign_in = R"({"access_token":"t1","instance_url":"https://eu7.example/"})";
  std::shared_ptr<SystemPort> port;
};

}  // namespace

TEST_CASE("calls go where the sign-in's answer says, and a parameter that is null is left out") {
  Shop shop;
  REQUIRE(shop.list().ok());
  CHECK(shop.client.requests[0].body == "grant_type=client_credentials&client_id=me&client_secret=s3cret");
  CHECK(header(shop.client.requests[0].headers, "Authorization") == nullptr);
  CHECK(shop.client.requests[1].url == "https://eu7.example/accounts?after=0");
  CHECK(*header(shop.client.requests[1].headers, "Authorization") == "Bearer t1");
}

TEST_CASE("a key is used instead of the secret") {
  Shop shop(Map{{"key", rsa_private_key}, {"secret", ""}});
  REQUIRE(shop.list().ok());
  CHECK(shop.client.requests[0].body.find("grant-type%3Ajwt-bearer&assertion=ey") != std::string::npos);
}

TEST_CASE("without a lifetime a token is good until it is refused; then it is renewed once") {
  Shop shop;
  REQUIRE(shop.list().ok());
  shop.rt.at = shop.rt.at + days(3);
  REQUIRE(shop.list().ok());
  CHECK(shop.client.requests.size() == 3);
  shop.refused = 1;
  shop.sign_in = R"({"access_token":"t2","instance_url":"https://eu8.example"})";
  REQUIRE(shop.list().ok());
  CHECK(shop.client.requests.size() == 6);
  CHECK(shop.client.requests[5].url == "https://eu8.example/accounts?after=0");
  shop.refused = 10;
  const auto page = shop.list();
  REQUIRE_FALSE(page.ok());
  CHECK(page.error().cls == ErrorClass::auth);
  CHECK(page.error().place == "crm GET /accounts");
  CHECK(shop.client.requests.size() == 9);
}

TEST_CASE("an address that the answer does not name, or that is not encrypted, is never called") {
  for (const char* where : {"", R"(,"instance_url":"http://eu7.example")", R"(,"instance_url":"eu7")"}) {
    CAPTURE(where);
    Shop shop;
    shop.sign_in = std::string(R"({"access_token":"t1")") + where + "}";
    const auto page = shop.list();
    REQUIRE_FALSE(page.ok());
    CHECK(page.error().cls == ErrorClass::config);
    CHECK(page.error().place == "crm auth.base_url");
    CHECK(shop.client.requests.size() == 1);
  }
}
