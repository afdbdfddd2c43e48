#include "bind/entity_file.h"

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
                                  {"reference", "a record of another entity, named by `refers_to`"}}),
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
                 optional("description", text(), "What it is, for people"),
                 required("fields", map_of(ref("field")).keys_like("[a-z][a-z0-9_]*", "a lower-case name like tax_id"),
                          "Its fields"),
             })
      .define("field", field_schema())
      .named("entities/<name>.yaml");
}

void check_field(const FieldSpec& field, const Document& document, Diagnostics& findings) {
  const Place at = document.key_place("fields." + field.name);
  const auto report = [&](const char* code, const std::string& message, const char* remedy) {
    findings.add(finding(code, at, "the field \"" + field.name + "\" " + message, remedy));
  };
  const std::string type(name_of(field.type));
  if (field.type == FieldType::choice && field.choices.empty())
    report("B201", "is a choice without choices", "list them: choices: [open, won]");
  if (field.type != FieldType::choice && !field.choices.empty())
    report("B201", "has choices but is of type " + type, "set type: choice");
  if (field.type == FieldType::reference && field.refers_to.empty())
    report("B202", "is a reference to nothing", "name the entity: refers_to: customer");
  if (field.type != FieldType::reference && !field.refers_to.empty())
    report("B202", "refers to an entity but is of type " + type, "set type: reference");
}

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
    for (const auto& [name, value] : file["fields"].as_map()) {
      entity.fields.push_back(field_from(name, value));
      check_field(entity.fields.back(), document, own);
    }
  }
  const bool good = !own.has_errors();
  findings.append(std::move(own));
  return good ? std::optional(std::move(entity)) : std::nullopt;
}

}  // namespace syncline
