#include "config/yaml.h"

#include <doctest/doctest.h>

using namespace syncline;

namespace {

Document parsed(std::string_view text) {
  Result<Document, Diagnostics> document = parse_yaml(text, "f.yaml");
  if (!document) FAIL(render(document.error(), {{"f.yaml", std::string(text)}}));
  return std::move(*document);
}

Value value_of(std::string_view text) { return parsed(text).value(); }

// "line:column+length"
std::string at(const Place& place) {
  return std::to_string(place.line) + ":" + std::to_string(place.column) + "+" + std::to_string(place.length);
}

// The codes of all findings, in order of place.
std::string codes_of(std::string_view text, const YamlLimits& limits = {}) {
  const Result<Document, Diagnostics> document = parse_yaml(text, "f.yaml", limits);
  if (document) return "ok";
  std::string codes;
  for (const Diagnostic& each : document.error().sorted()) {
    codes += (codes.empty() ? "" : " ") + each.code + "@" + std::to_string(each.at.line) + ":" +
             std::to_string(each.at.column);
    if (each.remedy.empty() || each.message.empty()) codes += "(no remedy)";
  }
  return codes;
}

}  // namespace

TEST_CASE("scalars follow the core schema of YAML 1.2, without loss") {
  const Value v = value_of(R"(
norway: no
word: on
yes_text: yes
truth: true
shout: FALSE
nothing: ~
empty:
int: -42
plus: +7
hex: 0xFF
octal: 0o17
money: 1299.00
small: .5
point: 5.
exponent: 1.5e3
huge: 12345678901234567890123
quoted: "12"
single: '1.0'
date: 2026-11-21
time: 12:30
version: 1.2.3
minus: -x
forced: !!str 5
tilde: "~"
)");
  CHECK(v["norway"] == Value("no"));
  CHECK(v["word"] == Value("on"));
  CHECK(v["yes_text"] == Value("yes"));
  CHECK(v["truth"] == Value(true));
  CHECK(v["shout"] == Value(false));
  CHECK(v["nothing"].is_null());
  CHECK(v["empty"].is_null());
  CHECK(v["int"].as_int() == -42);
  CHECK(v["plus"].as_int() == 7);
  CHECK(v["hex"].as_int() == 255);
  CHECK(v["octal"].as_int() == 15);
  CHECK(v["money"].as_decimal().text() == "1299.00");
  CHECK(v["small"].as_decimal().text() == "0.5");
  CHECK(v["point"].as_decimal() == Decimal(5));
  CHECK(v["exponent"].as_decimal() == Decimal(1500));
  CHECK(v["huge"].as_decimal().text() == "12345678901234567890123");
  CHECK(v["quoted"] == Value("12"));
  CHECK(v["single"] == Value("1.0"));
  CHECK(v["date"] == Value("2026-11-21"));
  CHECK(v["time"] == Value("12:30"));
  CHECK(v["version"] == Value("1.2.3"));
  CHECK(v["minus"] == Value("-x"));
  CHECK(v["forced"] == Value("5"));
  CHECK(v["tilde"] == Value("~"));
}

TEST_CASE("maps keep their order, keys are text as written") {
  const Value v = value_of("z: 1\n200: ok\ntrue: t\n\"a b\": [x, {k: v}]\n");
  std::string keys;
  for (const auto& [key, unused] : v.as_map()) keys += key + ",";
  CHECK(keys == "z,200,true,a b,");
  CHECK(v["a b"].at(1)["k"] == Value("v"));
  CHECK(value_of("").is_null());
  CHECK(value_of("# only a comment\n").is_null());
  CHECK(value_of("---\na: 1\n...\n")["a"] == Value(1));
}

