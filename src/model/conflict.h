#pragma once
// Conflict: a decision that a person must take. Dead letter: an event or effect that needs repair.

#include <optional>
#include <string>
#include <vector>

#include "model/conflict_kind.h"
#include "model/effect.h"
#include "model/event.h"

namespace syncline {

/// Open conflicts of one link that are over.
struct Settled {
  ConflictKind kind = ConflictKind::concurrent;
  std::string field;
  RecordKey record = {};  ///< that they are about; what is empty in it may be anything
  friend bool operator==(const Settled&, const Settled&) = default;
};

struct NewConflict {
  ConflictKind kind = ConflictKind::concurrent;
  LinkId link;  ///< none for a match conflict of an unlinked record
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
