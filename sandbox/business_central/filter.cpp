#include "sandbox/business_central/filter.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "base/time.h"

namespace syncline::sandbox::business_central {
namespace {

/// Words, literals and brackets; texts keep their quotes.
std::vector<std::string> tokens_of(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == ' ') {
      ++i;
    } else if (text[i] == '(' || text[i] == ')' || text[i] == ',') {
      out.emplace_back(1, text[i++]);
    } else if (text[i] == '\'') {
      std::size_t end = i + 1;
      while (end < text.size() && (text[end] != '\'' || (end + 1 < text.size() && text[end + 1] == '\'')))
        end += text[end] == '\'' ? 2u : 1u;
      out.push_back(text.substr(i, end + 1 - i));
      i = end + 1;
    } else {
      const std::size_t end = std::min(text.find_first_of(" (),", i), text.size());
      out.push_back(text.substr(i, end - i));
      i = end;
    }
  }
  return out;
}

std::string unquoted(const std::string& token) {
  std::string out;
  for (std::size_t i = 1; i + 1 < token.size(); ++i) {
    out += token[i];
    if (token[i] == '\'') ++i;
  }
  return out;
}

/// The literal as the property's type has it; nothing when it is of another type.
std::optional<Value> literal_of(const Property& property, const std::string& token) {
  const bool quoted = token.size() >= 2 && token.front() == '\'' && token.back() == '\'';
  switch (property.type) {
    case EdmType::string: return quoted ? std::optional<Value>(unquoted(token)) : std::nullopt;
    case EdmType::guid: return is_guid(token) ? std::optional<Value>(to_lower(token)) : std::nullopt;
    case EdmType::boolean:
      return token == "true" || token == "false" ? std::optional<Value>(token == "true") : std::nullopt;
    case EdmType::date: return parse_date(token) ? std::optional<Value>(token) : std::nullopt;
    case EdmType::datetime: return parse_instant(token) ? std::optional<Value>(token) : std::nullopt;
    case EdmType::integer:
    case EdmType::decimal: {
      const auto number = Decimal::parse(token);
      return number ? std::optional<Value>(*number) : std::nullopt;
    }
    case EdmType::enumeration:
      for (const std::string& member : property.members) {
        if (quoted && (unquoted(token) == member || unquoted(token) == coded_name(member))) return Value(member);
      }
  }
  return std::nullopt;
}

class Parser {
 public:
  Parser(const EntityType& type, const std::string& text) : type_(type), text_(text), tokens_(tokens_of(text)) {}

  Done<Filter> read() {
    auto filter = either();
    if (filter && at_ != tokens_.size()) return wrong("Syntax error at '" + tokens_[at_] + "'");
    return filter;
  }

 private:
  Failure<Refusal> wrong(const std::string& why) const { return refused("BadRequest", why + " in '" + text_ + "'."); }
  std::string next() { return at_ < tokens_.size() ? tokens_[at_++] : std::string(); }
  bool take(const char* word) {
    if (at_ >= tokens_.size() || tokens_[at_] != word) return false;
    ++at_;
    return true;
  }

  Done<Filter> either() {
    const auto outer = std::exchange(fields_, {});
    auto left = both();
    while (left && take("or")) {
      auto right = both();
      if (!right) return right;
      if (fields_.size() > 1)
        return refused("BadRequest_MethodNotAllowed", "An OR over different fields is not supported.");
      left = Filter([a = *left, b = *right](const Look& look) { return a(look) || b(look); });
    }
    fields_.insert(outer.begin(), outer.end());
    return left;
  }

  Done<Filter> both() {
    auto left = one();
    while (left && take("and")) {
      auto right = one();
      if (!right) return right;
      left = Filter([a = *left, b = *right](const Look& look) { return a(look) && b(look); });
    }
    return left;
  }

  Done<Filter> one() {
    if (take("(")) {
      auto inner = either();
      if (inner && !take(")")) return wrong("A bracket is not closed");
      return inner;
    }
    const std::string name = next(), comparison = next(), token = next();
    const Property* property = type_.property(name);
    if (!property)
      return refused("BadRequest",
                     "Could not find a property named '" + name + "' on type 'Microsoft.NAV." + type_.name + "'.");
    static const std::set<std::string> known{"eq", "ne", "gt", "ge", "lt", "le"};
    if (!known.contains(comparison)) return wrong("Syntax error at '" + comparison + "'");
    const auto literal = literal_of(*property, token);
    if (!literal)
      return refused("BadRequest", "A binary operator with incompatible types was detected: '" + name + " " +
                                       comparison + " " + token + "'.");
    fields_.insert(name);
    return Filter([property, comparison, literal = *literal](const Look& look) {
      const int order = compare(*property, look(property->name), literal);
      return comparison == "eq"   ? order == 0
             : comparison == "ne" ? order != 0
             : comparison == "gt" ? order > 0
             : comparison == "ge" ? order >= 0
             : comparison == "lt" ? order < 0
                                  : order <= 0;
    });
  }

  const EntityType& type_;
  const std::string& text_;
  const std::vector<std::string> tokens_;
  std::size_t at_ = 0;
  std::set<std::string> fields_;  ///< of the or that is being read
};

}  // namespace

int compare(const Property& property, const Value& a, const Value& b) {
  if (property.type == EdmType::decimal || property.type == EdmType::integer) {
    const auto order = a.as_decimal() <=> b.as_decimal();
    return order < 0 ? -1 : order > 0 ? 1 : 0;
  }
  if (property.type == EdmType::datetime) {
    const auto x = parse_instant(a.string_or("")), y = parse_instant(b.string_or(""));
    return !x || !y || *x == *y ? 0 : *x < *y ? -1 : 1;
  }
  if (property.type == EdmType::boolean) return static_cast<int>(a.bool_or(false)) - static_cast<int>(b.bool_or(false));
  return a.string_or("").compare(b.string_or(""));
}

Done<Filter> read_filter(const EntityType& type, const std::string& text) { return Parser(type, text).read(); }

}  // namespace syncline::sandbox::business_central
