#include "sandbox/hubspot/search.h"

#include <algorithm>

#include "base/text.h"
#include "base/time.h"

namespace syncline::sandbox::hubspot {
namespace {

constexpr std::size_t most_groups = 5, most_filters = 6, most_in_all = 18, longest_body = 3000;
constexpr std::int64_t most_rows = 200, deepest = 10'000;

bool is_number(const Property& property) { return property.type == Type::number; }
bool is_moment(const Property& property) { return property.type == Type::datetime || property.type == Type::date; }

/// Comparable: numbers, moments as milliseconds.
std::optional<Decimal> as_number(const Property& property, const std::string& text) {
  if (is_moment(property)) {
    if (const auto at = parse_instant(text.size() == 10 ? text + "T00:00:00Z" : text, true))
      return Decimal::of(at->us / 1000, 0);
  }
  const auto number = Decimal::parse(text);
  return number ? std::optional(*number) : std::nullopt;
}

/// -1, 0, 1; nothing: they cannot be compared.
std::optional<int> compared(const Property& property, const std::string& a, const std::string& b) {
  if (is_number(property) || is_moment(property)) {
    const auto x = as_number(property, a), y = as_number(property, b);
    if (!x || !y) return std::nullopt;
    return *x < *y ? -1 : *y < *x ? 1 : 0;
  }
  return fold_case(a).compare(fold_case(b));
}

bool has_token(const std::string& text, const std::string& token) {
  for (const std::string& part : split(text, ';')) {
    for (const std::string& word : split(part, ' ')) {
      if (fold_case(word) == fold_case(token)) return true;
    }
  }
  return false;
}

bool is_one_of(const Property& property, const std::string& text, const Value& values) {
  return values.is_list() && std::ranges::any_of(values.as_list(), [&](const Value& each) {
           return compared(property, text, each.string_or("")) == 0;
         });
}

struct Filter {
  const Property* property = nullptr;
  std::string op;
  const Value* given = nullptr;

  bool holds(const std::string& text) const {
    const std::string value = (*given)["value"].string_or("");
    if (op == "HAS_PROPERTY") return !text.empty();
    if (op == "NOT_HAS_PROPERTY") return text.empty();
    if (op == "IN") return is_one_of(*property, text, (*given)["values"]);
    if (op == "NOT_IN") return !text.empty() && !is_one_of(*property, text, (*given)["values"]);
    if (op == "CONTAINS_TOKEN") return has_token(text, value);
    const auto order = text.empty() ? std::nullopt : compared(*property, text, value);
    if (op == "NEQ") return order && *order != 0;
    if (!order) return false;
    if (op == "EQ") return *order == 0;
    if (op == "LT") return *order < 0;
    if (op == "LTE") return *order <= 0;
    if (op == "GT") return *order > 0;
    if (op == "GTE") return *order >= 0;
    const auto high = compared(*property, text, (*given)["highValue"].string_or(""));
    return *order >= 0 && high && *high <= 0;  // BETWEEN
  }
};

using Groups = std::vector<std::vector<Filter>>;

Answer<Filter> filter_of(const ObjectType& type, const Value& given) {
  static const std::vector<std::string_view> operators{"EQ",
                                                       "NEQ",
                                                       "LT",
                                                       "LTE",
                                                       "GT",
                                                       "GTE",
                                                       "BETWEEN",
                                                       "IN",
                                                       "NOT_IN",
                                                       "HAS_PROPERTY",
                                                       "NOT_HAS_PROPERTY",
                                                       "CONTAINS_TOKEN"};
  Filter out{type.property(given["propertyName"].string_or("")), given["operator"].string_or(""), &given};
  if (!out.property)
    return invalid("There was a problem with the request. No property found with name: " +
                   given["propertyName"].string_or(""));
  if (std::ranges::find(operators, out.op) == operators.end())
    return invalid("Invalid input JSON: Cannot deserialize value of type Operator from \"" + out.op + "\"");
  if ((is_moment(*out.property) || is_number(*out.property)) && given["value"].is_string() &&
      !as_number(*out.property, given["value"].as_string()))
    return invalid("Invalid value for property " + given["propertyName"].string_or(""));
  return out;
}

Answer<Groups> groups_of(const ObjectType& type, const Value& body) {
  Groups out;
  std::size_t all = 0;
  const Value& groups = body["filterGroups"];
  for (const Value& group : groups.is_list() ? groups.as_list() : List{}) {
    auto& filters = out.emplace_back();
    if (!group["filters"].is_list()) return invalid("Invalid input JSON: filters are missing");
    for (const Value& each : group["filters"].as_list()) {
      auto filter = filter_of(type, each);
      if (!filter) return fail(filter.error());
      filters.push_back(*filter);
    }
    all += filters.size();
    if (filters.size() > most_filters) return invalid("You can use at most 6 filters in a group");
  }
  if (out.size() > most_groups || all > most_in_all) return invalid("Too many filter groups or filters");
  return out;
}

}  // namespace

Answer<SearchResult> search(const Tables& tables, const ObjectType& type, const Value& body, std::size_t body_size,
                            Instant now) {
  if (!body.is_map()) return invalid("Invalid input JSON");
  if (body_size > longest_body) return invalid("The request body is longer than 3000 characters");
  const std::int64_t limit = body["limit"].int_or(10);
  const auto after = body["after"].is_null() ? std::optional<Id>(0) : id_of(body["after"]);
  if (limit < 1 || limit > most_rows) return invalid("Page size must be between 1 and 200");
  if (!after || *after < 0) return invalid("Invalid paging token");
  if (*after + limit > deepest) return invalid("The total number of results you can page through is 10000");
  const Value& sorts = body["sorts"];
  if (sorts.is_list() && sorts.as_list().size() > 1) return invalid("Only one sort is allowed");
  const auto groups = groups_of(type, body);
  if (!groups) return fail(groups.error());
  std::vector<RowPtr> found;
  for (const auto& [_, current] : tables.of(type)) {
    const RowPtr row = indexed(current, now);
    if (!row || row->archived) continue;
    const auto fits = [&](const std::vector<Filter>& group) {
      return std::ranges::all_of(group, [&](const Filter& each) {
        return each.holds(shown_value(tables, type, *row, *each.property).string_or(""));
      });
    };
    if (groups->empty() || std::ranges::any_of(*groups, fits)) found.push_back(row);
  }
  if (sorts.is_list() && !sorts.as_list().empty()) {
    const Value& sort = sorts.at(0);
    const Property* by = type.property(sort.is_map() ? sort["propertyName"].string_or("") : sort.string_or(""));
    if (!by) return invalid("There was a problem with the request. The sort property does not exist");
    const bool down = sort["direction"].string_or("") == "DESCENDING";
    std::ranges::stable_sort(found, [&](const RowPtr& a, const RowPtr& b) {
      const int order = compared(*by, shown_value(tables, type, *a, *by).string_or(""),
                                 shown_value(tables, type, *b, *by).string_or(""))
                            .value_or(0);
      return down ? order > 0 : order < 0;
    });
  }
  SearchResult out;
  out.total = found.size();
  const auto begin = std::min(static_cast<std::size_t>(*after), found.size());
  const auto end = std::min(begin + static_cast<std::size_t>(limit), found.size());
  out.rows.assign(found.begin() + static_cast<std::ptrdiff_t>(begin), found.begin() + static_cast<std::ptrdiff_t>(end));
  if (end < found.size()) out.next = std::to_string(end);
  return out;
}

}  // namespace syncline::sandbox::hubspot
