#include "sandbox/hubspot/tables.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "base/time.h"

namespace syncline::sandbox::hubspot {
namespace {

const LinkType& inverse(const LinkType& type) {
  return *find_link_type(object_named(type.to), object_named(type.from));
}

}  // namespace

std::string Row::operator[](std::string_view property) const {
  const Value* found = properties.find(property);
  return found ? found->string_or("") : std::string();
}

const std::map<Id, RowPtr>& Tables::of(const ObjectType& type) const {
  static const std::map<Id, RowPtr> none;
  const auto found = rows_.find(type.name);
  return found == rows_.end() ? none : found->second;
}

RowPtr Tables::find(const ObjectType& type, Id id) const {
  const auto& rows = of(type);
  const auto found = rows.find(id);
  return found == rows.end() ? nullptr : found->second;
}

RowPtr Tables::live(const ObjectType& type, Id id) const {
  RowPtr row = find(type, id);
  return row && !row->archived ? row : nullptr;
}

RowPtr Tables::by_value(const ObjectType& type, std::string_view property, const std::string& value) const {
  for (const auto& [_, row] : of(type)) {
    if (!row->archived && fold_case((*row)[property]) == fold_case(value)) return row;
  }
  return nullptr;
}

void Tables::put(const ObjectType& type, Row row) {
  const Id id = row.id;
  rows_[type.name][id] = std::make_shared<const Row>(std::move(row));
}

std::optional<Id> Tables::winner_of(const ObjectType& type, Id loser) const {
  const auto all = winners_.find(type.name);
  if (all == winners_.end()) return std::nullopt;
  const auto found = all->second.find(loser);
  return found == all->second.end() ? std::nullopt : std::optional(found->second);
}

void Tables::set_winner(const ObjectType& type, Id loser, Id winner) {
  auto& all = winners_[type.name];
  all[loser] = winner;
  for (auto& [_, other] : all) {
    if (other == loser) other = winner;
  }
}

const Links& Tables::links(const LinkType& type, Id from) const {
  static const Links none;
  const auto all = links_.find(type.plain);
  if (all == links_.end()) return none;
  const auto found = all->second.find(from);
  return found == all->second.end() ? none : found->second;
}

void Tables::link(const LinkType& type, Id from, Id to, bool primary) {
  const LinkType& back = inverse(type);
  if (type.from == "line_items" || type.to == "line_items") {
    const bool from_line = type.from == "line_items";
    const LinkType& of_line = from_line ? type : back;
    const Links known = links(of_line, from_line ? from : to);
    for (const auto& [deal, _] : known) unlink(of_line, from_line ? from : to, deal);
  }
  Links& mine = links_[type.plain][from];
  // To a company there is one primary link at most, from a company any number.
  const bool to_one = type.primary != 0 && type.to == "companies";
  const bool first =
      to_one && std::ranges::none_of(mine, [&](const auto& each) { return each.second.contains(type.primary); });
  if (to_one && primary) {
    for (auto& [other, types] : mine) {
      types.erase(type.primary);
      links_[back.plain][other][from].erase(back.primary);
    }
  }
  mine[to].insert(type.plain);
  links_[back.plain][to][from].insert(back.plain);
  if (type.primary != 0 && (primary || first)) {
    mine[to].insert(type.primary);
    links_[back.plain][to][from].insert(back.primary);
  }
}

void Tables::unlink(const LinkType& type, Id from, Id to) {
  links_[type.plain][from].erase(to);
  links_[inverse(type).plain][to].erase(from);
}

std::optional<Id> Tables::primary(const LinkType& type, Id from) const {
  for (const auto& [to, types] : links(type, from)) {
    if (types.contains(type.primary)) return to;
  }
  return std::nullopt;
}

RowPtr indexed(RowPtr row, Instant now) {
  while (row && row->indexed_from > now) row = row->before;
  return row;
}

std::string moment_text(Instant at) {
  std::string ms = std::to_string(at.us / 1000 % 1000);
  ms.insert(0, 3 - ms.size(), '0');
  return to_iso(at).substr(0, 19) + "." + ms + "Z";
}

Value shown_value(const Tables& tables, const ObjectType& type, const Row& row, const Property& property) {
  if (property.name == "hs_object_id") return std::to_string(row.id);
  if (property.name == type.stamp) return moment_text(row.modified);
  if (property.name == type.created) return moment_text(row.created);
  if (property.name == "hs_is_closed_won") return row["dealstage"] == "closedwon" ? "true" : "false";
  if (property.name == "associatedcompanyid") {
    const auto company = tables.primary(*find_link_type(type, object_named("companies")), row.id);
    return company ? Value(std::to_string(*company)) : Value();
  }
  const std::string stored = row[property.name];
  return stored.empty() ? Value() : Value(stored);
}

std::optional<Id> id_of(const Value& value) {
  if (value.is_int()) return value.as_int();
  const std::string text = value.string_or("");
  Id out = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

}  // namespace syncline::sandbox::hubspot
