#include "engine/ripples.h"

#include <algorithm>

#include "base/mutant.h"
#include "base/text.h"
#include "engine/calls.h"
#include "engine/virtual_records.h"
#include "expr/expr.h"

namespace syncline {
namespace {

using Steps = std::vector<RelationStep>;

/// Walks the paths of one owner's expressions and notes what is read where.
class Walk {
 public:
  Walk(const EngineSetup& setup, Uses& uses, Use::Kind kind, const EntityPolicy& owner, std::string target)
      : setup_(setup), uses_(uses), kind_(kind), owner_(owner.entity->name), target_(std::move(target)) {}

  void from(const EntityPolicy& policy, const PathTree& tree, const Steps& steps) {
    for (const auto& [name, deeper] : tree.next) {
      if (const auto step = relation(setup_, policy, name)) {
        go(policy, *step, deeper, steps);
      } else if (name == policy.entity->name || policy.slot(name)) {
        from(policy, deeper, steps);
      } else {
        note(policy.entity->name, name, steps);
      }
    }
  }

 private:
  void go(const EntityPolicy& policy, const RelationStep& step, const PathTree& deeper, const Steps& steps) {
    Steps longer = steps;
    longer.push_back(step);
    if (step.way == RelationStep::Way::to_parent) {
      note(policy.entity->name, step.fields.front(), steps);
    } else {
      for (const std::string& field : step.fields) note(step.entity, field, longer);
    }
    from(*setup_.policy(step.entity), deeper, longer);
  }

  void note(const std::string& entity, const std::string& field, const Steps& steps) {
    std::vector<Use>& all = uses_[entity];
    const auto same = [&](const Use& use) {
      return use.kind == kind_ && use.owner == owner_ && use.target == target_ && use.steps.size() == steps.size() &&
             std::ranges::equal(use.steps, steps, [](const RelationStep& a, const RelationStep& b) {
               return a.way == b.way && a.entity == b.entity && a.fields == b.fields;
             });
    };
    auto found = std::ranges::find_if(all, same);
    if (found == all.end()) found = all.insert(all.end(), Use{kind_, owner_, target_, steps, {}});
    found->fields.insert(field);
  }

  const EngineSetup& setup_;
  Uses& uses_;
  Use::Kind kind_;
  std::string owner_, target_;
};

PathTree paths_of(const SlotRule& slot) {
  std::vector<std::string> paths;
  const auto add = [&](const std::shared_ptr<const expr::Program>& program) {
    if (program) paths.insert(paths.end(), program->paths().begin(), program->paths().end());
  };
  for (const ComputedField& field : slot.computed) add(field.value);
  add(slot.derivation.when);
  return tree_of(paths);
}

std::set<std::string> changed_fields(const Shadow& before, const Shadow& after) {
  std::set<std::string> changed;
  for (const auto& [name, field] : after.agreed) {
    const auto had = before.agreed.find(name);
    if (had == before.agreed.end() || had->second.value != field.value) changed.insert(name);
  }
  if (before.problem != after.problem) changed.insert("problem");
  return changed;
}

bool has_live(const Shadow& shadow) {
  return std::ranges::any_of(shadow.members,
                             [](const Member& m) { return !m.duplicate && m.state == RecordState::live; });
}

class Backwards {
 public:
  Backwards(Reader& reader, const Link& before, const Shadow& after)
      : reader_(reader), before_(before), after_(after) {}

  /// The owners from which the steps lead to the changed link.
  std::set<LinkId> owners(const Use& use) {
    std::set<LinkId> at{before_.id};
    for (std::size_t i = use.steps.size(); i-- > 0;) {
      const RelationStep& step = use.steps[i];
      const std::string& from = i == 0 ? use.owner : use.steps[i - 1].entity;
      std::set<LinkId> next;
      for (const LinkId id : at) {
        if (step.way == RelationStep::Way::to_parent) {
          add_children(from, step, id, next);
        } else {
          add_parents(step, id, next);
        }
      }
      at = std::move(next);
    }
    return at;
  }

