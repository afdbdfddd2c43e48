#include "telemetry/log.h"

#include <unistd.h>

namespace syncline {
namespace {

class StderrLog final : public Log {
 public:
  StderrLog(Runtime& rt, LogLevel least) : rt_(rt), least_(least) {}

  void write(const LogRecord& record) override {
    if (record.level < least_) return;
    const std::string line = to_line(record, rt_.now()) + "\n";
    // One write() per line: lines of several threads never mix. A full or closed stderr must not stop the engine.
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
  }

 private:
  Runtime& rt_;
  const LogLevel least_;
};

class SilentLog final : public Log {
 public:
  void write(const LogRecord&) override {}
};

}  // namespace

std::unique_ptr<Log> make_stderr_log(Runtime& rt, LogLevel least) { return std::make_unique<StderrLog>(rt, least); }

Log& silent_log() {
  static SilentLog log;
  return log;
}

}  // namespace syncline
