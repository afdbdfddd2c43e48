#pragma once
// What a command looked at, line by line: well, worth a thought, or broken, each with what to do about it.

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"

namespace syncline::cli {

struct Finding {
  enum class State : std::uint8_t { ok, warning, failed } state = State::ok;
  std::string says, remedy;
};

Finding failure(const std::string& what, const Error&);

/// On stdout.
void print_findings(const std::vector<Finding>&, bool json);
/// The exit code: failed when one of them is.
int exit_of(const std::vector<Finding>&);

}  // namespace syncline::cli
