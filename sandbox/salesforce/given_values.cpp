#include "sandbox/salesforce/given_values.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "sandbox/salesforce/record_id.h"

namespace syncline::sandbox::salesforce {
namespace {

Failure<Refusal> cannot_read(std::string_view what, const Value& given) {
  const char* token = given.is_string() ? "VALUE_STRING"
                      : given.is_bool() ? "VALUE_TRUE"
                      : given.is_map()  ? "START_OBJECT"
                                        : "VALUE_NUMBER";
  return refuse("JSON_PARSER_ERROR", "Cannot deserialize instance of " + std::string(what) + " from " + token +
                                         " value " + write_json(given) +
                                         " or request may be missing a required field at [line:1, column:2]");
}

Answer<Value> text_value(const ObjectType& type, const Field& field, const Value& given) {
  if (!given.is_string()) return cannot_read("string", given);
  const std::string text(trim(given.as_string()));
  if (text.empty()) return Value();
  if (code_points(text) > static_cast<std::size_t>(field.length)) {
    return refuse("STRING_TOO_LONG",
                  std::string(type.label) + " " + std::string(field.name) + ": data value too large: " +
                      truncate(text, 255) + " (max length=" + std::to_string(field.length) + ")",
                  {std::string(field.name)});
  }
  const bool mail = field.type == Type::email;
  if (mail && (text.find('@') == std::string::npos || text.find(' ') != std::string::npos || text.ends_with('@')))
    return refuse("INVALID_EMAIL_ADDRESS", "Email: invalid email address: " + text, {std::string(field.name)});
  return Value(text);
}

Answer<Value> number_value(const Field& field, const Value& given) {
  const auto number =
      given.is_number() ? Result<Decimal, Error>(given.as_decimal()) : Decimal::parse(given.string_or(""));
  const bool integer = field.type == Type::integer;
  const auto rounded = number ? number->rounded(integer ? 0 : field.length, Rounding::half_up) : number;
  if (!rounded) return cannot_read("double", given);
  return integer ? Value(rounded->to_int64().value_or(0)) : Value(*rounded);
}

Answer<Value> reference_value(const Work& work, const ObjectType& type, const Field& field, const Value& given) {
  const auto id = long_id(given.string_or(""));
  const ObjectType& other = object_named(field.to);
  const std::string place = std::string(type.label) + " ID: ";
  if (!id)
    return refuse("MALFORMED_ID", place + "id value of incorrect type: " + given.string_or("null"),
                  {std::string(field.name)});
  if (!id->starts_with(other.prefix))
    return refuse("FIELD_INTEGRITY_EXCEPTION", place + "id value of incorrect type: " + *id, {std::string(field.name)});
  if (!work.tables.live(other, *id)) return refuse("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id");
  return Value(*id);
}

Answer<Value> value_of(const Work& work, const ObjectType& type, const Field& field, const Value& given) {
  if (given.is_null()) return Value();
  const auto wrong_date = [&] { return cannot_read("date", given); };
  switch (field.type) {
    case Type::boolean:
      if (!given.is_bool()) return cannot_read("boolean", given);
      return given;
    case Type::number:
    case Type::integer: return number_value(field, given);
    case Type::date: {
      const auto date = parse_date(given.string_or(""));
      return date ? Answer<Value>(Value(to_iso(*date))) : wrong_date();
    }
    case Type::moment: return parse_instant(given.string_or("")) ? Answer<Value>(given) : wrong_date();
    case Type::reference: return reference_value(work, type, field, given);
    default: return text_value(type, field, given);
  }
}

/// {"Account": {"ERP_Id__c": "K-200"}} → the id of that account.
Answer<Value> by_relation(const Work& work, const Field& field, const Value& key) {
  const ObjectType& other = object_named(field.to);
  if (!key.is_map() || key.as_map().size() != 1) return cannot_read("reference", key);
  const auto& [name, value] = *key.as_map().begin();
  const Field* by = other.field(name);
  if (!by || !by->external_id)
    return refuse("INVALID_FIELD", "Foreign key external ID: " + name + " is not an external ID or unique field");
  const auto found = work.tables.where(other, by->name, value);
  if (found.empty())
    return refuse("INVALID_FIELD", "Foreign key external ID: " + fold_case(value.string_or("")) +
                                       " not found for field " + std::string(by->name) + " in entity " +
                                       std::string(other.name));
  return Value(found.front()->id);
}

const Field* field_by_relation(const ObjectType& type, std::string_view name) {
  const auto found = std::ranges::find_if(
      type.fields, [&](const Field& each) { return !each.relation().empty() && same_name(each.relation(), name); });
  return found == type.fields.end() ? nullptr : &*found;
}

Value shortened(const Work& work, const std::string& name, Value value) {
  const auto most = work.faults.shortened.find(name);
  if (work.by_person || most == work.faults.shortened.end() || !value.is_string()) return value;
  return truncate(value.as_string(), most->second);
}

}  // namespace

Answer<Map> accepted_values(const Work& work, const ObjectType& type, const Map& given) {
  Map out;
  for (const auto& [name, value] : given) {
    if (name == "attributes") continue;
    const Field* field = type.field(name);
    const Field* related = field ? nullptr : field_by_relation(type, name);
    if (!field && !related)
      return refuse("INVALID_FIELD", "No such column '" + name + "' on sobject of type " + std::string(type.name));
    const Field& target = field ? *field : *related;
    const std::string full = std::string(type.name) + "." + std::string(target.name);
    if (target.read_only || (!work.by_person && work.faults.forbidden.contains(full))) {
      return refuse("INVALID_FIELD_FOR_INSERT_UPDATE",
                    "Unable to create/update fields: " + std::string(target.name) +
                        ". Please check the security settings of this field and verify that it is read/write for your "
                        "profile or permission set.",
                    {std::string(target.name)});
    }
    if (!work.by_person && work.faults.ignored.contains(full)) continue;
    auto value_there = related ? by_relation(work, target, value) : value_of(work, type, target, value);
    if (!value_there) return fail(value_there.error());
    out.set(target.name, shortened(work, full, std::move(*value_there)));
  }
  return out;
}

}  // namespace syncline::sandbox::salesforce
