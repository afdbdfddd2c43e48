#pragma once
// RateMemory: what a process has used of a system's rates, for the one after it. A vendor counts on when we are started
// again.

#include <string>

namespace syncline {

struct RateMemory {
  virtual ~RateMemory() = default;
  /// What was kept last, by this process or one before it; empty: nothing.
  virtual std::string recall() = 0;
  /// Durable when it returns, or the process will end.
  virtual void keep(const std::string&) = 0;
};

}  // namespace syncline
