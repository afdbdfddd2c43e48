// `create`, `delete`, `stage` and `loop` of a sync file: how far it may go.
#include <algorithm>

#include "project/compilation.h"

namespace syncline {
namespace {

void read_create(Compilation& c, SyncDraft& draft) {
  for (SlotDraft& slot : draft.slots) {
    const Value& rule = draft.file["create"][slot.rule.slot];
    if (rule.string_or(draft.derived() ? "always" : "") == "always") slot.rule.create = SlotRule::Create::always;
    if (rule.string_or("") == "on_demand") slot.rule.create = SlotRule::Create::on_demand;
    if (rule.is_map()) slot.rule.create = SlotRule::Create::when;
    if (slot.rule.create == SlotRule::Create::never) continue;
    const Place at = rule.is_null() ? slot.at : draft.document.key_place("create." + slot.rule.slot);
    const ObjectSpec* object = c.object(slot.rule.system, slot.rule.object);
    if (object && !object->traits.can_create) {
      c.report("P033", at, "the connector cannot create a " + slot.rule.object + " in " + slot.rule.system,
               "write " + slot.rule.slot + ": never");
    }
    for (const FieldBinding& field : slot.binding.fields) {
      const FieldSpec* spec = draft.entity->field(field.name);
      const bool required = field.required || (spec && spec->required);
      if (!required || !field.writable || draft.policy.field(field.name)) continue;
      c.report("P023", at,
               "no " + draft.entity->name + " can be created in " + slot.rule.slot + " without the field " +
                   in_quotes(field.name) + ", which is not among the synced fields",
               "add " + field.name + " to fields, or write " + slot.rule.slot + ": never");
    }
  }
}

const char* default_delete(EntityKind kind) {
  switch (kind) {
    case EntityKind::document: return "flag";
    case EntityKind::ledger: return "keep";
    case EntityKind::feed: return "remove";
    default: return "deactivate";
  }
}

OnDelete delete_rule(const SyncDraft& draft) {
  const std::string word = draft.file["delete"].string_or(default_delete(draft.entity->kind));
  return word == "flag"     ? OnDelete::flag
         : word == "remove" ? OnDelete::remove
         : word == "keep"   ? OnDelete::keep
         : word == "review" ? OnDelete::review
                            : OnDelete::deactivate;
}

void read_delete(Compilation& c, SyncDraft& draft) {
  draft.policy.on_delete = delete_rule(draft);
  const bool archives = draft.policy.on_delete == OnDelete::deactivate;
  if ((!archives && draft.policy.on_delete != OnDelete::remove) || draft.slot_names.size() < 2) return;
  for (const SlotDraft& slot : draft.slots) {
    const ObjectSpec* object = c.object(slot.rule.system, slot.rule.object);
    if (!object || !slot.rule.writable) continue;
    if (archives ? object->traits.can_deactivate : object->traits.can_remove) continue;
    const bool given = draft.document.has("delete");
    c.report("P033", given ? draft.document.place("delete") : slot.at,
             "a " + slot.rule.object + " in " + slot.rule.system + " cannot be " + (archives ? "archived" : "deleted") +
                 " by its connector" + (given ? "" : ", which is the default when its counterpart is deleted"),
             "write delete: flag");
  }
}

std::vector<std::string> texts_of(const Value& one_or_more) {
  std::vector<std::string> texts;
  if (one_or_more.is_string()) texts.push_back(one_or_more.as_string());
  if (!one_or_more.is_list()) return texts;
  for (const Value& each : one_or_more.as_list()) texts.push_back(each.string_or(""));
  return texts;
}

void read_one_way(Compilation& c, SyncDraft& draft, const Value& targets) {
  draft.policy.stage = Stage::one_way;
  const std::vector<std::string> slots = texts_of(targets);
  for (const std::string& each : slots) {
    if (std::ranges::find(draft.slot_names, each) == draft.slot_names.end()) {
      c.report_unknown("P012", draft.document.place("stage.one-way"),
                       in_quotes(each) + " is none of this file's systems", each, draft.slot_names);
    }
  }
  for (SlotDraft& slot : draft.slots) slot.rule.writable = std::ranges::find(slots, slot.rule.slot) != slots.end();
}

}  // namespace

void read_stage(Compilation& c, SyncDraft& draft) {
  const Value& stage = draft.file["stage"];
  const std::string word = stage.string_or("");
  if (stage.is_map()) read_one_way(c, draft, stage["one-way"]);
  if (word == "observe") draft.policy.stage = Stage::observe;
  if (word == "shadow") draft.policy.stage = Stage::shadow;
  if (word == "one-way") {
    c.report("P032", draft.document.place("stage"),
             "the stage is one-way, but it is not said which systems are written",
             "write stage: {one-way: " + (draft.slot_names.empty() ? "erp" : draft.slot_names.back()) + "}");
  }
  read_create(c, draft);
  read_delete(c, draft);
  draft.policy.append_only = draft.entity->kind == EntityKind::ledger;
  draft.policy.loop.times = static_cast<std::uint32_t>(draft.file["loop"]["times"].int_or(draft.policy.loop.times));
  draft.policy.loop.window =
      parse_duration(draft.file["loop"]["within"].string_or("")).value_or(draft.policy.loop.window);
}

}  // namespace syncline
