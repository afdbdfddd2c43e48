// `require` and `advance` of a sync file: what must be there before a record is made, and how far it is brought then.
#include <algorithm>

#include "base/text.h"
#include "project/compilation.h"

namespace syncline {
namespace {

struct ReferencePath {
  std::string path;  ///< "customer", "lines.product"
  std::string refers_to;
};

std::vector<ReferencePath> references_of(const SyncDraft& draft) {
  std::vector<ReferencePath> found;
  for (const FieldSpec& field : draft.entity->fields) {
    if (!keeps(draft, field.name)) continue;
    if (field.type == FieldType::reference) found.push_back({field.name, field.refers_to});
    for (const FieldSpec& part : field.parts) {
      if (part.type == FieldType::reference) found.push_back({field.name + "." + part.name, part.refers_to});
    }
  }
  return found;
}

bool is_meant(const ReferencePath& reference, const std::string& word) {
  return reference.refers_to == word || reference.path == word || reference.path.ends_with("." + word);
}

/// A record that is to be made first must be allowed to be, wherever one of ours is made.
void check_provision(Compilation& c, const Drafts& drafts, const SyncDraft& draft, const ReferencePath& reference,
                     const std::string& word) {
  const SyncDraft* parent = draft_of(drafts, reference.refers_to);
  if (!parent) return;
  for (const SlotDraft& slot : draft.slots) {
    if (slot.rule.create == SlotRule::Create::never) continue;
    const bool can = std::ranges::any_of(parent->slots, [&](const SlotDraft& each) {
      return each.rule.system == slot.rule.system && each.rule.create != SlotRule::Create::never;
    });
    if (can || parent->slots.size() != parent->slot_names.size()) continue;
    c.report("P075", draft.document.place("require." + word),
             "a " + reference.refers_to + " is to be made first, but " + parent->document.file() + " makes none in " +
                 slot.rule.system,
             "write there create: {" + slot.rule.system + ": on_demand}, or here " + word + ": linked");
  }
}

void read_require(Compilation& c, const Drafts& drafts, SyncDraft& draft) {
  if (!draft.file["require"].is_map()) return;
  const std::vector<ReferencePath> references = references_of(draft);
  for (const auto& [word, how] : draft.file["require"].as_map()) {
    bool known = false;
    for (const ReferencePath& each : references) {
      if (!is_meant(each, word)) continue;
      known = true;
      if (how.string_or("") != "provision") continue;
      auto& provisioned = draft.policy.provisioned;
      if (std::ranges::find(provisioned, each.path) == provisioned.end()) provisioned.push_back(each.path);
      check_provision(c, drafts, draft, each, word);
    }
    if (known) continue;
    std::vector<std::string> words;
    for (const ReferencePath& each : references) words.push_back(each.refers_to);
    c.report_unknown("P075", draft.document.key_place("require." + word),
                     "no field of " + draft.entity->name + " that is synced refers to a " + word, word, words);
  }
}

void find_status(SyncDraft& draft) {
  for (SlotDraft& slot : draft.slots) {
    for (const BindingField& field : slot.rule.binding->fields()) {
      if (field.by_transition && slot.rule.status.empty() && keeps(draft, field.name)) slot.rule.status = field.name;
    }
  }
}

class AdvanceReader {
 public:
  AdvanceReader(Compilation& c, SyncDraft& draft) : c_(c), draft_(draft) {}

  void read(const Value& words) {
    if (!words.is_string() && !words.is_map()) return;
    if (!draft_.file["derive"].is_map()) {
      c_.report("P076", draft_.document.key_place("advance"), "only records that are made from others are advanced",
                "write derive, or remove advance");
    }
    if (words.is_string()) return read_all(words.as_string());
    for (const auto& [name, status] : words.as_map()) {
      const Place at = draft_.document.place("advance." + name);
      SlotDraft* slot = draft_.slot(name);
      if (slot && slot->rule.status.empty()) {
        report_no_status(name, at);
      } else if (slot) {
        set(*slot, status.string_or(""), at);
      }
    }
  }

 private:
  void read_all(const std::string& status) {
    const Place at = draft_.document.place("advance");
    bool any = false;
    for (SlotDraft& slot : draft_.slots) {
      if (slot.rule.status.empty()) continue;
      any = true;
      set(slot, status, at);
    }
    if (!any && !draft_.slots.empty()) report_no_status(draft_.slots.front().rule.slot, at);
  }

  void report_no_status(const std::string& slot, const Place& at) {
    c_.report("P076", at, "no field of " + draft_.entity->name + " that is synced is changed by calls in " + slot,
              "add the status to fields; its binding must say write: transitions");
  }

  void set(SlotDraft& slot, const std::string& status, const Place& at) {
    const FieldSpec* spec = draft_.entity->field(slot.rule.status);
    if (spec && !spec->choices.empty() && std::ranges::find(spec->choices, status) == spec->choices.end()) {
      return c_.report_unknown("P076", at, in_quotes(status) + " is no " + spec->name + " of " + draft_.entity->name,
                               status, spec->choices);
    }
    slot.rule.advance = status;
  }

  Compilation& c_;
  SyncDraft& draft_;
};

}  // namespace

void read_requirements(Compilation& c, const Drafts& drafts, SyncDraft& draft) { read_require(c, drafts, draft); }

void read_transitions(Compilation& c, SyncDraft& draft) {
  find_status(draft);
  AdvanceReader(c, draft).read(draft.file["advance"]);
}

}  // namespace syncline
