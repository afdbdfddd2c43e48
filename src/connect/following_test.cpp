// What a vendor keeps apart from its record: asked of what an answer names, and written by calls that complete a write.
#include "connect/http_port.h"
#include "connect/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

const std::string shop = shop_with(R"yaml(values: {ids: text}
objects:
  order:
    fields:
      name: {type: text}
      changed: {type: integer}
      customer:
        type: many2one
        parts_from: {request: {path: /owners, body: {of: "${ids}"}}, records: "${body.items}", parent: order}
      lines:
        part: [sku]
        parts_from:
          request: {path: /links, body: {of: "${ids}"}}
          ask: {lines: {each: "${chunks(body.links.map(l, l.line), 2)}", request: {path: /lines, body: {ids: "${item}"}}}}
          records: "${[to_map(body.links.map(l, [l.line, l.order]))].map(of, flatten(asked.lines.map(a, a.answer.map(l, merge(l, {'order': of[l.id]})))))[0]}"
          parent: order
    idempotency: probe
    parts: {style: commands, create: {op: new, set: "${set}"}, update: {op: set, id: "${part}", set: "${set}"}, delete: {op: del, id: "${part}"}}
    read: {request: {path: "/orders/${id}"}}
    create: &write
      request: {path: /orders, body: "${content}"}
      id: "${body.id}"
      then:
        - each: "${'lines' in content ? chunks(content.lines.filter(l, l.op == 'new'), 2) : []}"
          request: {path: "/orders/${id}/lines", body: "${item.map(l, l.set)}"}
        - {request: {path: "/orders/${id}/total", body: {}}}
    update:
      when: "content.exists(k, k != 'lines')"
      request: {method: PATCH, path: "/orders/${id}", body: "${content}"}
      then:
        - each: "${'lines' in content ? content.lines.filter(l, l.op == 'del') : []}"
          request: {method: DELETE, path: "/lines/${item.id}"}
    probe: {request: {path: /orders}, id: "${''}"}
    children:
      lines:
        strategy: sweep
        request: {path: /changes}
        ask: {parents: {each: "${size(body) == 0 ? [] : [body]}", request: {path: /parents, body: {of: "${item.map(l, l.id)}"}}}}
        records: "${body.map(l, merge(l, {'order': asked.parents[0].answer[l.id]}))}"
        parent: order
)yaml");

struct Shop {
  Shop() {
    client.reply = [this](const HttpRequest& request) { return reply(request); };
    auto made = make_http_port(rt, client, manifest_of(shop), "erp", {});
    if (!made) FAIL(describe(made.error()));
    port = *made;
  }
  ScriptedClient::Reply reply(const HttpRequest& request) {
    const std::string target = request.url.substr(20);
    if (!refused.empty() && target.find(refused) != std::string::npos) return answer("{}", status);
    if (target == "/owners") return answer(R"({"items": [{"order": "o1", "customer": 77}]})");
    if (target == "/links")
      return answer(R"({"links": [{"order":"o1","line":"l1"},{"order":"o1","line":"l2"},{"order":"o1","line":"l3"}]})");
    if (target == "/lines")
      return answer(request.body.find("l3") == std::string::npos ? R"([{"id":"l2","sku":"B"},{"id":"l1","sku":"A"}])"
                                                                 : R"([{"id":"l3","sku":"C"}])");
    if (target == "/changes") return answer(R"([{"id": "l9"}])");
    if (target == "/parents") return answer(R"({"l9": "o1"})");
    return answer(R"({"id": "o1", "name": "N", "changed": "12"})");
  }
  WriteOutcome write(EffectOp op, const char* content) {
    WriteRequest request;
    request.op = op;
    request.key = {"erp", "order", op == EffectOp::create ? "" : "o1"};
    request.content = json(content);
    return port->write(request, {});
  }
  /// Methods and paths of what was sent.
  std::string sent() const {
    std::string out;
    for (const HttpRequest& each : client.requests) out += each.method + " " + each.url.substr(20) + "\n";
    return out;
  }

  std::string refused;
  int status = 422;
  StillRuntime rt;
  ScriptedClient client;
  std::shared_ptr<SystemPort> port;
};

}  // namespace

