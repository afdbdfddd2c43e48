// Records of records: what a vendor answers in one call becomes a record with its lines, and lines become commands.
#include "connect/http_port.h"
#include "connect/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

struct Desk {
  explicit Desk(const std::string& yaml) {
    auto made = make_http_port(
        rt, client, manifest_of("title: T\nprotocol: json-http\nbase_url: https://desk.example\n" + yaml), "crm", {});
    if (!made) FAIL(describe(made.error()));
    port = *made;
  }
  Value read(const std::string& object, const std::string& native, std::string body) {
    client.reply = [body](const HttpRequest& request) {
      if (request.url.ends_with("/taxes")) return answer(R"([{"id":3,"code":"S19"},{"id":4,"code":"S7"}])");
      return answer(body);
    };
    const auto record = port->read({"crm", object, native}, {});
    if (!record) FAIL(describe(record.error()));
    return record->content;
  }
  Value written(const std::string& object, Value content) {
    client.reply = [](const HttpRequest& request) {
      if (request.url.ends_with("/taxes")) return answer(R"([{"id":3,"code":"S19"},{"id":4,"code":"S7"}])");
      return answer("true");
    };
    WriteRequest request;
    request.key = {"crm", object, "7"};
    request.content = std::move(content);
    const WriteOutcome outcome = port->write(request, {});
    if (outcome.kind != WriteOutcome::Kind::applied) FAIL(describe(*outcome.error));
    return json(client.requests.back().body);
  }
  StillRuntime rt;
  ScriptedClient client;
  std::shared_ptr<SystemPort> port;
};

/// Nested reading by a specification; the lines of a lead are those of its newest open quotation.
constexpr const char* leads = R"(connector: leads
names:
  lines: {order_ids: {fields: {state: {}, order_line: {fields: {product_id: {}, qty: {}, taxes: {}}}}, order: id desc}}
values: {empty: false, many2one: id_and_name, many2many: "${[[6, 0, ids]]}"}
lookups: {tax: {request: {path: /taxes}}}
objects:
  lead:
    fields:
      name: {type: text}
      partner_id: {type: many2one}
      lines:
        asked: false
        part: [product_id, qty, taxes]
        fields: {product_id: {type: many2one}, qty: {type: decimal}, taxes: {type: many2many, lookup: tax}}
    parts: {style: commands, create: [0, 0, "${set}"], update: [1, "${int(part)}", "${set}"], delete: [2, "${int(part)}", 0]}
    read:
      request:
        path: /web_read
        body:
          specification: "${merge(to_map(fields.map(f, [f, {}])), lines)}"
      record: "${body.map(r, merge(r, {'lines': flatten(r.order_ids.filter(o, o.state == 'draft').map(o, o.order_line))}))}"
    update: {request: {path: /write, body: "${content}"}}
)";

/// Fields of other records under names with a dot.
constexpr const char* sales = R"(connector: sales
values: {dotted: true, type_tag: __class__, many2many: "${[['remove', others], ['add', ids]]}"}
lookups: {tax: {request: {path: /taxes}}}
objects:
  sale:
    fields:
      party: {type: many2one}
      party_code: {path: party.code, type: text}
      taxes: {type: many2many, lookup: tax}
      lines:
        part: [product, sku, price]
        fields: {product: {type: many2one}, sku: {path: product.code}, price: {type: decimal, path: unit_price}}
    parts: {style: commands, create: ["create", ["${set}"]], update: ["write", ["${int(part)}"], "${set}"], delete: ["delete", ["${int(part)}"]]}
    read:
      request: {path: /read, body: {fields: "${fields}", context: {stock_date_end: "${today}", at: "${now}"}}}
      record: "${body}"
    update: {request: {path: /write, body: "${content}"}}
)";

}  // namespace