TEST_CASE("every value and key has its exact place") {
  const Document d = parsed(
      "# comment\n"
      "entity: customer\n"
      "fields:\n"
      "  naïve name:  {master: \"crm\", rank: 2}\n"
      "  \"a.b\":\n"
      "    - one\n"
      "    -   'two'\n"
      "  empty:\n"
      "text: |\n"
      "    first\n"
      "    second\n");
  CHECK(at(d.place("entity")) == "2:9+8");
  CHECK(at(d.key_place("entity")) == "2:1+6");
  CHECK(at(d.place("fields")) == "4:3+10");
  CHECK(at(d.key_place("fields")) == "3:1+6");
  CHECK(at(d.place("fields.naïve name")) == "4:16+24");
  CHECK(at(d.place("fields.naïve name.master")) == "4:25+5");
  CHECK(at(d.place("fields.naïve name.rank")) == "4:38+1");
  CHECK(at(d.place("fields.a.b.0")) == "6:7+3");
  CHECK(at(d.place("fields.a.b.1")) == "7:9+5");
  CHECK(at(d.place("fields.a.b")) == "6:5+1");
  CHECK(at(d.place("fields.empty")) == "8:3+5");
  CHECK(at(d.place("text")) == "10:5+5");
  CHECK(at(d.place("")) == "2:1+6");
  SUBCASE("a path that leaves the document answers with its last ancestor") {
    CHECK(at(d.place("fields.naïve name.missing.deeper")) == at(d.place("fields.naïve name")));
    CHECK_FALSE(d.has("fields.naïve name.missing"));
    CHECK_FALSE(d.has("fields.a.b.2"));
    CHECK(d.has("fields.a.b.1"));
  }
}

TEST_CASE("of keys with dots the longest counts") {
  const Document d = parsed("a: {b: 1}\na.b: 2\na.b.c: 3\n");
  CHECK(at(d.place("a.b")) == "2:6+1");
  CHECK(at(d.place("a.b.c")) == "3:8+1");
}

TEST_CASE("places survive a byte order mark, CRLF, and long lines") {
  const Document d = parsed("\xEF\xBB\xBFkey: 1\r\nother: [ä, b]\r\n");
  CHECK(at(d.place("key")) == "1:6+1");
  CHECK(at(d.place("other.1")) == "2:12+1");
  std::string flow = "{";
  for (int i = 0; i < 5000; ++i) flow += "k" + std::to_string(i) + ": [],";
  const Document one_line = parsed(flow + "last: x}");
  CHECK(one_line.place("last").column == static_cast<int>(flow.size()) + 7);
}

TEST_CASE("a part of a text is found where it was written") {
  const Document d = parsed(
      "plain: aä bc\n"
      "single: 'it''s bc'\n"
      "double: \"\\\"q\\\" \\u00e4 bc\"\n"
      "folded: >\n"
      "  one\n"
      "block: |\n"
      "  x\n"
      "    y bc\n");
  const auto part = [&](std::size_t index, Span span) { return at(d.place_within(d.root().children[index], span)); };
  CHECK(part(0, {1, 4, 2}) == "1:11+2");
  CHECK(part(1, {1, 6, 2}) == "2:16+2");
  CHECK(part(2, {1, 7, 2}) == "3:23+2");
  CHECK(part(3, {1, 2, 1}) == at(d.place("folded")));
  CHECK(part(4, {2, 5, 2}) == "8:7+2");
}

TEST_CASE("an alias copies its value and is shown where it stands") {
  const Document d = parsed("base: &b {x: 1, y: [2]}\ncopy: *b\n");
  CHECK(d.value()["copy"] == d.value()["base"]);
  CHECK(at(d.place("copy")) == "2:7+2");
  CHECK(at(d.place("copy.x")) == "1:14+1");
}

