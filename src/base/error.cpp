#include "base/error.h"

#include <algorithm>
#include <array>

namespace syncline {
namespace {

constexpr std::array<std::string_view, 12> names{"transient",  "throttled",     "auth",      "permission",
                                                 "validation", "conflict",      "duplicate", "not-found",
                                                 "gone",       "closed-period", "config",    "unknown"};

}  // namespace

std::string_view name_of(ErrorClass cls) { return names[static_cast<std::size_t>(cls)]; }

std::optional<ErrorClass> error_class_from(std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<ErrorClass>(found - names.begin());
}

std::string describe(const Error& error) {
  std::string text(name_of(error.cls));
  if (!error.code.empty()) text += " " + error.code;
  text += ": " + error.message;
  if (!error.place.empty()) text += " (at " + error.place + ")";
  if (!error.remedy.empty()) text += ". " + error.remedy;
  return text;
}

}  // namespace syncline
