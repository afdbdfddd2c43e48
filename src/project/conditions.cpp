// `skip`, `create … when` of a sync file and the checks of its entity: CEL over canonical names and related records.
#include <algorithm>

#include "project/scope.h"

namespace syncline {
namespace {

void add_relations(EntityPolicy& policy, const Reads& reads) {
  policy.relations.insert(policy.relations.end(), reads.relations.begin(), reads.relations.end());
  std::ranges::sort(policy.relations);
  const auto twice = std::ranges::unique(policy.relations);
  policy.relations.erase(twice.begin(), twice.end());
}

class ConditionReader {
 public:
  ConditionReader(Compilation& c, const Drafts& drafts, SyncDraft& draft)
      : c_(c), draft_(draft), names_(drafts, draft) {}

  void read() {
    draft_.policy.skip = condition(draft_.document, {"skip"}, draft_.file["skip"]);
    read_create();
    read_until();
    read_checks();
  }

 private:
  std::shared_ptr<const expr::Program> condition(const Document& document, const std::vector<std::string>& keys,
                                                 const Value& text) {
    if (!text.is_string()) return nullptr;
    Reads reads;
    auto program = compile_at(c_, document, keys, text.as_string(), names_, expr::Type::boolean(), &reads);
    add_relations(draft_.policy, reads);
    return program;
  }

  void read_create() {
    if (!draft_.file["create"].is_map()) return;
    for (const auto& [name, words] : draft_.file["create"].as_map()) {
      if (!words["when"].is_string()) continue;
      auto program = condition(draft_.document, {"create", name, "when"}, words["when"]);
      if (SlotDraft* slot = draft_.slot(name)) slot->rule.create_when = std::move(program);
    }
  }

  void read_until() {
    for (OwnSlot& slot : draft_.own_slots) {
      if (slot.rule.source != Source::derived) continue;
      slot.rule.derivation.until = condition(draft_.document, {"derive", "until"}, draft_.file["derive"]["until"]);
    }
  }

  void read_checks() {
    const Document* file = draft_.entity->checks.empty() ? nullptr : c_.catalog.entity_file(draft_.entity->name);
    if (!file) return;
    for (std::size_t i = 0; i < draft_.entity->checks.size(); ++i) {
      const EntityCheck& check = draft_.entity->checks[i];
      auto that = condition(*file, {"checks", std::to_string(i), "that"}, check.that);
      if (that) draft_.policy.checks.push_back({std::move(that), check.otherwise});
    }
  }

  Compilation& c_;
  SyncDraft& draft_;
  const Names names_;
};

}  // namespace

void read_conditions(Compilation& c, const Drafts& drafts, SyncDraft& draft) {
  ConditionReader(c, drafts, draft).read();
}

}  // namespace syncline
