#pragma once
// LogRecord: one structured log line as data. Who writes it where is telemetry's business.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"

namespace syncline {

enum class LogLevel : std::uint8_t { debug, info, warn, error };
std::string_view name_of(LogLevel);

struct LogRecord {
  LogLevel level = LogLevel::info;
  std::string message;  ///< constant text; what varies stands in fields
  Map fields;           ///< no user data: ids, counts, classes, durations
};

/// One line of JSON: {"ts":…,"level":…,"msg":…, fields…}; a field that has one of these three names gets a "_" behind
/// it.
std::string to_line(const LogRecord&, Instant at);

}  // namespace syncline
