// What can only be seen across all sync files: references, circles, records that two slots claim, systems not used.
#include <algorithm>

#include "project/compilation.h"

namespace syncline {
namespace {

void check_claims(Compilation& c, const Drafts& drafts) {
  struct Claim {
    std::string by;
    Place at;
  };
  std::map<std::pair<std::string, std::string>, Claim> claims;
  for (const SyncDraft& draft : drafts) {
    for (const SlotDraft& slot : draft.slots) {
      const std::string by = draft.entity->name + " (" + slot.rule.slot + ")";
      const auto [claim, first] = claims.try_emplace({slot.rule.system, slot.rule.object}, Claim{by, slot.at});
      if (first) continue;
      c.report(
          "P008", slot.at,
          "the records " + slot.rule.object + " of " + slot.rule.system + " belong to " + claim->second.by + " already",
          "remove one of the two");
    }
  }
}

/// `name`: of the field, "lines.product" in a part.
void check_target(Compilation& c, const SyncDraft& draft, const SlotDraft& slot, const std::string& name,
                  const std::string& object, const SyncDraft& target, const Place& at) {
  std::vector<std::string> objects;
  for (const SlotDraft& each : target.slots) {
    if (each.rule.system != slot.rule.system) continue;
    if (each.rule.object == object) return;
    objects.push_back(each.rule.object);
  }
  if (target.slots.size() != target.slot_names.size()) return;
  const std::string refers = in_quotes(name) + " of " + draft.entity->name + " refers to the object " +
                             in_quotes(object) + " of " + slot.rule.system + ", but " + target.entity->name;
  if (objects.empty()) {
    c.report("P020", at, refers + " is not synced with " + slot.rule.system,
             "add " + slot.rule.system + ": " + object + " to the systems of " + target.document.file());
  } else {
    c.report("P021", at, refers + " is synced with its object " + words_of(objects),
             "bind the reference to that object, or sync " + target.entity->name + " with " + object);
  }
}

void check_reference(Compilation& c, const Drafts& drafts, const SyncDraft& draft, const FieldSpec& spec,
                     const Place& at) {
  const SyncDraft* target = draft_of(drafts, spec.refers_to);
  if (!target) {
    c.report("P020", at, in_quotes(spec.name) + " refers to the entity " + spec.refers_to + ", which is not synced",
             "write sync/" + spec.refers_to + ".yaml, or remove the field");
    return;
  }
  for (const SlotDraft& slot : draft.slots) {
    const BindingField* bound = slot.rule.binding->field(spec.name);
    if (bound) check_target(c, draft, slot, spec.name, bound->object, *target, at);
  }
}

/// Of a list of parts: only what some system shows of them must lead somewhere.
void check_part_references(Compilation& c, const Drafts& drafts, const SyncDraft& draft, const FieldSpec& list,
                           const Place& at) {
  for (const SlotDraft& slot : draft.slots) {
    const BindingField* bound = slot.rule.binding->field(list.name);
    for (const BindingField& part : bound ? bound->parts : std::vector<BindingField>{}) {
      const FieldSpec* spec = list.part(part.name);
      if (!spec || part.type != FieldType::reference) continue;
      const std::string name = list.name + "." + part.name;
      if (const SyncDraft* target = draft_of(drafts, spec->refers_to)) {
        check_target(c, draft, slot, name, part.object, *target, at);
      } else {
        c.report("P020", at,
                 in_quotes(name) + " refers to the entity " + spec->refers_to + ", which is not synced; " +
                     slot.rule.slot + " shows it",
                 "write sync/" + spec->refers_to + ".yaml");
      }
    }
  }
}

void check_references(Compilation& c, const Drafts& drafts, const SyncDraft& draft) {
  for (const FieldRule& rule : draft.policy.fields) {
    const FieldSpec* spec = draft.entity->field(rule.field);
    if (!spec) continue;
    const Place at = draft.document.key_place("fields." + rule.field);
    if (spec->type == FieldType::reference) check_reference(c, drafts, draft, *spec, at);
    if (spec->type == FieldType::parts) check_part_references(c, drafts, draft, *spec, at);
  }
}

/// The entities whose records must be there before one of this entity can be made.
std::vector<std::string> needs_of(const SyncDraft& draft, bool only_required) {
  std::vector<std::string> needs;
  for (const FieldRule& rule : draft.policy.fields) {
    const FieldSpec* spec = draft.entity->field(rule.field);
    if (!spec || spec->type != FieldType::reference || spec->refers_to == draft.entity->name) continue;
    const bool required = spec->required || std::ranges::any_of(draft.slots, [&](const SlotDraft& slot) {
                            const FieldBinding* bound = slot.binding.field(rule.field);
                            return bound && bound->required;
                          });
    if (required || !only_required) needs.push_back(spec->refers_to);
  }
  return needs;
}

bool leads_to(const Drafts& drafts, const std::string& from, const std::string& to, std::set<std::string>& seen) {
  if (!seen.insert(from).second) return false;
  const SyncDraft* draft = draft_of(drafts, from);
  if (!draft) return false;
  for (const std::string& next : needs_of(*draft, true)) {
    if (next == to || leads_to(drafts, next, to, seen)) return true;
  }
  return false;
}

void check_circles(Compilation& c, const Drafts& drafts, const SyncDraft& draft) {
  const std::string& name = draft.entity->name;
  for (const std::string& next : needs_of(draft, true)) {
    std::set<std::string> seen;
    if (!leads_to(drafts, next, name, seen)) continue;
    c.report("P022", draft.document.key_place("fields"),
             "a record of " + name + " needs one of " + next + " first, and that one of " + name,
             "leave one of the references out of fields, or let it be optional in the entity and the binding");
  }
}

std::string source_of(const SyncDraft& draft) {
  const OwnSlot* derived = draft.derived();
  return derived ? derived->rule.derivation.from : "";
}

/// Two entities may be made from each other: a deal gives an order, an order that came otherwise gives a deal.
void check_derivations(Compilation& c, const Drafts& drafts, const SyncDraft& draft) {
  const std::string& name = draft.entity->name;
  std::vector<std::string> chain{name};
  for (const SyncDraft* at = &draft; at;) {
    const std::string next = source_of(*at);
    if (next.empty()) return;
    if (next == name) break;
    if (std::ranges::find(chain, next) != chain.end()) return;
    chain.push_back(next);
    at = draft_of(drafts, next);
  }
  if (chain.size() <= 2) return;
  c.report("P072", draft.document.place("derive.from"),
           "these are made from each other in a circle: " + words_of(chain), "take one derive away");
}

/// What is derived and its source find each other by a reference, of the one or of the other.
void check_way_back(Compilation& c, const Drafts& drafts, const SyncDraft& draft) {
  const std::string from = source_of(draft);
  const SyncDraft* source = draft_of(drafts, from);
  if (!source || !draft.derived()->source_reference.empty() || refers_to(*source, draft.entity->name)) return;
  const std::string& name = draft.entity->name;
  const Place at = draft.document.place("derive.from");
  for (const FieldSpec& field : draft.entity->fields) {
    if (field.type != FieldType::reference || field.refers_to != from) continue;
    return c.report(
        "P080", at,
        in_quotes(field.name) + " is computed, so it does not say from which " + from + " the " + name + " was made",
        "take it out of derive.fields: it is filled in by itself");
  }
  c.report("P080", at, "no field of " + name + " says from which " + from + " it was made: neither finds the other",
           "add to entities/" + name + ".yaml: " + from + ": {type: reference, refers_to: " + from + "}");
}

void check_alone(Compilation& c, const SyncDraft& draft) {
  const bool is_enough = !c.all_computed || draft.slot_names.size() >= 2 || !draft.own_slots.empty() ||
                         draft.entity->kind == EntityKind::feed || c.used_entities.contains(draft.entity->name);
  if (is_enough) return;
  c.report("P009", draft.document.key_place("systems"),
           "the entity " + draft.entity->name + " is synced between fewer than two systems", "name two or more");
}

/// In expressions a system and an entity are named side by side.
void check_system_names(Compilation& c, const Drafts& drafts, const SyncDraft& draft) {
  for (const std::string& slot : draft.slot_names) {
    const std::string system = slot.substr(0, slot.find('.'));
    const bool related =
        std::ranges::any_of(draft.own_slots, [&](const OwnSlot& own) { return own.rule.slot == system; });
    const bool plural =
        std::ranges::any_of(drafts, [&](const SyncDraft& each) { return each.entity->plural == system; });
    if (!related && !plural && !draft_of(drafts, system) && system != "problem" && system != "members") continue;
    c.report("P042", draft.document.key_place("systems." + slot),
             in_quotes(system) + " is a system, and in conditions it means what is related",
             "call the system otherwise in syncline.yaml");
  }
}

bool is_ready(const Drafts& drafts, const std::set<std::string>& done, const SyncDraft& draft, bool with_source) {
  std::vector<std::string> needs = needs_of(draft, false);
  const std::string source = source_of(draft);
  if (with_source && !source.empty()) needs.push_back(source);
  if (!with_source) std::erase(needs, source);
  return std::ranges::all_of(needs,
                             [&](const std::string& need) { return done.contains(need) || !draft_of(drafts, need); });
}

/// Two that are made from each other have no order of their own: there only the parents count.
void sort_by_need(Drafts& drafts) {
  Drafts sorted;
  std::set<std::string> done;
  const auto is_left = [&](const SyncDraft& draft) { return draft.entity && !done.contains(draft.entity->name); };
  while (sorted.size() < drafts.size()) {
    auto next = std::ranges::find_if(
        drafts, [&](const SyncDraft& each) { return is_left(each) && is_ready(drafts, done, each, true); });
    if (next == drafts.end()) {
      next = std::ranges::find_if(
          drafts, [&](const SyncDraft& each) { return is_left(each) && is_ready(drafts, done, each, false); });
    }
    if (next == drafts.end()) next = std::ranges::find_if(drafts, is_left);
    done.insert(next->entity->name);
    sorted.push_back(*next);
  }
  drafts = std::move(sorted);
}

}  // namespace

void check_together(Compilation& c, Drafts& drafts) {
  check_claims(c, drafts);
  for (const SyncDraft& draft : drafts) {
    check_references(c, drafts, draft);
    check_circles(c, drafts, draft);
    check_derivations(c, drafts, draft);
    check_way_back(c, drafts, draft);
    check_alone(c, draft);
    check_system_names(c, drafts, draft);
  }
  sort_by_need(drafts);
}

}  // namespace syncline
