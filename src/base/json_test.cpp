#include "base/json.h"

#include <doctest/doctest.h>

namespace syncline {
namespace {

using namespace std::string_literals;

Value json(std::string_view text) {
  auto parsed = parse_json(text);
  REQUIRE_MESSAGE(parsed.ok(), text, " → ", parsed ? "" : describe(parsed.error()));
  return std::move(parsed).value();
}

/// "code line:column"
std::string problem(std::string_view text, const JsonLimits& limits = {}) {
  const auto parsed = parse_json(text, limits);
  if (parsed) return "accepted";
  CHECK(parsed.error().cls == ErrorClass::validation);
  CHECK(!parsed.error().message.empty());
  CHECK(!parsed.error().remedy.empty());
  return parsed.error().code + " " + parsed.error().place;
}

std::string nested(int depth, std::string_view inside) {
  return std::string(static_cast<std::size_t>(depth), '[') + std::string(inside) +
         std::string(static_cast<std::size_t>(depth), ']');
}

TEST_CASE("every kind of value is read") {
  const Value v = json(R"( { "a" : [ 1 , -2.50 , "x" , true , false , null , { } , [ ] ] , "b" : "" } )");
  CHECK(v.path("a.0") == Value(1));
  CHECK(v.path("a.1").as_decimal().text() == "-2.50");
  CHECK(v.path("a.2") == Value("x"));
  CHECK(v.path("a.3") == Value(true));
  CHECK(v.path("a.4") == Value(false));
  CHECK(v["a"].as_list().size() == 8);
  CHECK(v.path("a.5").is_null());
  CHECK(v.path("a.6").is_map());
  CHECK(v.path("a.7").is_list());
  CHECK(v["b"] == Value(""));
  CHECK(json("7") == Value(7));
  CHECK(json("\"x\"") == Value("x"));
}

TEST_CASE("an integer that fits is an integer, every other number an exact decimal") {
  CHECK(json("9223372036854775807").as_int() == INT64_MAX);
  CHECK(json("-9223372036854775808").as_int() == INT64_MIN);
  CHECK(json("-0").as_int() == 0);
  CHECK(json("9223372036854775808").is_decimal());
  CHECK(json("9223372036854775808").as_decimal().text() == "9223372036854775808");
  CHECK(json("-9223372036854775809").as_decimal().text() == "-9223372036854775809");
  CHECK(json("1E2").is_decimal());
  CHECK(json("1E2").as_decimal().text() == "100");
  CHECK(json("5.0").as_decimal().text() == "5.0");
  CHECK(json("-0.0").as_decimal().text() == "0.0");
  CHECK(json("0.1").as_decimal().text() == "0.1");
  CHECK(json("12345678901234.567").as_decimal().text() == "12345678901234.567");
  CHECK(json("0.12345678901234567").as_decimal().text() == "0.12345678901234567");
  CHECK(json("1.5000000000000000000000").as_decimal().text() == "1.500000000000000000");
  CHECK(json("99999999999999999999999999999999999999").as_decimal().sign() == 1);
}

TEST_CASE("a number that cannot be held exactly is refused, never rounded") {
  for (const char* text : {"1e400", "-1e400", "1e-400", "0.0000000000000000001", "1e99999999999999999999",
                           "100000000000000000000000000000000000000", "1234567890123456789012345678901234567.12"}) {
    CHECK_MESSAGE(problem(text) == "json.number 1:1", text);
  }
  CHECK(problem("{\"a\": [1,\n  1e400]}") == "json.number 2:3");
}

TEST_CASE("what only looks like a number is refused where it goes wrong") {
  CHECK(problem("01") == "json.syntax 1:2");
  CHECK(problem("-01") == "json.syntax 1:3");
  CHECK(problem("+1") == "json.syntax 1:1");
  CHECK(problem(".5") == "json.syntax 1:1");
  CHECK(problem("[1.]") == "json.syntax 1:4");
  CHECK(problem("[1.e2]") == "json.syntax 1:4");
  CHECK(problem("[1e]") == "json.syntax 1:4");
  CHECK(problem("[1e+-2]") == "json.syntax 1:5");
  CHECK(problem("[-]") == "json.syntax 1:3");
  CHECK(problem("NaN") == "json.syntax 1:1");
  CHECK(problem("-Infinity") == "json.syntax 1:2");
  CHECK(problem("0x10") == "json.syntax 1:2");
}

TEST_CASE("a cut document says so at its end, wherever it is cut") {
  const std::string whole = "{\"aé\": [1.5e2, -3, \"\\u00e9\\ud83d\\ude00\\n\", true, null, {\"b\": false}]}";
  REQUIRE(parse_json(whole).ok());
  const std::size_t before_e = whole.find("\xC3");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::size_t column = size + 1 - (size > before_e + 1 ? 1 : 0);
    CHECK_MESSAGE(problem(whole.substr(0, size)) == "json.truncated 1:" + std::to_string(column), size);
  }
  CHECK(problem("") == "json.truncated 1:1");
  CHECK(problem(" \n\n ") == "json.truncated 3:2");
  CHECK(problem("{\"a\":\n[1,") == "json.truncated 2:4");
}

TEST_CASE("broken syntax is placed by line and column, counted in characters") {
  CHECK(problem("{\"é\": x}") == "json.syntax 1:7");
  CHECK(problem("{\n  \"a\": 1\n  \"b\": 2}") == "json.syntax 3:3");
  CHECK(problem("{\"a\" 1}") == "json.syntax 1:6");
  CHECK(problem("{a: 1}") == "json.syntax 1:2");
  CHECK(problem("{\"a\": 1,}") == "json.syntax 1:9");
  CHECK(problem("[1,]") == "json.syntax 1:4");
  CHECK(problem("[1 2]") == "json.syntax 1:4");
  CHECK(problem("[1}") == "json.syntax 1:3");
  CHECK(problem("{} {}") == "json.syntax 1:4");
  CHECK(problem("truex") == "json.syntax 1:5");
  CHECK(problem("nul]") == "json.syntax 1:1");
  CHECK(problem("True") == "json.syntax 1:1");
  CHECK(problem("'a'") == "json.syntax 1:1");
  CHECK(problem("// no\n1") == "json.syntax 1:1");
  CHECK(problem("\xC2\xA0"s + "1") == "json.syntax 1:1");
}

TEST_CASE("a message shows what stands at the place") {
  CHECK(parse_json("{\"a\": undefined}").error().message == "a JSON value is expected instead of 'undefined'");
  CHECK(parse_json("[1;").error().message == "',' or ']' is expected instead of ';'");
  CHECK(parse_json("{\"a\":1,\"a\":2}").error().message == "the key \"a\" stands twice in one object");
  CHECK(parse_json("<html>").error().message.find("'<html>'") != std::string::npos);
}

TEST_CASE("a key that comes twice in one object is refused, escaped or not") {
  CHECK(problem("{\"a\":1,\"b\":2,\"a\":3}") == "json.duplicate_key 1:14");
  CHECK(problem("{\"a\":1,\n \"\\u0061\":3}") == "json.duplicate_key 2:2");
  CHECK(problem("{\"a\":{\"a\":1},\"b\":{\"a\":1}}") == "accepted");
  std::string many = "{";
  for (int i = 0; i < 100; ++i) many += "\"k" + std::to_string(i) + "\":1,";
  CHECK(problem(many + "\"k50\":2}").starts_with("json.duplicate_key"));
  CHECK(problem(many + "\"k99\":2}").starts_with("json.duplicate_key"));
  CHECK(problem(many + "\"k100\":2}") == "accepted");
}

TEST_CASE("strings: escapes, surrogate pairs and NUL arrive as their characters") {
  CHECK(json(R"("\"\\\/\b\f\n\r\t")") == Value("\"\\/\b\f\n\r\t"));
  CHECK(json(R"("\u00e9\u20AC\ud83d\ude00")") == Value("é€😀"));
  CHECK(json(R"("\uFFFF\uD7FF\uE000")") == Value("\uFFFF\uD7FF\uE000"));
  CHECK(json(R"("a\u0000b")") == Value("a\0b"s));
  CHECK(json("\"\x7F\"") == Value("\x7F"));
}

