#include "expr/pattern.h"

#include <re2/re2.h>

namespace syncline::expr {

namespace {

RE2::Options options() {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(1 << 20);
  return options;
}

class Re2Pattern final : public Pattern {
 public:
  explicit Re2Pattern(std::string_view text) : regex_(re2::StringPiece(text.data(), text.size()), options()) {}
  const RE2& regex() const { return regex_; }
  bool found_in(std::string_view text) const override {
    return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), regex_);
  }

 private:
  RE2 regex_;
};

}  // namespace

Result<std::shared_ptr<const Pattern>, std::string> Pattern::compile(std::string_view text) {
  auto pattern = std::make_shared<const Re2Pattern>(text);
  if (!pattern->regex().ok()) return fail(pattern->regex().error());
  return std::shared_ptr<const Pattern>(std::move(pattern));
}

}  // namespace syncline::expr
