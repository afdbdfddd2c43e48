#include "bind/binding_file.h"

#include <algorithm>

#include "bind/codes.h"
#include "bind/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

/// Of a binding whose fields begin on line 4.
std::string findings_of(const std::string& fields) {
  Diagnostics findings;
  const auto spec = spec_of("fields:\n" + fields, findings);
  CHECK(spec.has_value() == !findings.has_errors());
  return listed(findings);
}

}  // namespace

TEST_CASE("each mistake in a binding is named with its place") {
  struct Case {
    std::string fields;
    std::string findings;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"  name: name", ""},
           {"  nmae: name", "B302@4:3: \"nmae\" is no field of the entity customer"},
           {"  name: {pth: name}", "C001@4:10: unknown key \"pth\" in \"fields.name\""},
           {"  phone: {path: tel, as: string}",
            "B303@4:26: \"phone\" is of type phone, which the converter \"string\" does not make"},
           {"  name: {path: n, as: decimal}",
            "B303@4:23: \"name\" is of type string, which the converter \"decimal\" does not make"},
           {"  born: {path: b, max: 4}", "B304@4:24: \"born\" would be wrong, not short, when it is cut (date)"},
           {"  born: {path: b, trim: true}",
            "B304@4:3: \"born\" is no free text (date), so upper, lower and trim mean nothing"},
           {"  name: {path: n, max: 4, map: {A: x}}",
            "B304@4:32: \"name\" is translated by a table and shaped as well"},
           {"  name: {path: n, upper: true, lower: true}", "B304@4:39: \"name\" is to be in upper and in lower case"},
           {"  count: {path: n, scale: 2}", "B304@4:27: \"count\" is no decimal (integer)"},
           {"  name: {path: n, where: {a: 1}}", "B304@4:26: \"name\" has conditions but no part"},
           {"  parent: p", "B304@4:3: \"parent\" is a reference to an object that is not named"},
           {"  name: {path: n, object: company}", "B304@4:27: \"name\" names an object but is no reference (string)"},
           {"  born: {path: b, zone: Europe/Berlin}", "B304@4:25: \"born\" has a zone, which date does not need"},
           {"  born: {path: b, as: local_time}",
            "B303@4:23: \"born\" is of type date, which the converter \"local_time\" does not make"},
           {"  name: {path: n, read: never, write: never}", "B305@4:25: \"name\" is neither read nor written"},
           {"  stage: {path: s, map: stage}",
            "B306@4:25: \"stage\" is translated by the value table \"stage\", which does not exist"},
           {"  stage: {path: s, map: {A: opn}}",
            "B307@4:25: \"stage\" cannot be \"opn\", as the value table \"stage\" has it: it is none of the choices "
            "open, won, lost"},
           {"  country: {path: s, map: {A: de}}",
            "B307@4:27: \"country\" is never \"de\", as the value table \"country\" has it, but \"DE\""},
           {"  stage: {path: s, map: {A: open}, codes: integer}",
            "B307@4:43: \"stage\" has the code \"A\", which is not of that form"},
           {"  country: {path: s, default: Germany}",
            "B308@4:31: \"country\" has the default \"Germany\", which is no country code of two letters (ISO 3166)"},
           {"  name: {path: n, write: never, default: x}", "B308@4:42: \"name\" has a default but is never written"},
           {"  name: {lower: true}", "B309@4:3: \"name\" stands nowhere"},
           {"  name: {part: p, fields: {a: b}}", "B309@4:27: \"name\" has fields but is no list of parts (string)"},
           {"  lines: rows", "B309@4:3: \"lines\" is a list of parts, of which no fields are bound"},
           {"  lines: {fields: {quantity: q}}", "B309@4:19: \"lines\" is a list of parts, and nothing says where"},
           {"  lines: {part: r, fields: {quantity: q}, max: 3}",
            "B304@4:48: \"lines\" is a list of parts, so max means nothing"},
           {"  lines: {part: r, fields: {qantity: q}}",
            "B302@4:29: \"qantity\" is no field of \"lines\" of the entity customer"},
           {"  lines: {part: r, fields: {quantity: {path: q, max: 3}}}",
            "B304@4:54: \"quantity\" would be wrong, not short, when it is cut (decimal)"},
           {"  lines: {part: r, fields: {quantity: {path: q, part: p}}}",
            "C001@4:49: unknown key \"part\" in \"fields.lines.fields.quantity\""},
           {"  stage: {part: r, path: s, write: transitions}",
            "B304@4:36: \"stage\" is changed by calls, so it must stand in the record itself"},
           {"  nmae: a\n  city: {path: c, scale: 1}",
            "B302@4:3: \"nmae\" is no field of the entity customer\nB304@5:26: \"city\" is no decimal (string)"},
       }) {
    INFO(c.fields);
    CHECK(findings_of(c.fields) == c.findings);
  }
}

TEST_CASE("a typing error gets the field that was meant") {
  Diagnostics findings;
  CHECK_FALSE(spec_of("fields:\n  webiste: w\n", findings));
  CHECK(findings.sorted().front().remedy == "did you mean \"website\"?");
}

TEST_CASE("a binding for another entity is refused") {
  Diagnostics findings;
  CHECK_FALSE(read_binding_file(document_of("entity: order\nobject: x\nfields: {name: n}\n"),
                                {customer(), tables(), {}}, findings));
  CHECK(listed(findings) == "B301@1:9: the binding is for the entity \"order\", not \"customer\"");
}

