#pragma once
// Lexer: text → tokens, one at a time, so that a template can stop at the brace which closes its part.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "expr/problem.h"

namespace syncline::expr {

struct Token {
  enum class Kind : std::uint8_t {
    end,
    identifier,
    quoted_identifier,  ///< `a-b`: only after a dot
    integer,
    uint,
    decimal,
    string,
    bytes,
    symbol,  ///< operators and punctuation
  };
  Kind kind = Kind::end;
  Position at;
  std::string text;  ///< as written; of strings and bytes the decoded content

  bool is(std::string_view symbol) const { return kind == Kind::symbol && text == symbol; }
};

class Lexer {
 public:
  /// `source` is valid UTF-8 and outlives the lexer; `at` is the position of source[offset].
  explicit Lexer(std::string_view source, std::size_t offset = 0, Position at = {})
      : source_(source), offset_(offset), at_(at) {}

  Result<Token, Problem> next();
  /// Just behind the last token.
  std::size_t offset() const { return offset_; }
  Position position() const { return at_; }

 private:
  bool ended() const { return offset_ >= source_.size(); }
  char peek(std::size_t ahead = 0) const { return offset_ + ahead < source_.size() ? source_[offset_ + ahead] : '\0'; }
  void advance(std::size_t bytes = 1);
  void skip_blanks();
  Result<Token, Problem> number();
  Result<Token, Problem> word();
  Result<Token, Problem> quoted_identifier();
  Result<Token, Problem> quoted(bool raw, bool bytes);
  Result<Token, Problem> symbol();
  Token token(Token::Kind kind, std::size_t from, Position at) const;

  std::string_view source_;
  std::size_t offset_;
  Position at_;
};

/// Decodes the escape behind a backslash at the start of `text`; appends to `out`, returns the bytes used, 0 when it is
/// no escape. In bytes \x and \ooo are bytes, in strings code points.
std::size_t decode_escape(std::string_view text, bool bytes, std::string& out);
void append_utf8(std::string& out, char32_t code_point);

}  // namespace syncline::expr
