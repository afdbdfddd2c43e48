#pragma once
// Evaluator: walks the tree of one program once. Errors are values; an exhausted meter ends everything.

#include <deque>
#include <vector>

#include "expr/ast.h"
#include "expr/expr.h"
#include "expr/meter.h"

namespace syncline::expr {

class Evaluator {
 public:
  Evaluator(const Bindings& bindings, Meter& meter, int slots)
      : bindings_(bindings), meter_(meter), locals_(static_cast<std::size_t>(slots)) {}

  Val eval(const Node& node);

 private:
  /// May also answer a provided variable, which only a field selection can use.
  Val raw(const Node& node);

  Val form(const Node& node, const Literal& literal);
  Val form(const Node& node, const Ident& ident);
  Val form(const Node& node, const Select& select);
  Val form(const Node& node, const Index& index);
  Val form(const Node& node, const Unary& unary);
  Val form(const Node& node, const Binary& binary);
  Val form(const Node& node, const Logical& logical);
  Val form(const Node& node, const Conditional& conditional);
  Val form(const Node& node, const ListLiteral& list);
  Val form(const Node& node, const MapLiteral& map);
  Val form(const Node& node, const Call& call);
  Val form(const Node& node, const Comprehension& loop);
  Val form(const Node& node, const Concat& concat);

  Val field_of(const Val& operand, const std::string& field) const;
  Val has_field(const Val& operand, const std::string& field) const;
  Val item_of(const Val& operand, const Val& key);
  /// operand.?field, and .field behind an optional value.
  Val optional_field(const Val& operand, const Select& select) const;
  /// operand[?key]; a plain index behind an optional value when not `asked`.
  Val optional_item(const Val& operand, const Val& key, bool asked);
  /// False when it is none, which is left out; else `val` becomes what it holds, or an error.
  static bool open_optional(Val& val, const Node& node);
  Val carried(const Comprehension& loop, const Val& range);
  Val called(const Call& call, std::span<const Val> arguments);
  Val called(const Overload& overload, std::span<const Val> arguments);
  Val quantified(const Comprehension& loop, const Val& range);
  Val exactly_one(const Comprehension& loop, const Val& range);
  Val collected(const Comprehension& loop, const Val& range);
  Val next_item(const Comprehension& loop, const Val& range, std::size_t index);

  const Bindings& bindings_;
  Meter& meter_;
  std::vector<Val> locals_;     ///< by slot
  std::vector<Val> arguments_;  ///< a stack; the arguments of the innermost call are on top
  std::deque<Value> made_;      ///< results of registered functions, borrowed by Vals
};

/// The error with a position, unless it has one.
Val placed(Val val, Position at);
/// Out of the evaluator; an error for kinds without a Value (bytes) or when the memory is used up.
Result<Value, Problem> to_value(const Val& val, Meter& meter);
/// Reads the text or number that a record holds as the static type; other values stay as they are.
Val converted(const Val& val, const Type& type, Meter& meter);

}  // namespace syncline::expr
