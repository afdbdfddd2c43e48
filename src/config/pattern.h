#pragma once
// A compiled regular expression (RE2 syntax), shared and immutable.

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace syncline {

class Pattern {
 public:
  /// The error is the reason in words.
  static Result<Pattern, std::string> compile(std::string_view expression);
  /// The whole text, not a part of it.
  bool matches(std::string_view text) const;
  const std::string& expression() const { return expression_; }

 private:
  struct Compiled;
  std::shared_ptr<const Compiled> compiled_;
  std::string expression_;
};

}  // namespace syncline
