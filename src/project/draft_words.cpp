#include "project/draft_words.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace syncline::draft {
namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string one_line(std::string_view text) {
  static constexpr std::string_view refused[] = {"\x7F",         "\xE2\x80\xA8", "\xE2\x80\xA9",
                                                 "\xEF\xBB\xBF", "\xEF\xBF\xBE", "\xEF\xBF\xBF"};
  std::string out;
  while (!text.empty()) {
    const auto* const found =
        std::ranges::find_if(refused, [&](std::string_view each) { return text.starts_with(each); });
    const bool is_c1 = text.size() > 1 && text[0] == '\xC2' && static_cast<unsigned char>(text[1]) < 0xA0;
    const std::size_t size = found != std::end(refused) ? found->size() : is_c1 ? 2 : 1;
    const bool kept = size == 1 && found == std::end(refused) && static_cast<unsigned char>(text[0]) >= 0x20;
    out += kept ? text[0] : ' ';
    text.remove_prefix(size);
  }
  return squeeze(out);
}

std::string quoted(std::string text) {
  for (std::size_t at = text.find("${"); at != std::string::npos; at = text.find("${", at + 3))
    text.insert(at + 1, " ");
  return write_json(Value(one_line(text)));
}

std::string name_from(std::string path) {
  std::ranges::replace_if(path, [](char c) { return !is_upper(c) && !is_lower(c) && !is_digit(c); }, '_');
  return path;
}

std::string one_of(std::string_view plural) {
  std::string out;
  for (std::size_t i = 0; i < plural.size(); ++i) {
    const char c = plural[i];
    const bool after_capital = i > 0 && is_upper(plural[i - 1]);
    const bool before_small = i + 1 < plural.size() && is_lower(plural[i + 1]);
    if (is_upper(c) && !out.empty() && out.back() != '_' && (!after_capital || before_small)) out += '_';
    out += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : is_lower(c) || is_digit(c) ? c : '_';
  }
  if (out.ends_with("ies") && out.size() > 4) return out.substr(0, out.size() - 3) + "y";
  if (out.ends_with("sses") || out.ends_with("xes")) return out.substr(0, out.size() - 2);
  return out.ends_with('s') && !out.ends_with("ss") && out.size() > 2 ? out.substr(0, out.size() - 1) : out;
}

}  // namespace syncline::draft
