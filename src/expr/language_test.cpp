// The language, case by case, after the published CEL specification.

#include <doctest/doctest.h>
#include <fstream>
#include <iterator>

#include "expr/overload.h"
#include "expr/testing.h"

using namespace syncline::expr;
using testing::check_all;
using testing::run;

TEST_CASE("literals") {
  check_all({{"42", "42"},
             {"0x2A", "42"},
             {"-0x2a", "-42"},
             {"42u", "42"},
             {"-9223372036854775808", "-9223372036854775808"},
             {"18446744073709551615u", "18446744073709551615d"},
             {"1.50", "1.50d"},
             {".5", "0.5d"},
             {"-1.5e2", "-150d"},
             {"1e3", "1000d"},
             {"12345678901234567.89", "12345678901234567.89d"},
             {"true", "true"},
             {"null", "null"},
             {"[1, 'a', null,]", "[1, \"a\", null]"},
             {"{'a': 1, 'b': [2],}", "{a: 1, b: [2]}"},
             {"{}", "{}"},
             {"[]", "[]"},
             {"// a comment\n1 // another", "1"}});
}

TEST_CASE("strings") {
  check_all({{R"('a"b')", R"("a"b")"},
             {R"("tab\tquote\"nl\n")", "\"tab\tquote\"nl\n\""},
             {R"('\x41\101\u00e4\U0001F600')", "\"AA\xC3\xA4\xF0\x9F\x98\x80\""},
             {R"(r'\d+\n')", R"("\d+\n")"},
             {"'''two\nlines'''", "\"two\nlines\""},
             {R"("""a"b""c""")", R"("a"b""c")"},
             {R"(R"""\""" + r'\')", R"("\\")"},
             {R"(string(b'\xc3\xa4'))", "\"\xC3\xA4\""},
             {R"(string(b'\303\244'))", "\"\xC3\xA4\""},
             {R"(size(b'ä'))", "2"},
             {R"('\`\?\a\b\f\r\v\\' == "`?\x07\x08\x0c\x0d\x0b\x5c")", "true"}});
}

TEST_CASE("arithmetic is exact or an error") {
  check_all({{"0.1 + 0.2 == 0.3", "true"},
             {"0.1 + 0.2", "0.3d"},
             {"19.99 * 3.0", "59.970d"},
             {"1 + 2 * 3 - 4", "3"},
             {"7 / 2", "3"},
             {"-7 / 2", "-3"},
             {"-7 % 3", "-1"},
             {"7u % 4u", "3"},
             {"1.0 / 3.0", "0.333333333333333333d"},
             {"10.00 / 4.0", "2.50d"},
             {"10.00 / 3", "3.333333333333333333d"},
             {"1 + 0.5", "1.5d"},
             {"-(2.50)", "-2.50d"},
             {"9223372036854775807 + 1", "expr.overflow 1:21"},
             {"-9223372036854775808 / -1", "expr.overflow 1:22"},
             {"-9223372036854775808 % -1", "expr.overflow 1:22"},
             {"-(-9223372036854775808)", "expr.overflow 1:1"},
             {"0u - 1u", "expr.overflow 1:4"},
             {"1 / 0", "expr.division_by_zero 1:3"},
             {"1 % 0", "expr.division_by_zero 1:3"},
             {"1.0 / 0.0", "expr.division_by_zero 1:5"},
             {"99999999999999999999999999999999999999. * 10.0", "does not compile: expr.syntax 1:1"},
             {"99999999999999999999999999999999999999e0 * 10.0", "expr.overflow 1:42"},
             {"'a' + 'b' + 'c'", "\"abc\""},
             {"[1] + [2, 3]", "[1, 2, 3]"}});
}

TEST_CASE("comparison") {
  check_all({{"1 == 1.0", "true"},
             {"1u == 1", "true"},
             {"1 < 1.5", "true"},
             {"18446744073709551615u > 9223372036854775807", "true"},
             {"'a' < 'b'", "true"},
             {"'Z' < 'a'", "true"},
             {"false < true", "true"},
             {"b'a' < b'b'", "true"},
             {"[1, [2]] == [1, [2.0]]", "true"},
             {"{'a': 1, 'b': 2} == {'b': 2, 'a': 1}", "true"},
             {"{'a': 1} == {'a': 1, 'b': 2}", "false"},
             {"dyn(1) == dyn('1')", "false"},
             {"dyn(1) != dyn(null)", "true"},
             {"dyn(1) < dyn('1')", "expr.no_overload 1:8"},
             {"2 in [1, 2]", "true"},
             {"'a' in {'a': 1}", "true"},
             {"'b' in {'a': 1}", "false"},
             {"dyn(2.0) in [1, 2]", "true"},
             {"1 < 2 == true", "true"}});
}

TEST_CASE("&& and || take the operand that decides, in either order") {
  check_all({{"false && (1 / 0 == 1)", "false"},
             {"(1 / 0 == 1) && false", "false"},
             {"true || (1 / 0 == 1)", "true"},
             {"(1 / 0 == 1) || true", "true"},
             {"(1 / 0 == 1) || false", "expr.division_by_zero 1:4"},
             {"true && (1 / 0 == 1)", "expr.division_by_zero 1:12"},
             {"(1 / 0 == 1) && true && false", "false"},
             {"dyn('x') && false", "false"},
             {"dyn('x') && true", "expr.no_overload 1:1"},
             {"true && false || true", "true"},
             {"!true || !false", "true"},
             {"true ? 1 : 1 / 0", "1"},
             {"false ? 1 / 0 : 2", "2"},
             {"false ? 1 : false ? 2 : 3", "3"},
             {"dyn(1) ? 1 : 2", "expr.no_overload 1:1"}});
}

TEST_CASE("fields, indexes, has") {
  check_all({{"{'a': {'b': 3}}.a.b", "3"},
             {"{'a': 1}['a']", "1"},
             {"{1: 'x', 2u: 'y', true: 'z'}[2]", "\"y\""},
             {"{'for': 1}.for", "1"},
             {"{'a-b': 1}.`a-b`", "1"},
             {"[10, 20][1]", "20"},
             {"[10, 20][2]", "expr.index 1:9"},
             {"[10, 20][-1]", "expr.index 1:9"},
             {"[10, 20][1.0]", "20"},
             {"{'a': 1}.b", "expr.no_such_field 1:10"},
             {"{'a': 1}['b']", "expr.no_such_key 1:9"},
             {"{'a': 1, 'a': 2}", "expr.duplicate_key 1:10"},
             {"has({'a': null}.a)", "true"},
             {"has({'a': 1}.b)", "false"},
             {"has({'a': {'b': 1}}.a.b)", "true"},
             {"has({'a': dyn(1)}.b.c)", "expr.no_such_field 1:19"},
             {"has(dyn(null).b)", "false"}});
}

TEST_CASE("optional values") {
  check_all({{"{'a': 1}.?a", "1"},
             {"{'a': 1}.?b", "null"},
             {"{'a': 1}.?b.orValue(7)", "7"},
             {"{'a': {'b': 1}}.?a.b.orValue(7)", "1"},
             {"{'a': {'b': 1}}.?x.b.orValue(7)", "7"},
             {"{'a': {'b': 1}}.?a.x.orValue(7)", "7"},
             {"{'a': dyn(null)}.a.?b.orValue(7)", "7"},
             {"{'a': dyn(5)}.a.?b.orValue(7)", "expr.no_such_field 1:18"},
             {"[1, 2][?1].value()", "2"},
             {"[1, 2][?2].hasValue()", "false"},
             {"[1, 2][?-1].hasValue()", "false"},
             {"[1, 2][?5].value()", "expr.no_value 1:12"},
             {"{'a': 1}[?'b'].or({'b': 2}[?'b']).value()", "2"},
             {"optional.of(2).optMap(x, x * 10).value()", "20"},
             {"{}.?a.optMap(x, x * 10).hasValue()", "false"},
             {"{'a': {'b': 3}}.?a.optFlatMap(x, x.?b).value()", "3"},
             {"[?{'a': 1}.?a, 2, ?{'a': 1}.?b]", "[1, 2]"},
             {"{?'x': {'a': 1}.?a, ?'y': {'a': 1}.?b}", "{x: 1}"},
             {"[?dyn(1)]", "expr.no_overload 1:3"},
             {"[?1]", "does not compile: expr.type 1:3"},
             {"'' + {'a': 'x'}.?a", "does not compile: expr.no_overload 1:4"},
             {"optional.ofNonZeroValue('').hasValue()", "false"},
             {"optional.of(1) == optional.of(1.0) && optional.of(1) != optional.none()", "true"},
             {"[optional.none(), optional.of(1)][1].value()", "1"},
             {"{'a': 1}.?b()", "does not compile: expr.syntax 1:12"},
             {"type(optional.none()) == optional_type", "true"}});
}

TEST_CASE("macros") {
  check_all({{"[1, 2, 3].all(x, x > 0)", "true"},
             {"[1, 2, 3].all(x, x > 1)", "false"},
             {"[].all(x, x > 1)", "true"},
             {"[1, 2, 3].exists(x, x == 2)", "true"},
             {"[].exists(x, x == 2)", "false"},
             {"[0, 1].exists(x, 1 / x == 1)", "true"},
             {"[0, 2].exists(x, 1 / x == 1)", "expr.division_by_zero 1:20"},
             {"[0, 1].all(x, 1 / x == 2)", "false"},
             {"[1, 2, 2].exists_one(x, x == 2)", "false"},
             {"[1, 2, 3].exists_one(x, x == 2)", "true"},
             {"[0, 1].exists_one(x, 1 / x == 1)", "expr.division_by_zero 1:24"},
             {"[1, 2, 3].map(x, x * x)", "[1, 4, 9]"},
             {"[1, 2, 3].map(x, x > 1, x * 10)", "[20, 30]"},
             {"[1, 2, 3].filter(x, x != 2)", "[1, 3]"},
             {"{'a': 1, 'b': 2}.map(k, k + '!')", "[\"a!\", \"b!\"]"},
             {"{'a': 1, 'b': 2}.exists(k, k == 'b')", "true"},
             {"[[1, 2], [3]].map(x, x.map(y, [x.size(), y]))", "[[[2, 1], [2, 2]], [[1, 3]]]"},
             {"[1].map(x, [2].map(x, x)[0] + x)", "[3]"}});
}

TEST_CASE("types and conversions") {
  check_all({{"int('42') + int(4.9) + int(-4.9)", "42"},
             {"int('x')", "expr.bad_value 1:1"},
             {"int(1e30)", "expr.overflow 1:1"},
             {"int(timestamp('1970-01-01T00:01:00Z'))", "60"},
             {"uint(-1)", "expr.overflow 1:1"},
             {"uint('7') + 1u", "8"},
             {"decimal('12.50')", "12.50d"},
             {"decimal(3)", "3d"},
             {"string(1.50)", "\"1.50\""},
             {"string(true) + string(7u)", "\"true7\""},
             {"bool('true') && !bool('f')", "true"},
             {"string(b'\\xff')", "expr.bad_value 1:1"},
             {"type(1) == int", "true"},
             {"type(1.0) == decimal", "true"},
             {"type(type(1)) == type", "true"},
             {"type('a') == type('b')", "true"},
             {"type([]) != type({})", "true"},
             {"type(timestamp('2026-01-01T00:00:00Z')) == timestamp", "true"},
             {"type(null) == null_type", "true"}});
}

TEST_CASE("the grammar's minimum of repetition is exceeded") {
  auto repeat = [](const std::string& part, const std::string& by, int times) {
    std::string text = part;
    for (int i = 1; i < times; ++i) text += by + part;
    return text;
  };
  CHECK(run(repeat("true", " && ", 500)) == "true");
  CHECK(run(repeat("1", " + ", 90)) == "90");
  CHECK(run(std::string(40, '(') + "1" + std::string(40, ')')) == "1");
  CHECK(run("size(" + repeat("[[1]]", " + ", 60) + ")") == "60");
  CHECK(run(std::string(40, '!') + "true") == "true");
}

TEST_CASE("the reference names every function") {
  std::ifstream file(SYNCLINE_SOURCE_DIR "/docs/reference/expressions.md");
  const std::string reference{std::istreambuf_iterator<char>(file), {}};
  REQUIRE(!reference.empty());
  for (const auto& overload : builtins()) {
    CAPTURE(overload->signature.name);
    CHECK(reference.find(overload->signature.name) != std::string::npos);
  }
}
