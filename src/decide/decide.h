#pragma once
// decide: from what is agreed and what was read to what must be written. Pure: no I/O, no clock, no chance. The same
// inputs give the same decision, byte for byte. The table it implements is docs/decisions and docs/guides/merge.md.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "decide/policy.h"
#include "model/conflict.h"
#include "model/effect.h"
#include "model/event.h"
#include "model/shadow.h"

namespace syncline {

/// One reading, with what is known about how it came.
struct Observation {
  Reading reading;  ///< reference fields hold link ids already (or are absent while the parent is unlinked)
  Slot slot;
  EventId event;
  EventSource source = EventSource::poll;
  std::uint32_t hops = 0;  ///< effects before this reading; the one that it confirms is counted by the caller
  std::string trace;
  /// The effect that this reading is the read-back (or the settling read) of: its changes are what we intended. The
  /// write is taken as acknowledged unless the effect's state is `unknown`. It is not among the open effects.
  const Effect* confirming = nullptr;
  /// When we were told that there is something to read. None: when it was read.
  std::optional<Instant> told_at = {};
  /// When the vendor said that it has done what is confirmed. None: it never said so.
  Instant acknowledged_at = {};
  /// Reference fields whose parent has no link yet: field → native id, for the reason text.
  std::map<std::string, RecordKey> unlinked;
};

/// What an observation did to each field, for `trace`.
struct FieldStep {
  std::string field;
  Slot slot;
  std::string rule;  ///< "adopted", "edit", "foreign edit reverted", "concurrent: master crm", "echo", "stale" …
  FieldValue before, after;
};

struct Decision {
  Shadow shadow;
  std::vector<FieldStep> steps;
  std::vector<NewEffect> effects;  ///< one at most per slot; link is filled by the store
  std::vector<std::pair<EffectId, std::string>>
      superseded;  ///< open planned effects that are replaced or no longer needed
  std::vector<NewConflict> conflicts;
  std::vector<Settled> settled;  ///< conflicts that this ends
  EventState end = EventState::no_op;
  std::string reason;
  /// The reading may be stale in what it shows, or in what it does not show yet: the record is read again then,
  /// whatever it shows.
  std::optional<Instant> read_again_at;
  /// Written fields that the read-back shows neither as v nor as n(v).
  std::vector<std::string> altered;
  /// Records that count from now on and did not before: they are read again, as at first contact.
  std::vector<RecordKey> to_read;
};

/// Takes a reading into the link's shadow and plans the work that follows. `open` are the link's open effects.
Decision decide(const EntityPolicy&, const Link&, const Observation&, const std::vector<Effect>& open, Instant as_of);

/// Plans the work of a link as it stands (after an outcome, a change of rules, a new stage, a parent's link); `because`
/// of an event, where there is one.
Decision replan(const EntityPolicy&, const Link&, const std::vector<Effect>& open, Instant as_of,
                const std::string& trace, EventId because = {});

/// A person has decided a field: `value` is agreed from now on, whoever showed something else is written.
Decision resolve(const EntityPolicy&, const Link&, const std::string& field, const FieldValue& value,
                 const std::string& actor, const std::vector<Effect>& open, Instant as_of, const std::string& trace);

/// What becomes of a link of which one record is gone.
enum class AfterDelete : std::uint8_t { create_again, end_others };
/// A person has decided it: the record is made anew, as another incarnation, or the others end too. `gone` is a member
/// that is not live.
Decision resolve_delete(const EntityPolicy&, const Link&, const RecordKey& gone, AfterDelete, const std::string& actor,
                        const std::vector<Effect>& open, Instant as_of, const std::string& trace);

/// n for what a member shows against what is agreed.
bool shows(const SlotRule&, const std::string& field, const FieldValue& shown, const FieldValue& agreed);

}  // namespace syncline
