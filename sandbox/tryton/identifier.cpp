#include "sandbox/tryton/identifier.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

#include "base/text.h"

namespace syncline::sandbox::tryton {
namespace {

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

int digit(char c) { return c - '0'; }

std::int64_t number(std::string_view digits) {
  std::int64_t n = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), n);
  return n;
}

/// Σ weight × digit, over as many digits as there are weights.
template <std::size_t N>
int weighted(std::string_view digits, const std::array<int, N>& weights) {
  int sum = 0;
  for (std::size_t i = 0; i < std::min(N, digits.size()); ++i) sum += weights[i] * digit(digits[i]);
  return sum;
}

/// Upper case, without the signs by which people group digits.
std::string compact(std::string_view code, std::string_view separators) {
  std::string text = to_upper(trim(code));
  std::erase_if(text, [&](char c) { return separators.find(c) != std::string_view::npos; });
  return text;
}

int luhn(std::string_view digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const int n = digit(digits[digits.size() - 1 - i]) * (i % 2 == 0 ? 1 : 2);
    sum += n / 10 + n % 10;
  }
  return sum % 10;
}

bool german(std::string_view digits) {
  if (!all_digits(digits) || digits.size() != 9 || digits[0] == '0') return false;
  int check = 5;  // ISO 7064, mod 11, 10
  for (const char c : digits) check = ((check == 0 ? 10 : check) * 2 % 11 + digit(c)) % 10;
  return check == 1;
}

bool austrian(std::string_view rest) {
  if (rest.size() != 9 || rest[0] != 'U' || !all_digits(rest.substr(1))) return false;
  return (16 - luhn(rest.substr(1, 7))) % 10 == digit(rest[8]);
}

bool belgian(std::string digits) {
  if (digits.size() == 9) digits.insert(0, "0");
  return all_digits(digits) && digits.size() == 10 && number(digits) > 0 &&
         (number(digits.substr(0, 8)) + number(digits.substr(8))) % 97 == 0;
}

bool danish(std::string_view digits) {
  return all_digits(digits) && digits.size() == 8 && digits[0] != '0' &&
         weighted(digits, std::array{2, 7, 6, 5, 4, 3, 2, 1}) % 11 == 0;
}

/// With digits as its key; a key with letters is taken as it is.
bool french(std::string_view rest) {
  if (rest.size() != 11 || !all_digits(rest.substr(2))) return false;
  if (rest.substr(2, 3) != "000" && luhn(rest.substr(2)) != 0) return false;
  return !all_digits(rest) || number(rest.substr(0, 2)) == number(std::string(rest.substr(2)) + "12") % 97;
}

bool italian(std::string_view digits) {
  if (!all_digits(digits) || digits.size() != 11 || number(digits.substr(0, 7)) == 0) return false;
  const std::int64_t province = number(digits.substr(7, 3));
  const bool known =
      (province >= 1 && province <= 100) || province == 120 || province == 121 || province == 888 || province == 999;
  return known && luhn(digits) == 0;
}

/// Mod 97 of the whole as a number in which letters count from 10.
int mod_97(std::string_view text) {
  int rest = 0;
  for (const char c : text) {
    const int n = c >= 'A' ? c - 'A' + 10 : digit(c);
    rest = (rest * (n > 9 ? 100 : 10) + n) % 97;
  }
  return rest;
}

bool dutch(std::string_view rest) {
  if (rest.size() != 12 || rest[9] != 'B' || !all_digits(rest.substr(0, 9)) || !all_digits(rest.substr(10)))
    return false;
  if (number(rest.substr(0, 9)) == 0 || number(rest.substr(10)) == 0) return false;
  const int of_citizen = weighted(rest, std::array{9, 8, 7, 6, 5, 4, 3, 2}) - digit(rest[8]);
  return of_citizen % 11 == 0 || mod_97("NL" + std::string(rest)) == 1;
}

bool swedish(std::string_view digits) {
  return all_digits(digits) && digits.size() == 12 && digits.ends_with("01") && luhn(digits.substr(0, 10)) == 0;
}

