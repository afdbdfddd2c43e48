#include "sandbox/business_central/query.h"

#include <charconv>

#include "base/text.h"
#include "sandbox/business_central/filter.h"

namespace syncline::sandbox::business_central {
namespace {

/// At commas (or semicolons) outside of brackets and texts.
std::vector<std::string> pieces(const std::string& text, char separator) {
  std::vector<std::string> out(1);
  int depth = 0;
  bool quoted = false;
  for (const char c : text) {
    quoted = quoted != (c == '\'');
    if (!quoted) depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (c == separator && depth == 0 && !quoted)
      out.emplace_back();
    else
      out.back() += c;
  }
  return out;
}

Failure<Refusal> unknown(const std::string& name, const EntityType& type) {
  return refused("BadRequest",
                 "Could not find a property named '" + name + "' on type 'Microsoft.NAV." + type.name + "'.");
}

Done<Expand> read_expand(const EntityType& type, const std::string& text) {
  const std::size_t bracket = text.find('(');
  const std::string name = text.substr(0, bracket);
  const Navigation* navigation = type.navigation(name);
  if (!navigation) return unknown(name, type);
  Map options;
  if (bracket != std::string::npos) {
    if (!text.ends_with(')')) return refused("BadRequest", "A bracket is not closed in '" + text + "'.");
    for (const std::string& each : pieces(text.substr(bracket + 1, text.size() - bracket - 2), ';')) {
      const std::size_t equals = each.find('=');
      options.set(each.substr(0, equals), equals == std::string::npos ? "" : each.substr(equals + 1));
    }
  }
  auto query = read_query(*type_named(navigation->target), options);
  if (!query) return fail(query.error());
  return Expand{*navigation, std::move(*query)};
}

Done<Query::Order> read_order(const EntityType& type, const std::string& text) {
  const auto words = split(std::string(trim(text)), ' ');
  const Property* property = type.property(words[0]);
  if (!property) return unknown(words[0], type);
  const bool descending = words.size() > 1 && words[1] == "desc";
  if (words.size() > 2 || (words.size() == 2 && words[1] != "asc" && !descending))
    return refused("BadRequest", "Syntax error in '$orderby=" + text + "'.");
  return Query::Order{property, descending};
}

/// One option; the empty result: it is no option that is known here.
Done<bool> take_option(Query& query, const EntityType& type, const std::string& name, const std::string& text) {
  if (name == "$select") {
    for (const std::string& each : split(text, ',')) {
      if (!type.property(each)) return unknown(each, type);
      query.select.push_back(each);
    }
  } else if (name == "$expand") {
    for (const std::string& each : pieces(text, ',')) {
      auto expand = read_expand(type, each);
      if (!expand) return fail(expand.error());
      query.expand.push_back(std::move(*expand));
    }
  } else if (name == "$filter") {
    auto filter = read_filter(type, text);
    if (!filter) return fail(filter.error());
    query.filter = std::move(*filter);
  } else if (name == "$orderby") {
    for (const std::string& each : pieces(text, ',')) {
      auto order = read_order(type, each);
      if (!order) return fail(order.error());
      query.order.push_back(*order);
    }
  } else if (name == "$top") {
    std::from_chars(text.data(), text.data() + text.size(), query.top);
  } else if (name == "$count") {
    query.count = text == "true";
  } else if (name == "$skiptoken") {
    query.skip_token = text;
  } else if (name.starts_with('$')) {
    return refused("BadRequest", "The query parameter '" + name + "' is not supported.");
  }
  return true;
}

}  // namespace

Done<Query> read_query(const EntityType& type, const Map& options) {
  Query out;
  for (const auto& [name, value] : options) {
    const auto taken = take_option(out, type, name, value.string_or(""));
    if (!taken) return fail(taken.error());
  }
  return out;
}

}  // namespace syncline::sandbox::business_central
