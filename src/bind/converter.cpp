#include "bind/converter.h"

#include <algorithm>
#include <array>

#include "bind/converters_exact.h"
#include "bind/converters_text.h"
#include "bind/converters_time.h"

namespace syncline {
namespace {

Result<Value, Refusal> as_is(const Value& value, const ConvertSettings&) { return value; }

constexpr Converter simple(std::string_view name, Substance substance, Converter::Step tidy) {
  return {name, substance, false, false, tidy, tidy, &as_is};
}

/// A text with a form of its own: half of it would be wrong, not short.
constexpr Converter formed(std::string_view name, Converter::Step tidy) {
  return {name, Substance::text, true, false, tidy, tidy, &as_is};
}

constexpr Converter prose(std::string_view name, Converter::Step tidy) {
  return {name, Substance::text, true, true, tidy, tidy, &as_is};
}

constexpr std::array converters{
    prose("string", &tidy_string),
    prose("text", &tidy_text),
    Converter{"html_text", Substance::text, true, true, &decode_html, &tidy_text, &encode_html},
    simple("boolean", Substance::boolean, &tidy_boolean),
    simple("integer", Substance::integer, &tidy_integer),
    simple("decimal", Substance::decimal, &tidy_decimal),
    simple("date", Substance::date, &tidy_date),
    simple("instant", Substance::instant, &tidy_instant),
    Converter{"decimal_comma", Substance::decimal, false, false, &decode_comma, &tidy_decimal, &encode_comma},
    Converter{"percent_fraction", Substance::decimal, false, false, &decode_fraction, &tidy_decimal, &encode_fraction},
    Converter{"local_time", Substance::instant, false, false, &decode_local_time, &tidy_instant, &encode_local_time,
              true, true},
    Converter{"day_of_instant", Substance::date, false, false, &decode_day_of_instant, &tidy_date,
              &encode_day_of_instant, true},
    Converter{"day_of_local_time", Substance::date, false, false, &decode_day_of_local_time, &tidy_date,
              &encode_day_of_local_time},
    formed("email", &tidy_email),
    formed("phone", &tidy_phone),
    formed("url", &tidy_url),
    simple("country", Substance::text, &tidy_country),
    simple("currency", Substance::text, &tidy_currency),
    formed("tax_id", &tidy_tax_id),
    simple("language", Substance::text, &tidy_language),
    Converter{"locale", Substance::text, false, false, &tidy_language, &tidy_language, &encode_locale},
    Converter{"reference", Substance::reference, false, false, &decode_reference, &tidy_reference, &as_is},
};

}  // namespace

const Converter* find_converter(std::string_view name) {
  const auto* found = std::ranges::find(converters, name, &Converter::name);
  return found == converters.end() ? nullptr : found;
}

std::vector<std::string> converter_names() {
  std::vector<std::string> names;
  for (const Converter& each : converters) names.emplace_back(each.name);
  return names;
}

const Converter* converter_of(FieldType type) {
  switch (type) {
    case FieldType::choice: return find_converter("string");
    case FieldType::money: return find_converter("decimal");
    default: return find_converter(name_of(type));
  }
}

bool fits(const Converter& converter, FieldType type) {
  const Converter* own = converter_of(type);
  if (!own || own->substance != converter.substance) return false;
  switch (type) {
    case FieldType::string: return true;
    case FieldType::text: return converter.name == "text" || converter.name == "html_text";
    case FieldType::decimal:
    case FieldType::money:
    case FieldType::instant:
    case FieldType::date: return true;
    case FieldType::language: return converter.name == "language" || converter.name == "locale";
    default: return converter.name == own->name;
  }
}

}  // namespace syncline
