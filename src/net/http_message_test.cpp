#include "net/http_message.h"

#include <doctest/doctest.h>

#include "net/http_date.h"
#include "net/request_check.h"
#include "net/response_text.h"

namespace syncline {
namespace {

const Instant noon = *parse_instant("2026-11-21T12:00:00Z");

HttpResponse with_retry_after(std::string value) {
  return {.status = 429, .headers = {{"retry-after", std::move(value)}}, .body = ""};
}

}  // namespace

TEST_CASE("headers are found whatever their case, and replaced all at once") {
  HttpHeaders headers{{"X-A", "1"}, {"x-a", "2"}, {"X-B", "3"}};
  CHECK(*header(headers, "X-a") == "1");
  CHECK(header(headers, "X-C") == nullptr);
  set_header(headers, "X-A", "9");
  CHECK(headers == HttpHeaders{{"X-B", "3"}, {"X-A", "9"}});
}

TEST_CASE("a target splits into path and query") {
  CHECK(path_of("/a/b?x=1?y") == "/a/b");
  CHECK(query_of("/a/b?x=1?y") == "x=1?y");
  CHECK(query_of("/a/b") == "");
}

TEST_CASE("forms are decoded in order, with repeated and empty names") {
  const auto pairs = parse_form("a=1+2&b=%C3%BC&a=&flag&&=x&c=%zz");
  const std::vector<std::pair<std::string, std::string>> expected{{"a", "1 2"}, {"b", "ü"}, {"a", ""},
                                                                  {"flag", ""}, {"", "x"},  {"c", "%zz"}};
  CHECK(pairs == expected);
}

TEST_CASE("Retry-After: seconds or a date, never beyond a day, never negative") {
  CHECK(retry_after(with_retry_after("120"), noon) == seconds(120));
  CHECK(retry_after(with_retry_after(" 7 "), noon) == seconds(7));
  CHECK(retry_after(with_retry_after("Sat, 21 Nov 2026 12:01:30 GMT"), noon) == seconds(90));
  CHECK(retry_after(with_retry_after("Sat, 21 Nov 2020 12:01:30 GMT"), noon) == Duration{});
  CHECK(retry_after(with_retry_after("-5"), noon) == Duration{});
  CHECK(retry_after(with_retry_after("864000"), noon) == hours(24));
  CHECK(retry_after(with_retry_after("99999999999999999999"), noon) == hours(24));
  CHECK_FALSE(retry_after(with_retry_after("soon"), noon).has_value());
  CHECK_FALSE(retry_after(with_retry_after(""), noon).has_value());
  CHECK_FALSE(retry_after(with_retry_after("5s"), noon).has_value());
  CHECK_FALSE(retry_after({.status = 429, .headers = {}, .body = ""}, noon).has_value());
}

TEST_CASE("HTTP dates are written and read back; other forms are refused") {
  CHECK(to_http_date(*parse_instant("1994-11-06T08:49:37.9Z")) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT") == parse_instant("1994-11-06T08:49:37Z"));
  CHECK(parse_http_date("Thu, 29 Feb 2024 23:59:59 GMT") == parse_instant("2024-02-29T23:59:59Z"));
  for (const std::string bad :
       {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Thu, 29 Feb 2023 23:59:59 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 6_ Nov 1994 08:49:37 GMT"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_http_date(bad).has_value());
  }
}

TEST_CASE("a response is framed by us, whatever the handler says about framing") {
  const HttpResponse response{
      .status = 201,
      .headers = {{"Content-Type", "text/plain"}, {"content-length", "999"}, {"Transfer-Encoding", "chunked"}},
      .body = "ok"};
  CHECK(render_response(response, {.head = false, .keep_alive = true, .now = noon}) ==
        "HTTP/1.1 201 Created\r\nDate: Sat, 21 Nov 2026 12:00:00 GMT\r\nContent-Type: text/plain\r\n"
        "X-Content-Type-Options: nosniff\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok");
  const std::string head = render_response(response, {.head = true, .keep_alive = false, .now = noon});
  CHECK(head.find("Content-Length: 2\r\nConnection: close\r\n\r\n") != std::string::npos);
  CHECK(head.ends_with("\r\n\r\n"));
  const std::string none = render_response({.status = 204, .headers = {}, .body = "x"}, {.now = noon});
  CHECK(none.find("Content-Length") == std::string::npos);
  CHECK(none.ends_with("\r\n\r\n"));
}

TEST_CASE("a response that would split the stream is not said") {
  for (const HttpResponse& bad :
       {HttpResponse{.status = 200, .headers = {{"X", "a\r\nSet-Cookie: b"}}, .body = "secret"},
        HttpResponse{.status = 200, .headers = {{"X: y\r\nZ", "a"}}, .body = "secret"},
        HttpResponse{.status = 100, .headers = {}, .body = "secret"},
        HttpResponse{.status = 999, .headers = {}, .body = "secret"}}) {
    const std::string text = render_response(bad, {.now = noon});
    CHECK(text.starts_with("HTTP/1.1 500 "));
    CHECK(text.find("secret") == std::string::npos);
    CHECK(text.find("Set-Cookie") == std::string::npos);
  }
}

TEST_CASE("what cannot be sent is named") {
  const auto fault = [](HttpRequest request) { return outgoing_fault(request).value_or(""); };
  const HttpRequest good{.method = "REPORT",
                         .url = "",
                         .headers = {{"Authorization", "Bearer x"}, {"X-Empty", ""}},
                         .body = "",
                         .peer = ""};
  CHECK(fault(good) == "");
  HttpRequest bad = good;
  bad.method = "GET /evil HTTP/1.1\r\nX:";
  CHECK(fault(bad).find("method 'GET%20%2Fevil") != std::string::npos);
  for (const auto& [name, value] : HttpHeaders{{"X", "a\r\nB: c"}, {"X", "a\nB: c"}, {"X", std::string("a\0b", 3)}}) {
    bad = good;
    bad.headers = {{name, value}};
    CHECK(fault(bad).find("header X") != std::string::npos);
  }
  for (const std::string name : {"Host", "content-length", "Transfer-Encoding", "Connection", "Expect"}) {
    bad = good;
    bad.headers = {{name, "1"}};
    CHECK(fault(bad).find(name) != std::string::npos);
  }
  bad.headers = {{"X Y", "1"}};
  CHECK(fault(bad).find("X%20Y") != std::string::npos);
}

}  // namespace syncline
