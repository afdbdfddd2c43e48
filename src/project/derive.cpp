// `derive`, `reflect` and `on_failure` of sync files → virtual slots, and which fields each of them computes.
#include <algorithm>

#include "base/text.h"
#include "project/compilation.h"

namespace syncline {
namespace {

constexpr std::string_view problem_field = "sync_problem";

std::vector<std::string> names_of(const std::vector<FieldSpec>& fields) {
  std::vector<std::string> names;
  for (const FieldSpec& field : fields) names.push_back(field.name);
  return names;
}

ComputedDraft computed_draft(const SyncDraft& draft, const std::string& field, const Value& words,
                             std::vector<std::string> keys) {
  std::vector<std::string> inner = keys;
  inner.emplace_back("from");
  if (node_at(draft.document, inner)) keys = std::move(inner);
  return {field, words["from"].string_or(""), std::move(keys), &draft.document, words["map"].string_or("")};
}

bool find_field(Compilation& c, const SyncDraft& draft, const std::string& field, const std::string& path) {
  if (draft.entity->field(field)) return true;
  c.report_unknown("P010", draft.document.key_place(path),
                   "the entity " + draft.entity->name + " has no field " + in_quotes(field), field,
                   names_of(draft.entity->fields));
  return false;
}

/// The slot must be able to show the field, or nobody would ever see it.
void check_shown(Compilation& c, const SyncDraft& draft, const std::string& slot_name, const std::string& field,
                 const Place& at) {
  const SlotDraft* slot = draft.slot(slot_name);
  if (!slot) return;
  const BindingField* bound = slot->rule.binding->field(field);
  if (bound && bound->cls != BindingClass::read_only) return;
  c.report("P073", at,
           in_quotes(field) + " of " + draft.entity->name + (bound ? " is never written in " : " has no place in ") +
               slot_name,
           "write in " + draft.document.file() + ": bind: {" + slot_name + ": {" + field + ": <its field there>}}");
}

void plan_reflection(Compilation& c, SyncDraft& draft) {
  if (!draft.file["reflect"].is_map()) return;
  for (const auto& [slot, fields] : draft.file["reflect"].as_map()) {
    if (!fields.is_map()) continue;
    for (const auto& [field, words] : fields.as_map()) {
      const std::string path = "reflect." + slot + "." + field;
      if (!words.is_map() || !find_field(c, draft, field, path)) continue;
      check_shown(c, draft, slot, field, draft.document.key_place(path));
      OwnSlot& own = draft.reflected();
      ComputedDraft computed = computed_draft(draft, field, words, {"reflect", slot, field});
      const auto other = std::ranges::find(own.computed, field, &ComputedDraft::field);
      if (other == own.computed.end()) {
        own.computed.push_back(std::move(computed));
      } else if (other->text != computed.text || other->table != computed.table) {
        c.report("P073", draft.document.key_place(path),
                 in_quotes(field) + " is computed in two ways, but all systems show one value",
                 "write the same under each system, or use two fields");
      }
    }
  }
}

class DerivationPlan {
 public:
  DerivationPlan(Compilation& c, const Drafts& drafts, SyncDraft& draft)
      : c_(c), drafts_(drafts), draft_(draft), words_(draft.file["derive"]) {}

  void plan() {
    const std::string from = words_["from"].string_or("");
    source_ = draft_of(drafts_, from);
    if (from.empty() || !is_possible(from)) {
      c_.all_computed = false;
      return;
    }
    slot_.at = draft_.document.key_place("derive");
    slot_.rule.slot = from;
    slot_.rule.system = own_system;
    slot_.rule.object = draft_.entity->name;
    slot_.rule.source = Source::derived;
    slot_.rule.derivation.from = from;
    slot_.rule.writable = false;
    read_fields();
    find_reference();
    draft_.own_slots.push_back(std::move(slot_));
  }

 private:
  bool is_possible(const std::string& from) {
    const Place at = draft_.document.place("derive.from");
    if (from == draft_.entity->name) {
      c_.report("P072", at, "a record of " + from + " is to be made from one of " + from,
                "name the entity from which it comes");
      return false;
    }
    if (source_) return true;
    if (!c_.catalog.has_entity(from)) {
      c_.report_unknown("P003", at, "there is no entity " + in_quotes(from), from, c_.catalog.entities());
    } else if (!c_.files.contains("sync/" + from + ".yaml")) {
      c_.report("P071", at, in_quotes(draft_.entity->name) + " is made from " + from + ", which is not synced",
                "write sync/" + from + ".yaml");
    }
    return false;
  }

  void read_fields() {
    if (words_["fields"].is_map()) {
      for (const auto& [field, value] : words_["fields"].as_map()) add(field, value, {"derive", "fields", field});
    }
    if (words_["lines"].is_map()) add("lines", words_["lines"], {"derive", "lines"});
    if (!words_["fields"].is_map()) add_common_fields();
  }

  void add(const std::string& field, const Value& value, const std::vector<std::string>& keys) {
    const std::string path = join(keys, ".");
    if (!find_field(c_, draft_, field, path)) return;
    if (slot_.computes(field)) {
      c_.report("P073", draft_.document.key_place(path), in_quotes(field) + " is computed twice", "remove one of them");
      return;
    }
    slot_.computed.push_back(computed_draft(draft_, field, value, keys));
  }

