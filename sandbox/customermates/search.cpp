#include "sandbox/customermates/search.h"

#include <algorithm>
#include <functional>
#include <set>

#include "base/hash.h"
#include "base/text.h"
#include "base/time.h"

namespace syncline::sandbox::customermates {
namespace {

using Test = std::function<bool(const Row&)>;

const std::set<std::string, std::less<>> one_value{"equals", "contains", "gt", "gte", "lt", "lte"};
const std::set<std::string, std::less<>> several{"in", "notIn", "between", "hasNone", "hasSome"};

bool is_well_formed(const Value& filter) {
  const std::string operation = filter["operator"].string_or("");
  if (!filter["field"].is_string()) return false;
  if (one_value.contains(operation)) return filter["value"].is_string();
  if (several.contains(operation)) return filter["value"].is_list();
  return operation == "isNull" || operation == "isNotNull" || operation == "inLastDays";
}

bool compared(std::int64_t there, const std::string& operation, const Value& wanted) {
  const auto moment = [](const Value& text) {
    const auto at = parse_instant(text.string_or(""), true);
    return at ? at->us / 1000 : 0;
  };
  if (operation == "between") return there >= moment(wanted.at(0)) && there <= moment(wanted.at(1));
  const std::int64_t other = moment(wanted);
  return operation == "gt"    ? there > other
         : operation == "gte" ? there >= other
         : operation == "lt"  ? there < other
                              : there <= other;
}

bool has(const List& ids, const std::vector<std::string>& of) {
  return std::ranges::any_of(ids, [&](const Value& id) { return std::ranges::find(of, id.string_or("")) != of.end(); });
}

/// Of a column: `stored` is null where there is no value.
bool column_holds(const std::string* stored, const std::string& operation, const Value& wanted) {
  if (operation == "isNull") return !stored;
  if (operation == "isNotNull") return stored != nullptr;
  if (operation == "equals") return stored && wanted == Value(*stored);
  if (operation == "contains")
    return stored && to_lower(*stored).find(to_lower(wanted.string_or(""))) != std::string::npos;
  const bool among =
      stored && wanted.is_list() && std::ranges::find(wanted.as_list(), Value(*stored)) != wanted.as_list().end();
  return operation == "notIn" ? !among : among;
}

/// Nothing: it does not know the field, or not this operator of it.
Test test_of(const Tables& tables, const Kind& kind, const Value& filter) {
  const std::string field = filter["field"].as_string(), operation = filter["operator"].as_string();
  const Value wanted = filter["value"];
  if (field == "updatedAt" || field == "createdAt") {
    if (!std::set<std::string>{"gt", "gte", "lt", "lte", "between"}.contains(operation)) return nullptr;
    return [=](const Row& row) {
      return compared((field == "updatedAt" ? row.updated : row.created).us / 1000, operation, wanted);
    };
  }
  if (const Column* column = kind.column(field)) {
    return [=](const Row& row) {
      const auto found = row.custom.find(column->id);
      return column_holds(found == row.custom.end() ? nullptr : &found->second, operation, wanted);
    };
  }
  for (const std::string& many : kind.linked) {
    if (field != kind_named(many).one + "Ids" || !wanted.is_list()) continue;
    const bool negated = operation == "notIn" || operation == "hasNone";
    return [&tables, many, wanted, negated](const Row& row) {
      return has(wanted.as_list(), tables.linked(row.id, many)) != negated;
    };
  }
  return nullptr;
}

/// What rows are put in order by; empty: nothing.
std::string sort_key(const Row& row, const std::string& field) {
  if (field == "updatedAt") return moment_text(row.updated);
  if (field == "createdAt") return moment_text(row.created);
  if (field == "name") return title_of(row);
  const auto found = row.custom.find(field);
  return found == row.custom.end() ? "" : found->second;
}

}  // namespace

std::string title_of(const Row& row) {
  const Value fields(row.fields);
  return fields["name"].string_or("") + fields["firstName"].string_or("") + fields["lastName"].string_or("");
}

Answer<Found> search(const Tables& tables, const Kind& kind, const Value& query) {
  std::vector<Test> tests;
  const Value& filters = query["filters"];
  for (std::size_t i = 0; filters.is_list() && i < filters.as_list().size(); ++i) {
    if (!is_well_formed(filters.at(i))) return fail(invalid("Invalid input", "filters[" + std::to_string(i) + "]"));
    if (Test test = test_of(tables, kind, filters.at(i))) tests.push_back(std::move(test));
  }
  const Value& pagination = query["pagination"];
  const std::int64_t size = pagination["pageSize"].int_or(pagination.is_null() ? 100 : 0);
  const std::int64_t page = pagination["page"].int_or(1);
  if (size != 5 && size != 10 && size != 25 && size != 100)
    return fail(invalid("Invalid input", "pagination.pageSize"));
  if (page < 1) return fail(invalid("Too small: expected number to be >=1", "pagination.page"));
  const std::string term = to_lower(query["searchTerm"].string_or(""));
  std::vector<const Row*> all;
  for (const auto& [_, row] : tables.of(kind)) {
    const bool fits = std::ranges::all_of(tests, [&](const Test& test) { return test(row); });
    if (fits && to_lower(title_of(row)).find(term) != std::string::npos) all.push_back(&row);
  }
  const bool asks_nothing = query.is_null() || (query.is_map() && query.as_map().empty());
  const std::string field = asks_nothing ? "name" : query["sortDescriptor"]["field"].string_or("");
  const bool down = query["sortDescriptor"]["direction"] == Value("desc");
  const std::string chance = "/" + std::to_string(page);  // equal ones come otherwise on each page
  std::ranges::sort(all, {}, [&](const Row* row) { return xxh3_64(row->id + chance); });
  std::ranges::stable_sort(all, [&](const Row* a, const Row* b) {
    return down ? sort_key(*a, field) > sort_key(*b, field) : sort_key(*a, field) < sort_key(*b, field);
  });
  Found out;
  const auto total = static_cast<std::int64_t>(all.size());
  for (std::int64_t i = (page - 1) * size; i < std::min(page * size, total); ++i)
    out.rows.push_back(all[static_cast<std::size_t>(i)]);
  out.pagination = {{"page", page}, {"pageSize", size}, {"total", total}, {"totalPages", (total + size - 1) / size}};
  return out;
}

}  // namespace syncline::sandbox::customermates
