// What requests need that no setting says, asked of the system once; and lists whose answers name the page that
// follows.
#include <algorithm>

#include "connect/http_port.h"
#include "connect/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

constexpr const char* books = R"(connector: books
title: Books
protocol: json-http
settings: {company: {type: string, description: "Name of the company"}}
base_url: https://books.example
values: {ids: text}
discover:
  company:
    request: {path: /companies}
    value: "${body.value.filter(c, c.name == settings.company).map(c, c.id).first()}"
    missing: "${'correct company: there are ' + body.value.map(c, c.name).join(', ')}"
    outdated: "status == 410 && body.was == company"
errors:
  classes: [{when: "status == 410", class: transient, sent: nothing}]
objects:
  item:
    fields: {name: {type: text}, at: {type: datetime}}
    stamp: {field: at}
    list:
      changes:
        strategy: keyset
        overlap: 1m
        request:
          path: "${token == '' ? '/' + company + '/items' : token}"
          query: {since: "${token == '' ? since : null}"}
          headers: {Prefer: "${token == '' ? null : 'next'}"}
        records: "${body.value}"
        next: "${has(body.next) ? body.next : ''}"
    read: {request: {path: "/${company}/items/${id}"}}
    update: {request: {method: PATCH, path: "/${company}/items/${id}", body: "${content}"}}
  part: {with: {place: "${company + '/parts'}"}, fields: {name: {type: text}}, read: {request: {path: "/${with.place}/${id}"}}}
)";

struct Books {
  Books() {
    client.reply = [this](const HttpRequest& request) { return reply(request.url.substr(21)); };
  }
  ScriptedClient::Reply reply(const std::string& target) {
    if (target == "/companies") {
      if (ill-- > 0) return answer("<html>", 502);
      return answer(R"({"value":[{"id":"c1","name":"Other"},{"id":")" + moved_to + R"(","name":"Mine"}]})");
    }
    const std::string of = target.substr(1, 2);
    const bool is_record = target.ends_with("/7");
    if (is_record && (gone || of != moved_to)) return answer(R"({"was":")" + of + R"("})", 410);
    if (is_record && target.find("/parts/") != std::string::npos) return answer(R"({"id":"7","name":"Nut"})");
    if (is_record) return answer(R"({"id":"7","name":"Bolt"})");
    if (target.starts_with("/page")) return answer(pages[target]);
    return answer(pages["first"]);
  }
  std::shared_ptr<SystemPort> port(const char* company = "Mine") {
    return *make_http_port(rt, client, manifest_of(books), "erp", {{"company", company}});
  }
  int ill = 0;
  std::string moved_to = "c2";
  bool gone = false;
  std::map<std::string, std::string> pages;
  StillRuntime rt;
  ScriptedClient client;
};

std::string items(const char* stamp, const char* next) {
  std::string out = R"({"value":[{"id":"7","name":"Bolt","at":")" + std::string(stamp) + R"("}])";
  return out + (*next ? R"(,"next":")" + std::string(next) + R"("})" : "}");
}

}  // namespace

TEST_CASE_FIXTURE(Books, "what is discovered is asked once, and stands in every request by its name") {
  const auto erp = port();
  CHECK(erp->read({"erp", "item", "7"}, {})->content["name"] == Value("Bolt"));
  CHECK(erp->read({"erp", "item", "7"}, {}).ok());
  CHECK(client.requests.size() == 3);
}

TEST_CASE_FIXTURE(Books, "what an object says under with sees what is discovered, also in the first call") {
  CHECK(port()->read({"erp", "part", "7"}, {})->content["name"] == Value("Nut"));
}

TEST_CASE_FIXTURE(Books,
                  "what cannot be discovered is a matter of configuration, with what to do; a bad answer is not") {
  const auto missing = port("Theirs")->read({"erp", "item", "7"}, {});
  REQUIRE_FALSE(missing);
  CHECK(missing.error().cls == ErrorClass::config);
  CHECK(missing.error().remedy == "correct company: there are Other, Mine");
  ill = 1;
  const auto erp = port();
  CHECK(erp->read({"erp", "item", "7"}, {}).error().cls == ErrorClass::transient);
  CHECK(erp->read({"erp", "item", "7"}, {}).ok());
}

TEST_CASE_FIXTURE(Books,
                  "an answer that shows that it is so no longer: it is asked again, and the call made once more") {
  const auto erp = port();
  CHECK(erp->read({"erp", "item", "7"}, {}).ok());
  moved_to = "c3";
  CHECK(erp->read({"erp", "item", "7"}, {})->content["name"] == Value("Bolt"));
  const std::size_t calls = client.requests.size();
  CHECK(erp->read({"erp", "part", "7"}, {})->content["name"] == Value("Nut"));
  CHECK(client.requests.size() == calls + 1);
  WriteRequest write;
  write.op = EffectOp::update;
  write.key = {"erp", "item", "7"};
  write.content = Map{{"name", "Screw"}};
  moved_to = "c2";
  CHECK(erp->write(write, {}).kind == WriteOutcome::Kind::applied);
  // Once more only, where it helps nothing.
  gone = true;
  const auto refused = erp->read({"erp", "item", "7"}, {});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().cls == ErrorClass::transient);
  CHECK(client.requests.size() == calls + 7);
}

TEST_CASE_FIXTURE(Books,
                  "a keyset list follows the pages that its answers name, and then goes on from the latest stamp") {
  const auto erp = port();
  pages["first"] = items("2026-11-01T10:00:00Z", "https://books.example/page?skip=1&x=%20y");
  pages["/page?skip=1&x=%20y"] = items("2026-11-01T11:00:00Z", "");
  auto page = erp->list("item", ListMode::changes, "", {});
  REQUIRE(page.ok());
  CHECK(page->more);
  page = erp->list("item", ListMode::changes, page->next, {});
  CHECK_FALSE(page->more);
  // Verbatim, without the parameters of the first; headers that are null are left out, too.
  CHECK(client.requests.back().url == "https://books.example/page?skip=1&x=%20y");
  CHECK(*header(client.requests.back().headers, "Prefer") == "next");
  CHECK(header(client.requests[1].headers, "Prefer") == nullptr);
  page = erp->list("item", ListMode::changes, page->next, {});
  CHECK(client.requests.back().url == "https://books.example/c2/items?since=2026-11-01T10%3A59%3A00Z");
}

TEST_CASE_FIXTURE(Books, "a next page at another server is not asked: it would get the sign-in") {
  const auto erp = port();
  for (const char* next :
       {"https://evil.example/page", "http://books.example/page", "https://books.example:444/page"}) {
    pages["first"] = items("2026-11-01T10:00:00Z", next);
    const auto page = erp->list("item", ListMode::changes, "", {});
    REQUIRE_FALSE(page);
    CHECK(page.error().code == "connect.leads_away");
  }
  CHECK(std::ranges::none_of(client.requests, [](const auto& each) { return each.url.find("/page") < 40; }));
}
