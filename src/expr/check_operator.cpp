// Types of operators and literals of lists and maps.

#include "expr/check.h"

namespace syncline::expr {

using Kind = Type::Kind;

namespace {

bool is_time(const Type& type) { return type.is(Kind::timestamp) || type.is(Kind::duration); }

std::optional<Type> sum_of_times(BinaryOp op, const Type& left, const Type& right) {
  if (op == BinaryOp::add) {
    if (left.is(Kind::timestamp) && right.is(Kind::timestamp)) return std::nullopt;
    return left.is(Kind::timestamp) || right.is(Kind::timestamp) ? Type::timestamp() : Type::duration();
  }
  if (op != BinaryOp::subtract || (left.is(Kind::duration) && right.is(Kind::timestamp))) return std::nullopt;
  return left.is(Kind::timestamp) && right.is(Kind::duration) ? Type::timestamp() : Type::duration();
}

std::optional<Type> product_with_money(BinaryOp op, const Type& left, const Type& right) {
  const bool both = left.is(Kind::money) && right.is(Kind::money);
  if (both) return op == BinaryOp::add || op == BinaryOp::subtract ? std::optional(Type::money()) : std::nullopt;
  const Type& factor = left.is(Kind::money) ? right : left;
  const bool scaled = op == BinaryOp::multiply || (op == BinaryOp::divide && left.is(Kind::money));
  return scaled && factor.is_number() ? std::optional(Type::money()) : std::nullopt;
}

std::optional<Type> number(BinaryOp op, const Type& left, const Type& right) {
  if (left == right && !left.is(Kind::decimal)) return left;
  if (op == BinaryOp::modulo || (!left.is(Kind::decimal) && !right.is(Kind::decimal))) return std::nullopt;
  return Type::decimal();
}

std::optional<Type> arithmetic_type(BinaryOp op, const Type& left, const Type& right) {
  if (left.is(Kind::dyn) || right.is(Kind::dyn)) return Type::dyn();
  if (left.is_number() && right.is_number()) return number(op, left, right);
  if (left.is(Kind::money) || right.is(Kind::money)) return product_with_money(op, left, right);
  if (is_time(left) && is_time(right)) return sum_of_times(op, left, right);
  if (op != BinaryOp::add || left.kind() != right.kind()) return std::nullopt;
  if (left.is(Kind::string) || left.is(Kind::bytes)) return left;
  if (left.is(Kind::list)) return common(left, right);
  return std::nullopt;
}

bool has_order(const Type& type) {
  return type.is_number() || is_time(type) || type.is(Kind::dyn) || type.is(Kind::boolean) || type.is(Kind::string) ||
         type.is(Kind::bytes) || type.is(Kind::money);
}

bool may_be_equal(const Type& left, const Type& right) {
  return (left.is_number() && right.is_number()) || assignable(left, right) || assignable(right, left);
}

bool may_be_ordered(const Type& left, const Type& right) {
  if (!has_order(left) || !has_order(right)) return false;
  return (left.is_number() && right.is_number()) || left.is(Kind::dyn) || right.is(Kind::dyn) || left == right;
}

bool may_contain(const Type& item, const Type& whole) {
  if (whole.is(Kind::dyn) || whole.is(Kind::object)) return true;
  if (whole.is(Kind::list)) return may_be_equal(item, whole.element());
  return whole.is(Kind::map) && may_be_equal(item, whole.key());
}

}  // namespace

std::optional<Type> result_of(BinaryOp op, const Type& left, const Type& right) {
  auto answer = [](bool fits) { return fits ? std::optional(Type::boolean()) : std::nullopt; };
  switch (op) {
    case BinaryOp::equal:
    case BinaryOp::not_equal: return answer(may_be_equal(left, right));
    case BinaryOp::less:
    case BinaryOp::less_equal:
    case BinaryOp::greater:
    case BinaryOp::greater_equal: return answer(may_be_ordered(left, right));
    case BinaryOp::in: return answer(may_contain(left, right));
    default: return arithmetic_type(op, left, right);
  }
}

std::optional<Type> result_of(UnaryOp op, const Type& operand) {
  if (operand.is(Kind::dyn)) return op == UnaryOp::invert ? Type::boolean() : Type::dyn();
  if (op == UnaryOp::invert) return operand.is(Kind::boolean) ? std::optional(operand) : std::nullopt;
  const bool signed_kind =
      operand.is(Kind::integer) || operand.is(Kind::decimal) || operand.is(Kind::duration) || operand.is(Kind::money);
  return signed_kind ? std::optional(operand) : std::nullopt;
}

std::string Checker::form(Node& node, Unary& unary) {
  const Type& operand = visit(*unary.operand);
  if (auto type = result_of(unary.op, operand)) {
    node.type = *type;
  } else {
    report(node.at, "expr.no_overload", "'" + std::string(symbol_of(unary.op)) + "' cannot work on " + text_of(operand),
           unary.op == UnaryOp::invert ? "'!' needs a bool, for example !(x == \"…\")"
                                       : "'-' needs a number, a duration or money");
  }
  return {};
}

std::string Checker::form(Node& node, Binary& binary) {
  const Type& left = visit(*binary.left);
  const Type& right = visit(*binary.right);
  if (auto type = result_of(binary.op, left, right)) {
    node.type = *type;
    return {};
  }
  std::string remedy = "convert one side, for example with string(), int() or decimal()";
  if (binary.op == BinaryOp::in)
    remedy = "right of 'in' stands a list or a map whose items have the type of the left side";
  if (left.is(Kind::timestamp) || right.is(Kind::timestamp))
    remedy = "make a time with timestamp(\"…\"), a span with duration(\"36h\")";
  if (left.is(Kind::money) || right.is(Kind::money))
    remedy = "make an amount with money(12.50, \"EUR\"), or use .amount";
  report(node.at, "expr.no_overload",
         "'" + std::string(symbol_of(binary.op)) + "' cannot work on " + text_of(left) + " and " + text_of(right),
         std::move(remedy));
  return {};
}

std::string Checker::form(Node& node, Logical& logical) {
  for (auto& operand : logical.operands) {
    visit(*operand);
    expect_bool(*operand, logical.all ? "each side of '&&'" : "each side of '||'");
  }
  node.type = Type::boolean();
  return {};
}

std::string Checker::form(Node& node, Conditional& conditional) {
  visit(*conditional.condition);
  expect_bool(*conditional.condition, "the condition before '?'");
  const Type& then = visit(*conditional.then);
  const Type& otherwise = visit(*conditional.otherwise);
  node.type = common(then, otherwise);
  return {};
}

Type Checker::expect_optional(const Node& node, const Type& type) {
  if (type.is(Kind::optional)) return type.element();
  if (!type.is(Kind::dyn))
    report(node.at, "expr.type", "behind '?' stands an optional value, here it is " + text_of(type),
           "take the '?' away, or write x.?field");
  return Type::dyn();
}

std::string Checker::form(Node& node, ListLiteral& list) {
  Type element = Type::undecided();
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const Type& item = visit(*list.items[i]);
    const Type type = list.optional[i] ? expect_optional(*list.items[i], item) : item;
    element = i == 0 ? type : common(element, type);
  }
  node.type = Type::list(std::move(element));
  return {};
}

std::string Checker::form(Node& node, MapLiteral& map) {
  Type key = Type::undecided();
  Type value = Type::undecided();
  bool first = true;
  std::size_t at = 0;
  for (auto& entry : map.entries) {
    const Type& key_type = visit(*entry.first);
    const Type& given = visit(*entry.second);
    const Type value_type = map.optional[at++] ? expect_optional(*entry.second, given) : given;
    const bool fits = key_type.is(Kind::dyn) || key_type.is(Kind::boolean) || key_type.is(Kind::integer) ||
                      key_type.is(Kind::uint) || key_type.is(Kind::string);
    if (!fits)
      report(entry.first->at, "expr.type", text_of(key_type) + " cannot be the key of a map",
             "keys are strings, ints or bools; put names between quotes");
    key = first ? key_type : common(key, key_type);
    value = first ? value_type : common(value, value_type);
    first = false;
  }
  node.type = Type::map(std::move(key), std::move(value));
  return {};
}

}  // namespace syncline::expr
