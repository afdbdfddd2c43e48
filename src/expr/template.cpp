#include "expr/template.h"

#include <utility>

#include "expr/expr.h"

namespace syncline::expr {

namespace {

class TemplateReader {
 public:
  explicit TemplateReader(std::string_view source) : source_(source) {}

  Result<std::vector<TemplatePart>, Problem> whole();

 private:
  void take_text(std::size_t bytes);
  void flush_text();
  Result<void, Problem> take_part();

  std::string_view source_;
  std::size_t offset_ = 0;
  Position at_;
  std::string text_;  ///< gathered since the last part
  Position text_at_;
  std::vector<TemplatePart> parts_;
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

void TemplateReader::flush_text() {
  if (!text_.empty()) parts_.push_back({false, std::exchange(text_, {}), text_at_});
}

/// Stands on "${"; the part ends at the brace that none of its own opens.
Result<void, Problem> TemplateReader::take_part() {
  const Position start = at_, inside{at_.line, at_.column + 2};
  const std::size_t from = offset_ + 2;
  Lexer lexer(source_, from, inside);
  for (int braces = 0, tokens = 0;; ++tokens) {
    auto token = lexer.next();
    if (!token) return fail(token.error());
    if (token->kind == Token::Kind::end)
      return fail(
          Problem{start, "expr.syntax", "'${' is not closed", "close it with '}'; for the plain text write $${"});
    if (token->is("{")) ++braces;
    if (!token->is("}") || braces-- > 0) continue;
    if (tokens == 0)
      return fail(Problem{start, "expr.syntax", "'${}' is empty", "write a name inside; for the plain text write $${"});
    break;
  }
  const std::size_t end = lexer.offset() - 1;
  parts_.push_back({true, std::string(source_.substr(from, end - from)), inside});
  offset_ = lexer.offset();
  at_ = lexer.position();
  return {};
}

Result<std::vector<TemplatePart>, Problem> TemplateReader::whole() {
  while (offset_ < source_.size()) {
    const auto rest = source_.substr(offset_);
    if (rest.starts_with("$${")) {
      ++offset_;  // the first '$' is the escape
      ++at_.column;
      take_text(2);
    } else if (rest.starts_with("${")) {
      flush_text();
      if (auto done = take_part(); !done) return fail(done.error());
    } else {
      take_text(1);
    }
  }
  flush_text();
  return std::move(parts_);
}

Result<NodePtr, Problem> node_of(TemplatePart part) {
  if (!part.is_expression) return make_node(part.at, Literal{Val::text(std::move(part.text))});
  Lexer lexer(part.text, 0, part.at);
  std::vector<Token> tokens;
  do {
    auto token = lexer.next();
    if (!token) return fail(token.error());
    tokens.push_back(std::move(*token));
  } while (tokens.back().kind != Token::Kind::end);
  return parse(std::move(tokens));
}

}  // namespace

Result<std::vector<TemplatePart>, Problem> template_parts(std::string_view source) {
  if (auto fine = check_text(source); !fine) return fail(fine.error());
  return TemplateReader(source).whole();
}

Result<NodePtr, Problem> parse_template(std::string_view source) {
  auto parts = template_parts(source);
  if (!parts) return fail(std::move(parts.error()));
  Nodes nodes;
  for (TemplatePart& each : *parts) {
    auto node = node_of(std::move(each));
    if (!node) return fail(node.error());
    nodes.push_back(std::move(*node));
  }
  if (nodes.empty()) return make_node({}, Literal{Val::text({})});
  if (nodes.size() == 1) return std::move(nodes.front());
  return make_node({}, Concat{std::move(nodes)});
}

}  // namespace syncline::expr
