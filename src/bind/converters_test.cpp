#include <doctest/doctest.h>

#include "base/json.h"
#include "base/phone.h"
#include "bind/converter.h"
#include "bind/html_text.h"

using namespace syncline;

namespace {

std::string decoded(std::string_view converter, const Value& native) {
  const auto value = find_converter(converter)->decode(native, {});
  if (!value) return "! " + value.error().words;
  return value->is_string() ? value->as_string() : write_json(*value);
}

}  // namespace

TEST_CASE("phone numbers become international where it can be told, and stay as they are where not") {
  struct Case {
    const char* text;
    const char* country;
    const char* number;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"+49 30 1234-5", "DE", "+493012345"},
           {"0049 30 12345", "DE", "+493012345"},
           {"030 / 12345", "DE", "+493012345"},
           {"(030) 123.45", "DE", "+493012345"},
           {"+49 (0)30 12345", "DE", "+493012345"},
           {"0049(0)30 12345", "US", "+493012345"},
           {" +493012345 ", "DE", "+493012345"},
           {"01 23456789", "AT", "+43123456789"},
           {"415 555 0100", "US", "+14155550100"},
           {"1 415 555 0100", "US", "+14155550100"},
           {"612 345 678", "ES", "+34612345678"},
           {"030 12345", "XX", "030 12345"},
           {"4711", "DE", "4711"},
           {"030 12345 ext. 7", "DE", "030 12345 ext. 7"},
           {"030 12345 Durchwahl Müller", "DE", "030 12345 Durchwahl Müller"},
           {"030 12345; 040 12345", "DE", "030 12345; 040 12345"},
           {"+49", "DE", "+49"},
           {"+0491234567", "DE", "+0491234567"},
           {"+49 30 12345 67890 12345 678", "DE", "+49 30 12345 67890 12345 678"},
           {"", "DE", ""},
       }) {
    INFO(c.text);
    CHECK(tidy_phone_number(c.text, c.country) == c.number);
  }
}

TEST_CASE("each converter has one canonical form, and refuses what has none") {
  struct Case {
    const char* converter;
    Value native;
    const char* canonical;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"string", "  Müller & Söhne ", "  Müller & Söhne "},
           {"string", 42, "42"},
           {"string", "", "null"},
           {"string", true, "! is a boolean, not a text"},
           {"text", "a\r\nb\rc\nd", "a\nb\nc\nd"},
           {"email", " Max.Müller@Bücher.Example ", "Max.Müller@bücher.example"},
           {"email", "none", "none"},
           {"email", "  ", "null"},
           {"url", "WWW.Example.DE/Pfad", "https://www.example.de/Pfad"},
           {"url", "HTTP://Example.de/", "http://example.de"},
           {"url", "http://example.de/a/", "http://example.de/a/"},
           {"country", " de ", "DE"},
           {"country", "Germany", "! is no country code of two letters (ISO 3166)"},
           {"country", "Ä", "! is no country code of two letters (ISO 3166)"},
           {"currency", "eur", "EUR"},
           {"tax_id", "de 136.695-976", "DE136695976"},
           {"tax_id", "12/345/67890", "12/345/67890"},
           {"language", "de_at", "de-AT"},
           {"language", "ZH-hant-tw", "zh-Hant-TW"},
           {"language", "Deutsch!", "! is no language tag like de or de-AT"},
           {"locale", "en_US", "en-US"},
           {"boolean", 1, "true"},
           {"boolean", "false", "false"},
           {"boolean", 2, "! is no truth value (true, false, 1, 0)"},
           {"integer", "42", "42"},
           {"integer", "4.5", "! is no whole number"},
           {"decimal", "1299.00", "1299.00"},
           {"decimal", "1.299,00", "! is no number like 1299.00"},
           {"date", "2026-11-21", "2026-11-21"},
           {"date", "21.11.2026", "! is no day like 2026-11-21"},
           {"instant", "2026-11-21T10:01:12+01:00", "2026-11-21T09:01:12Z"},
           {"instant", "2026-11-21 10:01", "! is no moment with its offset like 2026-11-21T09:01:12Z"},
           {"reference", 17, "17"},
       }) {
    INFO(c.converter, " ", write_json(c.native));
    CHECK(decoded(c.converter, c.native) == c.canonical);
  }
}

