#include "bind/entity_file.h"

#include <algorithm>

#include "base/text.h"
#include "bind/entity_check.h"
#include "bind/finding.h"

namespace syncline {
namespace {

using namespace schema;

Schema name_text() { return text().pattern("[a-z][a-z0-9_]*", "a lower-case name like tax_id"); }

Schema field_schema() {
  return map({
                 required("type",
                          choice({{"string", "one line"},
                                  {"text", "several lines"},
                                  {"boolean", "true or false"},
                                  {"integer", "whole number"},
                                  {"decimal", "exact number"},
                                  {"money", "amount, exact"},
                                  {"date", "day"},
                                  {"instant", "moment, UTC"},
                                  {"email", "e-mail address"},
                                  {"phone", "phone number, +493012345"},
                                  {"country", "ISO 3166 alpha-2"},
                                  {"currency", "ISO 4217"},
                                  {"language", "BCP 47: de, de-AT"},
                                  {"tax_id", "upper case without spaces, dots and dashes"},
                                  {"url", "web address with its scheme"},
                                  {"choice", "one of `choices`"},
                                  {"reference", "a record of another entity, named by `refers_to`"},
                                  {"parts", "a list of lines, addresses …, each with the `fields`"}}),
                          "What the value is"),
                 optional("scope",
                          choice({{"link", "one value for all systems"}, {"member", "each system has its own"}}),
                          "Whether systems share the value")
                     .otherwise("link"),
                 optional("required", boolean(), "No record is created without it").otherwise(false),
                 optional("financial", boolean(), "Money, stock or invoice data: the newest edit never simply wins")
                     .otherwise(false),
                 optional("personal", boolean(), "Data of a person: never in logs").otherwise(false),
                 optional("choices", list(text()).items(1).unique(), "The values of a choice"),
                 optional("refers_to", name_text(), "The entity of a reference"),
                 optional("fields", map_of(ref("field")).keys_like("[a-z][a-z0-9_]*", "a lower-case name like tax_id"),
                          "Of parts: the fields of each; references and choices may be among them, parts not"),
                 optional("key", list(name_text()).items(1).unique(),
                          "Of parts: fields by which those of two systems are matched when ids cannot"),
                 optional("description", text(), "What it means, for people"),
             })
      .shorthand("type")
      .named("Field");
}

Schema file_schema() {
  return map({
                 required("entity", name_text(), "Name of the entity, as in the file's name"),
                 optional("version", integer(1, 1'000'000), "Rises when the meaning of a field changes").otherwise(1),
                 required("kind",
                          choice({{"master", "customers, products: merged field by field"},
                                  {"document", "orders, invoices: one writer at a time"},
                                  {"ledger", "payments, postings: only appended"},
                                  {"feed", "stock, prices: the newest wins"},
                                  {"query", "asked for when needed, not stored"}}),
                          "Sets the defaults of merging, deleting and keeping"),
                 optional("plural", name_text(),
                          "What several are called, as in deal.orders; without it the name and s"),
                 optional("description", text(), "What it is, for people"),
                 required("fields", map_of(ref("field")).keys_like("[a-z][a-z0-9_]*", "a lower-case name like tax_id"),
                          "Its fields"),
                 optional(
                     "checks",
                     list(map({
                         required("that", text().format(Format::expression), "What must hold: CEL over the fields"),
                         required("else", text(), "What people are told when it does not"),
                     })),
                     "What is looked at before a record is created from it"),
             })
      .define("field", field_schema())
      .named("entities/<name>.yaml")
      .about(
          "What a record is, whichever system it is in: its fields, by names that all bindings use. The kind sets the "
          "defaults of merging, deleting and keeping.\n\n"
          "A document has its lines as one field of type parts. The lines of two systems are told apart by `key` where "
          "ids cannot; their order says nothing. A field that a line shows as empty is empty; one that a system does "
          "not "
          "know is left as it is elsewhere.\n\n"
          "`checks` hold before a record is created in a system. A field that is empty is null, a field that a line "
          "does "
          "not show is not there: ask has(l.unit_price) first.\n\n"
          "```yaml\n"
          "entity: delivery\n"
          "plural: deliveries\n"
          "kind: document\n"
          "fields:\n"
          "  number: string\n"
          "  order: {type: reference, refers_to: order, required: true}\n"
          "  lines:\n"
          "    type: parts\n"
          "    key: [product]\n"
          "    fields:\n"
          "      product: {type: reference, refers_to: product}\n"
          "      quantity: {type: decimal, required: true}\n"
          "checks:\n"
          "  - {that: \"lines != null && lines.all(l, l.quantity > 0)\", else: \"a line has no positive quantity\"}\n"
          "```");
}

/// `path`: where the field stands in the document.
class FieldJudge {
 public:
  FieldJudge(const FieldSpec& field, const Document& document, std::string path, Diagnostics& findings)
      : field_(field), document_(document), path_(std::move(path)), findings_(findings) {}

