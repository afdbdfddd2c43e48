// The connector that was begun from a running OData server's $metadata, at that server, as the engine uses it.
#include <cstdlib>
#include <doctest/doctest.h>
#include <fstream>
#include <sstream>

#include "base/hash.h"
#include "connect/http_port.h"
#include "connect/testing.h"
#include "runtime/thread_runtime.h"

using namespace syncline;
using Kind = WriteOutcome::Kind;

namespace {

std::string given(const char* name) {
  const char* value = std::getenv(name);
  if (!value) FAIL("start it by tests/odata/run: ", name, " is not set");
  return value;
}

struct Shop {
  explicit Shop(const std::string& password = given("SHOP_PASSWORD")) {
    HttpClientOptions http;
    http.allowed_networks = {"127.0.0.0/8"};
    client = std::move(*make_http_client(rt, http));
    const std::string version = given("SHOP_VERSION");
    std::ifstream file(given("SHOP_FOLDER") + "/connectors/shop" + version + "/connector.yaml");
    std::stringstream yaml;
    yaml << file.rdbuf();
    auto made = make_http_port(rt, *client, testing::manifest_of(yaml.str()), "shop",
                               Map{{"user", "sync"}, {"secret", password}});
    if (!made) FAIL(describe(made.error()));
    port = *made;
  }

  CallContext context() { return {rt.now() + seconds(30), Priority::event, "t"}; }

  NativeRecord read(const std::string& object, const std::string& native) {
    auto record = port->read({"shop", object, native}, context());
    if (!record) FAIL(describe(record.error()));
    return *record;
  }
  WriteOutcome write(EffectOp op, const NativeRecord& as_read, Map content = {}) {
    return port->write({op, as_read.key, std::move(content), as_read.version, ""}, context());
  }
  std::string creates(const std::string& object, Map content, const std::string& our_key) {
    const WriteOutcome made =
        port->write({EffectOp::create, {"shop", object, ""}, std::move(content), "", our_key}, context());
    if (made.kind != Kind::applied) FAIL(describe(*made.error));
    return made.native;
  }
  /// Whether the record is among those that are told as changed from the cursor on.
  std::map<std::string, Value> changes(const std::string& object, std::string& cursor) {
    std::map<std::string, Value> out;
    for (bool more = true; more;) {
      auto page = port->list(object, ListMode::changes, cursor, context());
      if (!page) FAIL(describe(page.error()));
      CHECK(page->faulty.empty());
      for (const NativeRecord& each : page->records) out[each.key.native] = each.content;
      cursor = page->next;
      more = page->more;
    }
    return out;
  }

  /// Somebody at the system, who does not care what is said of versions.
  void person(const std::string& method, const std::string& path, const std::string& body) {
    HttpRequest request{method, given("SHOP_URL") + "/v4/shop/" + path, {}, body, ""};
    request.headers = {
        {"Authorization", "Basic " + base64("person:p")}, {"If-Match", "*"}, {"Content-Type", "application/json"}};
    const auto answer = client->send(request, rt.now() + seconds(30));
    if (!answer) FAIL(answer.error().detail);
    CHECK(answer->status < 300);
  }

