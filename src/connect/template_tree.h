#pragma once
// TemplateTree: a value from a manifest in which texts may hold ${expressions}: the shape of a request's body.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/value.h"
#include "config/document.h"
#include "expr/expr.h"

namespace syncline {

/// What is made of an answer is about a page of records, not about one.
inline constexpr expr::Budget of_answers{.steps = 5'000'000, .bytes = std::int64_t{256} << 20};

class TemplateTree {
 public:
  TemplateTree() = default;
  /// Compiles every text; problems go to `findings` at their place in the manifest.
  static TemplateTree compile(const Value&, const Node&, const Document&, const expr::Scope&, Diagnostics& findings);

  /// An expression without ${}.
  static TemplateTree compile_expression(std::string_view source, const Node&, const Document&, const expr::Scope&,
                                         Diagnostics& findings);

  /// One that begins at `at` of the node's text.
  static TemplateTree compile_part(std::string_view source, expr::Position at, const Node&, const Document&,
                                   const expr::Scope&, Diagnostics& findings);

  bool empty() const { return kind_ == Kind::none; }
  /// What a map or a list is made of, in order; the items of a list have no names.
  const std::vector<std::pair<std::string, TemplateTree>>& children() const { return children_; }
  Result<Value, Error> fill(const expr::Bindings&, expr::Budget = {}) const;
  /// The filled value as text (numbers and booleans written out).
  Result<std::string, Error> text(const expr::Bindings&) const;

 private:
  void take(Result<expr::Program, expr::Problems>, const Node&, const Document&, Diagnostics& findings,
            expr::Position begins = {});

  enum class Kind : std::uint8_t { none, literal, program, list, map };
  Kind kind_ = Kind::none;
  Value literal_;
  std::shared_ptr<const expr::Program> program_;
  std::vector<std::pair<std::string, TemplateTree>> children_;
};

/// As it stands in addresses and headers: numbers and booleans written out, null as nothing.
std::string text_of(const Value&);

/// The functions that manifests may use beside the language's own, as docs/reference/manifest.md lists them.
const expr::FunctionTable& manifest_functions();

}  // namespace syncline
