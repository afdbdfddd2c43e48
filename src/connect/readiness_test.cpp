// What must be so at the vendor is asked for, of the objects that are used only, and what is not so has its remedy.
#include "connect/http_port.h"
#include "connect/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

constexpr const char* shop = R"yaml(connector: shop
title: Shop
protocol: json-http
settings: {key_field: {type: string, default: erp_id, description: "Key"}}
base_url: https://shop.example
readiness:
  version:
    request: {path: /version}
    holds: "body.major >= 3"
    says: "this is version ${body.major}"
    remedy: "install 3 or newer"
    severity: warning
templates:
  keyed:
    with: {type: none}
    readiness:
      key field:
        request: {path: "/fields/${with.type}"}
        holds: "body.fields.exists(f, f.name == settings.key_field && f.unique)"
        says: "${with.type} have no field ${settings.key_field}, or not a unique one"
        remedy: "make the field ${settings.key_field}, unique"
objects:
  contact: {like: keyed, with: {type: people}, fields: {name: {}}}
  order: {like: keyed, with: {type: orders}, fields: {name: {}}}
)yaml";

struct Shop {
  Shop() {
    client.reply = [this](const HttpRequest& request) {
      if (request.url.ends_with("/version")) return answer(version);
      return answer(request.url.ends_with("/people") ? people : orders);
    };
    port = *make_http_port(rt, client, manifest_of(shop), "crm", {});
  }
  std::vector<ReadinessFinding> ask(const std::vector<std::string>& objects) { return port->readiness(objects, {}); }

  std::string version = R"({"major": 3})";
  std::string people = R"({"fields": [{"name": "erp_id", "unique": true}]})", orders = people;
  StillRuntime rt;
  ScriptedClient client;
  std::shared_ptr<SystemPort> port;
};

}  // namespace

TEST_CASE_FIXTURE(Shop, "a system that is ready: each question is named, of the objects that are used") {
  orders = R"({"fields": []})";
  const auto found = ask({"contact"});
  REQUIRE(found.size() == 2);
  CHECK(found[0].place == "crm");
  CHECK(found[0].check == "version");
  CHECK_FALSE(found[0].error);
  CHECK(found[1].place == "crm contact");
  CHECK_FALSE(found[1].error);
}

TEST_CASE_FIXTURE(Shop, "what is not so is told with the vendor's words for it and a remedy") {
  version = R"({"major": 2})";
  orders = R"({"fields": [{"name": "erp_id", "unique": false}]})";
  const auto found = ask({"contact", "order"});
  REQUIRE(found.size() == 3);
  REQUIRE(found[0].error);
  CHECK(found[0].is_warning);
  CHECK(found[0].error->message == "this is version 2");
  CHECK_FALSE(found[1].error);
  REQUIRE(found[2].error);
  CHECK_FALSE(found[2].is_warning);
  CHECK(found[2].error->cls == ErrorClass::config);
  CHECK(found[2].error->place == "crm order");
  CHECK(found[2].error->message == "orders have no field erp_id, or not a unique one");
  CHECK(found[2].error->remedy == "make the field erp_id, unique");
}

TEST_CASE_FIXTURE(Shop, "an answer without what is looked for does not count as ready") {
  version = R"({"release": "three"})";
  const auto found = ask({});
  REQUIRE(found.size() == 1);
  REQUIRE(found[0].error);
  CHECK(found[0].error->message == "version is not as it must be");
}

TEST_CASE_FIXTURE(Shop, "a question that cannot be asked is a finding of its own, and the others are asked") {
  client.reply = [inner = client.reply](const HttpRequest& request) {
    return request.url.ends_with("/people") ? answer("{}", 403) : inner(request);
  };
  const auto found = ask({"contact", "order"});
  REQUIRE(found.size() == 3);
  REQUIRE(found[1].error);
  CHECK(found[1].error->cls == ErrorClass::permission);
  CHECK(found[2].place == "crm order");
  CHECK_FALSE(found[2].error);
}
