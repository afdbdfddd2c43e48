#include "config/pattern.h"

#include <re2/re2.h>

namespace syncline {

struct Pattern::Compiled {
  explicit Compiled(std::string_view text) : regex(re2::StringPiece(text.data(), text.size()), options()) {}
  static re2::RE2::Options options() {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(1 << 20);
    return options;
  }
  re2::RE2 regex;
};

Result<Pattern, std::string> Pattern::compile(std::string_view expression) {
  Pattern pattern;
  pattern.expression_ = expression;
  auto compiled = std::make_shared<const Compiled>(expression);
  if (!compiled->regex.ok()) return fail(compiled->regex.error());
  pattern.compiled_ = std::move(compiled);
  return pattern;
}

bool Pattern::matches(std::string_view text) const {
  return compiled_ && re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), compiled_->regex);
}

}  // namespace syncline