TEST_CASE("a specification is made from the fields, and lines are taken from the records below") {
  Desk desk(leads);
  const Value lead = desk.read("lead", "7", R"([{"id":7,"name":"Deal","partner_id":25,"order_ids":[
      {"id":9,"state":"sale","order_line":[{"id":1,"product_id":5,"qty":1.0,"taxes":[]}]},
      {"id":8,"state":"draft","order_line":[{"id":2,"product_id":[6,"Bolt"],"qty":2.5,"taxes":[3,4]},
                                            {"id":3,"product_id":false,"qty":1,"taxes":false}]}]}])");
  CHECK(lead == json(R"({"name":"Deal","partner_id":"25","lines":[
      {"id":"2","product_id":"6","qty":2.5,"taxes":"S19,S7"},{"id":"3","product_id":null,"qty":1,"taxes":null}]})"));
  CHECK(desk.client.body(0) == json(R"({"specification":{"name":{},"partner_id":{},"order_ids":{"fields":{"state":{},
      "order_line":{"fields":{"product_id":{},"qty":{},"taxes":{}}}},"order":"id desc"}}})"));
}

TEST_CASE("several commands for one list keep their order; references and amounts in them are in the vendor's form") {
  Desk desk(leads);
  const Value sent = desk.written("lead", json(R"({"lines":{"$parts":[
      {"op":"update","id":"2","set":{"qty":3.25,"taxes":"S7"}},{"op":"create","set":{"product_id":"5","qty":1}},
      {"op":"delete","id":"3"},{"op":"create","set":{"product_id":"6","taxes":null}},
      {"op":"update","id":"4","set":{"product_id":null}}]}})"));
  CHECK(sent == json(R"({"lines":[[1,2,{"qty":3.25,"taxes":[[6,0,[4]]]}],[0,0,{"product_id":5,"qty":1}],[2,3,0],
      [0,0,{"product_id":6,"taxes":[[6,0,[]]]}],[1,4,{"product_id":false}]]})"));
}

TEST_CASE("a tax that the system does not know is refused, by the name of the field") {
  Desk desk(leads);
  desk.written("lead", Map{{"name", "A"}});
  WriteRequest request;
  request.key = {"crm", "lead", "7"};
  request.content = json(R"({"lines":{"$parts":[{"op":"create","set":{"taxes":"S19,S99"}}]}})");
  desk.client.reply = [](const HttpRequest&) { return answer(R"([{"id":3,"code":"S19"}])"); };
  const WriteOutcome refused = desk.port->write(request, {});
  CHECK(refused.kind == WriteOutcome::Kind::rejected);
  CHECK(refused.error->message.find("\"taxes\" cannot be \"S99\"") == 0);
}

TEST_CASE("fields of other records are asked with a dot and found below it, also in lines") {
  Desk desk(sales);
  const Value sale = desk.read("sale", "4", R"([{"id":4,"party":2,"party.":{"id":2,"code":"K-1"},"taxes":[3],"lines.":[
      {"id":1,"product":5,"product.":{"id":5,"code":"BOLT"},"unit_price":{"__class__":"Decimal","decimal":"2.25"}},
      {"id":2,"product":null,"product.":null,"unit_price":null}]}])");
  CHECK(sale == json(R"({"party":"2","party_code":"K-1","taxes":"S19","lines":[
      {"id":"1","product":"5","sku":"BOLT","price":2.25},{"id":"2","product":null,"price":null}]})"));
  CHECK(desk.client.body(0)["fields"] ==
        json(R"(["party","party.code","taxes","lines.product","lines.product.code","lines.unit_price"])"));
  CHECK(desk.written("sale", Map{{"taxes", "S7"}}) == json(R"({"taxes":[["remove",[3]],["add",[4]]]})"));
}

TEST_CASE("a request may say what day it is, in the vendor's form") {
  Desk desk(sales);
  desk.read("sale", "4", R"([{"id":4}])");
  const Value context = desk.client.body(0)["context"];
  CHECK(context["stock_date_end"] == json(R"({"__class__":"date","year":2026,"month":11,"day":21})"));
  CHECK(context["at"]["minute"] == Value(25));
}
