// The functions, case by case; texts count in code points.

#include <doctest/doctest.h>

#include "expr/testing.h"

using namespace syncline;
using namespace syncline::expr;
using testing::check_all;
using testing::run;

TEST_CASE("texts") {
  check_all({{"size('Zoë')", "3"},
             {"'Zoë'.size()", "3"},
             {"'Zoë'.startsWith('Zo') && 'Zoë'.endsWith('ë') && 'Zoë'.contains('oë')", "true"},
             {"'DE123456789'.matches(r'^DE[0-9]{9}$')", "true"},
             {"matches('abc', 'b')", "true"},
             {"'abc'.matches('(' + 'b')", "expr.bad_value 1:7"},
             {"'ÄbC'.lowerAscii() + 'äBc'.upperAscii()", "\"ÄbcäBC\""},
             {"'\\u00a0 a b\\t\\u3000'.trim()", "\"a b\""},
             {"'aXbXc'.replace('X', '--')", "\"a--b--c\""},
             {"'aXbXc'.replace('X', '', 1)", "\"abXc\""},
             {"'ab'.replace('', '-')", "\"-a-b-\""},
             {"'ab'.replace('b', 'x', 0)", "\"ab\""},
             {"'a,b,,c'.split(',')", "[\"a\", \"b\", \"\", \"c\"]"},
             {"'a,b,c'.split(',', 2)", "[\"a\", \"b,c\"]"},
             {"'a,b'.split(',', 0)", "[]"},
             {"'äb'.split('')", "[\"ä\", \"b\"]"},
             {"''.split(',')", "[\"\"]"},
             {"['a', 'b'].join(', ')", "\"a, b\""},
             {"join([1, null, 2.50], '|')", "\"1||2.50\""},
             {"['a', 'b'].join()", "\"ab\""},
             {"[].join(',')", "\"\""},
             {"'tacocat'.substring(4) + 'äöü'.substring(1, 2)", "\"catö\""},
             {"'abc'.substring(2, 1)", "expr.index 1:7"},
             {"'abc'.substring(4)", "expr.index 1:7"},
             {"'äöüö'.indexOf('ö')", "1"},
             {"'äöüö'.indexOf('ö', 2)", "3"},
             {"'äöüö'.lastIndexOf('ö')", "3"},
             {"'abc'.indexOf('x')", "-1"},
             {"'äöü'.charAt(1) + 'ab'.charAt(2)", "\"ö\""},
             {"'ab'.charAt(3)", "expr.index 1:6"},
             {"'aäb'.reverse()", "\"bäa\""}});
}

TEST_CASE("lists") {
  check_all({{"sum([1, 2, 3])", "6"},
             {"sum([0.1, 0.2])", "0.3d"},
             {"sum([])", "0"},
             {"[1, null, 2].sum()", "3"},
             {"sum([money('1.10 EUR'), money(2, 'EUR')])", "\"3.10 EUR\""},
             {"sum([money('1.10 EUR'), money('1.10 USD')])", "expr.currency 1:1"},
             {"sum(['a'])", "expr.no_overload 1:1"},
             {"max([3, 7.5, 1])", "7.5d"},
             {"min(['b', 'a'])", "\"a\""},
             {"min([])", "null"},
             {"max([dyn(1), dyn('a')])", "expr.no_overload 1:1"},
             {"first([4, 5])", "4"},
             {"first([])", "null"},
             {"round(2.345, 2)", "2.35d"},
             {"round(-2.5)", "-3d"},
             {"round(2, 2)", "2.00d"},
             {"abs(-3) + abs(3)", "6"},
             {"abs(-3.5)", "3.5d"}});
}

