#pragma once
// What is wrong with an expression, and where in its text.

#include <string>

namespace syncline::expr {

/// Line and column in the expression's own text, both from 1; columns count code points.
struct Position {
  int line = 1;
  int column = 1;
  friend bool operator==(const Position&, const Position&) = default;
};

struct Problem {
  Position at;
  std::string code;     ///< stable: expr.syntax, expr.unknown_field, …
  std::string message;  ///< one sentence with the offending name or value
  std::string remedy;   ///< what to write instead; empty when nothing can be advised
  friend bool operator==(const Problem&, const Problem&) = default;
};

}  // namespace syncline::expr
