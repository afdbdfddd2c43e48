#pragma once
// The words of a query: names, literals, signs, each with its place.

#include <string>
#include <string_view>
#include <vector>

#include "sandbox/salesforce/refusal.h"

namespace syncline::sandbox::salesforce {

struct Word {
  enum class Kind : std::uint8_t { name, text, number, moment, sign, end } kind = Kind::end;
  std::string text;  ///< of a text: what it says, without quotes and escapes
  std::size_t at = 0;
};

Answer<std::vector<Word>> words_of(std::string_view soql);
Failure<Refusal> malformed(std::string_view soql, std::size_t at, std::string_view why);

}  // namespace syncline::sandbox::salesforce
