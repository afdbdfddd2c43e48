#include "expr/lexer.h"

#include <array>
#include <utility>

namespace syncline::expr {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_word_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_word(char c) { return is_word_start(c) || is_digit(c); }
bool is_quote(char c) { return c == '"' || c == '\''; }

Failure<Problem> syntax(Position at, std::string message, std::string remedy) {
  return fail(Problem{at, "expr.syntax", std::move(message), std::move(remedy)});
}

}  // namespace

void Lexer::advance(std::size_t bytes) {
  for (; bytes > 0 && !ended(); --bytes, ++offset_) {
    const char c = source_[offset_];
    if (c == '\n') {
      ++at_.line;
      at_.column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
      ++at_.column;
    }
  }
}

void Lexer::skip_blanks() {
  while (!ended()) {
    const char c = peek();
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
      advance();
    } else if (c == '/' && peek(1) == '/') {
      while (!ended() && peek() != '\n') advance();
    } else {
      return;
    }
  }
}

Token Lexer::token(Token::Kind kind, std::size_t from, Position at) const {
  return {kind, at, std::string(source_.substr(from, offset_ - from))};
}

Result<Token, Problem> Lexer::next() {
  skip_blanks();
  if (ended()) return Token{Token::Kind::end, at_, {}};
  const char c = peek();
  if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
  if (is_quote(c)) return quoted(false, false);
  if (is_word_start(c)) return word();
  if (c == '`') return quoted_identifier();
  return symbol();
}

Result<Token, Problem> Lexer::number() {
  const auto from = offset_;
  const auto at = at_;
  auto kind = Token::Kind::integer;
  if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X') && is_hex(peek(2))) {
    advance(2);
    while (is_hex(peek())) advance();
  } else {
    while (is_digit(peek())) advance();
    if (peek() == '.' && is_digit(peek(1))) {
      kind = Token::Kind::decimal;
      advance();
      while (is_digit(peek())) advance();
    }
    if (peek() == 'e' || peek() == 'E') {
      const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 2 : 1;
      if (!is_digit(peek(sign))) return syntax(at, "the number has no digits behind its 'e'", "write for example 1e3");
      kind = Token::Kind::decimal;
      advance(sign);
      while (is_digit(peek())) advance();
    }
  }
  Token result = token(kind, from, at);
  if (kind == Token::Kind::integer && (peek() == 'u' || peek() == 'U')) {
    advance();
    result.kind = Token::Kind::uint;
  }
  if (is_word(peek()))
    return syntax(at_, "a number is followed by '" + std::string(1, peek()) + "'",
                  "put a blank or an operator between them");
  return result;
}

Result<Token, Problem> Lexer::word() {
  const auto from = offset_;
  const auto at = at_;
  while (is_word(peek())) advance();
  const auto text = source_.substr(from, offset_ - from);
  if (is_quote(peek()) && text.size() <= 2) {
    const bool raw = text.find_first_of("rR") != std::string_view::npos;
    const bool bytes = text.find_first_of("bB") != std::string_view::npos;
    if (static_cast<std::size_t>(raw) + static_cast<std::size_t>(bytes) == text.size()) {
      auto result = quoted(raw, bytes);
      if (result) result->at = at;
      return result;
    }
  }
  return token(Token::Kind::identifier, from, at);
}

Result<Token, Problem> Lexer::quoted_identifier() {
  const auto at = at_;
  advance();
  const auto from = offset_;
  while (is_word(peek()) || (!ended() && std::string_view(".-/ ").find(peek()) != std::string_view::npos)) advance();
  Token result = token(Token::Kind::quoted_identifier, from, at);
  if (peek() != '`' || result.text.empty()) {
    return syntax(
        at, "the name in back quotes is empty, not closed, or has a character that is not allowed",
        "letters, digits, '_', '.', '-', '/' and blanks may stand between back quotes; else write x[\"name\"]");
  }
  advance();
  return result;
}

Result<Token, Problem> Lexer::quoted(bool raw, bool bytes) {
  const auto at = at_;
  const char quote = peek();
  const std::size_t width = peek(1) == quote && peek(2) == quote ? 3 : 1;
  advance(width);
  Token result{bytes ? Token::Kind::bytes : Token::Kind::string, at, {}};
  while (true) {
    if (ended() || (width == 1 && (peek() == '\n' || peek() == '\r'))) {
      return syntax(at, "the string is not closed",
                    "end it with the quote it began with; texts of several lines need three quotes");
    }
    if (peek() == quote && (width == 1 || (peek(1) == quote && peek(2) == quote))) {
      advance(width);
      return result;
    }
    if (peek() == '\\' && !raw) {
      const auto used = decode_escape(source_.substr(offset_ + 1), bytes, result.text);
      if (used == 0) {
        return syntax(at_, "'\\" + std::string(1, peek(1)) + "' is no escape",
                      "known are \\\\ \\\" \\' \\` \\? \\a \\b \\f \\n \\r \\t \\v \\xHH \\ooo \\uXXXX \\UXXXXXXXX; in "
                      "r\"…\" a backslash is itself");
      }
      advance(1 + used);
      continue;
    }
    if (peek() == '\r' && width == 3) {  // line ends in long strings are \n on every machine
      if (peek(1) != '\n') result.text += '\n';
    } else {
      result.text += peek();
    }
    advance();
  }
}

Result<Token, Problem> Lexer::symbol() {
  static constexpr std::array<std::string_view, 26> symbols = {"&&", "||", "==", "!=", "<=", ">=", "(", ")", "[",
                                                               "]",  "{",  "}",  ".",  ",",  "?",  ":", "<", ">",
                                                               "+",  "-",  "*",  "/",  "%",  "!",  "|", "&"};
  const auto at = at_;
  for (auto text : symbols) {
    if (!source_.substr(offset_).starts_with(text)) continue;
    if (text == "|" || text == "&")
      return syntax(at, "'" + std::string(text) + "' is no operator", "write && for and, || for or");
    advance(text.size());
    return Token{Token::Kind::symbol, at, std::string(text)};
  }
  if (peek() == '=') return syntax(at, "'=' is no operator", "write == to compare");
  std::size_t length = 1;
  while (offset_ + length < source_.size() && (static_cast<unsigned char>(source_[offset_ + length]) & 0xC0U) == 0x80U)
    ++length;
  return syntax(at, "'" + std::string(source_.substr(offset_, length)) + "' cannot stand here",
                "put texts between quotes");
}

}  // namespace syncline::expr
