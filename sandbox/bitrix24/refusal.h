#pragma once
// Refusal: why Bitrix24 does not do what a call asks for, in the form of its own answers.

#include <string>

#include "base/result.h"
#include "base/value.h"

namespace syncline::sandbox::bitrix24 {

struct Refusal {
  int status = 400;
  Value code;  ///< a text, or a number
  std::string description;

  Map body() const { return {{"error", code}, {"error_description", description}}; }
};

template <class T>
using Answer = Result<T, Refusal>;

inline Failure<Refusal> refuse(Value code, std::string description, int status = 400) {
  return fail(Refusal{status, std::move(code), std::move(description)});
}
inline Failure<Refusal> not_found(std::string description = "Item not found") {
  return refuse("NOT_FOUND", std::move(description));
}

}  // namespace syncline::sandbox::bitrix24
