#include "sandbox/odoo/vat.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"

namespace syncline::sandbox::odoo {
namespace {

using Digits = std::vector<int>;

Digits digits_of(std::string_view text) {
  Digits digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9') digits.push_back(c - '0');
  }
  return digits;
}

bool all_digits(std::string_view text, std::size_t count) {
  return text.size() == count && digits_of(text).size() == count;
}

int weighted(const Digits& digits, std::initializer_list<int> weights) {
  int sum = 0;
  std::size_t at = 0;
  for (const int weight : weights) sum += weight * digits[at++];
  return sum;
}

int number_of(std::string_view text, int modulus) {
  int value = 0;
  for (const int digit : digits_of(text)) value = (value * 10 + digit) % modulus;
  return value;
}

int luhn_sum(const Digits& digits, bool double_first) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const int value = (i % 2 == 0) == double_first ? 2 * digits[i] : digits[i];
    sum += value / 10 + value % 10;
  }
  return sum;
}

bool german(std::string_view number) {
  if (!all_digits(number, 9)) {  // or a tax number: 12/345/67890
    const std::size_t count = digits_of(number).size();
    return count >= 10 && count <= 13 && number.find_first_not_of("0123456789/ ") == std::string_view::npos;
  }
  int product = 10;
  const Digits digits = digits_of(number);
  for (std::size_t i = 0; i < 8; ++i) {
    const int sum = (digits[i] + product) % 10;
    product = 2 * (sum == 0 ? 10 : sum) % 11;
  }
  return (11 - product) % 10 == digits[8];
}

bool austrian(std::string_view number) {
  if (!number.starts_with('U') || !all_digits(number.substr(1), 8)) return false;
  Digits digits = digits_of(number);
  const int check = digits.back();
  digits.pop_back();
  return (96 - luhn_sum(digits, false)) % 10 == check;
}

bool swiss(std::string_view number) {
  if (!number.starts_with('E')) return false;
  const std::string last = to_upper(number.substr(number.size() < 3 ? 0 : number.size() - 3));
  if (!number.ends_with("MWST") && last != "TVA" && last != "IVA" && last != "TPV") return false;
  const Digits digits = digits_of(number);
  if (digits.size() != 9) return false;
  return (11 - weighted(digits, {5, 4, 3, 2, 7, 6, 5, 4}) % 11) % 11 == digits[8];
}

bool french(std::string_view number) {
  if (!all_digits(number, 11)) return number.size() == 11 && all_digits(number.substr(2), 9);
  if (luhn_sum(digits_of(number.substr(2)), false) % 10 != 0) return false;
  return (12 + 3 * number_of(number.substr(2), 97)) % 97 == number_of(number.substr(0, 2), 97);
}

bool dutch(std::string_view number) {
  if (number.size() != 12 || number[9] != 'B' || !all_digits(number.substr(0, 9), 9)) return false;
  const Digits digits = digits_of(number.substr(0, 9));
  if (weighted(digits, {9, 8, 7, 6, 5, 4, 3, 2}) % 11 == digits[8]) return true;
  std::string spelt;  // of a sole trader: letters as numbers from 10, modulo 97
  for (const char c : "NL" + std::string(number))
    spelt += c >= 'A' && c <= 'Z' ? std::to_string(c - 'A' + 10) : std::string(1, c);
  return number_of(spelt, 97) == 1;
}

bool danish(std::string_view number) {
  return all_digits(number, 8) && weighted(digits_of(number), {2, 7, 6, 5, 4, 3, 2, 1}) % 11 == 0;
}

bool swedish(std::string_view number) {
  return all_digits(number, 12) && number.ends_with("01") && luhn_sum(digits_of(number.substr(0, 10)), true) % 10 == 0;
}

bool british(std::string_view number) {
  if (!all_digits(number, 9)) return false;
  const Digits digits = digits_of(number);
  const int sum = (weighted(digits, {8, 7, 6, 5, 4, 3, 2}) + digits[7] * 10 + digits[8]) % 97;
  return sum == 0 || sum == 42;
}

struct Rule {
  std::string_view country;
  bool (*is_right)(std::string_view number);  ///< without the country's two letters
  std::string_view format;
};

constexpr std::array rules{Rule{"DE", german, "DE123456788 or 12/345/67890"},
                           Rule{"AT", austrian, "ATU12345675"},
                           Rule{"CH", swiss, "CHE-123.456.788 TVA or CHE-123.456.788 MWST or CHE-123.456.788 IVA"},
                           Rule{"FR", french, "FR23334175221"},
                           Rule{"NL", dutch, "NL123456782B90"},
                           Rule{"DK", danish, "DK12345674"},
                           Rule{"SE", swedish, "SE123456789701"},
                           Rule{"GB", british, "GB123456782"}};

std::string compact(std::string_view vat, bool keep_marks) {
  std::string tidy;
  for (const char c : to_upper(vat)) {
    if (keep_marks || std::string_view(" .-").find(c) == std::string_view::npos) tidy += c;
  }
  return tidy;
}

}  // namespace

Outcome<std::string> checked_vat(std::string_view vat, std::string_view country, std::string_view partner) {
  if (country.empty() || vat.empty() || vat == "/") return std::string(vat);
  const std::string prefix = to_upper(vat.substr(0, 2));
  auto rule = std::ranges::find(rules, std::string_view(prefix), &Rule::country);
  const bool has_prefix = rule != rules.end();
  if (!has_prefix) rule = std::ranges::find(rules, country, &Rule::country);
  if (rule == rules.end()) return std::string(vat);
  const std::string tidy = compact(vat, rule->country == "CH");
  const std::string number = has_prefix ? tidy.substr(2) : tidy;
  if (rule->is_right(number)) return tidy;
  return fail(validation_error("\nThe VAT number [" + number + "] for partner [" + std::string(partner) +
                               "] does not seem to be valid.  \nNote: the expected format is " +
                               std::string(rule->format)));
}

}  // namespace syncline::sandbox::odoo
