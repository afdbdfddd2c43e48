#pragma once
// Refusal: why Salesforce does not do what a request asks for, in the words of its own answers.

#include <string>
#include <vector>

#include "base/result.h"
#include "base/value.h"
#include "net/http_message.h"

namespace syncline::sandbox::salesforce {

struct Refusal {
  int status = 400;
  std::string code, message;
  std::vector<std::string> fields = {};
};

template <class T>
using Answer = Result<T, Refusal>;

inline Failure<Refusal> refuse(std::string code, std::string message, std::vector<std::string> fields = {}) {
  return fail(Refusal{400, std::move(code), std::move(message), std::move(fields)});
}
inline Failure<Refusal> refuse(int status, std::string code, std::string message) {
  return fail(Refusal{status, std::move(code), std::move(message), {}});
}

/// [{"errorCode", "message", "fields"}]: errors are lists, whatever the status.
HttpResponse answer_of(const Refusal&);
HttpResponse json_answer(int status, const Value&);

}  // namespace syncline::sandbox::salesforce
