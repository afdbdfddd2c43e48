#pragma once
// PortMemory: what a port leaves to the process after this one. A vendor goes on when we are started again: it counts
// the calls of its rates ("rate"), and its records are those of the API by which they were read ("variant").

#include <string>
#include <string_view>

namespace syncline {

struct PortMemory {
  virtual ~PortMemory() = default;
  /// What was kept last, by this process or one before it; empty: nothing.
  virtual std::string recall(std::string_view what) = 0;
  /// Durable when it returns, or the process will end.
  virtual void keep(std::string_view what, const std::string& text) = 0;
};

}  // namespace syncline
