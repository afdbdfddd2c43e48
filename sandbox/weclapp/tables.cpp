#include "sandbox/weclapp/tables.h"

#include <algorithm>
#include <charconv>

namespace syncline::sandbox::weclapp {
namespace {

bool refers_to(const Entity& entity, const Map& row, const std::string& target, const std::string& id) {
  return std::ranges::any_of(entity.properties, [&](const Property& each) {
    const Value* value = row.find(each.name);
    if (!value || value->is_null()) return false;
    if (each.kind == Kind::reference) return each.target == target && *value == Value(id);
    if (each.kind == Kind::ids)
      return each.target == target &&
             std::ranges::any_of(value->as_list(), [&](const Value& one) { return one["id"] == Value(id); });
    if (each.kind != Kind::entities) return false;
    return std::ranges::any_of(value->as_list(), [&](const Value& one) {
      return refers_to(*find_entity(each.target), one.as_map(), target, id);
    });
  });
}

}  // namespace

std::optional<Id> id_of(const Value& value) {
  if (value.is_int()) return value.as_int();
  const std::string text = value.string_or("");
  Id id = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), id);
  return problem == std::errc() && end == text.data() + text.size() ? std::optional(id) : std::nullopt;
}

void Tables::begin(Map& fields, Instant now) {
  fields.set("id", std::to_string(++last_id_));
  fields.set("version", "0");
  fields.set("createdDate", now.us / 1000);
  fields.set("lastModifiedDate", now.us / 1000);
}

void Tables::touch(Map& row, Instant now) {
  row.set("version", std::to_string(id_of(row["version"]).value_or(0) + 1));
  row.set("lastModifiedDate", std::max(row["lastModifiedDate"].int_or(0), now.us / 1000));
}

Map& Tables::add(const std::string& entity, Map fields, Instant now) {
  begin(fields, now);
  const Id id = last_id_;
  return rows_[entity].emplace(id, std::move(fields)).first->second;
}

Map* Tables::find(const std::string& entity, const std::string& id) {
  const auto rows = rows_.find(entity);
  const auto number = id_of(id);
  if (rows == rows_.end() || !number) return nullptr;
  const auto found = rows->second.find(*number);
  return found == rows->second.end() ? nullptr : &found->second;
}

const Map* Tables::find(const std::string& entity, const std::string& id) const {
  return const_cast<Tables*>(this)->find(entity, id);  // NOLINT: changes nothing
}

void Tables::remove(const std::string& entity, const std::string& id) { rows_[entity].erase(id_of(id).value_or(0)); }

const std::map<Id, Map>& Tables::rows(const std::string& entity) const {
  static const std::map<Id, Map> none;
  const auto found = rows_.find(entity);
  return found == rows_.end() ? none : found->second;
}

std::string Tables::find_by(const std::string& entity, const std::string& property, const Value& value) const {
  for (const auto& [id, row] : rows(entity)) {
    const Value* there = row.find(property);
    if (there && *there == value) return std::to_string(id);
  }
  return "";
}

std::string Tables::user_of(const std::string& entity, const std::string& id) const {
  for (const auto& [name, all] : rows_) {
    for (const auto& [other, row] : all) {
      if (name == entity && std::to_string(other) == id) continue;
      if (refers_to(*find_entity(name), row, entity, id)) return name + " " + std::to_string(other);
    }
  }
  return "";
}

std::string Tables::next_number(const std::string& prefix) {
  return prefix + std::to_string(1000 + ++sequences_[prefix]);
}

}  // namespace syncline::sandbox::weclapp
