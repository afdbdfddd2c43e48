// A strict parser of our own rather than a library's: exact numbers, duplicate keys refused, and every error with its
// line and column are needed together, and no packaged parser offers all three.
#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace syncline {
namespace {

class Parser {
 public:
  Parser(std::string_view text, const JsonLimits& limits) : text_(text), limits_(limits) {}

  Result<Value, Error> parse() {
    if (text_.size() > limits_.max_bytes) {
      return failure("json.size", "the document has " + std::to_string(text_.size()) + " bytes, more than the " +
                                      std::to_string(limits_.max_bytes) + " allowed");
    }
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    skip_space();
    Value value;
    if (!read_value(value, 0)) return fail(std::move(error_));
    skip_space();
    if (at_ < text_.size()) return failure("json.syntax", "something follows the end of the document");
    return value;
  }

 private:
  bool read_value(Value& into, int depth) {
    if (depth > limits_.max_depth) return wrong("json.depth", "nested deeper than " + std::to_string(limits_.max_depth) + " levels");
    if (at_ >= text_.size()) return truncated();
    switch (text_[at_]) {
      case '{': return read_map(into, depth);
      case '[': return read_list(into, depth);
      case '"': {
        std::string text;
        if (!read_string(text)) return false;
        into = Value(std::move(text));
        return true;
      }
      case 't': return read_word("true", Value(true), into);
      case 'f': return read_word("false", Value(false), into);
      case 'n': return read_word("null", Value(), into);
      default: return read_number(into);
    }
  }

  bool read_map(Value& into, int depth) {
    Map map;
    ++at_;
    skip_space();
    if (peek() == '}') {
      ++at_;
      into = Value(std::move(map));
      return true;
    }
    for (;;) {
      skip_space();
      if (at_ >= text_.size()) return truncated();
      if (peek() != '"') return wrong("json.syntax", "a key in double quotes is expected here");
      const std::size_t key_at = at_;
      std::string key;
      if (!read_string(key)) return false;
      if (map.contains(key)) {
        at_ = key_at;
        return wrong("json.duplicate_key", "the key \"" + truncate(key, 60) + "\" stands twice in one object");
      }
      skip_space();
      if (!expect(':')) return false;
      skip_space();
      if (!read_value(map[key], depth + 1)) return false;
      skip_space();
      if (at_ >= text_.size()) return truncated();
      if (peek() == '}') break;
      if (!expect(',')) return false;
    }
    ++at_;
    into = Value(std::move(map));
    return true;
  }

  bool read_list(Value& into, int depth) {
    List list;
    ++at_;
    skip_space();
    if (peek() == ']') {
      ++at_;
      into = Value(std::move(list));
      return true;
    }
    for (;;) {
      skip_space();
      if (!read_value(list.emplace_back(), depth + 1)) return false;
      skip_space();
      if (at_ >= text_.size()) return truncated();
      if (peek() == ']') break;
      if (!expect(',')) return false;
    }
    ++at_;
    into = Value(std::move(list));
    return true;
  }

  bool read_word(std::string_view word, Value value, Value& into) {
    if (text_.substr(at_, word.size()) != word) {
      const bool cut = word.starts_with(text_.substr(at_));
      return cut ? truncated() : wrong("json.syntax", "this is no JSON value");
    }
    at_ += word.size();
    into = std::move(value);
    return true;
  }

  bool digit() const { return at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; }
  bool read_digits() {
    if (!digit()) return at_ >= text_.size() ? truncated() : wrong("json.syntax", "a digit is expected here");
    while (digit()) ++at_;
    return true;
  }

  bool read_number(Value& into) {
    const std::size_t begin = at_;
    bool whole = true;
    if (peek() == '-') ++at_;
    if (!digit()) return at_ >= text_.size() ? truncated() : wrong("json.syntax", "this is no JSON value");
    if (peek() == '0') {
      ++at_;
      if (digit()) return wrong("json.syntax", "a number does not begin with 0");
    } else if (!read_digits()) {
      return false;
    }
    if (peek() == '.') {
      whole = false;
      ++at_;
      if (!read_digits()) return false;
    }
    if (peek() == 'e' || peek() == 'E') {
      whole = false;
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      if (!read_digits()) return false;
    }
    const auto number = Decimal::parse(text_.substr(begin, at_ - begin));
    if (!number) {
      at_ = begin;
      return wrong("json.number", number.error().message);
    }
    const auto integer = whole ? number->to_int64() : std::nullopt;
    into = integer ? Value(*integer) : Value(*number);
    return true;
  }

