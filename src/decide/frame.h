#pragma once
// Frame: one decision in the making: what it was given, and the shadow that it works on. Private to decide/.

#include <set>
#include <string>
#include <vector>

#include "decide/decide.h"

namespace syncline {

struct Frame {
  const EntityPolicy& policy;
  const Link& link;  ///< as loaded
  const std::vector<Effect>& open;
  Instant as_of;
  std::string trace;
  const Observation* seen = nullptr;  ///< null when a link is decided again without a reading
  Decision out{};
  std::set<std::string> reverted{};     ///< fields that became work by what this very reading showed
  std::vector<std::string> notes{};     ///< why something was not done, for the event's reason
  std::vector<std::string> problems{};  ///< what should exist and does not, and why
  std::set<Slot> released{};            ///< sources that are followed no longer from this reading on
  std::map<Slot, Instant> again{};      ///< what was refused there may be tried once more, not before then
  EventId because{};                    ///< the event, where a link is decided again because of one
  bool blocked = false;                 ///< there is work, but a write of the same record is under way

  Shadow& shadow() { return out.shadow; }
  const Shadow& shadow() const { return out.shadow; }
};

/// One member's part in one field. `field` is null before its first contact.
struct Place {
  Member* member = nullptr;
  const SlotRule* slot = nullptr;
  const BindingField* bound = nullptr;
  MemberField* field = nullptr;
};

/// Where a field has a place in members that are no duplicates, in the policy's order of slots.
std::vector<Place> places(Frame&, const std::string& field);
std::vector<Place> live_places(Frame&, const std::string& field);

bool is_live(const Member&);
/// Was the base read where the field is bound now? A field that is bound to another place begins anew.
bool is_read_there(const BindingField&, const MemberField&);
/// What the member last showed, canonically, through the current binding. Absent before its first contact.
FieldValue shown_by(const SlotRule&, const std::string& field, const MemberField&);
FieldValue shown_by(const Place&, const std::string& field);

/// The first master that exists (a hidden one still does). Null: every member may write.
const Member* live_master(const EntityPolicy&, const Shadow&, const FieldRule&);
/// May this member's edits of the field become agreed?
bool may_write(const EntityPolicy&, const Shadow&, const FieldRule&, const Member&);
/// Has the member still to be brought to the agreed version?
bool is_pending(const Shadow&, const Place&, const std::string& field);
bool is_disputed(const Shadow&, const std::string& field);

/// agreed := value, version + 1. Members that show it already have confirmed it; the others become pending, except
/// those whose difference stands. A foreign edit that was kept so far is overruled, and named.
void agree(Frame&, const std::string& field, const FieldValue&, const Slot& by, const std::string& rule);
/// A new version of the same value, confirmed by all who had confirmed the last one: work for somebody, by a new key.
void renew(Frame&, const std::string& field);

void step(Frame&, const std::string& field, const Slot&, const std::string& rule, const FieldValue& before,
          const FieldValue& after);

/// Stops the field until a person decides; `message` is a sentence without values.
void dispute(Frame&, ConflictKind, const std::string& field, const std::string& message);
/// Who stands for the agreed value, for people: a slot, or the rule by which a person set it.
std::string origin_name(const AgreedField&);
/// Ends the field's dispute.
void settle_dispute(Frame&, const std::string& field);
NewConflict conflict_of(const Frame&, ConflictKind, const std::string& field, const std::string& message);

/// Stands for the vendor's state in the changes of a transition: before and after are native states.
inline const std::string state_change = "@state";

/// The version of this field that was refused by, or altered in, this slot: not written again. Nought: none.
std::uint32_t parked_version(const Shadow&, const Slot&, const std::string& field);
void park(Frame&, const Slot&, const std::string& field, std::uint32_t version);
void unpark(Frame&, const Slot&, const std::string& field);

}  // namespace syncline
