#include "sandbox/sap_s4hana/wire_value.h"

#include <cctype>
#include <charconv>

#include "base/json.h"
#include "base/text.h"
#include "base/time.h"

namespace syncline::sandbox::sap {
namespace {

std::string ticks(std::string_view iso, const char* zone) {
  const auto at = parse_instant(iso.size() == 10 ? std::string(iso) + "T00:00:00Z" : std::string(iso));
  return "/Date(" + std::to_string((at ? at->us : 0) / 1000) + zone + ")/";
}

std::optional<Instant> instant_in(const std::string& text) {
  if (!text.starts_with("/Date(")) return parse_instant(text, true);
  std::int64_t ms = 0;
  const auto [end, problem] = std::from_chars(text.data() + 6, text.data() + text.size(), ms);
  return problem == std::errc() ? std::optional(Instant{ms * 1000}) : std::nullopt;
}

/// "PT9H1M12S" → "09:01:12".
std::optional<std::string> time_in(const std::string& text) {
  if (!text.starts_with("PT")) return std::nullopt;
  const auto length = parse_duration(to_lower(text.substr(2)));
  if (!length || *length >= days(1)) return std::nullopt;
  return to_iso(Instant{length->us}).substr(11, 8);
}

/// What stands between the quotes of datetime'…'.
std::optional<std::string> within(const std::string& token, std::string_view type) {
  if (!token.starts_with(type) || token.size() < type.size() + 2 || token[type.size()] != '\'' || token.back() != '\'')
    return std::nullopt;
  std::string out;
  for (std::size_t i = type.size() + 1; i + 1 < token.size(); ++i) {
    out += token[i];
    if (token[i] == '\'') ++i;
  }
  return out;
}

/// "6f1d7a40-5c6e-4b3a-9d7e-0c5a4b3f2e1d"
bool is_guid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !std::isxdigit(static_cast<unsigned char>(text[i]))) return false;
  }
  return true;
}

Failure<Refusal> invalid(const Property& property, const Value& value) {
  return refused(400, "005056A509B11EE1B9A8FEC11C21D78E",
                 "Property '" + property.name + "' at offset '1' has invalid value '" +
                     (value.is_string() ? value.as_string() : write_json(value)) + "'.");
}

}  // namespace

Value shown(const Property& property, const Value& stored) {
  if (stored.is_null()) return {};
  switch (property.type) {
    case EdmType::day: return ticks(stored.as_string(), "");
    case EdmType::moment: return ticks(stored.as_string(), "+0000");
    case EdmType::time: {
      const std::string& text = stored.as_string();
      return "PT" + text.substr(0, 2) + "H" + text.substr(3, 2) + "M" + text.substr(6, 2) + "S";
    }
    case EdmType::decimal: return stored.as_decimal().text();
    case EdmType::string:
    case EdmType::guid:
    case EdmType::boolean: break;
  }
  return stored;
}

Done<Value> taken(const Property& property, const Value& value) {
  if (value.is_null()) return nothing_of(property);
  if (property.type == EdmType::boolean) return value.is_bool() ? Done<Value>(value) : invalid(property, value);
  if (!value.is_string()) return invalid(property, value);  // decimals are texts, too
  const std::string& text = value.as_string();
  switch (property.type) {
    case EdmType::string:
      return code_points(text) <= property.max_length ? Done<Value>(value) : invalid(property, value);
    case EdmType::decimal: {
      const auto number = Decimal::parse(text);
      return number ? Done<Value>(*number) : invalid(property, value);
    }
    case EdmType::day:
    case EdmType::moment: {
      const auto at = instant_in(text);
      if (!at) return invalid(property, value);
      return Value(to_iso(*at).substr(0, property.type == EdmType::day ? 10 : std::string::npos));
    }
    case EdmType::time: {
      const auto time = time_in(text);
      return time ? Done<Value>(*time) : invalid(property, value);
    }
    case EdmType::guid: return is_guid(text) ? Done<Value>(value) : invalid(property, value);
    case EdmType::boolean: break;
  }
  return invalid(property, value);
}

std::optional<Value> literal(const Property& property, const std::string& token) {
  switch (property.type) {
    case EdmType::string: return within(token, "");
    case EdmType::guid: {
      const auto text = within(token, "guid");
      return text && is_guid(*text) ? std::optional<Value>(to_lower(*text)) : std::nullopt;
    }
    case EdmType::boolean:
      return token == "true" || token == "false" ? std::optional<Value>(token == "true") : std::nullopt;
    case EdmType::decimal: {
      const bool suffix = token.ends_with('M') || token.ends_with('m');
      const auto number = Decimal::parse(token.substr(0, token.size() - (suffix ? 1 : 0)));
      return number ? std::optional<Value>(*number) : std::nullopt;
    }
    case EdmType::day: {
      const auto text = within(token, "datetime");
      const auto at = text ? parse_instant(*text, true) : std::nullopt;
      return at && !text->ends_with('Z') ? std::optional<Value>(to_iso(*at).substr(0, 10)) : std::nullopt;
    }
    case EdmType::moment: {
      const auto text = within(token, "datetimeoffset");
      const auto at = text ? parse_instant(*text) : std::nullopt;
      return at ? std::optional<Value>(to_iso(*at)) : std::nullopt;
    }
    case EdmType::time: {
      const auto text = within(token, "time");
      const auto time = text ? time_in(*text) : std::nullopt;
      return time ? std::optional<Value>(*time) : std::nullopt;
    }
  }
  return std::nullopt;
}

std::string key_literal(const Property& property, const Value& stored) {
  switch (property.type) {
    case EdmType::boolean: return stored.bool_or(false) ? "true" : "false";
    case EdmType::guid: return "guid'" + stored.string_or("") + "'";
    case EdmType::day: return "datetime'" + stored.string_or("") + "T00:00:00'";
    default: break;
  }
  std::string out = "'";
  for (const char c : stored.string_or("")) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

std::vector<std::string> pieces(const std::string& text, char separator) {
  std::vector<std::string> out(1);
  bool quoted = false;
  for (const char c : text) {
    quoted = quoted != (c == '\'');
    if (c == separator && !quoted)
      out.emplace_back();
    else
      out.back() += c;
  }
  return out;
}

}  // namespace syncline::sandbox::sap
