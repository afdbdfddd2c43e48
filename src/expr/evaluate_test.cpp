// Expressions over records: typed fields kept as text, missing fields, lazily provided objects, budgets.

#include <algorithm>
#include <doctest/doctest.h>

#include "expr/testing.h"

using namespace syncline;
using namespace syncline::expr;
using testing::company;
using testing::company_scope;

namespace {

std::string run(std::string_view source, Budget budget = {}) {
  return testing::run(source, company_scope(), company(), budget);
}

}  // namespace

TEST_CASE("fields are read with the type they are declared with") {
  CHECK(run("crm.deals.exists(d, d.stage == 'won')") == "true");
  CHECK(run("crm.deals[0].amount > money(1000, 'EUR')") == "true");
  CHECK(run("sum(crm.deals.map(d, d.amount))") == "\"1300.00 EUR\"");
  CHECK(run("sum(crm.deals[0].lines.map(l, l.quantity * l.price))") == "10.300d");
  CHECK(run("crm.deals[0].closed_at.getDate('Europe/Berlin')") == "21");
  CHECK(run("created_at < timestamp('2026-03-29T00:00:00Z')") == "true");
  CHECK(run("max(crm.deals.map(d, d.closed_at))") == "\"2026-11-20T23:30:00Z\"");
  CHECK(run("credit_limit / 3 > 1666") == "true");
  CHECK(run("crm.deals[1].closed_at == null") == "true");
  CHECK(run("crm.deals[?0].amount.orValue(money(0, 'EUR')) > money(1, 'EUR')") == "true");
  CHECK(run("crm.deals[?0].amount == optional.of(money('1200.50 EUR'))") == "true");
  CHECK(run("crm.deals[?9].amount.orValue(money(0, 'EUR'))") == "\"0 EUR\"");
  CHECK(run("payload.?missing.orValue('-')") == "\"-\"");
  CHECK(run("payload.?empty.?deeper.orValue('-')") == "\"-\"");
  CHECK(run("payload.id + 1") == "8");
  CHECK(run("['x'].map(name, name + .name)") == "[\"xMüller GmbH\"]");
  CHECK(run("crm.deals[0].lines") ==
        "[{sku: \"A-1\", quantity: 3, price: \"0.10\"}, {sku: \"B-2\", quantity: \"2.5\", price: 4.00d}]");
  Map broken = company();
  broken.set("created_at", "yesterday");
  CHECK(testing::run("created_at.getHours()", company_scope(), broken) == "expr.bad_value 1:1");
}

TEST_CASE("a decimal field and a whole number compare and calculate exactly") {
  const Value lines = List{Map{{"quantity", "2"}, {"price", "0.10"}}, Map{{"quantity", 3}, {"price", 4}}};
  Scope scope;
  TypeEnv types;
  types.add({"line", {{"quantity", Type::decimal()}, {"price", Type::decimal()}}, false});
  scope.types = &types;
  scope.variables = {
      {"lines", Type::list(Type::object("line"))}, {"quantity", Type::decimal()}, {"count", Type::integer()}};
  const Map variables{{"lines", lines}, {"quantity", "2.50"}, {"count", 3}};
  auto gives = [&](std::string_view source) { return testing::run(source, scope, variables); };
  CHECK(gives("quantity > 0") == "true");
  CHECK(gives("0 < quantity && quantity < count") == "true");
  CHECK(gives("quantity == 2") == "false");
  CHECK(gives("lines[0].quantity == 2") == "true");
  CHECK(gives("lines.all(l, l.quantity > 0)") == "true");
  CHECK(gives("lines.exists(l, l.quantity in [3, 4])") == "true");
  CHECK(gives("quantity * count") == "7.50d");
  CHECK(gives("1 + quantity - count") == "0.50d");
  CHECK(gives("quantity / 2") == "1.25d");
  CHECK(gives("count / 2") == "1");  // of two whole numbers the quotient is whole, as in the published language
  CHECK(gives("sum(lines.map(l, l.quantity * l.price)) == 12.2") == "true");
  CHECK(gives("max([quantity, count])") == "3d");
  CHECK(gives("quantity == 9223372036854775807 + 0.0") == "false");
}

TEST_CASE("a missing field is an error that names it; has() tests for it") {
  auto program = compile("payload.missing == 1", company_scope());
  const Map variables = company();
  auto result = evaluate(*program, MapBindings(variables));
  REQUIRE(!result);
  CHECK(result.error().code == "expr.no_such_field");
  CHECK(result.error().place == "1:9");
  CHECK(result.error().message == "there is no field 'missing'; it has id, tags, empty");
  CHECK(result.error().remedy == "test it with has(x.missing)");
  CHECK(run("has(payload.missing)") == "false");
  CHECK(run("has(payload.missing) && payload.missing == 1") == "false");
  CHECK(run("payload.empty.x") == "expr.no_such_field 1:15");
  CHECK(run("payload.empty.startsWith('x')") == "expr.no_overload 1:15");
  CHECK(run("payload.id.startsWith('x')") == "expr.no_overload 1:12");
  CHECK(run("payload.id.exists(x, true)") == "expr.no_overload 1:12");
  CHECK(testing::run("name", company_scope(), {}) == "expr.unbound 1:1");
}

namespace {

/// Makes the fields of `crm` only when they are asked for.
class Lazy final : public Bindings {
 public:
  const Value* find(std::string_view) const override { return nullptr; }
  const Value* field(std::string_view variable, std::string_view name) const override {
    asked.push_back(std::string(variable) + "." + std::string(name));
    return variable == "crm" && name == "name" ? &name_ : nullptr;
  }
  mutable std::vector<std::string> asked;

