#include "bind/entity_file.h"

#include "bind/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

std::string findings_of(const std::string& yaml) {
  Diagnostics findings;
  const auto entity = read_entity_file(document_of(yaml), findings);
  CHECK(entity.has_value() == !findings.has_errors());
  return listed(findings);
}

}  // namespace

TEST_CASE("an entity file is read whole or refused with places") {
  Diagnostics findings;
  const auto entity = read_entity_file(document_of("entity: deal\nversion: 3\nkind: document\nfields:\n  title: {type: "
                                                   "string, required: true}\n  amount: {type: money, scope: member, "
                                                   "financial: true}\n  stage: {type: choice, choices: [a, b]}\n  "
                                                   "customer: {type: reference, refers_to: customer}\n"),
                                       findings);
  REQUIRE(entity);
  CHECK(entity->version == 3);
  CHECK(entity->kind == EntityKind::document);
  CHECK(entity->field("title")->required);
  CHECK(entity->field("amount")->scope == FieldScope::member);
  CHECK(entity->field("amount")->financial);
  CHECK(entity->field("stage")->choices == std::vector<std::string>{"a", "b"});
  CHECK(entity->field("customer")->refers_to == "customer");

  CHECK_FALSE(read_entity_file(
      document_of(
          "entity: deal\nkind: document\nfields:\n  a: choice\n  b: reference\n  c: {type: string, refers_to: x}\n"),
      findings));
  CHECK(listed(findings) ==
        "B201@4:3: the field \"a\" is a choice without choices\nB202@5:3: the field \"b\" is a reference to nothing\n"
        "B202@6:3: the field \"c\" refers to an entity but is of type string");
}

TEST_CASE("lines of a document are declared with their fields, their key and what must hold of them") {
  Diagnostics findings;
  const auto entity = read_entity_file(document_of(R"yaml(
entity: delivery
plural: deliveries
kind: document
fields:
  number: string
  total: money
  lines:
    type: parts
    key: [product, unit]
    fields:
      product: {type: reference, refers_to: product, required: true}
      quantity: {type: decimal, required: true}
      unit: {type: choice, choices: [piece, kg]}
checks:
  - {that: "lines.all(l, l.quantity > 0)", else: "a line has no positive quantity"}
  - {that: "total == null || total >= 0", else: "the total is negative"}
)yaml"),
                                       findings);
  REQUIRE_MESSAGE(entity, listed(findings));
  CHECK(entity->plural == "deliveries");
  const FieldSpec& lines = *entity->field("lines");
  CHECK(lines.type == FieldType::parts);
  CHECK(lines.part_key == std::vector<std::string>{"product", "unit"});
  CHECK(lines.part("product")->refers_to == "product");
  CHECK(lines.part("product")->required);
  CHECK(lines.part("unit")->choices == std::vector<std::string>{"piece", "kg"});
  CHECK_FALSE(lines.part("number"));
  REQUIRE(entity->checks.size() == 2);
  CHECK(entity->checks[0].that == "lines.all(l, l.quantity > 0)");
  CHECK(entity->checks[0].otherwise == "a line has no positive quantity");
  const auto plain =
      read_entity_file(document_of("entity: order\nkind: document\nfields: {number: string}\n"), findings);
  REQUIRE(plain);
  CHECK(plain->plural == "orders");
}

TEST_CASE("each mistake in the declaration of parts and checks is named with its place") {
  struct Case {
    std::string rest;
    std::string findings;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"  l: parts", "B203@4:3: the field \"l\" is a list of parts without fields"},
           {"  l: {type: string, fields: {a: string}}", "B203@4:29: the field \"l\" has fields but is of type string"},
           {"  l: {type: parts, fields: {m: {type: parts, fields: {a: string}}}}",
            "B203@4:29: the field \"m\" of \"l\" is itself a list of parts"},
           {"  l: {type: parts, fields: {m: choice}}", "B201@4:29: the field \"m\" is a choice without choices"},
           {"  l: {type: parts, key: [prodct], fields: {product: string}}",
            "B204@4:25: the field \"l\" has the key \"prodct\", which is none of its fields"},
           {"  l: {type: string, key: [a]}", "B204@4:26: the field \"l\" has a key of its parts but is of type string"},
           {"  l: {type: parts, fields: {a: decimal}}\nchecks: [{that: 'l.all(x, x.b > 0)', else: no}]",
            "B205@5:17: the check cannot be computed: deal.l has no field 'b'"},
           {"  a: decimal\nchecks: [{that: a, else: no}]",
            "B205@5:17: the check cannot be computed: the expression gives decimal, but bool is needed here"},
       }) {
    INFO(c.rest);
    CHECK(findings_of("entity: deal\nkind: document\nfields:\n" + c.rest + "\n") == c.findings);
  }
}
