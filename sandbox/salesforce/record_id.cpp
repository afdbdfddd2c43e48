#include "sandbox/salesforce/record_id.h"

#include <algorithm>

namespace syncline::sandbox::salesforce {
namespace {

constexpr std::string_view digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view checks = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// One character for five: which of them are upper case.
std::string checked(std::string id) {
  for (std::size_t group = 0; group < 15; group += 5) {
    std::size_t bits = 0;
    for (std::size_t i = 0; i < 5; ++i) bits |= std::size_t{id[group + i] >= 'A' && id[group + i] <= 'Z'} << i;
    id += checks[bits];
  }
  return id;
}

bool is_alphanumeric(char c) { return digits.find(c) != std::string_view::npos; }

}  // namespace

std::string record_id(std::string_view prefix, std::int64_t number) {
  std::string counted;
  for (; number > 0; number /= 62) counted += digits[static_cast<std::size_t>(number % 62)];
  std::ranges::reverse(counted);
  std::string id = std::string(prefix) + "Wz";
  id.append(15 - id.size() - counted.size(), '0');
  return checked(id + counted);
}

std::optional<std::string> long_id(std::string_view text) {
  if ((text.size() != 15 && text.size() != 18) || !std::ranges::all_of(text, is_alphanumeric)) return std::nullopt;
  std::string id = checked(std::string(text.substr(0, 15)));
  if (text.size() == 18 && id != text) return std::nullopt;
  return id;
}

}  // namespace syncline::sandbox::salesforce
