#pragma once
// Error: what went wrong, of which class, where, and what a person can do about it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace syncline {

/// The class tells the engine what to do (docs/reference/errors.md); the text is for people.
enum class ErrorClass : std::uint8_t {
  transient,      ///< network, 5xx: retried with backoff
  throttled,      ///< the vendor's rate: wait `retry_after`, does not count as an attempt
  auth,           ///< sign-in refused: refresh once, then the system is suspended
  permission,     ///< signed in, not allowed: an operator must act
  validation,     ///< the vendor or our check refuses the data: dead letter until the data changes
  conflict,       ///< the record moved since we read it: read again, decide again
  duplicate,      ///< the vendor says that it exists already: look it up and link
  not_found,      ///< no such record (a direct read; never a listing)
  gone,           ///< proven deleted, or merged into another
  closed_period,  ///< refused because of a lock by date or state: review
  config,         ///< our configuration or manifest is wrong
  unknown,        ///< the write may or may not have happened: settle, never retry blindly
};

std::string_view name_of(ErrorClass);
std::optional<ErrorClass> error_class_from(std::string_view name);

struct Error {
  ErrorClass cls = ErrorClass::transient;
  std::string code;     ///< stable and short, e.g. the vendor's "ValidationError", or "json.truncated"
  std::string message;  ///< one sentence: what is wrong, with the offending value where it is not secret
  std::string place;    ///< where: "erp POST /partners/7", "syncline.yaml:12:5", "$.items[3].price"
  std::string remedy;   ///< what to do; empty when nothing can be advised
  std::optional<Duration> retry_after;

  friend bool operator==(const Error&, const Error&) = default;
};

/// "validation code: message (at place). remedy" — for logs and terminals.
std::string describe(const Error&);

}  // namespace syncline
