#pragma once
// What makes an order of the plain vendor more than a record: lines with ids of their own, changed by commands, and a
// status that only calls change.

#include <optional>
#include <string>

#include "base/value.h"

namespace syncline::conformance {

/// Why the vendor refuses: the code and the words of its answer.
struct PlainRefusal {
  int status = 400;
  std::string code, message;
  std::string warning = {};  ///< the name to confirm
};

/// `lines` of a write: [{"do": "add" | "change" | "drop", "line": id, "set": {…}}]; `fields` gets the whole new list.
/// All or nothing.
std::optional<PlainRefusal> apply_lines(Map& fields, const Value& stored, std::int64_t& next_line);

/// The fields that the call named `action` sets, empty when it does nothing: the vendor answers success all the same.
Map after_action(const std::string& action, const Map& order);

/// Orders with a quantity of 1000 or more are confirmed only after a question.
std::optional<std::string> question_about(const std::string& action, const std::string& id, const Map& order);

}  // namespace syncline::conformance
