#include "expr/literal.h"

#include <charconv>
#include <limits>

#include "base/decimal.h"

namespace syncline::expr {

namespace {

Failure<Problem> too_large(const Token& token, std::string_view kind, std::string remedy) {
  return fail(
      Problem{token.at, "expr.syntax", token.text + " does not fit into " + std::string(kind), std::move(remedy)});
}

/// Decimal or 0x…, without sign.
std::optional<std::uint64_t> magnitude(std::string_view digits) {
  const bool hex = digits.starts_with("0x") || digits.starts_with("0X");
  if (hex) digits.remove_prefix(2);
  std::uint64_t value = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, hex ? 16 : 10);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

Result<Val, Problem> integer_of(const Token& token) {
  const bool negative = token.text.starts_with('-');
  constexpr auto limit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  auto value = magnitude(std::string_view(token.text).substr(negative ? 1 : 0));
  if (!value || *value > limit + (negative ? 1 : 0))
    return too_large(token, "an int", "write it as a decimal (with .0)");
  return Val::integer(static_cast<std::int64_t>(negative ? 0 - *value : *value));
}

}  // namespace

Result<Val, Problem> literal_of(const Token& token) {
  switch (token.kind) {
    case Token::Kind::integer: return integer_of(token);
    case Token::Kind::uint: {
      auto value = magnitude(token.text);
      if (!value) return too_large(token, "a uint", "write it as a decimal (with .0)");
      return Val::uint(*value);
    }
    case Token::Kind::decimal: {
      const bool bare = token.text.starts_with('.') || token.text.starts_with("-.");
      std::string text = token.text;
      if (bare) text.insert(text.find('.'), "0");
      auto value = Decimal::parse(text);
      if (!value) return too_large(token, "a decimal", "at most 38 digits, 18 of them behind the point");
      return Val::decimal(*value);
    }
    case Token::Kind::bytes: return Val::bytes(token.text);
    default: return Val::text(token.text);
  }
}

}  // namespace syncline::expr
