#include "connect/sql_answer.h"

#include <algorithm>
#include <array>

namespace syncline {
namespace {

struct Meaning {
  std::string_view begins;
  ErrorClass cls;
};

/// The longest beginning that fits counts. What is not here is of the data.
constexpr std::array meanings{
    Meaning{"08", ErrorClass::transient},     // connection
    Meaning{"0A", ErrorClass::config},        // not supported
    Meaning{"21", ErrorClass::config},        // more than one row where one is meant
    Meaning{"25", ErrorClass::transient},     // read-only just now, such as a standby
    Meaning{"26000", ErrorClass::transient},  // a prepared statement was forgotten between us and the server
    Meaning{"28", ErrorClass::auth},          Meaning{"3D", ErrorClass::config},     // no such database
    Meaning{"3F", ErrorClass::config},                                               // no such schema
    Meaning{"40", ErrorClass::transient},                                            // serialization failure, deadlock
    Meaning{"40002", ErrorClass::validation},                                        // a constraint, found at the end
    Meaning{"40003", ErrorClass::unknown},    Meaning{"42", ErrorClass::config},     // syntax, no such table or column
    Meaning{"42501", ErrorClass::permission}, Meaning{"53", ErrorClass::transient},  // out of disk, memory
    Meaning{"53300", ErrorClass::throttled},                                         // too many connections
    Meaning{"54", ErrorClass::config},                                               // too complex
    Meaning{"55", ErrorClass::transient},                                            // locked, in use
    Meaning{"57", ErrorClass::transient},  // cancelled, shutting down, starting
    Meaning{"58", ErrorClass::transient},  // of the machine
    Meaning{"XX", ErrorClass::transient}};

}  // namespace

ErrorClass class_of_sqlstate(std::string_view state) {
  const Meaning* best = nullptr;
  for (const Meaning& each : meanings) {
    if (state.starts_with(each.begins) && (!best || each.begins.size() > best->begins.size())) best = &each;
  }
  return best ? best->cls : ErrorClass::validation;
}

Received from_sql(Value answer) {
  if (!answer["fault"].is_map()) return Received{std::move(answer)};
  const Value& said = answer["fault"];
  const std::string detail = said["detail"].string_or("");
  Fault fault{class_of_sqlstate(said["code"].string_or("")), said["code"].string_or(""),
              said["message"].string_or("") + (detail.empty() ? "" : " (" + detail + ")")};
  fault.nothing_done = fault.cls != ErrorClass::unknown;
  return {std::move(answer), std::move(fault)};
}

}  // namespace syncline
