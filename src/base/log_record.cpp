#include "base/log_record.h"

#include <array>

#include "base/json.h"

namespace syncline {

std::string_view name_of(LogLevel level) {
  constexpr std::array<std::string_view, 4> names{"debug", "info", "warn", "error"};
  return names[static_cast<std::size_t>(level)];
}

std::string to_line(const LogRecord& record, Instant at) {
  Map line{{"ts", to_iso(at)}, {"level", name_of(record.level)}, {"msg", record.message}};
  for (const auto& [name, value] : record.fields) {
    const bool reserved = name == "ts" || name == "level" || name == "msg";
    line.set(reserved ? name + "_" : name, value);
  }
  return write_json(line);
}

}  // namespace syncline
