#include "net/oauth.h"

#include <doctest/doctest.h>

#include "base/hash.h"
#include "base/rs256.h"
#include "base/rsa_keys_test.h"
#include "base/text.h"

namespace syncline {
namespace {

const Instant noon = *parse_instant("2026-11-21T12:00:00Z");

OAuthClient client() {
  OAuthClient c;
  c.token_url = "https://login.example/oauth/token";
  c.id = "id:1";
  c.secret = "s&cret +";
  return c;
}

Result<AccessToken, Error> answered(int status, std::string body, HttpHeaders headers = {}) {
  return token_from({.status = status, .headers = std::move(headers), .body = std::move(body)}, noon, "crm token");
}

ErrorClass class_for(int status, std::string body) { return answered(status, std::move(body)).error().cls; }

}  // namespace

TEST_CASE("client credentials in the header: both are form-encoded before they are joined") {
  OAuthClient c = client();
  c.scope = "read write";
  c.extra = {{"audience", "https://api.example/"}};
  const auto request = client_credentials_request(c, noon);
  REQUIRE(request.ok());
  CHECK(request->method == "POST");
  CHECK(request->url == c.token_url);
  CHECK(*header(request->headers, "Content-Type") == "application/x-www-form-urlencoded");
  CHECK(*header(request->headers, "Authorization") == "Basic " + base64("id%3A1:s%26cret%20%2B"));
  CHECK(request->body == "grant_type=client_credentials&scope=read%20write&audience=https%3A%2F%2Fapi.example%2F");
}

TEST_CASE("client credentials in the body, and a refresh") {
  OAuthClient c = client();
  c.style = OAuthClient::Style::body;
  const auto request = client_credentials_request(c, noon);
  REQUIRE(request.ok());
  CHECK(header(request->headers, "Authorization") == nullptr);
  CHECK(request->body == "grant_type=client_credentials&client_id=id%3A1&client_secret=s%26cret%20%2B");
  const auto refresh = refresh_token_request(c, "r/1");
  REQUIRE(refresh.ok());
  CHECK(refresh->body.starts_with("grant_type=refresh_token&refresh_token=r%2F1&"));
  CHECK(refresh_token_request(c, "").error().cls == ErrorClass::auth);
}

TEST_CASE("an assertion instead of the secret: signed claims that are good for three minutes") {
  OAuthClient c = client();
  c.secret.clear();
  c.assertion = {testing::rsa_private_key, "sync@acme.example", "https://login.example"};
  const auto request = client_credentials_request(c, noon);
  REQUIRE(request.ok());
  CHECK(header(request->headers, "Authorization") == nullptr);
  const std::string before = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
  REQUIRE(request->body.starts_with(before));
  const auto pieces = split(request->body.substr(before.size()), '.');
  REQUIRE(pieces.size() == 3);
  std::string head, claims, signature;
  REQUIRE(from_base64(pieces[0], head));
  REQUIRE(from_base64(pieces[1], claims));
  REQUIRE(from_base64(pieces[2], signature));
  CHECK(head == R"({"alg":"RS256","typ":"JWT"})");
  CHECK(claims == R"({"iss":"id:1","sub":"sync@acme.example","aud":"https://login.example","exp":1795262580})");
  CHECK(verify_rs256(pieces[0] + "." + pieces[1], signature, testing::rsa_public_key));
  c.assertion.key = "no key";
  CHECK(client_credentials_request(c, noon).error().cls == ErrorClass::config);
}

TEST_CASE("a client that cannot work or would leak is refused") {
  const auto refused = [](auto change) {
    OAuthClient c = client();
    change(c);
    const auto request = client_credentials_request(c, noon);
    REQUIRE_FALSE(request.ok());
    CHECK(request.error().cls == ErrorClass::config);
    CHECK_FALSE(request.error().remedy.empty());
    CHECK(describe(request.error()).find("s&cret") == std::string::npos);
  };
  refused([](auto& c) { c.token_url = "http://login.example/token"; });
  refused([](auto& c) { c.token_url = "login.example/token"; });
  refused([](auto& c) { c.id = ""; });
  refused([](auto& c) { c.secret = ""; });
  refused([](auto& c) { c.extra = {{"grant_type", "password"}}; });
  OAuthClient local = client();
  local.token_url = "http://127.0.0.1:8080/token";
  CHECK(client_credentials_request(local, noon).ok());
}

TEST_CASE("a token is read with its lifetime, as number, as text, or until it is refused") {
  const auto token =
      answered(200, R"({"access_token":"a.b-c","token_type":"Bearer","expires_in":3600,"scope":"read"})");
  REQUIRE(token.ok());
  CHECK(token->text == "a.b-c");
  CHECK(token->expires_at == noon + hours(1));
  CHECK(token->scope == "read");
  CHECK_FALSE(token->refresh_token.has_value());
  CHECK(answered(200, R"({"access_token":"a","expires_in":"7200"})")->expires_at == noon + hours(2));
  CHECK(answered(200, R"({"access_token":"a"})")->expires_at == far_future);
  CHECK(answered(200, R"({"access_token":"a","expires_in":-5})")->expires_at == noon);
  CHECK(answered(200, R"({"access_token":"a","expires_in":9223372036854775807})")->expires_at == noon + days(365));
  CHECK(answered(200, R"({"access_token":"a","refresh_token":"r2"})")->refresh_token ==
        std::optional<std::string>("r2"));
}

TEST_CASE("what is no usable token is an error of configuration") {
  for (const std::string body :
       {"", "<html>Sign in</html>", "{}", "[]", R"({"access_token":""})", R"({"access_token":5})",
        R"({"access_token":"a\r\nX: y"})", R"({"access_token":"a","token_type":"mac"})"}) {
    CAPTURE(body);
    CHECK(class_for(200, body) == ErrorClass::config);
  }
}

TEST_CASE("refusals have the class that decides what happens next") {
  CHECK(class_for(401, R"({"error":"invalid_client"})") == ErrorClass::auth);
  CHECK(class_for(400, R"({"error":"invalid_client"})") == ErrorClass::auth);
  CHECK(class_for(400, R"({"error":"invalid_grant"})") == ErrorClass::auth);
  CHECK(class_for(200, R"({"error":"invalid_grant"})") == ErrorClass::auth);
  CHECK(class_for(400, R"({"error":"invalid_scope"})") == ErrorClass::config);
  CHECK(class_for(400, R"({"error":"unsupported_grant_type"})") == ErrorClass::config);
  CHECK(class_for(403, "nope") == ErrorClass::auth);
  CHECK(class_for(404, "nope") == ErrorClass::config);
  CHECK(class_for(302, "") == ErrorClass::config);
  CHECK(class_for(503, "") == ErrorClass::transient);
  CHECK(class_for(500, R"({"error":"server_error"})") == ErrorClass::transient);
  const auto throttled = answered(429, "", {{"Retry-After", "7"}});
  CHECK(throttled.error().cls == ErrorClass::throttled);
  CHECK(throttled.error().retry_after == std::optional<Duration>(seconds(7)));
  const Error error = answered(401, "{\"error\":\"invalid_client\",\"error_description\":\"bad\\nclient\"}").error();
  CHECK(error.place == "crm token");
  CHECK(error.message.find("invalid_client: bad?client") != std::string::npos);
}

}  // namespace syncline
