#pragma once
// Effect: one intended write on one record. The ledger of effects is also the journal: before, after, rule, cause.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/shadow.h"

namespace syncline {

enum class EffectOp : std::uint8_t { create, update, deactivate, remove, transition, append };
std::string_view name_of(EffectOp);

/// planned → sending → applied | rejected | unknown. `sending` is committed before the first byte leaves.
enum class EffectState : std::uint8_t {
  planned,
  waiting,  ///< for a parent, an approval, the end of a pause
  sending,
  unknown,  ///< may have happened: settled by probe or read, never retried blindly
  applied,
  rejected,    ///< refused, or altered by the vendor
  superseded,  ///< replaced before its first byte left, not wanted any more when it turned out that it did not happen,
               ///< or its precondition failed
};
std::string_view name_of(EffectState);
inline bool is_open(EffectState s) { return s < EffectState::applied; }
/// It may have happened at the vendor, or happen yet.
inline bool is_under_way(EffectState s) { return s == EffectState::sending || s == EffectState::unknown; }

struct FieldChange {
  Value before;               ///< vendor's form, as the base was when this was planned; what an undo would write
  FieldValue after;           ///< canonical
  std::uint32_t version = 0;  ///< of `agreed`; confirmed := version when applied
  std::string rule;
  friend bool operator==(const FieldChange&, const FieldChange&) = default;
};
using Changes = std::map<std::string, FieldChange>;

struct NewEffect {
  LinkId link;
  Slot slot;
  EffectOp op = EffectOp::update;
  RecordKey key;  ///< native is empty for a create
  /// Business key. Create: (link, slot, incarnation); update: (link, slot, field versions).
  std::string business_key;
  std::string precondition;  ///< version token of the base; empty when the kind is `read` or the vendor has none
  Changes changes;
  EventId cause;
  std::uint32_t hops = 0;
  std::string trace;
  Instant due_at;
  EffectState state = EffectState::planned;  ///< planned or waiting
  std::string reason;                        ///< of waiting
  LinkId waits_for;                          ///< parent link
};

struct Effect : NewEffect {
  EffectId id;
  BatchId batch;
  std::uint32_t attempt = 0;  ///< calls that were refused for now or left without an answer; being throttled is none
  /// Processes that ended while they were sending it, or looking what became of it. No attempts: nobody has refused it.
  std::uint32_t deaths = 0;
  std::int64_t epoch = 0;  ///< of the process that set it to sending
  Instant planned_at, done_at;
  Instant sent_at;  ///< handed out to be sent; of an unknown one: given up on. Its call may have left in between
  std::optional<Error> error;
  HoldId hold;          ///< that it is, or once was, under
  bool held = false;    ///< waits for the approval of `hold`
  bool paused = false;  ///< waits for the end of a pause of its entity or link
};

/// What became of one effect.
struct EffectOutcome {
  EffectId id;
  EffectState state = EffectState::applied;
  std::optional<Error> error;
  std::string native;  ///< of a create that was applied
  bool licensed =
      false;            ///< the caller holds the licence (sending or unknown); else it must still be planned or waiting
  Instant due_at;       ///< planned (retry) and unknown (settle): not before
  bool attempt = true;  ///< planned or unknown: a call was made in vain. False: it was only looked what became of one
  std::string reason;
};

}  // namespace syncline
