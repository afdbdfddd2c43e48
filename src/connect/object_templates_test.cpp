// What objects take over from templates and from each other.
#include "connect/http_port.h"
#include "connect/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

constexpr const char* begin = R"(connector: shop
title: Shop
protocol: json-http
base_url: https://shop.example
templates:
  row:
    with: {table: none, where: all}
    fields: {id: {type: text}, changed: {type: datetime}}
    stamp: {field: changed}
    records: "${body.rows}"
    list:
      changes:
        strategy: branches
        with: {by: changed}
        branches:
          old: {strategy: keyset, with: {from: old}, request: {path: "/${with.table}/${with.where}/${with.by}/${with.from}"}}
    read: {request: {path: "/${with.table}/${id}"}}
  writable: {like: row, idempotency: key, remove: {request: {path: "/${with.table}/${id}", method: DELETE}}}
objects:
)";

std::string findings_of(const std::string& objects) {
  const std::string yaml = begin + objects;
  auto document = parse_yaml(yaml, "connector.yaml");
  REQUIRE(document);
  Diagnostics findings;
  read_manifest(*document, findings);
  return render(findings, {{"connector.yaml", yaml}});
}

}  // namespace

TEST_CASE("like: maps are joined at any depth, what an object says itself stands instead") {
  const auto manifest = manifest_of(std::string(begin) + R"(
  order: {like: writable, with: {table: orders}, fields: {total: {type: decimal}}}
  credit: {like: order, with: {where: credits}, fields: {total: {type: integer}, of: {type: text}}}
)");
  const ObjectSpec& order = manifest->objects.at("order");
  const ObjectSpec& credit = manifest->objects.at("credit");
  CHECK(order.traits.idempotency == Idempotency::key);
  CHECK(order.traits.can_remove);
  CHECK(order.stamps == std::vector<std::string>{"changed"});
  CHECK(order.fields.size() == 3);
  CHECK(credit.fields.size() == 4);
  CHECK(order.field("total")->type == ValueType::decimal);
  CHECK(credit.field("total")->type == ValueType::integer);
  CHECK_FALSE(manifest->objects.contains("row"));
}

TEST_CASE("like several: what each says is joined, the later ones stand over the earlier, the object over all") {
  const auto manifest = manifest_of(std::string(begin) + R"(
  removable: {needs: [order], fields: {total: {type: decimal}, changed: {form: "%Y"}}}
  order: {like: [writable, removable], with: {table: orders}, fields: {changed: {form: "%d"}}}
  credit: {like: [removable, order], needs: []}
)");
  const ObjectSpec& order = manifest->objects.at("order");
  CHECK(order.traits.idempotency == Idempotency::key);
  CHECK(order.traits.needs == std::vector<std::string>{"order"});
  CHECK(order.field("total")->type == ValueType::decimal);
  CHECK(order.field("changed")->type == ValueType::datetime);
  CHECK(order.field("changed")->form == "%d");
  CHECK(manifest->objects.at("credit").traits.needs.empty());
  CHECK(manifest->objects.at("credit").field("changed")->form == "%d");
  CHECK(findings_of("  order: {like: [row, rows]}\n").find("there is no template or object \"rows\"") !=
        std::string::npos);
  CHECK(findings_of("  order: {like: [row, order]}\n").find("is like itself") != std::string::npos);
  CHECK(findings_of("  order: {like: [], fields: {id: {}}}\n").find("like") != std::string::npos);
}

TEST_CASE(
    "a list in branches asks with what the object, the list and the branch say; records are found as the object says") {
  StillRuntime rt;
  ScriptedClient client;
  client.reply = [](const HttpRequest&) { return answer(R"({"rows": [{"id": "7"}]})"); };
  auto port = make_http_port(
      rt, client, manifest_of(std::string(begin) + "  order: {like: row, with: {table: orders}}\n"), "erp", {});
  REQUIRE(port);
  const CallContext context{rt.now() + minutes(5), Priority::event, "t"};
  const auto page = (*port)->list("order", ListMode::changes, "", context);
  REQUIRE_MESSAGE(page, describe(page.error()));
  CHECK(client.requests.at(0).url == "https://shop.example/orders/all/changed/old");
  CHECK(page->records.size() == 1);
  const auto record = (*port)->read({"erp", "order", "7"}, context);
  REQUIRE_MESSAGE(record, describe(record.error()));
  CHECK(record->key.native == "7");
}

TEST_CASE("values under with see those before them; one that cannot be filled takes no other with it") {
  StillRuntime rt;
  ScriptedClient client;
  client.reply = [](const HttpRequest&) { return answer(R"({"rows": [{"id": "7"}]})"); };
  const std::string said = R"(
  order:
    like: row
    with: {table: orders, where: "${int(with.table)}", by: "${with.table}-by"}
    read: {request: {path: "/${with.table}/${with.by}/${id}"}}
)";
  auto port = make_http_port(rt, client, manifest_of(begin + said), "erp", {});
  REQUIRE(port);
  const CallContext context{rt.now() + minutes(5), Priority::event, "t"};
  const auto record = (*port)->read({"erp", "order", "7"}, context);
  REQUIRE_MESSAGE(record, describe(record.error()));
  CHECK(client.requests.at(0).url == "https://shop.example/orders/orders-by/7");
  const auto page = (*port)->list("order", ListMode::changes, "", context);
  REQUIRE_FALSE(page);
  CHECK(describe(page.error()).find("where") != std::string::npos);
}

TEST_CASE("a webhook that says nothing is reported, not read") {
  for (const char* webhook :
       {"webhook:\n", "webhook: {}\n", "webhook: {proof: }\n", "webhook: {proof: {kind: body_secret}}\n"})
    CHECK(findings_of(std::string("  order: {like: row}\n") + webhook).find("webhook") != std::string::npos);
}

TEST_CASE("an object that is like nothing known, like itself, or without fields is named with its place") {
  const std::string unknown = findings_of("  order: {like: rows, fields: {id: {}}}\n");
  CHECK(unknown.find("there is no template or object \"rows\"") != std::string::npos);
  CHECK(unknown.find("connector.yaml:20:17") != std::string::npos);
  CHECK(findings_of("  order: {like: credit, fields: {id: {}}}\n  credit: {like: order}\n").find("is like itself") !=
        std::string::npos);
  CHECK(findings_of("  order: {title: Orders}\n").find("\"order\" has no fields") != std::string::npos);
}
