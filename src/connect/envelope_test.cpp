// All requests of a system in one form: each says its own path and body, the envelope what really goes out, and where
// in the answer that is which was asked for.
#include "connect/http_port.h"
#include "connect/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

const std::string ledger = shop_with(R"(settings:
  user: {type: string, default: vera, description: "Who signs in"}
auth:
  kind: session
  sign_in: {request: {path: /door, body: {user: "${settings.user}"}}, token: "${string(body.result)}"}
  expired: "${has(body.error) && body.error.kind == 'signed out'}"
envelope:
  path: /rpc
  headers: {X-Call: "${request.path}"}
  body: {call: "${request.path}", of: "${int(session)}", arguments: "${request.body}"}
  answer: "${body.result}"
errors:
  code: "${has(body.error) ? body.error.kind : ''}"
  message: "${has(body.error) ? body.error.text : ''}"
  failed: "${has(body.error)}"
  classes:
    - {when: "code == 'no such record'", class: not-found}
    - {when: "status == 200", class: validation}
readiness:
  version: {request: {envelope: none, path: /about}, holds: "body.major > 2", says: it is too old, remedy: update it}
lookups:
  unit: {request: {path: unit.all}}
discover:
  house: {request: {path: house.mine}, value: "${body.name}", missing: name the house}
objects:
  order:
    fields: {total: {type: decimal}, unit: {lookup: unit}, skus: {asked: false}}
    read:
      request: {path: "order.read.${id}", body: {house: "${house}"}}
      ask: {lines: {each: "${body.lines}", request: {path: line.read, body: "${item}"}}}
      record: "${merge(body, {'skus': asked.lines.map(l, l.answer.sku)})}"
    create:
      request: {path: order.make, body: "${content}"}
      refused: "${body.id == 0}"
      refusal: {class: duplicate, message: "${body.why}"}
      id: "${string(body.id)}"
    update: {request: {path: order.change, body: "${content}"}}
)");

struct Ledger {
  Ledger() {
    client.reply = [this](const HttpRequest& request) { return reply(request); };
    port = *make_http_port(rt, client, manifest_of(ledger), "erp", {});
  }
  ScriptedClient::Reply reply(const HttpRequest& request) {
    if (request.url.ends_with("/door")) return answer(R"({"result": 7})");
    if (request.url.ends_with("/about")) return answer(R"({"major": 3})");
    if (!request.url.ends_with("/rpc")) return answer("<html>", 404);
    const auto known = answers.find(json(request.body)["call"].string_or(""));
    return answer(known == answers.end() ? R"({"error": {"kind": "no such call", "text": "No such call"}})"
                                         : known->second);
  }
  /// The calls that went through the envelope.
  std::vector<Value> sent() const {
    std::vector<Value> out;
    for (const HttpRequest& each : client.requests) {
      if (each.url.ends_with("/rpc")) out.push_back(json(each.body));
    }
    return out;
  }
  WriteOutcome write(EffectOp op) {
    WriteRequest request;
    request.op = op;
    request.key = {"erp", "order", op == EffectOp::create ? "" : "8"};
    request.content = Map{{"total", 5}};
    return port->write(request, {});
  }

  std::map<std::string, std::string> answers{
      {"unit.all", R"({"result": [{"id": 4, "code": "kg"}]})"},
      {"house.mine", R"({"result": {"name": "north"}})"},
      {"order.read.8", R"({"result": {"id": 8, "total": 5, "unit": 4, "lines": [1, 2]}})"},
      {"line.read", R"({"result": {"sku": "S"}})"}};
  StillRuntime rt;
  ScriptedClient client;
  std::shared_ptr<SystemPort> port;
};

std::string finding_of(std::string text, const std::string& from, const std::string& to) {
  text.replace(text.find(from), from.size(), to);
  const auto document = parse_yaml(text, "connector.yaml");
  REQUIRE(document.ok());
  Diagnostics findings;
  (void)read_manifest(*document, findings);
  return render(findings, {{"connector.yaml", text}});
}

bool says(const std::string& finding, const std::string& words) { return finding.find(words) != std::string::npos; }

}  // namespace

