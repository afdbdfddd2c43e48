#include "sandbox/weclapp/query.h"

#include <algorithm>
#include <charconv>

#include "base/json.h"
#include "base/text.h"

namespace syncline::sandbox::weclapp {
namespace {

constexpr std::size_t most_rows = 1000, usual_rows = 100;

struct Condition {
  std::string path, op, value;
};

const Property* property_at(const Entity& entity, const std::string& path) {
  const std::size_t dot = path.find('.');
  const Property* found = entity.property(path.substr(0, dot));
  if (!found || dot == std::string::npos) return found;
  const Entity* target = find_entity(found->target);
  return target ? property_at(*target, path.substr(dot + 1)) : nullptr;
}

bool can_filter(const Entity& entity, const std::string& path) {
  if (path.starts_with("customAttribute"))
    return entity.property("customAttributes") && id_of(path.substr(15)).has_value();
  const Property* found = property_at(entity, path);
  return found && found->kind != Kind::ids && found->kind != Kind::entities && found->kind != Kind::values;
}

/// All values that stand there: through lists, and through the records that a list of ids names.
List values_at(const Tables& tables, const Entity& entity, const Map& row, const std::string& path) {
  if (path.starts_with("customAttribute") && path != "customAttributes") {
    const Value* all = row.find("customAttributes");
    for (const Value& each : all && all->is_list() ? all->as_list() : List{}) {
      if (each["attributeDefinitionId"] != Value(path.substr(15))) continue;
      for (const char* slot : {"stringValue", "numberValue", "booleanValue", "dateValue"}) {
        if (!each[slot].is_null()) return {each[slot]};
      }
    }
    return {};
  }
  const std::size_t dot = path.find('.');
  const Property* property = entity.property(path.substr(0, dot));
  const Value* there = row.find(path.substr(0, dot));
  if (!there || there->is_null()) return {};
  if (dot == std::string::npos) return {*there};
  List out;
  const std::string rest = path.substr(dot + 1);
  for (const Value& each : there->is_list() ? there->as_list() : List{}) {
    const Map* target = property->kind == Kind::ids ? tables.find(property->target, each["id"].string_or("")) : nullptr;
    if (property->kind == Kind::ids && !target) continue;
    const List below =
        values_at(tables, *find_entity(property->target), property->kind == Kind::ids ? *target : each.as_map(), rest);
    out.insert(out.end(), below.begin(), below.end());
  }
  return out;
}

std::string text_of(const Value& value) {
  if (value.is_bool()) return value.as_bool() ? "true" : "false";
  return value.is_number() ? value.as_decimal().text() : value.string_or("");
}

/// Ids, amounts and moments as numbers.
int compare(const std::string& a, const std::string& b) {
  const auto left = Decimal::parse(a), right = Decimal::parse(b);
  if (left && right) return *left < *right ? -1 : *right < *left ? 1 : 0;
  return a.compare(b);
}

bool fits(const Value& value, const Condition& wanted) {
  const std::string text = text_of(value);
  const int order = compare(text, wanted.value);
  if (wanted.op == "eq") return order == 0;
  if (wanted.op == "ne") return order != 0;
  if (wanted.op == "lt") return order < 0;
  if (wanted.op == "le") return order <= 0;
  if (wanted.op == "gt") return order > 0;
  if (wanted.op == "ge") return order >= 0;
  const auto list = parse_json(wanted.value);
  if (!list || !list->is_list()) return false;
  const bool among = std::ranges::any_of(list->as_list(), [&](const Value& each) { return text_of(each) == text; });
  return among == (wanted.op == "in");
}

bool holds(const Tables& tables, const Entity& entity, const Map& row, const Condition& wanted) {
  const List values = values_at(tables, entity, row, wanted.path);
  if (wanted.op == "null") return values.empty();
  if (wanted.op == "notnull") return !values.empty();
  return std::ranges::any_of(values, [&](const Value& each) { return fits(each, wanted); });
}

std::vector<Condition> conditions(const Entity& entity, const Parameters& parameters) {
  static const std::set<std::string> ops{"eq", "ne", "lt", "gt", "le", "ge", "null", "notnull", "in", "notin"};
  std::vector<Condition> out;
  for (const auto& [name, value] : parameters) {
    const std::size_t dash = name.rfind('-');
    if (dash == std::string::npos || !ops.contains(name.substr(dash + 1))) continue;
    const std::string path = name.substr(0, dash);
    if (can_filter(entity, path)) out.push_back({path, name.substr(dash + 1), value});
  }
  return out;
}

std::string parameter(const Parameters& all, std::string_view name) {
  const auto found = std::ranges::find(all, name, &std::pair<std::string, std::string>::first);
  return found == all.end() ? "" : found->second;
}

Result<std::size_t, Refusal> size_in(const Parameters& all, const char* name, std::size_t usual, std::size_t most) {
  const std::string text = parameter(all, name);
  if (text.empty()) return usual;
  const auto number = id_of(Value(text));
  if (!number || *number < 1 || static_cast<std::size_t>(*number) > most)
    return fail(invalid({{"range", name, std::string(name) + " is out of range"}}));
  return static_cast<std::size_t>(*number);
}

Result<void, Refusal> sort_rows(std::vector<const Map*>& rows, const Tables& tables, const Entity& entity,
                                const std::string& sort) {
  std::vector<std::string> keys = sort.empty() ? std::vector<std::string>{} : split(sort, ',');
  for (const std::string& key : keys) {
    const Property* found = property_at(entity, key.starts_with('-') ? key.substr(1) : key);
    if (!found || found->kind >= Kind::ids) return fail(Refusal{400, "validation", "unknown sort property " + key, {}});
  }
  std::ranges::stable_sort(rows, [&](const Map* a, const Map* b) {
    for (const std::string& key : keys) {
      const std::string path = key.starts_with('-') ? key.substr(1) : key;
      const auto one = [&](const Map* row) {
        const List values = values_at(tables, entity, *row, path);
        return values.empty() ? std::string() : text_of(values.front());
      };
      const int order = compare(one(a), one(b));
      if (order != 0) return (order < 0) != key.starts_with('-');
    }
    return false;
  });
  return {};
}

/// A list of ids whose records were asked for by a path shows them.
void show_at(const Tables& tables, const Entity& entity, const Map& row, const std::string& path, bool nulls,
             Map& out) {
  const std::size_t dot = path.find('.');
  const std::string name = path.substr(0, dot);
  const Value* there = row.find(name);
  if (!there || (there->is_null() && !nulls)) return;
  if (dot == std::string::npos || !there->is_list()) return out.set(name, *there);
  const Property& property = *entity.property(name);
  List items = out[name].is_list() ? out[name].as_list() : List(there->as_list().size(), Map{});
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Value& each = there->at(i);
    const Map* target =
        property.kind == Kind::ids ? tables.find(property.target, each["id"].string_or("")) : &each.as_map();
    if (target) show_at(tables, *find_entity(property.target), *target, path.substr(dot + 1), nulls, items[i].as_map());
  }
  out.set(name, std::move(items));
}

/// Every definition of the entity is listed, also those without a value.
Value all_attributes(const Tables& tables, const Entity& entity, const Value& stored) {
  List out;
  for (const auto& [id, definition] : tables.rows("customAttributeDefinition")) {
    const Value* of = definition.find("entities");
    if (!of || !of->is_list() || std::ranges::find(of->as_list(), Value(entity.name)) == of->as_list().end()) continue;
    Map row{{"attributeDefinitionId", std::to_string(id)}};
    for (const Value& each : stored.is_list() ? stored.as_list() : List{}) {
      if (each["attributeDefinitionId"] != row["attributeDefinitionId"]) continue;
      for (const auto& [name, value] : each.as_map()) {
        if (!value.is_null()) row.set(name, value);
      }
    }
    out.emplace_back(std::move(row));
  }
  return out;
}

}  // namespace

