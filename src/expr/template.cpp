#include "expr/template.h"

#include <utility>

namespace syncline::expr {

namespace {

class TemplateReader {
 public:
  explicit TemplateReader(std::string_view source) : source_(source) {}

  Result<NodePtr, Problem> whole();

 private:
  void take_text(std::size_t bytes);
  Result<void, Problem> flush_text();
  Result<void, Problem> take_part();

  std::string_view source_;
  std::size_t offset_ = 0;
  Position at_;
  std::string text_;  ///< gathered since the last part
  Position text_at_;
  Nodes parts_;
};

void TemplateReader::take_text(std::size_t bytes) {
  if (text_.empty()) text_at_ = at_;
  for (std::size_t i = 0; i < bytes; ++i, ++offset_) {
    const char c = source_[offset_];
    text_ += c;
    if (c == '\n') {
      ++at_.line;
      at_.column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
      ++at_.column;
    }
  }
}

Result<void, Problem> TemplateReader::flush_text() {
  if (text_.empty()) return {};
  auto node = make_node(text_at_, Literal{Val::text(std::exchange(text_, {}))});
  if (!node) return fail(node.error());
  parts_.push_back(std::move(*node));
  return {};
}

/// Stands on "${"; the part ends at the brace that none of its own opens.
Result<void, Problem> TemplateReader::take_part() {
  const Position start = at_;
  Lexer lexer(source_, offset_ + 2, {at_.line, at_.column + 2});
  std::vector<Token> tokens;
  for (int braces = 0;;) {
    auto token = lexer.next();
    if (!token) return fail(token.error());
    if (token->kind == Token::Kind::end)
      return fail(
          Problem{start, "expr.syntax", "'${' is not closed", "close it with '}'; for the plain text write $${"});
    if (token->is("{")) ++braces;
    if (token->is("}") && braces-- == 0) {
      tokens.push_back({Token::Kind::end, token->at, {}});
      break;
    }
    tokens.push_back(std::move(*token));
  }
  if (tokens.size() == 1)
    return fail(Problem{start, "expr.syntax", "'${}' is empty", "write a name inside; for the plain text write $${"});
  auto node = parse(std::move(tokens));
  if (!node) return fail(node.error());
  parts_.push_back(std::move(*node));
  offset_ = lexer.offset();
  at_ = lexer.position();
  return {};
}

Result<NodePtr, Problem> TemplateReader::whole() {
  while (offset_ < source_.size()) {
    const auto rest = source_.substr(offset_);
    if (rest.starts_with("$${")) {
      ++offset_;  // the first '$' is the escape
      ++at_.column;
      take_text(2);
    } else if (rest.starts_with("${")) {
      if (auto done = flush_text(); !done) return fail(done.error());
      if (auto done = take_part(); !done) return fail(done.error());
    } else {
      take_text(1);
    }
  }
  if (auto done = flush_text(); !done) return fail(done.error());
  if (parts_.empty()) return make_node({}, Literal{Val::text({})});
  if (parts_.size() == 1) return std::move(parts_.front());
  return make_node({}, Concat{std::move(parts_)});
}

}  // namespace

Result<NodePtr, Problem> parse_template(std::string_view source) {
  if (auto fine = check_text(source); !fine) return fail(fine.error());
  return TemplateReader(source).whole();
}

}  // namespace syncline::expr
