#pragma once
// Conflict: a decision that a person must take. Dead letter: an event or effect that needs repair.

#include <optional>
#include <string>
#include <vector>

#include "model/effect.h"
#include "model/event.h"

namespace syncline {

enum class ConflictKind : std::uint8_t {
  concurrent,     ///< several values for one field
  foreign_edit,   ///< edited where it may not be, policy `review`
  standing,       ///< different at first contact, policy `review`
  ambiguous,      ///< several records match
  similar,        ///< one record matches only approximately
  duplicate,      ///< a surplus record for a filled slot
  loop,           ///< a field that swings between two writers
  check,          ///< a computed field differs beyond tolerance
  edit_vs_delete,
  unsettled,      ///< an unknown outcome that nothing can answer
};
std::string_view name_of(ConflictKind);

struct NewConflict {
  ConflictKind kind = ConflictKind::concurrent;
  LinkId link;            ///< none for a match conflict of an unlinked record
  RecordKey record;
  std::string field;
  /// One entry for each side: slot (or candidate record) → value in words.
  std::vector<std::pair<std::string, FieldValue>> sides;
  std::string message;
  EventId event;
  EffectId effect;
};
struct Conflict : NewConflict {
  ConflictId id;
  Instant opened_at;
  std::optional<Instant> closed_at;
  std::string resolution;
};

struct NewDeadLetter {
  EventId event;
  EffectId effect;
  RecordKey record;
  Error error;
};
struct DeadLetter : NewDeadLetter {
  DeadLetterId id;
  Instant opened_at;
  std::optional<Instant> closed_at;
};

}  // namespace syncline
