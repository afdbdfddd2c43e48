#include <algorithm>
#include <charconv>
#include <cstdio>

#include "base/json.h"
#include "base/text.h"
#include "connect/values.h"
#include "connect/written_forms.h"

namespace syncline {
namespace {

constexpr std::string_view type_names[] = {"text",     "boolean",  "integer",   "decimal",     "date",
                                           "datetime", "many2one", "many2many", "enumeration", "any"};

Failure<Error> wrong_type(const Translation& to, const ValueSpec& spec, const Value& vendor, const std::string& at) {
  std::string shown = write_json(vendor);
  if (shown.size() > 80) shown = shown.substr(0, 80) + "…";
  return fail(Error{ErrorClass::config,
                    "connect.wrong_type",
                    "\"" + spec.path + "\" is declared as " + std::string(type_names[static_cast<int>(spec.type)]) +
                        ", but the system answered " + shown,
                    to.place + " " + at,
                    "correct its type in connector.yaml",
                    {}});
}

bool is_empty(const ValueFormat& format, ValueType type, const Value& vendor) {
  if (vendor.is_null()) return true;
  if (vendor.is_string() && vendor.as_string().empty()) return true;
  const bool may_be_false = type == ValueType::boolean || type == ValueType::integer || type == ValueType::decimal;
  return format.empty == ValueFormat::Empty::false_ && !may_be_false && vendor.is_bool() && !vendor.as_bool();
}

bool stands_for(const Value& empty, const Value& vendor) {
  if (empty.is_number() && vendor.is_number()) return empty.as_decimal() == vendor.as_decimal();
  return empty == vendor;
}

/// "In_x0020_Review" → "In Review".
std::string plain_name(std::string_view name) {
  std::string out;
  while (!name.empty()) {
    unsigned code = 0;
    const bool coded = name.size() >= 7 && name.starts_with("_x") && name[6] == '_' &&
                       std::from_chars(name.data() + 2, name.data() + 6, code, 16).ptr == name.data() + 6;
    if (coded)
      append_utf8(out, code);
    else
      out += name.front();
    name.remove_prefix(coded ? 7 : 1);
  }
  return out;
}

/// {"__class__": "datetime", "year": 2026, …}; nothing when it is no typed value or not a possible one.
std::optional<Value> typed(const ValueFormat& format, const Value& vendor) {
  if (format.type_tag.empty() || !vendor.is_map()) return std::nullopt;
  const std::string kind = vendor[format.type_tag].string_or("");
  if (kind == "Decimal") {
    const auto number = Decimal::parse(vendor["decimal"].string_or(""));
    return number ? std::optional<Value>(*number) : std::nullopt;
  }
  const auto part = [&](const char* key) { return vendor[key].int_or(0); };
  char text[48];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", static_cast<int>(part("year") % 10000),
                static_cast<int>(part("month") % 100), static_cast<int>(part("day") % 100));
  if (kind == "date") return parse_date(text) ? std::optional<Value>(text) : std::nullopt;
  if (kind != "datetime") return std::nullopt;
  char clock[48];
  std::snprintf(clock, sizeof clock, "T%02d:%02d:%02d.%06dZ", static_cast<int>(part("hour") % 100),
                static_cast<int>(part("minute") % 100), static_cast<int>(part("second") % 100),
                static_cast<int>(part("microsecond") % 1'000'000));
  const auto instant = parse_instant(std::string(text) + clock);
  return instant ? std::optional<Value>(to_iso(*instant)) : std::nullopt;
}

constexpr std::int64_t most_ms = 253'402'300'800'000;  // the year 10000

std::optional<Instant> of_milliseconds(std::optional<std::int64_t> ms) {
  if (!ms || *ms <= -most_ms || *ms >= most_ms) return std::nullopt;
  return Instant{*ms * 1000};
}

/// "/Date(1795165272000)/", "/Date(1795165272000+0060)/": the milliseconds are UTC, the offset is only told.
std::optional<Instant> moment_of_ticks(const Value& vendor) {
  if (!vendor.is_string()) return std::nullopt;
  const std::string_view text = vendor.as_string();
  if (!text.starts_with("/Date(") || !text.ends_with(")/")) return std::nullopt;
  const char* const end = text.data() + text.size() - 2;
  std::int64_t ms = 0;
  const auto [stop, problem] = std::from_chars(text.data() + 6, end, ms);
  if (problem != std::errc()) return std::nullopt;
  const bool offset = end - stop == 5 && (*stop == '+' || *stop == '-') &&
                      std::all_of(stop + 1, end, [](char c) { return c >= '0' && c <= '9'; });
  return stop == end || offset ? of_milliseconds(ms) : std::nullopt;
}

std::optional<Instant> moment_of(const ValueFormat& format, const Value& vendor) {
  switch (format.dates) {
    case ValueFormat::Dates::iso: break;
    case ValueFormat::Dates::ticks: return moment_of_ticks(vendor);
    case ValueFormat::Dates::milliseconds:
      return vendor.is_number() ? of_milliseconds(vendor.as_decimal().to_int64()) : std::nullopt;
  }
  return std::nullopt;
}

/// What stands in a text in the vendor's own form; nothing: in no such form, or it has none.
std::optional<Value> formed(const ValueFormat& format, const ValueSpec& spec, const Value& vendor) {
  if (!vendor.is_string()) return std::nullopt;
  const bool is_day = spec.type == ValueType::date;
  if (is_day || spec.type == ValueType::datetime) {
    const std::string& form = !spec.form.empty() ? spec.form : is_day ? format.date : format.datetime;
    const auto moment = form.empty() ? std::nullopt : moment_from(vendor.as_string(), form);
    return moment ? std::optional<Value>(to_iso(*moment).substr(0, is_day ? 10 : std::string::npos)) : std::nullopt;
  }
  if (spec.type != ValueType::decimal || format.decimal_mark == '.') return std::nullopt;
  const auto number = decimal_from(vendor.as_string(), format.decimal_mark);
  return number ? std::optional<Value>(*number) : std::nullopt;
}

/// A text in the usual form is none where the vendor has one of its own: 1.234 is not 1,234.
bool has_own_form(const ValueFormat& format, const ValueSpec& spec, const Value& vendor) {
  if (!vendor.is_string()) return false;
  if (spec.type == ValueType::decimal) return format.decimal_mark != '.';
  return (spec.type == ValueType::date && !(spec.form.empty() && format.date.empty())) ||
         (spec.type == ValueType::datetime && !spec.form.empty());
}

std::optional<Value> plain(ValueType type, const Value& vendor) {
  switch (type) {
    case ValueType::any: return vendor;
    case ValueType::text:
      if (vendor.is_number())
        return Value(vendor.is_int() ? std::to_string(vendor.as_int()) : vendor.as_decimal().text());
      return vendor.is_string() ? std::optional(vendor) : std::nullopt;
    case ValueType::enumeration:
      return vendor.is_string() ? std::optional<Value>(plain_name(vendor.as_string())) : std::nullopt;
    case ValueType::boolean:
      if (vendor.is_int() && (vendor.as_int() == 0 || vendor.as_int() == 1)) return Value(vendor.as_int() == 1);
      if (vendor == Value("true") || vendor == Value("1")) return Value(true);
      if (vendor == Value("false") || vendor == Value("0")) return Value(false);
      return vendor.is_bool() ? std::optional(vendor) : std::nullopt;
    case ValueType::integer: {
      const auto number = vendor.is_string()   ? Decimal::parse(vendor.as_string())
                          : vendor.is_number() ? vendor.as_decimal()
                                               : Result<Decimal, Error>(fail(Error{}));
      const auto whole = number ? number->to_int64() : std::nullopt;
      return whole ? std::optional<Value>(*whole) : std::nullopt;
    }
    case ValueType::decimal:
      if (vendor.is_string()) {
        const auto number = Decimal::parse(vendor.as_string());
        return number ? std::optional<Value>(*number) : std::nullopt;
      }
      return vendor.is_number() ? std::optional<Value>(vendor.as_decimal()) : std::nullopt;
    case ValueType::date:
      return vendor.is_string() && parse_date(vendor.as_string()) ? std::optional(vendor) : std::nullopt;
    case ValueType::datetime: {
      const auto instant = vendor.is_string() ? parse_instant(vendor.as_string(), true) : std::nullopt;
      return instant ? std::optional<Value>(to_iso(*instant)) : std::nullopt;
    }
    case ValueType::many2one:
    case ValueType::many2many: break;
  }
  return std::nullopt;
}

Result<Value, Error> reference(Translation& to, const ValueSpec& spec, const Value& vendor, const std::string& at) {
  const Value& bare = to.manifest.values.many2one_pair && vendor.is_list() ? vendor.at(0) : vendor;
  const std::string id = id_text(bare);
  if (id.empty()) return wrong_type(to, spec, vendor, at);
  if (spec.lookup.empty()) return Value(id);
  const auto table = to.lookups.find(spec.lookup);
  if (table != to.lookups.end()) {
    const auto code = table->second.code_of.find(id);
    if (code != table->second.code_of.end()) return Value(code->second);
  }
  to.unknown.insert(spec.lookup);
  if (!to.manifest.lookups.at(spec.lookup).lists_all) return Value();
  return fail(
      Error{ErrorClass::validation,
            "connect.unknown_id",
            "\"" + spec.path + "\" refers to " + id + ", which the lookup \"" + spec.lookup + "\" does not list",
            to.place + " " + at,
            "let the integration user read it, or correct the lookup in connector.yaml",
            {}});
}

/// Their ids or codes, joined by commas: a text, like a single reference.
Result<Value, Error> references(Translation& to, const ValueSpec& spec, const Value& vendor, const std::string& at) {
  if (!vendor.is_list()) return wrong_type(to, spec, vendor, at);
  std::string out;
  for (const Value& each : vendor.as_list()) {
    auto one = reference(to, spec, each.is_map() ? each["id"] : each, at);
    if (!one) return one;
    out += (out.empty() ? "" : ",") + one->as_string();
  }
  return out.empty() ? Value() : Value(std::move(out));
}

/// Under the path as a name, or else through maps along its dots ("party.code" also below "party.", where the vendor
/// answers other records' fields like that); nullptr when it is not there.
const Value* find_at(const Value& vendor, std::string_view path) {
  if (!vendor.is_map()) return nullptr;
  if (const Value* found = vendor.as_map().find(path)) return found;
  for (std::size_t dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.', dot + 1)) {
    for (const std::size_t length : {dot + 1, dot}) {
      const Value* below = vendor.as_map().find(path.substr(0, length));
      if (const Value* found = below ? find_at(*below, path.substr(dot + 1)) : nullptr) return found;
    }
  }
  return nullptr;
}

/// What the field holds: worked out from the record, or found in it. Unset: it is not there.
Result<std::optional<Value>, Error> vendor_value(const Translation& to, const ValueSpec& spec, const Value& record) {
  if (spec.value.empty()) {
    const bool below = !spec.part.empty() && to.manifest.values.dotted;
    const Value* found = below ? record.as_map().find(spec.path + ".") : find_at(record, spec.path);
    return found ? std::optional<Value>(*found) : std::nullopt;
  }
  Map variables = to.base;
  variables.set("record", record);
  auto value = spec.value.fill(expr::MapBindings(variables));
  if (!value && to.partial) return std::nullopt;
  if (!value) return fail(std::move(value.error()));
  return std::optional<Value>(std::move(*value));
}

Result<Value, Error> parts(Translation& to, const ValueSpec& spec, const Value& vendor, const std::string& at) {
  if (!vendor.is_list()) return wrong_type(to, spec, vendor, at);
  List out;
  for (const Value& child : vendor.as_list()) {
    if (!child.is_map()) return wrong_type(to, spec, vendor, at);
    Map part{{"id", id_text(child["id"])}};
    for (const ValueSpec& each : spec.part) {
      const auto found = vendor_value(to, each, child);
      if (!found) return fail(found.error());
      if (!*found) continue;
      auto value = decode_value(to, each, **found, at + "." + each.path);
      if (!value) return value;
      part.set(each.name, std::move(*value));
    }
    out.push_back(std::move(part));
  }
  return Value(std::move(out));
}

std::optional<std::int64_t> stamp_of(const ObjectSpec& object, const Map& content) {
  for (const std::string& name : object.stamps) {
    const Value* value = content.find(name);
    if (!value || value->is_null()) continue;
    if (value->is_int()) return value->as_int();
    if (const auto instant = parse_instant(value->string_or(""))) return instant->us;
  }
  return std::nullopt;
}

}  // namespace

