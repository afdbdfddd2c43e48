#include "bind/converters_text.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "base/phone.h"
#include "base/tax_id.h"
#include "base/text.h"
#include "bind/html_text.h"

namespace syncline {
namespace {

using Converted = Result<Value, Refusal>;

std::optional<std::string> text_in(const Value& value) {
  if (value.is_string()) return value.as_string();
  if (value.is_number()) return value.as_decimal().text();
  return std::nullopt;
}

Failure<Refusal> no_text(const Value& value) {
  return fail(Refusal{"bind.text", "is a " + std::string(name_of(value.kind())) + ", not a text",
                      "name the converter that fits (as: …) in the binding"});
}

Value or_nothing(std::string text) { return text.empty() ? Value() : Value(std::move(text)); }

bool all_letters(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return std::isalpha(c) != 0 && c < 0x80; });
}

/// Of codes: trimmed, upper case, exactly `length` letters.
Converted letters(const Value& value, std::size_t length, const char* code, const char* wanted) {
  const auto text = text_in(value);
  if (!text) return no_text(value);
  const std::string upper = to_upper(trim(*text));
  if (upper.empty()) return Value();
  if (upper.size() == length && all_letters(upper)) return Value(upper);
  return fail(Refusal{code, std::string("is no ") + wanted,
                      "correct it at the source, or translate it with a value table (map: …) in the binding"});
}

std::string lower_ascii(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

/// Length of "https" in "https://…"; 0 when there is no scheme.
std::size_t scheme_length(std::string_view url) {
  const std::size_t end = url.find("://");
  return end == std::string_view::npos || !all_letters(url.substr(0, end)) ? 0 : end;
}

std::string tidy_subtag(std::string_view part, std::size_t index) {
  if (index == 0) return lower_ascii(std::string(part));
  if (part.size() == 2) return to_upper(part);
  std::string out = lower_ascii(std::string(part));
  if (part.size() == 4 && all_letters(part))
    out[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(out[0])));
  return out;
}

}  // namespace

Converted tidy_string(const Value& value, const ConvertSettings&) {
  if (value.is_string()) return value.as_string().empty() ? Value() : value;
  auto text = text_in(value);
  if (!text) return no_text(value);
  return or_nothing(std::move(*text));
}

Converted tidy_text(const Value& value, const ConvertSettings& settings) {
  if (value.is_string() && value.as_string().find('\r') == std::string::npos) return tidy_string(value, settings);
  const auto text = text_in(value);
  if (!text) return no_text(value);
  std::string out;
  for (std::size_t i = 0; i < text->size(); ++i) {
    const char c = (*text)[i];
    if (c == '\r' && i + 1 < text->size() && (*text)[i + 1] == '\n') continue;
    out += c == '\r' ? '\n' : c;
  }
  return or_nothing(std::move(out));
}

Converted tidy_email(const Value& value, const ConvertSettings&) {
  const auto text = text_in(value);
  if (!text) return no_text(value);
  std::string out(trim(*text));
  const std::size_t at = out.rfind('@');
  if (at != std::string::npos) out = out.substr(0, at + 1) + lower_ascii(out.substr(at + 1));
  return or_nothing(std::move(out));
}

Converted tidy_phone(const Value& value, const ConvertSettings& settings) {
  const auto text = text_in(value);
  if (!text) return no_text(value);
  return or_nothing(tidy_phone_number(*text, settings.phone_country));
}

Converted tidy_url(const Value& value, const ConvertSettings&) {
  const auto text = text_in(value);
  if (!text) return no_text(value);
  std::string out(trim(*text));
  if (out.empty()) return Value();
  if (scheme_length(out) == 0) {
    if (out.find("://") != std::string::npos) return Value(out);
    out = "https://" + out;
  }
  const std::size_t host = scheme_length(out) + 3;
  const std::size_t end = std::min(out.find_first_of("/?#", host), out.size());
  out = lower_ascii(out.substr(0, end)) + out.substr(end);
  if (out.substr(end) == "/" && end > host) out.pop_back();
  return Value(out);
}

Converted tidy_country(const Value& value, const ConvertSettings&) {
  return letters(value, 2, "bind.country", "country code of two letters (ISO 3166)");
}

Converted tidy_currency(const Value& value, const ConvertSettings&) {
  return letters(value, 3, "bind.currency", "currency code of three letters (ISO 4217)");
}

Converted tidy_tax_id(const Value& value, const ConvertSettings&) {
  const auto text = text_in(value);
  if (!text) return no_text(value);
  return or_nothing(compact_tax_id(*text));
}

Converted tidy_language(const Value& value, const ConvertSettings&) {
  const auto text = text_in(value);
  if (!text) return no_text(value);
  std::string tag(trim(*text));
  if (tag.empty()) return Value();
  std::ranges::replace(tag, '_', '-');
  std::vector<std::string> parts = split(tag, '-');
  const bool fine = all_letters(parts[0]) && std::ranges::all_of(parts, [](const std::string& part) {
                      return !part.empty() && part.size() <= 8 && std::ranges::all_of(part, [](unsigned char c) {
                        return c < 0x80 && std::isalnum(c) != 0;
                      });
                    });
  if (!fine || parts[0].size() < 2 || parts[0].size() > 3) {
    return fail(Refusal{"bind.language", "is no language tag like de or de-AT",
                        "correct it at the source, or translate it with a value table (map: …) in the binding"});
  }
  for (std::size_t i = 0; i < parts.size(); ++i) parts[i] = tidy_subtag(parts[i], i);
  return Value(join(parts, "-"));
}

Converted encode_locale(const Value& value, const ConvertSettings&) {
  std::string out = value.as_string();
  std::ranges::replace(out, '-', '_');
  return Value(out);
}

Converted decode_html(const Value& value, const ConvertSettings&) {
  const auto text = text_in(value);
  if (!text) return no_text(value);
  return or_nothing(text_of_html(*text));
}

Converted encode_html(const Value& value, const ConvertSettings&) { return Value(html_of_text(value.as_string())); }

}  // namespace syncline
