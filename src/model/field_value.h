#pragma once
// FieldValue: what a record shows in one canonical field. Only `value` and `empty` can change anything: a field hidden
// by a permission, or not delivered at all, must never wipe the other side.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/value.h"

namespace syncline {

enum class Presence : std::uint8_t { value, empty, absent, forbidden };
std::string_view name_of(Presence);

struct FieldValue {
  Presence presence = Presence::absent;
  Value value;  ///< null unless presence == value

  static FieldValue of(Value v) { return {Presence::value, std::move(v)}; }
  static FieldValue empty() { return {Presence::empty, {}}; }
  static FieldValue absent() { return {Presence::absent, {}}; }
  static FieldValue forbidden() { return {Presence::forbidden, {}}; }

  /// True for value and empty: it says something about the content.
  bool speaks() const { return presence == Presence::value || presence == Presence::empty; }
  friend bool operator==(const FieldValue&, const FieldValue&) = default;
};

/// For people and logs of decisions: the JSON of the value, or "(empty)", "(absent)", "(forbidden)".
std::string text_of(const FieldValue&);

}  // namespace syncline
