// What the checker and the parser say, and where.

#include <algorithm>
#include <doctest/doctest.h>

#include "expr/testing.h"

using namespace syncline;
using namespace syncline::expr;
using testing::company;
using testing::company_scope;
using testing::problems_of;
using testing::run;

TEST_CASE("syntax errors point at the place") {
  struct Case {
    const char* source;
    const char* problem;
  };
  for (const auto& [source, problem] : std::initializer_list<Case>{{"", "expr.syntax 1:1"},
                                                                   {"1 +", "expr.syntax 1:4"},
                                                                   {"(1", "expr.syntax 1:3"},
                                                                   {"1 2", "expr.syntax 1:3"},
                                                                   {"a = b", "expr.syntax 1:3"},
                                                                   {"true and false", "expr.syntax 1:6"},
                                                                   {"'ä' + 'open", "expr.syntax 1:7"},
                                                                   {"\n  'x' & 'y'", "expr.syntax 2:7"},
                                                                   {"'\\q'", "expr.syntax 1:2"},
                                                                   {"'\\uD800'", "expr.syntax 1:2"},
                                                                   {"'a\nb'", "expr.syntax 1:1"},
                                                                   {"9223372036854775808", "expr.syntax 1:1"},
                                                                   {"1.5.x", "expr.unknown_field 1:5"},
                                                                   {"1x", "expr.syntax 1:2"},
                                                                   {"x.1", "expr.syntax 1:2"},
                                                                   {"while", "expr.syntax 1:1"},
                                                                   {"{1}", "expr.syntax 1:3"},
                                                                   {"[1,,2]", "expr.syntax 1:4"},
                                                                   {"f(1,)", "expr.syntax 1:5"},
                                                                   {"true ? 1", "expr.syntax 1:9"},
                                                                   {"€", "expr.syntax 1:1"},
                                                                   {"'\xFF'", "expr.syntax 1:1"},
                                                                   {"[1].all(1, true)", "expr.macro 1:9"},
                                                                   {"[1].all(x)", "expr.macro 1:5"},
                                                                   {"has(1)", "expr.macro 1:1"}}) {
    CAPTURE(source);
    CHECK(problems_of(source) == problem);
  }
}

TEST_CASE("names, fields and types are checked, all in one pass") {
  struct Case {
    const char* source;
    const char* problem;
  };
  for (const auto& [source, problem] :
       std::initializer_list<Case>{{"nmae == 'x'", "expr.unknown_name 1:1"},
                                   {"crm.dael", "expr.unknown_field 1:5"},
                                   {"crm.deals.exists(d, d.stag == 'won')", "expr.unknown_field 1:23"},
                                   {"crm.deals.stage", "expr.unknown_field 1:11"},
                                   {"crm['dael']", "expr.unknown_field 1:5"},
                                   {"crm.?dael.hasValue()", "expr.unknown_field 1:6"},
                                   {"crm.?name.orValue(1) + 'x'", "compiles"},
                                   {"crm.?name == 'x'", "expr.no_overload 1:11"},
                                   {"crm.name.optMap(n, n)", "expr.type 1:10"},
                                   {"name.first", "expr.unknown_field 1:6"},
                                   {"name == 1", "expr.no_overload 1:6"},
                                   {"name + 1", "expr.no_overload 1:6"},
                                   {"created_at < '2026-01-01'", "expr.no_overload 1:12"},
                                   {"first(crm.deals).amount > 5", "expr.no_overload 1:25"},
                                   {"1 + 1u", "expr.no_overload 1:3"},
                                   {"name && true", "expr.type 1:1"},
                                   {"name ? 1 : 2", "expr.type 1:1"},
                                   {"!name", "expr.no_overload 1:1"},
                                   {"-name", "expr.no_overload 1:1"},
                                   {"crm.deals.filter(d, d.stage)", "expr.type 1:23"},
                                   {"name.all(c, true)", "expr.type 1:6"},
                                   {"crm.deals['x']", "expr.type 1:11"},
                                   {"{1.5: 2}", "expr.type 1:2"},
                                   {"'x' in name", "expr.no_overload 1:5"},
                                   {"1 in ['a']", "expr.no_overload 1:3"},
                                   {"siez(name)", "expr.unknown_function 1:1"},
                                   {"name.startsWith(1)", "expr.no_overload 1:6"},
                                   {"startsWith(name, 'x')", "expr.no_overload 1:1"},
                                   {"name.matches('(')", "expr.pattern 1:14"},
                                   {"nmae == crm.dael", "expr.unknown_name 1:1; expr.unknown_field 1:13"},
                                   {"crm.extra.whatever == 1", "compiles"},
                                   {"payload.a.b[0].c > 5", "compiles"},
                                   {"name == null", "compiles"},
                                   {"1 == 1.0", "compiles"}}) {
    CAPTURE(source);
    CHECK(problems_of(source, company_scope()) == problem);
  }
}