  bool read_string(std::string& into) {
    ++at_;
    for (;;) {
      const std::size_t run = text_.find_first_of(control_quote_escape(), at_);
      if (run == std::string_view::npos) {
        at_ = text_.size();
        return truncated();
      }
      const std::string_view plain = text_.substr(at_, run - at_);
      if (!is_valid_utf8(plain)) return wrong("json.utf8", "this text is not valid UTF-8");
      into += plain;
      at_ = run;
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        return true;
      }
      if (c != '\\') return wrong("json.syntax", "a control character must be written as an escape");
      if (!read_escape(into)) return false;
    }
  }

  static std::string_view control_quote_escape() {
    static const std::string stops = [] {
      std::string all = "\"\\";
      for (char c = 0; c < 0x20; ++c) all += c;
      return all;
    }();
    return stops;
  }

  bool read_escape(std::string& into) {
    if (at_ + 1 >= text_.size()) return truncated();
    constexpr std::string_view names = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
    const char name = text_[at_ + 1];
    if (const auto found = names.find(name); found != std::string_view::npos) {
      into += meanings[found];
      at_ += 2;
      return true;
    }
    if (name != 'u') return wrong("json.syntax", "unknown escape in a string");
    std::uint32_t code = 0;
    if (!read_hex4(code)) return false;
    if (code >= 0xDC00 && code <= 0xDFFF) return wrong("json.utf8", "a low surrogate stands alone");
    if (code >= 0xD800 && code <= 0xDBFF) {
      std::uint32_t low = 0;
      if (text_.substr(at_, 2) != "\\u") return wrong("json.utf8", "a high surrogate stands alone");
      if (!read_hex4(low)) return false;
      if (low < 0xDC00 || low > 0xDFFF) return wrong("json.utf8", "a high surrogate stands alone");
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    append_utf8(into, code);
    return true;
  }

  bool read_hex4(std::uint32_t& code) {
    at_ += 2;
    for (int i = 0; i < 4; ++i, ++at_) {
      if (at_ >= text_.size()) return truncated();
      const char c = text_[at_];
      const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
      if (digit < 0) return wrong("json.syntax", "four hexadecimal digits are expected here");
      code = code * 16 + static_cast<std::uint32_t>(digit);
    }
    return true;
  }

  static void append_utf8(std::string& into, std::uint32_t code) {
    const auto byte = [&](std::uint32_t b) { into += static_cast<char>(b); };
    if (code < 0x80) {
      byte(code);
    } else if (code < 0x800) {
      byte(0xC0 | code >> 6), byte(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
      byte(0xE0 | code >> 12), byte(0x80 | (code >> 6 & 0x3F)), byte(0x80 | (code & 0x3F));
    } else {
      byte(0xF0 | code >> 18), byte(0x80 | (code >> 12 & 0x3F)), byte(0x80 | (code >> 6 & 0x3F)), byte(0x80 | (code & 0x3F));
    }
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t')) ++at_;
  }
  bool expect(char c) {
    if (at_ >= text_.size()) return truncated();
    if (text_[at_] != c) return wrong("json.syntax", std::string("'") + c + "' is expected here");
    ++at_;
    return true;
  }
  bool truncated() {
    at_ = text_.size();
    return wrong("json.truncated", "the document ends before its last value does");
  }

  std::string place() const {
    const std::string_view before = text_.substr(0, at_);
    const auto line = std::ranges::count(before, '\n') + 1;
    const auto column = before.size() - (before.rfind('\n') + 1) + 1;
    return std::to_string(line) + ":" + std::to_string(column);
  }
  bool wrong(std::string code, std::string message) {
    error_ = {ErrorClass::validation, std::move(code), std::move(message), place(), "send a well-formed JSON document", std::nullopt};
    return false;
  }
  Failure<Error> failure(std::string code, std::string message) {
    wrong(std::move(code), std::move(message));
    return fail(std::move(error_));
  }

  std::string_view text_;
  const JsonLimits& limits_;
  std::size_t at_ = 0;
  Error error_;
};

}  // namespace

Result<Value, Error> parse_json(std::string_view text, const JsonLimits& limits) { return Parser(text, limits).parse(); }

}  // namespace syncline
