#include "expr/eval.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace syncline::expr {

using Kind = Val::Kind;

Val placed(Val val, Position at) {
  if (!val.is_error() || val.as_error().at.line != 0) return val;
  Problem problem = val.as_error();
  problem.at = at;
  return Val::error(std::move(problem));
}

namespace {

Val out_of_budget() {
  return Val::error("expr.budget", "the expression takes too much work or memory",
                    "walk shorter lists, or split the expression");
}

std::string keys_of(const Val& map) {
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < std::min<std::size_t>(map.size(), 20); ++i)
    keys.push_back(text_of(map.key(i)).value_or("?"));
  return keys.empty() ? "it is empty" : "it has " + join(keys, ", ");
}

Val not_bool(const Val& val, std::string_view where) {
  return Val::error(
      "expr.no_overload",
      std::string(where) + " must be bool, here it is " + std::string(name_of(val.kind())) + " " + shown(val),
      val.is(Kind::null) ? "test for null first (x != null && …)" : "write a comparison");
}

}  // namespace

Val Evaluator::eval(const Node& node) {
  Val val = raw(node);
  if (!val.is(Kind::provided)) return val;
  std::string name(val.as_provided());
  return placed(
      Val::error("expr.unbound", "'" + name + "' has no value here", "name one of its fields, or test it with has()"),
      node.at);
}

Val Evaluator::raw(const Node& node) {
  if (!meter_.step()) return placed(out_of_budget(), node.at);
  Val val = std::visit([&](const auto& f) { return form(node, f); }, node.form);
  if (meter_.exhausted() && !val.is_error()) return placed(out_of_budget(), node.at);
  if (node.convert && !val.is_error()) val = converted(val, node.type, meter_);
  return placed(std::move(val), node.at);
}

Val Evaluator::form(const Node&, const Literal& literal) { return literal.value; }

Val Evaluator::form(const Node&, const Ident& ident) {
  if (ident.slot >= 0) return locals_[static_cast<std::size_t>(ident.slot)];
  const Value* value = bindings_.find(ident.name);
  return value ? Val::borrow(*value) : Val::provided(ident.name);
}

Val Evaluator::form(const Node&, const Select& select) {
  Val operand = raw(*select.operand);
  if (operand.is_error()) return operand;
  if (select.optional || operand.is(Kind::optional)) return optional_field(operand, select);
  return select.test ? has_field(operand, select.field) : field_of(operand, select.field);
}

Val Evaluator::field_of(const Val& operand, const std::string& field) const {
  if (operand.is(Kind::provided)) {
    if (const Value* value = bindings_.field(operand.as_provided(), field)) return Val::borrow(*value);
    return Val::error("expr.no_such_field",
                      "'" + std::string(operand.as_provided()) + "' has no field '" + field + "' here",
                      "test it with has(" + std::string(operand.as_provided()) + "." + field + ")");
  }
  if (operand.is(Kind::money)) {
    if (field == "amount") return Val::decimal(operand.as_money().amount);
    if (field == "currency") return Val::text(operand.as_money().currency);
  }
  if (operand.is(Kind::map)) {
    if (auto found = operand.find(field)) return *found;
    return Val::error("expr.no_such_field", "there is no field '" + field + "'; " + keys_of(operand),
                      "test it with has(x." + field + ")");
  }
  return Val::error("expr.no_such_field",
                    std::string(name_of(operand.kind())) + " " + shown(operand) + " has no field '" + field + "'",
                    operand.is(Kind::null) ? "test for null first (x != null && x." + field + " …)"
                                           : "only records and maps have fields");
}

Val Evaluator::has_field(const Val& operand, const std::string& field) const {
  if (operand.is(Kind::null)) return Val::boolean(false);
  if (operand.is(Kind::provided)) return Val::boolean(bindings_.field(operand.as_provided(), field) != nullptr);
  if (operand.is(Kind::money)) return Val::boolean(field == "amount" || field == "currency");
  if (operand.is(Kind::map)) return Val::boolean(operand.find(field).has_value());
  return Val::error("expr.no_overload",
                    "has() cannot look into " + std::string(name_of(operand.kind())) + " " + shown(operand),
                    "only records and maps have fields");
}

Val Evaluator::form(const Node&, const Index& index) {
  Val operand = raw(*index.operand);
  if (operand.is_error()) return operand;
  Val key = eval(*index.key);
  if (key.is_error()) return key;
  return index.optional || operand.is(Kind::optional) ? optional_item(operand, key, index.optional)
                                                      : item_of(operand, key);
}