 private:
  Value name_ = "Mueller";
};

}  // namespace

TEST_CASE("objects may be provided field by field") {
  auto evaluate_lazily = [](std::string_view source) {
    Lazy lazy;
    return testing::show(evaluate(*compile(source, company_scope()), lazy));
  };
  CHECK(evaluate_lazily("crm.name + '!'") == "\"Mueller!\"");
  CHECK(evaluate_lazily("crm['name']") == "\"Mueller\"");
  CHECK(evaluate_lazily("has(crm.name) && !has(crm.deals)") == "true");
  CHECK(evaluate_lazily("crm.?name.orValue('none')") == "\"Mueller\"");
  CHECK(evaluate_lazily("crm.?do_not_sync.orValue(true)") == "true");
  CHECK(evaluate_lazily("crm[?'name'].value()") == "\"Mueller\"");
  CHECK(evaluate_lazily("crm.deals") == "expr.no_such_field 1:5");
  CHECK(evaluate_lazily("crm == null") == "expr.unbound 1:1");
  Lazy lazy;
  CHECK(evaluate(*compile("true || crm.do_not_sync", company_scope()), lazy).ok());
  CHECK(lazy.asked.empty());
}

TEST_CASE("work and memory end at the budget, and no operator hides that") {
  const std::string list = "[1,2,3,4,5,6,7,8,9,10]";
  std::string nested = "true";
  for (const char* variable : {"a", "b", "c", "d", "e", "f"}) nested = list + ".all(" + variable + ", " + nested + ")";
  CHECK(run(nested).starts_with("expr.budget 1:"));
  CHECK(run("(" + nested + ") || true").starts_with("expr.budget"));
  CHECK(run("true || (" + nested + ")") == "true");
  CHECK(run("[" + nested + "].exists(x, true)").starts_with("expr.budget"));
  CHECK(run("1 + 1", {.steps = 2, .bytes = 100}) == "expr.budget 1:5");
  CHECK(run("1 + 1", {.steps = 4, .bytes = 100}) == "2");

  std::string text = "'0123456789'";
  for (int i = 0; i < 30; ++i) text = "[" + text + "].map(x, x + x)[0]";
  CHECK(run(text).starts_with("expr.budget"));
  std::string expansion = "'aaaaaaaaaaaaaaaaaaaa'";
  for (int i = 0; i < 12; ++i) expansion += ".replace('a', 'aaaaaaaaaaaaaaaaaaaa')";
  CHECK(run(expansion).starts_with("expr.budget"));
  CHECK(run("join([name, name], name)", {.steps = 1000, .bytes = 30}).starts_with("expr.budget"));
  CHECK(run("crm.deals", {.steps = 1000, .bytes = 50}).starts_with("expr.budget"));

  const Budget little_memory{.steps = 1'000'000'000, .bytes = 600};
  const std::string items = "[1,2,3,4,5,6,7,8]";
  CHECK(run("size(" + items + ")", little_memory) == "8");
  CHECK(run("size(" + items + ".map(x, x))", little_memory).starts_with("expr.budget"));
  CHECK(run("size(" + items + " + " + items + ")", little_memory).starts_with("expr.budget"));
  CHECK(run("size('aaaaaaaaaaaaaaaaaaaa'.replace('a', 'aaaaaaaaaaaaaaaaaaaa'))", little_memory) == "400");
  CHECK(run("size('aaaaaaaaaaaaaaaaaaaaaaaaa'.replace('a', 'aaaaaaaaaaaaaaaaaaaaaaaaa'))", little_memory)
            .starts_with("expr.budget"));
  CHECK(run("size('a,b,c,d,e,f,g,h'.split(','))", little_memory).starts_with("expr.budget"));

  auto program = compile(nested, company_scope());
  CHECK(evaluate(*program, MapBindings(Map())).error().cls == ErrorClass::config);
}

TEST_CASE("what goes wrong while it runs carries its line and column, also inside macros and templates") {
  CHECK(run("crm.deals.map(d,\n  d.lines.map(l,\n    l.quantity / 0))") == "expr.division_by_zero 3:16");
  CHECK(run("crm.deals.all(d, true\n  && payload.missing == d.stage)") == "expr.no_such_field 2:14");
  auto filled = compile_template("${name}\nfirst: ${[1, 0].map(x, 1 / x)[0]}", company_scope());
  REQUIRE(filled);
  const Map variables = company();
  CHECK(testing::show(evaluate(*filled, MapBindings(variables))) == "expr.division_by_zero 2:26");
}

TEST_CASE("depth is limited where the source is read, so the stack is bounded") {
  CHECK(testing::problems_of(std::string(5000, '(') + "1" + std::string(5000, ')')).starts_with("expr.too_deep"));
  CHECK(testing::problems_of(std::string(50, '(') + "1" + std::string(50, ')')) == "expr.too_deep 1:51");
  CHECK(testing::problems_of(std::string(5000, '[')).starts_with("expr.too_deep"));
  CHECK(testing::problems_of(std::string(5000, '!') + "true").starts_with("expr.too_deep"));
  std::string sum = "1";
  for (int i = 0; i < 5000; ++i) sum += "+1";
  CHECK(testing::problems_of(sum).starts_with("expr.too_deep"));
  std::string fields = "payload";
  for (int i = 0; i < 5000; ++i) fields += ".a";
  CHECK(testing::problems_of(fields, company_scope()).starts_with("expr.too_deep"));
  CHECK(testing::problems_of(std::string(70'000, ' ')) == "expr.syntax 1:1");
}
