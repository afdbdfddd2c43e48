#pragma once
// Parser: tokens → tree, by binding powers. Stops at the first syntax error.

#include <span>
#include <string_view>
#include <vector>

#include "expr/ast.h"
#include "expr/lexer.h"

namespace syncline::expr {

/// The last token is the end token.
Result<NodePtr, Problem> parse(std::vector<Token> tokens);
/// Checks the encoding and the length too.
Result<NodePtr, Problem> parse(std::string_view source);
/// Refuses what is no UTF-8 or longer than 64 KB.
Result<void, Problem> check_text(std::string_view source);

/// Sets the height; the tree may not be higher than max_height.
Result<NodePtr, Problem> make_node(Position at, Node::Form form);

/// has(a.b) and range.all(x, …), exists, exists_one, map, filter. Empty NodePtr when the call is no macro.
Result<NodePtr, Problem> expand_macro(Position at, Call& call);

}  // namespace syncline::expr
