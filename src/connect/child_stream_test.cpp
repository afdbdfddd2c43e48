// Child streams: rows of children say which parents to look at again, each occurrence once.
#include "connect/http_port.h"
#include "connect/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

const std::string shop = shop_with(R"(objects:
  order:
    fields: {name: {type: text}, changed: {type: datetime}}
    stamp: {field: changed, resolution: 1s}
    list: {sweep: {strategy: sweep, request: {path: /orders}}}
    children:
      lines:
        strategy: keyset
        parent: order
        stamp: changed
        whole: true
        request: {path: /lines, query: {since: "${since}", after: "${after}"}}
    read: {request: {path: "/orders/${id}"}}
)");

std::string occurrence(const std::string& row, const std::string& manifest = shop) {
  StillRuntime rt;
  ScriptedClient client;
  client.reply = [&](const HttpRequest&) { return answer("[" + row + "]"); };
  auto port = make_http_port(rt, client, manifest_of(manifest), "erp", {});
  REQUIRE_MESSAGE(port, describe(port.error()));
  const auto page = (*port)->list("order/lines", ListMode::changes, "", {rt.now() + minutes(1), Priority::poll, ""});
  REQUIRE_MESSAGE(page, describe(page.error()));
  REQUIRE(page->records.size() == 1);
  CHECK(page->records[0].key.native == "7");
  return page->records[0].version;
}

}  // namespace

TEST_CASE("a child's row that is met again is no news; another edit in the same second is") {
  const std::string seen = occurrence(R"({"id":1,"order":7,"qty":2,"changed":"2026-11-21T01:02:03Z"})");
  CHECK_FALSE(seen.empty());
  CHECK(occurrence(R"({"id":1,"order":7,"qty":2,"changed":"2026-11-21T01:02:03Z"})") == seen);
  CHECK(occurrence(R"({"id":1,"order":7,"qty":3,"changed":"2026-11-21T01:02:03Z"})") != seen);
}

TEST_CASE("rows that show less than the parent takes of a child are looked at each time while stamps are truncated") {
  std::string less = shop;
  less.replace(less.find("        whole: true\n"), 20, "");
  CHECK(occurrence(R"({"id":1,"order":7,"changed":"2026-11-21T01:02:03Z"})", less).empty());
}
