#include "base/money.h"

#include <doctest/doctest.h>

namespace syncline {
namespace {

Money money(std::string_view text) { return parse_money(text).value(); }

TEST_CASE("an amount keeps its places and its currency") {
  CHECK(text_of(money("12.50 EUR")) == "12.50 EUR");
  CHECK(text_of(money("-0.005 KWD")) == "-0.005 KWD");
  CHECK(money("12.5 EUR") == money("12.50 EUR"));
  CHECK(money("12.5 EUR") != money("12.5 USD"));
}

TEST_CASE("what is no amount is refused with the way to write it") {
  for (const char* text : {"", "12.50", "EUR", "EUR 12.50", "12,50 EUR", "12.50 eur", "12.50 EURO", "12.50  EUR",
                           "12.50EUR", " 12.50 EUR", "12.50 €"}) {
    const auto parsed = parse_money(text);
    REQUIRE_MESSAGE(!parsed.ok(), text);
    CHECK(parsed.error().code == "money.syntax");
    CHECK(parsed.error().remedy == "write it like 12.50 EUR");
  }
  CHECK(parse_money("1e40 EUR").error().code == "decimal.range");
}

TEST_CASE("sums are exact and stay in one currency") {
  CHECK(text_of(add(money("0.10 EUR"), money("0.20 EUR")).value()) == "0.30 EUR");
  const auto mixed = add(money("1 EUR"), money("1 USD"));
  CHECK(mixed.error().code == "money.currency");
  CHECK(mixed.error().message.find("1 USD") != std::string::npos);
  CHECK(add(money("99999999999999999999999999999999999999 EUR"), money("1 EUR")).error().code == "decimal.range");
}

TEST_CASE("currencies have the places of ISO 4217") {
  CHECK(minor_digits("EUR") == 2);
  CHECK(minor_digits("JPY") == 0);
  CHECK(minor_digits("KWD") == 3);
  CHECK(minor_digits("CLF") == 4);
  CHECK(minor_digits("XYZ") == 2);
}

}  // namespace
}  // namespace syncline
