#include "sandbox/tryton/identifier.h"

#include <doctest/doctest.h>
#include <initializer_list>
#include <string>

namespace syncline::sandbox::tryton {
namespace {

std::string one_digit_off(std::string code) {
  char& first = code[code.find_first_of("0123456789")];
  first = first == '9' ? '8' : static_cast<char>(first + 1);
  return code;
}

TEST_CASE("numbers with right check digits are taken, one digit off they are not") {
  for (const std::string code :
       {"DE136695976", "DE342366712", "ATU97299752", "ATU33401878", "BE0166594134", "DK15267674", "FR17185119393",
        "FR39592723068", "IT98073750642", "NL692864313B56", "NL638902265B22", "XI676127811"}) {
    CHECK_MESSAGE(is_valid_identifier("eu_vat", code), code);
    CHECK_MESSAGE(!is_valid_identifier("eu_vat", one_digit_off(code)), code);
  }
  for (const std::string code : {"SE039590016001", "SE909175533101"})
    CHECK_MESSAGE(is_valid_identifier("eu_vat", code), code);
  CHECK_FALSE(is_valid_identifier("eu_vat", "SE039590016101"));
  CHECK(is_valid_identifier("ch_vat", "CHE467698424MWST"));
  CHECK_FALSE(is_valid_identifier("ch_vat", "CHE467698425MWST"));
  CHECK(is_valid_identifier("gb_vat", "GB153363337"));
  CHECK_FALSE(is_valid_identifier("gb_vat", "GB153363338"));
}

TEST_CASE("people's ways of writing a number don't matter, its country does") {
  CHECK(is_valid_identifier("eu_vat", "de 136 695 976"));
  CHECK(is_valid_identifier("eu_vat", "DE 136.695.976"));
  CHECK(is_valid_identifier("ch_vat", "CHE-969.914.854 MWST"));
  CHECK_FALSE(is_valid_identifier("ch_vat", "CHE-969.914.854"));
  for (const std::string code : {"", "DE", "DE000", "CHE-969.914.854 MWST", "GB153363337", "136695976"}) {
    CHECK_MESSAGE(!is_valid_identifier("eu_vat", code), code);
  }
  CHECK(is_valid_identifier("de_vat", "136695976"));
  CHECK(is_valid_identifier("fr_tva", "FR 17 185119393"));
  CHECK_FALSE(is_valid_identifier("fr_tva", "xx"));
  CHECK(is_valid_identifier("us_ein", "anything"));
}

}  // namespace
}  // namespace syncline::sandbox::tryton