TEST_CASE("problems name the value and the remedy") {
  auto only = [](std::string_view source) {
    auto program = compile(source, company_scope());
    REQUIRE(!program);
    REQUIRE(program.error().size() == 1);
    return program.error()[0];
  };
  CHECK(only("crm.dels").message == "crm_account has no field 'dels'");
  CHECK(only("crm.dels").remedy == "did you mean 'deals'?");
  CHECK(only("startWith(name)").remedy == "did you mean 'startsWith'?");
  CHECK(only("name and true").remedy == "write && for and");
  CHECK(only("double(name)").remedy.find("decimal()") != std::string::npos);
  CHECK(only("name.startsWith(1)").remedy == "there is string.startsWith(string) → bool");
}

TEST_CASE("a program gives the type that its place needs") {
  Scope scope = company_scope();
  scope.result = Type::boolean();
  CHECK(problems_of("name", scope) == "expr.result 1:1");
  CHECK(problems_of("name == 'x'", scope) == "compiles");
  CHECK(problems_of("payload.flag", scope) == "compiles");
  scope.result = Type::decimal();
  CHECK(problems_of("1", scope) == "compiles");
  auto text = [&](std::string_view source) { return text_of(compile(source, company_scope())->type()); };
  CHECK(text("crm.deals") == "list<deal>");
  CHECK(text("crm.deals.filter(d, d.stage == 'won').map(d, d.amount)") == "list<money>");
  CHECK(text("first(crm.deals)") == "deal");
  CHECK(text("max(crm.deals.map(d, d.closed_at))") == "timestamp");
  CHECK(text("true ? 1 : 2.5") == "decimal");
  CHECK(text("{'a': [1]}") == "map<string, list<int>>");
  CHECK(text("payload.x + 1") == "dyn");
  CHECK(text("name == 'x' ? [] : crm.deals") == "list<deal>");
  CHECK(text("[[], [1]]") == "list<list<int>>");
  CHECK(text("[[1], []]") == "list<list<int>>");
  CHECK(text("[{}, {'a': 1}]") == "list<map<string, int>>");
  CHECK(text("[]") == "list<dyn>");
  CHECK(text("crm.deals[?0]") == "optional<deal>");
  CHECK(text("crm.deals[?0].amount") == "optional<money>");
  CHECK(text("crm.deals[?0].amount.orValue(money(0, 'EUR'))") == "money");
  CHECK(text("crm.?name.optMap(n, size(n))") == "optional<int>");
  CHECK(text("[][0]") == "dyn");
  CHECK(text("first([] + [])") == "dyn");
}

TEST_CASE("paths say what an expression reads") {
  auto paths = [](std::string_view source) { return compile(source, company_scope())->paths(); };
  using Paths = std::vector<std::string>;
  CHECK(paths("name == 'x'") == Paths{"name"});
  CHECK(paths("crm.name == name") == Paths{"crm.name", "name"});
  CHECK(paths("crm.deals.exists(d, d.stage == 'won')") == Paths{"crm.deals", "crm.deals.stage"});
  CHECK(paths("crm.deals[0].lines.map(l, l.sku)") == Paths{"crm.deals.lines", "crm.deals.lines.sku"});
  CHECK(paths("crm.deals.filter(d, true)[0].amount.currency") == Paths{"crm.deals", "crm.deals.amount.currency"});
  CHECK(paths("has(crm.name)") == Paths{"crm.name"});
  CHECK(paths("payload['a'].b") == Paths{"payload.a.b"});
  CHECK(paths("payload[name].b") == Paths{"name", "payload"});
  CHECK(paths("size(crm.deals) > 1 + 1") == Paths{"crm.deals"});
  CHECK(paths("crm.extra.all(name, name == 'x')") == Paths{"crm.extra"});
  CHECK(paths("1 + 1").empty());
}

