#pragma once
// resolve_conflict: a person decides what no rule could: which value of a field stands.

#include "engine/setup.h"
#include "store/store.h"

namespace syncline {

/// Who decides, and why: kept with the conflict, and with every write that follows.
struct Decider {
  std::string by, reason;
};
/// "crm's value, by eva: she asked them".
std::string told(const std::string& what, const Decider&);

/// One of these.
struct ConflictChoice {
  std::string take;            ///< a side: a slot, or "agreed"
  std::optional<Value> value;  ///< this value; null: empty
  bool leave = false;          ///< nothing changes: what was to be seen to is seen to
  /// Of a record that was deleted.
  bool create_again = false, end_others = false;
};

struct Resolved {
  Conflict conflict;
  std::string how;
  FieldValue value;                ///< that is agreed from now on; absent: none was to be chosen
  std::vector<NewEffect> effects;  ///< what is written because of it
};

/// `only_plan`: what would come of it; nothing is changed. Errors: not_found, conflict (closed already, or overtaken
/// again and again), validation (no such side, no such value, a choice that does not settle it, a record that the rules
/// do not create).
Result<Resolved, Error> resolve_conflict(Store&, const EngineSetup&, Instant now, ConflictId, const ConflictChoice&,
                                         const Decider&, bool only_plan);

/// Open conflicts that one choice may settle together.
struct ConflictClass {
  std::string entity, field;
  std::optional<ConflictKind> kind;
};
std::vector<ConflictId> conflicts_of(Reader&, const ConflictClass&);

}  // namespace syncline
