#pragma once
// Refusal: weclapp's error bodies: RFC 7807 in shape, but sent as application/json.

#include <string>
#include <vector>

#include "base/value.h"
#include "net/http_message.h"

namespace syncline::sandbox::weclapp {

/// One of `validationErrors`: the last part of its type, and where in the body.
struct Problem {
  std::string type, location, detail;
  std::vector<std::string> allowed = {};
};

struct Refusal {
  int status = 400;
  std::string type, title;  ///< the last part of the type
  std::vector<Problem> problems = {};
};

inline Refusal not_found() { return {404, "not_found", "entity not found", {}}; }
inline Refusal wrong_state(std::string why) { return {409, "context", std::move(why), {}}; }
inline Refusal forbidden(std::string why) { return {403, "forbidden", std::move(why), {}}; }
inline Refusal invalid(std::vector<Problem> problems) {
  return {400, "validation", "entity validation failed", std::move(problems)};
}

HttpResponse json_answer(int status, const Value& body);
HttpResponse answer_of(const Refusal&, const std::string& entity);

}  // namespace syncline::sandbox::weclapp
