#pragma once
// From a stored number back to an enumeration. A number that is none is damage: it is never believed.

#include <optional>

#include "model/conflict_kind.h"
#include "model/effect.h"
#include "model/event.h"
#include "model/hold.h"
#include "model/shadow.h"

namespace syncline {

/// Each enumeration that is stored names its last value here; new ones go to the end.
template <class Enum>
inline constexpr Enum last_of{};
template <>
inline constexpr auto last_of<Presence> = Presence::forbidden;
template <>
inline constexpr auto last_of<RecordState> = RecordState::hidden;
template <>
inline constexpr auto last_of<Ending> = Ending::remove;
template <>
inline constexpr auto last_of<FilePart::State> = FilePart::State::refused;
template <>
inline constexpr auto last_of<EventSource> = EventSource::related;
template <>
inline constexpr auto last_of<Priority> = Priority::batch;
template <>
inline constexpr auto last_of<EventState> = EventState::dead_lettered;
template <>
inline constexpr auto last_of<EffectOp> = EffectOp::append;
template <>
inline constexpr auto last_of<EffectState> = EffectState::superseded;
template <>
inline constexpr auto last_of<ConflictKind> = ConflictKind::unsettled;
template <>
inline constexpr auto last_of<Stop::Kind> = Stop::Kind::pause;

template <class Enum>
std::optional<Enum> enum_from(std::int64_t number) {
  static_assert(static_cast<int>(last_of<Enum>) > 0, "name its last value above");
  if (number < 0 || number > static_cast<std::int64_t>(last_of<Enum>)) return std::nullopt;
  return static_cast<Enum>(number);
}

/// The words of one stored value, as its decoder meets them.
class StoredWords {
 public:
  /// `absent` stands for a default that was left out, and for what is no word.
  template <class Enum>
  Enum read(const Value& number, Enum absent) {
    const auto word = enum_from<Enum>(number.int_or(static_cast<std::int64_t>(absent)));
    all_known_ = all_known_ && word;
    return word.value_or(absent);
  }
  bool all_known() const { return all_known_; }

 private:
  bool all_known_ = true;
};

/// transient, store.damaged: what is stored is not what this program wrote.
Error damaged(std::string_view why);

}  // namespace syncline
