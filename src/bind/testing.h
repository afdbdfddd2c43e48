#pragma once
// For tests: bindings from a few lines of YAML.

#include <doctest/doctest.h>

#include "base/json.h"
#include "bind/binding_file.h"
#include "bind/entity_file.h"
#include "config/yaml.h"

namespace syncline::testing {

inline Document document_of(const std::string& yaml, const std::string& file = "b.yaml") {
  auto document = parse_yaml(yaml, file);
  if (!document) FAIL(render(document.error(), {{file, yaml}}));
  return std::move(*document);
}

/// "B302@4:3: message", one line each, by place.
inline std::string listed(const Diagnostics& findings) {
  std::string out;
  for (const Diagnostic& each : findings.sorted()) {
    out += (out.empty() ? "" : "\n") + each.code + "@" + std::to_string(each.at.line) + ":" +
           std::to_string(each.at.column) + ": " + each.message + (each.remedy.empty() ? " (no remedy)" : "");
  }
  return out;
}

inline Entity entity_of(const std::string& fields) {
  const std::string yaml = "entity: customer\nkind: master\nfields:\n" + fields;
  Diagnostics findings;
  auto entity = read_entity_file(document_of(yaml), findings);
  if (!entity) FAIL(render(findings, {{"b.yaml", yaml}}));
  return std::move(*entity);
}

/// A canonical customer with a field of every type.
inline const Entity& customer() {
  static const Entity entity = entity_of(
      "  name: string\n  note: text\n  active: boolean\n  count: integer\n  weight: decimal\n  limit: money\n"
      "  born: date\n  seen: instant\n  email: {type: email, personal: true}\n  phone: phone\n  country: country\n"
      "  currency: currency\n  language: language\n  tax_id: tax_id\n  website: url\n  street: string\n  city: string\n"
      "  stage: {type: choice, choices: [open, won, lost]}\n  parent: {type: reference, refers_to: customer}\n"
      "  lines:\n    type: parts\n    key: [product]\n    fields:\n      product: {type: reference, refers_to: "
      "product}\n"
      "      quantity: decimal\n      unit_price: money\n      amount: money\n      description: text\n"
      "      unit: {type: choice, choices: [piece, kg]}\n");
  return entity;
}

inline const ValueTables& tables() {
  static const ValueTables all{
      {"stages", ValueTable("stages", {{"1", "open"}, {"2", "won"}, {"3", "lost"}})},
      {"countries", ValueTable("countries", {{"Deutschland", "DE"}, {"Österreich", "AT"}, {"Germany", "DE"}})},
  };
  return all;
}

inline std::optional<BindingSpec> spec_of(const std::string& fields, Diagnostics& findings) {
  return read_binding_file(document_of("entity: customer\nobject: company\n" + fields), {customer(), tables(), {}},
                           findings);
}

inline std::shared_ptr<const Binding> binding_of(const std::string& fields) {
  Diagnostics findings;
  auto spec = spec_of(fields, findings);
  if (!spec) FAIL(render(findings, {{"b.yaml", "entity: customer\nobject: company\n" + fields}}));
  return make_binding(std::move(*spec));
}

inline Value json(std::string_view text) {
  auto value = parse_json(text);
  if (!value) FAIL(describe(value.error()));
  return std::move(*value);
}

}  // namespace syncline::testing