TEST_CASE("the class of a field follows from its words") {
  const auto binding = binding_of(
      "fields:\n  name: n\n  street: {path: s, max: 5}\n  city: {path: c, write: never}\n  note: {path: x, read: "
      "never}\n"
      "  limit: {path: l, scale: 2}\n  country: {path: d, map: countries}\n  currency: {path: e, map: {X: EUR, Y: "
      "USD}}\n"
      "  tax_id: {path: t, upper: true}\n");
  const auto cls = [&](const char* field) { return name_of(binding->field(field)->cls); };
  CHECK(cls("name") == "exact");
  CHECK(cls("street") == "lossy");
  CHECK(cls("city") == "read_only");
  CHECK(cls("note") == "write_only");
  CHECK(cls("limit") == "lossy");
  CHECK(cls("country") == "exact");  // several codes of one label lose nothing of the label
  CHECK(cls("currency") == "exact");
  CHECK(cls("tax_id") == "lossy");
}

TEST_CASE("an installation binds a field anew; the others stay") {
  Diagnostics findings;
  auto spec = spec_of("fields:\n  name: name\n  tax_id: {path: vat, lower: true}\n", findings);
  const Schema file = schema::map({schema::required("bind", schema::map_of(schema::map_of(schema::ref("field"))), "")})
                          .define("field", field_binding_schema());
  const Document document =
      document_of("bind: {crm: {tax_id: VAT_ID__c, city: {path: Town, lower: true}}, erp: {nmae: x}}", "sync.yaml");
  const Value value = check(document, file, findings);
  REQUIRE(spec);
  REQUIRE(rebind(*spec, document, "bind.crm", value["bind"]["crm"], {customer(), tables(), {}}, findings));
  const auto binding = make_binding(*spec);
  CHECK(binding->native_paths() == std::vector<std::string>{"Town", "VAT_ID__c", "name"});
  CHECK(binding->field("tax_id")->cls == BindingClass::exact);
  CHECK(binding->field("city")->cls == BindingClass::lossy);
  CHECK_FALSE(rebind(*spec, document, "bind.erp", value["bind"]["erp"], {customer(), tables(), {}}, findings));
  CHECK(listed(findings) == "B302@1:73: \"nmae\" is no field of the entity customer");
  CHECK(spec->fields.size() == 3);
}

TEST_CASE("an installation adds to a list of parts, or binds another one") {
  Diagnostics findings;
  const auto connector = spec_of(
      "fields:\n  lines: {part: rows, where: {type: line}, fields: {quantity: qty, unit_price: price}}\n", findings);
  REQUIRE(connector);
  const Schema file = schema::map({schema::required("crm", schema::map_of(schema::ref("field")), "")})
                          .define("field", field_binding_schema());
  const auto rebound = [&](const std::string& words) {
    BindingSpec spec = *connector;
    const Document document = document_of("crm:\n  lines: " + words + "\n", "sync.yaml");
    const Value value = check(document, file, findings);
    CHECK(rebind(spec, document, "crm", value["crm"], {customer(), tables(), {}}, findings));
    std::string out = spec.fields[0].part + (spec.fields[0].where.empty() ? "" : " (where)");
    for (const FieldBinding& each : spec.fields[0].parts) out += " " + each.name + "=" + each.path;
    return out;
  };
  CHECK(rebound("{fields: {unit_price: x_price, description: x_text}}") ==
        "rows (where) quantity=qty unit_price=x_price description=x_text");
  CHECK(rebound("{part: x_rows, fields: {quantity: x_qty}}") == "x_rows quantity=x_qty");
  CHECK(listed(findings).empty());
}

TEST_CASE("value tables are read from spreadsheets, with all their faults") {
  const auto table_of = [](const char* csv) {
    auto parsed = parse_csv_table(csv, "maps/terms.csv");
    REQUIRE(parsed.ok());
    return read_value_table(*parsed);
  };
  const auto table = table_of("label;code;remark\nnet30;30 Tage;x\nnet30;30 days;\nnet60; 60 Tage ;\n");
  REQUIRE(table.ok());
  CHECK(table->name() == "terms");
  CHECK(*table->label_of("60 Tage") == "net60");
  CHECK(*table->code_of("net30") == "30 Tage");
  CHECK_FALSE(table->is_lossy());
  CHECK(table_of("code,label\nA,x\nA,y\n")->is_lossy());
  const auto wrong = table_of("code,labl\nA,x\n");
  REQUIRE_FALSE(wrong.ok());
  CHECK(listed(wrong.error()) == "B101@1:1: the table has no column \"label\", only \"code\", \"labl\"");
  const auto faulty = table_of("code,label\nA,\nB,x\nB,x\n,y\n");
  REQUIRE_FALSE(faulty.ok());
  CHECK(listed(faulty.error()) ==
        "B102@2:3: the code \"A\" has no label\nB103@4:1: the row B – x stands here twice\nB102@5:1: the label \"y\" "
        "has no code");
}

TEST_CASE("the schemas refer only to what they define, and every code is explained") {
  CHECK(undefined_refs(binding_file_schema()).empty());
  CHECK(undefined_refs(entity_file_schema()).empty());
  CHECK(std::ranges::is_sorted(bind_codes(), {}, &CodeText::code));
}