  void add_common_fields() {
    for (const FieldSpec& field : draft_.entity->fields) {
      const FieldSpec* theirs = source_->entity->field(field.name);
      const bool same = theirs && theirs->type == field.type && theirs->refers_to == field.refers_to;
      if (!same || slot_.computes(field.name) || !is_free(field.name) || !keeps(*source_, field.name)) continue;
      slot_.computed.push_back({field.name, source_->entity->name + "." + field.name, {"derive"}, &draft_.document});
    }
  }

  /// Named in `fields`, and no system is its master.
  bool is_free(const std::string& field) const {
    const Value& rules = draft_.file["fields"];
    if (!rules.is_map() || !rules.as_map().contains(field)) return false;
    const Value& master = rules[field]["master"];
    return !master.is_list() && master.string_or("any") == "any";
  }

  void find_reference() {
    for (const FieldSpec& field : draft_.entity->fields) {
      const bool is_it = field.type == FieldType::reference && field.refers_to == source_->entity->name;
      if (!is_it || slot_.computes(field.name)) continue;
      slot_.source_reference = field.name;
      forget_strangers();
      return;
    }
  }

  /// A system that keeps sources of its own, which are not synced, refers to those: that is another reference.
  void forget_strangers() {
    for (SlotDraft& slot : draft_.slots) {
      const auto is_there = [&](const SlotDraft& each) { return each.rule.system == slot.rule.system; };
      if (std::ranges::any_of(source_->slots, is_there)) continue;
      if (std::erase_if(slot.binding.fields, [&](const auto& each) { return each.name == slot_.source_reference; }))
        slot.rule.binding = make_binding(slot.binding);
    }
  }

  Compilation& c_;
  const Drafts& drafts_;
  SyncDraft& draft_;
  const Value& words_;
  const SyncDraft* source_ = nullptr;
  OwnSlot slot_ = {};
};

/// `on_failure` speaks of the source's records: it adds a reflected field and a message to their entity.
class FailurePlan {
 public:
  FailurePlan(Compilation& c, Drafts& drafts, SyncDraft& draft) : c_(c), drafts_(drafts), draft_(draft) {}

  void plan() {
    const bool outside = draft_.file["on_failure"].is_map(), inside = draft_.file["derive"]["on_failure"].is_map();
    if (!outside && !inside) return;
    path_ = inside ? "derive.on_failure" : "on_failure";
    if (outside && inside) {
      c_.report("P077", draft_.document.key_place("on_failure"), "on_failure is there twice", "remove one of them");
    }
    if (!draft_.file["derive"].is_map()) {
      c_.report("P077", draft_.document.key_place(path_), "nothing is derived in this file, so nothing can fail to be",
                "remove it, or write derive");
    }
    const OwnSlot* derived = draft_.derived();
    if (!derived) return;
    source_ = draft_of(drafts_, derived->rule.derivation.from);
    if (source_) flag(inside ? draft_.file["derive"]["on_failure"] : draft_.file["on_failure"]);
  }

 private:
  void flag(const Value& words) {
    const std::string slot = words["flag"].string_or("");
    const Place at = draft_.document.place(path_ + ".flag");
    const std::string field(problem_field);
    if (std::ranges::find(source_->slot_names, slot) == source_->slot_names.end()) {
      return c_.report_unknown("P012", at, in_quotes(slot) + " is none of the systems of " + source_->document.file(),
                               slot, source_->slot_names);
    }
    if (!source_->entity->field(field)) {
      return c_.report("P073", at, "the entity " + source_->entity->name + " has no field " + field + " to say it in",
                       "add to entities/" + source_->entity->name + ".yaml: " + field + ": {type: text}");
    }
    check_shown(c_, *source_, slot, field, at);
    compute(field);
    if (words["notify"].is_string()) notify(slot, field);
  }

  void compute(const std::string& field) {
    OwnSlot& own = source_->reflected();
    const std::string problem = draft_.entity->name + ".problem";
    const auto other = std::ranges::find(own.computed, field, &ComputedDraft::field);
    if (other == own.computed.end()) {
      own.computed.push_back({field, problem, {path_, "flag"}, &draft_.document});
    } else if (other->text.find(".problem") != std::string::npos) {
      other->text = problem + " != null && " + problem + " != '' ? " + problem + " : " + other->text;
    }
  }

  void notify(const std::string& slot, const std::string& field) {
    const SlotDraft* known = source_->slot(slot);
    const ObjectSpec* object = known ? c_.object(known->rule.system, known->rule.object) : nullptr;
    if (object && !object->traits.can_notify) {
      c_.report("P033", draft_.document.place(path_ + ".notify"),
                "the connector can leave no message for the owner of the object " + in_quotes(known->rule.object) +
                    " in " + slot,
                "remove notify; the flag remains");
    }
    auto& notices = source_->policy.notices;
    const bool there =
        std::ranges::any_of(notices, [&](const NoticeRule& each) { return each.slot == slot && each.field == field; });
    if (!there) notices.push_back({slot, field});
  }

  Compilation& c_;
  Drafts& drafts_;
  SyncDraft& draft_;
  SyncDraft* source_ = nullptr;
  std::string path_;
};

}  // namespace

void plan_computed(Compilation& c, Drafts& drafts) {
  for (SyncDraft& draft : drafts) plan_reflection(c, draft);
  for (SyncDraft& draft : drafts) {
    if (draft.file["derive"].is_map()) DerivationPlan(c, drafts, draft).plan();
  }
  for (SyncDraft& draft : drafts) FailurePlan(c, drafts, draft).plan();
}

}  // namespace syncline
