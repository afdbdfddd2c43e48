// What vendors send by themselves: who may, and which records it names.
#include "connect/webhook.h"

#include "base/hash.h"
#include "connect/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

constexpr Instant now{1'795'227'904'000'000};
constexpr const char* secret = "0123456789abcdef-secret";

std::shared_ptr<const Manifest> with_webhook(const std::string& webhook) {
  return manifest_of(R"(connector: shop
title: Shop
protocol: json-http
settings:
  secret: {type: secret, description: s}
  old: {type: secret, description: o}
base_url: https://shop.example
objects:
  contact: {fields: {name: {}}, read_lag: 3s}
  company: {fields: {name: {}}}
webhook:
)" + webhook);
}

HttpRequest post(std::string url, std::string body, HttpHeaders headers = {}) {
  return {"POST", std::move(url), std::move(headers), std::move(body), "192.0.2.7"};
}

Map scope_of(const Manifest& manifest) {
  const auto scope = webhook_scope(manifest, manifest.name == "odoo" ? settings_of("odoo") : Map{});
  REQUIRE_MESSAGE(scope, (scope ? "" : describe(scope.error())));
  return *scope;
}

std::string told(const Manifest& manifest, const HttpRequest& request) {
  const auto events = webhook_events(manifest, scope_of(manifest), "crm", request, now);
  if (!events) return describe(events.error());
  std::string out;
  for (const NewEvent& event : *events) {
    CHECK(event.source == EventSource::webhook);
    CHECK_FALSE(event.record);
    out += (out.empty() ? "" : " ") + event.key.object + ":" + event.key.native;
  }
  return out;
}

}  // namespace

