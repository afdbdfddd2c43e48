// Subscriptions are reconciled with what the system has: made when missing, renewed in time, otherwise left alone.
#include "connect/http_port.h"
#include "connect/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

constexpr const char* shop = R"(connector: shop
title: Shop
protocol: json-http
settings: {secret: {type: secret, description: "Secret"}}
base_url: https://shop.example
webhook:
  proof: {kind: body_secret, secrets: ["${settings.secret}"], found: "${body.secret}"}
  object: contact
  native: "${item.id}"
  subscribe:
    objects: {contact: contacts, order: orders}
    list: {request: {path: /hooks}, records: "${body.items}"}
    ours: "${item.url == url && item.topic == wanted}"
    expires: "${item.until}"
    create: {request: {path: /hooks, body: {url: "${url}", topic: "${wanted}", secret: "${settings.secret}"}}}
    renew: {request: {method: PUT, path: "/hooks/${item.id}", body: {url: "${url}", topic: "${wanted}"}}}
objects:
  contact: {fields: {name: {}}}
  order: {fields: {name: {}}}
)";

constexpr const char* url = "https://sync.example/hooks/crm";

struct Shop {
  Shop() {
    client.reply = [this](const HttpRequest& request) {
      if (request.method == "GET") return answer("{\"items\":[" + hooks + "]}");
      written += (written.empty() ? "" : " ") + request.method + " " + request.url.substr(20) + " " + request.body;
      return answer("{}", refuses && request.body.find("contacts") != std::string::npos ? 400 : 201);
    };
    port = *make_http_port(rt, client, manifest_of(shop), "crm", {{"secret", "s"}});
  }
  void has(const char* id, const char* at, const char* topic, Duration left) {
    hooks += (hooks.empty() ? "" : ",") +
             write_json(Map{{"id", id}, {"url", at}, {"topic", topic}, {"until", to_iso(rt.at + left)}});
  }
  Result<void, Error> keep(std::vector<std::string> objects) { return port->keep_subscribed(url, objects, {}); }

  std::string hooks, written;
  bool refuses = false;
  StillRuntime rt;
  ScriptedClient client;
  std::shared_ptr<SystemPort> port;
};

}  // namespace

TEST_CASE_FIXTURE(Shop, "what is missing is subscribed to, for the objects that are wanted only") {
  has("1", "https://other.example/hooks/crm", "contacts", days(3));
  has("2", url, "orders", days(3));
  REQUIRE(keep({"contact"}).ok());
  CHECK(written == R"(POST /hooks {"url":"https://sync.example/hooks/crm","topic":"contacts","secret":"s"})");
}

TEST_CASE_FIXTURE(Shop, "what lasts is left alone; what ends within a day is renewed, the longest of several") {
  has("1", url, "contacts", days(1) + seconds(1));
  has("2", url, "orders", hours(1));
  has("3", url, "orders", hours(24));
  REQUIRE(keep({"contact", "order"}).ok());
  CHECK(written == R"(PUT /hooks/3 {"url":"https://sync.example/hooks/crm","topic":"orders"})");
}

TEST_CASE_FIXTURE(Shop, "a refusal of one does not keep the other from being asked, and is told") {
  refuses = true;
  const auto kept = keep({"contact", "order"});
  REQUIRE_FALSE(kept.ok());
  CHECK(kept.error().cls == ErrorClass::validation);
  CHECK(written.find("\"orders\"") != std::string::npos);
}
