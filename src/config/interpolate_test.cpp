#include "config/interpolate.h"

#include <doctest/doctest.h>

using namespace syncline;

namespace {

// Literals as they are, references as kind:name[:-fallback]@column+length.
std::string shown(std::string_view text) {
  const auto parts = parse_references(text);
  if (!parts) return "!" + parts.error().code + "@" + std::to_string(parts.error().part.column);
  std::string out;
  for (const TextPart& part : *parts) {
    if (const auto* literal = std::get_if<std::string>(&part)) {
      out += "<" + *literal + ">";
    } else {
      const Reference& r = std::get<Reference>(part);
      out += "{" + to_text(r).substr(2) + "@" + std::to_string(r.part.column) + "+" + std::to_string(r.part.length);
    }
  }
  return out;
}

}  // namespace

TEST_CASE("references are found between plain text") {
  CHECK(shown("") == "");
  CHECK(shown("plain $ { } text") == "<plain $ { } text>");
  CHECK(shown("${env:HOME}") == "{env:HOME}@1+11");
  CHECK(shown("ä ${env:A:-x y} b") == "<ä >{env:A:-x y}@3+13< b>");
  CHECK(shown("${env:A:-}") == "{env:A:-}@1+10");
  CHECK(shown("${file:/run/secrets/x}${secret:crm/api-key.v2}") ==
        "{file:/run/secrets/x}@1+22{secret:crm/api-key.v2}@23+24");
  CHECK(shown("$${env:A} and $$ ${env:B}") == "<${env:A} and $$ >{env:B}@18+8");
}

TEST_CASE("malformed references are refused at their place") {
  for (const char* text :
       {"x ${env:A", "x ${evn:A}", "x ${A}", "x ${}", "x ${env:}", "x ${env:1A}", "x ${env:A-B}", "x ${file:relative}",
        "x ${file:/a/../b}", "x ${secret:a b}", "x ${secret:a:-b}", "x ${env:A:-${env:B}}"}) {
    INFO(std::string(text));
    CHECK(shown(text) == "!I001@3");
  }
}

TEST_CASE("has_reference sees known kinds only") {
  CHECK(has_reference("a ${secret:x}"));
  CHECK(has_reference("${settings.url} ${env:A}"));
  CHECK_FALSE(has_reference("${settings.url}"));
  CHECK_FALSE(has_reference("$${env:A}"));
}

TEST_CASE("resolving puts values in, prefers them to the default, and says what is not set") {
  const Resolver resolver = [](const Reference& r) -> std::optional<std::string> {
    if (r.name == "A") return "1${env:B}";
    if (r.name == "EMPTY") return "";
    return std::nullopt;
  };
  CHECK(resolve_references("x${env:A:-no}y$${", resolver).value() == "x1${env:B}y${");
  CHECK(resolve_references("${env:B:-d}${env:EMPTY:-e}", resolver).value() == "d");
  const auto missing = resolve_references("ab ${secret:crm}", resolver);
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.error().code == "I002");
  CHECK(missing.error().part == Span{1, 4, 13});
  CHECK(missing.error().remedy == "write ${env:NAME} or ${file:/path} instead: there is no store of secrets yet");
}
