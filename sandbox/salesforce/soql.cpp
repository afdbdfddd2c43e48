#include "sandbox/salesforce/soql.h"

#include <algorithm>
#include <charconv>

#include "base/time.h"
#include "sandbox/salesforce/schema.h"
#include "sandbox/salesforce/soql_words.h"

namespace syncline::sandbox::salesforce {
namespace {

class Parser {
 public:
  Parser(std::string_view text, std::vector<Word> words) : text_(text), words_(std::move(words)) {}

  Answer<Query> whole() {
    auto query = select();
    if (query && now().kind != Word::Kind::end) return unexpected();
    return query;
  }

 private:
  using Kind = Word::Kind;

  const Word& now() const { return words_[at_]; }
  bool is(std::string_view word) const {
    return (now().kind == Kind::name || now().kind == Kind::sign) && same_name(now().text, word);
  }
  bool take(std::string_view word) {
    if (!is(word)) return false;
    ++at_;
    return true;
  }
  Failure<Refusal> unexpected() const { return malformed(text_, now().at, "unexpected token: '" + now().text + "'"); }
  Answer<std::string> name() {
    if (now().kind != Kind::name) return unexpected();
    return words_[at_++].text;
  }
  Answer<std::int64_t> number() {
    std::int64_t out = 0;
    const std::string& text = now().text;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (now().kind != Kind::number || error != std::errc() || end != text.data() + text.size()) return unexpected();
    ++at_;
    return out;
  }

  Answer<Query> select() {
    Query query;
    if (!take("SELECT")) return unexpected();
    do {
      if (auto done = selected(query); !done) return fail(done.error());
    } while (take(","));
    if (!take("FROM")) return unexpected();
    auto from = name();
    if (!from) return fail(from.error());
    query.from = std::move(*from);
    if (take("WHERE")) {
      auto where = conditions();
      if (!where) return fail(where.error());
      query.where = std::move(*where);
    }
    if (take("ORDER")) {
      if (auto done = order_by(query); !done) return fail(done.error());
    }
    for (auto [word, into] : {std::pair{"LIMIT", &query.limit}, {"OFFSET", &query.offset}}) {
      if (!take(word)) continue;
      auto count = number();
      if (!count) return fail(count.error());
      *into = *count;
    }
    return query;
  }

  Answer<void> selected(Query& query) {
    if (take("(")) {
      auto child = select();
      if (!child) return fail(child.error());
      query.children.push_back(std::move(*child));
      if (!take(")")) return unexpected();
      return {};
    }
    auto field = name();
    if (!field) return fail(field.error());
    if (same_name(*field, "COUNT") && take("(")) {
      if (!take(")")) return unexpected();
      query.count = true;
      return {};
    }
    query.fields.push_back(std::move(*field));
    return {};
  }

  Answer<void> order_by(Query& query) {
    if (!take("BY")) return unexpected();
    do {
      auto field = name();
      if (!field) return fail(field.error());
      const bool descending = take("DESC");
      if (!descending) take("ASC");
      if (take("NULLS") && !take("FIRST") && !take("LAST")) return unexpected();
      query.order.push_back({std::move(*field), descending});
    } while (take(","));
    return {};
  }

  /// AND and OR beside each other are refused: one of them needs parentheses.
  Answer<Condition> conditions() {
    auto first = condition();
    if (!first || (!is("AND") && !is("OR"))) return first;
    const bool all = is("AND");
    Condition joined{all ? Condition::Kind::all : Condition::Kind::any};
    joined.parts.push_back(std::move(*first));
    while (take(all ? "AND" : "OR")) {
      auto next = condition();
      if (!next) return next;
      joined.parts.push_back(std::move(*next));
    }
    if (is("AND") || is("OR")) return unexpected();
    return joined;
  }

  Answer<Condition> condition() {
    if (take("NOT")) {
      auto inner = condition();
      if (!inner) return inner;
      Condition out{Condition::Kind::none};
      out.parts.push_back(std::move(*inner));
      return out;
    }
    if (!take("(")) return comparison();
    auto inner = conditions();
    if (inner && !take(")")) return unexpected();
    return inner;
  }

  Answer<Condition> comparison() {
    Condition out;
    auto field = name();
    if (!field) return fail(field.error());
    out.field = std::move(*field);
    if (take("NOT")) {
      if (!take("IN")) return unexpected();
      out.op = "NOT IN";
    } else if (take("IN")) {
      out.op = "IN";
    } else if (take("LIKE")) {
      out.op = "LIKE";
    } else if (now().kind == Kind::sign &&
               std::string_view("= != <> < <= > >=").find(now().text) != std::string_view::npos) {
      out.op = now().text == "<>" ? "!=" : now().text;
      ++at_;
    } else {
      return unexpected();
    }
    const bool list = out.op.ends_with("IN");
    if (list && !take("(")) return unexpected();
    do {
      auto value = literal();
      if (!value) return fail(value.error());
      out.literals.push_back(std::move(*value));
    } while (list && take(","));
    if (list && !take(")")) return unexpected();
    return out;
  }

  Answer<Literal> literal() {
    const Word word = now();
    const auto taken = [&](Literal::Kind kind, Value value) {
      ++at_;
      return Literal{kind, std::move(value)};
    };
    if (word.kind == Kind::text) return taken(Literal::Kind::text, word.text);
    if (word.kind == Kind::number) {
      const auto number = Decimal::parse(word.text);
      return number ? Answer<Literal>(taken(Literal::Kind::number, *number)) : unexpected();
    }
    if (word.kind == Kind::moment) {
      if (const auto date = parse_date(word.text)) return taken(Literal::Kind::date, to_iso(*date));
      const auto moment = parse_instant(word.text);
      return moment ? Answer<Literal>(taken(Literal::Kind::moment, to_iso(*moment))) : unexpected();
    }
    if (is("null")) return taken(Literal::Kind::null, {});
    if (is("true") || is("false")) return taken(Literal::Kind::boolean, is("true"));
    return unexpected();
  }

  std::string_view text_;
  std::vector<Word> words_;
  std::size_t at_ = 0;
};

}  // namespace

Answer<Query> parse_soql(std::string_view text) {
  auto words = words_of(text);
  if (!words) return fail(words.error());
  return Parser(text, std::move(*words)).whole();
}

}  // namespace syncline::sandbox::salesforce