TEST_CASE("bad YAML is refused at its place, with a remedy") {
  struct Case {
    const char* text;
    const char* codes;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"a:\n\tb: 1\n", "Y002@2:1"},
           {"a: b: c\n", "Y001@1:5"},
           {"a: \"x\n", "Y001@1:4"},
           {"a: 'x\nb: 1\n", "Y001@1:4"},
           {"a: @x\n", "Y001@1:4"},
           {"a: `x`\n", "Y001@1:4"},
           {"a: %x\n", "Y001@1:4"},
           {"a: 1\nb: [1,\n  2\n", "Y001@2:4"},
           {"a: {b: 1\n", "Y001@1:4"},
           {"a: ]\n", "Y001@1:4"},
           {"a: {b: 1}}\n", "Y001@1:10"},
           {"a: [x, {b: 1]}\n", "Y001@1:13"},
           {"a: \"\\q\"\n", "Y001@1:5"},
           {"a: \"x\" y\n", "Y001@1:8"},
           {"a: 1\n b: 2\n", "Y001@1:4"},
           {"a: 1\nb\n", "Y001@2:1"},
           {"x: - 1\n", "Y001@1:4"},
           {"a:\n  - b\n c: 1\n", "Y001@3:2"},
           {"a: 1\nb: 2\na: 3\n", "Y003@3:1"},
           {"{a: 1, a: 2}", "Y003@1:8"},
           {"a: {b: 1, b: 2}\na: 1\n", "Y003@1:11 Y003@2:1"},
           {"a: *nope\n", "Y004@1:4"},
           {"a: &x [*x]\n", "Y004@1:8"},
           {"a: 1\n---\nb: 2\n", "Y010@2:1"},
           {"a: 1\n...\nb\n", "Y010@3:1"},
           {"base: &b {x: 1}\nc:\n  <<: *b\n", "Y011@3:3"},
           {"a: !include x.yaml\n", "Y012@1:13"},
           {"a: !!float 5\n", "Y012@1:12"},
           {"a: !!set {x}\n", "Y012@1:10"},
           {"a: {{x}}\n", "Y013@1:5"},
           {"? [1]\n: 2\n", "Y013@1:3"},
           {"a: 1\n: 2\n", "Y013@1:4"},
           {"a: .inf\n", "Y014@1:4"},
           {"a: -.NaN\n", "Y014@1:4"},
           {"a: 123456789012345678901234567890123456789012\n", "Y014@1:4"},
           {"a: 0.1234567890123456789\n", "Y014@1:4"},
           {"a: 0xFFFFFFFFFFFFFFFFFF\n", "Y014@1:4"},
           {"zip: 01067\n", "Y015@1:6"},
           {"a: -007\n", "Y015@1:4"},
           {"%YAML 1.1\n---\na: yes\n", "Y016@1:1"},
           {"%TAG ! tag:x,2000:\n---\na: 1\n", "Y016@1:1"},
           {"a: \xFF\n", "Y008@1:4"},
           {"a: 1\nb: \"\xC3\"\n", "Y008@2:5"},
           {"a: x\x01\n", "Y009@1:5"},
       }) {
    INFO(std::string(c.text));
    CHECK(codes_of(c.text) == std::string(c.codes));
  }
  CHECK(codes_of(std::string_view("a\0b", 3)) == "Y009@1:2");
  CHECK(codes_of(std::string_view("a\0:\0 \0", 6)) == "Y008@0:0");
  CHECK(codes_of(std::string_view("\xFF\xFE:\0", 4)) == "Y008@0:0");
}

TEST_CASE("all findings of a file come in one pass, those before a syntax error too") {
  CHECK(codes_of("a: 1\na: 01\nb: .inf\nc: !x 1\nd: [1\n") == "Y003@2:1 Y015@2:4 Y014@3:4 Y012@4:7 Y001@5:4");
}

TEST_CASE("limits stop what would eat memory or stack") {
  CHECK(codes_of("a: 1\nb: 2\n", {.max_bytes = 5}) == "Y007@0:0");
  CHECK(codes_of("[[[[1]]]]", {.max_depth = 4}) == "Y006@1:5");
  CHECK(codes_of("[[[1]]]", {.max_depth = 4}) == "ok");
  CHECK(codes_of("[1, 2, 3, 4]", {.max_values = 4}) == "Y007@1:11");
  CHECK(codes_of("{a: 1, b: 2, c: 3}", {.max_map_keys = 2}) == "Y007@1:14");
  CHECK(codes_of(std::string(100'000, '[')).find("Y006") == 0);
  std::string block;
  for (int i = 0; i < 20'000; ++i) block += "- ";
  CHECK(codes_of(block).find("Y006") == 0);
  SUBCASE("a billion laughs") {
    std::string laughs = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
    for (char c = 'b'; c < 'j'; ++c) {
      const std::string last = std::string("*") + static_cast<char>(c - 1);
      laughs += std::string(1, c) + ": &" + c + " [" + last;
      for (int i = 0; i < 9; ++i) laughs += ", " + last;
      laughs += "]\n";
    }
    CHECK(codes_of(laughs).find("Y005@") == 0);
  }
}

TEST_CASE("the duplicate key shows both places") {
  const std::string text = "name: {master: crm}\nage: 1\nname: {master: erp}\n";
  const auto document = parse_yaml(text, "sync/customer.yaml");
  REQUIRE_FALSE(document.ok());
  CHECK(render(document.error(), {{"sync/customer.yaml", text}}) ==
        "error[Y003]: the key \"name\" stands twice in one map\n"
        " --> sync/customer.yaml:3:1\n"
        "  |\n"
        "3 | name: {master: erp}\n"
        "  | ^^^^\n"
        " ::: sync/customer.yaml:1:1\n"
        "  |\n"
        "1 | name: {master: crm}\n"
        "  | ---- first written here\n"
        "  = fix: keep one of the two entries\n");
}
