#include "base/phone.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

namespace syncline {
namespace {

struct DialPlan {
  std::string_view country;
  std::string_view code;
  char trunk;            ///< dropped in front of a national number; 0: numbers carry none
  std::size_t full = 0;  ///< digits of every national number, where all have the same
};

constexpr std::array plans{
    DialPlan{"AT", "43", '0'},    DialPlan{"AU", "61", '0'},  DialPlan{"BE", "32", '0'},
    DialPlan{"CA", "1", '1', 10}, DialPlan{"CH", "41", '0'},  DialPlan{"CZ", "420", 0, 9},
    DialPlan{"DE", "49", '0'},    DialPlan{"DK", "45", 0, 8}, DialPlan{"ES", "34", 0, 9},
    DialPlan{"FI", "358", '0'},   DialPlan{"FR", "33", '0'},  DialPlan{"GB", "44", '0'},
    DialPlan{"HR", "385", '0'},   DialPlan{"IE", "353", '0'}, DialPlan{"LI", "423", 0, 7},
    DialPlan{"NL", "31", '0'},    DialPlan{"NO", "47", 0, 8}, DialPlan{"PL", "48", 0, 9},
    DialPlan{"PT", "351", 0, 9},  DialPlan{"RO", "40", '0'},  DialPlan{"SE", "46", '0'},
    DialPlan{"SI", "386", '0'},   DialPlan{"SK", "421", '0'}, DialPlan{"TR", "90", '0'},
    DialPlan{"US", "1", '1', 10},
};

const DialPlan* plan_of(std::string_view country) {
  const auto* found = std::ranges::find(plans, country, &DialPlan::country);
  return found == plans.end() ? nullptr : found;
}

/// The digits, with a leading "+" kept; nothing when there is anything else but punctuation.
std::optional<std::string> dialled(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      out += c;
    } else if (c == '+' && out.empty()) {
      out += c;
    } else if (std::string_view(" -./()").find(c) == std::string_view::npos) {
      return std::nullopt;
    }
  }
  return out;
}

/// "+49 (0)30 1" → "+49 30 1": the zero that is dialled at home only.
std::string without_optional_zero(std::string text) {
  if (!text.starts_with('+') && !text.starts_with("00")) return text;
  const std::size_t at = text.find("(0)");
  return at == std::string::npos ? text : text.erase(at, 3);
}

std::optional<std::string> national(const std::string& digits, const DialPlan& plan) {
  const std::string code = "+" + std::string(plan.code);
  if (plan.full != 0 && digits.size() == plan.full) return code + digits;
  const bool has_trunk = plan.trunk != 0 && digits.starts_with(plan.trunk);
  if (!has_trunk || (plan.full != 0 && digits.size() != plan.full + 1)) return std::nullopt;
  return code + digits.substr(1);
}

std::optional<std::string> international(std::string_view text, std::string_view country) {
  const auto digits = dialled(without_optional_zero(std::string(text)));
  if (!digits) return std::nullopt;
  if (digits->starts_with('+')) return digits;
  if (digits->starts_with("00")) return "+" + digits->substr(2);
  const DialPlan* plan = plan_of(country);
  return plan ? national(*digits, *plan) : std::nullopt;
}

}  // namespace

std::string tidy_phone_number(std::string_view text, std::string_view country) {
  const std::string squeezed = squeeze(text);
  const auto number = international(squeezed, country);
  if (!number || number->size() < 8 || number->size() > 16 || (*number)[1] == '0') return squeezed;
  return *number;
}

bool knows_calling_code(std::string_view country) { return plan_of(country) != nullptr; }

}  // namespace syncline
