// A strict recursive-descent parser of our own. Exact numbers, duplicate keys refused and every error with its line
// and column are needed together, and no packaged parser offers all three: simdjson's on-demand API reports no
// position, and neither it nor a SAX parser can point at the key that came twice. Its price was measured: 19 µs for a
// vendor's answer of 1.35 KB (release build), beside 160 µs for the durable commit that follows it.
#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <set>
#include <span>

#include "base/json.h"
#include "base/json_plain.h"
#include "base/text.h"

namespace syncline {
namespace {

/// What ends a plain run inside a string: the closing quote, an escape, a control character.
constexpr auto ends_run = [] {
  std::array<bool, 256> table{};
  for (std::size_t c = 0; c < 0x20; ++c) table[c] = true;
  table['"'] = table['\\'] = true;
  return table;
}();

/// The keys of one object. A short object is searched, a long one has its keys sorted beside it: a hostile document
/// of a million keys costs n log n.
class SeenKeys {
 public:
  bool insert(std::span<const Map::Entry> before, const std::string& key) {
    if (before.size() < searched) return std::ranges::find(before, key, &Map::Entry::first) == before.end();
    if (sorted_.empty()) {
      for (const auto& entry : before) sorted_.insert(entry.first);
    }
    return sorted_.insert(key).second;
  }

 private:
  static constexpr std::size_t searched = 24;
  std::set<std::string> sorted_;
};

class Parser {
 public:
  Parser(std::string_view text, const JsonLimits& limits) : text_(text), limits_(limits) {}

  Result<Value, Error> parse() {
    Value value;
    if (!read_document(value)) return fail(std::move(error_));
    return value;
  }

 private:
  bool read_document(Value& into) {
    if (text_.size() > limits_.max_bytes) {
      return wrong("json.size",
                   "the document has " + std::to_string(text_.size()) + " bytes, more than the " +
                       std::to_string(limits_.max_bytes) + " allowed",
                   "send it in smaller parts");
    }
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = begin_ = 3;
    skip_space();
    if (!read_value(into, 0)) return false;
    skip_space();
    return at_ == text_.size() || wrong("json.syntax", "something follows the end of the document: " + here());
  }

