#include "decide/lifecycle.h"

#include <algorithm>

namespace syncline {
namespace {

const std::string active_field = "active";

bool has_active_field(const EntityPolicy& policy) {
  const FieldRule* rule = policy.field(active_field);
  return rule && rule->scope == FieldScope::link;
}

bool was_ended_by(const Shadow& shadow, const Slot* slot) {
  const auto agreed = shadow.agreed.find(active_field);
  return agreed != shadow.agreed.end() && agreed->second.origin.rule == "gone" &&
         (!slot || agreed->second.origin.slot == *slot);
}

std::vector<Member*> other_live_members(Frame& fr, const Member& gone) {
  std::vector<Member*> others;
  for (Member& member : fr.shadow().members) {
    if (&member != &gone && is_live(member)) others.push_back(&member);
  }
  return others;
}

/// Fields whose edits elsewhere had not reached the record when it went.
std::vector<std::string> edits_on_their_way(Frame& fr, const Member& gone) {
  std::vector<std::string> fields;
  for (const FieldRule& rule : fr.policy.fields) {
    for (const Place& place : places(fr, rule.field)) {
      if (place.member != &gone || !place.slot->writable) continue;
      if (is_disputed(fr.shadow(), rule.field) || is_pending(fr.shadow(), place, rule.field))
        fields.push_back(rule.field);
    }
  }
  return fields;
}

void ask(Frame& fr, const Member& gone, const std::string& message) {
  NewConflict conflict = conflict_of(fr, ConflictKind::edit_vs_delete, "", message);
  conflict.record = gone.key;
  for (Member* member : other_live_members(fr, gone))
    conflict.sides.emplace_back(member->slot, FieldValue::of(member->key.native));
  fr.out.conflicts.push_back(std::move(conflict));
}

void end_others(Frame& fr, const Member& gone, Ending ending) {
  if (ending == Ending::deactivate && has_active_field(fr.policy)) {
    agree(fr, active_field, FieldValue::of(false), gone.slot, "gone");
    for (const Place& place : live_places(fr, active_field)) {
      if (place.field) place.field->standing = place.field->undone = false;
    }
    step(fr, active_field, gone.slot, "gone: the others are deactivated", FieldValue::absent(), FieldValue::of(false));
    return;
  }
  for (Member* member : other_live_members(fr, gone)) {
    member->ending = ending;
    step(fr, "", member->slot,
         "gone in " + gone.slot + (ending == Ending::remove ? ": to be removed" : ": to be deactivated"), {}, {});
  }
}

void follow_delete(Frame& fr, const Member& gone) {
  const OnDelete rule = fr.policy.on_delete;
  if (other_live_members(fr, gone).empty()) return;
  if (rule == OnDelete::deactivate || rule == OnDelete::remove) {
    const std::vector<std::string> edited = edits_on_their_way(fr, gone);
    if (edited.empty()) {
      end_others(fr, gone, rule == OnDelete::remove ? Ending::remove : Ending::deactivate);
      return;
    }
    step(fr, edited.front(), gone.slot, "edit against delete: the edit wins", {}, {});
    ask(fr, gone,
        text_of(gone.key) + " was deleted while an edit of " + edited.front() +
            " was on its way to it. The other records stay; delete them too, or create it again.");
  } else if (rule == OnDelete::review) {
    ask(fr, gone, text_of(gone.key) + " was deleted. Decide what becomes of the other records.");
  }
}

}  // namespace

void settle_delete(Frame& fr, Member& gone, AfterDelete what, const std::string& actor) {
  if (what == AfterDelete::end_others) {
    step(fr, "", gone.slot, "the others end too: review by " + actor, {}, {});
    end_others(fr, gone, fr.policy.on_delete == OnDelete::remove ? Ending::remove : Ending::deactivate);
    return;
  }
  gone.duplicate = true;  // its place is free for the next incarnation
  step(fr, "", gone.slot, "created again: review by " + actor, {}, {});
}

void end_of_record(Frame& fr, Member& member, bool only_follow) {
  const Reading& reading = fr.seen->reading;
  const bool was_there = member.state == RecordState::live || member.state == RecordState::hidden;
  const bool by_us =
      member.ending != Ending::none || (fr.seen->confirming && fr.seen->confirming->op == EffectOp::remove);
  member.state = reading.state;
  member.read_at = std::max(member.read_at, reading.read_at);
  member.version = reading.version;
  if (reading.stamp) member.stamp = reading.stamp;
  if (reading.state == RecordState::hidden) {
    fr.notes.push_back("hidden: it exists, but may not be read; nothing follows");
    return;
  }
  if (reading.state == RecordState::merged) {
    fr.out.merged_into = reading.merged_into;
    fr.notes.push_back("merged into " + reading.merged_into + ": the links are joined");
    return;
  }
  member.ending = Ending::none;
  fr.notes.push_back(by_us ? "gone, as we intended" : "gone");
  if (was_there && !by_us && !member.duplicate && !only_follow) follow_delete(fr, member);
}

void come_back(Frame& fr, Member& member) {
  fr.notes.push_back("undeleted: live again under the same id");
  for (Member& other : fr.shadow().members) other.ending = Ending::none;
  if (!was_ended_by(fr.shadow(), &member.slot)) return;
  const auto read = fr.seen->reading.fields.find(active_field);
  const bool says = read != fr.seen->reading.fields.end() && read->second.canonical.speaks();
  agree(fr, active_field, says ? read->second.canonical : FieldValue::of(true), member.slot, "undeleted");
  step(fr, active_field, member.slot, "undeleted", FieldValue::of(false), fr.shadow().agreed.at(active_field).value);
}

void edit_beats_ending(Frame& fr, const Member& edited) {
  bool planned = false;
  for (Member& member : fr.shadow().members) {
    planned |= member.ending != Ending::none;
    member.ending = Ending::none;
  }
  if (was_ended_by(fr.shadow(), nullptr)) {
    for (const Place& place : live_places(fr, active_field)) {
      if (place.member != &edited || !is_pending(fr.shadow(), place, active_field)) continue;
      agree(fr, active_field, shown_by(place, active_field), edited.slot, "edit against delete");
      planned = true;
    }
  }
  if (!planned) return;
  step(fr, "", edited.slot, "edit against delete: the edit wins", {}, {});
  ask(fr, edited,
      text_of(edited.key) +
          " was edited while its end was planned, because another record of it is gone. It stays; "
          "delete it, or create the other one again.");
}

}  // namespace syncline
