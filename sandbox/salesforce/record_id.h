#pragma once
// Record ids: 15 characters in which case matters, or 18, the last three of which say the case of the others, for
// programs that lose it. The first three name the object.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace syncline::sandbox::salesforce {

/// "001", 7 → "001Wz00000000007…": 18 characters.
std::string record_id(std::string_view prefix, std::int64_t number);
/// The 18 characters of an id of 15 or 18; unset when it is none.
std::optional<std::string> long_id(std::string_view);

}  // namespace syncline::sandbox::salesforce