  bool read_value(Value& into, int depth) {
    if (at_ >= text_.size()) return truncated();
    if (++values_ > limits_.max_values) {
      return wrong("json.size", "the document has more than " + std::to_string(limits_.max_values) + " values",
                   "send it in smaller parts");
    }
    switch (text_[at_]) {
      case '{': return enter(depth) && read_map(into, depth);
      case '[': return enter(depth) && read_list(into, depth);
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

  bool enter(int depth) {
    if (depth < limits_.max_depth) return true;
    return wrong("json.depth", "nested deeper than " + std::to_string(limits_.max_depth) + " levels",
                 "send a flatter document");
  }

  /// What is open collects its entries behind those of what it stands in; closed, it takes them in one block.
  template <class T>
  static std::vector<T> taken(std::vector<T>& open, std::size_t begin) {
    const auto first = open.begin() + static_cast<std::ptrdiff_t>(begin);
    std::vector<T> own(std::make_move_iterator(first), std::make_move_iterator(open.end()));
    open.erase(first, open.end());
    return own;
  }

  bool read_map(Value& into, int depth) {
    const std::size_t begin = entries_.size();
    SeenKeys seen;
    ++at_;
    skip_space();
    if (skip('}')) {
      into = Value(Map());
      return true;
    }
    for (;;) {
      skip_space();
      if (!read_entry(seen, begin, depth)) return false;
      skip_space();
      if (skip('}')) break;
      if (!skip(',')) return expected("',' or '}'");
    }
    into = Value(Map::of(taken(entries_, begin)));
    return true;
  }

  bool read_entry(SeenKeys& seen, std::size_t begin, int depth) {
    if (at_ >= text_.size()) return truncated();
    if (text_[at_] != '"') return expected("a key in double quotes");
    const std::size_t key_at = at_;
    Map::Entry entry;
    if (!read_string(entry.first)) return false;
    if (!seen.insert(std::span(entries_).subspan(begin), entry.first)) {
      at_ = key_at;
      return wrong("json.duplicate_key", "the key \"" + truncate(entry.first, 60) + "\" stands twice in one object",
                   "send each key once");
    }
    skip_space();
    if (!skip(':')) return expected("':'");
    skip_space();
    if (!read_value(entry.second, depth + 1)) return false;
    entries_.push_back(std::move(entry));
    return true;
  }

  bool read_list(Value& into, int depth) {
    const std::size_t begin = items_.size();
    ++at_;
    skip_space();
    if (skip(']')) {
      into = Value(List());
      return true;
    }
    for (;;) {
      skip_space();
      Value item;
      if (!read_value(item, depth + 1)) return false;
      items_.push_back(std::move(item));
      skip_space();
      if (skip(']')) break;
      if (!skip(',')) return expected("',' or ']'");
    }
    into = Value(taken(items_, begin));
    return true;
  }

  bool read_word(std::string_view word, Value value, Value& into) {
    if (!text_.substr(at_).starts_with(word)) {
      return word.starts_with(text_.substr(at_)) ? truncated() : expected("a JSON value");
    }
    at_ += word.size();
    into = std::move(value);
    return true;
  }

  bool digit() const { return at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; }
  bool read_digits() {
    if (!digit()) return expected("a digit");
    while (digit()) ++at_;
    return true;
  }

  bool read_number(Value& into) {
    const std::size_t begin = at_;
    bool whole = true;
    const bool negative = skip('-');
    if (!digit()) return expected(negative ? "a digit" : "a JSON value");
    if (skip('0')) {
      if (digit()) return wrong("json.syntax", "a number does not begin with 0", "write it without leading zeros");
    } else if (!read_digits()) {
      return false;
    }
    if (skip('.')) {
      whole = false;
      if (!read_digits()) return false;
    }
    if (skip('e') || skip('E')) {
      whole = false;
      if (!skip('+')) skip('-');
      if (!read_digits()) return false;
    }
    return take_number(text_.substr(begin, at_ - begin), whole, begin, into);
  }

  bool take_number(std::string_view number, bool whole, std::size_t begin, Value& into) {
    std::int64_t integer = 0;
    if (whole && std::from_chars(number.data(), number.data() + number.size(), integer).ec == std::errc()) {
      into = Value(integer);
      return true;
    }
    const auto decimal = Decimal::parse(number);
    if (decimal) {
      into = Value(*decimal);
      return true;
    }
    at_ = begin;
    return wrong("json.number", decimal.error().message, "send it with fewer digits, or as a string");
  }

  bool read_string(std::string& into) {
    ++at_;
    const std::size_t plain = plain_prefix(text_.substr(at_));
    into.assign(text_.substr(at_, plain));
    at_ += plain;
    if (skip('"')) return true;
    for (;;) {
      std::size_t run = at_;
      while (run < text_.size() && !ends_run[static_cast<unsigned char>(text_[run])]) ++run;
      const std::string_view piece = text_.substr(at_, run - at_);
      const std::size_t good = valid_utf8_prefix(piece);
      if (good < piece.size()) {
        at_ += good;
        if (run == text_.size() && is_cut_sequence(piece.substr(good))) return truncated();
        return wrong("json.utf8", "the byte " + hex_byte(text_[at_]) + " is not valid UTF-8 here", "send UTF-8");
      }
      into += piece;
      at_ = run;
      if (at_ >= text_.size()) return truncated();
      if (skip('"')) return true;
      if (text_[at_] != '\\') {
        return wrong("json.syntax", "the control character " + hex_byte(text_[at_]) + " stands in a string",
                     "write it as an escape");
      }
      if (!read_escape(into)) return false;
    }
  }

  /// At the end of the document: the first bytes of a code point whose others are missing.
  static bool is_cut_sequence(std::string_view tail) {
    const auto lead = static_cast<unsigned char>(tail[0]);
    return tail.size() < 4 && lead >= 0xC2 && lead <= 0xF4 && code_points(tail) == 1;
  }

  bool read_escape(std::string& into) {
    constexpr std::string_view names = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
    const std::size_t begin = at_++;
    if (at_ >= text_.size()) return truncated();
    if (const auto found = names.find(text_[at_]); found != std::string_view::npos) {
      into += meanings[found];
      ++at_;
      return true;
    }
    if (text_[at_] != 'u') {
      at_ = begin;
      return wrong("json.syntax", "unknown escape in a string", "use one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX");
    }
    ++at_;
    return read_code_point(begin, into);
  }

  /// After "\u": four digits, and the second half of a surrogate pair where the first asks for it.
  bool read_code_point(std::size_t begin, std::string& into) {
    char32_t code = 0, low = 0;
    if (!read_hex4(code)) return false;
    const bool high = code >= 0xD800 && code <= 0xDBFF;
    if (high && std::string_view("\\u").starts_with(text_.substr(at_))) return truncated();
    if (high && text_.substr(at_).starts_with("\\u")) {
      at_ += 2;
      if (!read_hex4(low)) return false;
    }
    const bool paired = high && low >= 0xDC00 && low <= 0xDFFF;
    if (code >= 0xD800 && code <= 0xDFFF && !paired) {
      const std::string escape(text_.substr(begin, 6));
      at_ = begin;
      return wrong("json.utf8", "the surrogate " + escape + " stands alone", "send both halves of the pair");
    }
    append_utf8(into, paired ? 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00) : code);
    return true;
  }

  bool read_hex4(char32_t& code) {
    for (int i = 0; i < 4; ++i, ++at_) {
      if (at_ >= text_.size()) return truncated();
      const char c = text_[at_];
      const int value = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (value < 0) return expected("one of four hexadecimal digits");
      code = code * 16 + static_cast<char32_t>(value);
    }
    return true;
  }

  bool skip(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void skip_space() {
    if (at_ < text_.size() && text_[at_] > ' ') return;
    while (skip(' ') || skip('\n') || skip('\r') || skip('\t')) {
    }
  }

  static std::string hex_byte(char c) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    return {'0', 'x', hex[byte >> 4], hex[byte & 15]};
  }
  /// The offending text, for messages.
  std::string here() const {
    const char c = text_[at_];
    if (c < ' ' || c > '~') return hex_byte(c);
    const std::string_view shown = text_.substr(at_, 12);
    return "'" + std::string(shown.substr(0, shown.find_first_of(" \t\r\n,:]}\"", 1))) + "'";
  }
  std::string place() const {
    const std::string_view before = text_.substr(begin_, at_ - begin_);
    const auto line = std::ranges::count(before, '\n') + 1;
    const std::size_t column = code_points(before.substr(before.rfind('\n') + 1)) + 1;
    return std::to_string(line) + ":" + std::to_string(column);
  }
  bool wrong(std::string code, std::string message, std::string remedy = "send a well-formed JSON document") {
    error_ = {ErrorClass::validation, std::move(code), std::move(message), place(), std::move(remedy), std::nullopt};
    return false;
  }
  bool expected(std::string_view what) {
    if (at_ >= text_.size()) return truncated();
    return wrong("json.syntax", std::string(what) + " is expected instead of " + here());
  }
  bool truncated() {
    at_ = text_.size();
    return wrong("json.truncated", "the document ends before its last value does", "send the whole document");
  }

  std::string_view text_;
  const JsonLimits& limits_;
  std::size_t begin_ = 0;  ///< after a byte order mark
  std::size_t at_ = 0;
  std::size_t values_ = 0;
  std::vector<Map::Entry> entries_;
  List items_;
  Error error_;
};

}  // namespace

Result<Value, Error> parse_json(std::string_view text, const JsonLimits& limits) {
  return Parser(text, limits).parse();
}

}  // namespace syncline