  ThreadRuntime rt;
  std::unique_ptr<HttpClient> client;
  std::shared_ptr<SystemPort> port;
};

Value command(const char* op, const std::string& id, Map set) {
  return Map{{"op", op}, {"id", id}, {"set", std::move(set)}};
}

Map line(int pos, const char* product, const char* quantity) {
  return {{"pos", pos}, {"product", product}, {"quantity", *Decimal::parse(quantity)}};
}

std::map<std::string, std::string> quantities(const NativeRecord& order) {
  std::map<std::string, std::string> out;
  for (const Value& each : order.content["lines"].as_list())
    out[each["product"].as_string()] = each["quantity"].as_decimal().text();
  return out;
}

std::string id_of_line(const NativeRecord& order, const char* product) {
  for (const Value& each : order.content["lines"].as_list()) {
    if (each["product"] == Value(product)) return each["id"].as_string();
  }
  FAIL("there is no line of ", product);
  return "";
}

/// Both versions are played at one server.
std::string key_of(const char* number) { return "key " + given("SHOP_VERSION") + " " + number; }

std::string new_order(Shop& shop, const char* number) {
  return shop.creates("order",
                      Map{{"number", number},
                          {"customer_No", "C001"},
                          {"placed", "2026-05-01T10:00:00Z"},
                          {"opens", given("SHOP_VERSION") == "2" ? "PT08H30M00S" : "08:30:00"},
                          {"total", *Decimal::parse("12.50")},
                          {"lines", Map{{"$parts", List{command("create", "", line(10, "pump", "1.5")),
                                                        command("create", "", line(20, "valve", "0.125"))}}}}},
                      key_of(number));
}

Map order_of(const char* number) { return Map{{"number", number}}; }

TEST_CASE("values come as they are kept: decimals exact, days, moments, texts with quotes") {
  Shop shop;
  const NativeRecord customer = shop.read("customer", "C003");
  CHECK(customer.content["name"] == Value("O'Neil & Söhne 3"));
  CHECK(customer.content["creditLimit"].as_decimal().text() == "3.10");
  CHECK(customer.content["customerFrom"] == Value("2026-05-01"));
  CHECK(customer.content["blocked"] == Value(false));
  CHECK(customer.content["visits"] == Value(3));
  CHECK(customer.content["taxNumber"].is_null());
  CHECK(customer.stamp.has_value());
  CHECK_FALSE(customer.version.empty());
  CHECK(shop.read("customer", "C'99/9").state == RecordState::gone);
}

TEST_CASE("an order is made with its lines by one call, and read back with them") {
  Shop shop;
  const NativeRecord order = shop.read("order", new_order(shop, "T 1"));
  CHECK(order.content["number"] == Value("T 1"));
  CHECK(order.content["placed"].string_or("").starts_with("2026-05-01T10:00:00"));
  CHECK(order.content["customer_No"] == Value("C001"));
  CHECK(order.content["total"].as_decimal().text() == "12.50");
  CHECK(quantities(order) == std::map<std::string, std::string>{{"pump", "1.500"}, {"valve", "0.125"}});
}

TEST_CASE("lines are made, changed and removed with their order by one call, whole or not at all") {
  Shop shop;
  const std::string id = new_order(shop, "T 2");
  const NativeRecord before = shop.read("order", id);
  const Map change{
      {"number", "T 2b"},
      {"lines",
       Map{{"$parts",
            List{command("update", id_of_line(before, "pump"), Map{{"quantity", *Decimal::parse("7")}}),
                 command("delete", id_of_line(before, "valve"), {}), command("create", "", line(30, "hose", "2"))}}}}};
  const WriteOutcome written = shop.write(EffectOp::update, before, change);
  REQUIRE(written.kind == Kind::applied);
  const NativeRecord after = shop.read("order", id);
  CHECK(after.content["number"] == Value("T 2b"));
  CHECK(quantities(after) == std::map<std::string, std::string>{{"pump", "7.000"}, {"hose", "2.000"}});
  CHECK(after.version != before.version);

  const WriteOutcome stale = shop.write(EffectOp::update, before, order_of("overwritten"));
  REQUIRE(stale.kind == Kind::rejected);
  CHECK(stale.error->cls == ErrorClass::conflict);
  const Map bad{{"number", "T 2c"}, {"lines", Map{{"$parts", List{command("create", "", line(30, "twice", "1"))}}}}};
  CHECK(shop.write(EffectOp::update, after, bad).kind != Kind::applied);
  CHECK(shop.read("order", id).content == after.content);
}

TEST_CASE("lines alone move the version and the stamp of their order") {
  Shop shop;
  const std::string id = new_order(shop, "T 3");
  const NativeRecord before = shop.read("order", id);
  const Map change{{"lines", Map{{"$parts", List{command("create", "", line(30, "hose", "2"))}}}}};
  REQUIRE(shop.write(EffectOp::update, before, change).kind == Kind::applied);
  const NativeRecord after = shop.read("order", id);
  CHECK(quantities(after).size() == 3);
  CHECK(after.version != before.version);
  CHECK(*after.stamp > *before.stamp);
}

TEST_CASE("what somebody changed since is neither overwritten nor removed; then it is removed, and known to be gone") {
  Shop shop;
  shop.creates("customer", Map{{"No", "T/'4 ü"}, {"name", "before"}}, "key 4");
  const NativeRecord seen = shop.read("customer", "T/'4 ü");
  shop.person("PATCH", "Customers('T%2F%27%274%20%C3%BC')", R"({"name": "theirs"})");
  for (const EffectOp op : {EffectOp::update, EffectOp::remove}) {
    const WriteOutcome late = shop.write(op, seen, op == EffectOp::update ? Map{{"name", "ours"}} : Map{});
    REQUIRE(late.kind == Kind::rejected);
    CHECK(late.error->cls == ErrorClass::conflict);
  }
  const NativeRecord now = shop.read("customer", "T/'4 ü");
  CHECK(now.content["name"] == Value("theirs"));
  CHECK(shop.write(EffectOp::remove, now).kind == Kind::applied);
  CHECK(shop.read("customer", "T/'4 ü").state == RecordState::gone);
}

TEST_CASE(
    "a change shows by its stamp, also when pages are full; a record whose creation was lost is found by its key") {
  Shop shop;
  std::string cursor;
  CHECK(shop.changes("customer", cursor).size() >= 45);
  shop.person("PATCH", "Customers('C044')", R"({"taxNumber": "DE1"})");
  const auto changed = shop.changes("customer", cursor);
  REQUIRE(changed.contains("C044"));
  CHECK(changed.at("C044")["taxNumber"] == Value("DE1"));
  const std::string id = new_order(shop, "T 5");
  const ProbeOutcome found =
      shop.port->probe({EffectOp::create, {"shop", "order", ""}, order_of("T 5"), "", key_of("T 5")}, shop.context());
  CHECK(found.kind == ProbeOutcome::Kind::found);
  CHECK(found.native == id);
}

TEST_CASE("a wrong password is a matter of the sign-in, a wrong value one of the data") {
  Shop other("wrong");
  const auto refused = other.port->read({"shop", "customer", "C001"}, other.context());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().cls == ErrorClass::auth);
  Shop shop;
  const WriteOutcome bad =
      shop.write(EffectOp::update, shop.read("customer", "C002"), Map{{"externalKey", std::string(41, 'x')}});
  REQUIRE(bad.kind == Kind::rejected);
  CHECK(bad.error->cls == ErrorClass::validation);
  CHECK(bad.error->message.find("externalKey") != std::string::npos);
}

}  // namespace
