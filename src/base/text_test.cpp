#include "base/text.h"

#include <doctest/doctest.h>
#include <ostream>

namespace syncline {
namespace {

using namespace std::string_literals;

TEST_CASE("normal form C composes, and repairs what is no UTF-8") {
  CHECK(to_nfc("e\u0301") == "é");
  CHECK(to_nfc("é") == "é");
  CHECK(to_nfc("\u212B") == "\u00C5");
  CHECK(to_nfc("a\xFFz") == "a\uFFFDz");
  CHECK(to_nfc("") == "");
}

TEST_CASE("folding makes equal what differs by case or compatibility only") {
  CHECK(fold_case("STRASSE") == fold_case("straße"));
  CHECK(fold_case("ΣΊΣΥΦΟΣ") == fold_case("σίσυφος"));
  CHECK(fold_case("ＡＢ") == "ab");
  CHECK(fold_case("\u1E9E") == "ss");
  CHECK(to_upper("straße é") == "STRASSE É");
  CHECK(to_lower("ÄÖÜ ẞ I") == "äöü ß i");
}

TEST_CASE("white space of any script is squeezed") {
  CHECK(squeeze("  a \t\n b\u00A0\u2003c\u3000 ") == "a b c");
  CHECK(squeeze("a") == "a");
  CHECK(squeeze(" \u00A0") == "");
  CHECK(squeeze("") == "");
  CHECK(trim(" \t\r\na b\n") == "a b");
  CHECK(trim(" \u00A0x") == "\u00A0x");
  CHECK(trim("   ") == "");
}

TEST_CASE("a text is cut between characters as people see them") {
  CHECK(truncate("abcdef", 3) == "abc");
  CHECK(truncate("abc", 3) == "abc");
  CHECK(truncate("äöü", 2) == "äö");
  CHECK(truncate("😀😀", 1) == "😀");
  CHECK(truncate("e\u0301x", 1) == "");
  CHECK(truncate("ae\u0301x", 2) == "a");
  CHECK(truncate("👨‍👩‍👧x", 2) == "");
  CHECK(truncate("🇩🇪🇫🇷", 3) == "🇩🇪");
  CHECK(truncate("abc", 0) == "");
  CHECK(code_points("aé😀e\u0301") == 5);
}

TEST_CASE("split and join are inverse") {
  CHECK(split("a,b,,c", ',') == std::vector<std::string>{"a", "b", "", "c"});
  CHECK(split("", ',') == std::vector<std::string>{""});
  CHECK(split("a,", ',') == std::vector<std::string>{"a", ""});
  CHECK(join(split("a,b,,c", ','), ",") == "a,b,,c");
  CHECK(join({}, ",") == "");
}

TEST_CASE("percent encoding keeps unreserved characters only, and all bytes come back") {
  CHECK(percent_encode("AZaz09-_.~") == "AZaz09-_.~");
  CHECK(percent_encode("a b+c/ü&=%") == "a%20b%2Bc%2F%C3%BC%26%3D%25");
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  CHECK(percent_decode(percent_encode(all)) == all);
  CHECK(percent_decode("%41%6a%6A") == "Ajj");
  CHECK(percent_decode("100%") == "100%");
  CHECK(percent_decode("%4") == "%4");
  CHECK(percent_decode("%zz%41+") == "%zzA+");
}

TEST_CASE("files of old systems arrive in UTF-8") {
  CHECK(to_utf8("M\xFCller \x80", "windows-1252") == "Müller €");
  CHECK(to_utf8("M\x81ller", "CP850") == "Müller");
  CHECK(to_utf8("M\xFCller", "ISO-8859-1") == "Müller");
  CHECK(to_utf8("\xA4", "ISO-8859-15") == "€");
  CHECK(to_utf8("a\0\xFC\0"s, "UTF-16LE") == "aü");
  CHECK(to_utf8("\0a\xD8\x3D\xDE\x00"s, "UTF-16BE") == "a😀");
  CHECK(to_utf8("é", "UTF-8") == "é");
  CHECK(to_utf8("", "windows-1252") == "");
}

TEST_CASE("what cannot be converted exactly is refused") {
  CHECK(from_utf8("Müller €", "windows-1252") == "M\xFCller \x80");
  CHECK(from_utf8("u\u0308", "windows-1252") == "\xFC");  // a letter and its dots are one there
  CHECK(from_utf8("Łódź 😀", "windows-1252") ==
        "L\xF3"
        "dz ?");  // the nearest letters, never other bytes
  CHECK(from_utf8("a", "no-such-charset") == std::nullopt);
  CHECK(to_utf8("a", "no-such-charset") == std::nullopt);
  CHECK(to_utf8("a", "") == std::nullopt);
  CHECK(to_utf8("a\xFF", "UTF-8") == std::nullopt);
  CHECK(to_utf8("a\0\xFC"s, "UTF-16LE") == std::nullopt);
  CHECK(to_utf8("\xD8\x3D"s, "UTF-16BE") == std::nullopt);
  CHECK(to_utf8("\xC3", "UTF-8") == std::nullopt);
  CHECK(to_utf8("\x80", "US-ASCII") == std::nullopt);
}

}  // namespace
}  // namespace syncline