TEST_CASE("odoo: a webhook is a hint of a company or a contact person") {
  const auto odoo = shipped("odoo");
  const auto body = [](const char* rest) {
    return post("/h", R"json({"_action":"x(#3)","_id":25,"_model":)json" + std::string(rest));
  };
  CHECK(told(*odoo, body(R"("res.partner","is_company":true,"parent_id":false,"type":"contact"})")) == "company:25");
  CHECK(told(*odoo, body(R"("res.partner","is_company":"True","parent_id":"False","type":"contact"})")) ==
        "company:25");
  CHECK(told(*odoo, body(R"("res.partner","is_company":false,"parent_id":7,"type":"contact"})")) == "person:25");
  CHECK(told(*odoo, body(R"("res.partner","is_company":false,"parent_id":7,"type":"invoice"})")).empty());
  CHECK(told(*odoo, body(R"("res.partner","is_company":false,"parent_id":false,"type":"contact"})")).empty());
  CHECK(told(*odoo, body(R"("sale.order"})")).empty());
  CHECK(told(*odoo, body(R"("res.partner","name":"A"})")).find("choose the fields is_company") != std::string::npos);
  CHECK(told(*odoo, post("/h", "<html>")).find("no JSON") != std::string::npos);
}

TEST_CASE("odoo: the secret is the last part of the path") {
  Map settings = settings_of("odoo");
  CHECK_FALSE(WebhookProver::make(shipped("odoo"), settings));
  settings.set("webhook_secret", "too short");
  CHECK_FALSE(WebhookProver::make(shipped("odoo"), settings));
  settings.set("webhook_secret", secret);
  const auto prover = WebhookProver::make(shipped("odoo"), settings);
  REQUIRE_MESSAGE(prover, describe(prover.error()));
  CHECK(prover->verify(post("/hooks/crm/odoo/" + std::string(secret), "{}"), now));
  CHECK(prover->verify(post("/hooks/crm/odoo/" + std::string(secret) + "?a=b", "{}"), now));
  for (const char* url : {"/hooks/crm/odoo/0123456789abcdef-secreT", "/hooks/crm/odoo/", "/", "",
                          "/hooks/crm/odoo?secret=0123456789abcdef-secret"}) {
    CAPTURE(url);
    const auto refused = prover->verify(post(url, "{}"), now);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().cls == ErrorClass::auth);
    CHECK(describe(refused.error()).find(secret) == std::string::npos);
  }
  CHECK_FALSE(webhook_scheme(*shipped("odoo"), settings));
  settings.set("webhook_secret", "with a space, ümlaut + plus");
  CHECK(WebhookProver::make(shipped("odoo"), settings)
            ->verify(post("/hooks/crm/with%20a%20space%2C%20%C3%BCmlaut%20+%20plus", "{}"), now));
}

TEST_CASE("a secret in the query, the old one beside the new") {
  const auto manifest = with_webhook(R"(
  proof: {kind: url_secret, query: t, secrets: ["${settings.secret}", "${settings.old}"]}
  object: contact
  native: "${item.id}"
)");
  const auto prover = WebhookProver::make(manifest, {{"secret", secret}, {"old", "another secret of before"}});
  REQUIRE(prover);
  CHECK(prover->verify(post("/h?t=0123456789abcdef-secret", ""), now));
  CHECK(prover->verify(post("/h?a=1&t=another%20secret+of+before", ""), now));
  CHECK_FALSE(prover->verify(post("/h?t=0123456789abcdef-secret&t=x", ""), now));
  CHECK_FALSE(prover->verify(post("/h?t=", ""), now));
  CHECK(WebhookProver::make(manifest, {{"secret", secret}}));
  CHECK_FALSE(WebhookProver::make(manifest, {}));
}

TEST_CASE("several records in one body, merged ones, repetitions, foreign types") {
  const auto manifest = with_webhook(R"(
  proof: {kind: shared_secret, header: X-Token, secrets: ["${settings.secret}"]}
  each: "${body}"
  object: "${item.type.startsWith('contact.') ? 'contact' : (item.type.startsWith('company.') ? 'company' : '')}"
  native: "${has(item.merged) ? item.merged + [item.id] : item.id}"
  occurrence: "${string(item.subscription) + '/' + string(item.at)}"
)");
  const HttpRequest request = post("/h", R"([
    {"type":"contact.propertyChange","id":512,"subscription":1,"at":1795226400123},
    {"type":"contact.propertyChange","id":512,"subscription":2,"at":1795226400123},
    {"type":"deal.creation","id":9,"subscription":3,"at":1},
    {"type":"company.merge","id":3,"merged":[1,2],"subscription":4,"at":2}])");
  CHECK(told(*manifest, request) == "contact:512 company:1 company:2 company:3");
  const auto events = webhook_events(*manifest, scope_of(*manifest), "crm", request, now);
  REQUIRE(events);
  CHECK(events->at(0).dedup == "1/1795226400123/contact/512");
  CHECK(events->at(0).due_at == now + seconds(3));
  CHECK(events->at(1).dedup != events->at(2).dedup);
  CHECK(told(*manifest, post("/h", "[]")).empty());
  CHECK(told(*manifest, post("/h", "{}")).find("no list") != std::string::npos);
  CHECK(told(*manifest, post("/h", R"([{"type":"contact.x"}])")).find("item 0") != std::string::npos);
}

TEST_CASE("a form with the secret in it") {
  const auto manifest = with_webhook(R"(
  proof: {kind: body_secret, found: "${body['auth[application_token]']}", secrets: ["${settings.secret}"]}
  body: form
  object: "${item.event.startsWith('ONCRMCONTACT') ? 'contact' : ''}"
  native: "${item['data[FIELDS][ID]']}"
  occurrence: "${item.ts + item.event}"
)");
  const auto prover = WebhookProver::make(manifest, {{"secret", secret}});
  REQUIRE(prover);
  const std::string body =
      "event=ONCRMCONTACTUPDATE&data%5BFIELDS%5D%5BID%5D=759&ts=1736405807&auth%5Bapplication_token%5D=";
  CHECK(prover->verify(post("/h", body + secret), now));
  CHECK_FALSE(prover->verify(post("/h", body), now));
  CHECK_FALSE(prover->verify(post("/h", ""), now));
  CHECK(told(*manifest, post("/h", body + secret)) == "contact:759");
}

