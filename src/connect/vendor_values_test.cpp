// Values as a vendor writes them, lookups that do not list everything, and records that end because they are complete.
#include "connect/http_port.h"
#include "connect/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

constexpr const char* books = R"(connector: books
title: Books
protocol: json-http
base_url: https://books.example
values: {ids: text, empty: ""}
errors: {code: "${has(body.code) ? body.code : ''}"}
lookups:
  seller:
    request: {path: "${token == '' ? '/sellers' : token}"}
    records: "${body.value}"
    next: "${has(body.next) ? body.next : ''}"
    unlisted: none
objects:
  order:
    fields:
      name: {type: text}
      due: {type: date, empty: "0001-01-01"}
      owner: {type: many2one, empty: "00000000-0000"}
      limit: {type: decimal, empty: 0}
      state: {type: enumeration}
      seller: {lookup: seller}
      open: {type: decimal, value: "${decimal(record.limit) - 1}"}
      lines: {part: [qty]}
      etag: {type: text}
    version: etag
    precondition: version
    idempotency: probe
    parts: {style: commands, create: {n: "${index}", set: "${set}"}, update: {}, delete: {n: "${index}", at: "${part}"}}
    list: {sweep: {strategy: sweep, request: {path: /orders}}}
    read: {request: {path: "/orders/${id}"}}
    completed:
      request: {path: /invoices, query: {order: "${id}"}}
      records: "${size(body.value) == 0 ? [] : [{'id': id, 'state': 'Invoiced'}]}"
    create: {request: {path: /orders, body: "${content}"}, id: "${body.id}"}
    update: {request: {method: PATCH, path: "/orders/${id}", body: "${content}"}}
    probe: {request: {path: /orders, query: {name: "${content.name}"}}, id: "${size(body.value) == 0 ? '' : body.value[0].id}"}
)";

struct Books {
  Books() {
    client.reply = [this](const HttpRequest& request) {
      const std::string target = request.url.substr(21);
      if (target.starts_with("/sellers")) return answer(R"({"value":[{"id":"s1","code":"ANNA"}],"next":"/more"})");
      if (target == "/more") return answer(R"({"value":[{"id":"s2","code":")" + second + R"("}]})");
      if (target.starts_with("/invoices")) return answer(invoices, invoices_status);
      if (request.method == "POST") return answer(R"({"id":"o9"})");
      if (target.starts_with("/orders?")) return answer(R"({"value":[{"id":"o7"}]})");
      return order.empty() ? answer(R"({"code":"none"})", 404) : answer(order);
    };
    port = *make_http_port(rt, client, manifest_of(yaml), "erp", {});
  }
  /// The connector says something else in that place.
  void said(const std::string& before, const std::string& now) {
    const std::size_t at = yaml.find(before);
    REQUIRE(at != std::string::npos);
    yaml.replace(at, before.size(), now);
    port = *make_http_port(rt, client, manifest_of(yaml), "erp", {});
  }
  Value read() {
    const auto record = port->read({"erp", "order", "o1"}, {});
    REQUIRE_MESSAGE(record.ok(), describe(record.error()));
    return record->content;
  }
  WriteOutcome write(EffectOp op, Map content, const std::string& version = "e1") {
    WriteRequest request;
    request.op = op;
    request.key = {"erp", "order", op == EffectOp::create ? "" : "o1"};
    request.content = std::move(content);
    request.precondition = version;
    return port->write(request, {});
  }
  std::string yaml = books;
  std::string order, second = "BEN", invoices = R"({"value":[]})";
  int invoices_status = 200;
  StillRuntime rt;
  ScriptedClient client;
  std::shared_ptr<SystemPort> port;
};

}  // namespace

TEST_CASE_FIXTURE(Books, "a field's own word for nothing is read as nothing, and written for it") {
  order = R"({"id":"o1","due":"0001-01-01","owner":"00000000-0000","limit":0.00,"state":"_x0020_"})";
  Value content = read();
  CHECK(content["due"].is_null());
  CHECK(content["owner"].is_null());
  CHECK(content["limit"].is_null());
  order = R"({"id":"o1","due":"2026-11-21","owner":"u","limit":0.01,"state":"Open"})";
  content = read();
  CHECK(content["due"] == Value("2026-11-21"));
  CHECK(content["limit"].as_decimal() == *Decimal::parse("0.01"));
  write(EffectOp::create, {{"name", nullptr}, {"due", nullptr}, {"owner", nullptr}, {"limit", nullptr}});
  CHECK(client.requests.back().body == R"({"name":"","due":"0001-01-01","owner":"00000000-0000","limit":0})");
}

