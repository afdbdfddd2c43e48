#include "connect/written_forms.h"

#include <doctest/doctest.h>

using namespace syncline;

TEST_CASE("decimals with a mark of their own") {
  CHECK(decimal_from("1.299,50", ',')->text() == "1299.50");
  CHECK(decimal_from("-1299,5", ',')->text() == "-1299.5");
  CHECK(decimal_from("1,299.50", '.')->text() == "1299.50");
  CHECK(decimal_from("1.299", ',')->text() == "1299");
  for (const char* wrong : {"", "-", "12.34", "1.2990,5", ".299", "1,", ",5", "1,2,3", "1 299", "12,5 €"}) {
    CAPTURE(wrong);
    CHECK(!decimal_from(wrong, ','));
  }
  CHECK(decimal_text(*decimal_from("1.299,50", ','), ',') == "1299,50");
}

TEST_CASE("days and moments in a form") {
  CHECK(to_iso(*moment_from("21.11.2026", "%d.%m.%Y")) == "2026-11-21T00:00:00Z");
  CHECK(to_iso(*moment_from("261121 0915", "%y%m%d %H%M")) == "2026-11-21T09:15:00Z");
  for (const char* wrong : {"", "1.11.2026", "21.11.26", "31.11.2026", "21.11.2026 ", "21-11-2026"}) {
    CAPTURE(wrong);
    CHECK(!moment_from(wrong, "%d.%m.%Y"));
  }
  CHECK(!moment_from("2111", "%d%m"));  // of no year
  CHECK(written(*parse_date("2026-04-05"), "%d%m") == "0504");
  CHECK(written(*parse_instant("2026-04-05T06:07:08Z"), "%y%Y%m%d%H%M%S%%") == "2620260405060708%");
}
