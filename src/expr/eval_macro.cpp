// all, exists, exists_one, map, filter. Over a map they walk its keys.

#include <utility>

#include "expr/eval.h"

namespace syncline::expr {

using Kind = Val::Kind;

namespace {

Val not_bool(const Val& val) {
  return Val::error(
      "expr.no_overload",
      "the condition of a macro must be bool, here it is " + std::string(name_of(val.kind())) + " " + shown(val),
      val.is(Kind::null) ? "test for null first (x != null && …)" : "write a comparison");
}

}  // namespace

Val Evaluator::form(const Node&, const Comprehension& loop) {
  Val range = eval(*loop.range);
  if (range.is_error()) return range;
  if (loop.macro == Macro::opt_map || loop.macro == Macro::opt_flat_map) return carried(loop, range);
  if (!range.is(Kind::list) && !range.is(Kind::map)) {
    return Val::error(
        "expr.no_overload",
        std::string(name_of(range.kind())) + " " + shown(range) + " cannot be walked with '" + loop.variable + "'",
        range.is(Kind::null) ? "test for null first (x != null && …)" : "macros work on lists and maps");
  }
  switch (loop.macro) {
    case Macro::all:
    case Macro::exists: return quantified(loop, range);
    case Macro::exists_one: return exactly_one(loop, range);
    default: return collected(loop, range);
  }
}

Val Evaluator::next_item(const Comprehension& loop, const Val& range, std::size_t index) {
  Val& slot = locals_[static_cast<std::size_t>(loop.slot)];
  slot = range.is(Kind::list) ? range.item(index) : range.key(index);
  if (!loop.condition) return Val::boolean(true);
  Val val = eval(*loop.condition);
  return val.is_error() || val.is(Kind::boolean) ? val : not_bool(val);
}

/// One item that decides wins over the errors of the others.
Val Evaluator::quantified(const Comprehension& loop, const Val& range) {
  const bool all = loop.macro == Macro::all;
  Val first_error;
  for (std::size_t i = 0; i < range.size(); ++i) {
    Val val = next_item(loop, range, i);
    if (meter_.exhausted()) return val;
    if (val.is_error()) {
      if (!first_error.is_error()) first_error = std::move(val);
    } else if (val.as_bool() != all) {
      return val;
    }
  }
  return first_error.is_error() ? first_error : Val::boolean(all);
}

Val Evaluator::exactly_one(const Comprehension& loop, const Val& range) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < range.size(); ++i) {
    Val val = next_item(loop, range, i);
    if (val.is_error()) return val;
    if (val.as_bool()) ++count;
  }
  return Val::boolean(count == 1);
}

Val Evaluator::collected(const Comprehension& loop, const Val& range) {
  Val::Items items;
  for (std::size_t i = 0; i < range.size(); ++i) {
    Val chosen = next_item(loop, range, i);
    if (chosen.is_error()) return chosen;
    if (!chosen.as_bool()) continue;
    Val item = loop.transform ? eval(*loop.transform) : locals_[static_cast<std::size_t>(loop.slot)];
    if (item.is_error()) return item;
    if (!meter_.step() || !meter_.allocate(sizeof(Val))) return {};
    items.push_back(std::move(item));
  }
  return Val::list(std::move(items));
}

}  // namespace syncline::expr
