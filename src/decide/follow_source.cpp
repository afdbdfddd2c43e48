#include "decide/follow_source.h"

#include <algorithm>

#include "base/mutant.h"
#include "decide/guards.h"
#include "decide/transition.h"

namespace syncline {
namespace {

Map names_as_if_accepted(const Frame& fr) {
  Map names = names_of(fr.policy, fr.link, fr.shadow(), fr.seen);
  if (!fr.seen) return names;
  const SlotRule* slot = fr.policy.slot(fr.seen->slot);
  if (!slot || slot->source != Source::system) return names;
  Map& self = names[fr.policy.entity->name].as_map();
  for (const auto& [field, read] : fr.seen->reading.fields) {
    if (!read.canonical.speaks()) continue;
    self.set(field, read.canonical.value);
    names.set(field, read.canonical.value);
  }
  return names;
}

/// Is there a record of it in any system? Before that its fields say nothing yet.
bool is_anywhere(const Frame& fr) {
  const SlotRule* seen = fr.seen ? fr.policy.slot(fr.seen->slot) : nullptr;
  if (seen && seen->source == Source::system) return true;
  return std::ranges::any_of(fr.shadow().members, [&](const Member& member) {
    const SlotRule* slot = fr.policy.slot(member.slot);
    return slot && slot->source == Source::system && is_live(member);
  });
}

}  // namespace

void release_source(Frame& fr) {
  if (!is_anywhere(fr) || mutant("until-ignored")) return;
  for (const SlotRule& slot : fr.policy.slots) {
    Member* source = slot.source == Source::derived ? fr.shadow().member(slot.slot) : nullptr;
    if (!source || source->released || !slot.derivation.until) continue;
    const Answer answer = ask_guard(*slot.derivation.until, names_as_if_accepted(fr));
    if (!answer.error.empty()) {
      fr.notes.push_back("until could not be evaluated: " + answer.error);
      continue;
    }
    if (!answer.yes) continue;
    source->released = true;
    fr.released.insert(slot.slot);
    step(fr, "", slot.slot, "follows its " + slot.slot + " no longer", {}, {});
  }
}

bool is_withdrawn_too_late(const Frame& fr, const SlotRule& source) {
  if (source.source != Source::derived || fr.seen->reading.state == RecordState::live) return false;
  const bool is_made = std::ranges::any_of(fr.link.shadow.members, [&](const Member& member) {
    const SlotRule* slot = fr.policy.slot(member.slot);
    return slot && slot->source == Source::system;
  });
  return is_made || std::ranges::any_of(fr.open, [](const Effect& effect) {
           return effect.op == EffectOp::create && is_under_way(effect.state);
         });
}

void forget_what_came_too_late(Frame& fr, Member& member) {
  if (fr.released.empty()) return;
  for (auto& [name, field] : member.fields) {
    const auto agreed = fr.shadow().agreed.find(name);
    if (agreed == fr.shadow().agreed.end() || !fr.released.contains(agreed->second.origin.slot)) continue;
    field.confirmed = agreed->second.version;
  }
}

void keep_what_is_there(Frame& fr, Member& member, const SlotRule& slot) {
  if (mutant("late-source-written")) return;
  if (fr.released.empty() || slot.source != Source::system || !is_live(member)) return;
  for (const FieldRule& rule : fr.policy.fields) {
    const auto agreed = fr.shadow().agreed.find(rule.field);
    const auto field = member.fields.find(rule.field);
    if (agreed == fr.shadow().agreed.end() || field == member.fields.end()) continue;
    if (!fr.released.contains(agreed->second.origin.slot) || is_disputed(fr.shadow(), rule.field)) continue;
    const FieldValue shown = shown_by(slot, rule.field, field->second), meant = agreed->second.value;
    if (!shown.speaks() || shows(slot, rule.field, shown, meant)) continue;
    agree(fr, rule.field, shown, member.slot, "released");
    step(fr, rule.field, member.slot, "kept as it was when it ceased to follow its source", meant, shown);
  }
}

void note_unlinked(Frame& fr) {
  const std::string prefix = fr.seen->slot + " ";
  std::erase_if(fr.shadow().unlinked, [&](const auto& entry) { return entry.first.starts_with(prefix); });
  for (const auto& [field, parent] : fr.seen->unlinked) {
    if (fr.policy.field(field)) fr.shadow().unlinked[prefix + field] = parent;
  }
}

void note_problem(Frame& fr) {
  std::vector<std::string> problems = fr.problems;
  for (const auto& [where, parent] : fr.shadow().unlinked) {
    problems.push_back("its " + where.substr(where.find(' ') + 1) + ": " + text_of(parent) + " is not linked");
  }
  const bool refused = std::ranges::any_of(fr.shadow().parked, [](const Parked& p) { return p.refused; });
  if (problems.empty() && refused) return;  // why stands there since it was refused
  std::string text;
  for (const std::string& problem : problems) text += (text.empty() ? "" : "; ") + problem;
  fr.shadow().problem = text;
}

void plan_notices(Frame& fr) {
  for (const NoticeRule& notice : fr.policy.notices) {
    const SlotRule* slot = fr.policy.slot(notice.slot);
    const Member* member = fr.shadow().member(notice.slot);
    const auto now = fr.shadow().agreed.find(notice.field);
    if (!slot || !slot->writable || !member || !is_live(*member) || now == fr.shadow().agreed.end()) continue;
    const auto before = fr.link.shadow.agreed.find(notice.field);
    const bool is_new = before == fr.link.shadow.agreed.end() || before->second.value != now->second.value;
    if (!is_new || now->second.value.presence != Presence::value) continue;
    NewEffect effect;
    effect.link = fr.link.id;
    effect.slot = notice.slot + note_slot;
    effect.op = EffectOp::append;
    effect.key = member->key;
    effect.trace = fr.trace;
    effect.due_at = fr.as_of;
    effect.cause = fr.seen ? fr.seen->event : now->second.origin.event;
    effect.changes[notice.field] = {Value{}, now->second.value, now->second.version, "notice"};
    effect.business_key = "notice:" + std::to_string(fr.link.id.n) + ":" + notice.slot + ":" + notice.field + "@" +
                          (mutant("notice-key-reused") ? "" : std::to_string(now->second.version));
    const bool open = std::ranges::any_of(fr.open, [&](const Effect& e) { return e.slot == effect.slot; });
    if (!open) fr.out.effects.push_back(std::move(effect));
  }
}

}  // namespace syncline
