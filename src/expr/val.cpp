#include "expr/val.h"

#include "base/text.h"
#include "expr/operators.h"

namespace syncline::expr {

Val Val::borrow(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::null: return {};
    case Value::Kind::boolean: return boolean(value.as_bool());
    case Value::Kind::integer: return integer(value.as_int());
    case Value::Kind::decimal: return decimal(value.as_decimal());
    case Value::Kind::string: return borrow_text(value.as_string());
    case Value::Kind::list: return Val(State(std::in_place_index<7>, ListRef{&value, nullptr}));
    case Value::Kind::map: return Val(State(std::in_place_index<8>, MapRef{&value, nullptr}));
  }
  return {};
}

Val Val::text(std::string s) {
  auto owner = std::make_shared<const std::string>(std::move(s));
  std::string_view view = *owner;
  return Val(State(std::in_place_index<5>, Text{std::move(owner), view}));
}

Val Val::bytes(std::string s) {
  auto owner = std::make_shared<const std::string>(std::move(s));
  std::string_view view = *owner;
  return Val(State(std::in_place_index<6>, Bytes{{std::move(owner), view}}));
}

Val Val::list(Items items) {
  return Val(State(std::in_place_index<7>, ListRef{nullptr, std::make_shared<const Items>(std::move(items))}));
}

Val Val::map(Entries entries) {
  return Val(State(std::in_place_index<8>, MapRef{nullptr, std::make_shared<const Entries>(std::move(entries))}));
}

Val Val::optional_of(Val value) {
  return Val(State(std::in_place_index<15>, Optional{std::make_shared<const Val>(std::move(value))}));
}

Val Val::error(Problem problem) {
  return Val(State(std::in_place_index<14>, std::make_shared<const Problem>(std::move(problem))));
}

Val Val::error(std::string code, std::string message, std::string remedy) {
  return error(Problem{{0, 0}, std::move(code), std::move(message), std::move(remedy)});
}

Decimal Val::as_decimal() const {
  if (is(Kind::integer)) return Decimal(as_int());
  if (is(Kind::uint)) return Decimal::of(static_cast<Int128>(as_uint()), 0);
  return std::get<4>(state_);
}

const Value* Val::borrowed() const {
  if (const auto* list = std::get_if<ListRef>(&state_)) return list->borrowed;
  if (const auto* map = std::get_if<MapRef>(&state_)) return map->borrowed;
  return nullptr;
}

std::size_t Val::size() const {
  if (const auto* list = std::get_if<ListRef>(&state_))
    return list->borrowed ? list->borrowed->as_list().size() : list->owned->size();
  if (const auto* map = std::get_if<MapRef>(&state_))
    return map->borrowed ? map->borrowed->as_map().size() : map->owned->size();
  return 0;
}

Val Val::item(std::size_t index) const {
  const auto& list = std::get<ListRef>(state_);
  return list.borrowed ? borrow(list.borrowed->as_list()[index]) : (*list.owned)[index];
}

Val Val::key(std::size_t index) const {
  const auto& map = std::get<MapRef>(state_);
  if (map.owned) return (*map.owned)[index].first;
  return borrow_text((map.borrowed->as_map().begin() + static_cast<std::ptrdiff_t>(index))->first);
}

Val Val::value(std::size_t index) const {
  const auto& map = std::get<MapRef>(state_);
  if (map.owned) return (*map.owned)[index].second;
  return borrow((map.borrowed->as_map().begin() + static_cast<std::ptrdiff_t>(index))->second);
}

std::optional<Val> Val::find(std::string_view wanted) const {
  const auto& map = std::get<MapRef>(state_);
  if (map.borrowed) {
    const Value* found = map.borrowed->as_map().find(wanted);
    if (!found) return std::nullopt;
    return borrow(*found);
  }
  for (const auto& [key, value] : *map.owned) {
    if (key.is(Kind::string) && key.as_text() == wanted) return value;
  }
  return std::nullopt;
}

std::optional<Val> Val::find(const Val& wanted) const {
  if (wanted.is(Kind::string)) return find(wanted.as_text());
  const auto& map = std::get<MapRef>(state_);
  if (map.borrowed) return std::nullopt;
  for (const auto& [key, value] : *map.owned) {
    if (same_key(key, wanted)) return value;
  }
  return std::nullopt;
}

std::string_view name_of(Val::Kind kind) {
  static constexpr std::string_view names[] = {"null_type", "bool",   "int",   "uint",         "decimal",  "string",
                                               "bytes",     "list",   "map",   "timestamp",    "duration", "money",
                                               "type",      "object", "error", "optional_type"};
  return names[static_cast<std::size_t>(kind)];
}

std::optional<Val::Kind> kind_of(const Type& type) {
  using T = Type::Kind;
  using V = Val::Kind;
  static constexpr std::pair<T, V> pairs[] = {
      {T::null, V::null},       {T::boolean, V::boolean},     {T::integer, V::integer},   {T::uint, V::uint},
      {T::decimal, V::decimal}, {T::string, V::string},       {T::bytes, V::bytes},       {T::list, V::list},
      {T::map, V::map},         {T::timestamp, V::timestamp}, {T::duration, V::duration}, {T::money, V::money},
      {T::object, V::map},      {T::type, V::type},           {T::optional, V::optional}};
  for (auto [from, to] : pairs) {
    if (type.is(from)) return to;
  }
  return std::nullopt;
}

std::string text_of_duration(Duration duration) {
  auto whole = duration.us / 1'000'000;
  auto rest = duration.us % 1'000'000;
  std::string text = duration.us < 0 ? "-" : "";
  text += std::to_string(whole < 0 ? -whole : whole);
  if (rest != 0) {
    std::string fraction = std::to_string(rest < 0 ? -rest : rest);
    fraction.insert(0, 6 - fraction.size(), '0');
    fraction.erase(fraction.find_last_not_of('0') + 1);
    text += "." + fraction;
  }
  return text + "s";
}

std::optional<std::string> text_of(const Val& val) {
  switch (val.kind()) {
    case Val::Kind::boolean: return val.as_bool() ? "true" : "false";
    case Val::Kind::integer: return std::to_string(val.as_int());
    case Val::Kind::uint: return std::to_string(val.as_uint());
    case Val::Kind::decimal: return val.as_decimal().text();
    case Val::Kind::string: return std::string(val.as_text());
    case Val::Kind::timestamp: return to_iso(val.as_timestamp());
    case Val::Kind::duration: return text_of_duration(val.as_duration());
    case Val::Kind::money: return text_of(val.as_money());
    default: return std::nullopt;
  }
}

std::string shown(const Val& val) {
  if (val.is(Val::Kind::null)) return "null";
  if (val.is(Val::Kind::string)) {
    std::string_view text = val.as_text();
    return code_points(text) <= 40 ? '"' + std::string(text) + '"' : '"' + truncate(text.substr(0, 400), 40) + "…\"";
  }
  if (auto text = text_of(val)) return *text;
  return "a " + std::string(name_of(val.kind()));
}

}  // namespace syncline::expr
