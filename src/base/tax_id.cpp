#include "base/tax_id.h"

#include <algorithm>

#include "base/text.h"

namespace syncline {
namespace {

/// Behind the prefix: 9 a digit, A a letter, X either, anything else itself.
struct VatForm {
  std::string_view prefix;
  std::string_view country;
  std::string_view form;
};

constexpr VatForm forms[] = {
    {"AT", "AT", "U99999999"},     {"BE", "BE", "9999999999"},    {"BG", "BG", "999999999"},
    {"BG", "BG", "9999999999"},    {"CHE", "CH", "999999999"},    {"CHE", "CH", "999999999MWST"},
    {"CHE", "CH", "999999999TVA"}, {"CHE", "CH", "999999999IVA"}, {"CY", "CY", "99999999A"},
    {"CZ", "CZ", "99999999"},      {"CZ", "CZ", "999999999"},     {"CZ", "CZ", "9999999999"},
    {"DE", "DE", "999999999"},     {"DK", "DK", "99999999"},      {"EE", "EE", "999999999"},
    {"EL", "GR", "999999999"},     {"ES", "ES", "X9999999X"},     {"FI", "FI", "99999999"},
    {"FR", "FR", "XX999999999"},   {"GB", "GB", "999999999"},     {"GB", "GB", "999999999999"},
    {"HR", "HR", "99999999999"},   {"HU", "HU", "99999999"},      {"IE", "IE", "9X99999A"},
    {"IE", "IE", "9999999AA"},     {"IT", "IT", "99999999999"},   {"LT", "LT", "999999999"},
    {"LT", "LT", "999999999999"},  {"LU", "LU", "99999999"},      {"LV", "LV", "99999999999"},
    {"MT", "MT", "99999999"},      {"NL", "NL", "999999999B99"},  {"NO", "NO", "999999999MVA"},
    {"PL", "PL", "9999999999"},    {"PT", "PT", "999999999"},     {"RO", "RO", ""},
    {"SE", "SE", "999999999999"},  {"SI", "SI", "99999999"},      {"SK", "SK", "9999999999"},
    {"XI", "GB", "999999999"},     {"XI", "GB", "999999999999"}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }

bool has_form(std::string_view text, std::string_view form) {
  return std::ranges::equal(text, form, [](char c, char wanted) {
    switch (wanted) {
      case '9': return is_digit(c);
      case 'A': return is_letter(c);
      case 'X': return is_digit(c) || is_letter(c);
      default: return c == wanted;
    }
  });
}

/// Romania's have two to ten digits.
bool is_romanian(std::string_view digits) {
  return digits.size() >= 2 && digits.size() <= 10 && std::ranges::all_of(digits, is_digit);
}

}  // namespace

std::string compact_tax_id(std::string_view text) {
  std::string compact;
  for (const char c : to_upper(squeeze(text))) {
    if (c != ' ' && c != '.' && c != '-') compact += c;
  }
  return compact;
}

std::string_view vat_country(std::string_view text) {
  const std::string id = compact_tax_id(text);
  for (const auto& [prefix, country, form] : forms) {
    if (!id.starts_with(prefix)) continue;
    const std::string_view rest = std::string_view(id).substr(prefix.size());
    if (country == "RO" ? is_romanian(rest) : has_form(rest, form)) return country;
  }
  return {};
}

}  // namespace syncline
