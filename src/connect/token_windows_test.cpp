// Windows whose answers name the token of the next one, lookups in pages, and records that are not found.
#include "connect/http_port.h"
#include "connect/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

constexpr const char* shop = R"(
connector: shop
title: Shop
protocol: json-http
settings:
  hold_back: {type: string, default: 5m, description: "How long"}
base_url: https://s.example
values: {ids: text}
errors: {classes: [{when: "status == 400", class: gone}]}
lookups:
  user:
    request: {path: "${token == '' ? '/users' : token}"}
    records: "${body.items}"
    next: "${has(body.next) ? body.next : ''}"
objects:
  account:
    fields:
      name: {}
      changed: {type: datetime}
      owner: {lookup: user}
      etag: {type: text, asked: false}
    stamp: {field: changed, resolution: 1s}
    version: etag
    precondition: etag
    list:
      changes:
        strategy: window
        hold_back: "${settings.hold_back}"
        begin: 2026-11-20
        page: 2
        request:
          path: "${token == '' ? '/accounts' : token}"
          query: {since: "${token == '' ? since : null}", until: "${token == '' ? until : null}"}
        records: "${body.items}"
        next: "${has(body.next) ? body.next : ''}"
    read: {request: {path: "/accounts/${id}"}, record: "${merge(body, {'etag': headers.etag})}"}
    merged: {request: {path: "/merged/${id}"}, id: "${body.into}"}
    update: {request: {method: PATCH, path: "/accounts/${id}", headers: {If-Match: "${version}", Unless: "${http_date('2026-11-20T23:01:12.000+0000')}"}, body: "${content}"}}
)";

struct Shop {
  explicit Shop(const Map& settings = {}) {
    client.reply = [this](const HttpRequest& request) {
      const std::string path = request.url.substr(std::string("https://s.example").size());
      const auto found = answers.find(path.substr(0, path.find('?')));
      return found == answers.end() ? answer("{}", 400) : found->second;
    };
    auto made = make_http_port(rt, client, manifest_of(shop), "crm", settings);
    REQUIRE_MESSAGE(made.ok(), (made ? "" : describe(made.error())));
    port = *made;
  }
  Page page(const std::string& cursor) {
    auto page = port->list("account", ListMode::changes, cursor, {rt.now() + minutes(1), Priority::event, ""});
    REQUIRE_MESSAGE(page.ok(), (page ? "" : describe(page.error())));
    return *page;
  }
  Result<NativeRecord, Error> read(const char* id) {
    return port->read({"crm", "account", id}, {rt.now() + minutes(1), Priority::event, ""});
  }

  StillRuntime rt;
  ScriptedClient client;
  std::map<std::string, ScriptedClient::Reply> answers;
  std::shared_ptr<SystemPort> port;
};

std::string item(const char* id) {
  return std::string(R"({"id":")") + id + R"(","name":"A","changed":"2026-11-20T23:01:12.000+0000"})";
}

}  // namespace

TEST_CASE("an answer with fewer rows than asked for does not end the window: only a missing token does") {
  Shop shop;
  shop.answers = {{"/accounts", answer(R"({"items":[)" + item("1") + R"(],"next":"/more/1"})")},
                  {"/more/1", answer(R"({"items":[],"next":"/more/2"})")},
                  {"/more/2", answer(R"({"items":[)" + item("2") + "]}")}};
  const Page first = shop.page("");
  CHECK(first.records.size() == 1);
  REQUIRE(first.more);
  const Page second = shop.page(first.next);
  CHECK(second.records.empty());
  REQUIRE(second.more);
  const Page third = shop.page(second.next);
  CHECK(third.records.size() == 1);
  CHECK_FALSE(third.more);
  CHECK(shop.client.requests[2].url == "https://s.example/more/2");
  shop.rt.at = shop.rt.at + hours(1);
  shop.page(third.next);
  // The next pass begins where this one ended: five minutes before the first request.
  CHECK(shop.client.requests[3].url.find("since=2026-11-21T02%3A20%3A04Z") != std::string::npos);
}

TEST_CASE("a token that the vendor has forgotten: its window begins again, and no other") {
  Shop shop;
  shop.answers = {{"/accounts", answer(R"({"items":[)" + item("1") + R"(],"next":"/more/1"})")}};
  const Page first = shop.page("");
  const Page forgotten = shop.page(first.next);
  CHECK(forgotten.more);
  CHECK(forgotten.records.empty());
  CHECK(shop.page(forgotten.next).records.size() == 1);
  CHECK(shop.client.requests[2].url == shop.client.requests[0].url);
}

TEST_CASE("how young is too young is a setting") {
  Shop shop(Map{{"hold_back", "30s"}});
  shop.answers = {{"/accounts", answer(R"({"items":[]})")}};
  shop.page("");
  CHECK(shop.client.requests[0].url.find("until=2026-11-21T02%3A24%3A34Z") != std::string::npos);
  StillRuntime rt;
  ScriptedClient client;
  const auto refused = make_http_port(rt, client, manifest_of(::shop), "crm", Map{{"hold_back", "soon"}});
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().cls == ErrorClass::config);
  CHECK(refused.error().message.find("soon") != std::string::npos);
}

TEST_CASE("a lookup is read to its last page") {
  Shop shop;
  shop.answers = {{"/users", answer(R"({"items":[{"id":"u1","code":"anna"}],"next":"/users/2"})")},
                  {"/users/2", answer(R"({"items":[{"id":"u2","code":"bert"}]})")},
                  {"/accounts/1", HttpResponse{200, {{"ETag", "\"e1\""}}, R"({"id":"1","owner":"u2"})"}}};
  const auto record = shop.read("1");
  REQUIRE_MESSAGE(record.ok(), (record ? "" : describe(record.error())));
  CHECK(record->content["owner"] == Value("bert"));
  CHECK(record->version == "\"e1\"");
}

TEST_CASE("a record that is not found: merged, gone, or not known yet when the question fails") {
  Shop shop;
  shop.answers = {{"/merged/1", answer(R"({"into":"9"})")}, {"/merged/2", answer(R"({"into":""})")}};
  CHECK(shop.read("1")->state == RecordState::merged);
  CHECK(shop.read("1")->merged_into == "9");
  CHECK(shop.read("2")->state == RecordState::gone);
  shop.answers.insert_or_assign("/merged/3", answer("<html>", 502));
  CHECK_FALSE(shop.read("3").ok());
}

TEST_CASE("where only a read shows the version, writes read first; headers may hold a moment as HTTP writes it") {
  Shop shop;
  CHECK(shop.port->traits("account")->reads_before_write);
  shop.answers = {{"/accounts/1", HttpResponse{204, {}, ""}}};
  const WriteRequest request{EffectOp::update, {"crm", "account", "1"}, Map{{"name", "B"}}, "\"e1\"", ""};
  CHECK(shop.port->write(request, {shop.rt.now() + minutes(1), Priority::event, ""}).kind ==
        WriteOutcome::Kind::applied);
  CHECK(*header(shop.client.requests[0].headers, "If-Match") == "\"e1\"");
  CHECK(*header(shop.client.requests[0].headers, "Unless") == "Fri, 20 Nov 2026 23:01:12 GMT");
}
