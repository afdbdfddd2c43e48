#pragma once
// Converter: one way in which a vendor's decoded value stands for a canonical one.
// Law: decode(encode(tidy(v))) = tidy(v), and tidy(tidy(v)) = tidy(v); of lossy ones only n(n(v)) = n(v) for n = decode
// of encode. All functions are pure.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/value.h"
#include "model/entity.h"

namespace syncline {

/// Why a value cannot be converted, in words that follow the value, and what to do.
struct Refusal {
  std::string code;  ///< "bind.country"
  std::string words;
  std::string remedy;
};

struct ConvertSettings {
  std::string phone_country = "DE";    ///< of numbers that are written without a country: ISO 3166 alpha-2
  std::string zone = "Europe/Berlin";  ///< of local times and days; a binding may name its own
};

/// What the canonical value is made of.
enum class Substance : std::uint8_t { text, boolean, integer, decimal, date, instant, reference };

struct Converter {
  using Step = Result<Value, Refusal> (*)(const Value&, const ConvertSettings&);
  std::string_view name;
  Substance substance = Substance::text;
  bool foldable = false;  ///< may be trimmed and put into upper or lower case
  bool cuttable = false;  ///< may be truncated: what is left of it still means something
  Step decode = nullptr;  ///< vendor's form → canonical; null when nothing is left
  Step tidy = nullptr;    ///< any canonical value → its one canonical form; null when nothing is left
  Step encode = nullptr;  ///< canonical form → vendor's form
  bool zoned = false;     ///< needs a zone
  bool lossy = false;
};

/// Null when there is none of that name.
const Converter* find_converter(std::string_view name);
std::vector<std::string> converter_names();
/// The one that a binding uses when it names none. Null for parts, which have no converter.
const Converter* converter_of(FieldType);
/// Types with a canonical form of their own take only the converters that make this form.
bool fits(const Converter&, FieldType);

}  // namespace syncline
