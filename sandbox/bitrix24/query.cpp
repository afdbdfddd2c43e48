#include "sandbox/bitrix24/query.h"

#include <algorithm>

#include "base/text.h"
#include "base/time.h"
#include "sandbox/bitrix24/tables.h"

namespace syncline::sandbox::bitrix24 {
namespace {

std::string plain(const Value& value) {
  if (value.is_bool()) return value.as_bool() ? "Y" : "N";
  if (value.is_number()) return value.as_decimal().text();
  return value.string_or("");
}

/// Numbers and moments by what they mean, texts as the database compares them: without case.
int compare(const Value& shown, const Value& given) {
  const auto order = [](const auto& a, const auto& b) { return a < b ? -1 : b < a ? 1 : 0; };
  const std::string a = plain(shown), b = plain(given);
  const auto x = Decimal::parse(a), y = Decimal::parse(b);
  if (x && y) return order(*x, *y);
  const auto from = parse_instant(a, true), to = parse_instant(b, true);
  if (from && to) return order(from->us, to->us);
  return order(fold_case(a), fold_case(b));
}

bool is_one_of(const Value& shown, const Value& given) {
  if (!given.is_list() && !given.is_map()) return compare(shown, given) == 0;
  List all = given.is_list() ? given.as_list() : List{};
  if (given.is_map())
    for (const auto& [_, each] : given.as_map()) all.push_back(each);
  return std::ranges::any_of(all, [&](const Value& each) { return compare(shown, each) == 0; });
}

struct Condition {
  std::string operation, field;
};

Condition condition_of(std::string_view key) {
  for (const char* each : {"!=%", "!%=", ">=", "<=", "!@", "!%", "!=", "=%", "%=", ">", "<", "@", "%", "=", "!"}) {
    if (key.starts_with(each)) return {each, std::string(key.substr(std::string_view(each).size()))};
  }
  return {"=", std::string(key)};
}

bool satisfies(const Value& shown, const std::string& operation, const Value& given) {
  if (operation == "=" || operation == "@") return is_one_of(shown, given);
  if (operation.starts_with("!") && operation.find('%') == std::string::npos) return !is_one_of(shown, given);
  if (operation.find('%') != std::string::npos) {
    const std::string text = fold_case(plain(shown));
    std::string part = fold_case(plain(given));
    const bool from_start = !part.starts_with('%') && operation.size() == 2;
    std::erase(part, '%');
    const bool holds = from_start ? text.starts_with(part) : text.find(part) != std::string::npos;
    return holds != operation.starts_with('!');
  }
  if (shown.is_null()) return false;
  const int order = compare(shown, given);
  if (operation == ">=") return order >= 0;
  if (operation == "<=") return order <= 0;
  return operation == ">" ? order > 0 : order < 0;
}

Answer<bool> matches(const Map& row, const Map& filter, bool lenient) {
  const Value* logic = filter.find("logic");
  const bool any = logic && to_lower(logic->string_or("")) == "or";
  bool all_hold = true, some_hold = false;
  for (const auto& [key, given] : filter) {
    if (key == "logic") continue;
    bool holds = false;
    if (given.is_map() && Decimal::parse(key)) {
      const auto nested = matches(row, given.as_map(), lenient);
      if (!nested) return nested;
      holds = *nested;
    } else {
      const Condition condition = condition_of(key);
      const Value* shown = row.find(condition.field);
      if (!shown && lenient) continue;
      if (!shown)
        return refuse("INVALID_ARG_VALUE", "Invalid filter: field '" + condition.field + "' is not allowed in filter");
      holds = satisfies(*shown, condition.operation, given);
    }
    all_hold &= holds;
    some_hold |= holds;
  }
  return any ? some_hold : all_hold;
}

bool comes_before(const Map& a, const Map& b, const Map& order) {
  for (const auto& [field, direction] : order) {
    const Value* x = a.find(field);
    const Value* y = b.find(field);
    if (!x || !y) continue;
    const int compared = compare(*x, *y);
    if (compared != 0) return (to_lower(direction.string_or("")) == "desc") != (compared < 0);
  }
  return false;
}

}  // namespace

Answer<Page> page_of(std::vector<Map> all, const Map& params, std::size_t page_size, bool lenient) {
  const auto map_of = [&](const char* name) {
    const Value* found = params.find(name);
    return found && found->is_map() ? found->as_map() : Map{};
  };
  const Map filter = map_of("filter"), order = map_of("order");
  std::vector<Map> rows;
  for (Map& each : all) {
    const auto holds = matches(each, filter, lenient);
    if (!holds) return fail(holds.error());
    if (*holds) rows.push_back(std::move(each));
  }
  std::ranges::stable_sort(rows, [&](const Map& a, const Map& b) { return comes_before(a, b, order); });
  const Value* given = params.find("start");
  const Id start = given ? id_of(*given) : 0;
  const std::size_t from = start < 0 ? 0 : static_cast<std::size_t>(start);
  Page out;
  for (std::size_t i = from; i < rows.size() && i < from + page_size; ++i) out.rows.emplace_back(std::move(rows[i]));
  if (start < 0) {
    out.total = 0;
    return out;
  }
  out.total = static_cast<std::int64_t>(rows.size());
  if (from + page_size < rows.size()) out.next = static_cast<std::int64_t>(from + page_size);
  return out;
}

}  // namespace syncline::sandbox::bitrix24
