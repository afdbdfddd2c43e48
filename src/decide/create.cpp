#include "decide/create.h"

#include <algorithm>

#include "decide/first_contact.h"
#include "decide/follow_source.h"
#include "decide/guards.h"

namespace syncline {
namespace {

void blocked(Frame& fr, const SlotRule& slot, const std::string& why) {
  fr.notes.push_back("not created in " + slot.slot + ": " + why);
  fr.problems.push_back("not created in " + slot.slot + ": " + why);
}

bool is_admitted(Frame& fr, const SlotRule& slot) {
  switch (slot.create) {
    case SlotRule::Create::never: return false;
    case SlotRule::Create::always: return true;
    case SlotRule::Create::when: break;
    case SlotRule::Create::on_demand: {
      const bool wanted = std::ranges::find(fr.link.awaited_in, slot.system) != fr.link.awaited_in.end();
      if (!wanted) fr.notes.push_back("not created in " + slot.slot + ": nothing needs it there yet");
      return wanted;
    }
  }
  if (!slot.create_when) return false;
  const Answer answer = ask_guard(*slot.create_when, names_of(fr.policy, fr.link, fr.shadow(), nullptr));
  if (!answer.error.empty()) {
    blocked(fr, slot, "its condition could not be evaluated: " + answer.error);
    return false;
  }
  if (!answer.yes) fr.notes.push_back("not created in " + slot.slot + ": its create rule does not admit it");
  return answer.yes;
}

std::optional<std::string> missing_field(const Frame& fr, const SlotRule& slot, const Changes& changes) {
  for (const BindingField& bound : slot.binding->fields()) {
    if (bound.cls == BindingClass::read_only || changes.contains(bound.name)) continue;
    const FieldSpec* spec = fr.policy.entity->field(bound.name);
    const bool synced = fr.policy.field(bound.name) != nullptr;
    if (bound.required || (spec && spec->required && synced)) return bound.name;
  }
  return std::nullopt;
}

/// Of a derived link: what keeps the source from saying all that it should.
std::string reason_at_source(const Frame& fr) {
  for (const SlotRule& slot : fr.policy.slots) {
    if (slot.source != Source::derived) continue;
    const Value* source = fr.link.related.find(slot.derivation.from);
    const std::string problem = source ? (*source)["problem"].string_or("") : "";
    if (!problem.empty()) return " (" + problem + ")";
  }
  return "";
}

}  // namespace

std::optional<std::string> failing_check(const Frame& fr) {
  if (fr.policy.checks.empty()) return std::nullopt;
  const Map names = names_of(fr.policy, fr.link, fr.shadow(), nullptr);
  for (const Check& check : fr.policy.checks) {
    const Answer answer = ask_guard(*check.that, names);
    if (!answer.error.empty()) return check.otherwise + " (" + answer.error + ")";
    if (!answer.yes) return check.otherwise;
  }
  return std::nullopt;
}

std::uint32_t next_incarnation(const Shadow& shadow, const Slot& slot) {
  const auto left = shadow.left.find(slot);
  std::uint32_t last = left == shadow.left.end() ? 0 : left->second;
  for (const Member& member : shadow.members) {
    if (member.slot == slot) last = std::max(last, member.incarnation);
  }
  return last + 1;
}

std::optional<Changes> create_changes(Frame& fr, const SlotRule& slot) {
  if (slot.create == SlotRule::Create::never) return std::nullopt;
  if (std::ranges::none_of(fr.shadow().members, is_live)) return std::nullopt;
  if (fr.shadow().undecided) {
    fr.notes.push_back("not created in " + slot.slot + ": its match is under review");
    return std::nullopt;
  }
  establish_what_was_read(fr);
  if (!is_admitted(fr, slot)) return std::nullopt;
  Changes changes;
  for (const FieldRule& rule : fr.policy.fields) {
    const BindingField* bound = slot.binding->field(rule.field);
    const auto agreed = fr.shadow().agreed.find(rule.field);
    if (!bound || bound->cls == BindingClass::read_only || rule.scope == FieldScope::member) continue;
    if (agreed == fr.shadow().agreed.end() || agreed->second.value.presence != Presence::value) continue;
    if (is_disputed(fr.shadow(), rule.field)) continue;
    if (fr.shadow().unlinked_in(agreed->second.origin.slot, rule.field)) continue;  // agreed is what it said before
    changes[rule.field] = {Value{}, agreed->second.value, agreed->second.version, agreed->second.origin.rule};
  }
  if (const auto missing = missing_field(fr, slot, changes)) {
    blocked(fr, slot, "the field " + *missing + " has no value" + reason_at_source(fr) + "; fill it in");
    return std::nullopt;
  }
  if (const auto failing = failing_check(fr)) {
    blocked(fr, slot, *failing);
    return std::nullopt;
  }
  return changes;
}

}  // namespace syncline
