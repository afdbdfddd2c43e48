#include <doctest/doctest.h>

#include "expr/testing.h"

using namespace syncline;
using namespace syncline::expr;
using testing::company;
using testing::company_scope;
using testing::show;

namespace {

std::string fill(std::string_view source) {
  auto program = compile_template(source, company_scope());
  if (!program) return show(program.error());
  const Map variables = company();
  return show(evaluate(*program, MapBindings(variables)));
}

}  // namespace

TEST_CASE("a template of one part gives the value itself, any other a text") {
  CHECK(fill("${payload.id}") == "7");
  CHECK(fill("${payload.tags}") == "[\"a\", \"b\"]");
  CHECK(fill("${payload.empty}") == "null");
  CHECK(fill(" ${payload.id}") == "\" 7\"");
  CHECK(fill("${payload.id}${payload.id}") == "\"77\"");
  CHECK(fill("Dear ${name}, you owe ${crm.deals[0].amount}.") == "\"Dear Müller GmbH, you owe 1200.50 EUR.\"");
  CHECK(fill("[${payload.empty}]") == "\"[]\"");
  CHECK(fill("plain") == "\"plain\"");
  CHECK(fill("") == "\"\"");
}

TEST_CASE("braces, quotes and escapes") {
  CHECK(fill("${ {'a': {'b': 1}}.a.b }!") == "\"1!\"");
  CHECK(fill("${'}'}x") == "\"}x\"");
  CHECK(fill("$${name} costs 5$") == "\"${name} costs 5$\"");
  CHECK(fill("$$${payload.id}") == "\"$${payload.id}\"");
  CHECK(fill("$name {x}") == "\"$name {x}\"");
}

TEST_CASE("problems of templates point into the whole text") {
  CHECK(fill("Dear ${nmae}") == "expr.unknown_name 1:8");
  CHECK(fill("ä\n  ${name +}") == "expr.syntax 2:11");
  CHECK(fill("a ${name") == "expr.syntax 1:3");
  CHECK(fill("a ${}") == "expr.syntax 1:3");
  CHECK(fill("a ${crm.deals}") == "expr.template 1:9");
  CHECK(fill("a ${payload.tags}") == "expr.template 1:13");
  CHECK(fill("a ${1 / 0}") == "expr.division_by_zero 1:7");
}
