#include "expr/parser.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.h"
#include "expr/literal.h"

namespace syncline::expr {

namespace {

using Parsed = Result<NodePtr, Problem>;

struct Infix {
  std::string_view symbol;
  int power;
  BinaryOp op;
};
// Binding powers: 1 ?: (right), 2 ||, 3 &&, 4 relations, 5 sums, 6 products, 7 unary.
constexpr std::array<Infix, 12> infixes = {{{"==", 4, BinaryOp::equal},
                                            {"!=", 4, BinaryOp::not_equal},
                                            {"<", 4, BinaryOp::less},
                                            {"<=", 4, BinaryOp::less_equal},
                                            {">", 4, BinaryOp::greater},
                                            {">=", 4, BinaryOp::greater_equal},
                                            {"in", 4, BinaryOp::in},
                                            {"+", 5, BinaryOp::add},
                                            {"-", 5, BinaryOp::subtract},
                                            {"*", 6, BinaryOp::multiply},
                                            {"/", 6, BinaryOp::divide},
                                            {"%", 6, BinaryOp::modulo}}};
constexpr int relation_power = 4;
/// Brackets, signs and '?:' inside each other. Each level costs the parser ten frames, about 3 KB of stack.
constexpr int max_nesting = 50;

bool is_reserved(std::string_view word) {
  static constexpr std::array<std::string_view, 20> words = {
      "as",   "break",   "const",     "continue", "else", "for",  "function", "if", "import", "let",
      "loop", "package", "namespace", "return",   "var",  "void", "while",    "in", "true",   "false"};
  return word == "null" || std::ranges::find(words, word) != words.end();
}

Failure<Problem> syntax(Position at, std::string message, std::string remedy) {
  return fail(Problem{at, "expr.syntax", std::move(message), std::move(remedy)});
}

std::string shown(const Token& token) {
  if (token.kind == Token::Kind::end) return "the end";
  if (token.kind == Token::Kind::string || token.kind == Token::Kind::bytes) return "a string";
  return "'" + token.text + "'";
}

std::string hint(const Token& token) {
  if (token.kind != Token::Kind::identifier) return "";
  if (token.text == "and") return "write && for and";
  if (token.text == "or") return "write || for or";
  if (token.text == "not") return "write ! for not";
  if (token.text == "is") return "write == to compare";
  return "";
}

class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  Parsed whole() {
    auto root = expression();
    if (!root || peek().kind == Token::Kind::end) return root;
    std::string remedy = hint(peek());
    return syntax(peek().at, "the expression should end before " + shown(peek()),
                  remedy.empty() ? "an operator is missing, or a bracket or quote is one too many" : remedy);
  }

 private:
  /// One nesting level of the source; bounds the parser's own recursion as max_height bounds the tree's.
  struct Level {
    explicit Level(int& depth) : depth_(++depth) {}
    ~Level() { --depth_; }
    int& depth_;
  };

  const Token& peek() const { return tokens_[next_]; }
  Token take() { return tokens_[next_ + 1 < tokens_.size() ? next_++ : next_]; }
  bool accept(std::string_view symbol) {
    if (!peek().is(symbol)) return false;
    take();
    return true;
  }
  std::optional<Problem> expect(std::string_view symbol, std::string_view why) {
    if (accept(symbol)) return std::nullopt;
    std::string remedy = hint(peek());
    return Problem{peek().at, "expr.syntax",
                   "'" + std::string(symbol) + "' is expected " + std::string(why) + ", but here is " + shown(peek()),
                   remedy.empty() ? "close the bracket or put a comma between the parts" : remedy};
  }

  Parsed expression();
  Parsed disjunction() { return logical(false); }
  Parsed logical(bool all);
  Parsed binary(int power);
  Parsed unary();
  Parsed negative(Position at);
  Parsed member();
  Parsed primary();
  Parsed name(Token token, bool global);
  Parsed selected(NodePtr operand);
  Parsed indexed(NodePtr operand);
  Parsed called(Position at, std::string name, NodePtr receiver);
  Parsed list();
  Parsed map();
  /// Up to the closing bracket, which is taken.
  Result<void, Problem> arguments(Nodes& into);
  const Infix* infix(int power) const;

