#pragma once
// Meter: counts the steps and bytes of one evaluation. Once exhausted it stays so, and no operator hides it.

#include <cstddef>
#include <cstdint>

#include "expr/expr.h"

namespace syncline::expr {

class Meter {
 public:
  explicit Meter(Budget budget) : left_(budget) {}

  /// False when the budget is used up; the caller gives up at once.
  bool step(std::size_t count = 1) { return spend(left_.steps, count); }
  /// For work that walks `bytes` of text.
  bool walk(std::size_t bytes) { return step(1 + bytes / 64); }
  /// Called before the memory is taken.
  bool allocate(std::size_t bytes) { return spend(left_.bytes, bytes); }
  bool exhausted() const { return exhausted_; }

 private:
  bool spend(std::int64_t& left, std::size_t amount) {
    if (exhausted_ || amount > static_cast<std::size_t>(left < 0 ? 0 : left)) {
      exhausted_ = true;
      return false;
    }
    left -= static_cast<std::int64_t>(amount);
    return true;
  }

  Budget left_;
  bool exhausted_ = false;
};

}  // namespace syncline::expr
