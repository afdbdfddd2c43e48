#include "net/postgres_values.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/json.h"
#include "base/text.h"
#include "base/time.h"

namespace syncline {
namespace {

// Numbers of types that PostgreSQL never changes (pg_type.dat).
constexpr PostgresType type_bool = 16, type_bytes = 17, type_int8 = 20, type_int2 = 21, type_int4 = 23, type_oid = 26,
                       type_xid = 28, type_json = 114, type_float4 = 700, type_float8 = 701, type_char = 1042,
                       type_date = 1082, type_timestamp = 1114, type_timestamptz = 1184, type_numeric = 1700,
                       type_jsonb = 3802, type_xid8 = 5069;

struct ArrayType {
  PostgresType array, element;
};
constexpr std::array array_types{ArrayType{1000, type_bool},
                                 ArrayType{1001, type_bytes},
                                 ArrayType{1005, type_int2},
                                 ArrayType{1007, type_int4},
                                 ArrayType{1016, type_int8},
                                 ArrayType{1009, 25},
                                 ArrayType{1015, 1043},
                                 ArrayType{1014, type_char},
                                 ArrayType{1021, type_float4},
                                 ArrayType{1022, type_float8},
                                 ArrayType{1182, type_date},
                                 ArrayType{1115, type_timestamp},
                                 ArrayType{1185, type_timestamptz},
                                 ArrayType{1231, type_numeric},
                                 ArrayType{199, type_json},
                                 ArrayType{3807, type_jsonb},
                                 ArrayType{2951, 2950},
                                 ArrayType{271, type_xid8}};

std::optional<PostgresType> element_of(PostgresType array) {
  const auto* const found = std::ranges::find(array_types, array, &ArrayType::array);
  return found == array_types.end() ? std::nullopt : std::optional(found->element);
}

bool is_json(PostgresType type) { return type == type_json || type == type_jsonb; }

Error wrong(ErrorClass cls, std::string message, std::string remedy) {
  return {cls, "sql.value", std::move(message), "", std::move(remedy), {}};
}

std::optional<Value> number(std::string_view text) {
  const auto parsed = Decimal::parse(text);
  if (!parsed) return std::nullopt;
  const bool is_whole = text.find_first_of(".eE") == std::string_view::npos;
  const auto whole = is_whole ? parsed->to_int64() : std::nullopt;
  return whole ? Value(*whole) : Value(*parsed);
}

/// "2026-11-22 10:00:00.5", as a clock of the zone shows it.
std::optional<Instant> moment_in(std::string_view text, const std::string& zone) {
  const auto shown = parse_instant(text, true);
  if (!shown || zone == "UTC") return shown;
  auto clock = local_time(*shown, "UTC");
  const auto at = clock ? instant_of(*clock, zone) : std::nullopt;
  if (!at) return std::nullopt;
  return *at + Duration{((shown->us % 1'000'000) + 1'000'000) % 1'000'000};
}

/// As a clock of the zone shows it.
std::optional<std::string> clock_text(Instant at, const std::string& zone) {
  const auto clock = local_time(at, zone);
  if (!clock) return std::nullopt;
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s %02d:%02d:%02d.%06d", to_iso(clock->date).c_str(), clock->hour,
                clock->minute, clock->second, static_cast<int>(((at.us % 1'000'000) + 1'000'000) % 1'000'000));
  return text.data();
}

class ArrayReader {
 public:
  ArrayReader(PostgresType element, std::string_view text, const std::string& zone)
      : element_(element), text_(text), zone_(zone) {}

  std::optional<Value> whole() {
    if (text_.starts_with('[')) {  // bounds that do not begin at 1
      const std::size_t end = text_.find('=');
      if (end == std::string_view::npos) return std::nullopt;
      at_ = end + 1;
    }
    auto out = list(0);
    return out && at_ == text_.size() ? out : std::nullopt;
  }

 private:
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  std::optional<Value> list(int depth) {
    if (depth > 6 || !take('{')) return std::nullopt;  // an array has six dimensions at most
    List out;
    if (take('}')) return Value(std::move(out));
    do {
      const bool nested = at_ < text_.size() && text_[at_] == '{';
      auto each = nested ? list(depth + 1) : item();
      if (!each) return std::nullopt;
      out.push_back(std::move(*each));
    } while (take(','));
    if (!take('}')) return std::nullopt;
    return Value(std::move(out));
  }

