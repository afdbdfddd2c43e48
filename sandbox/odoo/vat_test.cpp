#include "sandbox/odoo/vat.h"

#include <doctest/doctest.h>

#include "sandbox/odoo/api_test.h"

namespace syncline::sandbox::odoo {
namespace {

std::string kept(std::string_view vat, std::string_view country) {
  const auto checked = checked_vat(vat, country, "X");
  return checked ? *checked : "refused";
}

}  // namespace

TEST_CASE("numbers with a right check digit pass, and one digit further they don't") {
  for (const std::string vat : {"DE123456788", "ATU12345675", "FR23334175221", "NL123456782B90", "DK12345674",
                                "SE123456789701", "GB123456782", "DE136695976"}) {
    CAPTURE(vat);
    const std::string country = vat.substr(0, 2);
    CHECK(kept(vat, country) == vat);
    std::string wrong = vat;
    wrong[5] = wrong[5] == '9' ? '0' : static_cast<char>(wrong[5] + 1);
    CHECK(kept(wrong, country) == "refused");
  }
  CHECK(kept("CHE-969.914.854 MWST", "CH") == "CHE-969.914.854 MWST");
  CHECK(kept("CHE-969.914.855 MWST", "CH") == "refused");
  CHECK(kept("CHE969914854", "CH") == "refused");
}

TEST_CASE("a number is checked by the country that it names, else by the partner's") {
  CHECK(kept("ATU12345675", "DE") == "ATU12345675");
  CHECK(kept("136695976", "DE") == "136695976");
  CHECK(kept("136695975", "DE") == "refused");
  CHECK(kept("12/345/67890", "DE") == "12/345/67890");
}

TEST_CASE("what the server knows no rule for stays as it is") {
  CHECK(kept("whatever", "") == "whatever");
  CHECK(kept("12-3456789", "US") == "12-3456789");
  CHECK(kept("/", "DE") == "/");
}

TEST_CASE("the check can be off: for a server without it, and by the context") {
  const char* body = R"({"vals_list": [{"name": "x", "country_id": 57, "vat": "DE1"}]})";
  CHECK(Api().outcome("res.partner/create", body) == "422 odoo.exceptions.ValidationError");
  CHECK(Api({.checks_vat = false}).outcome("res.partner/create", body) == "200");
  CHECK(Api().outcome("res.partner/create", R"({"vals_list": [{"name": "x", "country_id": 57, "vat": "DE1"}],
                                                "context": {"no_vat_validation": true}})") == "200");
}

}  // namespace syncline::sandbox::odoo
