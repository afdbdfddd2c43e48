#pragma once
// Value: what any record, configuration or message is made of. Numbers are int64 or exact decimals, never doubles;
// maps keep their insertion order and compare without it. A Value is plain data; to copy a list or a map is cheap,
// since copies share their content until one is changed.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/copy_on_write.h"
#include "base/decimal.h"

namespace syncline {

class Value;
using List = std::vector<Value>;

/// Insertion-ordered map with unique string keys. Linear lookup: records have tens of fields, not thousands.
class Map {
 public:
  using Entry = std::pair<std::string, Value>;
  Map() = default;
  Map(std::initializer_list<Entry> entries);
  /// Precondition: each key once.
  static Map of(std::vector<Entry> entries);

  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);
  bool contains(std::string_view key) const { return find(key) != nullptr; }
  /// Inserts null when absent.
  Value& operator[](std::string_view key);
  void set(std::string_view key, Value value);
  /// Precondition: `key` is absent. Spares the lookup of set().
  void append(std::string key, Value value);
  bool erase(std::string_view key);
  std::size_t size() const;
  bool empty() const;
  std::vector<Entry>::const_iterator begin() const;
  std::vector<Entry>::const_iterator end() const;
  std::vector<Entry>::iterator begin();
  std::vector<Entry>::iterator end();
  friend bool operator==(const Map& a, const Map& b);  // order does not matter

 private:
  CopyOnWrite<std::vector<Entry>> entries_;
};

class Value {
 public:
  enum class Kind : std::uint8_t { null, boolean, integer, decimal, string, list, map };

  Value() = default;
  Value(std::nullptr_t) {}                                // NOLINT: implicit by design, all of these
  Value(bool b) : state_(b) {}                            // NOLINT
  Value(int n) : state_(static_cast<std::int64_t>(n)) {}  // NOLINT
  Value(std::int64_t n) : state_(n) {}                    // NOLINT
  Value(Decimal d) : state_(d) {}                         // NOLINT
  Value(std::string s) : state_(std::move(s)) {}          // NOLINT
  Value(std::string_view s) : state_(std::string(s)) {}   // NOLINT
  Value(const char* s) : state_(std::string(s)) {}        // NOLINT
  Value(List l) : state_(SharedList(std::move(l))) {}     // NOLINT
  Value(Map m) : state_(std::move(m)) {}                  // NOLINT
  Value(double) = delete;

  Kind kind() const { return static_cast<Kind>(state_.index()); }
  bool is_null() const { return kind() == Kind::null; }
  bool is_bool() const { return kind() == Kind::boolean; }
  bool is_int() const { return kind() == Kind::integer; }
  bool is_decimal() const { return kind() == Kind::decimal; }
  bool is_number() const { return is_int() || is_decimal(); }
  bool is_string() const { return kind() == Kind::string; }
  bool is_list() const { return kind() == Kind::list; }
  bool is_map() const { return kind() == Kind::map; }

  /// Preconditions: the kind asked for (checked by assertion of std::get).
  bool as_bool() const { return std::get<bool>(state_); }
  std::int64_t as_int() const { return std::get<std::int64_t>(state_); }
  Decimal as_decimal() const;  ///< integer or decimal
  const std::string& as_string() const { return std::get<std::string>(state_); }
  const List& as_list() const { return std::get<SharedList>(state_).get(); }
  List& as_list() { return std::get<SharedList>(state_).lend(); }
  const Map& as_map() const { return std::get<Map>(state_); }
  Map& as_map() { return std::get<Map>(state_); }

  /// Null Value when this is no map or has no such key.
  const Value& operator[](std::string_view key) const;
  const Value& at(std::size_t index) const;  ///< null Value when out of range or no list
  /// "a.b.0.c" through maps and lists; null Value where the path ends early.
  const Value& path(std::string_view dotted) const;
  /// The string, or `other` when this is not a string.
  std::string string_or(std::string_view other) const;
  std::int64_t int_or(std::int64_t other) const;
  bool bool_or(bool other) const;

  /// Deep; 1 == 1.0 (integer and decimal compare by number); maps without order.
  friend bool operator==(const Value& a, const Value& b);

 private:
  using SharedList = CopyOnWrite<List>;
  std::variant<std::monostate, bool, std::int64_t, Decimal, std::string, SharedList, Map> state_;
};

// Below Value, because clang instantiates an Entry where these are defined.
inline std::size_t Map::size() const { return entries_.get().size(); }
inline bool Map::empty() const { return entries_.get().empty(); }
inline std::vector<Map::Entry>::const_iterator Map::begin() const { return entries_.get().begin(); }
inline std::vector<Map::Entry>::const_iterator Map::end() const { return entries_.get().end(); }
inline std::vector<Map::Entry>::iterator Map::begin() { return entries_.lend().begin(); }
inline std::vector<Map::Entry>::iterator Map::end() { return entries_.lend().end(); }

std::string_view name_of(Value::Kind);
extern const Value null_value;

}  // namespace syncline
