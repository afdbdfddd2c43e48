#include "decide/guards.h"

#include "decide/view.h"
#include "expr/expr.h"

namespace syncline {
namespace {

/// "erp" → names["erp"]; "erp.customer" → names["erp"]["customer"].
Map& map_at(Map& names, const Slot& slot) {
  const auto dot = slot.find('.');
  Value& top = names[slot.substr(0, dot)];
  if (!top.is_map()) top = Map{};
  if (dot == Slot::npos) return top.as_map();
  Value& inner = top.as_map()[slot.substr(dot + 1)];
  if (!inner.is_map()) inner = Map{};
  return inner.as_map();
}

Map shown_of(const SlotRule& slot, const Shadow& shadow, const Observation* fresh) {
  Map shown;
  const Member* member = shadow.member(slot.slot);
  for (const BindingField& field : slot.binding->fields()) {
    const bool had = member && member->fields.contains(field.name);
    shown.set(field.name, had ? shown_by(slot, field.name, member->fields.at(field.name)).value : Value());
  }
  if (!fresh || fresh->slot != slot.slot) return shown;
  for (const auto& [name, read] : fresh->reading.fields) {
    if (read.canonical.speaks()) shown.set(name, read.canonical.value);
  }
  return shown;
}

}  // namespace

Map names_of(const EntityPolicy& policy, const Link& link, const Shadow& shadow, const Observation* fresh) {
  Map names = names_around(*policy.entity, shadow, {});
  Map members;
  for (const SlotRule& slot : policy.slots) {
    const Map shown = shown_of(slot, shadow, fresh);
    Map& by_slot = map_at(members, slot.slot);
    for (const auto& [name, value] : shown) by_slot.set(name, value);
    Map& by_name = map_at(names, slot.slot);
    for (const auto& [name, value] : shown) by_name.set(name, value);
  }
  names.set("members", std::move(members));
  add_names(names, link.related);
  return names;
}

Answer ask_guard(const expr::Program& program, const Map& names) {
  const auto value = expr::evaluate(program, expr::MapBindings(names));
  if (!value) return {false, describe(value.error())};
  if (value->is_null()) return {};
  if (!value->is_bool()) return {false, "the condition gave no yes or no: " + program.source()};
  return {value->as_bool(), ""};
}

std::optional<std::string> why_paused(const EntityPolicy& policy, const Link& link, const Shadow& shadow,
                                      const Observation* fresh) {
  if (!policy.skip) return std::nullopt;
  const Answer answer = ask_guard(*policy.skip, names_of(policy, link, shadow, fresh));
  if (!answer.error.empty()) return "paused: skip could not be evaluated: " + answer.error;
  if (answer.yes) return "paused by skip";
  return std::nullopt;
}

}  // namespace syncline
