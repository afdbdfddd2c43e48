// Child records that another call gives, and lists that are sent whole.
#include <algorithm>

#include "connect/http_port.h"
#include "connect/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

const std::string shop = shop_with(R"(values: {ids: text}
objects:
  order:
    fields:
      name: {type: text}
      etag: {type: text}
      lines:
        part: [sku, qty]
        fields: {qty: {type: decimal, path: quantity}}
        parts_from:
          request: {path: /lines, query: {orders: "${ids.join(',')}", fields: "${fields.join(',')}", t: "${token}"}}
          records: "${body.items}"
          next: "${has(body.next) ? body.next : ''}"
          parent: order
    version: etag
    precondition: etag
    parts: {style: replace, item: "${part == '' ? set : merge({'id': part}, set)}"}
    list: {sweep: {strategy: sweep, page: 2, request: {path: /orders, query: {after: "${after}"}}, records: "${body.items}"}}
    read: {request: {path: "/orders/${id}"}}
    create: {request: {path: /orders, body: "${content}"}, id: "${body.id}"}
    update: {request: {method: PUT, path: "/orders/${id}", headers: {If-Match: "${version}"}, body: "${content}"}}
)");

/// A shop in which a person may edit while we read.
struct Shop {
  Shop() {
    client.reply = [this](const HttpRequest& request) { return reply(request); };
    auto made = make_http_port(rt, client, manifest_of(shop), "erp", {});
    if (!made) FAIL(describe(made.error()));
    port = *made;
  }
  std::string order(const std::string& id) {
    return R"({"id":")" + id + R"(","name":"N","etag":"e)" + std::to_string(revision[id]) + R"("})";
  }
  ScriptedClient::Reply reply(const HttpRequest& request) {
    const std::string target = request.url.substr(20);
    if (request.method == "PUT" || request.method == "POST") return answer(R"({"id":"o9"})");
    if (target.starts_with("/lines")) {
      if (edits > 0 && edits-- > 0) ++revision[edited];
      return target.ends_with("t=") ? answer(R"({"next":"2","items":[{"id":"l1","order":"o1","sku":"A","quantity":1.5},
                                                  {"id":"l2","order":["o2","O 2"],"sku":"B","quantity":"2"}]})")
                                    : answer(R"({"items":[{"id":"l3","order":"o1","sku":"C","quantity":3}]})");
    }
    if (target.starts_with("/orders?")) return answer(R"({"items":[)" + order("o1") + "," + order("o2") + "]}");
    return target == "/orders/gone" ? answer("{}", 404) : answer(order(target.substr(8)));
  }
  std::size_t asked(std::string_view start) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        client.requests, [&](const HttpRequest& each) { return each.url.substr(20).starts_with(start); }));
  }
  WriteOutcome write(EffectOp op, const std::string& version, const char* commands) {
    WriteRequest request;
    request.op = op;
    request.key = {"erp", "order", op == EffectOp::create ? "" : "o1"};
    request.precondition = version;
    request.content = Map{{"lines", Map{{"$parts", json(commands)}}}};
    return port->write(request, {});
  }
  int edits = 0;  ///< while lines are read
  std::string edited = "o1";
  std::map<std::string, int> revision;
  StillRuntime rt;
  ScriptedClient client;
  std::shared_ptr<SystemPort> port;
};

const char* const lines_of_o1 = R"([{"id":"l1","sku":"A","qty":1.5},{"id":"l3","sku":"C","qty":3}])";

}  // namespace

TEST_CASE_FIXTURE(Shop, "a record whose lines another call gives has them all, over its pages") {
  const auto record = port->read({"erp", "order", "o1"}, {});
  REQUIRE_MESSAGE(record, describe(record.error()));
  CHECK(record->content["lines"] == json(lines_of_o1));
  CHECK(client.requests[1].url == "https://shop.example/lines?orders=o1&fields=sku%2Cquantity&t=");
  CHECK(port->read({"erp", "order", "gone"}, {})->state == RecordState::gone);
}

TEST_CASE_FIXTURE(Shop, "a record that is edited while its lines are read is read again") {
  edits = 1;
  const auto record = port->read({"erp", "order", "o1"}, {});
  REQUIRE(record);
  CHECK(record->version == "e1");
  CHECK(asked("/lines") == 4);
  edits = 100;
  const auto moving = port->read({"erp", "order", "o1"}, {});
  REQUIRE_FALSE(moving);
  CHECK(moving.error().cls == ErrorClass::transient);
}

TEST_CASE_FIXTURE(Shop, "a page asks once for the lines of all its records") {
  const auto page = port->list("order", ListMode::sweep, "", {});
  REQUIRE_MESSAGE(page, describe(page.error()));
  REQUIRE(page->records.size() == 2);
  CHECK(page->records[0].content["lines"] == json(lines_of_o1));
  CHECK(page->records[1].content["lines"] == json(R"([{"id":"l2","sku":"B","qty":2}])"));
  CHECK(asked("/lines?orders=o1%2Co2") == 2);
}

TEST_CASE_FIXTURE(Shop, "of a page, a record that is edited meanwhile is read by itself; its neighbours are not") {
  edits = 1;
  edited = "o2";
  const auto page = port->list("order", ListMode::sweep, "", {});
  REQUIRE_MESSAGE(page, describe(page.error()));
  REQUIRE(page->records.size() == 2);
  CHECK(page->records[1].version == "e1");
  CHECK(asked("/orders/o2") == 2);
  CHECK(asked("/orders/o1") == 0);
}

TEST_CASE_FIXTURE(Shop, "a list that is sent whole keeps what the commands do not name, with its ids") {
  const WriteOutcome outcome = write(EffectOp::update, "e0", R"([{"op":"create","set":{"sku":"D","qty":4}},
      {"op":"update","id":"l3","set":{"qty":3.25}},{"op":"delete","id":"l1"},{"op":"delete","id":"l0"}])");
  CHECK(outcome.kind == WriteOutcome::Kind::applied);
  CHECK(json(client.requests.back().body) ==
        json(R"({"lines":[{"id":"l3","sku":"C","quantity":3.25},{"sku":"D","quantity":4}]})"));
  CHECK(*header(client.requests.back().headers, "If-Match") == "e0");
  CHECK(write(EffectOp::create, "", R"([{"op":"create","set":{"sku":"D","qty":4}}])").native == "o9");
  CHECK(json(client.requests.back().body) == json(R"({"lines":[{"sku":"D","quantity":4}]})"));
}

TEST_CASE_FIXTURE(Shop, "a list is not sent whole over a version that nobody looked at") {
  revision["o1"] = 7;
  const WriteOutcome outcome = write(EffectOp::update, "e0", R"([{"op":"delete","id":"l1"}])");
  CHECK(outcome.kind == WriteOutcome::Kind::not_sent);
  CHECK(outcome.error->cls == ErrorClass::conflict);
  CHECK(asked("/orders/o1") == 2);
}
