#include "sandbox/salesforce/soql_words.h"

#include <algorithm>

namespace syncline::sandbox::salesforce {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '.';
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Answer<std::vector<Word>> words() {
    std::vector<Word> out;
    for (;;) {
      while (at_ < text_.size() &&
             (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r'))
        ++at_;
      const std::size_t start = at_;
      if (at_ == text_.size()) {
        out.push_back({Word::Kind::end, "<EOF>", start});
        return out;
      }
      if (text_[at_] == '\'') {
        auto word = quoted();
        if (!word) return fail(word.error());
        out.push_back(std::move(*word));
      } else if (is_digit(text_[at_]) || ((text_[at_] == '-' || text_[at_] == '+') && digit_follows())) {
        out.push_back(number_or_moment());
      } else if (is_name_character(text_[at_])) {
        while (at_ < text_.size() && is_name_character(text_[at_])) ++at_;
        out.push_back({Word::Kind::name, std::string(text_.substr(start, at_ - start)), start});
      } else if (std::string_view("()<>=!,").find(text_[at_]) != std::string_view::npos) {
        out.push_back(sign());
      } else {
        return malformed(text_, at_,
                         "line 1:" + std::to_string(at_) + " no viable alternative at character '" +
                             std::string(1, text_[at_]) + "'");
      }
    }
  }

 private:
  bool digit_follows() const { return at_ + 1 < text_.size() && is_digit(text_[at_ + 1]); }

  Answer<Word> quoted() {
    Word word{Word::Kind::text, "", at_};
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\'') {
        ++at_;
        return word;
      }
      if (text_[at_] != '\\') {
        word.text += text_[at_];
        continue;
      }
      if (++at_ == text_.size()) break;
      constexpr std::string_view escapes = "nNrRtTbBfF\"'\\_%", meant = "\n\n\r\r\t\t\b\b\f\f\"'\\_%";
      const std::size_t which = escapes.find(text_[at_]);
      if (which == std::string_view::npos)
        return malformed(text_, at_, "Invalid string literal: illegal escape character");
      // What LIKE shall take as it stands keeps its mark.
      if (text_[at_] == '_' || text_[at_] == '%') word.text += '\\';
      word.text += meant[which];
    }
    return malformed(text_, word.at,
                     "line 1:" + std::to_string(word.at) + " mismatched character '<EOF>' expecting '''");
  }

  Word number_or_moment() {
    const std::size_t start = at_;
    bool moment = false;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      const bool inside = is_digit(c) || c == '.' || c == ':' || c == '-' || c == 'T' || c == 'Z' || c == '+';
      if (!inside) break;
      moment = moment || c == '-' || c == ':';
    }
    return {moment ? Word::Kind::moment : Word::Kind::number, std::string(text_.substr(start, at_ - start)), start};
  }

  Word sign() {
    const std::size_t start = at_++;
    const bool two = at_ < text_.size() && (text_[at_] == '=' || (text_[start] == '<' && text_[at_] == '>')) &&
                     std::string_view("<>!").find(text_[start]) != std::string_view::npos;
    if (two) ++at_;
    return {Word::Kind::sign, std::string(text_.substr(start, at_ - start)), start};
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Answer<std::vector<Word>> words_of(std::string_view soql) { return Lexer(soql).words(); }

Failure<Refusal> malformed(std::string_view soql, std::size_t at, std::string_view why) {
  const std::size_t from = at > 20 ? at - 20 : 0;
  return refuse("MALFORMED_QUERY", "\n" + std::string(soql.substr(from, 40)) + "\n" + std::string(at - from, ' ') +
                                       "^\nERROR at Row:1:Column:" + std::to_string(at + 1) + "\n" + std::string(why));
}

}  // namespace syncline::sandbox::salesforce