std::string id_text(const Value& id) {
  if (id.is_int()) return std::to_string(id.as_int());
  return id.string_or("");
}

Result<Value, Error> decode_value(Translation& to, const ValueSpec& spec, const Value& vendor, const std::string& at) {
  const ValueFormat& format = to.manifest.values;
  if (spec.empty && stands_for(*spec.empty, vendor)) return Value();
  if (!spec.part.empty() && is_empty(format, ValueType::any, vendor)) return Value(List{});
  if (is_empty(format, spec.type, vendor)) return Value();
  if (!spec.part.empty()) return parts(to, spec, vendor, at);
  if (spec.type == ValueType::many2one) return reference(to, spec, vendor, at);
  if (spec.type == ValueType::many2many) return references(to, spec, vendor, at);
  if (auto value = typed(format, vendor)) return std::move(*value);
  if (auto value = formed(format, spec, vendor)) return std::move(*value);
  if (has_own_form(format, spec, vendor)) return wrong_type(to, spec, vendor, at);
  const bool is_time = spec.type == ValueType::date || spec.type == ValueType::datetime;
  if (const auto moment = is_time ? moment_of(format, vendor) : std::nullopt)
    return Value(to_iso(*moment).substr(0, spec.type == ValueType::date ? 10 : std::string::npos));
  if (auto value = plain(spec.type, vendor)) return std::move(*value);
  return wrong_type(to, spec, vendor, at);
}

