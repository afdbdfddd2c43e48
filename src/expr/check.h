#pragma once
// Checker: resolves names, gives every node its type, collects the paths that are read. Goes on after a problem.

#include <set>
#include <string>
#include <vector>

#include "expr/ast.h"
#include "expr/expr.h"

namespace syncline::expr {

class Checker {
 public:
  explicit Checker(const Scope& scope) : scope_(scope) {}

  /// Of a whole program; compares with the type that the scope asks for.
  void check(Node& root);
  Problems take_problems() { return std::move(problems_); }
  std::vector<std::string> paths() const { return {paths_.begin(), paths_.end()}; }
  int slots() const { return slots_; }

 private:
  struct Local {
    std::string name;
    Type type;
    std::string path;  ///< of the elements it walks; empty when they are no part of a record
  };

  /// Checks and records what the node reads.
  const Type& visit(Node& node);
  /// Checks; the answer is the path that the node stands for, not yet recorded, or empty.
  std::string follow(Node& node);

  std::string form(Node& node, Literal& literal);
  std::string form(Node& node, Ident& ident);
  std::string form(Node& node, Select& select);
  std::string form(Node& node, Index& index);
  std::string form(Node& node, Unary& unary);
  std::string form(Node& node, Binary& binary);
  std::string form(Node& node, Logical& logical);
  std::string form(Node& node, Conditional& conditional);
  std::string form(Node& node, ListLiteral& list);
  std::string form(Node& node, MapLiteral& map);
  std::string form(Node& node, Call& call);
  std::string form(Node& node, Comprehension& loop);
  std::string form(Node& node, Concat& concat);

  Type field_of(const Node& node, const Select& select, const Type& operand);
  Type element_of(const Node& node, const Index& index, const Type& operand);
  Type walked(const Node& node, const Comprehension& loop, const Type& range);
  void unknown_name(const Node& node, const Ident& ident);
  /// False when no function has the name at all.
  bool find_candidates(Node& node, Call& call, const std::vector<Type>& types);
  void unknown_function(const Node& node, const Call& call);
  void no_overload(const Node& node, const Call& call, const std::vector<Type>& types);
  std::vector<const Overloads*> tables() const;
  void check_pattern(Call& call);
  /// What the optional value holds.
  Type expect_optional(const Node& node, const Type& type);
  void expect_bool(const Node& node, std::string_view what);
  void report(Position at, std::string code, std::string message, std::string remedy);

  const Scope& scope_;
  std::vector<Local> locals_;
  int slots_ = 0;
  std::set<std::string> paths_;
  Problems problems_;
};

/// The type of `left op right`; empty when the operator cannot work on the two.
std::optional<Type> result_of(BinaryOp op, const Type& left, const Type& right);
std::optional<Type> result_of(UnaryOp op, const Type& operand);

/// The result of the signature for such arguments; empty when they do not fit.
std::optional<Type> result_of(const Signature& signature, const std::vector<Type>& arguments);

/// The type that a name such as `int` or `timestamp` stands for, as a value.
std::optional<Val::Kind> type_named(std::string_view name);
/// True when values of the type may come from a record as text (or as a whole number) and must be converted.
bool is_stored_otherwise(const Type& type);
/// " — did you mean 'x'?" as a remedy, or `otherwise`.
std::string suggestion(std::string_view word, const std::vector<std::string>& candidates, std::string otherwise);

}  // namespace syncline::expr
