#include "expr/operators.h"

#include <utility>

namespace syncline::expr {

using Kind = Val::Kind;

std::string_view symbol_of(BinaryOp op) {
  static constexpr std::string_view symbols[] = {"==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/", "%"};
  return symbols[static_cast<std::size_t>(op)];
}

std::string_view symbol_of(UnaryOp op) { return op == UnaryOp::negate ? "-" : "!"; }

namespace {

bool equal_lists(const Val& left, const Val& right, Meter& meter) {
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (!equal(left.item(i), right.item(i), meter)) return false;
  }
  return true;
}

bool equal_maps(const Val& left, const Val& right, Meter& meter) {
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (!meter.step(1 + right.size() / 16)) return false;
    auto other = right.find(left.key(i));
    if (!other || !equal(left.value(i), *other, meter)) return false;
  }
  return true;
}

Val ordered(BinaryOp op, const Val& left, const Val& right, Meter& meter) {
  auto order = compare(left, right, meter);
  if (!order) return no_overload(op, left, right);
  switch (op) {
    case BinaryOp::less: return Val::boolean(*order < 0);
    case BinaryOp::less_equal: return Val::boolean(*order <= 0);
    case BinaryOp::greater: return Val::boolean(*order > 0);
    default: return Val::boolean(*order >= 0);
  }
}

Val contained(const Val& left, const Val& right, Meter& meter) {
  if (right.is(Kind::list)) {
    for (std::size_t i = 0; i < right.size(); ++i) {
      if (equal(left, right.item(i), meter)) return Val::boolean(true);
      if (meter.exhausted()) break;
    }
    return Val::boolean(false);
  }
  if (right.is(Kind::map)) {
    meter.step(right.size() / 16);
    return Val::boolean(right.find(left).has_value());
  }
  return no_overload(BinaryOp::in, left, right);
}

}  // namespace

bool same_key(const Val& left, const Val& right) {
  if (left.is_number() && right.is_number()) return left.as_decimal() == right.as_decimal();
  if (left.kind() != right.kind()) return false;
  if (left.is(Kind::string)) return left.as_text() == right.as_text();
  if (left.is(Kind::boolean)) return left.as_bool() == right.as_bool();
  return left.is(Kind::null);
}

bool equal(const Val& left, const Val& right, Meter& meter) {
  if (!meter.step()) return false;
  if (left.is_number() && right.is_number()) return left.as_decimal() == right.as_decimal();
  if (left.kind() != right.kind()) return false;
  switch (left.kind()) {
    case Kind::list: return equal_lists(left, right, meter);
    case Kind::map: return equal_maps(left, right, meter);
    case Kind::bytes: return meter.walk(left.as_bytes().size()) && left.as_bytes() == right.as_bytes();
    case Kind::string: return meter.walk(left.as_text().size()) && left.as_text() == right.as_text();
    case Kind::timestamp: return left.as_timestamp() == right.as_timestamp();
    case Kind::duration: return left.as_duration() == right.as_duration();
    case Kind::money: return left.as_money() == right.as_money();
    case Kind::optional:
      if (!left.as_optional() || !right.as_optional()) return left.as_optional() == right.as_optional();
      return equal(*left.as_optional(), *right.as_optional(), meter);
    case Kind::type: return left.as_type() == right.as_type();
    default: return same_key(left, right);
  }
}

std::optional<std::strong_ordering> compare(const Val& left, const Val& right, Meter& meter) {
  if (left.is_number() && right.is_number()) return left.as_decimal() <=> right.as_decimal();
  if (left.kind() != right.kind()) return std::nullopt;
  switch (left.kind()) {
    case Kind::boolean: return left.as_bool() <=> right.as_bool();
    case Kind::string: meter.walk(left.as_text().size()); return left.as_text() <=> right.as_text();
    case Kind::bytes: meter.walk(left.as_bytes().size()); return left.as_bytes() <=> right.as_bytes();
    case Kind::timestamp: return left.as_timestamp() <=> right.as_timestamp();
    case Kind::duration: return left.as_duration() <=> right.as_duration();
    case Kind::money:
      if (left.as_money().currency != right.as_money().currency) return std::nullopt;
      return left.as_money().amount <=> right.as_money().amount;
    default: return std::nullopt;
  }
}

Val no_overload(BinaryOp op, const Val& left, const Val& right) {
  if (left.is(Kind::money) && right.is(Kind::money) && left.as_money().currency != right.as_money().currency) {
    return Val::error("expr.currency", shown(left) + " and " + shown(right) + " have different currencies",
                      "compare and add amounts of one currency only; use .amount and .currency to look inside");
  }
  std::string message = "'" + std::string(symbol_of(op)) + "' cannot work on " + std::string(name_of(left.kind())) +
                        " " + shown(left) + " and " + std::string(name_of(right.kind())) + " " + shown(right);
  bool empty = left.is(Kind::null) || right.is(Kind::null);
  return Val::error(
      "expr.no_overload", std::move(message),
      empty ? "test for null first (x != null && …)" : "convert one side, for example with int() or string()");
}

Val apply(BinaryOp op, const Val& left, const Val& right, Meter& meter) {
  switch (op) {
    case BinaryOp::equal: return Val::boolean(equal(left, right, meter));
    case BinaryOp::not_equal: return Val::boolean(!equal(left, right, meter));
    case BinaryOp::less:
    case BinaryOp::less_equal:
    case BinaryOp::greater:
    case BinaryOp::greater_equal: return ordered(op, left, right, meter);
    case BinaryOp::in: return contained(left, right, meter);
    default: return arithmetic(op, left, right, meter);
  }
}

Val apply(UnaryOp op, const Val& operand) {
  if (op == UnaryOp::invert && operand.is(Kind::boolean)) return Val::boolean(!operand.as_bool());
  if (op == UnaryOp::negate) {
    if (operand.is(Kind::integer)) {
      std::int64_t result = 0;
      if (__builtin_sub_overflow(std::int64_t{0}, operand.as_int(), &result)) {
        return Val::error("expr.overflow", "-(" + shown(operand) + ") does not fit into an int", "use decimal()");
      }
      return Val::integer(result);
    }
    if (operand.is(Kind::decimal)) return Val::decimal(operand.as_decimal().negated());
    if (operand.is(Kind::duration)) return Val::duration({-operand.as_duration().us});
    if (operand.is(Kind::money)) return Val::money({operand.as_money().amount.negated(), operand.as_money().currency});
  }
  return Val::error("expr.no_overload",
                    "'" + std::string(symbol_of(op)) + "' cannot work on " + std::string(name_of(operand.kind())) +
                        " " + shown(operand),
                    operand.is(Kind::null) ? "test for null first (x != null && …)" : "");
}

}  // namespace syncline::expr
