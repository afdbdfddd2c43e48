#include <algorithm>
#include <cstdio>

#include "base/json.h"
#include "base/text.h"
#include "connect/values.h"
#include "connect/written_forms.h"

namespace syncline {
namespace {

Failure<Error> refused(const Translation& to, const ValueSpec& spec, const Value& value, std::string why,
                       std::string remedy) {
  return fail(Error{ErrorClass::validation,
                    "connect.value",
                    "\"" + spec.name + "\" cannot be " + write_json(value) + ": " + why,
                    to.place,
                    std::move(remedy),
                    {}});
}

Value empty_of(const ValueFormat& format) {
  switch (format.empty) {
    case ValueFormat::Empty::false_: return false;
    case ValueFormat::Empty::blank: return "";
    case ValueFormat::Empty::null: break;
  }
  return {};
}

/// "In Review" → "In_x0020_Review". Names have letters, digits and _ only.
std::string coded_name(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    char coded[8];
    std::snprintf(coded, sizeof coded, "_x%04X_", static_cast<unsigned char>(c));
    plain ? void(out += c) : void(out += coded);
  }
  return out;
}

Result<Value, Error> reference(Translation& to, const ValueSpec& spec, const Value& value) {
  const std::string text = id_text(value);
  if (spec.lookup.empty()) return encode_id(to.manifest.values, text);
  const auto table = to.lookups.find(spec.lookup);
  if (table != to.lookups.end()) {
    const auto id = table->second.id_of.find(text);
    if (id != table->second.id_of.end()) return encode_id(to.manifest.values, id->second);
  }
  to.unknown.insert(spec.lookup);
  return refused(to, spec, value, "the system knows no such " + spec.lookup,
                 "add it there, or map it to one that exists");
}

/// "7,9" or codes of a lookup → as the vendor replaces a list of references.
Result<Value, Error> references(Translation& to, const ValueSpec& spec, const Value& value) {
  List ids, others;
  const std::string all = id_text(value);
  for (const std::string& each : all.empty() ? std::vector<std::string>{} : split(all, ',')) {
    auto one = reference(to, spec, std::string(trim(each)));
    if (!one) return one;
    ids.push_back(std::move(*one));
  }
  if (to.manifest.values.many2many.empty()) return Value(std::move(ids));
  if (const auto table = to.lookups.find(spec.lookup); table != to.lookups.end()) {
    for (const auto& [id, _] : table->second.code_of) {
      Value other = encode_id(to.manifest.values, id);
      if (std::ranges::find(ids, other) == ids.end()) others.push_back(std::move(other));
    }
  }
  const Map variables{{"ids", std::move(ids)}, {"others", std::move(others)}};
  return to.manifest.values.many2many.fill(expr::MapBindings(variables));
}

/// Milliseconds since 1970; only moments have a zone.
Value ticks(Instant instant, const char* zone) { return "/Date(" + std::to_string(instant.us / 1000) + zone + ")/"; }

Instant beginning(const Date& date) { return *parse_instant(to_iso(date) + "T00:00:00Z"); }

Result<Value, Error> encode_value(Translation& to, const ValueSpec& spec, const Value& value) {
  const ValueFormat& format = to.manifest.values;
  if (spec.type == ValueType::many2many) return references(to, spec, value);
  if (value.is_null()) return spec.empty ? *spec.empty : empty_of(format);
  switch (spec.type) {
    case ValueType::enumeration: return Value(coded_name(value.string_or("")));
    case ValueType::many2one: return reference(to, spec, value);
    case ValueType::decimal:
      if (!value.is_number()) return refused(to, spec, value, "it is no number", "correct the binding");
      if (format.decimals_are_texts) return Value(value.as_decimal().text());
      if (format.type_tag.empty()) return value;
      return Value(Map{{format.type_tag, "Decimal"}, {"decimal", value.as_decimal().text()}});
    case ValueType::date: {
      const auto date = parse_date(value.string_or(""));
      if (!date) return refused(to, spec, value, "it is no date", "write it as 2026-11-21");
      if (format.dates == ValueFormat::Dates::ticks) return ticks(beginning(*date), "");
      if (!spec.form.empty()) return Value(written(*date, spec.form));
      return encode_date(format, *date);
    }
    case ValueType::datetime: {
      const auto instant = parse_instant(value.string_or(""), true);
      if (!instant) return refused(to, spec, value, "it is no moment", "write it as 2026-11-21T09:00:00Z");
      if (format.dates == ValueFormat::Dates::ticks) return ticks(*instant, "+0000");
      if (!spec.form.empty()) return Value(written(*instant, spec.form));
      return encode_instant(format, *instant);
    }
    default: return value;
  }
}

/// "address.city" becomes a map in a map.
void set_at(Map& out, std::string_view path, Value value) {
  const std::size_t dot = path.find('.');
  if (dot == std::string_view::npos) return out.set(path, std::move(value));
  Value& inner = out[path.substr(0, dot)];
  if (!inner.is_map()) inner = Map{};
  set_at(inner.as_map(), path.substr(dot + 1), std::move(value));
}

Result<Value, Error> encode_set(Translation& to, const std::vector<ValueSpec>& fields, const Map& set);

/// [{"id": "7", "set": {…}}, …] → the vendor's new list.
Result<Value, Error> encode_whole(Translation& to, const ObjectSpec& object, const ValueSpec& spec, const List& items) {
  List out;
  for (const Value& item : items) {
    auto set = encode_set(to, spec.part, item["set"].as_map());
    if (!set) return set;
    const Map variables{{"set", std::move(*set)}, {"part", item["id"]}};
    auto filled = object.part_item.fill(expr::MapBindings(variables));
    if (!filled) return filled;
    out.push_back(std::move(*filled));
  }
  return Value(std::move(out));
}

/// [{"op": "update", "id": "7", "set": {…}}, …] → the vendor's commands.
Result<Value, Error> encode_parts(Translation& to, const ObjectSpec& object, const ValueSpec& spec,
                                  const Value& value) {
  if (value["$whole"].is_list()) return encode_whole(to, object, spec, value["$whole"].as_list());
  const Value& commands = value["$parts"];
  if (!commands.is_list())
    return refused(to, spec, value, "child records are written by $parts", "correct the binding");
  List out;
  for (const Value& command : commands.as_list()) {
    const std::string op = command["op"].string_or("");
    const TemplateTree& shape = op == "create"   ? object.part_create
                                : op == "update" ? object.part_update
                                                 : object.part_delete;
    if (shape.empty())
      return refused(to, spec, command, "the connector does not say how", "add parts to the object in connector.yaml");
    auto set = encode_set(to, spec.part, command["set"].is_map() ? command["set"].as_map() : Map{});
    if (!set) return set;
    const Map variables{{"set", std::move(*set)},
                        {"part", command["id"].string_or("")},
                        {"index", static_cast<std::int64_t>(out.size())}};
    auto filled = shape.fill(expr::MapBindings(variables));
    if (!filled) return filled;
    out.push_back(std::move(*filled));
  }
  return Value(std::move(out));
}

Result<Value, Error> encode_set(Translation& to, const std::vector<ValueSpec>& fields, const Map& set) {
  Map out;
  for (const auto& [name, value] : set) {
    const ValueSpec* spec = nullptr;
    for (const ValueSpec& each : fields) {
      if (each.name == name) spec = &each;
    }
    ValueSpec other;
    other.name = other.path = name;
    auto encoded = encode_value(to, spec ? *spec : other, value);
    if (!encoded) return encoded;
    set_at(out, spec ? spec->path : name, std::move(*encoded));
  }
  return Value(std::move(out));
}

}  // namespace

