// Over lists: sum, min, max, first; and of single numbers: round, abs.

#include "expr/operators.h"
#include "expr/signature.h"

namespace syncline::expr {

using Arguments = std::span<const Val>;
using Kind = Val::Kind;

namespace {

/// Of an empty list 0. Empty (null) items count nothing.
Val sum(Arguments in, Meter& meter) {
  Val total;
  for (std::size_t i = 0; i < in[0].size(); ++i) {
    if (!meter.step()) return {};
    const Val item = in[0].item(i);
    if (item.is(Kind::null)) continue;
    const bool fits = item.is_number() || item.is(Kind::money) || item.is(Kind::duration);
    if (!fits)
      return Val::error("expr.no_overload", "sum cannot add " + shown(item),
                        "the items must be numbers, durations or money");
    total = total.is(Kind::null) ? item : arithmetic(BinaryOp::add, total, item, meter);
    if (total.is_error()) return total;
  }
  return total.is(Kind::null) ? Val::integer(0) : total;
}

template <bool greatest>
Val extreme(Arguments in, Meter& meter) {
  Val best;
  for (std::size_t i = 0; i < in[0].size(); ++i) {
    if (!meter.step()) return {};
    const Val item = in[0].item(i);
    if (item.is(Kind::null)) continue;
    if (best.is(Kind::null)) best = item;
    auto order = compare(item, best, meter);
    if (!order) return no_overload(greatest ? BinaryOp::greater : BinaryOp::less, item, best);
    if (greatest ? *order > 0 : *order < 0) best = item;
  }
  return best;
}

Val first(Arguments in, Meter&) { return in[0].size() == 0 ? Val() : in[0].item(0); }

Val round(Arguments in, Meter&) {
  const std::int64_t digits = in.size() == 2 ? in[1].as_int() : 0;
  if (digits < 0 || digits > Decimal::max_scale)
    return Val::error("expr.range", "round cannot keep " + std::to_string(digits) + " digits",
                      "0 to 18 digits can be kept");
  auto rounded = in[0].as_decimal().rounded(static_cast<int>(digits), Rounding::half_up);
  return rounded ? Val::decimal(*rounded) : failed(rounded.error());
}

Val abs(Arguments in, Meter&) {
  if (in[0].is(Kind::integer)) return in[0].as_int() < 0 ? apply(UnaryOp::negate, in[0]) : in[0];
  return Val::decimal(in[0].as_decimal().abs());
}

}  // namespace

void add_list_functions(Overloads& to) {
  const Type item = Type::parameter("T");
  const Type list = Type::list(item);
  add_both(to, "sum", {list}, item, sum);
  add_both(to, "min", {list}, item, extreme<false>);
  add_both(to, "max", {list}, item, extreme<true>);
  add_both(to, "first", {list}, item, first);
  add_function(to, "round", {Type::decimal()}, Type::decimal(), round);
  add_function(to, "round", {Type::decimal(), Type::integer()}, Type::decimal(), round);
  add_function(to, "abs", {Type::integer()}, Type::integer(), abs);
  add_function(to, "abs", {Type::decimal()}, Type::decimal(), abs);
}

const Overloads& builtins() {
  static const Overloads all = [] {
    Overloads overloads;
    add_text_functions(overloads);
    add_rewriting_functions(overloads);
    add_list_functions(overloads);
    add_conversions(overloads);
    add_time_functions(overloads);
    return overloads;
  }();
  return all;
}

}  // namespace syncline::expr
