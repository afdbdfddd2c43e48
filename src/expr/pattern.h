#pragma once
// Pattern: a regular expression (RE2 syntax, linear time), found anywhere in a text unless anchored.

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace syncline::expr {

class Pattern {
 public:
  /// The failure says what is wrong with the pattern.
  static Result<std::shared_ptr<const Pattern>, std::string> compile(std::string_view text);
  virtual ~Pattern() = default;
  virtual bool found_in(std::string_view text) const = 0;
};

}  // namespace syncline::expr