Map shown(const Tables& tables, const Entity& entity, const Map& row, bool nulls, const std::set<std::string>& hidden) {
  Map out;
  for (const Property& each : entity.properties) {
    if (hidden.contains(entity.name + "." + each.name)) continue;
    const Value* there = row.find(each.name);
    if (each.kind == Kind::values) {
      out.set(each.name, all_attributes(tables, entity, there ? *there : Value()));
    } else if (there && (nulls || !there->is_null())) {
      out.set(each.name, *there);
    }
  }
  return out;
}

Result<List, Refusal> query(const Tables& tables, const Entity& entity, const Parameters& parameters,
                            const std::set<std::string>& hidden) {
  const auto size = size_in(parameters, "pageSize", usual_rows, most_rows);
  const auto page = size_in(parameters, "page", 1, 1'000'000'000);
  if (!size || !page) return fail(size ? page.error() : size.error());
  const auto wanted = conditions(entity, parameters);
  std::vector<const Map*> rows;
  for (const auto& [id, row] : tables.rows(entity.name)) {
    if (std::ranges::all_of(wanted, [&](const Condition& each) { return holds(tables, entity, row, each); }))
      rows.push_back(&row);
  }
  if (auto done = sort_rows(rows, tables, entity, parameter(parameters, "sort")); !done) return fail(done.error());
  const std::string properties = parameter(parameters, "properties");
  const std::string serialize = parameter(parameters, "serializeNulls");
  const bool nulls =
      serialize == "true" || (serialize.empty() && std::ranges::count(parameters, "serializeNulls",
                                                                      &std::pair<std::string, std::string>::first) > 0);
  const std::vector<std::string> paths = properties.empty() ? std::vector<std::string>{} : split(properties, ',');
  for (const std::string& each : paths) {
    if (!property_at(entity, each)) return fail(Refusal{400, "validation", "unknown property " + each, {}});
  }
  List out;
  for (std::size_t i = (*page - 1) * *size; i < std::min(rows.size(), *page * *size); ++i) {
    const Map whole = shown(tables, entity, *rows[i], nulls, hidden);
    if (paths.empty()) {
      out.emplace_back(whole);
      continue;
    }
    Map some;
    for (const std::string& each : paths) show_at(tables, entity, whole, each, nulls, some);
    out.emplace_back(std::move(some));
  }
  return out;
}

Result<std::int64_t, Refusal> count(const Tables& tables, const Entity& entity, const Parameters& parameters) {
  const auto wanted = conditions(entity, parameters);
  std::int64_t out = 0;
  for (const auto& [id, row] : tables.rows(entity.name))
    out += std::ranges::all_of(wanted, [&](const Condition& each) { return holds(tables, entity, row, each); });
  return out;
}

}  // namespace syncline::sandbox::weclapp
