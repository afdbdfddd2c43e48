#pragma once
// The tree of a program. The parser fills the forms, the checker the types, slots and candidates.

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "expr/operators.h"
#include "expr/overload.h"
#include "expr/pattern.h"
#include "expr/problem.h"
#include "expr/type.h"
#include "expr/val.h"

namespace syncline::expr {

struct Node;
using NodePtr = std::unique_ptr<Node>;
using Nodes = std::vector<NodePtr>;

struct Literal {
  Val value;
};
struct Ident {
  std::string name;
  bool global = false;  ///< written ".name": never a macro's variable
  int slot = -1;        ///< of a macro's variable; -1: from the bindings
};
struct Select {
  NodePtr operand;
  std::string field;
  bool test = false;      ///< has(operand.field)
  bool optional = false;  ///< operand.?field
};
struct Index {
  NodePtr operand, key;
  bool optional = false;  ///< operand[?key]
};
struct Unary {
  UnaryOp op;
  NodePtr operand;
};
struct Binary {
  BinaryOp op;
  NodePtr left, right;
};
/// a && b && c as one node: long conditions do not deepen the tree.
struct Logical {
  bool all;  ///< &&; else ||
  Nodes operands;
};
struct Conditional {
  NodePtr condition, then, otherwise;
};
struct ListLiteral {
  Nodes items;
  std::vector<bool> optional;  ///< [?item]: left out when it is none
};
struct MapLiteral {
  std::vector<std::pair<NodePtr, NodePtr>> entries;
  std::vector<bool> optional;  ///< {?key: value}
};
struct Call {
  std::string name;
  bool method = false;
  Nodes arguments;  ///< of a method the first is the receiver
  Overloads candidates;
  std::shared_ptr<const Pattern> pattern;  ///< of matches() with a literal
};

enum class Macro : std::uint8_t { all, exists, exists_one, map, filter, opt_map, opt_flat_map };
struct Comprehension {
  Macro macro;
  NodePtr range;
  std::string variable;
  int slot = 0;
  NodePtr condition;  ///< null in map(x, t)
  NodePtr transform;  ///< of map, opt_map and opt_flat_map only
};
/// The parts of a template.
struct Concat {
  Nodes parts;
};

struct Node {
  using Form = std::variant<Literal, Ident, Select, Index, Unary, Binary, Logical, Conditional, ListLiteral, MapLiteral,
                            Call, Comprehension, Concat>;
  Position at;
  int height = 1;
  Type type;
  /// Records hold times, money and decimals as text: a read of that static type is converted.
  bool convert = false;
  Form form;
};

/// Bounds the stack of everything that walks a tree: worker threads have 256 KB.
constexpr int max_height = 100;

struct ProgramBody {
  std::string source;
  NodePtr root;
  std::vector<std::string> paths;
  int slots = 0;
};

}  // namespace syncline::expr
