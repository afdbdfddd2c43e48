#include "sandbox/weclapp/edit.h"

#include <algorithm>

#include "base/text.h"

namespace syncline::sandbox::weclapp {
namespace {

bool is_blank(const Value& value) { return value.is_null() || (value.is_string() && trim(value.as_string()).empty()); }

/// Numbers are taken as texts, and texts as numbers.
std::optional<Decimal> number_of(const Value& value) {
  if (value.is_number()) return value.as_decimal();
  const auto number = Decimal::parse(value.string_or(""));
  return number ? std::optional(*number) : std::nullopt;
}

const char* prefix_of(std::string_view property) {
  return property == "orderNumber"       ? "SO"
         : property == "quotationNumber" ? "QU"
         : property == "invoiceNumber"   ? "IN"
         : property == "articleNumber"   ? "A"
                                         : "";
}

}  // namespace

Value Edit::text(const Property& property, const Value& given, const std::string& at) {
  if (!given.is_string() && !given.is_number()) {
    problem("type", at, "a string is expected");
    return {};
  }
  std::string out = given.is_string() ? given.as_string() : given.as_decimal().text();
  if (property.max_length > 0 && truncate(out, property.max_length) != out)
    problem("length", at, "at most " + std::to_string(property.max_length) + " characters are allowed");
  if (property.name == "email" && out.find('@') == std::string::npos)
    problem("email", at, "not a well-formed email address");
  return out;
}

Value Edit::value(const Property& property, const Value& given, const Value& before, const std::string& at) {
  if (is_blank(given)) {
    const bool is_list = property.kind == Kind::ids || property.kind == Kind::entities;
    if (property.kind == Kind::values) return before;
    return is_list ? Value(List{}) : Value();
  }
  switch (property.kind) {
    case Kind::text: return text(property, given, at);
    case Kind::decimal: {
      const auto number = number_of(given);
      if (!number) problem("digits", at, "a decimal number is expected");
      return number ? Value(number->text()) : Value();
    }
    case Kind::integer:
    case Kind::moment: {
      const auto number = number_of(given);
      const auto whole = number ? number->to_int64() : std::nullopt;
      if (!whole) problem("digits", at, "an integer is expected");
      return whole ? Value(*whole) : Value();
    }
    case Kind::boolean:
      if (!given.is_bool()) problem("type", at, "a boolean is expected");
      return given;
    case Kind::reference:
      if (!tables_.find(property.target, id_of(given) ? std::to_string(*id_of(given)) : ""))
        problem("reference", at, "referenced entity not found");
      return id_of(given) ? Value(std::to_string(*id_of(given))) : Value();
    case Kind::choice:
      if (std::ranges::find(property.choices, given.string_or("")) == property.choices.end())
        problem("enum", at, "unknown enum value", property.choices);
      return given;
    case Kind::ids: {
      List out;
      for (const Value& each : given.is_list() ? given.as_list() : List{}) {
        if (!tables_.find(property.target, each["id"].string_or("")))
          problem("reference", at, "referenced entity not found");
        out.emplace_back(Map{{"id", each["id"]}});
      }
      return out;
    }
    case Kind::entities: return items(property, given, before, at);
    case Kind::values: return attributes(given, before, at);
    case Kind::object: return given;
  }
  return {};
}

/// Those that are not named are gone; without an id they are new.
Value Edit::items(const Property& property, const Value& given, const Value& before, const std::string& at) {
  const Entity& entity = *find_entity(property.target);
  List out;
  if (!given.is_list()) {
    problem("type", at, "a list is expected");
    return before;
  }
  for (std::size_t i = 0; i < given.as_list().size(); ++i) {
    const Value& each = given.at(i);
    const std::string place = at + "[" + std::to_string(i) + "]";
    const bool is_new = each["id"].is_null();
    Map row;
    if (!is_new) {
      const List& known = before.is_list() ? before.as_list() : List{};
      const auto found = std::ranges::find_if(known, [&](const Value& one) { return one["id"] == each["id"]; });
      if (found == known.end()) {
        problem("reference", place + ".id", "referenced entity not found");
        continue;
      }
      row = found->as_map();
    }
    const Map as_was = row;
    take(entity, row, each.is_map() ? each.as_map() : Map{}, place, is_new);
    if (is_new) {
      tables_.begin(row, manner_.now);
      complete(entity, row);
    } else if (row != as_was) {
      Tables::touch(row, manner_.now);
    }
    out.emplace_back(std::move(row));
  }
  return out;
}

/// Those that are not named stay.
Value Edit::attributes(const Value& given, const Value& before, const std::string& at) {
  List out = before.is_list() ? before.as_list() : List{};
  const Entity& entity = *find_entity("customAttribute");
  for (const Value& each : given.is_list() ? given.as_list() : List{}) {
    Map row;
    take(entity, row, each.is_map() ? each.as_map() : Map{}, at, true);
    std::erase_if(out, [&](const Value& one) { return one["attributeDefinitionId"] == row["attributeDefinitionId"]; });
    out.emplace_back(std::move(row));
  }
  return out;
}

void Edit::take(const Entity& entity, Map& row, const Map& given, const std::string& at, bool creates) {
  const std::string below = at.empty() ? "" : at + ".";
  for (const auto& [name, value] : given) {
    const Property* property = entity.property(name);
    const bool meta = name == "id" || name == "version";
    if (!property) problem("unknown_property", below + name, "unknown property");
    if (property && faults_.forbidden.contains(entity.name + "." + name) && !manner_.by_person) forbidden_ = name;
    if (property && property->read_only && !manner_.by_person && !(meta && !creates) && (creates || row[name] != value))
      problem("read_only", below + name, "the property cannot be set");
  }
  for (const Property& each : entity.properties) {
    const Value* given_value = given.find(each.name);
    const bool own = each.read_only && (!manner_.by_person || !given_value);
    if (own) {
      if (!row.contains(each.name)) row.set(each.name, nullptr);
      continue;
    }
    if (!given_value && manner_.ignore_missing && row.contains(each.name)) continue;
    if (!given_value && !creates && !manner_.ignore_missing && each.kind == Kind::boolean && each.mandatory)
      problem("empty", below + each.name, "the property is mandatory");
    const std::string full = entity.name + "." + each.name;
    if (given_value && !manner_.by_person && faults_.ignored.contains(full)) continue;
    Value taken = value(each, given_value ? *given_value : Value(), row[each.name], below + each.name);
    if (!manner_.by_person && faults_.shortened.contains(full) && taken.is_string())
      taken = truncate(taken.as_string(), faults_.shortened.at(full));
    row.set(each.name, std::move(taken));
  }
}

/// What weclapp fills in where nothing was said.
void Edit::complete(const Entity& entity, Map& row) {
  for (const Property& each : entity.properties) {
    if (!each.mandatory || !row[each.name].is_null()) continue;
    switch (each.kind) {
      case Kind::boolean: row.set(each.name, each.name == "activeVersion"); break;
      case Kind::choice: row.set(each.name, each.choices.front()); break;
      case Kind::moment: row.set(each.name, manner_.now.us / 1000); break;
      case Kind::decimal: row.set(each.name, "0"); break;
      case Kind::reference: {
        const auto& all = tables_.rows(each.target);
        if (!all.empty()) row.set(each.name, std::to_string(all.begin()->first));
        break;
      }
      default:
        if (*prefix_of(each.name) != '\0') row.set(each.name, tables_.next_number(prefix_of(each.name)));
    }
  }
}

Result<Map, Refusal> Edit::apply(const Entity& entity, Map row, const Map& given) {
  const Map before = row;
  take(entity, row, given, "", manner_.creates);
  if (!forbidden_.empty()) return fail(forbidden("no permission for " + forbidden_));
  for (const char* number : {"customerNumber", "articleNumber", "orderNumber", "quotationNumber"}) {
    const Value* wanted = entity.property(number) ? row.find(number) : nullptr;
    if (!wanted || wanted->is_null() || Value(before)[number] == *wanted) continue;
    if (!tables_.find_by(entity.name, number, *wanted).empty())
      problem("duplicate", number, "the value is already in use");
  }
  if (manner_.creates) {
    tables_.begin(row, manner_.now);
    complete(entity, row);
    if (entity.name == "party" && row["customer"] == Value(true) && row["customerNumber"].is_null())
      row.set("customerNumber", tables_.next_number("C"));
  }
  const bool person = row["partyType"] == Value("PERSON");
  if (entity.name == "party" && row[person ? "lastName" : "company"].is_null())
    problem("empty", person ? "lastName" : "company", "the property must not be empty");
  if (entity.name == "article" && row["name"].is_null()) problem("empty", "name", "the property must not be empty");
  if ((entity.name == "salesOrder" || entity.name == "quotation") && row["customerId"].is_null())
    problem("reference", "customerId", "referenced entity not found");
  if (!problems_.empty()) return fail(invalid(std::move(problems_)));
  return row;
}

}  // namespace syncline::sandbox::weclapp
