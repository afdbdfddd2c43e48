#include "base/decimal.h"

#include <doctest/doctest.h>

namespace syncline {
namespace {

Decimal dec(std::string_view text) {
  const auto parsed = Decimal::parse(text);
  REQUIRE_MESSAGE(parsed.ok(), text);
  return *parsed;
}

std::string text_or_code(const Result<Decimal, Error>& result) { return result ? result->text() : result.error().code; }

constexpr const char* largest = "99999999999999999999999999999999999999";

TEST_CASE("a number keeps the places it was written with") {
  for (const char* text : {"0", "0.00", "-0.5", "1299.00", "12345678901234.567",
                           "-99999999999999999999.999999999999999999", "0.000000000000000001", largest}) {
    CHECK(dec(text).text() == text);
  }
}

TEST_CASE("exponents, leading zeros and minus zero are read exactly") {
  CHECK(dec("1e3").text() == "1000");
  CHECK(dec("1.2E-4").text() == "0.00012");
  CHECK(dec("12.50e+1").text() == "125.0");
  CHECK(dec("007").text() == "7");
  CHECK(dec("-0").text() == "0");
  CHECK(dec("-0.0").text() == "0.0");
  CHECK(dec("0e99999999999").text() == "0");
  CHECK(dec("1e37").text() == "1" + std::string(37, '0'));
  CHECK(dec("1e-0000000018").text() == "0.000000000000000001");
}

TEST_CASE("zeros beyond the eighteenth place are dropped, digits never") {
  CHECK(dec("1.50000000000000000000000").text() == "1.500000000000000000");
  CHECK(dec("0.0000000000000000000000").text() == "0.000000000000000000");
  CHECK(text_or_code(Decimal::parse("0.0000000000000000001")) == "decimal.range");
  CHECK(text_or_code(Decimal::parse("1e-19")) == "decimal.range");
  CHECK(text_or_code(Decimal::parse("1e38")) == "decimal.range");
  CHECK(text_or_code(Decimal::parse("1e400")) == "decimal.range");
  CHECK(text_or_code(Decimal::parse("1e99999999999999999999")) == "decimal.range");
  CHECK(text_or_code(Decimal::parse("-1e-99999999999999999999")) == "decimal.range");
  CHECK(text_or_code(Decimal::parse(std::string(largest) + "9")) == "decimal.range");
}

TEST_CASE("what is no number is refused with the text and the way to write it") {
  for (const char* text : {"", "-", "+1", ".5", "5.", "1.e5", "1e", "1e+", "1 000", "1,5", " 1", "1 ", "0x10", "NaN",
                           "Infinity", "1.2.3", "--1", "\u0661"}) {
    const auto parsed = Decimal::parse(text);
    REQUIRE_MESSAGE(!parsed.ok(), text);
    CHECK(parsed.error().code == "decimal.syntax");
    CHECK(parsed.error().message.find(text) != std::string::npos);
    CHECK(!parsed.error().remedy.empty());
  }
}

TEST_CASE("numbers compare by value, not by notation") {
  CHECK(dec("1.0") == dec("1.00"));
  CHECK(dec("0.0") == dec("-0"));
  CHECK(dec("-2") < dec("-1.5"));
  CHECK(dec("0.1") > dec("0.099999999999999999"));
  CHECK(dec(largest) > dec("99999999999999999999.999999999999999999"));
  CHECK(dec("-" + std::string(largest)) < dec("-99999999999999999999.999999999999999999"));
  CHECK(dec("100000000000000000000") > dec("99999999999999999999.999999999999999999"));
}

TEST_CASE("an integer is one by value and leaves as int64 only when it fits") {
  CHECK(dec("3.00").is_integer());
  CHECK(!dec("3.01").is_integer());
  CHECK(dec("3.00").to_int64() == 3);
  CHECK(dec("9223372036854775807").to_int64() == INT64_MAX);
  CHECK(dec("-9223372036854775808").to_int64() == INT64_MIN);
  CHECK(dec("9223372036854775808").to_int64() == std::nullopt);
  CHECK(dec("0.5").to_int64() == std::nullopt);
  CHECK(Decimal(INT64_MIN).text() == "-9223372036854775808");
}

TEST_CASE("sign, absolute value and normal form") {
  CHECK(dec("-0.10").sign() == -1);
  CHECK(dec("0.00").sign() == 0);
  CHECK(dec("-0.10").abs().text() == "0.10");
  CHECK(dec("5").negated().text() == "-5");
  CHECK(dec("120.500").normalised().text() == "120.5");
  CHECK(dec("1200").normalised().text() == "1200");
  CHECK(dec("0.00").normalised().text() == "0");
}

struct Vector {
  std::string_view operation, a, b, expected;
};

// From Python's decimal module at 200 digits; products beyond 18 places and all quotients rounded half-even to 18.
constexpr Vector vectors[] = {
    {"add", "-6022846261727247.3", "1.75", "-6022846261727245.55"},
    {"mul", "-6022846261727247.3", "1.75", "-10539980958022682.775"},
    {"add", "47914.2", "72412.3", "120326.5"},
    {"mul", "47914.2", "72412.3", "3469577424.66"},
    {"add", "30310930017.73", "21091619251575", "21121930181592.73"},
    {"mul", "30310930017.73", "21091619251575", "639306595095096624080424.75"},
    {"add", "-40216", "10413.00", "-29803.00"},
    {"mul", "-40216", "10413.00", "-418769208.00"},
    {"add", "72171355184.861667", "393819.4", "72171749004.261667"},
    {"mul", "72171355184.861667", "393819.4", "28422479796089110.7809398"},
    {"add", "-86337.8052", "-5783936601.94", "-5784022939.7452"},
    {"mul", "-86337.8052", "-5783936601.94", "499372391627445.662088"},
    {"add", "684391570157.971", "4276.7435", "684391574434.7145"},
    {"mul", "684391570157.971", "4276.7435", "2926967199127896.4474385"},
    {"add", "79521099722595.605", "-0.009187", "79521099722595.595813"},
    {"mul", "79521099722595.605", "-0.009187", "-730560343151.485823135"},
    {"add", "863502.421748", "7040705399005", "7040706262507.421748"},
    {"mul", "863502.421748", "7040705399005", "6079666162855036129.560740"},
    {"add", "603.4", "719343405", "719344008.4"},
    {"mul", "603.4", "719343405", "434051810577.0"},
    {"add", "906631782.268", "29505487351", "30412119133.268"},
    {"mul", "906631782.268", "29505487351", "26750612583723060092.068"},
    {"add", "-9.7541", "24442589855136.487", "24442589855126.7329"},
    {"mul", "-9.7541", "24442589855136.487", "-238415465705986.8078467"},
    {"add", "0.411", "1253.84584", "1254.25684"},
    {"mul", "0.411", "1253.84584", "515.33064024"},
    {"add", "-9430720.0", "93231554065.7871", "93222123345.7871"},
    {"mul", "-9430720.0", "93231554065.7871", "-879240681559299719.71200"},
    {"add", "-64614138092.57269", "85119.82553", "-64614052972.74716"},
    {"mul", "-64614138092.57269", "85119.82553", "-5499944161211114.3616427757"},
    {"add", "182098.452", "98482.49509", "280580.94709"},
    {"mul", "182098.452", "98482.49509", "17933509904.98660068"},
    {"mul", "0.0000000000000037", "0.000059", "0.000000000000000000"},
    {"div", "0.0000000000000037", "0.000059", "0.000000000062711864"},
    {"mul", "-95.13770", "38020866515800394.73764", "-3617217792320263214.4311730280"},
    {"div", "-95.13770", "38020866515800394.73764", "-0.000000000000002502"},
    {"mul", "-0.0000000000185119", "0.00000000000008800", "0.000000000000000000"},
    {"div", "-0.0000000000185119", "0.00000000000008800", "-210.362500000000000000"},
    {"mul", "3053070149103180314.8602860716", "44675791878696.5472852", "range"},
    {"div", "3053070149103180314.8602860716", "44675791878696.5472852", "68338.355532518792141533"},
    {"mul", "924.84216731", "13250736288.9", "12254839667879.542295859"},
    {"div", "924.84216731", "13250736288.9", "0.000000069795530388"},
    {"mul", "6539591815.9443431", "-8812400.48000288152", "-57629502057850844.752334167943529512"},
    {"div", "6539591815.9443431", "-8812400.48000288152", "-742.089721272200370270"},
    {"mul", "-155.69803592", "-0.00000000000000542", "0.000000000000843883"},
    {"div", "-155.69803592", "-0.00000000000000542", "28726574892988929.889298892988929889"},
    {"mul", "-62186974821582.2", "0.0026078809808", "-162176228890.69269274382176"},
    {"div", "-62186974821582.2", "0.0026078809808", "-23845787165680226.045996861084972716"},
    {"mul", "-6803558.21531", "6721466.04129677800396", "-45729885504191.877714675361712628"},
    {"div", "-6803558.21531", "6721466.04129677800396", "-1.012213432829809237"},
    {"mul", "74351214912395756468.5718594", "-5407651176.3923495804395", "range"},
    {"div", "74351214912395756468.5718594", "-5407651176.3923495804395", "-13749262385.300208783353433426"},
    {"mul", "0.00000000079", "0.635313924", "0.000000000501898000"},
    {"div", "0.00000000079", "0.635313924", "0.000000001243479751"},
    {"mul", "809.298357819045727", "-9777.913473694", "-7913249.317157275170362798"},
    {"div", "809.298357819045727", "-9777.913473694", "-0.082768001577876587"},
    {"mul", "34541832850748.208066246524990", "-0.008530050", "-294643561308.524752215486170491"},
    {"div", "34541832850748.208066246524990", "-0.008530050", "-4049429118322660.250086051663237613"},
    {"mul", "43195257837", "9758", "421499325973446"},
    {"div", "43195257837", "9758", "4426650.731399877023980324"},
};

TEST_CASE("arithmetic agrees with Python's decimal") {
  for (const Vector& v : vectors) {
    const Decimal a = dec(v.a), b = dec(v.b);
    const auto result = v.operation == "add"   ? add(a, b)
                        : v.operation == "mul" ? multiply(a, b)
                                               : divide(a, b, 18, Rounding::half_even);
    const std::string expected = v.expected == "range" ? "decimal.range" : std::string(v.expected);
    CHECK_MESSAGE(text_or_code(result) == expected, v.operation, " ", v.a, " ", v.b);
  }
}

struct Rounded {
  std::string_view value;
  int places;
  std::string_view by_mode[6];  ///< half_up, half_even, down, up, floor, ceiling
};

// From Python's decimal module.
constexpr Rounded rounded[] = {
    {"2.5", 0, {"3", "2", "2", "3", "2", "3"}},
    {"-2.5", 0, {"-3", "-2", "-2", "-3", "-3", "-2"}},
    {"3.5", 0, {"4", "4", "3", "4", "3", "4"}},
    {"-3.5", 0, {"-4", "-4", "-3", "-4", "-4", "-3"}},
    {"2.4", 0, {"2", "2", "2", "3", "2", "3"}},
    {"-2.4", 0, {"-2", "-2", "-2", "-3", "-3", "-2"}},
    {"2.6", 0, {"3", "3", "2", "3", "2", "3"}},
    {"-2.6", 0, {"-3", "-3", "-2", "-3", "-3", "-2"}},
    {"0.05", 1, {"0.1", "0.0", "0.0", "0.1", "0.0", "0.1"}},
    {"-0.05", 1, {"-0.1", "0.0", "0.0", "-0.1", "-0.1", "0.0"}},
    {"1299.005", 2, {"1299.01", "1299.00", "1299.00", "1299.01", "1299.00", "1299.01"}},
    {"99999999999999999999999999999999999.985",
     2,
     {"99999999999999999999999999999999999.99", "99999999999999999999999999999999999.98",
      "99999999999999999999999999999999999.98", "99999999999999999999999999999999999.99",
      "99999999999999999999999999999999999.98", "99999999999999999999999999999999999.99"}},
};

TEST_CASE("each rounding mode is the one that its name says") {
  for (const Rounded& r : rounded) {
    for (int mode = 0; mode < 6; ++mode) {
      const auto result = dec(r.value).rounded(r.places, static_cast<Rounding>(mode));
      CHECK_MESSAGE(text_or_code(result) == r.by_mode[mode], r.value, " mode ", mode);
    }
  }
}

TEST_CASE("rounding to more places widens exactly or is refused") {
  CHECK(text_or_code(dec("1.5").rounded(3, Rounding::half_up)) == "1.500");
  CHECK(text_or_code(dec(largest).rounded(1, Rounding::half_up)) == "decimal.range");
  CHECK(text_or_code(dec("1").rounded(19, Rounding::half_up)) == "decimal.range");
  CHECK(text_or_code(dec("1").rounded(-1, Rounding::half_up)) == "decimal.range");
}

TEST_CASE("a result that fits is given, however wide the way to it") {
  // 10^20 at scale 0 and its predecessor at scale 18 share no 38-digit scale; their difference has one digit.
  CHECK(text_or_code(subtract(dec("100000000000000000000"), dec("99999999999999999999.999999999999999999"))) ==
        "0.000000000000000001");
  CHECK(text_or_code(add(dec("9999999999999999999999999999999999999.5"), dec("0.5"))) == "1" + std::string(37, '0'));
  CHECK(text_or_code(add(dec("1.000000000000000000"), dec("10000000000000000000000000"))) ==
        "10000000000000000000000001.000000000000");
  CHECK(text_or_code(multiply(dec("10000000000000000000.000000000000000000"), dec("10.0"))) ==
        "100000000000000000000.00000000000000000");
  CHECK(text_or_code(multiply(dec("1.234567890123456789"), dec("1234567890.123456789012345678"))) ==
        "1524157875.323883675034293576");
  CHECK(text_or_code(divide(dec("1000000000000000000000000000000"), dec("100000000000000000000000000000"), 18,
                            Rounding::half_even)) == "10.000000000000000000");
}

TEST_CASE("a result that does not fit is an error, never a wrap-around") {
  CHECK(text_or_code(add(dec(largest), dec(largest))) == "decimal.range");
  CHECK(text_or_code(add(dec(largest), dec("1"))) == "decimal.range");
  CHECK(text_or_code(subtract(dec(largest).negated(), dec("1"))) == "decimal.range");
  CHECK(text_or_code(add(dec(largest), dec("0.1"))) == "decimal.range");
  CHECK(text_or_code(add(dec(largest), dec(largest).negated())) == "0");
  CHECK(text_or_code(multiply(dec(largest), dec("2"))) == "decimal.range");
  CHECK(text_or_code(multiply(dec(largest), dec(largest))) == "decimal.range");
  CHECK(text_or_code(divide(dec(largest), dec("0.1"), 0, Rounding::down)) == "decimal.range");
  CHECK(text_or_code(divide(dec("1"), dec("0.00"), 2, Rounding::down)) == "decimal.zero");
  CHECK(text_or_code(divide(dec("1"), dec("3"), 19, Rounding::down)) == "decimal.range");
}

}  // namespace
}  // namespace syncline
