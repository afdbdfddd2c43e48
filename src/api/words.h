#pragma once
// The words of a command: a JSON object whose texts are one line each.

#include "base/text.h"
#include "base/value.h"

namespace syncline {

inline std::string one_line(const Value& words, const char* key) {
  return squeeze(words[key].string_or("")).substr(0, 500);
}

}  // namespace syncline
