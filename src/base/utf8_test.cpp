#include <doctest/doctest.h>

#include "base/text.h"

namespace syncline {
namespace {

constexpr const char* mark = "\xEF\xBF\xBD";

TEST_CASE("every scalar value is valid, neighbours of the range are not") {
  for (char32_t code = 0; code <= 0x10FFFF; ++code) {
    if (code == 0xD800) code = 0xE000;
    std::string text;
    append_utf8(text, code);
    const bool whole = is_valid_utf8(text) && code_points(text) == 1;
    if (!whole) CHECK_MESSAGE(whole, static_cast<std::uint32_t>(code));
  }
  for (const char* bad :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xC3", "\xE2\x82", "\xF0\x9F\x98", "\xC3\x28"}) {
    CHECK(!is_valid_utf8(bad));
    CHECK(valid_utf8_prefix("abcdefghé" + std::string(bad)) == 10);
  }
}

TEST_CASE("a repair marks each ill-formed sequence once and leaves the rest as it is") {
  CHECK(repair_utf8("plain é 😀") == "plain é 😀");
  CHECK(repair_utf8("a\xFFz") == std::string("a") + mark + "z");
  CHECK(repair_utf8("\xE2\x82z") == std::string(mark) + "z");
  CHECK(repair_utf8("\xF0\x9F\x98") == mark);
  CHECK(repair_utf8("\xC0\x80") == std::string(mark) + mark);
  // Decomposed stays decomposed: a repair is no normalisation.
  CHECK(repair_utf8("e\xCC\x81\xFF") == std::string("e\xCC\x81") + mark);
}

}  // namespace
}  // namespace syncline