  std::vector<Token> tokens_;
  std::size_t next_ = 0;
  int depth_ = 0;
};

Parsed Parser::expression() {
  Level level(depth_);
  if (depth_ > max_nesting) {
    return fail(Problem{peek().at, "expr.too_deep",
                        "the expression is nested deeper than " + std::to_string(max_nesting) + " levels", "split it"});
  }
  auto condition = disjunction();
  if (!condition || !peek().is("?")) return condition;
  const auto at = take().at;
  auto then = disjunction();
  if (!then) return then;
  if (auto problem = expect(":", "between the two results of '?'")) return fail(*problem);
  auto otherwise = expression();
  if (!otherwise) return otherwise;
  return make_node(at, Conditional{std::move(*condition), std::move(*then), std::move(*otherwise)});
}

Parsed Parser::logical(bool all) {
  const std::string_view symbol = all ? "&&" : "||";
  auto first = all ? binary(relation_power) : logical(true);
  if (!first || !peek().is(symbol)) return first;
  const auto at = peek().at;
  Nodes operands;
  operands.push_back(std::move(*first));
  while (accept(symbol)) {
    auto operand = all ? binary(relation_power) : logical(true);
    if (!operand) return operand;
    operands.push_back(std::move(*operand));
  }
  return make_node(at, Logical{all, std::move(operands)});
}

const Infix* Parser::infix(int power) const {
  const bool word = peek().kind == Token::Kind::identifier && peek().text == "in";
  if (!word && peek().kind != Token::Kind::symbol) return nullptr;
  auto at = std::ranges::find_if(infixes, [&](const Infix& i) { return i.symbol == peek().text && i.power >= power; });
  return at == infixes.end() ? nullptr : &*at;
}

Parsed Parser::binary(int power) {
  auto left = unary();
  while (left) {
    const Infix* op = infix(power);
    if (!op) return left;
    const auto at = take().at;
    auto right = binary(op->power + 1);
    if (!right) return right;
    left = make_node(at, Binary{op->op, std::move(*left), std::move(*right)});
  }
  return left;
}

Parsed Parser::unary() {
  const auto at = peek().at;
  const bool minus = peek().is("-");
  if (!minus && !peek().is("!")) return member();
  take();
  if (minus && (peek().kind == Token::Kind::integer || peek().kind == Token::Kind::decimal)) return negative(at);
  Level level(depth_);
  if (depth_ > max_nesting)
    return fail(Problem{at, "expr.too_deep", "too many signs in a row", "split the expression"});
  auto operand = unary();
  if (!operand) return operand;
  return make_node(at, Unary{minus ? UnaryOp::negate : UnaryOp::invert, std::move(*operand)});
}

/// The sign belongs to the number, so that the least int can be written.
Parsed Parser::negative(Position at) {
  tokens_[next_].text.insert(0, "-");
  tokens_[next_].at = at;
  return member();
}

Parsed Parser::member() {
  auto node = primary();
  while (node) {
    if (peek().is(".")) {
      node = selected(std::move(*node));
    } else if (peek().is("[")) {
      node = indexed(std::move(*node));
    } else {
      return node;
    }
  }
  return node;
}

Parsed Parser::selected(NodePtr operand) {
  take();
  const bool optional = accept("?");
  Token field = take();
  const bool quoted = field.kind == Token::Kind::quoted_identifier;
  if (!quoted && field.kind != Token::Kind::identifier) {
    return syntax(field.at, "a field name is expected behind '.', but here is " + shown(field),
                  "write x.name or x[\"name\"]");
  }
  if (!quoted && !optional && peek().is("(")) return called(field.at, field.text, std::move(operand));
  if (!quoted && is_reserved(field.text) &&
      (field.text == "in" || field.text == "true" || field.text == "false" || field.text == "null")) {
    return syntax(field.at, "'" + field.text + "' cannot be a field name behind '.'",
                  "write x[\"" + field.text + "\"]");
  }
  return make_node(field.at, Select{std::move(operand), field.text, false, optional});
}

Parsed Parser::indexed(NodePtr operand) {
  const auto at = take().at;
  const bool optional = accept("?");
  auto key = expression();
  if (!key) return key;
  if (auto problem = expect("]", "behind the index")) return fail(*problem);
  return make_node(at, Index{std::move(operand), std::move(*key), optional});
}

Parsed Parser::called(Position at, std::string name, NodePtr receiver) {
  take();
  Call call{std::move(name), receiver != nullptr, {}, {}, {}};
  const auto* library = receiver ? std::get_if<Ident>(&receiver->form) : nullptr;
  if (library && library->name == "optional") {  // optional.of(x): a function of a library, not of a value
    call.name = "optional." + call.name;
    call.method = false;
    receiver.reset();
  }
  if (receiver) call.arguments.push_back(std::move(receiver));
  if (auto done = arguments(call.arguments); !done) return fail(done.error());
  auto macro = expand_macro(at, call);
  if (!macro || *macro) return macro;
  return make_node(at, std::move(call));
}

Result<void, Problem> Parser::arguments(Nodes& into) {
  if (accept(")")) return {};
  do {
    auto item = expression();
    if (!item) return fail(item.error());
    into.push_back(std::move(*item));
  } while (accept(","));
  if (auto problem = expect(")", "behind the last part")) return fail(*problem);
  return {};
}

Parsed Parser::primary() {
  const auto at = peek().at;
  if (accept("(")) {
    auto inner = expression();
    if (!inner) return inner;
    if (auto problem = expect(")", "here")) return fail(*problem);
    return inner;
  }
  if (peek().is("[")) return list();
  if (peek().is("{")) return map();
  const bool global = accept(".");
  if (global && peek().kind != Token::Kind::identifier) {
    return syntax(peek().at, "a name is expected behind '.', but here is " + shown(peek()),
                  "write a name or take the '.' away");
  }
  Token token = take();
  if (token.kind == Token::Kind::identifier) return name(std::move(token), global);
  if (token.kind == Token::Kind::symbol || token.kind == Token::Kind::end ||
      token.kind == Token::Kind::quoted_identifier) {
    return syntax(at, "a value is expected, but here is " + shown(token),
                  "write a name, a number, a string, a list or a bracket");
  }
  auto value = literal_of(token);
  if (!value) return fail(value.error());
  return make_node(at, Literal{std::move(*value)});
}

Parsed Parser::name(Token token, bool global) {
  if (token.text == "true" || token.text == "false")
    return make_node(token.at, Literal{Val::boolean(token.text == "true")});
  if (token.text == "null") return make_node(token.at, Literal{Val()});
  if (is_reserved(token.text)) {
    return syntax(token.at, "'" + token.text + "' is a reserved word",
                  "use another name; as a field it can be written x[\"" + token.text + "\"]");
  }
  if (peek().is("(")) return called(token.at, token.text, nullptr);
  return make_node(token.at, Ident{token.text, global});
}

Parsed Parser::list() {
  const auto at = take().at;
  ListLiteral list;
  while (!accept("]")) {
    list.optional.push_back(accept("?"));
    auto item = expression();
    if (!item) return item;
    list.items.push_back(std::move(*item));
    if (accept(",")) continue;
    if (auto problem = expect("]", "behind the last part")) return fail(*problem);
    break;
  }
  return make_node(at, std::move(list));
}

Parsed Parser::map() {
  const auto at = take().at;
  MapLiteral map;
  while (!accept("}")) {
    map.optional.push_back(accept("?"));
    auto key = expression();
    if (!key) return key;
    if (auto problem = expect(":", "between key and value")) return fail(*problem);
    auto value = expression();
    if (!value) return value;
    map.entries.emplace_back(std::move(*key), std::move(*value));
    if (accept(",")) continue;
    if (auto problem = expect("}", "behind the last entry")) return fail(*problem);
    break;
  }
  return make_node(at, std::move(map));
}

}  // namespace

Result<NodePtr, Problem> parse(std::vector<Token> tokens) { return Parser(std::move(tokens)).whole(); }

Result<void, Problem> check_text(std::string_view source) {
  constexpr std::size_t longest = 64 << 10;
  if (source.size() > longest) return syntax({1, 1}, "the text is longer than 64 KB", "split it");
  if (!is_valid_utf8(source)) return syntax({1, 1}, "the text is not valid UTF-8", "save the file as UTF-8");
  return {};
}

Result<NodePtr, Problem> parse(std::string_view source) {
  if (auto fine = check_text(source); !fine) return fail(fine.error());
  Lexer lexer(source);
  std::vector<Token> tokens;
  do {
    auto token = lexer.next();
    if (!token) return fail(token.error());
    tokens.push_back(std::move(*token));
  } while (tokens.back().kind != Token::Kind::end);
  return parse(std::move(tokens));
}

}  // namespace syncline::expr
