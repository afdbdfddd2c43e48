// Calls that change a record's state or leave a message: which is sent, what is refused, what is confirmed.
#include "connect/http_port.h"
#include "connect/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

using Kind = WriteOutcome::Kind;

constexpr const char* head = R"(connector: shop
title: Shop
protocol: json-http
base_url: https://shop.example
values: {ids: text}
)";

constexpr const char* order = R"(settings:
  accepted: {type: string, default: "", description: "One more warning"}
errors:
  code: "${has(body.error) ? body.error.code : ''}"
  message: "${has(body.error) ? body.error.text : ''}"
warnings:
  name: "${code == 'question' ? body.error.name : ''}"
  confirm: {request: {path: /confirmations, body: {name: "${warning}"}}}
objects:
  order:
    fields: {state: {type: text}, etag: {type: text}}
    version: etag
    precondition: etag
    read: {request: {path: "/orders/${id}"}}
    transitions:
      field: state
      hops:
        - from: draft
          to: confirmed
          accept: ["late_*", "${settings.accepted}"]
          request: {path: "/orders/${id}/confirm", headers: {If-Match: "${version}"}, body: {was: "${hop.from}"}}
          record: "${body}"
        - {from: [draft, confirmed], to: done, irreversible: true, request: {path: "/orders/${id}/finish", body: {}}}
    notify:
      request: {path: "/orders/${id}/notes", body: {text: "${text} [${key}]"}}
      probe:
        request: {path: "/orders/${id}/notes", query: {q: "${key}"}}
        id: "${size(body.items) == 0 ? '' : body.items[0].id}"
)";

struct Shop {
  explicit Shop(Map settings = {}) {
    auto made = make_http_port(rt, client, manifest_of(std::string(head) + order), "erp", std::move(settings));
    if (!made) FAIL(describe(made.error()));
    port = *made;
  }
  WriteOutcome hop(const std::string& from, const std::string& to, const std::string& version = "e1") {
    WriteRequest request;
    request.op = EffectOp::transition;
    request.key = {"erp", "order", "o/7"};
    request.precondition = version;
    request.hop = {from, to};
    return port->write(request, {});
  }
  static WriteRequest message() {
    WriteRequest request;
    request.op = EffectOp::append;
    request.key = {"erp", "order", "o7"};
    request.text = "The order could not be made";
    request.idempotency_key = "n-12";
    return request;
  }
  std::vector<std::string> targets() const {
    std::vector<std::string> out;
    for (const HttpRequest& each : client.requests) out.push_back(each.method + " " + each.url.substr(20));
    return out;
  }
  StillRuntime rt;
  ScriptedClient client;
  std::shared_ptr<SystemPort> port;
};

std::vector<std::string> findings_of(const std::string& objects) {
  auto document = parse_yaml(std::string(head) + objects, "connector.yaml");
  if (!document) FAIL("no YAML");
  Diagnostics findings;
  read_manifest(*document, findings);
  std::vector<std::string> out;
  for (const Diagnostic& each : findings.sorted()) {
    CHECK_FALSE(each.remedy.empty());
    out.push_back(std::to_string(each.at.line) + ": " + each.message);
  }
  return out;
}

std::string question(const std::string& name) {
  return R"({"error":{"code":"question","name":")" + name + R"(","text":"Really?"}})";
}

}  // namespace

TEST_CASE_FIXTURE(Shop, "a hop sends the call that leads there, with the version that was read") {
  client.reply = [](const HttpRequest&) { return answer(R"({"id":"o/7","state":"confirmed","etag":"e2"})"); };
  const WriteOutcome done = hop("draft", "confirmed");
  CHECK(done.kind == Kind::applied);
  CHECK(targets() == std::vector<std::string>{"POST /orders/o%2F7/confirm"});
  CHECK(client.body(0) == json(R"({"was":"draft"})"));
  CHECK(*header(client.requests[0].headers, "If-Match") == "e1");
  REQUIRE(done.stored);
  CHECK(done.stored->version == "e2");
  CHECK(hop("confirmed", "done").kind == Kind::applied);
  CHECK(targets().back() == "POST /orders/o%2F7/finish");
}

TEST_CASE_FIXTURE(Shop, "a hop that is not declared, or lacks its version, is not sent") {
  client.reply = [](const HttpRequest&) { return answer("{}"); };
  const WriteOutcome unknown = hop("done", "draft");
  CHECK(unknown.kind == Kind::rejected);
  REQUIRE(unknown.error);
  CHECK(unknown.error->cls == ErrorClass::config);
  CHECK(unknown.error->message.ends_with("it knows draft → confirmed, draft → done, confirmed → done"));
  CHECK(hop("draft", "confirmed", "").kind == Kind::not_sent);
  CHECK(client.requests.empty());
}

