#include "sandbox/tax_ids.h"

namespace syncline::sandbox {
namespace {

int digit(char c) { return c - '0'; }

std::string digits(Prng& chance, std::size_t n) {
  std::string text(1, static_cast<char>('1' + chance.below(9)));
  while (text.size() < n) text += static_cast<char>('0' + chance.below(10));
  return text;
}

/// Sum in which every second digit counts twice, as two digits; the last one of the text counts once.
int luhn_sum(const std::string& text) {
  int sum = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int value = digit(text[text.size() - 1 - i]) * (i % 2 == 1 ? 2 : 1);
    sum += value / 10 + value % 10;
  }
  return sum;
}

char digit_of(int value) { return static_cast<char>('0' + value); }

/// ISO 7064, mod 11, 10.
std::string german(Prng& chance) {
  std::string number = digits(chance, 8);
  int product = 10;
  for (const char c : number) {
    const int sum = (digit(c) + product) % 10;
    product = 2 * (sum == 0 ? 10 : sum) % 11;
  }
  return number + digit_of((11 - product) % 10);
}

std::string austrian(Prng& chance) {
  const std::string number = digits(chance, 7);
  return "U" + number + digit_of((96 - luhn_sum(number)) % 10);
}

/// The company's number, of which the last digit is a check, after the remainder of it by 97.
std::string french(Prng& chance) {
  const std::string number = digits(chance, 8);
  const std::string company = number + digit_of((10 - luhn_sum(number + "0") % 10) % 10);
  const int key = static_cast<int>((12 + 3 * (std::stoll(company) % 97)) % 97);
  return std::string(1, digit_of(key / 10)) + digit_of(key % 10) + company;
}

std::string dutch(Prng& chance) {
  for (;;) {
    const std::string number = digits(chance, 8);
    int sum = 0;
    for (int i = 0; i < 8; ++i) sum += (9 - i) * digit(number[static_cast<std::size_t>(i)]);
    if (sum % 11 != 10) return number + digit_of(sum % 11) + "B01";
  }
}

}  // namespace

std::string invent_tax_id(Prng& chance, std::string_view country) {
  if (country == "AT") return "AT" + austrian(chance);
  if (country == "FR") return "FR" + french(chance);
  if (country == "NL") return "NL" + dutch(chance);
  return "DE" + german(chance);
}

}  // namespace syncline::sandbox
