// $filter of OData v2: comparisons and functions, joined by and, or and not.
#include <algorithm>
#include <optional>

#include "base/text.h"
#include "sandbox/sap_s4hana/query.h"
#include "sandbox/sap_s4hana/wire_value.h"

namespace syncline::sandbox::sap {
namespace {

/// Words, literals with their quotes and types, brackets and commas.
std::vector<std::string> tokens_of(const std::string& text) {
  std::vector<std::string> out;
  bool quoted = false, open = false;
  for (const char c : text) {
    const bool border = !quoted && (c == ' ' || c == '(' || c == ')' || c == ',');
    quoted = quoted != (c == '\'');
    if (border) {
      if (c != ' ') out.emplace_back(1, c);
      open = false;
    } else {
      if (!open) out.emplace_back();
      out.back() += c;
      open = true;
    }
  }
  return out;
}

bool holds(const std::string& comparison, int order) {
  return comparison == "eq"   ? order == 0
         : comparison == "ne" ? order != 0
         : comparison == "gt" ? order > 0
         : comparison == "ge" ? order >= 0
         : comparison == "lt" ? order < 0
                              : order <= 0;
}

class Parser {
 public:
  Parser(const EntityType& type, const std::string& text) : type_(type), text_(text), tokens_(tokens_of(text)) {}

  Done<Filter> read() {
    auto filter = either();
    if (filter && at_ != tokens_.size()) return wrong();
    return filter;
  }

 private:
  Failure<Refusal> wrong() const {
    return refused(400, "/IWBEP/CM_MGW_RT/028", "Invalid token detected in the filter '" + text_ + "'.");
  }
  std::string next() { return at_ < tokens_.size() ? tokens_[at_++] : std::string(); }
  bool take(std::string_view word) {
    if (at_ >= tokens_.size() || tokens_[at_] != word) return false;
    ++at_;
    return true;
  }

  Done<Filter> either() {
    auto left = both();
    while (left && take("or")) {
      auto right = both();
      if (!right) return right;
      left = Filter([a = *left, b = *right](const Look& look) { return a(look) || b(look); });
    }
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
    if (take("not")) {
      auto inner = one();
      if (!inner) return inner;
      return Filter([a = *inner](const Look& look) { return !a(look); });
    }
    if (take("(")) {
      auto inner = either();
      if (inner && !take(")")) return wrong();
      return inner;
    }
    for (const char* function : {"substringof", "startswith", "endswith"}) {
      if (take(function)) return text_function(function);
    }
    return comparison();
  }

  /// substringof('x',Name) eq true, startswith(Name,'x')
  Done<Filter> text_function(const std::string& function) {
    if (!take("(")) return wrong();
    std::string first = next();
    if (!take(",")) return wrong();
    std::string second = next();
    if (!take(")")) return wrong();
    if (function == "substringof") std::swap(first, second);
    const Property* property = type_.property(first);
    const auto wanted = property ? literal(*property, second) : std::nullopt;
    if (!wanted || !wanted->is_string()) return wrong();
    const bool yes = take("eq") ? next() == "true" : true;
    return Filter([=, text = wanted->as_string()](const Look& look) {
      const std::string value = look(*property).string_or("");
      const bool found = function == "startswith" ? value.starts_with(text)
                         : function == "endswith" ? value.ends_with(text)
                                                  : value.find(text) != std::string::npos;
      return found == yes;
    });
  }

  Done<Filter> comparison() {
    const std::string name = next(), comparison = next(), token = next();
    const Property* property = type_.property(name);
    if (!property)
      return refused(400, "/IWBEP/CM_MGW_RT/022", "Property " + name + " not found in type " + type_.set + "Type.");
    static const std::set<std::string> known{"eq", "ne", "gt", "ge", "lt", "le"};
    const auto value = token == "null" ? std::optional<Value>(Value()) : literal(*property, token);
    if (!known.contains(comparison) || !value) return wrong();
    return Filter([=, value = *value](const Look& look) {
      const Value there = look(*property);
      // With nothing only eq and ne are of use.
      if ((there.is_null() || value.is_null()) && comparison != "eq" && comparison != "ne") return false;
      return holds(comparison, compare(there, value));
    });
  }

  const EntityType& type_;
  const std::string& text_;
  const std::vector<std::string> tokens_;
  std::size_t at_ = 0;
};

}  // namespace

Done<Filter> read_filter(const EntityType& type, const std::string& text) { return Parser(type, text).read(); }

}  // namespace syncline::sandbox::sap
