#include "decide/lifecycle.h"

#include <algorithm>

#include "base/mutant.h"
#include "decide/absorb.h"
#include "decide/surplus.h"

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
  if (mutant("delete-beats-edit")) return fields;
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

/// The first one; empty: what the others show is known.
std::string withheld_elsewhere(Frame& fr, const Member& gone) {
  for (const Member* member : other_live_members(fr, gone)) {
    if (const auto fields = withheld_in(fr, *member); !fields.empty())
      return "the field " + fields.front() + " of " + text_of(member->key);
  }
  return "";
}

/// What was planned for all, and for the field that stands for it. False: nothing was.
bool take_back_ending(Frame& fr, const Member& stays) {
  bool planned = false;
  for (Member& member : fr.shadow().members) {
    planned |= member.ending != Ending::none;
    member.ending = Ending::none;
  }
  if (!was_ended_by(fr.shadow(), nullptr)) return planned;
  for (const Place& place : live_places(fr, active_field)) {
    if (place.member != &stays || !is_pending(fr.shadow(), place, active_field)) continue;
    agree(fr, active_field, shown_by(place, active_field), stays.slot, "edit against delete");
    planned = true;
  }
  return planned;
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

void follow_delete(Frame& fr, Member& gone) {
  const OnDelete rule = fr.policy.on_delete;
  if (Member* left = only_surplus(fr.shadow(), gone.slot)) {
    take_place(fr, gone, *left);
    return;
  }
  if (other_live_members(fr, gone).empty()) return;
  if (rule == OnDelete::deactivate || rule == OnDelete::remove) {
    const std::vector<std::string> edited = edits_on_their_way(fr, gone);
    const std::string withheld = withheld_elsewhere(fr, gone);
    if (edited.empty() && !withheld.empty()) {
      step(fr, "", gone.slot, "gone; the others stay, one of them is not seen whole", {}, {});
      ask(fr, gone,
          text_of(gone.key) + " was deleted, but " + withheld +
              " is not shown to us any more: an edit of it would end unseen. The other records stay; delete them too, "
              "or create it again.");
      return;
    }
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

/// Merged away by the vendor. Nothing ends with it: what it was is the survivor's now.
void give_way(Frame& fr, Member& member, bool may_ask) {
  RecordKey key = member.key;
  key.native = fr.seen->reading.merged_into;
  fr.notes.push_back("merged into " + key.native);
  Member* survivor = fr.shadow().member(key);
  if (survivor && is_there(*survivor)) {
    if (survivor->duplicate && !member.duplicate) take_place(fr, member, *survivor);
    member.duplicate = true;
    return;
  }
  if (!may_ask || member.duplicate || other_live_members(fr, member).empty()) return;
  ask(fr, member,
      text_of(member.key) + " was merged into " + key.native +
          ", which is not there. Decide what becomes of the other records.");
}

/// Another one may have taken its place meanwhile.
void come_back_beside(Frame& fr, Member& member) {
  Member* counts = fr.shadow().member(member.slot);
  if (counts && is_there(*counts)) {
    fr.notes.push_back("back under the same id, beside " + text_of(counts->key));
    member.state = RecordState::live;
    fr.out.conflicts.push_back(surplus_question(fr.link.id, *counts, member));
    return;
  }
  fr.notes.push_back("back under the same id");
  if (counts) counts->duplicate = true;
  member = unread(member);
  member.duplicate = false;
}

}  // namespace

std::vector<std::string> withheld_in(const Frame& fr, const Member& member) {
  std::vector<std::string> fields;
  if (mutant("ended-half-seen") || member.duplicate || member.state != RecordState::live) return fields;
  for (const FieldRule& rule : fr.policy.fields) {
    const auto field = member.fields.find(rule.field);
    const bool was_shown = field != member.fields.end() &&
                           (field->second.presence == Presence::value || field->second.presence == Presence::empty);
    if (rule.scope == FieldScope::link && was_shown && field->second.unseen) fields.push_back(rule.field);
  }
  return fields;
}

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
  raise_stamp(member, reading);
  if (reading.state == RecordState::hidden) {
    fr.notes.push_back("hidden: it exists, but may not be read; nothing follows");
    return;
  }
  member.ending = Ending::none;
  if (reading.state == RecordState::merged && !mutant("merge-read-as-delete")) {
    give_way(fr, member, was_there && !only_follow);
  } else {
    const bool is_derived = fr.policy.slot(member.slot)->source == Source::derived;
    fr.notes.push_back(is_derived ? "not asked for any more" : by_us ? "gone, as we intended" : "gone");
    if (was_there && !by_us && !member.duplicate && !only_follow) follow_delete(fr, member);
  }
  settle_surplus(fr);
}

void end_what_came_late(Frame& fr, const Member& made) {
  if (!other_live_members(fr, made).empty()) return;
  for (Member& member : fr.shadow().members) {
    if (member.state != RecordState::gone || member.duplicate) continue;
    follow_delete(fr, member);
    return;
  }
}

void come_back(Frame& fr, Member& member) {
  if (member.duplicate) {
    come_back_beside(fr, member);
    return;
  }
  const bool is_derived = fr.policy.slot(member.slot)->source == Source::derived;
  fr.notes.push_back(is_derived ? "asked for again" : "undeleted: live again under the same id");
  for (Member& other : fr.shadow().members) other.ending = Ending::none;
  if (!was_ended_by(fr.shadow(), &member.slot)) return;
  const auto read = fr.seen->reading.fields.find(active_field);
  const bool says = read != fr.seen->reading.fields.end() && read->second.canonical.speaks();
  agree(fr, active_field, says ? read->second.canonical : FieldValue::of(true), member.slot, "undeleted");
  step(fr, active_field, member.slot, "undeleted", FieldValue::of(false), fr.shadow().agreed.at(active_field).value);
}

void edit_beats_ending(Frame& fr, const Member& edited) {
  if (!take_back_ending(fr, edited)) return;
  step(fr, "", edited.slot, "edit against delete: the edit wins", {}, {});
  ask(fr, edited,
      text_of(edited.key) +
          " was edited while its end was planned, because another record of it is gone. It stays; "
          "delete it, or create the other one again.");
}

void withheld_stops_ending(Frame& fr, const Member& member, const std::vector<std::string>& before) {
  const std::vector<std::string> now = withheld_in(fr, member);
  const auto lost =
      std::ranges::find_if(now, [&](const auto& field) { return std::ranges::count(before, field) == 0; });
  if (lost == now.end() || !take_back_ending(fr, member)) return;
  step(fr, *lost, member.slot, "not shown any more: its end waits for a person", {}, {});
  ask(fr, member,
      "The field " + *lost + " of " + text_of(member.key) +
          " is not shown to us any more, and its end was planned, because another record of it is gone: an edit would "
          "end unseen. It stays; delete it, or create the other one again.");
}

}  // namespace syncline
