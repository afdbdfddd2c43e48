#include "config/flow_text.h"

#include <algorithm>

#include "base/json.h"

namespace syncline {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_plain(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == ' '; }

/// "custom.VAT ID", "RQ_VAT_ID"; not "no", "1.5", "true".
bool is_path(const std::string& text) {
  return !text.empty() && is_letter(text.front()) && text.back() != ' ' && std::ranges::all_of(text, is_plain) &&
         text.find_first_of("._") != std::string::npos;
}

}  // namespace

std::string flow_text(const Value& value) {
  if (value.is_string()) return is_path(value.as_string()) ? value.as_string() : write_json(value);
  if (!value.is_map()) return write_json(value);
  std::string out;
  for (const auto& [key, inner] : value.as_map()) {
    const bool plain = std::ranges::all_of(key, [](char c) { return c >= 'a' && c <= 'z'; });
    out += (out.empty() ? "" : ", ") + (plain ? key : write_json(Value(key))) + ": " + flow_text(inner);
  }
  return "{" + out + "}";
}

}  // namespace syncline
