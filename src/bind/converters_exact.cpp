#include "bind/converters_exact.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace syncline {
namespace {

using Converted = Result<Value, Refusal>;

Failure<Refusal> is_no(const char* code, const char* wanted) {
  return fail(Refusal{code, std::string("is no ") + wanted,
                      "correct it at the source, or bind the field with the converter that fits (as: …)"});
}

bool is_blank(const Value& value) { return value.is_string() && trim(value.as_string()).empty(); }

/// "1.299,50" → "1299.50". Points and spaces may only part groups of three digits: "1.5" is no number with a comma.
std::optional<std::string> without_groups(std::string_view text) {
  const std::size_t comma = std::min(text.find(','), text.size());
  std::string out;
  std::size_t digits = 0;
  bool grouped = false;
  for (const char c : text.substr(0, comma)) {
    const bool parts = c == '.' || c == ' ' || c == '\'';
    if (parts && (digits == 0 || digits > 3 || (grouped && digits != 3))) return std::nullopt;
    grouped = grouped || parts;
    digits = parts ? 0 : digits + (c >= '0' && c <= '9' ? 1 : 0);
    if (!parts) out += c;
  }
  if (grouped && digits != 3) return std::nullopt;
  if (comma == text.size()) return out;
  return out + "." + std::string(text.substr(comma + 1));
}

}  // namespace

Converted tidy_boolean(const Value& value, const ConvertSettings&) {
  if (value.is_bool()) return value;
  if (is_blank(value)) return Value();
  if (value == Value(1)) return Value(true);
  if (value == Value(0)) return Value(false);
  if (value.is_string()) {
    const std::string text = to_lower(trim(value.as_string()));
    if (text == "true" || text == "1") return Value(true);
    if (text == "false" || text == "0") return Value(false);
  }
  return is_no("bind.boolean", "truth value (true, false, 1, 0)");
}

Converted tidy_decimal(const Value& value, const ConvertSettings&) {
  if (value.is_number()) return Value(value.as_decimal());
  if (is_blank(value)) return Value();
  if (value.is_string()) {
    if (auto parsed = Decimal::parse(trim(value.as_string()))) return Value(*parsed);
  }
  return is_no("bind.decimal", "number like 1299.00");
}

Converted decode_comma(const Value& value, const ConvertSettings& settings) {
  if (!value.is_string() || is_blank(value)) return tidy_decimal(value, settings);
  if (const auto plain = without_groups(trim(value.as_string()))) {
    if (auto parsed = Decimal::parse(*plain)) return Value(*parsed);
  }
  return is_no("bind.decimal", "number like 1.299,00");
}

Converted encode_comma(const Value& value, const ConvertSettings&) {
  std::string text = value.as_decimal().text();
  std::ranges::replace(text, '.', ',');
  return Value(std::move(text));
}

Converted decode_fraction(const Value& value, const ConvertSettings& settings) {
  Converted fraction = tidy_decimal(value, settings);
  if (!fraction || fraction->is_null()) return fraction;
  auto percent = multiply(fraction->as_decimal(), 100);
  if (!percent) return is_no("bind.decimal", "fraction like 0.05");
  return Value(percent->normalised());
}

Converted encode_fraction(const Value& value, const ConvertSettings&) {
  const Decimal percent = value.as_decimal().normalised();
  auto fraction = multiply(percent, Decimal::of(1, 2));
  if (percent.scale() > Decimal::max_scale - 2 || !fraction)
    return is_no("bind.decimal", "percentage that can be written as an exact fraction");
  return Value(fraction->normalised());
}

Converted tidy_integer(const Value& value, const ConvertSettings& settings) {
  if (value.is_int()) return value;
  Converted number = tidy_decimal(value, settings);
  if (number && number->is_null()) return number;
  if (number) {
    if (const auto whole = number->as_decimal().to_int64()) return Value(*whole);
  }
  return is_no("bind.integer", "whole number");
}

Converted tidy_date(const Value& value, const ConvertSettings&) {
  if (is_blank(value)) return Value();
  if (value.is_string()) {
    if (const auto date = parse_date(trim(value.as_string()))) return Value(to_iso(*date));
  }
  return is_no("bind.date", "day like 2026-11-21");
}

Converted tidy_instant(const Value& value, const ConvertSettings&) {
  if (is_blank(value)) return Value();
  if (value.is_string()) {
    if (const auto instant = parse_instant(trim(value.as_string()))) return Value(to_iso(*instant));
  }
  return is_no("bind.instant", "moment with its offset like 2026-11-21T09:01:12Z");
}

Converted decode_reference(const Value& value, const ConvertSettings& settings) {
  if (value.is_int()) return Value(std::to_string(value.as_int()));
  return tidy_reference(value, settings);
}

Converted tidy_reference(const Value& value, const ConvertSettings&) {
  if (value.is_string()) return value.as_string().empty() ? Value() : value;
  return is_no("bind.reference", "id of a record, as a text");
}

}  // namespace syncline
