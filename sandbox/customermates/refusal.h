#pragma once
// Refusal: what the older API says when it refuses: a text for people, which ends with the place in the request.

#include <string>
#include <string_view>

#include "base/error.h"
#include "base/result.h"
#include "base/value.h"
#include "net/http_message.h"

namespace syncline::sandbox::customermates {

struct Refusal {
  int status = 400;
  std::string text;
};
template <class T>
using Answer = Result<T, Refusal>;

inline Refusal invalid(std::string_view why, std::string_view at) {
  return {400, "✖ " + std::string(why) + "\n  → at " + std::string(at)};
}

HttpResponse json_answer(int status, const Value& body);
inline HttpResponse answer_of(const Refusal& refusal) { return json_answer(refusal.status, refusal.text); }

}  // namespace syncline::sandbox::customermates
