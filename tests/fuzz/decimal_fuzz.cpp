// Two texts as decimals and as money: the scale is kept, the order is one, and arithmetic is exact or says that it is
// not. Lines of the input: a byte for scale and rounding, then one number each.
#include "base/money.h"
#include "base/value.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

void require_text(const Decimal& a) {
  const auto again = Decimal::parse(a.text());
  require(again.ok() && *again == a && again->scale() == a.scale());
  require(a.normalised() == a && a.negated().negated() == a && a.abs().sign() >= 0);
  if (const auto whole = a.to_int64()) require(Decimal(*whole) == a && a.is_integer());
}

void require_rounded(const Decimal& a, int scale, Rounding rounding) {
  const auto rounded = a.rounded(scale, rounding);
  if (!rounded) return;
  require(rounded->scale() <= scale || rounded->scale() <= a.scale());
  const auto again = rounded->rounded(scale, rounding);
  require(again.ok() && *again == *rounded);
  const auto off = subtract(*rounded, a);
  if (off) require(off->abs() <= Decimal::of(1, scale));
  if (rounding == Rounding::floor) require(*rounded <= a);
  if (rounding == Rounding::ceiling) require(*rounded >= a);
  if (rounding == Rounding::down) require(rounded->abs() <= a.abs());
  if (rounding == Rounding::up) require(rounded->abs() >= a.abs());
}

void require_arithmetic(const Decimal& a, const Decimal& b, int scale) {
  require((a < b) == (b > a) && (a == b) == (!(a < b) && !(b < a)));
  const auto sum = add(a, b), turned = add(b, a), difference = subtract(a, b);
  require(sum.ok() == turned.ok());
  if (sum) {
    require(*sum == *turned);
    if (const auto back = subtract(*sum, b)) require(*back == a);
  }
  if (difference) require((difference->sign() > 0) == (a > b) && (difference->sign() == 0) == (a == b));
  const auto product = multiply(a, b), other = multiply(b, a);
  require(product.ok() == other.ok() && (!product || *product == *other));
  if (product && a.scale() + b.scale() <= Decimal::max_scale) require(product->sign() == a.sign() * b.sign());
  const auto quotient = divide(a, b, scale, Rounding::down);
  require(b.sign() != 0 || !quotient.ok());
  if (!quotient) return;
  const auto back = multiply(*quotient, b);
  if (back && quotient->scale() + b.scale() <= Decimal::max_scale) require(back->abs() <= a.abs());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const int scale = input.byte() % (Decimal::max_scale + 1);
  const auto rounding = static_cast<Rounding>(input.byte() % 6);
  const std::string_view first = input.line();
  const auto a = Decimal::parse(first), b = Decimal::parse(input.line());
  if (const auto money = parse_money(first)) {
    const auto again = parse_money(text_of(*money));
    require(again.ok() && *again == *money && minor_digits(money->currency) >= 0);
  }
  if (!a) {
    require(a.error().code == "decimal.syntax" || a.error().code == "decimal.range");
    return 0;
  }
  require_text(*a);
  require_rounded(*a, scale, rounding);
  if (b) require_arithmetic(*a, *b, scale);
  return 0;
}
