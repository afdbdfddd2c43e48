// Tree heights, and the calls that are no functions: has, all, exists, exists_one, map, filter, optMap.

#include <algorithm>
#include <utility>

#include "expr/parser.h"

namespace syncline::expr {

namespace {

struct Heights {
  int top = 0;
  void see(const NodePtr& node) {
    if (node) top = std::max(top, node->height);
  }
  void see(const Nodes& nodes) {
    for (const auto& node : nodes) see(node);
  }

  void operator()(const Literal&) {}
  void operator()(const Ident&) {}
  void operator()(const Select& n) { see(n.operand); }
  void operator()(const Index& n) { see(n.operand), see(n.key); }
  void operator()(const Unary& n) { see(n.operand); }
  void operator()(const Binary& n) { see(n.left), see(n.right); }
  void operator()(const Logical& n) { see(n.operands); }
  void operator()(const Conditional& n) { see(n.condition), see(n.then), see(n.otherwise); }
  void operator()(const ListLiteral& n) { see(n.items); }
  void operator()(const MapLiteral& n) {
    for (const auto& [key, value] : n.entries) see(key), see(value);
  }
  void operator()(const Call& n) { see(n.arguments); }
  void operator()(const Comprehension& n) { see(n.range), see(n.condition), see(n.transform); }
  void operator()(const Concat& n) { see(n.parts); }
};

Failure<Problem> refuse(Position at, std::string message, std::string remedy) {
  return fail(Problem{at, "expr.macro", std::move(message), std::move(remedy)});
}

std::optional<Macro> macro_of(std::string_view name) {
  static constexpr std::pair<std::string_view, Macro> macros[] = {{"all", Macro::all},
                                                                  {"exists", Macro::exists},
                                                                  {"exists_one", Macro::exists_one},
                                                                  {"existsOne", Macro::exists_one},
                                                                  {"map", Macro::map},
                                                                  {"optMap", Macro::opt_map},
                                                                  {"optFlatMap", Macro::opt_flat_map},
                                                                  {"filter", Macro::filter}};
  for (const auto& [known, macro] : macros) {
    if (known == name) return macro;
  }
  return std::nullopt;
}

Result<NodePtr, Problem> expand_has(Position at, Call& call) {
  auto* select = call.arguments.size() == 1 ? std::get_if<Select>(&call.arguments[0]->form) : nullptr;
  if (!select || select->test || select->optional)
    return refuse(at, "has() tests one field", "write has(x.field); for keys of a map \"key\" in x");
  return make_node(call.arguments[0]->at, Select{std::move(select->operand), select->field, true});
}

}  // namespace

Result<NodePtr, Problem> make_node(Position at, Node::Form form) {
  Heights heights;
  std::visit(heights, form);
  if (heights.top >= max_height) {
    return fail(Problem{at, "expr.too_deep",
                        "the expression is nested deeper than " + std::to_string(max_height) + " levels", "split it"});
  }
  auto node = std::make_unique<Node>();
  node->at = at;
  node->height = heights.top + 1;
  node->form = std::move(form);
  return node;
}

Result<NodePtr, Problem> expand_macro(Position at, Call& call) {
  if (!call.method) return call.name == "has" ? expand_has(at, call) : Result<NodePtr, Problem>(NodePtr());
  auto macro = macro_of(call.name);
  if (!macro) return NodePtr();
  auto& arguments = call.arguments;  // receiver, variable, …
  if (arguments.size() != 3 && !(macro == Macro::map && arguments.size() == 4)) {
    return refuse(at, call.name + " takes a variable and a condition", "write list." + call.name + "(x, …)");
  }
  const auto* variable = std::get_if<Ident>(&arguments[1]->form);
  if (!variable)
    return refuse(arguments[1]->at, "the first argument of " + call.name + " must be a plain name",
                  "write list." + call.name + "(x, …)");
  const bool transforms = macro == Macro::map || macro == Macro::opt_map || macro == Macro::opt_flat_map;
  Comprehension loop{*macro, std::move(arguments[0]), variable->name, 0, nullptr, nullptr};
  if (!transforms || arguments.size() == 4) loop.condition = std::move(arguments[2]);
  if (transforms) loop.transform = std::move(arguments.back());
  return make_node(at, std::move(loop));
}

}  // namespace syncline::expr