TEST_CASE_FIXTURE(Shop,
                  "lines that an answer only names are asked for, so many at once; a reference as a single value") {
  const auto record = port->read({"erp", "order", "o1"}, {});
  REQUIRE_MESSAGE(record, describe(record.error()));
  CHECK(record->content["customer"] == Value("77"));
  CHECK(record->content["changed"] == Value(12));
  CHECK(record->content["lines"] == json(R"([{"id":"l2","sku":"B"},{"id":"l1","sku":"A"},{"id":"l3","sku":"C"}])"));
  CHECK(sent() == "GET /orders/o1\nPOST /owners\nPOST /links\nPOST /lines\nPOST /lines\nGET /orders/o1\n");
}

TEST_CASE_FIXTURE(Shop, "a line whose question is refused is an error of the reading, not a record without lines") {
  refused = "/lines";
  status = 500;
  CHECK_FALSE(port->read({"erp", "order", "o1"}, {}));
}

TEST_CASE_FIXTURE(Shop, "a stream of children asks for their parents") {
  const auto page = port->list("order/lines", ListMode::changes, "", {});
  REQUIRE_MESSAGE(page, describe(page.error()));
  REQUIRE(page->records.size() == 1);
  CHECK(page->records[0].key.native == "o1");
}

TEST_CASE_FIXTURE(Shop, "a creation is completed by calls that know its id, in their order") {
  const WriteOutcome made = write(EffectOp::create, R"({"name": "N", "lines": {"$parts": [
      {"op": "create", "set": {"sku": "A"}}, {"op": "create", "set": {"sku": "B"}}, {"op": "create", "set": {"sku": "C"}}]}})");
  CHECK(made.kind == WriteOutcome::Kind::applied);
  CHECK(made.native == "o1");
  CHECK(sent() == "POST /orders\nPOST /orders/o1/lines\nPOST /orders/o1/lines\nPOST /orders/o1/total\n");
  CHECK(client.body(1) == json(R"([{"sku": "A"}, {"sku": "B"}])"));
}

TEST_CASE_FIXTURE(Shop,
                  "a change that is all in what follows leaves out the first call; without any, nothing follows") {
  CHECK(write(EffectOp::update, R"({"lines": {"$parts": [{"op": "delete", "id": "l1"}]}})").kind ==
        WriteOutcome::Kind::applied);
  CHECK(sent() == "DELETE /lines/l1\n");
  client.requests.clear();
  CHECK(write(EffectOp::update, R"({"name": "M"})").kind == WriteOutcome::Kind::applied);
  CHECK(sent() == "PATCH /orders/o1\n");
}

TEST_CASE_FIXTURE(Shop, "a change that is refused half way says so; a creation is then an open question") {
  refused = "/lines";
  const char* content = R"({"name": "N", "lines": {"$parts": [{"op": "create", "set": {"sku": "A"}},
                                                              {"op": "delete", "id": "l1"}]}})";
  const WriteOutcome changed = write(EffectOp::update, content);
  CHECK(changed.kind == WriteOutcome::Kind::rejected);
  CHECK(changed.error->message.starts_with("it was written in part"));
  const WriteOutcome made = write(EffectOp::create, content);
  CHECK(made.kind == WriteOutcome::Kind::unknown);
  CHECK(made.native == "o1");
  refused = "/orders";
  CHECK(write(EffectOp::create, content).kind == WriteOutcome::Kind::rejected);
}

TEST_CASE("a write that is completed by calls of its own cannot be one of many") {
  const std::string text = shop_with(R"(objects:
  order:
    fields: {name: {}}
    create: {request: {path: /o, body: "${content}"}, id: "${body.id}", then: [{request: {path: /p, body: {}}}]}
    bulk: {create: {most: 5, request: {path: /all, body: "${items}"}, item: "${content}", answers: "${body}"}}
)");
  const auto document = parse_yaml(text, "connector.yaml");
  REQUIRE(document);
  Diagnostics findings;
  read_manifest(*document, findings);
  REQUIRE(findings.size() == 1);
  CHECK(render(findings, {{"connector.yaml", text}}).find("completed by calls of its own (then)") != std::string::npos);
}
