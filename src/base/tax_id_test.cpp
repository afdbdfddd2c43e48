#include "base/tax_id.h"

#include <doctest/doctest.h>

using namespace syncline;

TEST_CASE("tax ids lose what people put between the digits") {
  CHECK(compact_tax_id("de 136.695-976") == "DE136695976");
  CHECK(compact_tax_id("12/345/67890") == "12/345/67890");
  CHECK(compact_tax_id("") == "");
}

TEST_CASE("a VAT id tells its country, anything else none") {
  CHECK(vat_country("DE 136 695 976") == "DE");
  CHECK(vat_country("ATU12345678") == "AT");
  CHECK(vat_country("EL123456789") == "GR");
  CHECK(vat_country("XI123456789") == "GB");
  CHECK(vat_country("NL123456789B01") == "NL");
  CHECK(vat_country("CHE-123.456.788 MWST") == "CH");
  CHECK(vat_country("IE1234567FA") == "IE");
  CHECK(vat_country("RO12") == "RO");
  CHECK(vat_country("RO1") == "");
  CHECK(vat_country("RO12X") == "");
  CHECK(vat_country("DE13669597") == "");    // a digit short
  CHECK(vat_country("DE13669597A") == "");   // a letter for a digit
  CHECK(vat_country("136695976") == "");     // no country
  CHECK(vat_country("12/345/67890") == "");  // a German tax number, no VAT id
  CHECK(vat_country("IE12345678") == "");    // a digit for the letter
  CHECK(vat_country("US123456789") == "");
}