  std::optional<Value> item() {
    const bool is_quoted = take('"');
    std::string raw;
    while (at_ < text_.size() && (is_quoted ? text_[at_] != '"' : text_[at_] != ',' && text_[at_] != '}')) {
      if (text_[at_] == '\\') ++at_;
      if (at_ < text_.size()) raw += text_[at_++];
    }
    if (is_quoted ? !take('"') : raw.empty()) return std::nullopt;
    if (!is_quoted && raw == "NULL") return Value();
    auto value = postgres_value(element_, raw, zone_);
    return value ? std::optional(std::move(*value)) : std::nullopt;
  }

  PostgresType element_;
  std::string_view text_;
  const std::string& zone_;
  std::size_t at_ = 0;
};

Result<std::string, Error> array_text(PostgresType element, const List& items, const std::string& zone) {
  std::string out = "{";
  for (const Value& each : items) {
    if (out.size() > 1) out += ',';
    if (each.is_list()) {
      auto inner = array_text(element, each.as_list(), zone);
      if (!inner) return inner;
      out += *inner;
      continue;
    }
    auto text = postgres_parameter(element, each, zone);
    if (!text) return fail(std::move(text.error()));
    if (!*text) {
      out += "NULL";
      continue;
    }
    out += '"';
    for (const char c : **text) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    out += '"';
  }
  return out + "}";
}

/// A moment says its zone; the column has none, and PostgreSQL would not look at it.
std::string as_clock(const std::string& text, const std::string& zone) {
  const auto at = parse_instant(text);
  return at ? clock_text(*at, zone).value_or(text) : text;
}

}  // namespace

std::optional<Value> postgres_array(PostgresType element, std::string_view text, const std::string& zone) {
  return ArrayReader(element, text, zone).whole();
}

Result<Value, Error> postgres_value(PostgresType type, std::string_view text, const std::string& zone) {
  const auto or_text = [&](std::optional<Value> value) { return value ? std::move(*value) : Value(text); };
  if (const auto element = element_of(type); element && *element != type_bytes)
    return or_text(postgres_array(*element, text, zone));
  switch (type) {
    case type_bytes:
    case 1001:
      return fail(wrong(ErrorClass::config, "it holds bytes (bytea), which are no value of a field",
                        "leave the column out, or select encode(column, 'base64')"));
    case type_bool: return Value(text == "t");
    case type_int2:
    case type_int4:
    case type_int8:
    case type_oid:
    case type_xid:
    case type_xid8:
    case type_numeric:
    case type_float4:
    case type_float8: return or_text(number(text));
    case type_char: return Value(text.substr(0, text.find_last_not_of(' ') + 1));
    case type_timestamp: {
      const auto at = moment_in(text, zone);
      return or_text(at ? std::optional<Value>(to_iso(*at)) : std::nullopt);
    }
    case type_timestamptz: {
      const auto at = parse_instant(text);
      return or_text(at ? std::optional<Value>(to_iso(*at)) : std::nullopt);
    }
    case type_json:
    case type_jsonb: {
      auto value = parse_json(text);
      return or_text(value ? std::optional(std::move(*value)) : std::nullopt);
    }
    default: return Value(text);
  }
}

Result<std::optional<std::string>, Error> postgres_parameter(PostgresType type, const Value& value,
                                                             const std::string& zone) {
  using Text = std::optional<std::string>;
  if (value.is_null()) return Text();
  if (is_json(type)) return Text(write_json(value));
  if (type == type_bytes)
    return fail(wrong(ErrorClass::config, "a parameter is compared with bytes (bytea), which are no value of a field",
                      "leave the column out, or write decode(${…}::text, 'base64')"));
  if (value.is_list()) {
    auto text = array_text(element_of(type).value_or(25), value.as_list(), zone);
    if (!text) return fail(std::move(text.error()));
    return Text(std::move(*text));
  }
  if (value.is_map())
    return fail(wrong(ErrorClass::validation, "a map is given where PostgreSQL takes no JSON",
                      "give one of its values, or write ${…}::jsonb"));
  if (value.is_bool()) return Text(value.as_bool() ? "true" : "false");
  if (value.is_int()) return Text(std::to_string(value.as_int()));
  if (value.is_decimal()) return Text(value.as_decimal().text());
  const std::string& text = value.as_string();
  if (text.find('\0') != std::string::npos)
    return fail(wrong(ErrorClass::validation,
                      "the text \"" + truncate(text.substr(0, text.find('\0')), 40) +
                          "…\" has a zero byte, which PostgreSQL does not hold",
                      "remove it where it comes from"));
  return Text(type == type_timestamp ? as_clock(text, zone) : text);
}

}  // namespace syncline