std::optional<std::int64_t> decode_stamp(Translation& to, const ObjectSpec& object, const Value& vendor) {
  Map content;
  for (const std::string& name : object.stamps) {
    const ValueSpec* spec = object.field(name);
    const Value* found = spec ? find_at(vendor, spec->path) : nullptr;
    if (!found) continue;
    if (auto value = decode_value(to, *spec, *found, spec->path)) content.set(name, std::move(*value));
  }
  return stamp_of(object, content);
}

Result<NativeRecord, Error> decode_record(Translation& to, const ObjectSpec& object, const std::string& system,
                                          const Value& vendor) {
  const std::string id = id_text(vendor.path(object.id));
  if (id.empty())
    return fail(Error{ErrorClass::transient,
                      "connect.wrong_form",
                      "a record has no id under \"" + object.id + "\"",
                      to.place,
                      "correct records or id in connector.yaml",
                      {}});
  NativeRecord out;
  out.key = {system, object.traits.object, id};
  Map content;
  for (const ValueSpec& spec : object.fields) {
    const auto found = vendor_value(to, spec, vendor);
    if (!found) return fail(found.error());
    if (!*found) continue;
    auto value = decode_value(to, spec, **found, "record " + id + " " + spec.path);
    if (!value) return fail(value.error());
    content.set(spec.name, std::move(*value));
  }
  out.stamp = stamp_of(object, content);
  if (const Value* version = content.find(object.version)) out.version = id_text(*version);
  out.content = std::move(content);
  return out;
}

}  // namespace syncline