Value encode_id(const ValueFormat& format, const std::string& id) {
  if (!format.ids_are_numbers) return id;
  const auto number = Decimal::parse(id);
  const auto whole = number ? number->to_int64() : std::nullopt;
  return whole ? Value(*whole) : Value(id);
}

Value encode_date(const ValueFormat& format, const Date& date) {
  if (format.dates == ValueFormat::Dates::milliseconds) return encode_instant(format, beginning(date));
  if (!format.date.empty()) return written(date, format.date);
  if (format.type_tag.empty()) return to_iso(date);
  return Map{{format.type_tag, "date"},
             {"year", date.year},
             {"month", static_cast<int>(date.month)},
             {"day", static_cast<int>(date.day)}};
}

Value encode_instant(const ValueFormat& format, Instant instant) {
  if (format.dates == ValueFormat::Dates::milliseconds) return instant.us / 1000;
  const std::string iso = to_iso(instant);
  const auto number = [&](std::size_t at, std::size_t length) {
    return static_cast<int>(std::stoi(iso.substr(at, length)));
  };
  if (!format.type_tag.empty()) {
    const std::int64_t us = ((instant.us % 1'000'000) + 1'000'000) % 1'000'000;
    return Map{{format.type_tag, "datetime"}, {"year", number(0, 4)},  {"month", number(5, 2)},
               {"day", number(8, 2)},         {"hour", number(11, 2)}, {"minute", number(14, 2)},
               {"second", number(17, 2)},     {"microsecond", us}};
  }
  return format.datetime.empty() ? iso : written(instant, format.datetime);
}

Result<Value, Error> encode_content(Translation& to, const ObjectSpec& object, const Map& content) {
  Map out;
  for (const auto& [name, value] : content) {
    const ValueSpec* spec = object.field(name);
    if (!spec) {
      // Constants of a binding's `create` may name fields that are never read.
      out.set(name, value);
      continue;
    }
    auto encoded = spec->part.empty() ? encode_value(to, *spec, value) : encode_parts(to, object, *spec, value);
    if (!encoded) return encoded;
    set_at(out, spec->path, std::move(*encoded));
  }
  return Value(std::move(out));
}

}  // namespace syncline
