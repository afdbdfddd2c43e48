// Of amounts with a percentage: net and gross, discounts. Rounded half-up, as invoices are; exact otherwise.

#include "expr/operators.h"
#include "expr/signature.h"

namespace syncline::expr {

using Arguments = std::span<const Val>;

namespace {

const Decimal hundred(100);

/// The last argument, where it is given, says how many digits stay behind the point; without it two.
Val kept(Result<Decimal, Error> amount, Arguments in) {
  if (!amount) return failed(amount.error());
  const std::int64_t digits = in.size() > 2 ? in[2].as_int() : 2;
  if (digits < 0 || digits > Decimal::max_scale)
    return Val::error("expr.range", "an amount cannot keep " + std::to_string(digits) + " digits",
                      "0 to 18 digits can be kept");
  auto result = amount->rounded(static_cast<int>(digits), Rounding::half_up);
  return result ? Val::decimal(*result) : failed(result.error());
}

/// amount × (100 ± percent) / 100
Result<Decimal, Error> scaled(const Decimal& amount, const Result<Decimal, Error>& percent) {
  if (!percent) return fail(percent.error());
  const auto product = multiply(amount, *percent);
  if (!product) return fail(product.error());
  return divide(*product, hundred, Decimal::max_scale, Rounding::half_even);
}

Val gross_of(Arguments in, Meter&) { return kept(scaled(in[0].as_decimal(), add(hundred, in[1].as_decimal())), in); }

Val net_of(Arguments in, Meter&) {
  const auto with_tax = add(hundred, in[1].as_decimal());
  if (!with_tax) return failed(with_tax.error());
  const auto product = multiply(in[0].as_decimal(), hundred);
  if (!product) return failed(product.error());
  return kept(divide(*product, *with_tax, Decimal::max_scale, Rounding::half_even), in);
}

Val discounted(Arguments in, Meter&) {
  return kept(scaled(in[0].as_decimal(), subtract(hundred, in[1].as_decimal())), in);
}

Val discount_of(Arguments in, Meter&) {
  return kept(scaled(in[0].as_decimal(), Result<Decimal, Error>(in[1].as_decimal())), in);
}

/// What part of the first amount the second one is, in per cent: a discount given as an amount.
Val percent_of(Arguments in, Meter&) {
  const auto product = multiply(in[1].as_decimal(), hundred);
  if (!product) return failed(product.error());
  return kept(divide(*product, in[0].as_decimal(), Decimal::max_scale, Rounding::half_even), in);
}

}  // namespace

void add_amount_functions(Overloads& to) {
  const Type number = Type::decimal(), digits = Type::integer();
  for (const auto& [name, body] :
       {std::pair("gross_of", &gross_of), std::pair("net_of", &net_of), std::pair("discounted", &discounted),
        std::pair("discount_of", &discount_of), std::pair("percent_of", &percent_of)}) {
    add_function(to, name, {number, number}, number, body);
    add_function(to, name, {number, number, digits}, number, body);
  }
}

}  // namespace syncline::expr
