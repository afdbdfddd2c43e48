#pragma once
// Refusal: why the system does not do what a request asks for, in the form of SAP Gateway's answers.

#include <string>
#include <vector>

#include "base/result.h"
#include "base/value.h"
#include "net/http_message.h"

namespace syncline::sandbox::sap {

struct Refusal {
  int status = 400;
  std::string code, message;
  std::vector<std::pair<std::string, std::string>> more = {};  ///< further messages: code, text
};

template <class T>
using Done = Result<T, Refusal>;

inline Failure<Refusal> refused(int status, std::string code, std::string message) {
  return fail(Refusal{status, std::move(code), std::move(message), {}});
}
inline Failure<Refusal> not_found(const std::string& set) {
  return refused(404, "/IWBEP/CM_MGW_RT/020", "Resource not found for segment '" + set + "Type'.");
}

HttpResponse answer_of(const Refusal&);
HttpResponse json_answer(int status, const Value&);

}  // namespace syncline::sandbox::sap
