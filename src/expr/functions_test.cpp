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
             {"flatten([[1, 2], [], [3]])", "[1, 2, 3]"},
             {"[[1], [2]].flatten().sum()", "3"},
             {"flatten([[[1]], [[2]]])", "[[1], [2]]"},
             {"flatten([dyn([1]), null])", "[1]"},
             {"flatten([dyn([1]), dyn(2)])", "expr.no_overload 1:1"},
             {"flatten([])", "[]"}});
}

TEST_CASE("rounding says how, and money knows its digits") {
  check_all({{"round(2.345, 2)", "2.35d"},
             {"round(-2.5)", "-3d"},
             {"round(2, 2)", "2.00d"},
             {"round(2.345, 2, 'half_even')", "2.34d"},
             {"round(2.355, 2, 'half_even')", "2.36d"},
             {"round(2.345, 2, 'half_up')", "2.35d"},
             {"round(2.349, 2, 'down')", "2.34d"},
             {"round(2.341, 2, 'up')", "2.35d"},
             {"round(-2.341, 2, 'ceiling')", "-2.34d"},
             {"round(-2.341, 2, 'floor')", "-2.35d"},
             {"round(2.345, 2, 'bankers')", "expr.bad_value 1:1"},
             {"round(2.345, 19)", "expr.range 1:1"},
             {"round(2.345, -1)", "expr.range 1:1"},
             {"round(money(10, 'EUR') / 3)", "\"3.33 EUR\""},
             {"round(money(100.5, 'JPY'))", "\"101 JPY\""},
             {"round(money('2.345 EUR'), 2, 'half_even')", "\"2.34 EUR\""},
             {"abs(-3) + abs(3)", "6"},
             {"abs(-3.5)", "3.5d"},
             {"abs(money('-3.50 EUR'))", "\"3.50 EUR\""}});
}

TEST_CASE("net, gross and discounts are worked out exactly and rounded once") {
  check_all({{"gross_of(100.0, 19)", "119.00d"},
             {"gross_of(0.99, 7)", "1.06d"},
             {"net_of(119.0, 19)", "100.00d"},
             {"net_of(9.99, 19)", "8.39d"},
             {"net_of(9.99, 19, 4)", "8.3950d"},
             {"net_of(gross_of(8.39, 19), 19)", "8.39d"},
             {"net_of(100.0, -100)", "expr.division_by_zero 1:1"},
             {"discounted(12.50, 5)", "11.88d"},
             {"discounted(12.50, 5, 4)", "11.8750d"},
             {"discount_of(12.50, 5)", "0.63d"},
             {"percent_of(80.0, 20)", "25.00d"},
             {"percent_of(0.0, 20)", "expr.division_by_zero 1:1"},
             {"gross_of(1.0, 19, 99)", "expr.range 1:1"}});
}

TEST_CASE("dates are counted in days of the calendar") {
  check_all(
      {{"days_between('2026-02-27', '2026-03-01')", "2"},
       {"days_between('2026-03-01', '2024-03-01')", "-730"},
       {"days_between('1969-12-31', '1970-01-01')", "1"},
       {"days_between('2026-02-30', '2026-03-01')", "expr.bad_value 1:1"},
       // The night in which Berlin's clocks go forward has 23 hours: one day all the same.
       {"days_between(timestamp('2026-03-28T11:00:00Z'), timestamp('2026-03-29T10:00:00Z'), 'Europe/Berlin')", "1"},
       {"days_between(timestamp('2026-11-21T22:30:00Z'), timestamp('2026-11-21T23:30:00Z'), 'Europe/Berlin')", "1"},
       {"days_between(timestamp('2026-11-21T22:30:00Z'), timestamp('2026-11-21T23:30:00Z'))", "0"},
       {"days_between(timestamp(0), timestamp(1), 'Mars/Base')", "expr.bad_value 1:1"},
       {"add_days('2026-12-31', 1)", "\"2027-01-01\""},
       {"add_days('2024-03-01', -1)", "\"2024-02-29\""},
       {"add_days('9999-12-31', 1)", "expr.range 1:1"},
       {"add_days('0001-01-01', -1)", "expr.range 1:1"},
       {"add_days('2026-01-01', 9223372036854775807)", "expr.range 1:1"},
       {"add_days('tomorrow', 1)", "expr.bad_value 1:1"},
       {"add_months('2026-01-31', 1)", "\"2026-02-28\""},
       {"add_months('2024-01-31', 1)", "\"2024-02-29\""},
       {"add_months('2026-11-21', 3)", "\"2027-02-21\""},
       {"add_months('2026-11-21', -11)", "\"2025-12-21\""},
       {"add_months('0001-01-01', -1)", "expr.range 1:1"},
       {"add_months('9999-12-01', 1)", "expr.range 1:1"},
       {"add_days(timestamp('2026-11-21T23:30:00Z').date('Europe/Berlin'), 14)", "\"2026-12-06\""}});
}

TEST_CASE("phones and tax ids") {
  check_all({{"format_phone('(030) 123-45 67', 'DE')", "\"+49301234567\""},
             {"format_phone('0049 30 12345', 'AT')", "\"+493012345\""},
             {"format_phone('extension 12', 'DE')", "\"extension 12\""},
             {"compact_tax_id('de 136.695-976')", "\"DE136695976\""},
             {"vat_country('DE 136695976') == 'DE'", "true"},
             {"vat_country('136695976')", "\"\""},
             {"vat_country('EL123456789')", "\"GR\""}});
}

TEST_CASE("lists of money are added up in one currency or not at all") {
  check_all({{"sum([money('1.10 EUR'), money('2.20 EUR')])", "\"3.30 EUR\""},
             {"max([money('1.10 EUR'), money('2.20 EUR')])", "\"2.20 EUR\""},
             {"min([money('1.10 EUR'), null, money('0.20 EUR')])", "\"0.20 EUR\""},
             {"max([money('1.10 EUR'), money('2.20 USD')])", "expr.currency 1:1"},
             {"min([money('1.10 EUR'), money('2.20 USD')])", "expr.currency 1:1"},
             {"sum([dyn(money('1.10 EUR')), dyn(1)])", "expr.no_overload 1:1"},
             {"first([money('1.10 EUR')]).amount", "1.10d"},
             {"[money('1.10 EUR'), money('5 EUR')].filter(m, m > money(2, 'EUR')).map(m, m.amount).sum()", "5d"}});
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
