#include "sandbox/tryton/wire_value.h"

#include <charconv>
#include <cstdio>

#include "base/json.h"
#include "base/text.h"
#include "base/time.h"

namespace syncline::sandbox::tryton {
namespace {

constexpr std::int64_t us_per_second = 1'000'000;

std::string text_of(const Value& given) {
  if (given.is_string()) return given.as_string();
  if (given.is_bool()) return given.as_bool() ? "True" : "False";
  return write_json(given);
}

bool truth_of(const Value& given) {
  switch (given.kind()) {
    case Value::Kind::boolean: return given.as_bool();
    case Value::Kind::integer:
    case Value::Kind::decimal: return given.as_decimal().sign() != 0;
    case Value::Kind::string: return !given.as_string().empty();
    case Value::Kind::list: return !given.as_list().empty();
    default: return true;
  }
}

std::string python_type(const Value& given) {
  if (given.is_list()) return "list";
  return given["__class__"].string_or("dict");
}

Answer<Value> integer_of(const Value& given) {
  if (given.is_int()) return given;
  if (given.is_bool()) return Value(given.as_bool() ? 1 : 0);
  if (given.is_decimal()) {
    const auto whole = given.as_decimal().rounded(0, Rounding::down);
    if (whole.ok() && whole->to_int64()) return Value(*whole->to_int64());
    return exception("int too large to convert");
  }
  if (given.is_string()) {
    const std::string_view digits = trim(given.as_string());
    std::int64_t n = 0;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), n);
    if (problem == std::errc() && end == digits.data() + digits.size()) return Value(n);
    return exception("invalid literal for int() with base 10: '" + given.as_string() + "'");
  }
  return exception("int() argument must be a string, a bytes-like object or a real number, not '" + python_type(given) +
                   "'");
}

Answer<Value> decimal_of(const Value& given) {
  if (given.is_number()) return Value(given.as_decimal());
  const Value& text = given["__class__"] == Value("Decimal") ? given["decimal"] : given;
  if (text.is_string()) {
    if (auto parsed = Decimal::parse(trim(text.as_string())); parsed.ok()) return Value(*parsed);
    return exception("[<class 'decimal.ConversionSyntax'>]");
  }
  return exception("argument must be a sequence of length 3");
}

Answer<Value> timestamp_of(const Value& given) {
  if (given.is_string()) {
    const std::optional<Instant> parsed = parse_instant(given.as_string(), true);
    if (parsed && given.as_string().find(' ') != std::string::npos) return Value(parsed->us);
    return exception("not enough values to unpack (expected 2, got 1)");
  }
  if (given.is_int()) return exception("function missing required argument 'month' (pos 2)");
  if (given["__class__"] != Value("datetime"))
    return exception("an integer is required (got type " + python_type(given) + ")");
  const auto part = [&](std::string_view name) { return given[name].int_or(0); };
  const LocalTime local{
      {static_cast<int>(part("year")), static_cast<unsigned>(part("month")), static_cast<unsigned>(part("day"))},
      static_cast<int>(part("hour")),
      static_cast<int>(part("minute")),
      static_cast<int>(part("second")),
      0};
  const std::optional<Instant> at = instant_of(local, "UTC");
  if (!at) return exception("day is out of range for month");
  return Value(at->us + part("microsecond"));
}

Answer<Value> real_of(const Value& given) {
  if (given.is_number()) return Value(given.as_decimal());
  if (given["__class__"] == Value("Decimal")) return decimal_of(given);
  return exception("must be real number, not " + std::string(given.is_string() ? "str" : python_type(given)));
}

Answer<Value> date_of(const Value& given) {
  const auto part = [&](std::string_view name) { return given[name].int_or(0); };
  const Date date{static_cast<int>(part("year")), static_cast<unsigned>(part("month")),
                  static_cast<unsigned>(part("day"))};
  const bool typed = given["__class__"] == Value("date") || given["__class__"] == Value("datetime");
  const std::optional<Date> read = parse_date(typed ? to_iso(date) : given.string_or(""));
  if (!read) return exception("day is out of range for month");
  return Value(to_iso(*read));
}

/// As Python writes a float: 14.0.
Value with_fraction(const Decimal& number) {
  const Decimal short_form = number.normalised();
  return short_form.scale() > 0 ? Value(short_form) : Value(short_form.rounded(1, Rounding::down).value_or(number));
}

Value date_to_wire(const Value& stored) {
  const std::optional<Date> date = parse_date(stored.as_string());
  return Map{{"__class__", "date"},
             {"year", date->year},
             {"month", static_cast<std::int64_t>(date->month)},
             {"day", static_cast<std::int64_t>(date->day)}};
}

}  // namespace

Value timestamp_to_wire(std::int64_t us) {
  const LocalTime local = *local_time({us}, "UTC");
  const std::int64_t micro = ((us % us_per_second) + us_per_second) % us_per_second;
  return Map{{"__class__", "datetime"},
             {"year", local.date.year},
             {"month", static_cast<std::int64_t>(local.date.month)},
             {"day", static_cast<std::int64_t>(local.date.day)},
             {"hour", local.hour},
             {"minute", local.minute},
             {"second", local.second},
             {"microsecond", micro}};
}

std::string version_text(std::int64_t us) {
  std::string fraction = std::to_string(us % us_per_second);
  fraction.insert(0, 6 - fraction.size(), '0');
  return std::to_string(us / us_per_second) + "." + fraction;
}

Value to_wire(const Field& field, const Value& stored) {
  if (stored.is_null()) return stored;
  if (field.kind == FieldKind::timestamp) return timestamp_to_wire(stored.as_int());
  if (field.kind == FieldKind::date) return date_to_wire(stored);
  if (field.kind == FieldKind::binary) return Map{{"__class__", "bytes"}, {"base64", stored}};
  if (stored.is_decimal() && field.kind == FieldKind::real) return with_fraction(stored.as_decimal());
  if (stored.is_decimal()) return Map{{"__class__", "Decimal"}, {"decimal", stored.as_decimal().text()}};
  return stored;
}

Answer<Value> from_wire(const Field& field, const Value& given) {
  if (given.is_null()) return Value();
  switch (field.kind) {
    case FieldKind::many2one:
      if (given.is_bool() && !given.as_bool()) return exception("");
      return integer_of(given);
    case FieldKind::integer: return integer_of(given);
    case FieldKind::boolean: return Value(truth_of(given));
    case FieldKind::decimal: return decimal_of(given);
    case FieldKind::real: return real_of(given);
    case FieldKind::date: return date_of(given);
    case FieldKind::timestamp: return timestamp_of(given);
    case FieldKind::binary:
      if (given["__class__"] == Value("bytes")) return given["base64"];
      return exception("a bytes-like object is required, not '" + python_type(given) + "'");
    default: return Value(text_of(given));
  }
}

int compare(const Value& a, const Value& b) {
  if (a.is_string()) return a.as_string().compare(b.as_string());
  if (a.is_bool()) return static_cast<int>(a.as_bool()) - static_cast<int>(b.as_bool());
  const auto order = a.is_int() && b.is_int() ? a.as_int() <=> b.as_int() : a.as_decimal() <=> b.as_decimal();
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

}  // namespace syncline::sandbox::tryton
