// Over lists: sum, min, max, first, flatten.

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

/// One level. Empty (null) items count nothing, as in sum.
Val flatten(Arguments in, Meter& meter) {
  Val::Items items;
  for (std::size_t i = 0; i < in[0].size(); ++i) {
    const Val inner = in[0].item(i);
    if (inner.is(Kind::null)) continue;
    if (!inner.is(Kind::list))
      return Val::error("expr.no_overload", "flatten joins lists, and " + shown(inner) + " is none",
                        "give it a list of lists, for example orders.map(o, o.lines)");
    if (!meter.step(1 + inner.size()) || !meter.allocate(inner.size() * sizeof(Val))) return {};
    for (std::size_t k = 0; k < inner.size(); ++k) items.push_back(inner.item(k));
  }
  return Val::list(std::move(items));
}

}  // namespace

void add_list_functions(Overloads& to) {
  const Type item = Type::parameter("T");
  const Type list = Type::list(item);
  add_both(to, "sum", {list}, item, sum);
  add_both(to, "min", {list}, item, extreme<false>);
  add_both(to, "max", {list}, item, extreme<true>);
  add_both(to, "first", {list}, item, first);
  add_both(to, "flatten", {Type::list(list)}, list, flatten);
}

const Overloads& builtins() {
  static const Overloads all = [] {
    Overloads overloads;
    add_text_functions(overloads);
    add_rewriting_functions(overloads);
    add_list_functions(overloads);
    add_number_functions(overloads);
    add_amount_functions(overloads);
    add_conversions(overloads);
    add_optional_functions(overloads);
    add_time_functions(overloads);
    add_day_functions(overloads);
    add_company_functions(overloads);
    return overloads;
  }();
  return all;
}

}  // namespace syncline::expr
