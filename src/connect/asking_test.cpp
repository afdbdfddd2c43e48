// What a request is made of beside the record: values that objects share it by, and questions that are asked first.
#include "base/json.h"
#include "connect/http_port.h"
#include "connect/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

const std::string shop = shop_with(R"(settings:
  house: {type: string, default: "north", description: "Where"}
errors:
  message: "${has(body.error) ? body.error : ''}"
objects:
  order:
    with: {table: orders, house: "${settings.house}"}
    fields:
      total: {type: decimal}
      open: {type: decimal, from: [paid, kind.tax], value: "${record.total - record.paid}"}
      lines:
        part: [count, worth]
        fields: {count: {type: decimal}, worth: {type: decimal, from: [price], value: "${record.count * record.price}"}}
    read: &read {request: {path: "/${with.table}/${id}", query: {in: "${with.house}", want: "${fields.join(' ')}"}}}
    list:
      sweep: {strategy: sweep, with: {house: all}, request: {path: "/${with.table}", query: {in: "${with.house}"}}}
    parts: {style: commands, create: "${set}", update: "${set}", delete: "${part}"}
    create:
      before:
        form: {request: {path: /form, query: {who: "${content.total}"}}}
        prices: {each: "${content.lines}", request: {path: "/price/${item.count}"}}
      request: {path: /orders, body: {street: "${before.form.street}", prices: "${before.prices.map(p, [p.item.count, p.answer.price])}"}}
      id: "${body.id}"
  product: {with: {table: products, house: any}, fields: {total: {type: decimal}}, read: *read}
)");

struct Shop {
  ScriptedClient client;
  std::shared_ptr<SystemPort> port;

  explicit Shop(Runtime& rt) {
    auto made = make_http_port(rt, client, manifest_of(shop), "erp", {});
    if (!made) FAIL(describe(made.error()));
    port = *made;
  }
};

void in_shop(const std::function<void(Shop&, const CallContext&)>& body) {
  StillRuntime rt;
  Shop made(rt);
  body(made, {rt.now() + minutes(5), Priority::event, "t"});
}

TEST_CASE("a map is written as the fields of a form, with what is within in brackets; what is null is left out") {
  const auto manifest = manifest_of(shop_with(R"(objects:
  a:
    fields: {name: {type: text}, tags: {}}
    create: {request: {path: /do, body: {cmd: "${'add?' + web_form({'of': {'=type': 'D', 'none': null}, 'set': content, 'n': [1.5, true]})}"}}, id: "${body.id}"}
)"));
  StillRuntime rt;
  ScriptedClient client;
  std::string sent;
  client.reply = [&](const HttpRequest& r) {
    sent = parse_json(r.body).value()["cmd"].as_string();
    return answer(R"({"id": 7})");
  };
  const auto port = *make_http_port(rt, client, manifest, "erp", {});
  WriteRequest request;
  request.op = EffectOp::create;
  request.key = {"erp", "a", ""};
  request.content = Map{{"name", "Müller & Söhne [=]"}};
  CHECK(port->write(request, {rt.now() + minutes(5), Priority::event, "t"}).kind == WriteOutcome::Kind::applied);
  CHECK(sent ==
        "add?of%5B%3Dtype%5D=D&set%5Bname%5D=M%C3%BCller%20%26%20S%C3%B6hne%20%5B%3D%5D&n%5B0%5D=1.5&n%5B1%5D=true");
}

TEST_CASE("objects share a request by what each says under with; a list adds its own") {
  in_shop([](Shop& s, const CallContext& context) {
    s.client.reply = [](const HttpRequest& r) {
      return answer(r.url.ends_with("all") ? "[]" : R"({"id": 7, "total": 1, "paid": 0})");
    };
    REQUIRE(s.port->read({"erp", "order", "7"}, context));
    REQUIRE(s.port->read({"erp", "product", "7"}, context));
    REQUIRE(s.port->list("order", ListMode::sweep, "", context));
    CHECK(s.client.requests.at(0).url.find("/orders/7?in=north") != std::string::npos);
    CHECK(s.client.requests.at(1).url.find("/products/7?in=any") != std::string::npos);
    CHECK(s.client.requests.at(2).url.find("/orders?in=all") != std::string::npos);
  });
}

TEST_CASE("a field is worked out from the record, a part's field from the part; what they need is asked for") {
  in_shop([](Shop& s, const CallContext& context) {
    s.client.reply = [](const HttpRequest&) {
      return answer(R"({"id": 7, "total": 10.50, "paid": 4, "lines": [{"id": 1, "count": 3, "price": 1.5}]})");
    };
    const auto record = s.port->read({"erp", "order", "7"}, context);
    REQUIRE_MESSAGE(record, describe(record.error()));
    CHECK(record->content["open"] == Value(Decimal::of(65, 1)));
    CHECK(record->content["lines"].at(0)["worth"] == Value(Decimal::of(45, 1)));
    const std::string& url = s.client.requests.at(0).url;
    CHECK(url.find("total%20paid%20kind.tax") != std::string::npos);
    CHECK(url.find("open") == std::string::npos);
  });
}

WriteRequest order() {
  WriteRequest request;
  request.op = EffectOp::create;
  request.key = {"erp", "order", ""};
  request.content = testing::json(R"({"total": 5, "lines": {"$parts": [{"op": "create", "set": {"count": 2}},
                                                                        {"op": "create", "set": {"count": 3}}]}})");
  return request;
}

TEST_CASE("a creation asks first, once for each item where it says so") {
  in_shop([](Shop& s, const CallContext& context) {
    s.client.reply = [](const HttpRequest& r) {
      if (r.url.find("/form") != std::string::npos) return answer(R"({"street": "Weg 1"})");
      if (r.url.find("/price/") != std::string::npos)
        return answer("{\"price\": " + r.url.substr(r.url.size() - 1) + "0}");
      return answer(R"({"id": 9})");
    };
    const WriteOutcome made = s.port->write(order(), context);
    CHECK(made.native == "9");
    REQUIRE(s.client.requests.size() == 4);
    CHECK(s.client.requests[0].url.find("/form?who=5") != std::string::npos);
    CHECK(s.client.body(3)["street"] == Value("Weg 1"));
    CHECK(s.client.body(3)["prices"] == testing::json("[[2, 20], [3, 30]]"));
  });
}

TEST_CASE("a question without an answer: nothing was sent; one that is refused: so is the creation") {
  in_shop([](Shop& s, const CallContext& context) {
    s.client.reply = [](const HttpRequest&) -> ScriptedClient::Reply {
      return fail(TransportError{TransportError::Sent::maybe, ErrorClass::transient, "no answer"});
    };
    CHECK(s.port->write(order(), context).kind == WriteOutcome::Kind::not_sent);
    s.client.reply = [](const HttpRequest&) { return answer(R"({"error": "no such customer"})", 422); };
    const WriteOutcome refused = s.port->write(order(), context);
    CHECK(refused.kind == WriteOutcome::Kind::rejected);
    CHECK(refused.error->message.find("no such customer") != std::string::npos);
    for (const HttpRequest& each : s.client.requests) CHECK(each.url.find("/orders") == std::string::npos);
  });
}

}  // namespace
