// What a vendor may answer, and what becomes of it: how the engine takes it, and the words that an operator gets.
#include <doctest/doctest.h>

#include "connect/http_port.h"
#include "connect/testing.h"
#include "project/folder.h"

namespace syncline::outcomes {
namespace {

using testing::ScriptedClient;

const std::string record =
    R"({"id":"c-1","name":"Nordlicht","email":null,"changed_at":"2026-11-21T12:00:00Z","etag":"1"})";
const std::string page = "<html><head><title>Sign in</title></head></html>";

/// A vendor that answers everything but the sign-in with one response.
struct Vendor {
  explicit Vendor(HttpResponse always) {
    client.reply = [always = std::move(always)](const HttpRequest& request) -> ScriptedClient::Reply {
      if (request.url.find("/oauth/") != std::string::npos)
        return testing::answer(R"({"access_token":"t","token_type":"Bearer","expires_in":3600})");
      return always;
    };
    const std::string here = std::string(SYNCLINE_SOURCE_DIR) + "/tests/outcomes/";
    const auto common = real_files().read(here + "project/connectors/vendor/connector.yaml", 1u << 20);
    const auto own = real_files().read(here + "classes/key.yaml", 1u << 20);
    REQUIRE((common.ok() && own.ok()));
    auto made =
        make_http_port(rt, client, testing::manifest_of(*common + *own), "erp", {{"client", "c"}, {"secret", "s"}});
    REQUIRE_MESSAGE(made.ok(), (made ? "" : describe(made.error())));
    port = *made;
  }
  CallContext context() { return {rt.now() + minutes(5), Priority::event, "t"}; }

  testing::StillRuntime rt;
  ScriptedClient client;
  std::shared_ptr<SystemPort> port;
};

std::string told(const Error& error) { return describe(error) + " | " + error.remedy; }

std::string read(const HttpResponse& response) {
  Vendor vendor(response);
  const auto got = vendor.port->read({"erp", "contact", "c-1"}, vendor.context());
  if (!got) return told(got.error());
  if (got->state == RecordState::gone) return "gone";
  if (got->state == RecordState::merged) return "merged into " + got->merged_into;
  return "read: " + got->content["name"].string_or("?");
}

std::string wrote(EffectOp op, const HttpResponse& response) {
  Vendor vendor(response);
  WriteRequest request;
  request.op = op;
  request.key = {"erp", "contact", op == EffectOp::create ? "" : "c-1"};
  request.content = Map{{"name", "New"}};
  request.precondition = "1";
  request.idempotency_key = "k";
  const WriteOutcome outcome = vendor.port->write(request, vendor.context());
  const char* names[] = {"applied", "rejected", "unknown", "not sent"};
  return std::string(names[static_cast<int>(outcome.kind)]) + (outcome.error ? " " + told(*outcome.error) : "");
}

HttpResponse json(int status, std::string body, HttpHeaders headers = {}) {
  headers.emplace_back("Content-Type", "application/json");
  return {status, std::move(headers), std::move(body)};
}
HttpResponse html(int status, HttpHeaders headers = {}) {
  headers.emplace_back("Content-Type", "text/html");
  return {status, std::move(headers), page};
}
HttpResponse error(int status) { return json(status, R"({"error":{"code":"","message":"because of that"}})"); }
HttpResponse with(const std::string& field, const std::string& value) {
  return json(200, R"({"id":"c-1","changed_at":"2026-11-21T12:00:00Z","etag":"1",")" + field + "\":" + value + "}");
}

struct Row {
  std::string fault;
  HttpResponse response;
  std::string begins;     ///< what comes of it
  std::string says = {};  ///< words that an operator finds in it
};

void check(const std::vector<Row>& rows, const std::function<std::string(const HttpResponse&)>& what) {
  for (const Row& row : rows) {
    const std::string got = what(row.response);
    INFO(row.fault << ": " << got);
    CHECK(got.starts_with(row.begins));
    CHECK(got.find(row.says) != std::string::npos);
  }
}

}  // namespace