  void judge() {
    const std::string type(name_of(field_.type));
    const bool choice = field_.type == FieldType::choice;
    const bool reference = field_.type == FieldType::reference;
    if (choice && field_.choices.empty())
      report("B201", "", "is a choice without choices", "list them: choices: [open, won]");
    if (!choice && !field_.choices.empty())
      report("B201", "", "has choices but is of type " + type, "set type: choice");
    if (reference && field_.refers_to.empty())
      report("B202", "", "is a reference to nothing", "name the entity: refers_to: customer");
    if (!reference && !field_.refers_to.empty())
      report("B202", "", "refers to an entity but is of type " + type, "set type: reference");
    judge_parts(type);
  }

 private:
  void judge_parts(const std::string& type) {
    const bool parts = field_.type == FieldType::parts;
    if (parts && field_.parts.empty())
      report("B203", "", "is a list of parts without fields", "name them: fields: {quantity: decimal}");
    if (!parts && !field_.parts.empty())
      report("B203", "fields", "has fields but is of type " + type, "set type: parts");
    if (!parts && !field_.part_key.empty())
      report("B204", "key", "has a key of its parts but is of type " + type, "remove it");
    for (const FieldSpec& part : field_.parts) {
      const std::string at = path_ + ".fields." + part.name;
      if (part.type == FieldType::parts) {
        findings_.add(finding("B203", document_.key_place(at),
                              "the field \"" + part.name + "\" of \"" + field_.name + "\" is itself a list of parts",
                              "make an entity of it that refers to this one"));
      } else {
        FieldJudge(part, document_, at, findings_).judge();
      }
    }
    for (const std::string& key : parts ? field_.part_key : std::vector<std::string>{}) {
      if (field_.part(key)) continue;
      std::vector<std::string> names;
      for (const FieldSpec& part : field_.parts) names.push_back(part.name);
      const auto meant = closest(key, names);
      report("B204", "key", "has the key \"" + key + "\", which is none of its fields",
             meant ? "did you mean \"" + *meant + "\"?" : "use some of " + join(names, ", "));
    }
  }

  void report(const char* code, std::string_view key, const std::string& message, std::string remedy) {
    const Place at = key.empty() ? document_.key_place(path_) : document_.place(path_ + "." + std::string(key));
    findings_.add(finding(code, at, "the field \"" + field_.name + "\" " + message, std::move(remedy)));
  }

  const FieldSpec& field_;
  const Document& document_;
  std::string path_;
  Diagnostics& findings_;
};

FieldSpec field_from(const std::string& name, const Value& value) {
  FieldSpec field;
  field.name = name;
  field.type = field_type_from(value["type"].string_or("")).value_or(FieldType::string);
  field.scope = value["scope"].string_or("") == "member" ? FieldScope::member : FieldScope::link;
  field.required = value["required"].bool_or(false);
  field.financial = value["financial"].bool_or(false);
  field.personal = value["personal"].bool_or(false);
  if (value["choices"].is_list()) {
    for (const Value& each : value["choices"].as_list()) field.choices.push_back(each.string_or(""));
  }
  field.refers_to = value["refers_to"].string_or("");
  field.description = value["description"].string_or("");
  if (value["fields"].is_map()) {
    for (const auto& [part, words] : value["fields"].as_map()) field.parts.push_back(field_from(part, words));
  }
  if (value["key"].is_list()) {
    for (const Value& each : value["key"].as_list()) field.part_key.push_back(each.string_or(""));
  }
  return field;
}

}  // namespace

const Schema& entity_file_schema() {
  static const Schema schema = file_schema();
  return schema;
}

std::optional<Entity> read_entity_file(const Document& document, Diagnostics& findings) {
  Diagnostics own;
  const Value file = check(document, entity_file_schema(), own);
  Entity entity;
  if (!own.has_errors()) {
    entity.name = file["entity"].string_or("");
    entity.version = static_cast<int>(file["version"].int_or(1));
    entity.kind = entity_kind_from(file["kind"].string_or("")).value_or(EntityKind::master);
    entity.description = file["description"].string_or("");
    entity.plural = file["plural"].string_or(entity.name + "s");
    for (const auto& [name, value] : file["fields"].as_map()) {
      entity.fields.push_back(field_from(name, value));
      FieldJudge(entity.fields.back(), document, "fields." + name, own).judge();
    }
    if (file["checks"].is_list()) {
      for (const Value& each : file["checks"].as_list())
        entity.checks.push_back({each["that"].string_or(""), each["else"].string_or("")});
    }
    if (!own.has_errors()) judge_checks(entity, document, own);
  }
  const bool good = !own.has_errors();
  findings.append(std::move(own));
  return good ? std::optional(std::move(entity)) : std::nullopt;
}

}  // namespace syncline
