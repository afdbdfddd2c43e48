#include "base/log_record.h"

#include <doctest/doctest.h>

#include "base/json.h"

namespace syncline {
namespace {

TEST_CASE("a record is one line of JSON with its fields in order") {
  const LogRecord record{LogLevel::warn, "retry", Map{{"system", "erp"}, {"attempt", 3}}};
  CHECK(to_line(record, Instant{0}) ==
        R"({"ts":"1970-01-01T00:00:00Z","level":"warn","msg":"retry","system":"erp","attempt":3})");
}

TEST_CASE("no field can break the line or take the place of time, level and message") {
  const LogRecord record{LogLevel::error, "a\nb", Map{{"msg", "forged\n{}"}, {"ts", 1}, {"level", "debug"}}};
  const std::string line = to_line(record, Instant{0});
  CHECK(line.find('\n') == std::string::npos);
  const Value parsed = parse_json(line).value();
  CHECK(parsed["msg"] == Value("a\nb"));
  CHECK(parsed["level"] == Value("error"));
  CHECK(parsed["ts"] == Value("1970-01-01T00:00:00Z"));
  CHECK(parsed["msg_"] == Value("forged\n{}"));
}

TEST_CASE("levels have names") {
  CHECK(name_of(LogLevel::debug) == "debug");
  CHECK(name_of(LogLevel::info) == "info");
}

}  // namespace
}  // namespace syncline
