// Fields listed by their type: what `plain` stands for, beside `fields`, in templates, parts and variants.
#include "connect/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

std::string findings_of(const std::string& objects) {
  const std::string yaml = shop_with(objects);
  auto document = parse_yaml(yaml, "connector.yaml");
  REQUIRE(document);
  Diagnostics findings;
  read_manifest(*document, findings);
  return render(findings, {{"connector.yaml", yaml}});
}

std::string found_in(const std::string& plain) {
  return findings_of("objects:\n  customer:\n    plain: " + plain + "\n");
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("plain: each name is a field of that type, by the vendor's name where one is given") {
  const auto manifest = manifest_of(shop_with(R"(
objects:
  customer:
    plain: {text: [phone, name: displayName], decimal: [limit], lookup: {terms: [term, other: otherTerm]}}
    fields: {state: {type: enumeration}}
lookups: {terms: {request: {path: /terms}}}
)"));
  const ObjectSpec& customer = manifest->objects.at("customer");
  CHECK(customer.fields.size() == 6);
  CHECK(customer.field("phone")->type == ValueType::text);
  CHECK(customer.field("phone")->path == "phone");
  CHECK(customer.field("name")->path == "displayName");
  CHECK(customer.field("limit")->type == ValueType::decimal);
  CHECK(customer.field("term")->lookup == "terms");
  CHECK(customer.field("other")->lookup == "terms");
  CHECK(customer.field("other")->path == "otherTerm");
}

TEST_CASE("plain and fields of one object: what fields say of a plain field is joined with it, or stands instead") {
  const auto manifest = manifest_of(shop_with(R"(
objects:
  item:
    plain: {decimal: [price, stock], text: [unit: unitCode]}
    fields: {price: {empty: 0}, stock: {type: integer}}
)"));
  const ObjectSpec& item = manifest->objects.at("item");
  CHECK(item.fields.size() == 3);
  CHECK(item.field("price")->type == ValueType::decimal);
  CHECK(item.field("price")->empty == Value(0));
  CHECK(item.field("stock")->type == ValueType::integer);
}

TEST_CASE("plain of a template and of the object that is like it: both; of lines: what their parts are") {
  const auto manifest = manifest_of(shop_with(R"(
templates:
  document:
    plain: {text: [number]}
    fields:
      lines: {part: [sku, price, cost], plain: {text: [sku], decimal: [price: unitPrice]}, fields: {cost: {type: decimal}}}
objects:
  order: {like: document, plain: {text: [note], date: [number]}, fields: {lines: {plain: {text: [price]}}}}
)"));
  const ObjectSpec& order = manifest->objects.at("order");
  CHECK(order.fields.size() == 3);
  CHECK(order.field("number")->type == ValueType::date);
  const std::vector<ValueSpec>& parts = order.field("lines")->part;
  CHECK(parts.at(0).type == ValueType::text);
  CHECK(parts.at(1).type == ValueType::text);
  CHECK(parts.at(1).path == "unitPrice");
  CHECK(parts.at(2).type == ValueType::decimal);
}

TEST_CASE("a variant adds plain fields to those of the file, and says more of them") {
  const auto manifest = manifest_of(shop_with(R"(
objects:
  customer: {plain: {text: [name, mail]}}
variants:
  detect: {request: {path: /version}, value: "${body.version}", missing: correct url}
  of:
    old: {objects: {customer: {plain: {decimal: [limit]}, fields: {name: {path: display_name}}}}}
    new: {objects: {customer: {plain: {decimal: [limit]}}}}
)"));
  REQUIRE(manifest->variants.of.size() == 2);
  const ObjectSpec& old = manifest->variants.of.at(0).manifest->objects.at("customer");
  CHECK(old.fields.size() == 3);
  CHECK(old.field("name")->type == ValueType::text);
  CHECK(old.field("name")->path == "display_name");
  CHECK(old.field("limit")->type == ValueType::decimal);
}

TEST_CASE("a plain that cannot be understood is reported at its place, with the remedy") {
  const std::string twice = found_in("{text: [name, phone], decimal: [name: total]}");
  CHECK(contains(twice, "\"name\" is listed under plain before"));
  CHECK(contains(twice, "connector.yaml:7:44"));
  CHECK(contains(twice, "list each field once, under its type"));
  const std::string type = found_in("{txt: [name]}");
  CHECK(contains(type, "txt"));
  CHECK(contains(type, "connector.yaml:7:13"));
  CHECK(contains(found_in("{text: name}"), "plain.text"));
  CHECK(contains(found_in("{text: [{name: 5}]}"), "connector.yaml:7:27"));
  CHECK(contains(found_in("[name]"), "plain"));
  CHECK(contains(found_in("{lookup: [term]}"), "plain.lookup"));
  const std::string lookup = found_in("{lookup: {terms: [term]}}");
  CHECK(contains(lookup, "there is no lookup \"terms\""));
  CHECK(contains(lookup, "connector.yaml:7:22"));
  CHECK(contains(found_in("{lookup: {terms: [term]}, text: [term]}"), "\"term\" is listed under plain before"));
}