Val Evaluator::item_of(const Val& operand, const Val& key) {
  if (operand.is(Kind::provided) && key.is(Kind::string)) return field_of(operand, std::string(key.as_text()));
  if (operand.is(Kind::list)) {
    auto at = key.is_number() ? key.as_decimal().to_int64() : std::nullopt;
    if (at && *at >= 0 && static_cast<std::size_t>(*at) < operand.size())
      return operand.item(static_cast<std::size_t>(*at));
    return Val::error("expr.index",
                      "there is no item " + shown(key) + " in a list of " + std::to_string(operand.size()),
                      "the first item is [0]; test size(list) before");
  }
  if (operand.is(Kind::map)) {
    meter_.step(operand.size() / 16);
    if (auto found = operand.find(key)) return *found;
    return Val::error("expr.no_such_key", "there is no key " + shown(key) + "; " + keys_of(operand),
                      "test it with " + shown(key) + " in x");
  }
  return Val::error("expr.no_overload",
                    std::string(name_of(operand.kind())) + " " + shown(operand) + " has no items to index",
                    operand.is(Kind::null) ? "test for null first (x != null && …)" : "only lists and maps have");
}

Val Evaluator::form(const Node&, const Unary& unary) {
  Val operand = eval(*unary.operand);
  return operand.is_error() ? operand : apply(unary.op, operand);
}

Val Evaluator::form(const Node&, const Binary& binary) {
  Val left = eval(*binary.left);
  if (left.is_error()) return left;
  Val right = eval(*binary.right);
  return right.is_error() ? right : apply(binary.op, left, right, meter_);
}

/// An operand that decides wins over errors left and right of it.
Val Evaluator::form(const Node&, const Logical& logical) {
  Val first_error;
  for (const auto& operand : logical.operands) {
    Val val = eval(*operand);
    if (val.is(Kind::boolean)) {
      if (val.as_bool() != logical.all) return val;
    } else if (first_error.is(Kind::null)) {
      first_error = val.is_error()
                        ? val
                        : placed(not_bool(val, logical.all ? "each side of '&&'" : "each side of '||'"), operand->at);
    }
  }
  return first_error.is_error() ? first_error : Val::boolean(logical.all);
}

Val Evaluator::form(const Node&, const Conditional& conditional) {
  Val condition = eval(*conditional.condition);
  if (condition.is_error()) return condition;
  if (!condition.is(Kind::boolean))
    return placed(not_bool(condition, "the condition before '?'"), conditional.condition->at);
  return eval(condition.as_bool() ? *conditional.then : *conditional.otherwise);
}

Val Evaluator::form(const Node&, const ListLiteral& list) {
  meter_.allocate(list.items.size() * sizeof(Val));
  Val::Items items;
  items.reserve(list.items.size());
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    Val item = eval(*list.items[i]);
    if (list.optional[i] && !open_optional(item, *list.items[i])) continue;
    if (item.is_error()) return item;
    items.push_back(std::move(item));
  }
  return Val::list(std::move(items));
}

Val Evaluator::form(const Node&, const MapLiteral& map) {
  meter_.allocate(map.entries.size() * 2 * sizeof(Val));
  Val::Entries entries;
  entries.reserve(map.entries.size());
  for (std::size_t i = 0; i < map.entries.size(); ++i) {
    const auto& [key_node, value_node] = map.entries[i];
    Val key = eval(*key_node);
    if (key.is_error()) return key;
    const bool fits = key.is(Kind::string) || key.is(Kind::integer) || key.is(Kind::uint) || key.is(Kind::boolean);
    if (!fits)
      return placed(
          Val::error("expr.no_overload", shown(key) + " cannot be the key of a map", "keys are strings, ints or bools"),
          key_node->at);
    if (!meter_.step(1 + entries.size() / 16)) return {};
    const bool twice = std::ranges::any_of(entries, [&](const auto& entry) { return same_key(entry.first, key); });
    if (twice)
      return placed(
          Val::error("expr.duplicate_key", "the key " + shown(key) + " stands twice", "remove one of the two"),
          key_node->at);
    Val value = eval(*value_node);
    if (map.optional[i] && !open_optional(value, *value_node)) continue;
    if (value.is_error()) return value;
    entries.emplace_back(std::move(key), std::move(value));
  }
  return Val::map(std::move(entries));
}

Val Evaluator::form(const Node&, const Concat& concat) {
  std::string text;
  for (const auto& part : concat.parts) {
    Val val = eval(*part);
    if (val.is_error()) return val;
    if (val.is(Kind::null)) continue;
    auto piece = text_of(val);
    if (!piece) {
      return placed(Val::error("expr.template", "a " + std::string(name_of(val.kind())) + " cannot stand inside a text",
                               val.is(Kind::list) ? "use join(list, \", \")" : "name one of its fields"),
                    part->at);
    }
    if (!meter_.allocate(piece->size()) || !meter_.walk(piece->size())) return {};
    text += *piece;
  }
  return Val::text(std::move(text));
}

}  // namespace syncline::expr