TEST_CASE("paths lead through relations, however they are written") {
  TypeEnv types;
  types.add({"customer", {{"name", Type::string()}, {"deals", Type::list(Type::object("deal"))}}, false});
  types.add({"deal",
             {{"stage", Type::string()},
              {"customer", Type::object("customer")},
              {"orders", Type::list(Type::object("order"))}},
             false});
  types.add({"order",
             {{"number", Type::string()},
              {"total", Type::decimal()},
              {"deal", Type::object("deal")},
              {"lines", Type::list(Type::object("line"))}},
             false});
  types.add({"line", {{"product", Type::string()}, {"quantity", Type::decimal()}}, false});
  Scope scope;
  scope.types = &types;
  scope.variables = {{"deals", Type::list(Type::object("deal"))},
                     {"deal", Type::object("deal")},
                     {"order", Type::object("order")},
                     {"stage", Type::string()}};
  using Paths = std::vector<std::string>;
  auto paths = [&](std::string_view source) { return compile(source, scope)->paths(); };
  CHECK(paths("order.number") == Paths{"order.number"});
  CHECK(paths("order.deal.customer.name") == Paths{"order.deal.customer.name"});
  CHECK(paths("deals.exists(d, d.stage == 'won')") == Paths{"deals", "deals.stage"});
  CHECK(paths("deal.orders.map(o, o.total)") == Paths{"deal.orders", "deal.orders.total"});
  CHECK(paths("deal.orders.map(o, o.total).sum()") == Paths{"deal.orders", "deal.orders.total"});
  CHECK(paths("deals.all(d, d.orders.exists(o, o.lines.all(l, l.quantity > 0)))") ==
        Paths{"deals", "deals.orders", "deals.orders.lines", "deals.orders.lines.quantity"});
  CHECK(paths("flatten(deal.orders.map(o, o.lines)).map(l, l.product)") ==
        Paths{"deal.orders", "deal.orders.lines", "deal.orders.lines.product"});
  CHECK(paths("deals.map(d, d.customer)[0].name") == Paths{"deals", "deals.customer", "deals.customer.name"});
  CHECK(paths("first(deals.filter(d, d.stage == 'won')).orders[0].number") ==
        Paths{"deals", "deals.orders.number", "deals.stage"});
  // The variable of a macro hides the name outside it, and only inside the macro.
  CHECK(paths("deals.exists(deal, deal.stage == stage)") == Paths{"deals", "deals.stage", "stage"});
  CHECK(paths("deals.exists(stage, stage.stage == 'won') && stage == 'won'") == Paths{"deals", "deals.stage", "stage"});
  CHECK(paths("deals.exists(d, d.orders.exists(d, d.number == 'x'))") ==
        Paths{"deals", "deals.orders", "deals.orders.number"});
  CHECK(paths("deals.exists(deal, .deal.stage == deal.stage)") == Paths{"deal.stage", "deals", "deals.stage"});
  CHECK(paths("has(order.deal.stage)") == Paths{"order.deal.stage"});
  CHECK(paths("deals.exists(d, has(d.customer.name))") == Paths{"deals", "deals.customer.name"});
  CHECK(paths("deal.orders[0].number") == Paths{"deal.orders.number"});
  CHECK(paths("deal.orders[?0].number.orValue('')") == Paths{"deal.orders.number"});
  CHECK(paths("order.?deal.?customer.name.orValue('')") == Paths{"order.deal.customer.name"});
  CHECK(paths("order.?deal.optMap(d, d.stage).orValue('')") == Paths{"order.deal", "order.deal.stage"});
  CHECK(paths("first(deals).orders[?0].value().total") == Paths{"deals", "deals.orders", "deals.orders.total"});
  CHECK(paths("size(deals) > 0 ? deals[size(deals) - 1].stage : ''") == Paths{"deals", "deals.stage"});
  auto filled = compile_template("Order ${order.number} of ${deal.orders.map(o, o.number).join()}", scope);
  REQUIRE(filled);
  CHECK(filled->paths() == Paths{"deal.orders", "deal.orders.number", "order.number"});
}

TEST_CASE("an unknown field deep inside is named with what was meant, where it stands") {
  auto only = [](Result<Program, Problems> program) {
    REQUIRE(!program);
    REQUIRE(program.error().size() == 1);
    return program.error()[0];
  };
  const Problem nested = only(compile("crm.deals.all(d,\n  d.lines.exists(l, l.quantty > 0))", company_scope()));
  CHECK(nested.message == "line has no field 'quantty'");
  CHECK(nested.remedy == "did you mean 'quantity'?");
  CHECK(nested.at == Position{2, 23});
  const Problem in_template = only(
      compile_template("Dear ${name},\n${flatten(crm.deals.map(d, d.lines)).map(l, l.skuu).join()}", company_scope()));
  CHECK(in_template.remedy == "did you mean 'sku'?");
  CHECK(in_template.at == Position{2, 47});
}
