#pragma once
// Refusal: why Business Central does not do what a request asks for, in the words of its own answers.

#include <string>

#include "base/result.h"
#include "base/value.h"
#include "net/http_message.h"

namespace syncline::sandbox::business_central {

struct Refusal {
  int status = 400;
  std::string code, message;
};

template <class T>
using Done = Result<T, Refusal>;

inline Failure<Refusal> refused(int status, std::string code, std::string message) {
  return fail(Refusal{status, std::move(code), std::move(message)});
}
inline Failure<Refusal> refused(std::string code, std::string message) {
  return refused(400, std::move(code), std::move(message));
}

HttpResponse json_answer(int status, const Value& body);
HttpResponse answer_of(const Refusal&);

}  // namespace syncline::sandbox::business_central
