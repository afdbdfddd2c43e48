// Random programs: whatever compiles ends within its budget, always the same way; whatever does not is refused
// politely.

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "expr/testing.h"

using namespace syncline;
using namespace syncline::expr;

namespace {

using Source = rc::Gen<std::string>;

Source leaf() {
  return rc::gen::elementOf(std::vector<std::string>{"1",
                                                     "-3",
                                                     "0",
                                                     "9223372036854775807",
                                                     "7u",
                                                     "0.1",
                                                     "1e30",
                                                     "'a'",
                                                     "'äöü'",
                                                     "''",
                                                     "b'x'",
                                                     "true",
                                                     "false",
                                                     "null",
                                                     "[]",
                                                     "[1, 'a', null]",
                                                     "{}",
                                                     "{'a': 1}",
                                                     "name",
                                                     "crm",
                                                     "crm.deals",
                                                     "crm.deals[0].amount",
                                                     "credit_limit",
                                                     "created_at",
                                                     "payload",
                                                     "payload.id",
                                                     "payload.missing",
                                                     "crm.deals[0].lines",
                                                     "duration('1h')",
                                                     "timestamp('2026-01-01T00:00:00Z')",
                                                     "money(1, 'EUR')",
                                                     "int",
                                                     "x"});
}

Source combined(const std::vector<std::string>& shapes, Source part) {
  return rc::gen::apply(
      [](const std::string& shape, const std::string& a, const std::string& b, const std::string& c) {
        std::string text;
        for (char mark : shape)
          text += mark == '1'   ? "dyn(" + a + ")"
                  : mark == '2' ? "(" + b + ")"
                  : mark == '3' ? "(" + c + ")"
                                : std::string(1, mark);
        return text;
      },
      rc::gen::elementOf(shapes), part, part, part);
}

Source program(int depth) {
  if (depth == 0) return leaf();
  static const std::vector<std::string> shapes = {"1+2",
                                                  "1-2",
                                                  "1*2",
                                                  "1/2",
                                                  "1%2",
                                                  "1==2",
                                                  "1!=2",
                                                  "1<2",
                                                  "1>=2",
                                                  "2 in 1",
                                                  "!1",
                                                  "-1",
                                                  "1&&2&&3",
                                                  "1||2||3",
                                                  "1?2:3",
                                                  "[1,2,3]",
                                                  "{1:2}",
                                                  "{'k':1}",
                                                  "1[2]",
                                                  "1.a",
                                                  "has(1.a)",
                                                  "1.all(x,2)",
                                                  "1.exists(x,2)",
                                                  "1.exists_one(x,2)",
                                                  "1.map(x,2)",
                                                  "1.map(x,2,3)",
                                                  "1.filter(x,2)",
                                                  "size(1)",
                                                  "string(1)",
                                                  "int(1)",
                                                  "uint(1)",
                                                  "decimal(1)",
                                                  "bool(1)",
                                                  "type(1)",
                                                  "timestamp(1)",
                                                  "duration(1)",
                                                  "money(1,2)",
                                                  "sum(1)",
                                                  "min(1)",
                                                  "max(1)",
                                                  "first(1)",
                                                  "1.join(2)",
                                                  "1.split(2)",
                                                  "1.replace(2,3)",
                                                  "1.substring(2,3)",
                                                  "1.indexOf(2)",
                                                  "1.charAt(2)",
                                                  "1.matches(2)",
                                                  "1.trim()",
                                                  "1.reverse()",
                                                  "1.lowerAscii()",
                                                  "1.startsWith(2)",
                                                  "1.getHours()",
                                                  "1.getFullYear(2)",
                                                  "1.?a",
                                                  "1[?2]",
                                                  "[?1,2]",
                                                  "{?'a':1}.a",
                                                  "1.?a.b.orValue(2)",
                                                  "1.optMap(x,2)",
                                                  "optional.of(1).optFlatMap(x,2)",
                                                  "flatten(1)",
                                                  "days_between(1,2)",
                                                  "add_days(1,2)",
                                                  "add_months(1,2)",
                                                  "format_phone(1,2)",
                                                  "vat_country(1)",
                                                  "round(1,2)",
                                                  "abs(1)"};
  return rc::gen::oneOf(leaf(), combined(shapes, program(depth - 1)), combined(shapes, program(depth - 1)),
                        combined(shapes, program(depth - 1)));
}

}  // namespace

TEST_CASE("programs that compile end within their budget and give the same each time") {
  const Scope scope = testing::company_scope();
  const Map variables = testing::company();
  int evaluated = 0;
  CHECK(rc::check([&] {
    const std::string source = *rc::gen::resize(100, program(4));
    auto compiled = compile("[1, 2].map(x, " + source + ")", scope);
    if (!compiled) {
      for (const auto& problem : compiled.error()) {
        RC_ASSERT(!problem.message.empty());
        RC_ASSERT(problem.at.line >= 1 && problem.at.column >= 1);
      }
      return;
    }
    ++evaluated;
    const Budget budget{.steps = 5'000, .bytes = 100'000};
    auto first = evaluate(*compiled, MapBindings(variables), budget);
    auto second = evaluate(*compiled, MapBindings(variables), budget);
    RC_ASSERT(testing::show(first) == testing::show(second));
    if (!first) RC_ASSERT(first.error().place != "0:0");
  }));
  CHECK(evaluated > 20);  // else the generator has gone astray
}

TEST_CASE("any text is compiled or refused, never more") {
  CHECK(rc::check([] {
    static const std::vector<std::string> pieces = {
        "(", ")", "[", "]",  "{",  "}", ".", ",",   "?",  ":",  "'", "\"",   "\\", "${", "}",   "$",   "&&", "||",
        "!", "-", "1", "0x", "1e", "u", "a", "has", "in", "\n", "ä", "\xFF", "`",  "r'", "b\"", "'''", "//", " "};
    std::string source;
    for (const auto& piece : *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces))) source += piece;
    auto plain = compile(source, testing::company_scope());
    auto part = compile_template(source, testing::company_scope());
    if (!plain) RC_ASSERT(!plain.error().empty());
    if (!part) RC_ASSERT(!part.error().empty());
  }));
}