TEST_CASE_FIXTURE(Ledger, "every call goes in the envelope, and what is understood is what the answer holds") {
  const auto record = port->read({"erp", "order", "8"}, {});
  REQUIRE_MESSAGE(record, describe(record.error()));
  CHECK(record->content["total"] == Value(Decimal::of(5, 0)));
  CHECK(record->content["unit"] == Value("kg"));
  CHECK(record->content["skus"] == Value(List{"S", "S"}));
  CHECK(client.requests.front().url == "https://shop.example/door");  // as it stands
  CHECK(client.body(0) == json(R"({"user": "vera"})"));
  const auto calls = sent();
  REQUIRE(calls.size() == 5);
  CHECK(calls[0] == json(R"({"call": "house.mine", "of": 7, "arguments": null})"));
  CHECK(calls[1] == json(R"({"call": "order.read.8", "of": 7, "arguments": {"house": "north"}})"));
  CHECK(calls[2] == json(R"({"call": "line.read", "of": 7, "arguments": 1})"));
  CHECK(calls[4]["call"] == Value("unit.all"));
  CHECK(client.requests.back().method == "POST");
  CHECK(*header(client.requests.back().headers, "X-Call") == "unit.all");
}

TEST_CASE_FIXTURE(Ledger, "errors see the whole answer, and name the call that stood in the envelope") {
  answers["order.read.8"] = R"({"error": {"kind": "no such record", "text": "It is gone"}})";
  const auto gone = port->read({"erp", "order", "8"}, {});
  REQUIRE(gone);
  CHECK(gone->state == RecordState::gone);
  const WriteOutcome refused = write(EffectOp::update);
  REQUIRE(refused.error);
  CHECK(refused.error->message == "No such call");
  CHECK(refused.error->place == "erp POST /rpc order.change");
  answers["order.change"] = R"({"error": {"kind": "signed out", "text": "Sign in"}})";
  client.requests.clear();
  (void)write(EffectOp::update);
  CHECK(std::ranges::count_if(client.requests, [](const HttpRequest& r) { return r.url.ends_with("/door"); }) == 1);
}

TEST_CASE_FIXTURE(Ledger,
                  "a refusal inside the envelope is one; an answer without what it should hold proves nothing") {
  answers["order.make"] = R"({"result": {"id": 0, "why": "It is there"}})";
  const WriteOutcome refused = write(EffectOp::create);
  CHECK(refused.kind == WriteOutcome::Kind::rejected);
  REQUIRE(refused.error);
  CHECK(refused.error->cls == ErrorClass::duplicate);
  CHECK(refused.error->message == "It is there");
  answers["order.make"] = R"({"result": {"id": 9}})";
  CHECK(write(EffectOp::create).native == "9");
  answers["order.change"] = R"({"other": true})";
  const WriteOutcome unclear = write(EffectOp::update);
  CHECK(unclear.kind == WriteOutcome::Kind::unknown);
  REQUIRE(unclear.error);
  CHECK(says(unclear.error->message, "what stands in the envelope cannot be found in the answer"));
}

TEST_CASE_FIXTURE(Ledger, "a request that says envelope: none goes as it stands") {
  const auto findings = port->readiness({}, {});
  REQUIRE(findings.size() == 1);
  CHECK_FALSE(findings.front().error);
  CHECK(client.requests.back().url == "https://shop.example/about");
  CHECK(client.requests.back().method == "GET");
}

TEST_CASE("what cannot stand in an envelope is said where it stands") {
  const std::string body = "body: {house: \"${house}\"}";
  CHECK(finding_of(ledger, body, body).empty());
  for (const char* word : {"query: {a: b}", "headers: {a: b}", "method: PUT"}) {
    CAPTURE(word);
    const std::string said = finding_of(ledger, body, body + ", " + word);
    CHECK(says(said, "the envelope says how requests go, this one only its path and its body"));
    CHECK(says(said, "write envelope: none"));
  }
  CHECK(says(finding_of(ledger, body, "batch: []"), "only its path and its body"));
  CHECK(says(finding_of(ledger, "{path: unit.all}", "{body: {}}"), "does not say where it goes"));
  CHECK(says(finding_of(ledger, "  path: /rpc\n", ""), "path"));
  CHECK(says(finding_of(ledger, "envelope: none", "envelope: true"), "none"));
  CHECK(says(finding_of(ledger, "call: \"${request.path}\"", "call: \"${house}\""), "house"));
  const std::string soap = finding_of(ledger, "protocol: json-http", "protocol: soap");
  CHECK(says(soap, "the protocol soap puts requests into envelopes of its own"));
}
