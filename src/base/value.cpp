#include "base/value.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace syncline {

constinit const Value null_value;

template <class T>
typename CopyOnWrite<T>::Block* CopyOnWrite<T>::make(T content) {
  return new Block(std::move(content));
}

template <class T>
void CopyOnWrite<T>::drop(Block* block) {
  delete block;
}

template class CopyOnWrite<List>;
template class CopyOnWrite<std::vector<Map::Entry>>;

namespace {

std::vector<const Map::Entry*> by_key(const Map& map) {
  std::vector<const Map::Entry*> entries;
  entries.reserve(map.size());
  for (const Map::Entry& entry : map) entries.push_back(&entry);
  std::ranges::sort(entries, {}, [](const Map::Entry* entry) -> const std::string& { return entry->first; });
  return entries;
}

}  // namespace

Map::Map(std::initializer_list<Entry> entries) {
  entries_.change().reserve(entries.size());
  for (const Entry& entry : entries) set(entry.first, entry.second);
}

Map Map::of(std::vector<Entry> entries) {
  Map map;
  map.entries_ = CopyOnWrite(std::move(entries));
  return map;
}

const Value* Map::find(std::string_view key) const {
  const auto found = std::ranges::find(entries_.get(), key, &Entry::first);
  return found == entries_.get().end() ? nullptr : &found->second;
}

Value* Map::find(std::string_view key) {
  if (!std::as_const(*this).find(key)) return nullptr;
  return &std::ranges::find(entries_.lend(), key, &Entry::first)->second;
}

Value& Map::operator[](std::string_view key) {
  if (Value* found = find(key)) return *found;
  return entries_.lend().emplace_back(std::string(key), Value()).second;
}

void Map::set(std::string_view key, Value value) {
  std::vector<Entry>& entries = entries_.change();
  const auto found = std::ranges::find(entries, key, &Entry::first);
  if (found == entries.end()) {
    entries.emplace_back(std::string(key), std::move(value));
  } else {
    found->second = std::move(value);
  }
}

void Map::append(std::string key, Value value) { entries_.change().emplace_back(std::move(key), std::move(value)); }

bool Map::erase(std::string_view key) {
  if (!std::as_const(*this).find(key)) return false;
  return std::erase_if(entries_.change(), [&](const Entry& entry) { return entry.first == key; }) > 0;
}

bool operator==(const Map& a, const Map& b) {
  if (a.size() != b.size()) return false;
  const std::vector<Map::Entry>&first = a.entries_.get(), &second = b.entries_.get();
  if (&first == &second) return true;
  if (std::ranges::equal(first, second, {}, &Map::Entry::first, &Map::Entry::first)) {
    return std::ranges::equal(first, second, {}, &Map::Entry::second, &Map::Entry::second);
  }
  const auto x = by_key(a), y = by_key(b);
  return std::ranges::equal(x, y, [](const Map::Entry* p, const Map::Entry* q) { return *p == *q; });
}

Decimal Value::as_decimal() const { return is_int() ? Decimal(as_int()) : std::get<Decimal>(state_); }

const Value& Value::operator[](std::string_view key) const {
  if (!is_map()) return null_value;
  const Value* found = as_map().find(key);
  return found ? *found : null_value;
}

const Value& Value::at(std::size_t index) const {
  if (!is_list() || index >= as_list().size()) return null_value;
  return as_list()[index];
}

const Value& Value::path(std::string_view dotted) const {
  const Value* here = this;
  while (!dotted.empty()) {
    const auto dot = dotted.find('.');
    const std::string_view step = dotted.substr(0, dot);
    dotted = dot == std::string_view::npos ? std::string_view() : dotted.substr(dot + 1);
    if (here->is_list()) {
      std::size_t index = 0;
      const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
      if (error != std::errc() || end != step.data() + step.size()) return null_value;
      here = &here->at(index);
    } else {
      here = &(*here)[step];
    }
  }
  return *here;
}

std::string Value::string_or(std::string_view other) const { return is_string() ? as_string() : std::string(other); }
std::int64_t Value::int_or(std::int64_t other) const { return is_int() ? as_int() : other; }
bool Value::bool_or(bool other) const { return is_bool() ? as_bool() : other; }

bool operator==(const Value& a, const Value& b) {
  if (a.is_number() && b.is_number()) {
    return a.is_int() && b.is_int() ? a.as_int() == b.as_int() : a.as_decimal() == b.as_decimal();
  }
  return a.state_ == b.state_;
}

std::string_view name_of(Value::Kind kind) {
  constexpr std::array<std::string_view, 7> names{"null", "boolean", "integer", "decimal", "string", "list", "map"};
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace syncline