TEST_CASE("timestamps and durations") {
  check_all({{"timestamp('2026-11-21T09:00:00+01:00')", "\"2026-11-21T08:00:00Z\""},
             {"timestamp('2026-11-21')", "\"2026-11-21T00:00:00Z\""},
             {"timestamp('2026-11-21T09:00:00')", "expr.bad_value 1:1"},
             {"timestamp(1)", "\"1970-01-01T00:00:01Z\""},
             {"timestamp('2026-11-21T09:00:00Z') + duration('36h')", "\"2026-11-22T21:00:00Z\""},
             {"timestamp('2026-11-21T09:00:00Z') - timestamp('2026-11-20T09:00:00Z')", "\"86400s\""},
             {"duration('1h30m') - duration('30m') == duration('3600s')", "true"},
             {"duration('-1.5s')", "\"-1.5s\""},
             {"duration('250ms') < duration('1s')", "true"},
             {"duration('1x')", "expr.bad_value 1:1"},
             {"duration('400000000h')", "expr.range 1:1"},
             {"timestamp('9999-12-31T23:59:59Z') + duration('1s')", "expr.range 1:35"},
             {"timestamp('0001-01-01T00:00:00Z') - duration('1s')", "expr.range 1:35"},
             {"timestamp('2026-02-03T04:05:06.789Z').getFullYear()", "2026"},
             {"timestamp('2026-02-03T04:05:06.789Z').getMonth()", "1"},
             {"timestamp('2026-02-03T04:05:06.789Z').getDate()", "3"},
             {"timestamp('2026-02-03T04:05:06.789Z').getDayOfMonth()", "2"},
             {"timestamp('2026-02-03T04:05:06.789Z').getDayOfWeek()", "2"},
             {"timestamp('2026-02-01T00:00:00Z').getDayOfWeek()", "0"},
             {"timestamp('2024-12-31T00:00:00Z').getDayOfYear()", "365"},
             {"timestamp('2026-02-03T04:05:06.789Z').getHours()", "4"},
             {"timestamp('2026-02-03T04:05:06.789Z').getMinutes()", "5"},
             {"timestamp('2026-02-03T04:05:06.789Z').getSeconds()", "6"},
             {"timestamp('2026-02-03T04:05:06.789Z').getMilliseconds()", "789"},
             {"timestamp('2026-07-01T23:30:00Z').getDate('Europe/Berlin')", "2"},
             {"timestamp('2026-07-01T23:30:00Z').getHours('-05:30')", "18"},
             {"timestamp('2026-07-01T23:30:00Z').getHours('Mars/Base')", "expr.bad_value 1:35"},
             {"timestamp('2026-07-01T23:30:00Z').date('Europe/Berlin')", "\"2026-07-02\""},
             {"duration('3661s').getHours()", "1"},
             {"duration('3661s').getMinutes()", "61"},
             {"duration('1.234s').getMilliseconds()", "234"}});
}

TEST_CASE("money never mixes currencies") {
  check_all({{"money(12.50, 'EUR') + money('0.10 EUR')", "\"12.60 EUR\""},
             {"money(10, 'EUR') * 1.19", "\"11.90 EUR\""},
             {"3 * money('0.10 EUR')", "\"0.30 EUR\""},
             {"money('10.00 EUR') / 4", "\"2.50 EUR\""},
             {"-money('10.00 EUR')", "\"-10.00 EUR\""},
             {"money('10.00 EUR') + money('1.00 USD')", "expr.currency 1:20"},
             {"money('10.00 EUR') < money('1.00 USD')", "expr.currency 1:20"},
             {"money('10.00 EUR') == money('10 EUR')", "true"},
             {"money('10.00 EUR') == money('10.00 USD')", "false"},
             {"money('10.00 EUR').amount", "10.00d"},
             {"money('10.00 EUR').currency", "\"EUR\""},
             {"money(1, 'euro')", "expr.bad_value 1:1"}});
}

TEST_CASE("registered functions are found by name and type, and their failures keep their code") {
  FunctionTable functions;
  functions.add(
      {"vatCountry", {Type::string()}, Type::string()}, [](std::span<const Value> in) -> Result<Value, Error> {
        const std::string& id = in[0].as_string();
        if (id.size() < 2)
          return fail(Error{
              ErrorClass::validation, "vat.short", "'" + id + "' is too short", "", "write the country first", {}});
        return Value(id.substr(0, 2));
      });
  functions.add({"later", {Type::timestamp(), Type::integer()}, Type::timestamp(), true},
                [](std::span<const Value> in) -> Result<Value, Error> {
                  return Value(to_iso(*parse_instant(in[0].as_string()) + days(in[1].as_int())));
                });
  Scope scope;
  scope.functions = &functions;
  CHECK(run("vatCountry('DE123')", scope) == "\"DE\"");
  CHECK(run("vatCountry('D')", scope) == "vat.short 1:1");
  CHECK(run("vatCountry(1)", scope) == "does not compile: expr.no_overload 1:1");
  CHECK(run("vatCountri('D')", scope) == "does not compile: expr.unknown_function 1:1");
  CHECK(run("timestamp('2026-01-01T00:00:00Z').later(2).getDate()", scope) == "3");
}