 private:
  void add_children(const std::string& entity, const RelationStep& step, LinkId id, std::set<LinkId>& next) {
    if (!id) return;  // nobody can refer to a link that is only being made
    for (const LinkId child : reader_.links_by_key({entity, reference_kind(step.fields.front()), std::to_string(id.n)}))
      next.insert(child);
  }
  void add_parents(const RelationStep& step, LinkId id, std::set<LinkId>& next) {
    for (const std::string& field : step.fields) {
      if (id == before_.id) {
        add_parent(before_.shadow, field, next);
        add_parent(after_, field, next);
      } else if (const auto link = reader_.link(id)) {
        add_parent(link->shadow, field, next);
      }
    }
  }
  static void add_parent(const Shadow& shadow, const std::string& field, std::set<LinkId>& next) {
    const auto agreed = shadow.agreed.find(field);
    const LinkId parent{agreed == shadow.agreed.end() ? 0 : agreed->second.value.value.int_or(0)};
    if (parent) next.insert(parent);
  }

  Reader& reader_;
  const Link& before_;
  const Shadow& after_;
};

std::string id_text(LinkId id) { return id ? std::to_string(id.n) : "{link}"; }

void add_use(Reader& reader, const Use& use, LinkId owner, const Link& before, const Shadow& after, Instant now,
             std::vector<NewEvent>& events) {
  switch (use.kind) {
    case Use::Kind::derivation:
      events.push_back(hint(
          derived_key(use.target, id_text(owner) + (mutant("derived-per-event") ? " " + std::to_string(now.us) : "")),
          EventSource::related, now));
      return;
    case Use::Kind::reflection:
      if (mutant("reflection-elsewhere")) owner = {owner.n > 1 ? owner.n - 1 : owner.n};
      events.push_back(hint(reflected_key(use.owner, id_text(owner)), EventSource::related, now));
      return;
    case Use::Kind::condition: {
      const auto other = owner == before.id ? std::nullopt : reader.link(owner);
      const RecordKey* key = owner == before.id ? after.any_key() : other ? other->shadow.any_key() : nullptr;
      if (key) events.push_back(hint(*key, EventSource::decision, now));
    }
  }
}

}  // namespace

Uses uses_of(const EngineSetup& setup) {
  Uses uses;
  for (const auto& policy : setup.entities) {
    std::vector<std::string> paths = policy->relations;
    for (const std::string& parent : policy->provisioned) paths.push_back(parent + ".problem");
    Walk(setup, uses, Use::Kind::condition, *policy, "").from(*policy, tree_of(paths), {});
    for (const SlotRule& slot : policy->slots) {
      if (slot.source == Source::reflected)
        Walk(setup, uses, Use::Kind::reflection, *policy, "").from(*policy, paths_of(slot), {});
      const EntityPolicy* source = slot.source == Source::derived ? setup.policy(slot.derivation.from) : nullptr;
      if (source)
        Walk(setup, uses, Use::Kind::derivation, *source, policy->entity->name).from(*source, paths_of(slot), {});
    }
  }
  return uses;
}

std::vector<NewEvent> ripples_of(Reader& reader, const EngineSetup& setup, const Link& before, const Shadow& after,
                                 Instant now) {
  std::vector<NewEvent> events;
  if (!setup.uses || !setup.uses->contains(before.entity)) return events;
  const std::vector<Use>& uses = setup.uses->at(before.entity);
  const std::set<std::string> changed = changed_fields(before.shadow, after);
  const bool came_or_went = has_live(before.shadow) != has_live(after);
  Backwards backwards(reader, before, after);
  for (const Use& use : uses) {
    const bool touched = std::ranges::any_of(use.fields, [&](const auto& field) { return changed.contains(field); });
    if (!touched && !came_or_went) continue;
    for (const LinkId owner : backwards.owners(use)) {
      if (owner || use.steps.empty()) add_use(reader, use, owner, before, after, now, events);
    }
  }
  std::ranges::sort(events, {}, [](const NewEvent& e) { return std::pair(e.key, e.source); });
  const auto twice = std::ranges::unique(events, {}, [](const NewEvent& e) { return std::pair(e.key, e.source); });
  events.erase(twice.begin(), twice.end());
  return events;
}

}  // namespace syncline