TEST_CASE_FIXTURE(Books,
                  "empty_of: fields of a type have one word for nothing, but those with their own, or a lookup") {
  said("ids: text, empty: \"\"",
       "ids: text, empty: \"\", empty_of: {many2one: \"0\", date: \"1900-01-01\", text: \"-\"}");
  order = R"({"id":"o1","name":"-","due":"0001-01-01","owner":"00000000-0000","limit":1,"seller":""})";
  Value content = read();
  CHECK(content["name"].is_null());
  CHECK(content["due"].is_null());
  CHECK(content["seller"].is_null());
  order = R"({"id":"o1","name":"","due":"1900-01-01","owner":"0","limit":1})";
  content = read();
  CHECK(content["name"].is_null());
  CHECK(content["due"] == Value("1900-01-01"));
  CHECK(content["owner"] == Value("0"));
  write(EffectOp::create, {{"name", nullptr}, {"due", nullptr}, {"seller", nullptr}});
  CHECK(client.requests.back().body == R"({"name":"-","due":"0001-01-01","seller":""})");
}

TEST_CASE_FIXTURE(Books, "names of enumerations are read with their blanks, raw or coded, and written coded") {
  for (const auto& [coded, meant] : std::map<std::string, std::string>{{"In_x0020_Review", "In Review"},
                                                                       {"In Review", "In Review"},
                                                                       {"Non_x002D_Inventory", "Non-Inventory"},
                                                                       {"_x0020_", " "},
                                                                       {"_x00", "_x00"},
                                                                       {"_xyz1_a", "_xyz1_a"}}) {
    order = R"({"id":"o1","limit":1,"state":")" + coded + R"("})";
    CHECK(read()["state"] == Value(meant));
  }
  write(EffectOp::create, {{"state", "Non-Inventory item"}});
  CHECK(client.requests.back().body == R"({"state":"Non_x002D_Inventory_x0020_item"})");
}

TEST_CASE_FIXTURE(Books, "a lookup is read to its last page, and what it need not list means nothing") {
  order = R"({"id":"o1","limit":1,"seller":"s2"})";
  CHECK(read()["seller"] == Value("BEN"));
  order = R"({"id":"o1","limit":1,"seller":"s3"})";
  CHECK(read()["seller"].is_null());
}

TEST_CASE_FIXTURE(Books, "a code that is younger than the tables is no refusal: they are asked again") {
  order = R"({"id":"o1","limit":1,"seller":"s2"})";
  read();
  second = "CARLA";
  rt.at = rt.at + seconds(5);
  CHECK(write(EffectOp::create, {{"seller", "CARLA"}}).kind == WriteOutcome::Kind::applied);
  const WriteOutcome none = write(EffectOp::create, {{"seller", "NOBODY"}});
  CHECK(none.kind == WriteOutcome::Kind::rejected);
  CHECK(none.error->cls == ErrorClass::validation);
}

TEST_CASE_FIXTURE(Books,
                  "a record that ended because it is complete is live and shows what is known; otherwise it is gone") {
  const RecordKey key{"erp", "order", "o1"};
  CHECK(port->read(key, {})->state == RecordState::gone);
  invoices = R"({"value":[{"id":"i1"}]})";
  const auto record = port->read(key, {});
  REQUIRE(record.ok());
  CHECK(record->state == RecordState::live);
  CHECK(record->key == key);
  CHECK(record->content == Value(Map{{"state", "Invoiced"}}));
  invoices_status = 503;
  CHECK_FALSE(port->read(key, {}).ok());
}

TEST_CASE_FIXTURE(Books, "nothing can be written any more to what is complete") {
  const WriteOutcome refused = write(EffectOp::update, {{"name", "A"}}, "");
  CHECK(refused.kind == WriteOutcome::Kind::rejected);
  CHECK(refused.error->cls == ErrorClass::closed_period);
  CHECK(client.requests.empty());
}

TEST_CASE_FIXTURE(Books, "a creation is found by what was written, and commands know their place") {
  WriteRequest request;
  request.op = EffectOp::create;
  request.key = {"erp", "order", ""};
  request.content = Map{{"name", "A & B"}};
  CHECK(port->probe(request, {}).native == "o7");
  CHECK(client.requests.back().url == "https://books.example/orders?name=A%20%26%20B");
  const char* commands = R"([{"op":"delete","id":"l4"},{"op":"create","set":{"qty":2}}])";
  write(EffectOp::update, {{"lines", Map{{"$parts", json(commands)}}}});
  CHECK(client.requests.back().body == R"({"lines":[{"n":0,"at":"l4"},{"n":1,"set":{"qty":2}}]})");
}

TEST_CASE_FIXTURE(Books,
                  "commands that the vendor does not want otherwise say what is done to which child, and where") {
  said("create: {n: \"${index}\", set: \"${set}\"}, update: {}, delete: {n: \"${index}\", at: \"${part}\"}",
       "delete: \"${part}\"");
  const char* commands =
      R"([{"op":"delete","id":"l4"},{"op":"create","set":{"qty":2}},{"op":"update","id":"l5","set":{"qty":3}}])";
  write(EffectOp::update, {{"lines", Map{{"$parts", json(commands)}}}});
  CHECK(
      client.requests.back().body ==
      R"({"lines":["l4",{"op":"create","set":{"qty":2},"index":1},{"op":"update","id":"l5","set":{"qty":3},"index":2}]})");
  said("delete: \"${part}\"", "");
  write(EffectOp::update, {{"lines", Map{{"$parts", json(R"([{"op":"delete","id":"l4"}])")}}}});
  CHECK(client.requests.back().body == R"({"lines":[{"op":"delete","id":"l4","index":0}]})");
}

