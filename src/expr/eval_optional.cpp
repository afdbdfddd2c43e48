// Optional values: x.?field, x[?key], what follows behind them, [?item], {?key: value}, optMap, optFlatMap.

#include <utility>

#include "expr/eval.h"

namespace syncline::expr {

using Kind = Val::Kind;

namespace {

Val wrapped(Val val) { return val.is_error() ? val : Val::optional_of(std::move(val)); }

}  // namespace

Val Evaluator::optional_field(const Val& operand, const Select& select) const {
  const Val* held = operand.is(Kind::optional) ? operand.as_optional() : &operand;
  if (!held) return select.test ? Val::boolean(false) : Val::none();
  if (select.test) return has_field(*held, select.field);
  // An empty field (null) has no fields: asked for with '?', that is none, as with has().
  if (select.optional && held->is(Kind::null)) return Val::none();
  if (held->is(Kind::provided)) {
    const Value* value = bindings_.field(held->as_provided(), select.field);
    return value ? Val::optional_of(Val::borrow(*value)) : Val::none();
  }
  if (!held->is(Kind::map)) return wrapped(field_of(*held, select.field));
  auto found = held->find(select.field);
  return found ? Val::optional_of(std::move(*found)) : Val::none();
}

Val Evaluator::optional_item(const Val& operand, const Val& key, bool asked) {
  const Val* held = operand.is(Kind::optional) ? operand.as_optional() : &operand;
  if (!held || (asked && held->is(Kind::null))) return Val::none();
  Val item = item_of(*held, key);
  if (!item.is_error()) return Val::optional_of(std::move(item));
  const std::string& code = item.as_error().code;
  const bool missing =
      code == "expr.no_such_key" || code == "expr.no_such_field" || (code == "expr.index" && key.is_number());
  return missing ? Val::none() : item;
}

bool Evaluator::open_optional(Val& val, const Node& node) {
  if (val.is_error()) return true;
  if (!val.is(Kind::optional)) {
    val = placed(Val::error("expr.no_overload", "behind '?' stands an optional value, here it is " + shown(val),
                            "take the '?' away"),
                 node.at);
    return true;
  }
  const Val* held = val.as_optional();
  if (!held) return false;
  val = Val(*held);
  return true;
}

/// optMap and optFlatMap: the variable is what the optional value holds.
Val Evaluator::carried(const Comprehension& loop, const Val& range) {
  if (!range.is(Kind::optional))
    return Val::error("expr.no_overload", shown(range) + " is no optional value",
                      "write for example x.?field.optMap(f, …)");
  if (!range.as_optional()) return range;
  locals_[static_cast<std::size_t>(loop.slot)] = *range.as_optional();
  Val made = eval(*loop.transform);
  if (loop.macro == Macro::opt_map) return wrapped(std::move(made));
  if (made.is_error() || made.is(Kind::optional)) return made;
  return Val::error("expr.no_overload", "optFlatMap needs an optional value, here it is " + shown(made), "use optMap");
}

}  // namespace syncline::expr
