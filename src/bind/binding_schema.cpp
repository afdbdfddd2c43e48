// The declared shape of bindings/<entity>.yaml.
#include "bind/binding_file.h"

namespace syncline {
namespace {

using namespace schema;

Schema converter_choice() {
  return choice({{"string", "as it stands"},
                 {"text", "lines end with LF"},
                 {"html_text", "HTML there, plain text here"},
                 {"boolean", "also 1 and 0"},
                 {"integer", "whole number"},
                 {"decimal", "exact number"},
                 {"decimal_comma", "1.299,50 there"},
                 {"percent_fraction", "0.05 there, 5 here"},
                 {"date", "day"},
                 {"day_of_instant", "a moment there, the day that it is in the zone here"},
                 {"day_of_local_time", "date and time there, its day here"},
                 {"instant", "moment"},
                 {"local_time", "date and time on the clocks of the zone there (lossy)"},
                 {"email", "domain in lower case"},
                 {"phone", "+493012345 where it can be told"},
                 {"url", "with its scheme"},
                 {"country", "ISO 3166 alpha-2"},
                 {"currency", "ISO 4217"},
                 {"tax_id", "upper case without spaces, dots and dashes"},
                 {"language", "BCP 47: de-AT"},
                 {"locale", "de_AT there, de-AT here"},
                 {"reference", "id of a record of `object`"}});
}

Schema never(const char* about) { return choice({{"never", about}}); }

Schema file_schema() {
  return map({
                 required("entity", text(), "The entity that is carried"),
                 required("object", text(), "The connector's object that carries it"),
                 optional("create", map_of(any()), "Constants of every creation, in the system's form"),
                 required("fields", map_of(ref("field")), "Canonical field → where it stands"),
                 optional("custom", map_of(ref("field")),
                          "The same of fields that an installation adds to the object, as the connector's page says: a "
                          "new project names them under bind"),
             })
      .define("field", field_binding_schema())
      .named("bindings/<entity>.yaml")
      .about(
          "Which field of a connector's object carries which field of an entity, and how it is converted, both ways. A "
          "binding is exact when what is written is read back; lossy (max, scale, upper, lower, trim, local_time, "
          "several "
          "labels of one code) when it is read back as what the system can hold.\n\n"
          "A value table translates codes into labels, also for units, states, terms of payment and truth values "
          "({ja: \"true\", nein: \"false\"}). A code or label that is not in the table is an error that names the "
          "table "
          "and the value; nothing is guessed.\n\n"
          "A list of parts (the lines of an order) is one field: the child records of `part` that match `where`. When "
          "it is "
          "written, parts are matched with child records: equal ones, then by the key of the entity's field, then in "
          "order. "
          "Unchanged ones are not touched, changed ones get what differs, surplus ones are deleted, new ones get the "
          "values "
          "of `where` as well. The order of lines is not written.\n\n"
          "A state that only calls change (confirm, post) is read with `write: transitions`.\n\n"
          "No converter needs a second field: gross prices become net ones, and discounts as amounts become "
          "percentages, "
          "in a derived field of the sync file (`net_of`, `gross_of`, `discounted`, `percent_of`), or where the system "
          "shows both.\n\n"
          "```yaml\n"
          "entity: order\n"
          "object: sale\n"
          "fields:\n"
          "  number: number\n"
          "  status: {path: state, map: {draft: draft, confirmed: confirmed}, write: transitions}\n"
          "  order_date: {path: created_at, as: day_of_instant}\n"
          "  customer: {path: party, object: party, required: true}\n"
          "  lines:\n"
          "    part: lines\n"
          "    where: {type: line}\n"
          "    fields:\n"
          "      product: {path: product, object: product, required: true}\n"
          "      quantity: quantity\n"
          "      unit_price: {path: unit_price, scale: 4}\n"
          "      net_amount: {path: amount, write: never}\n"
          "```");
}

/// What can be said of a single value, in the record or in a part of a list.
std::vector<SchemaKey> value_keys() {
  return {
      optional("as", converter_choice(), "Converter; without it the one of the field's type"),
      optional("map", one_of({{"the name of a value table", text()}, {"pairs of code and label", map_of(text())}}),
               "Value table: a file of maps/, or {code there: label here}"),
      optional("codes", choice({{"text", ""}, {"integer", ""}, {"boolean", ""}}), "What the codes are in the system")
          .otherwise("text"),
      optional("zone", text().format(Format::zone), "Of local_time and day_of_instant; without it the project's"),
      optional("max", integer(1, 1'000'000), "Longer texts are cut (lossy)"),
      optional("scale", integer(0, 18), "Digits after the point, rounded half up (lossy)"),
      optional("upper", boolean(), "Upper case only (lossy)").otherwise(false),
      optional("lower", boolean(), "Lower case only (lossy)").otherwise(false),
      optional("trim", boolean(), "No spaces at the ends (lossy)").otherwise(false),
      optional("read", never("it is only written"), "Whether it is read"),
      optional("required", boolean(), "The system accepts no creation without it").otherwise(false),
      optional("default", any(), "Canonical value of creations that say nothing of it"),
      optional("empty", any(),
               "What the system shows where there is nothing, such as 0: nothing is written so, and 0 there is as good "
               "as nothing here. In numbers without it what the connector says (values.empty_number)"),
      optional("object", text(), "Of references: the connector's object that is referred to"),
  };
}

Schema part_field_schema() {
  std::vector<SchemaKey> keys = value_keys();
  keys.insert(keys.begin(), required("path", text().not_secret(), "Where it stands in the part"));
  keys.push_back(optional("write", never("it is only read"), "Whether it is written"));
  return map(std::move(keys)).shorthand("path").named("Field of a part");
}

}  // namespace

Schema field_binding_schema() {
  std::vector<SchemaKey> keys = value_keys();
  keys.insert(keys.begin(), optional("path", text().not_secret(), "Where it stands in the record, or in its part"));
  keys.push_back(optional(
      "write",
      choice({{"never", "it is only read"}, {"transitions", "it is read, and changed only by calls of the connector"}}),
      "Whether it is written"));
  keys.push_back(optional("check", map({required("tolerance", decimal(), "How far it may be off")}),
                          "Computed by the system; compared, never written"));
  keys.push_back(optional("part", text(), "The list of child records in which it stands"));
  keys.push_back(
      optional("where", map_of(any()), "Which of the child records; of a single value the lowest id that matches"));
  keys.push_back(optional("fields", map_of(part_field_schema()),
                          "Of a list of parts: canonical field → where it "
                          "stands in each. In an installation's own binding "
                          "without part: these are added to the connector's"));
  return map(std::move(keys)).shorthand("path").at_most_one({"path", "fields"}).named("Field of a binding");
}

const Schema& binding_file_schema() {
  static const Schema schema = file_schema();
  return schema;
}

}  // namespace syncline
