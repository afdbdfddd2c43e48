#pragma once
// RecordRefusal: what the newer API says when it refuses: a kind, which decides the status, a place and a code.

#include <string>

#include "sandbox/customermates/refusal.h"

namespace syncline::sandbox::customermates {

struct RecordRefusal {
  int status = 400;
  std::string kind = "validation", code, path;  ///< path: "mutation.fields"
};
template <class T>
using RecordAnswer = Result<T, RecordRefusal>;

inline RecordRefusal invalid_value(std::string path) {
  return {400, "validation", "recordValueInvalid", std::move(path)};
}
inline RecordRefusal not_found(std::string code) { return {404, "not_found", std::move(code), ""}; }
inline RecordRefusal conflict(std::string code, std::string path = "") {
  return {409, "conflict", std::move(code), std::move(path)};
}
inline RecordRefusal forbidden(std::string code) { return {403, "authorization", std::move(code), ""}; }

HttpResponse answer_of(const RecordRefusal&);

}  // namespace syncline::sandbox::customermates