TEST_CASE("signatures are those of net") {
  const auto manifest = with_webhook(R"(
  proof:
    kind: hmac_sha256
    header: X-Signature
    encoding: base64
    signed_text: "{method}{url}{body}{timestamp}"
    timestamp_header: X-Time
    timestamp_in_ms: true
    address: https://sync.example.com
    secrets: ["${settings.secret}"]
  object: contact
  native: "${item.id}"
)");
  const auto prover = WebhookProver::make(manifest, {{"secret", secret}});
  REQUIRE_MESSAGE(prover, describe(prover.error()));
  const std::string at = std::to_string(now.us / 1000);
  const std::string signature = base64(hmac_sha256(secret, "POSThttps://sync.example.com/h{}" + at));
  CHECK(prover->verify(post("/h", "{}", {{"X-Signature", signature}, {"X-Time", at}}), now));
  CHECK_FALSE(prover->verify(post("/h", "{ }", {{"X-Signature", signature}, {"X-Time", at}}), now));
  CHECK_FALSE(prover->verify(post("/h", "{}", {{"X-Signature", signature}, {"X-Time", at}}), now + minutes(6)));
  const auto scheme = webhook_scheme(*manifest, {{"secret", secret}});
  REQUIRE(scheme);
  CHECK(scheme->kind == WebhookScheme::Kind::hmac_sha256);
}

TEST_CASE("a system without webhooks says so") {
  const auto tryton = shipped("tryton");
  CHECK(webhook_scheme(*tryton, settings_of("tryton")).error().message.find("no webhook") != std::string::npos);
  CHECK_FALSE(webhook_events(*tryton, {}, "erp", post("/h", "{}"), now));
}

TEST_CASE(
    "a whole record is taken as it came, once for each state; what cannot be understood or placed in time is read") {
  const auto manifest = manifest_of(R"(connector: shop
title: Shop
protocol: json-http
settings: {secret: {type: secret, description: s}}
base_url: https://shop.example
lookups: {country: {request: {path: /countries}}}
objects:
  order: {fields: {name: {type: text}, total: {type: decimal}, changed: {type: datetime}}, stamp: {field: changed}, read_lag: 3s}
  note: {fields: {name: {type: text}}}
  contact: {fields: {country: {lookup: country}, changed: {type: datetime}}, stamp: {field: changed}}
webhook:
  proof: {kind: shared_secret, header: X-Token, secrets: ["${settings.secret}"]}
  each: "${body}"
  object: "${item.type}"
  native: "${item.data.id}"
  payload: full
  record: "${item.data}"
)");
  const auto events = webhook_events(*manifest, scope_of(*manifest), "crm", post("/h", R"([
    {"type":"order","data":{"id":7,"name":"A","total":119.90,"changed":"2026-11-21T10:00:00Z"}},
    {"type":"order","data":{"id":7,"name":"B","total":119.90,"changed":"2026-11-21T10:00:01Z"}},
    {"type":"order","data":{"id":8,"name":"C","total":"much","changed":"2026-11-21T10:00:01Z"}},
    {"type":"order","data":{"id":9,"name":"D","total":1}},
    {"type":"note","data":{"id":1,"name":"N"}},
    {"type":"contact","data":{"id":2,"country":4,"changed":"2026-11-21T10:00:01Z"}}])"),
                                     now);
  REQUIRE_MESSAGE(events, (events ? "" : describe(events.error())));
  REQUIRE(events->size() == 6);
  REQUIRE(events->at(0).record);
  CHECK(events->at(0).record->content["total"] == json("119.90"));
  CHECK(events->at(0).due_at == now);
  REQUIRE(events->at(1).record);
  CHECK(events->at(1).record->content["name"] == Value("B"));
  CHECK(*events->at(1).record->stamp - *events->at(0).record->stamp == 1'000'000);
  for (std::size_t i = 2; i < 6; ++i) {
    CAPTURE(i);
    CHECK_FALSE(events->at(i).record);
  }
  CHECK(events->at(2).due_at == now + seconds(3));
}

TEST_CASE("a record is not looked for in a hint") {
  const auto document = parse_yaml(R"(connector: shop
title: Shop
protocol: json-http
base_url: https://shop.example
objects: {contact: {fields: {name: {}}}}
webhook:
  proof: {kind: shared_secret, header: X-Token, secrets: ["0123456789abcdef"]}
  object: contact
  native: "${item.id}"
  record: "${item}"
)",
                                   "connector.yaml");
  REQUIRE(document);
  Diagnostics findings;
  read_manifest(*document, findings);
  CHECK(render(findings, {}).find("add payload: full") != std::string::npos);
}
