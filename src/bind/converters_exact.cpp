#include "bind/converters_exact.h"

#include "base/text.h"

namespace syncline {
namespace {

using Converted = Result<Value, Refusal>;

Failure<Refusal> is_no(const char* code, const char* wanted) {
  return fail(Refusal{code, std::string("is no ") + wanted,
                      "correct it at the source, or bind the field with the converter that fits (as: …)"});
}

bool is_blank(const Value& value) { return value.is_string() && trim(value.as_string()).empty(); }

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
