// Of single numbers and amounts: round, abs. Rounding is half-up, as invoices are, unless the call says otherwise.

#include <optional>

#include "expr/operators.h"
#include "expr/signature.h"

namespace syncline::expr {

using Arguments = std::span<const Val>;
using Kind = Val::Kind;

namespace {

std::optional<Rounding> rounding_named(std::string_view name) {
  static constexpr std::pair<std::string_view, Rounding> known[] = {
      {"half_up", Rounding::half_up}, {"half_even", Rounding::half_even}, {"up", Rounding::up},
      {"down", Rounding::down},       {"ceiling", Rounding::ceiling},     {"floor", Rounding::floor}};
  for (const auto& [each, rounding] : known) {
    if (each == name) return rounding;
  }
  return std::nullopt;
}

/// Arguments: what to round, the digits behind the point, how to round.
Val rounded(Arguments in, std::int64_t default_digits) {
  const std::int64_t digits = in.size() >= 2 ? in[1].as_int() : default_digits;
  if (digits < 0 || digits > Decimal::max_scale)
    return Val::error("expr.range", "round cannot keep " + std::to_string(digits) + " digits",
                      "0 to 18 digits can be kept");
  const auto rounding = in.size() == 3 ? rounding_named(in[2].as_text()) : Rounding::half_up;
  if (!rounding)
    return Val::error("expr.bad_value", shown(in[2]) + " is no way to round",
                      "known are half_up, half_even, up, down, ceiling, floor");
  const bool money = in[0].is(Kind::money);
  const Decimal number = money ? in[0].as_money().amount : in[0].as_decimal();
  auto result = number.rounded(static_cast<int>(digits), *rounding);
  if (!result) return failed(result.error());
  return money ? Val::money({*result, in[0].as_money().currency}) : Val::decimal(*result);
}

Val round_number(Arguments in, Meter&) { return rounded(in, 0); }

/// To the digits that its currency is paid in, unless the call names others.
Val round_money(Arguments in, Meter&) { return rounded(in, minor_digits(in[0].as_money().currency)); }

Val abs_number(Arguments in, Meter&) {
  if (in[0].is(Kind::integer)) return in[0].as_int() < 0 ? apply(UnaryOp::negate, in[0]) : in[0];
  return Val::decimal(in[0].as_decimal().abs());
}

Val abs_money(Arguments in, Meter&) { return Val::money({in[0].as_money().amount.abs(), in[0].as_money().currency}); }

}  // namespace

void add_number_functions(Overloads& to) {
  const Type digits = Type::integer();
  const Type how = Type::string();
  for (const auto& [type, body] : {std::pair(Type::decimal(), &round_number), std::pair(Type::money(), &round_money)}) {
    add_function(to, "round", {type}, type, body);
    add_function(to, "round", {type, digits}, type, body);
    add_function(to, "round", {type, digits, how}, type, body);
  }
  add_function(to, "abs", {Type::integer()}, Type::integer(), abs_number);
  add_function(to, "abs", {Type::decimal()}, Type::decimal(), abs_number);
  add_function(to, "abs", {Type::money()}, Type::money(), abs_money);
}

}  // namespace syncline::expr
