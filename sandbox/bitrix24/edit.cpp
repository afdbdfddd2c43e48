#include "sandbox/bitrix24/edit.h"

#include <algorithm>

#include "base/text.h"

namespace syncline::sandbox::bitrix24 {
namespace {

std::string plain_text(const Value& given) {
  return given.is_number() ? given.as_decimal().text() : given.string_or("");
}

Failure<Refusal> not_valid(std::string_view name) {
  return refuse("CRM_FIELD_ERROR_VALUE_NOT_VALID", "Invalid value for field \"" + std::string(name) + "\"");
}

Answer<Value> stored_value(const Kind& kind, const Field& field, const Value& given) {
  if (field.type == Type::boolean)
    return Value(given.is_bool() ? given.as_bool() : plain_text(given) == "Y" || plain_text(given) == "1");
  const std::string text = plain_text(given);
  if (text.empty()) return Value();
  switch (field.type) {
    case Type::integer:
    case Type::number: {
      const auto number = Decimal::parse(text);
      if (!number) return not_valid(field.name);
      if (field.type == Type::number) return Value(number->normalised());
      return number->to_int64() ? Answer<Value>(Value(*number->to_int64())) : Answer<Value>(not_valid(field.name));
    }
    case Type::date: {
      if (parse_date(text)) return Value(text);
      const auto at = parse_instant(text, true);
      return at ? Answer<Value>(Value(to_iso(*at).substr(0, 10))) : Answer<Value>(not_valid(field.name));
    }
    case Type::stage:
      if (std::ranges::none_of(stages(), [&](const Stage& each) { return each.kind == kind.name && each.id == text; }))
        return not_valid(field.name);
      return Value(text);
    default: return Value(text);
  }
}

Answer<Map> accepted(const Work& work, const Kind& kind, const Map& given) {
  Map out;
  for (const auto& [name, value] : given) {
    const auto found = std::ranges::find_if(
        kind.fields, [&](const Field& each) { return each.name == name || camel_name(each.name) == name; });
    if (found == kind.fields.end() || (found->read_only && !work.by_person)) continue;
    const std::string full = std::string(kind.name) + "." + std::string(found->name);
    if (!work.by_person && work.faults.forbidden.contains(full)) return refuse("ACCESS_DENIED", "Access denied");
    if (!work.by_person && work.faults.ignored.contains(full)) continue;
    Value taken = value;
    const auto most = work.faults.shortened.find(full);
    if (!work.by_person && most != work.faults.shortened.end() && taken.is_string())
      taken = truncate(taken.as_string(), most->second);
    auto stored = stored_value(kind, *found, taken);
    if (!stored) return fail(stored.error());
    out.set(found->name, std::move(*stored));
  }
  return out;
}

void set_all(Row& row, const Map& values) {
  for (const auto& [name, value] : values) {
    if (value.is_null())
      row.values.erase(name);
    else
      row.values.set(name, value);
  }
}

void note(Work& work, MutationVerb verb, const Kind& kind, Id id, Map before, Map after) {
  work.ledger.push_back({verb, work.by_person, work.now, std::string(kind.name), std::to_string(id), std::move(before),
                         std::move(after)});
}

void complete(const Kind& kind, Row& row) {
  const auto otherwise = [&](const char* name, Value value) {
    if (kind.field(name) && !row.values.contains(name)) row.values.set(name, std::move(value));
  };
  otherwise("assignedById", 1);
  otherwise("currencyId", "EUR");
  otherwise("isManualOpportunity", false);
  if (kind.name == "quote") otherwise("quoteNumber", std::to_string(row.id));
  if (kind.name == "invoice") otherwise("accountNumber", std::to_string(row.id));
  if (kind.name == "product") {
    otherwise("type", 1);
    otherwise("active", true);
    otherwise("iblockId", 23);
  }
  for (const Stage& each : stages()) {
    if (each.kind == kind.name) otherwise("stageId", std::string(each.id));
  }
}

}  // namespace

Answer<std::vector<Multifield>> edited_multifields(Work& work, std::vector<Multifield> known, const Value& given) {
  std::vector<std::pair<std::string, Value>> all;
  if (given.is_list())
    for (const Value& each : given.as_list()) all.emplace_back("n", each);
  if (given.is_map())
    for (const auto& [key, each] : given.as_map()) all.emplace_back(key, each);
  for (const auto& [key, each] : all) {
    const std::string value = each["value"].string_or("");
    if (each["typeId"] == Value("EMAIL") && !value.empty() && value.find('@') == std::string::npos)
      return refuse("CRM_FIELD_ERROR_VALUE_NOT_VALID", "E-mail \"" + value + "\" is not valid");
    const Id id = id_of(Value(key));
    const auto at = std::ranges::find(known, id, &Multifield::id);
    if (at == known.end()) {
      if (!value.empty() && id == 0)
        known.push_back(
            {work.tables.next_multifield(), each["typeId"].string_or(""), each["valueType"].string_or("OTHER"), value});
    } else if (value.empty()) {
      known.erase(at);
    } else {
      at->value = value;
      if (each["valueType"].is_string()) at->value_type = each["valueType"].as_string();
    }
  }
  return known;
}

Answer<Id> create(Work& work, const Kind& kind, const Map& given) {
  auto values = accepted(work, kind, given);
  if (!values) return fail(values.error());
  Row row;
  set_all(row, *values);
  if (const Value* multi = given.find("fm"); multi && kind.has_multifields) {
    auto edited = edited_multifields(work, {}, *multi);
    if (!edited) return fail(edited.error());
    row.multifields = std::move(*edited);
  }
  row.id = work.tables.next_id(kind);
  row.created = row.changed = work.now;
  row.changed_by = work.by_person ? 1 : 7;
  complete(kind, row);
  const Id id = row.id;
  work.tables.put(kind, std::move(row));
  note(work, MutationVerb::create, kind, id, {}, *values);
  return id;
}

Answer<void> update(Work& work, const Kind& kind, const RowPtr& old, const Map& given) {
  auto values = accepted(work, kind, given);
  if (!values) return fail(values.error());
  Row row = *old;
  set_all(row, *values);
  if (const Value* multi = given.find("fm"); multi && kind.has_multifields) {
    auto edited = edited_multifields(work, row.multifields, *multi);
    if (!edited) return fail(edited.error());
    row.multifields = std::move(*edited);
  }
  Map before;
  for (const auto& [name, _] : *values) before.set(name, (*old)[name]);
  if (row.values != old->values || row.multifields != old->multifields) {
    row.changed = work.now;
    row.changed_by = work.by_person ? 1 : 7;
    work.tables.put(kind, std::move(row));
  }
  note(work, MutationVerb::update, kind, old->id, std::move(before), *values);
  return {};
}

void remove(Work& work, const Kind& kind, const RowPtr& old) {
  const Id id = old->id;
  work.tables.erase(kind, id);
  note(work, MutationVerb::remove, kind, id, {}, {});
}

}  // namespace syncline::sandbox::bitrix24
