// What can only be seen across all sync files: references, circles, records that two slots claim, systems not used.
#include <algorithm>

#include "project/compilation.h"

namespace syncline {
namespace {

using Drafts = std::vector<SyncDraft>;

const SyncDraft* draft_of(const Drafts& drafts, std::string_view entity) {
  for (const SyncDraft& each : drafts) {
    if (each.entity->name == entity) return &each;
  }
  return nullptr;
}

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

void check_target(Compilation& c, const SyncDraft& draft, const SlotDraft& slot, const FieldBinding& bound,
                  const SyncDraft& target, const Place& at) {
  std::vector<std::string> objects;
  for (const SlotDraft& each : target.slots) {
    if (each.rule.system != slot.rule.system) continue;
    if (each.rule.object == bound.object) return;
    objects.push_back(each.rule.object);
  }
  if (target.slots.size() != target.slot_names.size()) return;
  const std::string refers = in_quotes(bound.name) + " of " + draft.entity->name + " refers to the object " +
                             in_quotes(bound.object) + " of " + slot.rule.system + ", but " + target.entity->name;
  if (objects.empty()) {
    c.report("P020", at, refers + " is not synced with " + slot.rule.system,
             "add " + slot.rule.system + ": " + bound.object + " to the systems of " + target.document.file());
  } else {
    c.report("P021", at, refers + " is synced with its object " + words_of(objects),
             "bind the reference to that object, or sync " + target.entity->name + " with " + bound.object);
  }
}

void check_references(Compilation& c, const Drafts& drafts, const SyncDraft& draft) {
  for (const FieldRule& rule : draft.policy.fields) {
    const FieldSpec* spec = draft.entity->field(rule.field);
    if (!spec || spec->type != FieldType::reference) continue;
    const Place at = draft.document.key_place("fields." + rule.field);
    const SyncDraft* target = draft_of(drafts, spec->refers_to);
    if (!target) {
      c.report("P020", at, in_quotes(rule.field) + " refers to the entity " + spec->refers_to + ", which is not synced",
               "write sync/" + spec->refers_to + ".yaml, or remove the field");
      continue;
    }
    for (const SlotDraft& slot : draft.slots) {
      const FieldBinding* bound = slot.binding.field(rule.field);
      if (bound) check_target(c, draft, slot, *bound, *target, at);
    }
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

void sort_by_need(Drafts& drafts) {
  Drafts sorted;
  std::set<std::string> done;
  const auto is_ready = [&](const SyncDraft& draft) {
    return std::ranges::all_of(needs_of(draft, false),
                               [&](const std::string& need) { return done.contains(need) || !draft_of(drafts, need); });
  };
  const auto is_left = [&](const SyncDraft& draft) { return draft.entity && !done.contains(draft.entity->name); };
  while (sorted.size() < drafts.size()) {
    auto next = std::ranges::find_if(drafts, [&](const SyncDraft& each) { return is_left(each) && is_ready(each); });
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
  }
  sort_by_need(drafts);
}

}  // namespace syncline
