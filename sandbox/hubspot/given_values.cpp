#include "sandbox/hubspot/given_values.h"

#include <algorithm>

#include "base/text.h"
#include "base/time.h"

namespace syncline::sandbox::hubspot {
namespace {

std::string plain_text(const Value& given) {
  if (given.is_bool()) return given.as_bool() ? "true" : "false";
  if (given.is_number()) return given.as_decimal().text();
  return given.string_or("");
}

/// Of a moment: ISO 8601 or milliseconds since 1970.
std::optional<Instant> moment(const std::string& text) {
  if (const auto at = parse_instant(parse_date(text) ? text + "T00:00:00Z" : text, true)) return at;
  const auto ms = Decimal::parse(text);
  const auto whole = ms ? ms->to_int64() : std::nullopt;
  return whole ? std::optional(Instant{*whole * 1000}) : std::nullopt;
}

Result<std::string, Fault> stored_text(const Property& property, const std::string& text) {
  const std::string name(property.name);
  const auto fault = [&](const char* code, const std::string& message) { return fail(Fault{name, code, message}); };
  switch (property.type) {
    case Type::number:
      if (!Decimal::parse(text)) return fault("INVALID_LONG", text + " was not a valid number.");
      return text;
    case Type::boolean:
      if (text != "true" && text != "false")
        return fault("INVALID_OPTION", text + " was not one of the allowed options: [true, false]");
      return text;
    case Type::enumeration:
      if (std::ranges::find(property.options, text) == property.options.end())
        return fault("INVALID_OPTION", text + " was not one of the allowed options");
      return text;
    case Type::email: {
      const std::size_t at = text.find('@');
      const bool good = at != std::string::npos && at > 0 && text.find('.', at) != std::string::npos &&
                        text.find(' ') == std::string::npos;
      if (!good) return fault("INVALID_EMAIL", "Email address " + text + " is invalid");
      return to_lower(text);
    }
    case Type::date: {
      if (parse_date(text)) return text;
      const auto at = moment(text);
      if (!at || at->us % days(1).us != 0) return fault("INVALID_DATE", text + " is not at midnight UTC");
      return to_iso(*at).substr(0, 10);
    }
    case Type::datetime: {
      const auto at = moment(text);
      if (!at) return fault("INVALID_DATE", text + " was not a valid date.");
      return moment_text(*at);
    }
    default: return text;
  }
}

}  // namespace

Answer<Map> accepted_values(const Work& work, const ObjectType& type, const Map& given) {
  Map out;
  std::vector<Fault> faults;
  for (const auto& [name, value] : given) {
    const Property* property = type.property(name);
    const std::string full = std::string(type.name) + "." + name;
    if (!property || (!work.by_person && work.faults.forbidden.contains(full))) {
      faults.push_back({name, "PROPERTY_DOESNT_EXIST", "Property \"" + name + "\" does not exist"});
      continue;
    }
    if (property->read_only) {
      faults.push_back({name, "READ_ONLY_VALUE", "\"" + name + "\" is a read only property; its value cannot be set."});
      continue;
    }
    if (!work.by_person && work.faults.ignored.contains(full)) continue;
    std::string text = plain_text(value);
    if (const auto most = work.faults.shortened.find(full); !work.by_person && most != work.faults.shortened.end())
      text = truncate(text, most->second);
    if (text.empty()) {
      out.set(name, Value());
      continue;
    }
    auto stored = stored_text(*property, text);
    if (stored)
      out.set(name, std::move(*stored));
    else
      faults.push_back(stored.error());
  }
  if (!faults.empty()) return fail(refusal_of(faults));
  return out;
}

}  // namespace syncline::sandbox::hubspot