bool british(std::string_view digits) {
  if (!all_digits(digits) || (digits.size() != 9 && digits.size() != 12)) return false;
  const int rest = weighted(digits, std::array{8, 7, 6, 5, 4, 3, 2, 10, 1}) % 97;
  return number(digits.substr(0, 3)) >= 100 ? rest == 0 || rest == 42 || rest == 55 : rest == 0;
}

bool swiss_company(std::string_view code) {
  if (code.size() != 12 || !code.starts_with("CHE") || !all_digits(code.substr(3))) return false;
  return (11 - weighted(code.substr(3), std::array{5, 4, 3, 2, 7, 6, 5, 4}) % 11) % 11 == digit(code[11]);
}

bool swiss_vat(std::string_view code) {
  const std::string_view tax = code.substr(std::min<std::size_t>(12, code.size()));
  return swiss_company(code.substr(0, 12)) && (tax == "MWST" || tax == "TVA" || tax == "IVA" || tax == "TPV");
}

bool european(std::string_view code) {
  const std::string text = compact(code, " -./,:");
  const std::string_view state = std::string_view(text).substr(0, 2);
  const std::string rest = text.substr(state.size());
  if (state == "DE") return german(rest);
  if (state == "AT") return austrian(rest);
  if (state == "BE") return belgian(rest);
  if (state == "DK") return danish(rest);
  if (state == "FR") return french(rest);
  if (state == "IT") return italian(rest);
  if (state == "NL") return dutch(rest);
  if (state == "SE") return swedish(rest);
  if (state == "XI") return british(rest);
  constexpr std::array<std::string_view, 20> others{"BG", "CY", "CZ", "EE", "EL", "ES", "FI", "GR", "HR", "HU",
                                                    "IE", "LT", "LU", "LV", "MT", "PL", "PT", "RO", "SI", "SK"};
  return std::ranges::find(others, state) != others.end() && rest.size() >= 7 && rest.size() <= 12;
}

/// National types with the state that their numbers begin with, or would.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> states{{{"be_vat", "BE"},
                                                                               {"de_vat", "DE"},
                                                                               {"dk_cvr", "DK"},
                                                                               {"fr_tva", "FR"},
                                                                               {"it_iva", "IT"},
                                                                               {"nl_btw", "NL"},
                                                                               {"se_vat", "SE"}}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 21> labels{{
    {"eu_vat", "European VAT Number"},
    {"at_businessid", "Austrian Company Register"},
    {"be_vat", "Belgian Enterprise Number"},
    {"ch_uid", "Swiss Business Identifier"},
    {"ch_vat", "Swiss VAT Number"},
    {"de_handelsregisternummer", "German Company Register Number"},
    {"de_stnr", "German Tax Number"},
    {"de_vat", "German VAT Number"},
    {"dk_cvr", "Danish VAT Number"},
    {"es_nif", "Spanish VAT Number"},
    {"fr_tva", "French VAT Number"},
    {"gb_vat", "United Kingdom (and Isle of Man) VAT Number"},
    {"it_iva", "Italian VAT Number"},
    {"lu_tva", "Luxembourgian VAT Number"},
    {"nl_btw", "Dutch VAT Number"},
    {"no_mva", "Norwegian VAT Number"},
    {"no_orgnr", "Norwegian Organisation Number"},
    {"pl_nip", "Polish VAT Number"},
    {"se_vat", "Swedish VAT Number"},
    {"us_ein", "U.S. Employer Identification Number"},
    {"us_tin", "U.S. Taxpayer Identification Number"},
}};

}  // namespace

std::string_view label_of_identifier(std::string_view type) {
  const auto found = std::ranges::find(labels, type, &std::pair<std::string_view, std::string_view>::first);
  return found == labels.end() ? type : found->second;
}

bool is_valid_identifier(std::string_view type, std::string_view code) {
  if (type == "eu_vat") return european(code);
  for (const auto& [national, state] : states) {
    if (type != national) continue;
    const std::string text = compact(code, " -./,:");
    return european(text.starts_with(state) ? text : std::string(state) + text);
  }
  if (type == "gb_vat") {
    const std::string text = compact(code, " -.");
    return british(text.starts_with("GB") ? text.substr(2) : text);
  }
  if (type == "ch_uid") return swiss_company(compact(code, " -."));
  if (type == "ch_vat") return swiss_vat(compact(code, " -."));
  return true;
}

}  // namespace syncline::sandbox::tryton
