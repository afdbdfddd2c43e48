#include "sandbox/tryton/domain.h"

#include <algorithm>
#include <array>

namespace syncline::sandbox::tryton {
namespace {

constexpr std::array<std::string_view, 14> comparisons{
    "=", "!=", "<", ">", "<=", ">=", "like", "not like", "ilike", "not ilike", "in", "not in", "where", "not where"};

bool is_clause(const Value& domain) {
  return domain.is_list() && domain.as_list().size() > 2 && domain.at(0).is_string() && domain.at(1).is_string() &&
         std::ranges::find(comparisons, domain.at(1).as_string()) != comparisons.end();
}

Domain clause(const Value& domain) {
  return {domain.at(0).as_string(), domain.at(1).as_string(), domain.at(2), false, {}};
}

/// What the server's search for clauses ends in when it walks into a text.
Failure<Refusal> endless() { return exception("maximum recursion depth exceeded in comparison"); }

}  // namespace

Answer<Domain> read_domain(const Value& domain) {
  if (domain.is_int() || domain.is_bool()) {
    return exception(std::string("'") + (domain.is_int() ? "int" : "bool") + "' object is not subscriptable");
  }
  if (!domain.is_list()) return endless();
  if (is_clause(domain)) return Domain{{}, {}, {}, false, {clause(domain)}};
  Domain read;
  const List& list = domain.as_list();
  std::size_t first = 0;
  if (!list.empty() && list[0].is_string()) {
    if (list[0].as_string() != "OR" && list[0].as_string() != "AND") return endless();
    read.any = list[0].as_string() == "OR";
    first = 1;
  }
  for (std::size_t i = first; i < list.size(); ++i) {
    if (is_clause(list[i])) {
      read.parts.push_back(clause(list[i]));
      continue;
    }
    Answer<Domain> part = read_domain(list[i]);
    if (!part) return part;
    if (part->any == read.any) {
      std::ranges::move(part->parts, std::back_inserter(read.parts));
    } else {
      read.parts.push_back(std::move(*part));
    }
  }
  return read;
}

Domain with_active_test(Domain domain) {
  bool asked = false;
  for (Domain& part : domain.parts) {
    if (part.field.empty()) {
      part = with_active_test(std::move(part));
    } else {
      asked = asked || part.field == "active";
    }
  }
  if (asked) return domain;
  Domain active{"active", "=", true, false, {}};
  if (domain.any) return {{}, {}, {}, false, {std::move(domain), std::move(active)}};
  domain.parts.push_back(std::move(active));
  return domain;
}

}  // namespace syncline::sandbox::tryton
