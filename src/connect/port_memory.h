#pragma once
// PortMemory: what a port leaves to the process after this one. A vendor goes on when we are started again: it counts
// the calls of its rates ("rate"), and its records are those of the API by which they were read ("variant"). Of systems
// that leave files it holds which of them were taken and sent (drop_memory.h).

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace syncline {

struct PortMemory {
  virtual ~PortMemory() = default;
  /// What was kept last, by this process or one before it; empty: nothing.
  virtual std::string recall(std::string_view what) = 0;
  /// Durable when it returns, or the process will end.
  virtual void keep(std::string_view what, const std::string& text) = 0;
  /// All of them or none; an empty text forgets. Error: nothing was kept.
  virtual Result<void, Error> keep_all(const std::vector<std::pair<std::string, std::string>>& all) {
    for (const auto& [what, text] : all) keep(what, text);
    return {};
  }
  /// False: what is kept is gone with this object; nothing may rest on it.
  virtual bool lasts() const { return true; }
};

}  // namespace syncline