TEST_CASE_FIXTURE(Shop, "the traits list every hop, from each of its states") {
  const ObjectTraits& traits = *port->traits("order");
  CHECK(traits.state_field == "state");
  CHECK(traits.can_notify);
  REQUIRE(traits.hops.size() == 3);
  CHECK_FALSE(traits.hops[0].irreversible);
  CHECK(traits.hops[2].from == "confirmed");
  CHECK(traits.hops[2].irreversible);
}

TEST_CASE("accepted warnings are confirmed by name, each once, then the call is repeated") {
  Shop shop({{"accepted", "credit"}});
  std::vector<std::string> open{"late_7", "credit"};
  shop.client.reply = [&](const HttpRequest& request) {
    if (request.url.ends_with("/confirmations")) return open.erase(open.begin()), answer("{}");
    return open.empty() ? answer(R"({"id":"o/7","state":"confirmed","etag":"e2"})")
                        : answer(question(open.front()), 400);
  };
  CHECK(shop.hop("draft", "confirmed").kind == Kind::applied);
  CHECK(shop.targets() == std::vector<std::string>{"POST /orders/o%2F7/confirm", "POST /confirmations",
                                                   "POST /orders/o%2F7/confirm", "POST /confirmations",
                                                   "POST /orders/o%2F7/confirm"});
  CHECK(shop.client.body(1) == json(R"({"name":"late_7"})"));
  CHECK(shop.client.body(3) == json(R"({"name":"credit"})"));
}

TEST_CASE_FIXTURE(Shop, "a warning that nobody accepted is a refusal in the vendor's words, and says its name") {
  client.reply = [](const HttpRequest&) { return answer(question("credit"), 400); };
  for (const char* to : {"confirmed", "done"}) {
    const WriteOutcome refused = hop("draft", to);
    CHECK(refused.kind == Kind::rejected);
    REQUIRE(refused.error);
    CHECK(refused.error->cls == ErrorClass::validation);
    CHECK(refused.error->message == "Really?");
    CHECK(refused.error->remedy.find("\"credit\"") != std::string::npos);
  }
  CHECK(client.requests.size() == 2);
}

TEST_CASE_FIXTURE(Shop, "a warning that comes again after it was confirmed is a refusal") {
  client.reply = [](const HttpRequest& request) {
    return request.url.ends_with("/confirmations") ? answer("{}") : answer(question("late_7"), 400);
  };
  CHECK(hop("draft", "confirmed").kind == Kind::rejected);
  CHECK(client.requests.size() == 3);
}

TEST_CASE_FIXTURE(Shop, "a confirmation that fails: nothing was done, it may be tried again") {
  client.reply = [](const HttpRequest& request) {
    return request.url.ends_with("/confirmations") ? answer("", 502) : answer(question("late_7"), 400);
  };
  CHECK(hop("draft", "confirmed").kind == Kind::not_sent);
  client.reply = [](const HttpRequest& request) {
    return request.url.ends_with("/confirmations") ? answer("{}", 403) : answer(question("late_7"), 400);
  };
  const WriteOutcome refused = hop("draft", "confirmed");
  CHECK(refused.kind == Kind::rejected);
  CHECK(refused.error->cls == ErrorClass::permission);
}

TEST_CASE_FIXTURE(Shop, "a message carries its key, and the probe looks for that") {
  client.reply = [](const HttpRequest&) { return answer(R"({"items":[]})"); };
  CHECK(port->write(message(), {}).kind == Kind::applied);
  CHECK(client.body(0) == json(R"({"text":"The order could not be made [n-12]"})"));
  CHECK(port->probe(message(), {}).kind == ProbeOutcome::Kind::absent);
  CHECK(targets().back() == "GET /orders/o7/notes?q=n-12");
  client.reply = [](const HttpRequest&) { return answer(R"({"items":[{"id":"m1"}]})"); };
  const ProbeOutcome found = port->probe(message(), {});
  CHECK(found.kind == ProbeOutcome::Kind::found);
  CHECK(found.native == "m1");
  client.reply = [](const HttpRequest&) { return answer("", 502); };
  CHECK(port->probe(message(), {}).kind == ProbeOutcome::Kind::cannot_tell);
}

TEST_CASE("hops that lead nowhere or twice are found, with their line") {
  CHECK(findings_of(R"(objects:
  order:
    fields: {state: {type: text}}
    transitions:
      field: status
      hops:
        - {from: draft, to: draft, request: {path: /a}}
        - {from: draft, to: done, request: {path: /b}}
        - {from: [open, draft], to: done, request: {path: /c}}
        - {from: open, to: shut, accept: ["x"], request: {path: /d}}
)") == std::vector<std::string>{
           "10: \"status\" is none of the object's fields", "12: the hop from \"draft\" to \"draft\" leads nowhere",
           "14: there are two hops from \"draft\" to \"done\"", "15: it is not said how this vendor warns"});
}
