#include "sandbox/customermates/record_fields.h"

#include <algorithm>
#include <stdexcept>

#include "sandbox/customermates/search.h"

namespace syncline::sandbox::customermates {
namespace {

std::string value_type_of(const Column& column) {
  if (column.type == "plain") return "text";
  return column.type == "singleSelect" ? "select" : column.type;
}

Field native(const std::string& type, const std::string& slot, const std::string& label, const std::string& value_type,
             const std::string& behavior = "input", bool required = false) {
  return {uuid_of("field." + type + "." + label), label, value_type, behavior, required, slot};
}

RecordType type(const std::string& many, const std::string& label, std::vector<Field> fields) {
  RecordType out{many, label, std::move(fields)};
  if (const Kind* kind = find_kind(many)) {
    for (const Column& each : kind->columns)
      out.fields.push_back({each.id, each.label, value_type_of(each), "input", false, "", &each, each.options});
  }
  return out;
}

Value missing() { return Map{{"state", "missing"}}; }
Value holds(Map value) { return Map{{"state", "value"}, {"value", std::move(value)}}; }
Value text(const std::string& value) { return holds({{"kind", "text"}, {"value", value}}); }
Value decimal(const Decimal& value, const Value& currency) {
  return holds({{"kind", "decimal"}, {"value", value.normalised().text()}, {"currency", currency}});
}

Value of_column(const Row& row, const Column& column) {
  const auto found = row.custom.find(column.id);
  if (found == row.custom.end()) return missing();
  if (column.type == "currency") return decimal(Decimal::parse(found->second).value_or(Decimal()), "EUR");
  if (column.type == "singleSelect") return holds({{"kind", "select"}, {"value", found->second}});
  if (column.type == "date") return holds({{"kind", "date"}, {"value", found->second}});
  return text(found->second);
}

Value of_line(const Tables& tables, const Line& line, const Field& field) {
  if (field.label == "Name") return text("Line item");
  if (field.label == "Quantity") return decimal(line.quantity, nullptr);
  if (field.label == "Pricing") return holds({{"kind", "select"}, {"value", line.saved ? "saved" : "live"}});
  if (field.label == "Saved unit price") return line.saved ? decimal(*line.saved, "EUR") : missing();
  const Decimal price = tables.price_in(line);
  if (field.label == "Unit price") return decimal(price, "EUR");
  return decimal(multiply(price, line.quantity).value_or(Decimal()), "EUR");
}

const Line* line_of(const Tables& tables, const std::string& id) {
  for (const Line* each : tables.lines()) {
    if (each->id == id) return each;
  }
  return nullptr;
}

Value shown(const Field& field, const RecordType& type, const Schema& schema) {
  List options;
  for (const Option& each : field.options)
    options.emplace_back(
        Map{{"id", each.id}, {"label", schema.label(each.id, each.label)}, {"color", nullptr}, {"attributes", List{}}});
  Map out{{"id", field.id},
          {"typeId", type.id()},
          {"label", schema.label(field.id, field.label)},
          {"valueType", field.value_type},
          {"behavior", Map{{"kind", field.behavior}}},
          {"required", field.required},
          {"archived", false},
          {"options", std::move(options)}};
  if (field.value_type == "currency") out.set("format", Map{{"currency", "EUR"}});
  return out;
}

}  // namespace

std::string RecordType::id() const { return uuid_of("type." + many); }
std::string Relation::id() const { return uuid_of("relation." + source + "." + target); }

const Field* RecordType::field(std::string_view wanted) const {
  const auto found = std::ranges::find(fields, wanted, &Field::id);
  return found == fields.end() ? nullptr : &*found;
}

const std::vector<RecordType>& record_types() {
  static const std::vector<RecordType> all{
      type("contacts", "Contact",
           {native("contacts", "", "Name", "text", "formula"), native("contacts", "firstName", "First name", "text"),
            native("contacts", "lastName", "Last name", "text"), native("contacts", "", "Channels", "channels")}),
      type("organizations", "Organization", {native("organizations", "name", "Name", "text", "input", true)}),
      type("deals", "Deal",
           {native("deals", "name", "Name", "text", "input", true), native("deals", "", "Value", "currency", "rollup"),
            native("deals", "", "Quantity", "number", "rollup")}),
      type("services", "Service",
           {native("services", "name", "Name", "text", "input", true),
            native("services", "amount", "Price", "currency", "input", true)}),
      type(std::string(line_items), "Line item",
           {native("lines", "name", "Name", "text", "input", true),
            native("lines", "quantity", "Quantity", "number", "input", true),
            {uuid_of("field.lines.Pricing"),
             "Pricing",
             "select",
             "input",
             true,
             "pricing",
             nullptr,
             {{"live", "Live price"}, {"saved", "Saved price"}}},
            native("lines", "saved", "Saved unit price", "currency", "snapshot"),
            native("lines", "", "Unit price", "currency", "formula"),
            native("lines", "", "Amount", "currency", "formula")})};
  return all;
}

const RecordType* find_type(std::string_view id) {
  const auto found = std::ranges::find_if(record_types(), [&](const RecordType& each) { return each.id() == id; });
  return found == record_types().end() ? nullptr : &*found;
}

const RecordType& type_of(std::string_view many) {
  const auto found = std::ranges::find(record_types(), many, &RecordType::many);
  if (found == record_types().end()) throw std::invalid_argument("Customermates has no " + std::string(many));
  return *found;
}

const std::vector<Relation>& relations() {
  static const std::vector<Relation> all{{"contacts", "organizations"},
                                         {"deals", "contacts"},
                                         {"deals", "organizations"},
                                         {std::string(line_items), "deals"},
                                         {std::string(line_items), "services"}};
  return all;
}

const Relation* find_relation(std::string_view id) {
  const auto found = std::ranges::find_if(relations(), [&](const Relation& each) { return each.id() == id; });
  return found == relations().end() ? nullptr : &*found;
}

std::string Schema::label(const std::string& id, const std::string& first) const {
  const auto found = labels.find(id);
  return found == labels.end() ? first : found->second;
}

Value described(const Schema& schema) {
  List types, fields, relationships;
  for (const RecordType& each : record_types()) {
    const bool is_line = each.many == line_items;
    types.emplace_back(Map{{"id", each.id()},
                           {"label", schema.label(each.id(), each.label)},
                           {"pluralLabel", each.label + "s"},
                           {"primaryFieldId", each.fields.front().id},
                           {"parentRelationshipId", is_line ? Value(Relation{each.many, "deals"}.id()) : Value()},
                           {"embedded", is_line},
                           {"archived", schema.archived.contains(each.id())}});
    for (const Field& field : each.fields) fields.push_back(shown(field, each, schema));
  }
  for (const Relation& each : relations()) {
    const bool of_line = each.source == line_items;
    relationships.emplace_back(Map{{"id", each.id()},
                                   {"sourceTypeId", type_of(each.source).id()},
                                   {"targetTypeId", type_of(each.target).id()},
                                   {"sourceCardinality", of_line ? "one" : "many"},
                                   {"targetCardinality", "many"},
                                   {"archived", false}});
  }
  return Map{{"revision", schema.revision}, {"types", std::move(types)},
             {"fields", std::move(fields)}, {"relationships", std::move(relationships)},
             {"accessPresets", List{}},     {"capabilities", List{}}};
}

Value result_of(const Tables& tables, const RecordType& type, const Field& field, const std::string& id) {
  if (type.many == line_items) return of_line(tables, *line_of(tables, id), field);
  const Row& row = *tables.find(kind_named(type.many), id);
  if (field.column) return of_column(row, *field.column);
  const Value stored = Value(row.fields)[field.slot];
  if (field.slot == "amount") return stored.is_number() ? decimal(stored.as_decimal(), "EUR") : missing();
  if (!field.slot.empty()) return text(stored.string_or(""));
  if (field.label == "Value") return decimal(total_of(tables, id), "EUR");
  if (field.label == "Name")
    return text(row.fields.find("firstName")->as_string() + " " + row.fields.find("lastName")->as_string());
  Decimal sum;
  for (const Line& each : tables.lines_of(id)) sum = add(sum, each.quantity).value_or(sum);
  return decimal(sum, nullptr);
}

Value title_of(const Tables& tables, const RecordType& type, const std::string& id) {
  return result_of(tables, type, type.fields.front(), id);
}

bool exists(const Tables& tables, const RecordType& type, const std::string& id) {
  return type.many == line_items ? line_of(tables, id) != nullptr : tables.find(kind_named(type.many), id) != nullptr;
}

std::vector<std::string> ids_of(const Tables& tables, const RecordType& type) {
  std::vector<std::string> out;
  if (type.many == line_items) {
    for (const Line* each : tables.lines()) out.push_back(each->id);
    return out;
  }
  for (const auto& [id, _] : tables.of(kind_named(type.many))) out.push_back(id);
  return out;
}

Stamps stamps_of(const Tables& tables, const RecordType& type, const std::string& id) {
  if (type.many == line_items) {
    const Line& line = *line_of(tables, id);
    return {line.created, line.updated, line.version};
  }
  const Row& row = *tables.find(kind_named(type.many), id);
  return {row.created, row.updated, row.version};
}

std::vector<std::string> related(const Tables& tables, const Relation& relation, const std::string& id, bool outgoing) {
  if (relation.source != line_items) return tables.linked(id, outgoing ? relation.target : relation.source);
  std::vector<std::string> out;
  for (const Line* each : tables.lines()) {
    const std::string& end = relation.target == "deals" ? each->deal : each->service;
    if (outgoing && each->id == id) out.push_back(end);
    if (!outgoing && end == id) out.push_back(each->id);
  }
  return out;
}

}  // namespace syncline::sandbox::customermates
