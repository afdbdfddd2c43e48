#include "sandbox/odoo/domain.h"

#include <algorithm>
#include <functional>
#include <memory>

#include "base/text.h"
#include "sandbox/odoo/condition.h"

namespace syncline::sandbox::odoo {
namespace {

using Test = std::function<bool(std::int64_t id, const Map& row)>;

/// Reads one expression in prefix notation; `at` moves past it.
Outcome<Test> parse(const Environment& env, const Model& model, const List& terms, std::size_t& at) {
  if (at >= terms.size()) return fail(value_error("Domain() invalid: an operator without its operands"));
  const Value& term = terms[at++];
  if (term.is_string() && term.as_string() == "!") {
    auto inner = parse(env, model, terms, at);
    if (!inner) return inner;
    return Test([inner = *inner](std::int64_t id, const Map& row) { return !inner(id, row); });
  }
  if (term.is_string() && (term.as_string() == "&" || term.as_string() == "|")) {
    auto left = parse(env, model, terms, at);
    if (!left) return left;
    auto right = parse(env, model, terms, at);
    if (!right) return right;
    if (term.as_string() == "&")
      return Test([l = *left, r = *right](std::int64_t id, const Map& row) { return l(id, row) && r(id, row); });
    return Test([l = *left, r = *right](std::int64_t id, const Map& row) { return l(id, row) || r(id, row); });
  }
  if (!term.is_list() || term.as_list().size() != 3)
    return fail(value_error("Domain() invalid item in domain: " + repr(term)));
  if (term.at(0).is_int() && term.at(0) == term.at(2))  // [1, "=", 1] is always true
    return Test([](std::int64_t, const Map&) { return true; });
  if (term.at(0).is_int()) return Test([](std::int64_t, const Map&) { return false; });
  auto condition = Condition::of(env, model, term);
  if (!condition) return fail(condition.error());
  return Test(
      [&env, condition = *condition](std::int64_t id, const Map& row) { return condition.holds(env, id, row); });
}

Outcome<std::vector<Test>> parse_all(const Environment& env, const Model& model, const Value& domain) {
  if (!domain.is_list() && !domain.is_null() && !(domain.is_bool() && !domain.as_bool()))
    return fail(type_error("Domain() argument type is not supported: " + repr(domain)));
  std::vector<Test> tests;
  const List terms = domain.is_list() ? domain.as_list() : List{};
  for (std::size_t at = 0; at < terms.size();) {
    auto test = parse(env, model, terms, at);
    if (!test) return fail(test.error());
    tests.push_back(std::move(*test));
  }
  return tests;
}

bool names_active(const Value& domain) {
  return domain.is_list() && std::ranges::any_of(domain.as_list(), [](const Value& term) {
           return term.is_list() && term.at(0).string_or("") == "active";
         });
}

struct OrderTerm {
  const Field* field;
  bool descending;
};

Outcome<std::vector<OrderTerm>> order_of(const Environment& env, const Model& model, const std::string& order) {
  std::vector<OrderTerm> terms;
  for (const std::string& part : split(order, ',')) {
    const std::vector<std::string> words = split(squeeze(part), ' ');
    const std::string direction = words.size() > 1 ? to_lower(words[1]) : "asc";
    if (words[0].empty() || words.size() > 2 || (direction != "asc" && direction != "desc"))
      return fail(user_error("Invalid \"order\" specified (" + order +
                             "). A valid \"order\" specification is a comma-separated list of valid field names "
                             "(optionally followed by asc/desc for the direction)"));
    auto field = readable_field(env, model, words[0]);
    if (!field) return fail(field.error());
    terms.push_back({*field, direction == "desc"});
  }
  return terms;
}

/// As PostgreSQL does: what is empty comes last, or first when descending.
int compare(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return static_cast<int>(a.is_null()) - static_cast<int>(b.is_null());
  if (a.is_number() && b.is_number()) return a.as_decimal() < b.as_decimal() ? -1 : b.as_decimal() < a.as_decimal();
  if (a.is_bool() && b.is_bool()) return static_cast<int>(a.as_bool()) - static_cast<int>(b.as_bool());
  return a.string_or("").compare(b.string_or(""));
}

Value sort_key(const Environment& env, const Model& model, const OrderTerm& term, std::int64_t id, const Map& row) {
  const Value value = stored_value(env.tables, model, id, row, term.field->name);
  if (term.field->kind == FieldKind::boolean) return value.bool_or(false);
  if (term.field->kind == FieldKind::many2one && value.is_int())
    return display_name(env.tables, term.field->related, value.as_int());
  return value;
}

void sort_rows(const Environment& env, const Model& model, const std::vector<OrderTerm>& order,
               std::vector<std::int64_t>& ids) {
  std::vector<std::pair<List, std::int64_t>> keyed;
  for (const std::int64_t id : ids) {
    List keys;
    for (const OrderTerm& term : order)
      keys.push_back(sort_key(env, model, term, id, *env.tables.find(model.name, id)));
    keyed.emplace_back(std::move(keys), id);
  }
  std::ranges::stable_sort(keyed, [&](const auto& a, const auto& b) {
    for (std::size_t i = 0; i < order.size(); ++i) {
      const int way = compare(a.first[i], b.first[i]);
      if (way != 0) return order[i].descending ? way > 0 : way < 0;
    }
    return false;
  });
  for (std::size_t i = 0; i < ids.size(); ++i) ids[i] = keyed[i].second;
}

}  // namespace

Outcome<std::vector<std::int64_t>> search(const Environment& env, const Model& model, const Search& wanted) {
  const auto tests = parse_all(env, model, wanted.domain);
  if (!tests) return fail(tests.error());
  const auto order = order_of(env, model, wanted.order.empty() ? std::string(model.order) : wanted.order);
  if (!order) return fail(order.error());
  const bool hides_archived = env.active_test && model.field("active") && !names_active(wanted.domain);
  std::vector<std::int64_t> ids;
  for (const auto& [id, row] : env.tables.rows(model.name)) {
    if (hides_archived && !(*row).find("active")->bool_or(true)) continue;
    if (std::ranges::all_of(*tests, [&](const Test& test) { return test(id, *row); })) ids.push_back(id);
  }
  sort_rows(env, model, *order, ids);
  const std::size_t skipped =
      std::min<std::size_t>(static_cast<std::size_t>(std::max<std::int64_t>(wanted.offset, 0)), ids.size());
  ids.erase(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(skipped));
  if (wanted.limit && *wanted.limit >= 0 && ids.size() > static_cast<std::size_t>(*wanted.limit))
    ids.resize(static_cast<std::size_t>(*wanted.limit));
  return ids;
}

}  // namespace syncline::sandbox::odoo