TEST_CASE(
    "clocks on the wall: the zone says which moment is meant, also in summer and in the hour that autumn repeats") {
  CHECK(decoded("local_time", "2026-11-21 10:01:12") == "2026-11-21T09:01:12Z");
  CHECK(decoded("local_time", "2026-07-01T10:01") == "2026-07-01T08:01:00Z");
  CHECK(decoded("local_time", "2026-07-01T10:01:00.25") == "2026-07-01T08:01:00.25Z");
  CHECK(decoded("local_time", "2026-07-01T10:01:00-05:00") == "2026-07-01T15:01:00Z");
  CHECK(decoded("local_time", "2026-10-25 02:30") == "2026-10-25T00:30:00Z");
  CHECK(decoded("local_time", "2026-03-29 02:30") == "2026-03-29T01:00:00Z");
  CHECK(decoded("local_time", "soon") == "! is no date and time like 2026-11-21 10:01:12");
  const auto encoded = [](const char* converter, const char* value) {
    return find_converter(converter)->encode(value, {})->as_string();
  };
  CHECK(encoded("local_time", "2026-07-01T08:01:00Z") == "2026-07-01T10:01:00");
  CHECK(encoded("local_time", "2026-10-25T01:30:00Z") == "2026-10-25T02:30:00");
  ConvertSettings tokyo;
  tokyo.zone = "Asia/Tokyo";
  CHECK(*find_converter("local_time")->encode("2026-07-01T20:00:00Z", tokyo) == Value("2026-07-02T05:00:00"));
}

TEST_CASE("an order of half past midnight is of that day, not of the day before in UTC") {
  CHECK(decoded("day_of_instant", "2026-11-20T23:30:00Z") == "2026-11-21");
  CHECK(decoded("day_of_instant", "2026-11-20T22:30:00Z") == "2026-11-20");
  CHECK(decoded("day_of_instant", "2026-11-20") == "! is no moment with its offset like 2026-11-21T09:01:12Z");
  CHECK(*find_converter("day_of_instant")->encode("2026-11-21", {}) == Value("2026-11-20T23:00:00Z"));
  CHECK(*find_converter("day_of_instant")->encode("2026-07-01", {}) == Value("2026-06-30T22:00:00Z"));
  CHECK(decoded("day_of_local_time", "2026-11-21 23:59:59") == "2026-11-21");
  CHECK(decoded("day_of_local_time", "2026-11-21T25:00") == "! is no date and time like 2026-11-21 10:01:12");
  CHECK(*find_converter("day_of_local_time")->encode("2026-11-21", {}) == Value("2026-11-21T00:00:00"));
}

TEST_CASE("numbers with a comma are read as they are meant, or not at all; percentages are exact") {
  for (const auto& [text, number] : std::initializer_list<std::pair<const char*, const char*>>{
           {"1.299,50", "1299.50"},
           {"1299,5", "1299.5"},
           {"1 234 567", "1234567"},
           {"-0,05", "-0.05"},
           {"1.299", "1299"},
           {"12'000,00", "12000.00"},
           {"1.5", "! is no number like 1.299,00"},
           {"1299.50", "! is no number like 1.299,00"},
           {"1.29.500", "! is no number like 1.299,00"},
           {"1,2,3", "! is no number like 1.299,00"},
           {"1,299.50", "! is no number like 1.299,00"},
           {"", "null"},
       }) {
    INFO(text);
    CHECK(decoded("decimal_comma", text) == number);
  }
  CHECK(decoded("decimal_comma", 12) == "12");
  CHECK(*find_converter("decimal_comma")->encode(*Decimal::parse("-1299.50"), {}) == Value("-1299,50"));
  CHECK(decoded("percent_fraction", *Decimal::parse("0.05")) == "5");
  CHECK(decoded("percent_fraction", *Decimal::parse("0.0725")) == "7.25");
  CHECK(*find_converter("percent_fraction")->encode(*Decimal::parse("7.25"), {}) == Value(*Decimal::parse("0.0725")));
  CHECK_FALSE(find_converter("percent_fraction")->encode(Decimal::of(1, 18), {}).ok());  // would not be exact
}

TEST_CASE("a locale is written in the vendor's form") {
  CHECK(find_converter("locale")->encode("de-AT", {})->as_string() == "de_AT");
}

TEST_CASE("a link's id that nobody has turned into a native id is not written as one") {
  CHECK_FALSE(find_converter("reference")->tidy(Value(17), {}).ok());
}

TEST_CASE("rich text becomes lines") {
  struct Case {
    const char* html;
    const char* text;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"<p>one</p>\n<p>two</p>", "one\ntwo"},
           {"<p>one<br></p><p><br></p><p>three</p>", "one\n\nthree"},
           {"one<br/>two<BR>three", "one\ntwo\nthree"},
           {"<ul><li>a</li><li>b</li></ul>c", "a\nb\nc"},
           {"a <b>bold</b>\nword &amp; &uuml;&#223;&#x20AC; &unknown; & more", "a bold word & üß€ &unknown; & more"},
           {"<style>p {}</style><script>x<y</script>text<!-- <p>no</p> -->!", "text!"},
           {"3 < 4 and 5 > 4", "3 < 4 and 5 > 4"},
           {"plain", "plain"},
           {"<p></p>", ""},
           {"<p", "<p"},
           {"&#0;&#xD800;", "&#0;&#xD800;"},
       }) {
    INFO(c.html);
    CHECK(text_of_html(c.html) == c.text);
  }
  CHECK(html_of_text("Müller & Söhne <gmbh>\n\nEnde") ==
        "<p>Müller &amp; Söhne &lt;gmbh&gt;</p><p><br></p><p>Ende</p>");
}
