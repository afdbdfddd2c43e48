// + - * / % on numbers, texts, lists, times and money. Exact or an error: nothing wraps around, nothing is rounded
// unseen but the quotient of decimals (18 digits after the point, half-even).

#include <algorithm>
#include <string>
#include <utility>

#include "base/time.h"
#include "expr/operators.h"

namespace syncline::expr {

using Kind = Val::Kind;

namespace {

constexpr Instant first_instant{-62'135'596'800'000'000};           // 0001-01-01T00:00:00Z
constexpr Instant last_instant{253'402'300'799'999'999};            // 9999-12-31T23:59:59.999999Z
constexpr std::int64_t longest_duration = 315'576'000'000'000'000;  // ±10,000 years, as in the spec

Val overflow(BinaryOp op, const Val& left, const Val& right) {
  return Val::error("expr.overflow",
                    shown(left) + " " + std::string(symbol_of(op)) + " " + shown(right) + " does not fit into " +
                        (left.is(Kind::uint) ? "a uint" : "an int"),
                    "use decimal() for numbers of this size");
}

Val zero_division(const Val& left) {
  return Val::error("expr.division_by_zero", shown(left) + " is divided by zero",
                    "test the divisor first (d != 0 ? … : …)");
}

template <class Int>
Val whole(BinaryOp op, Int left, Int right, const Val& shown_left, const Val& shown_right) {
  Int result = 0;
  bool bad = false;
  switch (op) {
    case BinaryOp::add: bad = __builtin_add_overflow(left, right, &result); break;
    case BinaryOp::subtract: bad = __builtin_sub_overflow(left, right, &result); break;
    case BinaryOp::multiply: bad = __builtin_mul_overflow(left, right, &result); break;
    default:
      if (right == 0) return zero_division(shown_left);
      if (std::is_signed_v<Int> && left == std::numeric_limits<Int>::min() && right == static_cast<Int>(-1)) {
        bad = true;
      } else {
        result = op == BinaryOp::divide ? left / right : left % right;
      }
  }
  if (bad) return overflow(op, shown_left, shown_right);
  if constexpr (std::is_signed_v<Int>) {
    return Val::integer(result);
  } else {
    return Val::uint(result);
  }
}

/// Drops the zeros that 18 digits of quotient bring, but keeps the scale that the operands were written with.
Decimal tidy(const Decimal& quotient, int least_scale) {
  Decimal shorter = quotient.normalised();
  if (shorter.scale() >= least_scale) return shorter;
  return shorter.rounded(least_scale, Rounding::half_even).value_or(shorter);
}

Result<Decimal, Error> calculate(BinaryOp op, const Decimal& left, const Decimal& right) {
  switch (op) {
    case BinaryOp::add: return add(left, right);
    case BinaryOp::subtract: return subtract(left, right);
    case BinaryOp::multiply: return multiply(left, right);
    default: {
      auto quotient = divide(left, right, Decimal::max_scale, Rounding::half_even);
      if (!quotient) return quotient;
      return tidy(*quotient, std::max(left.scale(), right.scale()));
    }
  }
}

Val decimals(BinaryOp op, const Val& left, const Val& right) {
  if (op == BinaryOp::modulo) return no_overload(op, left, right);
  auto result = calculate(op, left.as_decimal(), right.as_decimal());
  return result ? Val::decimal(*result) : failed(result.error());
}

Val numbers(BinaryOp op, const Val& left, const Val& right) {
  if (left.is(Kind::integer) && right.is(Kind::integer)) return whole(op, left.as_int(), right.as_int(), left, right);
  if (left.is(Kind::uint) && right.is(Kind::uint)) return whole(op, left.as_uint(), right.as_uint(), left, right);
  if (left.is(Kind::decimal) || right.is(Kind::decimal)) return decimals(op, left, right);
  return no_overload(op, left, right);
}

Val joined_text(std::string_view left, std::string_view right, Meter& meter, Val (*make)(std::string)) {
  if (!meter.allocate(left.size() + right.size()) || !meter.walk(left.size() + right.size())) return {};
  std::string text;
  text.reserve(left.size() + right.size());
  text.append(left).append(right);
  return make(std::move(text));
}

Val joined_lists(const Val& left, const Val& right, Meter& meter) {
  const std::size_t count = left.size() + right.size();
  if (!meter.step(count) || !meter.allocate(count * sizeof(Val))) return {};
  Val::Items items;
  items.reserve(count);
  for (std::size_t i = 0; i < left.size(); ++i) items.push_back(left.item(i));
  for (std::size_t i = 0; i < right.size(); ++i) items.push_back(right.item(i));
  return Val::list(std::move(items));
}

Val checked_duration(std::int64_t left, std::int64_t right, bool subtract) {
  std::int64_t us = 0;
  bool bad = subtract ? __builtin_sub_overflow(left, right, &us) : __builtin_add_overflow(left, right, &us);
  if (bad || us > longest_duration || us < -longest_duration) {
    return Val::error("expr.range", "the duration is longer than 10000 years");
  }
  return Val::duration({us});
}

Val moved(Instant from, std::int64_t by, bool back) {
  std::int64_t us = 0;
  bool bad = back ? __builtin_sub_overflow(from.us, by, &us) : __builtin_add_overflow(from.us, by, &us);
  return bad ? Val::error("expr.range", "the time lies outside the years 0001 to 9999") : checked_timestamp({us});
}

Val times(BinaryOp op, const Val& left, const Val& right) {
  const bool minus = op == BinaryOp::subtract;
  if (!minus && op != BinaryOp::add) return no_overload(op, left, right);
  if (left.is(Kind::timestamp) && right.is(Kind::duration))
    return moved(left.as_timestamp(), right.as_duration().us, minus);
  if (left.is(Kind::duration) && right.is(Kind::duration)) {
    return checked_duration(left.as_duration().us, right.as_duration().us, minus);
  }
  if (minus && left.is(Kind::timestamp) && right.is(Kind::timestamp)) {
    return checked_duration(left.as_timestamp().us, right.as_timestamp().us, true);
  }
  if (!minus && left.is(Kind::duration) && right.is(Kind::timestamp)) {
    return moved(right.as_timestamp(), left.as_duration().us, false);
  }
  return no_overload(op, left, right);
}

Val amounts(BinaryOp op, const Val& left, const Val& right) {
  const bool both = left.is(Kind::money) && right.is(Kind::money);
  if (both && (op == BinaryOp::add || op == BinaryOp::subtract)) {
    if (left.as_money().currency != right.as_money().currency) return no_overload(op, left, right);
    auto sum = calculate(op, left.as_money().amount, right.as_money().amount);
    return sum ? Val::money({*sum, left.as_money().currency}) : failed(sum.error());
  }
  const Val& money = left.is(Kind::money) ? left : right;
  const Val& factor = left.is(Kind::money) ? right : left;
  const bool scaled = op == BinaryOp::multiply || (op == BinaryOp::divide && left.is(Kind::money));
  if (both || !scaled || !factor.is_number()) return no_overload(op, left, right);
  auto result = calculate(op, money.as_money().amount, factor.as_decimal());
  return result ? Val::money({*result, money.as_money().currency}) : failed(result.error());
}

}  // namespace

Val failed(const Error& error) {
  if (error.code == "decimal.range") return Val::error("expr.overflow", error.message, "keep numbers under 38 digits");
  if (error.code == "decimal.zero")
    return Val::error("expr.division_by_zero", error.message, "test the divisor first (d != 0 ? … : …)");
  return Val::error(error.code, error.message, error.remedy);
}

Val checked_timestamp(Instant at) {
  if (at < first_instant || at > last_instant)
    return Val::error("expr.range", "the time lies outside the years 0001 to 9999");
  return Val::timestamp(at);
}

Val arithmetic(BinaryOp op, const Val& left, const Val& right, Meter& meter) {
  auto either = [&](Kind kind) { return left.is(kind) || right.is(kind); };
  if (left.is_number() && right.is_number()) return numbers(op, left, right);
  if (either(Kind::money)) return amounts(op, left, right);
  if (either(Kind::timestamp) || either(Kind::duration)) return times(op, left, right);
  if (op == BinaryOp::add && left.kind() == right.kind()) {
    if (left.is(Kind::string)) return joined_text(left.as_text(), right.as_text(), meter, Val::text);
    if (left.is(Kind::bytes)) return joined_text(left.as_bytes(), right.as_bytes(), meter, Val::bytes);
    if (left.is(Kind::list)) return joined_lists(left, right, meter);
  }
  return no_overload(op, left, right);
}

}  // namespace syncline::expr
