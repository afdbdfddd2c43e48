#include "base/money.h"

#include <algorithm>
#include <array>

namespace syncline {

int minor_digits(std::string_view currency) {
  constexpr std::array<std::string_view, 16> none{"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW",
                                                  "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF"};
  constexpr std::array<std::string_view, 7> three{"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};
  constexpr std::array<std::string_view, 2> four{"CLF", "UYW"};
  if (std::ranges::find(four, currency) != four.end()) return 4;
  if (std::ranges::find(none, currency) != none.end()) return 0;
  return std::ranges::find(three, currency) != three.end() ? 3 : 2;
}

Result<Money, Error> parse_money(std::string_view text) {
  const auto space = text.rfind(' ');
  const auto syntax = [&] {
    return fail(Error{ErrorClass::validation, "money.syntax",
                      "\"" + std::string(text.substr(0, 60)) + "\" is no amount of money", "",
                      "write it like 12.50 EUR", std::nullopt});
  };
  if (space == std::string_view::npos) return syntax();
  const std::string_view currency = text.substr(space + 1);
  const auto amount = Decimal::parse(text.substr(0, space));
  if (!amount && amount.error().code == "decimal.range") return fail(amount.error());
  if (!amount || currency.size() != 3 || !std::ranges::all_of(currency, [](char c) { return c >= 'A' && c <= 'Z'; }))
    return syntax();
  return Money{*amount, std::string(currency)};
}

std::string text_of(const Money& money) { return money.amount.text() + " " + money.currency; }

Result<Money, Error> add(const Money& a, const Money& b) {
  if (a.currency != b.currency) {
    return fail(Error{ErrorClass::validation, "money.currency",
                      text_of(a) + " and " + text_of(b) + " are of different currencies", "",
                      "convert one of them with a rate and its date", std::nullopt});
  }
  auto sum = add(a.amount, b.amount);
  if (!sum) return fail(std::move(sum).error());
  return Money{*sum, a.currency};
}

}  // namespace syncline