TEST_CASE("strings: control characters, unknown escapes and lone surrogates are refused in place") {
  CHECK(problem("\"a\nb\"") == "json.syntax 1:3");
  CHECK(problem("\"a\0b\""s) == "json.syntax 1:3");
  CHECK(problem("[1]\0"s) == "json.syntax 1:4");
  CHECK(problem("\"ab\\x41\"") == "json.syntax 1:4");
  CHECK(problem("\"\\u12G4\"") == "json.syntax 1:6");
  CHECK(problem("\"a\\ud800\"") == "json.utf8 1:3");
  CHECK(problem("\"a\\ud800b\"") == "json.utf8 1:3");
  CHECK(problem("\"a\\udc00\"") == "json.utf8 1:3");
  CHECK(problem("\"\\ud800\\ud800\\udc00\"") == "json.utf8 1:2");
  CHECK(problem("\"\\ud800\\n\"") == "json.utf8 1:2");
}

TEST_CASE("invalid UTF-8 is refused at its first bad byte, in keys too") {
  CHECK(problem("\"é\xFFz\"") == "json.utf8 1:3");
  CHECK(problem("\"\xC0\x80\"") == "json.utf8 1:2");
  CHECK(problem("\"\xED\xA0\x80\"") == "json.utf8 1:2");
  CHECK(problem("\"\xF4\x90\x80\x80\"") == "json.utf8 1:2");
  CHECK(problem("\"\xE2\x82\"") == "json.utf8 1:2");
  CHECK(problem("{\"\xE9t\xE9\": 1}") == "json.utf8 1:3");
  CHECK(problem("\"abc\xFF") == "json.utf8 1:5");
}

