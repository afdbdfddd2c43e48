#pragma once
// How this module words a finding: code, place, what is wrong, what to do. Codes: codes.h.

#include <string>

#include "config/diagnostic.h"

namespace syncline {

inline Diagnostic finding(std::string code, Place at, std::string message, std::string remedy) {
  Diagnostic out;
  out.code = std::move(code);
  out.at = std::move(at);
  out.message = std::move(message);
  out.remedy = std::move(remedy);
  return out;
}

}  // namespace syncline
