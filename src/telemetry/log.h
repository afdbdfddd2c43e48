#pragma once
// Log: structured lines to one sink. No user data: fields hold ids, counts, classes, durations.

#include <memory>
#include <string>

#include "base/log_record.h"
#include "runtime/runtime.h"

namespace syncline {

struct Log {
  virtual ~Log() = default;
  virtual void write(const LogRecord&) = 0;  ///< thread-safe; never blocks in the Runtime
};

/// JSON lines to stderr; records below `least` are dropped.
std::unique_ptr<Log> make_stderr_log(Runtime&, LogLevel least);
/// Drops everything.
Log& silent_log();

}  // namespace syncline