TEST_SUITE("vendor faults") {
  TEST_CASE("a read that is answered by another status") {
    check({{"400", error(400), "validation", "because of that"},
           {"401 for ever", error(401), "auth", "check the credentials"},
           {"403", error(403), "permission", "give the integration user this right"},
           {"404 of the vendor", error(404), "gone"},
           {"404 of a proxy", html(404), "transient", "check the address"},
           {"405", error(405), "validation", "because of that"},
           {"406", error(406), "validation"},
           {"408", html(408), "transient"},
           {"409", error(409), "conflict"},
           {"410 of the vendor", error(410), "gone"},
           {"410 of a proxy", html(410), "transient"},
           {"412", error(412), "conflict"},
           {"413", html(413), "validation"},
           {"415", error(415), "validation"},
           {"422", error(422), "validation"},
           {"423", error(423), "transient", "because of that"},
           {"425", html(425), "transient"},
           {"429", html(429, {{"Retry-After", "30"}}), "throttled"},
           {"500", error(500), "transient", "because of that"},
           {"502 of a proxy", html(502), "transient", "502 Bad Gateway"},
           {"503", html(503, {{"Retry-After", "5"}}), "transient", "503"},
           {"504", html(504), "transient", "504"},
           {"520", html(520), "transient", "520"},
           {"302 to a sign-in", html(302, {{"Location", "https://login.example/"}}), "transient", "the address moved"},
           {"202 without a body", json(202, ""), "transient"},
           {"204 without a body", {204, {}, ""}, "transient"}},
          read);
  }

  TEST_CASE("a read that is answered 200 by something else than its record") {
    check({{"a sign-in page", html(200), "transient connect.not_understood", "check the address"},
           {"nothing", json(200, ""), "transient"},
           {"null", json(200, "null"), "transient"},
           {"cut in the middle", json(200, record.substr(0, 40)), "transient connect.truncated", "ends too early"},
           {"with a mark of byte order", json(200, "\xef\xbb\xbf" + record), "read: Nordlicht"},
           {"JSON that is called HTML", {200, {{"Content-Type", "text/html"}}, record}, "read: Nordlicht"},
           {"of another record", json(200, R"({"id":"c-2","name":"Other"})"), "merged into c-2"},
           {"half of a surrogate pair", with("name", R"("a\ud800b")"), "transient connect.not_understood", "surrogate"},
           {"a NUL, escaped", with("name", R"("a\u0000b")"), "read: a"},
           {"a NUL as it is", with("name", std::string("\"a\0b\"", 5)), "transient connect.not_understood"},
           {"Latin-1", with("name", "\"M\xfcller\""), "transient connect.not_understood", "UTF-8"},
           {"the same key twice", with("name", R"("a","name":"b")"), "transient connect.not_understood", "name"},
           {"a list where a text is", with("name", "[]"), "config connect.wrong_type", "name"},
           {"a number where a text is", with("name", "9007199254740993"), "read: 9007199254740993"},
           {"a stamp that is none", json(200, R"({"id":"c-1","name":"a","changed_at":"yesterday","etag":"1"})"),
            "config connect.wrong_type", "changed_at"},
           {"an array where the record is", json(200, "[" + record + "," + record + "]"), "read: Nordlicht"}},
          read);
  }

  TEST_CASE("a creation") {
    check({{"400", error(400), "rejected validation", "because of that"},
           {"401 for ever", error(401), "not sent auth"},
           {"403", error(403), "rejected permission"},
           {"409 without the id of the other", error(409), "rejected conflict"},
           {"429", html(429), "not sent throttled"},
           {"500", error(500), "unknown transient", "because of that"},
           {"502 of a proxy", html(502), "unknown transient"},
           {"503", html(503), "unknown transient"},
           {"504", html(504), "unknown transient"},
           {"302 to a sign-in", html(302), "unknown transient"},
           {"a sign-in page", html(200), "unknown transient"},
           {"200 without a body", json(200, ""), "unknown"},
           {"201 without the id", json(201, "{}"), "unknown"},
           {"202 without a body", json(202, ""), "unknown"},
           {"cut in the middle", json(201, R"({"id":"c-)"), "unknown"}},
          [](const HttpResponse& response) { return wrote(EffectOp::create, response); });
  }

  TEST_CASE("an update") {
    check({{"404", error(404), "rejected not-found"},
           {"404 of a proxy", html(404), "unknown transient"},
           {"410", error(410), "rejected gone"},
           {"409", error(409), "rejected conflict"},
           {"412", error(412), "rejected conflict", "because of that"},
           {"422", error(422), "rejected validation", "because of that"},
           {"423", error(423), "unknown transient"},
           {"204 without a body", {204, {}, ""}, "applied"},
           {"202 without a body", json(202, ""), "applied"},
           {"a sign-in page", html(200), "unknown transient"},
           {"500", error(500), "unknown transient"}},
          [](const HttpResponse& response) { return wrote(EffectOp::update, response); });
  }
}

}  // namespace syncline::outcomes