TEST_CASE("a byte order mark is skipped once and not counted") {
  CHECK(json("\xEF\xBB\xBF{\"a\":1}") == json("{\"a\":1}"));
  CHECK(problem("\xEF\xBB\xBF[x]") == "json.syntax 1:2");
  CHECK(problem("\xEF\xBB\xBF\xEF\xBB\xBF[]") == "json.syntax 1:1");
  CHECK(problem("\xEF\xBB\xBF") == "json.truncated 1:1");
}

TEST_CASE("limits hold at their edge") {
  CHECK(problem(nested(128, "1")) == "accepted");
  CHECK(problem(nested(129, "")) == "json.depth 1:129");
  CHECK(problem(std::string(1'000'000, '[')) == "json.depth 1:129");
  CHECK(problem("{\"a\":{\"a\":{}}}", {.max_depth = 2}) == "json.depth 1:11");
  CHECK(problem("[1]", {.max_bytes = 3}) == "accepted");
  CHECK(problem("[12]", {.max_bytes = 3}) == "json.size 1:1");
  CHECK(problem("[1,2]", {.max_values = 3}) == "accepted");
  CHECK(problem("[1,2,3]", {.max_values = 3}) == "json.size 1:6");
}

TEST_CASE("written JSON is compact, in order, and escapes what must be") {
  CHECK(write_json(json(R"({ "b" : [1, 2.50, null], "a" : {"x":true} })")) == R"({"b":[1,2.50,null],"a":{"x":true}})");
  CHECK(write_json(Value("\"\\/\b\f\n\r\t\x01\x1F\x7F"s)) == "\"\\\"\\\\/\\u0008\\u000c\\n\\r\\t\\u0001\\u001f\x7F\"");
  CHECK(write_json(Value("a\0b"s)) == "\"a\\u0000b\"");
  CHECK(write_json(Value("é😀")) == "\"é😀\"");
  CHECK(write_json(Map{{"a\"b", 1}}) == R"({"a\"b":1})");
  CHECK(write_json(Map{}) == "{}");
  CHECK(write_json(List{}) == "[]");
}

TEST_CASE("written JSON is valid UTF-8 whatever the value holds, and alters nothing else") {
  CHECK(write_json(Value("e\xCC\x81\xFF!")) == "\"e\xCC\x81\xEF\xBF\xBD!\"");
  CHECK(write_json(Value("\xE2\x82")) == "\"\xEF\xBF\xBD\"");
  CHECK(write_json(Value("\xED\xA0\x80")) == "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
  CHECK(write_json(Map{{"\xFF", 1}}) == "{\"\xEF\xBF\xBD\":1}");
}

TEST_CASE("a byte means the same wherever it stands in a text") {
  for (int byte = 0; byte < 0x80; ++byte) {
    const std::string one(1, static_cast<char>(byte));
    const std::string alone = write_json(Value(one)), inside = alone.substr(1, alone.size() - 2);
    for (std::size_t before = 0; before < 18; ++before) {
      const std::string text = std::string(before, 'x') + one + "é" + one + "yyyyyyyyy";
      const std::string written = write_json(Value(text));
      CHECK(written == '"' + std::string(before, 'x') + inside + "é" + inside + "yyyyyyyyy\"");
      CHECK(json(written) == Value(text));
    }
  }
}

TEST_CASE("pretty JSON is for people") {
  CHECK(write_json_pretty(json(R"({"a":[1,{"b":2}],"c":{},"d":[]})")) ==
        "{\n  \"a\": [\n    1,\n    {\n      \"b\": 2\n    }\n  ],\n  \"c\": {},\n  \"d\": []\n}");
}

TEST_CASE("equal values have one canonical form") {
  CHECK(canonical_json(json(R"({"b":1.50,"a":[2.0,{"z":1,"y":1E2}]})")) == R"({"a":[2,{"y":100,"z":1}],"b":1.5})");
  CHECK(canonical_json(json(R"({"a":1,"b":2})")) == canonical_json(json(R"({"b":2.000,"a":1e0})")));
  CHECK(canonical_json(json("[1,2]")) != canonical_json(json("[2,1]")));
  CHECK(canonical_json(Value("1")) != canonical_json(Value(1)));
  CHECK(canonical_json(json(R"({"é":1,"z":1,"Z":1})")) == R"({"Z":1,"z":1,"é":1})");
}

}  // namespace
}  // namespace syncline
