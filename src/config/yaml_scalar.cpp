#include "config/yaml_scalar.h"

#include <algorithm>
#include <charconv>

namespace syncline {
namespace {

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t count_digits(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) - text.begin());
}

// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool is_number(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  const std::size_t whole = count_digits(text);
  text.remove_prefix(whole);
  std::size_t fraction = 0;
  if (text.starts_with('.')) {
    fraction = count_digits(text.substr(1));
    text.remove_prefix(1 + fraction);
  }
  if (whole + fraction == 0) return false;
  if (text.empty()) return true;
  if (text[0] != 'e' && text[0] != 'E') return false;
  text.remove_prefix(1);
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return !text.empty() && count_digits(text) == text.size();
}

// The spelling that Decimal reads: no '+', digits on both sides of the point.
std::string json_spelling(std::string_view text) {
  std::string out;
  if (text.starts_with('-')) out += '-';
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  const std::size_t whole = count_digits(text);
  out += whole == 0 ? std::string("0") : std::string(text.substr(0, whole));
  text.remove_prefix(whole);
  if (text.starts_with('.')) {
    const std::size_t fraction = count_digits(text.substr(1));
    if (fraction > 0) out += text.substr(0, 1 + fraction);
    text.remove_prefix(1 + fraction);
  }
  return out + std::string(text);
}

bool loses_zeros(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return text.size() > 1 && text[0] == '0' && is_digit(text[1]);
}

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

Result<Value, ScalarProblem> resolve_radix(std::string_view text, int base) {
  std::int64_t number = 0;
  const std::string_view digits = text.substr(2);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
  if (end != digits.data() + digits.size() || digits.empty() || digits[0] == '-') return Value(text);
  if (error != std::errc()) {
    return fail(ScalarProblem{"Y014", "the number " + std::string(text) + " is too large",
                              "quote it if it is an identifier: " + quoted(text)});
  }
  return Value(number);
}

Result<Value, ScalarProblem> resolve_number(std::string_view text) {
  if (loses_zeros(text)) {
    return fail(ScalarProblem{"Y015", "the number " + std::string(text) + " would lose its leading zeros",
                              "quote it to keep them: " + quoted(text) + ", or drop them"});
  }
  const std::string spelling = json_spelling(text);
  if (spelling.find_first_of(".eE") == spelling.npos) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(spelling.data(), spelling.data() + spelling.size(), number);
    if (error == std::errc() && end == spelling.data() + spelling.size()) return Value(number);
  }
  Result<Decimal, Error> decimal = Decimal::parse(spelling);
  if (decimal) return Value(*decimal);
  return fail(ScalarProblem{
      "Y014", "the number " + std::string(text) + " has more digits than can be kept exactly",
      "quote it if it is an identifier: " + quoted(text) + "; numbers hold 38 digits, 18 of them after the point"});
}

}  // namespace

Result<Value, ScalarProblem> resolve_plain(std::string_view text) {
  if (is_one_of(text, {"", "~", "null", "Null", "NULL"})) return Value();
  if (is_one_of(text, {"true", "True", "TRUE"})) return Value(true);
  if (is_one_of(text, {"false", "False", "FALSE"})) return Value(false);
  if (text.starts_with("0x")) return resolve_radix(text, 16);
  if (text.starts_with("0o")) return resolve_radix(text, 8);
  if (is_number(text)) return resolve_number(text);
  std::string_view unsigned_text = text;
  if (text.starts_with('-') || text.starts_with('+')) unsigned_text.remove_prefix(1);
  if (is_one_of(unsigned_text, {".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"})) {
    return fail(ScalarProblem{"Y014", std::string(text) + " is no number that can be kept exactly",
                              "write a finite number, or quote it if it is text: " + quoted(text)});
  }
  return Value(text);
}

}  // namespace syncline