TEST_CASE("ticks: days and moments are milliseconds in a text, decimals texts, both ways") {
  ScriptedClient client;
  StillRuntime rt;
  std::string shown;
  client.reply = [&](const HttpRequest& request) {
    return answer(request.method == "GET" ? R"({"id":"o1",)" + shown + "}" : R"({"id":"o1"})");
  };
  const auto port = *make_http_port(rt, client, manifest_of(shop_with(R"(values: {dates: ticks, decimals: text}
objects:
  order:
    fields: {due: {type: date}, seen: {type: datetime}, limit: {type: decimal}, name: {type: text}}
    read: {request: {path: "/orders/${id}"}}
    create: {request: {path: /orders, body: "${content}"}, id: "${body.id}"}
)")),
                                    "erp", {});
  const auto read = [&](const std::string& fields) {
    shown = fields;
    return port->read({"erp", "order", "o1"}, {});
  };
  for (const char* moment : {"1795165272000", "1795165272000+0000", "1795165272000+0060", "1795165272000-0300"}) {
    CAPTURE(moment);
    const auto record = read(std::string(R"("seen":"\/Date()") + moment + R"()\/","due":"/Date(1795132800000)/")");
    REQUIRE(record);
    CHECK(record->content["seen"] == Value("2026-11-20T09:01:12Z"));
    CHECK(record->content["due"] == Value("2026-11-20"));
  }
  CHECK(read(R"("due":"/Date(-62135596800000)/","limit":"22.50")")->content["due"] == Value("0001-01-01"));
  for (const char* wrong : {"/Date()/", "/Date(12", "/Date(1x)/", "/Date(1+60)/", "/Date(1+00x0)/",
                            "/Date(9999999999999999999)/", "/Date(999999999999999)/", "/Date(1+0000)", "Date(1)"})
    CHECK_MESSAGE(!read(std::string(R"("due":")") + wrong + "\""), wrong);
  CHECK(read(R"("name":"/Date(1)/")")->content["name"] == Value("/Date(1)/"));
  WriteRequest request;
  request.op = EffectOp::create;
  request.key = {"erp", "order", ""};
  request.content = Map{{"due", "2026-12-01"}, {"seen", "2026-11-20T09:01:12Z"}, {"limit", *Decimal::parse("22.50")}};
  CHECK(port->write(request, {}).kind == WriteOutcome::Kind::applied);
  CHECK(client.body(client.requests.size() - 1) ==
        Value(Map{{"due", "/Date(1796083200000)/"}, {"seen", "/Date(1795165272000+0000)/"}, {"limit", "22.50"}}));
}

TEST_CASE("milliseconds: days and moments are numbers, both ways, also in what is asked") {
  ScriptedClient client;
  StillRuntime rt;
  std::string shown;
  client.reply = [&](const HttpRequest& request) {
    return answer(request.url.ends_with("/o1") ? R"({"id":"o1",)" + shown + "}" : R"({"id":"o1","items":[]})");
  };
  const auto port = *make_http_port(rt, client, manifest_of(shop_with(R"(values: {dates: milliseconds}
objects:
  order:
    fields: {due: {type: date}, seen: {type: datetime}}
    stamp: {field: seen}
    list:
      changes: {strategy: keyset, page: 5, request: {path: /orders, query: {from: "${since}", now: "${now}"}}, records: "${body.items}"}
    read: {request: {path: "/orders/${id}"}}
    create: {request: {path: /orders, body: "${content}"}, id: "${body.id}"}
)")),
                                    "erp", {});
  const auto read = [&](const std::string& fields) {
    shown = fields;
    return port->read({"erp", "order", "o1"}, {});
  };
  const auto record = read(R"("seen":1795165272125,"due":1795132800000)");
  REQUIRE(record);
  CHECK(record->content["seen"] == Value("2026-11-20T09:01:12.125Z"));
  CHECK(record->stamp == 1'795'165'272'125'000);
  CHECK(record->content["due"] == Value("2026-11-20"));
  CHECK(read(R"("due":-86400000)")->content["due"] == Value("1969-12-31"));
  for (const char* wrong : {"0.5", "999999999999999", "true", R"("soon")"})
    CHECK_MESSAGE(!read(std::string(R"("seen":)") + wrong), wrong);
  WriteRequest request;
  request.op = EffectOp::create;
  request.key = {"erp", "order", ""};
  request.content = Map{{"due", "2026-11-20"}, {"seen", "2026-11-20T10:01:12.125+01:00"}};
  port->write(request, {});
  CHECK(client.requests.back().body == R"({"due":1795132800000,"seen":1795165272125})");
  CHECK(port->list("order", ListMode::changes, "", {}));
  CHECK(client.requests.back().url.find("/orders?from=0&now=" + std::to_string(rt.now().us / 1000)) !=
        std::string::npos);
}
