// Calls in one body: what leaves, what comes back, and that nothing slips from one call into another.
#include "connect/multipart_calls.h"

#include "connect/http_port.h"
#include "connect/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

/// "\n" for the line ends of the wire.
std::string wire(std::string text) {
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) text.insert(at, "\r");
  return text;
}

HttpResponse answered(std::string body) {
  return {202, {{"content-type", "multipart/mixed; boundary=\"B1\""}}, wire(std::move(body))};
}

const char* const mixed = R"(--B1
Content-Type: application/http
Content-Transfer-Encoding: binary

HTTP/1.1 200 OK
Content-Type: application/json
Content-Length: 13

{"d":{"a":1}}
--B1
Content-Type: multipart/mixed; boundary=C1

--C1
Content-Type: application/http

HTTP/1.1 201 Created
ETag: W/"1"

{"d":{"id":"7"}}
--C1
Content-Type: application/http

HTTP/1.1 204 No Content


--C1--

--B1
Content-Type: application/http

HTTP/1.1 400 Bad Request

{"error":{"code":"V1/042"}}
--B1--
)";

}  // namespace

TEST_CASE("calls and a change set as they are written on the wire") {
  HttpRequest request;
  const Value calls = json(R"j([{"method":"GET","path":"Orders('1')?$filter=a eq 'ü'"},
    [{"method":"PATCH","path":"Orders('1')","headers":{"If-Match":"*","Left-Out":null},"body":{"a":1}},
     {"method":"DELETE","path":"Lines(1)"}]])j");
  REQUIRE(put_calls(request, calls));
  const std::string type = *header(request.headers, "Content-Type");
  const std::string outer = type.substr(type.find('=') + 1);
  const std::size_t at = request.body.find("boundary=") + 9;
  const std::string inner = request.body.substr(at, request.body.find("\r\n", at) - at);
  CHECK(type == "multipart/mixed; boundary=" + outer);
  CHECK(request.body == wire("--" + outer + R"(
Content-Type: application/http
Content-Transfer-Encoding: binary

GET Orders('1')?$filter=a%20eq%20'%C3%BC' HTTP/1.1
Accept: application/json


--)" + outer +
                             "\nContent-Type: multipart/mixed; boundary=" + inner + "\n\n--" + inner + R"(
Content-Type: application/http
Content-Transfer-Encoding: binary

PATCH Orders('1') HTTP/1.1
Accept: application/json
If-Match: *
Content-Type: application/json
Content-Length: 7

{"a":1}
--)" + inner + R"(
Content-Type: application/http
Content-Transfer-Encoding: binary

DELETE Lines(1) HTTP/1.1
Accept: application/json


--)" + inner + "--\n\n--" + outer +
                             "--\n"));
}

TEST_CASE("nothing that stands in a call can end its line or pass for a boundary") {
  HttpRequest request;
  for (const char* calls : {R"([{"method":"GET","path":"a\r\nX: 1"}])", R"([{"method":"GET /x","path":"a"}])",
                            R"([{"method":"GET","path":"a","headers":{"If-Match":"1\r\nX: 1"}}])", R"([])", R"({})",
                            "[[]]", R"([{"method":"GET"}])"}) {
    CAPTURE(calls);
    CHECK_FALSE(put_calls(request, json(calls)));
  }
  REQUIRE(put_calls(request, json(R"([{"method":"POST","path":"a","body":"x"}])")));
  const std::string boundary = header(request.headers, "Content-Type")->substr(26);
  // The same length, so that the first choice of a boundary is met again.
  REQUIRE(put_calls(request, Value(List{Map{{"method", "POST"}, {"path", "a"}, {"body", "--" + boundary}}})));
  CHECK(header(request.headers, "Content-Type")->substr(26) != boundary);
}

TEST_CASE("answers: one by one, of a change set as a list, bodies as values") {
  const auto all = answers_in(answered(mixed));
  REQUIRE_MESSAGE(all.ok(), describe(all.error()));
  REQUIRE(all->size() == 3);
  CHECK((*all)[0]["body"] == json(R"({"d":{"a":1}})"));
  CHECK((*all)[1].at(0)["status"] == Value(201));
  CHECK((*all)[1].at(0)["headers"]["etag"] == Value("W/\"1\""));
  CHECK((*all)[1].at(1)["status"] == Value(204));
  CHECK((*all)[1].at(1)["body"].is_null());
  const auto refused = first_refused(*all);
  REQUIRE(refused);
  CHECK(refused->status == 400);
  CHECK(refused->body == R"({"error":{"code":"V1/042"}})");
}

TEST_CASE("a boundary after bytes that are no text, and in capitals, is found") {
  HttpResponse response = answered("--b\nContent-Type: application/http\n\nHTTP/1.1 204 No Content\n\n\n--b--\n");
  response.headers = {{"Content-Type", "Multipart/Mixed;" + std::string(20, '\xff') + " BOUNDARY=b; x=1"}};
  const auto answers = answers_in(response);
  REQUIRE(answers);
  CHECK(answers->size() == 1);
}

TEST_CASE("answers with bare line ends, a text before them, a body that is no JSON") {
  HttpResponse response = answered("");
  response.body = std::string("preamble\n") + mixed;
  CHECK(answers_in(response)->size() == 3);
  response.body = "--B1\n\nHTTP/1.1 403 Forbidden\n\nCSRF token validation failed\n--B1--";
  const auto all = answers_in(response);
  REQUIRE(all);
  CHECK((*all)[0]["body"] == Value("CSRF token validation failed"));
  CHECK(first_refused(*all)->body == "CSRF token validation failed");
}

TEST_CASE("answers that end too early, at any byte, are errors or fewer than were sent, never others") {
  const HttpResponse whole = answered(mixed);
  for (std::size_t size = 0; size + 4 < whole.body.size(); ++size) {
    HttpResponse cut = whole;
    cut.body.resize(size);
    CAPTURE(size);
    CHECK_FALSE(answers_in(cut));
  }
}

TEST_CASE("the first that was refused is the answer of the whole") {
  ScriptedClient client;
  StillRuntime rt;
  std::string status = "412 Precondition Failed";
  client.reply = [&](const HttpRequest&) {
    return answered(
        "--B1\n\nHTTP/1.1 200 OK\n\n{}\n--B1\nContent-Type: multipart/mixed; boundary=C\n\n--C\n\nHTTP/1.1 " + status +
        "\n\n{\"error\":{\"code\":\"MOVED\"}}\n--C--\n\n--B1--\n");
  };
  const auto port = *make_http_port(rt, client, manifest_of(shop_with(R"(errors: {code: "${body.error.code}"}
objects:
  order:
    fields: {name: {type: text}}
    update:
      request: {path: /$batch, batch: "${[{'method': 'GET', 'path': 'a'}, [{'method': 'PATCH', 'path': 'b', 'body': content}]]}"}
)")),
                                    "shop", {});
  const auto write = [&] {
    return port->write({EffectOp::update, {"shop", "order", "7"}, Map{{"name", "A"}}, "", ""}, {});
  };
  const WriteOutcome refused = write();
  CHECK(refused.kind == WriteOutcome::Kind::rejected);
  CHECK(refused.error->cls == ErrorClass::conflict);
  CHECK(refused.error->code == "MOVED");
  status = "204 No Content";
  CHECK(write().kind == WriteOutcome::Kind::applied);
  status = "503 Busy";
  CHECK(write().kind == WriteOutcome::Kind::unknown);
}
