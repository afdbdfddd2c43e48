#include "net/webhook_signature.h"

#include <doctest/doctest.h>

#include "base/hash.h"

namespace syncline {
namespace {

using Kind = WebhookScheme::Kind;
using Encoding = WebhookScheme::Encoding;

const Instant sent{seconds(1777629600).us};
const std::string body = R"({"type":"contact.updated","timestamp":"2026-05-01T10:00:00Z","data":{"id":"c1"}})";
const std::string secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";
const std::string signature = "v1,JMpV81npLoHBO8mUqJVWqTAZi0E/8dfDDJhNgRuK6bE=";

WebhookVerifier verifier(const WebhookScheme& scheme) {
  auto made = WebhookVerifier::make(scheme);
  REQUIRE_MESSAGE(made.ok(), (made ? "" : describe(made.error())));
  return std::move(*made);
}

WebhookScheme standard(std::vector<std::string> secrets = {secret}) {
  WebhookScheme scheme;
  scheme.secrets = std::move(secrets);
  return scheme;
}

WebhookScheme hmac(std::string key, std::string header, Encoding encoding, std::string prefix = "") {
  WebhookScheme scheme;
  scheme.kind = Kind::hmac_sha256;
  scheme.secrets = {std::move(key)};
  scheme.header = std::move(header);
  scheme.encoding = encoding;
  scheme.prefix = std::move(prefix);
  return scheme;
}

HttpRequest delivery(std::string with_signature = signature) {
  return {.method = "POST",
          .url = "/hooks/crm",
          .headers = {{"Webhook-Id", "msg_test1"},
                      {"WEBHOOK-TIMESTAMP", "1777629600"},
                      {"webhook-signature", std::move(with_signature)}},
          .body = body,
          .peer = ""};
}

/// "ok", or the code of the refusal; each is of class auth and says nothing secret.
std::string verdict(const WebhookVerifier& v, const HttpRequest& request, Instant now = sent) {
  const auto result = v.verify(request, now);
  if (result) return "ok";
  CHECK(result.error().cls == ErrorClass::auth);
  CHECK(describe(result.error()).find("JMpV81np") == std::string::npos);
  CHECK(describe(result.error()).find("AAECAwQF") == std::string::npos);
  return result.error().code;
}

HttpRequest without(HttpRequest request, const std::string& name) {
  std::erase_if(request.headers, [&](const auto& h) { return h.first == name; });
  return request;
}

}  // namespace

TEST_CASE("Standard Webhooks: the six vectors") {
  const WebhookVerifier v = verifier(standard());
  CHECK(verdict(v, delivery()) == "ok");
  CHECK(verdict(v, delivery("v1,AAAA v1a," + std::string(88, 'A') + " " + signature + " v2,x")) == "ok");
  HttpRequest tampered = delivery();
  tampered.body.back() = ' ';
  CHECK(verdict(v, tampered) == "webhook.signature");
  CHECK(verdict(verifier(standard({"whsec_" + base64(std::string(24, 'k'))})), delivery()) == "webhook.signature");
  CHECK(verdict(v, delivery(), sent + minutes(5) + seconds(1)) == "webhook.too_old");
  for (const std::string name : {"Webhook-Id", "WEBHOOK-TIMESTAMP", "webhook-signature"}) {
    CHECK(verdict(v, without(delivery(), name)) == "webhook.missing_header");
  }
}

TEST_CASE("Standard Webhooks: every signed part counts, and time has two sides") {
  const WebhookVerifier v = verifier(standard());
  CHECK(verdict(v, delivery(), sent + minutes(5)) == "ok");
  CHECK(verdict(v, delivery(), sent - minutes(5)) == "ok");
  CHECK(verdict(v, delivery(), sent - minutes(5) - seconds(1)) == "webhook.too_old");
  const auto changed = [&](std::size_t which, std::string value) {
    HttpRequest request = delivery();
    request.headers[which].second = std::move(value);
    return verdict(v, request);
  };
  CHECK(changed(0, "msg_test2") == "webhook.signature");
  CHECK(changed(1, "1777629601") == "webhook.signature");
  for (const std::string bad : {"soon", "-1777629600", "1777629600.5", "+1777629600", "99999999999999999999", "0x69f4",
                                "18448521703309"}) {  // in microseconds, 2^64 more than it should be
    CAPTURE(bad);
    CHECK(changed(1, bad) == "webhook.timestamp");
  }
  CHECK(changed(1, "0") == "webhook.too_old");
  for (const std::string& bad :
       std::vector<std::string>{"v1,", "v1", "v2" + signature.substr(2), "v1a" + signature.substr(2),
                                signature.substr(3), "v1,%%%", signature.substr(0, 20), signature + "AA"}) {
    CAPTURE(bad);
    CHECK(changed(2, bad) == "webhook.signature");
  }
  HttpRequest doubled = delivery();
  doubled.headers.emplace_back("Webhook-Signature", "v1,AAAA");
  CHECK(verdict(v, doubled) == "webhook.repeated_header");
}

TEST_CASE("during a rotation the old and the new secret are both good") {
  const std::string other = "whsec_" + base64(std::string(24, 'k'));
  CHECK(verdict(verifier(standard({other, secret})), delivery()) == "ok");
  CHECK(verdict(verifier(standard({secret, other})), delivery()) == "ok");
  CHECK(verdict(verifier(standard({secret.substr(6)})), delivery()) == "ok");
}

TEST_CASE("an HMAC header in base64 over the body") {
  const WebhookVerifier v = verifier(hmac("qbo-verifier-token", "intuit-signature", Encoding::base64));
  HttpRequest request = delivery();
  request.body = R"([{"specversion":"1.0","id":"evt-1","source":"intuit.test","type":"qbo.customer.updated.v1",)"
                 R"("time":"2026-05-01T10:00:00Z","intuitentityid":"58","intuitaccountid":"9130000000000001"}])";
  request.headers = {{"Intuit-Signature", "/4VQozNbekLQfCXrNawg/zTaWyHT04CawfSNtH31JR4="}};
  CHECK(verdict(v, request) == "ok");
  request.body += "\n";
  CHECK(verdict(v, request) == "webhook.signature");
}

TEST_CASE("an address is signed without the escapes of the characters that the vendor leaves plain") {
  WebhookScheme scheme = hmac("0123456789abcdef", "X-Signature", Encoding::base64);
  scheme.signed_text = "{method}{url}{body}";
  scheme.public_url = "https://sync.example.com";
  scheme.unescaped = ":/?@!$'()*,;";
  const WebhookVerifier v = verifier(scheme);
  const auto with = [&](const std::string& signed_url) {
    HttpRequest request = delivery();
    request.url = "/h?to=%2Fcrm%2f%3A%40&name=%C3%9C%20%26%2";
    const std::string text = request.method + "https://sync.example.com" + signed_url + request.body;
    request.headers = {{"X-Signature", base64(hmac_sha256("0123456789abcdef", text))}};
    return verdict(v, request);
  };
  CHECK(with("/h?to=/crm/:@&name=%C3%9C%20%26%2") == "ok");
  CHECK(with("/h?to=%2Fcrm%2f%3A%40&name=%C3%9C%20%26%2") == "webhook.signature");
}

TEST_CASE("an HMAC header in hex with a prefix") {
  const WebhookVerifier v = verifier(hmac("0123456789abcdef", "X-Hub-Signature-256", Encoding::hex, "sha256="));
  const std::string right = to_hex(hmac_sha256("0123456789abcdef", body));
  const auto with = [&](const std::string& value) {
    HttpRequest request = delivery();
    request.headers = {{"x-hub-signature-256", value}};
    return verdict(v, request);
  };
  CHECK(with("sha256=" + right) == "ok");
  CHECK(with(right) == "webhook.signature");
  CHECK(with("sha1=" + right) == "webhook.signature");
  CHECK(with("sha256=") == "webhook.signature");
  CHECK(with("sha256=" + right.substr(0, 62)) == "webhook.signature");
  CHECK(with("") == "webhook.missing_header");
}

TEST_CASE("method, URL, body and a time in milliseconds signed together") {
  WebhookScheme scheme = hmac("11111111-2222-3333-4444-555555555555", "X-HubSpot-Signature-v3", Encoding::base64);
  scheme.signed_text = "{method}{url}{body}{timestamp}";
  scheme.timestamp_header = "X-HubSpot-Request-Timestamp";
  scheme.timestamp_in_ms = true;
  scheme.public_url = "https://sync.example.com";
  const WebhookVerifier v = verifier(scheme);
  const Instant at{milliseconds(1795226400000).us};
  const HttpRequest request{.method = "POST",
                            .url = "/hooks/hubspot?tenant=a1",
                            .headers = {{"X-HubSpot-Signature-v3", "0p1ZFR/Nh2icW3BLzjIOkqjxUdHBQMTYCQlJ450JgSs="},
                                        {"X-HubSpot-Request-Timestamp", "1795226400000"}},
                            .body = R"([{"eventId":1,"objectId":512}])",
                            .peer = ""};
  CHECK(verdict(v, request, at + minutes(5)) == "ok");
  CHECK(verdict(v, request, at + minutes(5) + milliseconds(1)) == "webhook.too_old");
  HttpRequest other_tenant = request;
  other_tenant.url = "/hooks/hubspot?tenant=a2";
  CHECK(verdict(v, other_tenant, at) == "webhook.signature");
  CHECK(verdict(v, without(request, "X-HubSpot-Request-Timestamp"), at) == "webhook.missing_header");
}

TEST_CASE("a shared secret in a header") {
  WebhookScheme scheme;
  scheme.kind = Kind::shared_secret;
  scheme.secrets = {"correct horse battery"};
  scheme.header = "Authorization";
  scheme.prefix = "Bearer ";
  const WebhookVerifier v = verifier(scheme);
  const auto with = [&](HttpHeaders headers) {
    HttpRequest request = delivery();
    request.headers = std::move(headers);
    return verdict(v, request);
  };
  CHECK(with({{"authorization", "Bearer correct horse battery"}}) == "ok");
  CHECK(with({{"authorization", "Bearer correct horse batterx"}}) == "webhook.signature");
  CHECK(with({{"authorization", "Bearer correct horse"}}) == "webhook.signature");
  CHECK(with({{"authorization", "correct horse battery"}}) == "webhook.signature");
  CHECK(with({}) == "webhook.missing_header");
  CHECK(with({{"authorization", "Bearer correct horse battery"}, {"Authorization", "x"}}) == "webhook.repeated_header");
}

TEST_CASE("a scheme that proves nothing is refused when it is configured") {
  const auto refused = [](const WebhookScheme& scheme) {
    const auto made = WebhookVerifier::make(scheme);
    REQUIRE_FALSE(made.ok());
    CHECK(made.error().cls == ErrorClass::config);
    CHECK_FALSE(made.error().remedy.empty());
    return made.error().code;
  };
  CHECK(refused(standard({})) == "webhook.secret");
  CHECK(refused(standard({""})) == "webhook.secret");
  CHECK(refused(standard({"whsec_"})) == "webhook.secret");
  CHECK(refused(standard({"whsec_" + base64("fifteen bytes!!")})) == "webhook.secret");
  CHECK(refused(standard({secret, "whsec_" + base64("short")})) == "webhook.secret");
  CHECK(refused(standard({"whsec_not base64"})) == "webhook.secret");
  CHECK(refused(standard({secret + "\n"})) == "webhook.secret");
  CHECK(refused(hmac("fifteen bytes!!", "X-S", Encoding::hex)) == "webhook.secret");
  CHECK(refused(hmac("sixteen bytes!!!", "", Encoding::hex)) == "webhook.header");
  const auto signing = [](std::string text, std::string timestamp_header = "") {
    WebhookScheme scheme = hmac("sixteen bytes!!!", "X-S", Encoding::hex);
    scheme.signed_text = std::move(text);
    scheme.timestamp_header = std::move(timestamp_header);
    return scheme;
  };
  CHECK(refused(signing("")) == "webhook.signed_text");
  CHECK(refused(signing("{timestamp}", "X-T")) == "webhook.signed_text");
  CHECK(refused(signing("{body}{secret}")) == "webhook.signed_text");
  CHECK(refused(signing("{body}{timestamp")) == "webhook.signed_text");
  CHECK(refused(signing("{body}", "X-T")) == "webhook.timestamp");
  CHECK(refused(signing("{timestamp}.{body}")) == "webhook.timestamp");
  CHECK(refused(signing("{url}{body}")) == "webhook.public_url");
}

}  // namespace syncline
