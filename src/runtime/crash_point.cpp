#include "runtime/crash_point.h"

#include <charconv>

namespace syncline {

Result<CrashPoint, Error> parse_crash_point(std::string_view text) {
  CrashPoint point;
  const std::size_t colon = text.rfind(':');
  point.name = std::string(text.substr(0, colon));
  bool valid = !point.name.empty();
  if (colon != std::string_view::npos) {
    const std::string_view digits = text.substr(colon + 1);
    const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), point.pass);
    valid = valid && code == std::errc{} && end == digits.data() + digits.size() && point.pass > 0;
  }
  if (valid) return point;
  Error error;
  error.cls = ErrorClass::config;
  error.code = "crash_point.syntax";
  error.message = "'" + std::string(text) + "' names no point and pass";
  error.place = "crash point";
  error.remedy = "Write name:n with n from 1, for example deliver.sent:3.";
  return fail(std::move(error));
}

}  // namespace syncline
