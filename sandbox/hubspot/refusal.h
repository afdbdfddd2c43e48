#pragma once
// Refusal: why HubSpot does not do what a request asks for, in the form of its own answers.

#include <string>
#include <vector>

#include "base/result.h"
#include "base/value.h"
#include "net/http_message.h"

namespace syncline::sandbox::hubspot {

struct Refusal {
  int status = 400;
  std::string category, message;
  List errors = {};  ///< what is wrong with which property
};

template <class T>
using Answer = Result<T, Refusal>;

inline Failure<Refusal> refuse(int status, std::string category, std::string message) {
  return fail(Refusal{status, std::move(category), std::move(message), {}});
}
inline Failure<Refusal> invalid(std::string message) { return refuse(400, "VALIDATION_ERROR", std::move(message)); }

/// One property that was not valid.
struct Fault {
  std::string property, code, message;
};
Refusal refusal_of(const std::vector<Fault>&);

HttpResponse answer_of(const Refusal&);
HttpResponse json_answer(int status, const Value&);
/// As it stands in a batch's errors, with what it is about.
Value error_of(const Refusal&, Map context);

}  // namespace syncline::sandbox::hubspot
