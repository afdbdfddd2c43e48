// A token against forged requests: asked for when the first call needs it, sent with its own cookies, renewed once.
#include "connect/http_port.h"
#include "connect/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

const char* const manifest = R"(auth:
  kind: none
  write_token:
    request: {path: /, headers: {x-csrf-token: "${'Fetch'}"}}
    token: "${headers['x-csrf-token']}"
    header: x-csrf-token
    expired: "status == 403 && 'x-csrf-token' in headers"
objects:
  order:
    fields: {name: {type: text}}
    read: {request: {path: "/orders/${id}"}}
    create: {request: {path: /orders, body: "${content}"}, id: "${body.id}"}
)";

/// Gives tokens; takes only the latest, and only with the cookies of its answer.
struct Guarded {
  int given = 0;
  int refusals = 0;  ///< writes that it refuses whatever they carry
  int fetch_status = 200;

  ScriptedClient::Reply operator()(const HttpRequest& request) {
    if (request.url == "https://shop.example/") {
      if (fetch_status == 401) return HttpResponse{401, {}, ""};
      const std::string n = std::to_string(++given);
      return HttpResponse{fetch_status,
                          {{"x-csrf-token", "T" + n},
                           {"Set-Cookie", "SESSION=S" + n + "; path=/; HttpOnly"},
                           {"set-cookie", "context=c=100"}},
                          "<no json>"};
    }
    if (request.method == "GET") return answer(R"({"id": "7", "name": "A"})");
    const std::string* token = header(request.headers, "x-csrf-token");
    const std::string* cookies = header(request.headers, "Cookie");
    const std::string n = std::to_string(given);
    const bool good = token && *token == "T" + n && cookies && *cookies == "SESSION=S" + n + "; context=c=100";
    if (!good || refusals-- > 0)
      return HttpResponse{403, {{"X-CSRF-Token", "Required"}}, "CSRF token validation failed"};
    return answer(R"({"id": "8"})", 201);
  }
};

struct Stage {
  Guarded guarded;
  StillRuntime rt;
  ScriptedClient client;
  std::shared_ptr<SystemPort> port;

  Stage() {
    client.reply = [this](const HttpRequest& request) { return guarded(request); };
    port = *make_http_port(rt, client, manifest_of(shop_with(manifest)), "shop", {});
  }
  WriteOutcome create() {
    WriteRequest request;
    request.op = EffectOp::create;
    request.key = {"shop", "order", ""};
    request.content = Map{{"name", "A"}};
    return port->write(request, {rt.at + minutes(1), Priority::event, "t"});
  }
};

}  // namespace

TEST_CASE("the token is asked for once, before the first write, and goes with the cookies of its answer") {
  Stage stage;
  REQUIRE(stage.port->read({"shop", "order", "7"}, {stage.rt.at + minutes(1), Priority::event, "t"}));
  CHECK(stage.guarded.given == 0);
  CHECK(header(stage.client.requests[0].headers, "Cookie") == nullptr);
  CHECK(stage.create().kind == WriteOutcome::Kind::applied);
  CHECK(stage.create().kind == WriteOutcome::Kind::applied);
  CHECK(stage.guarded.given == 1);
  CHECK(stage.client.requests.size() == 4);
}

TEST_CASE("a token that expired is asked for again, and the write is done once") {
  Stage stage;
  CHECK(stage.create().kind == WriteOutcome::Kind::applied);
  ++stage.guarded.given;  // the session ended: the old pair is void
  CHECK(stage.create().kind == WriteOutcome::Kind::applied);
  CHECK(stage.guarded.given == 3);
}

TEST_CASE("refused again and again for its token, a write ends, and is known not to have been done") {
  Stage stage;
  stage.guarded.refusals = 100;
  const WriteOutcome outcome = stage.create();
  CHECK(outcome.kind == WriteOutcome::Kind::not_sent);
  CHECK(stage.client.requests.size() == 4);
}

TEST_CASE("the token counts whatever the status of its answer; without one the reason is told, and nothing is sent") {
  Stage stage;
  stage.guarded.fetch_status = 404;
  CHECK(stage.create().kind == WriteOutcome::Kind::applied);
  Stage other;
  other.guarded.fetch_status = 401;
  const WriteOutcome refused = other.create();
  CHECK(refused.kind == WriteOutcome::Kind::not_sent);
  CHECK(refused.error->cls == ErrorClass::auth);
  Stage none;
  none.client.reply = [](const HttpRequest&) { return answer("{}"); };
  const WriteOutcome tokenless = none.create();
  CHECK(tokenless.error->cls == ErrorClass::config);
  CHECK(tokenless.error->code == "connect.no_write_token");
  CHECK(none.client.requests.size() == 1);
}
