#include "engine/relations.h"

#include <algorithm>

#include "base/text.h"
#include "decide/view.h"
#include "engine/virtual_records.h"

namespace syncline {
namespace {

std::string plural_of(const Entity& entity) { return entity.plural.empty() ? entity.name + "s" : entity.plural; }

std::vector<std::string> references_to(const EntityPolicy& child, const std::string& parent) {
  std::vector<std::string> fields;
  for (const FieldSpec& field : child.entity->fields) {
    if (field.type == FieldType::reference && field.refers_to == parent && child.field(field.name))
      fields.push_back(field.name);
  }
  return fields;
}

bool is_derived_from(const EntityPolicy& policy, const std::string& source) {
  return std::ranges::any_of(policy.slots, [&](const SlotRule& slot) {
    return slot.source == Source::derived && slot.derivation.from == source;
  });
}

LinkId parent_of(const Shadow& shadow, const std::string& field) {
  const auto agreed = shadow.agreed.find(field);
  return agreed == shadow.agreed.end() ? LinkId{} : LinkId{agreed->second.value.value.int_or(0)};
}

class Lookout {
 public:
  Lookout(Reader& reader, const EngineSetup& setup, bool* missing)
      : reader_(reader), setup_(setup), missing_(missing) {}

  Map related(const EntityPolicy& policy, const Link& link, const PathTree& wanted) {
    Map found;
    for (const auto& [name, deeper] : wanted.next) {
      if (const auto step = relation(setup_, policy, name)) {
        if (step->way == RelationStep::Way::to_children || !deeper.next.empty())
          found.set(name, follow(*step, link, deeper));
      } else if (name == policy.entity->name) {
        Map inner = related(policy, link, deeper);
        if (!inner.empty()) found.set(name, std::move(inner));
      } else if (policy.slot(name)) {
        Map inner = in_system(policy, link, *policy.slot(name), deeper);
        if (!inner.empty()) found.set(name, std::move(inner));
      }
    }
    return found;
  }

 private:
  /// `crm.deals`: those that have a record there.
  Map in_system(const EntityPolicy& policy, const Link& link, const SlotRule& slot, const PathTree& wanted) {
    Map found;
    for (const auto& [name, deeper] : wanted.next) {
      const auto step = relation(setup_, policy, name);
      if (!step || step->way != RelationStep::Way::to_children) continue;
      found.set(name, views(children(*step, link, slot.system), deeper));
    }
    return found;
  }

  Value follow(const RelationStep& step, const Link& link, const PathTree& deeper) {
    if (step.way == RelationStep::Way::to_children) {
      if (!step.only_newest) return views(children(step, link, ""), deeper);
      const auto child = newest(step, link);
      return child ? the_one(*child, deeper) : nobody(step.entity, deeper);
    }
    const auto parent = reader_.link(parent_of(link.shadow, step.fields.front()));
    return parent ? the_one(*parent, deeper) : nobody(step.entity, deeper);
  }

  /// A field that no record has shown yet is as missing as the relation would be.
  Value the_one(const Link& link, const PathTree& deeper) {
    const EntityPolicy* policy = setup_.policy(link.entity);
    for (const auto& [name, below] : deeper.next) {
      if (missing_ && policy && policy->field(name) && !link.shadow.agreed.contains(name)) *missing_ = true;
    }
    return view(link, deeper);
  }

  List views(const std::vector<Link>& links, const PathTree& deeper) {
    List all;
    for (const Link& link : links) all.push_back(view(link, deeper));
    return all;
  }

  std::vector<Link> children(const RelationStep& step, const Link& link, const std::string& system) {
    std::vector<Link> all = with_or_without_records(step, link);
    std::erase_if(all, [&](const Link& child) { return !has_record(child, system); });
    return all;
  }

  /// One that was never made and is not asked for any more says that nothing is in its way.
  std::optional<Link> newest(const RelationStep& step, const Link& link) {
    std::vector<Link> all = with_or_without_records(step, link);
    std::erase_if(all, [](const Link& child) { return !has_record(child, "") && !was_only_asked_for(child); });
    std::ranges::stable_partition(all, [](const Link& child) { return !has_record(child, ""); });
    return all.empty() ? std::nullopt : std::optional(std::move(all.back()));
  }

  std::vector<Link> with_or_without_records(const RelationStep& step, const Link& link) {
    std::vector<Link> all;
    if (!link.id) return all;
    std::vector<LinkId> ids;
    for (const std::string& field : step.fields) {
      for (const LinkId id : reader_.links_by_key({step.entity, reference_kind(field), std::to_string(link.id.n)}))
        ids.push_back(id);
    }
    std::ranges::sort(ids);
    const auto twice = std::ranges::unique(ids);
    ids.erase(twice.begin(), twice.end());
    if (ids.size() > most_related) ids.resize(most_related);
    for (const LinkId id : ids) {
      auto child = reader_.link(id);
      if (child) all.push_back(std::move(*child));
    }
    return all;
  }

  static bool has_record(const Link& link, const std::string& system) {
    return std::ranges::any_of(link.shadow.members, [&](const Member& member) {
      if (member.duplicate || member.state != RecordState::live) return false;
      return system.empty() ? true : member.key.system == system;
    });
  }

  Value view(const Link& link, const PathTree& deeper) {
    const EntityPolicy* policy = setup_.policy(link.entity);
    if (!policy) return Map{};
    Map fields = view_of(*policy->entity, link.shadow);
    add_names(fields, related(*policy, link, deeper));
    return fields;
  }

  Value nobody(const std::string& entity, const PathTree& deeper) {
    if (missing_) *missing_ = true;
    const EntityPolicy* policy = setup_.policy(entity);
    if (!policy) return Map{};
    Link none;
    none.entity = entity;
    Map fields = hollow_view(*policy->entity);
    add_names(fields, related(*policy, none, deeper));
    return fields;
  }

  Reader& reader_;
  const EngineSetup& setup_;
  bool* missing_;
};

}  // namespace

PathTree tree_of(const std::vector<std::string>& paths) {
  PathTree tree;
  for (const std::string& path : paths) {
    PathTree* at = &tree;
    for (const std::string& name : split(path, '.')) at = &at->next[name];
  }
  return tree;
}

std::optional<RelationStep> relation(const EngineSetup& setup, const EntityPolicy& entity, const std::string& name) {
  if (const FieldSpec* field = entity.entity->field(name)) {
    if (field->type != FieldType::reference || !setup.policy(field->refers_to)) return std::nullopt;
    return RelationStep{RelationStep::Way::to_parent, field->refers_to, {name}};
  }
  for (const auto& other : setup.entities) {
    // A plural can look like its singular: "stock".
    const bool one =
        other->entity->name == name && (is_derived_from(*other, entity.entity->name) || is_derived_from(entity, name));
    if (!one && plural_of(*other->entity) != name) continue;
    std::vector<std::string> fields = references_to(*other, entity.entity->name);
    if (fields.empty()) continue;
    return RelationStep{RelationStep::Way::to_children, other->entity->name, std::move(fields), one};
  }
  return std::nullopt;
}

Map related_to(Reader& reader, const EngineSetup& setup, const EntityPolicy& policy, const Link& link,
               const PathTree& wanted, bool* missing) {
  return Lookout(reader, setup, missing).related(policy, link, wanted);
}

void look_around(Reader& reader, const EngineSetup& setup, const EntityPolicy& policy, Link& link) {
  if (!policy.relations.empty()) link.related = related_to(reader, setup, policy, link, tree_of(policy.relations));
  for (const SlotRule& slot : policy.slots) {
    if (slot.source != Source::derived) continue;
    const Member* member = link.shadow.member(slot.slot);
    const EntityPolicy* from = setup.policy(slot.derivation.from);
    if (!member || !from) continue;
    const auto source = reader.link(link_in(member->key));
    if (!source) continue;
    Map around{{slot.derivation.from, view_of(*from->entity, source->shadow)}};
    add_names(around, link.related);
    link.related = std::move(around);
  }
  if (!link.id) return;
  const bool on_demand = std::ranges::any_of(
      policy.slots, [](const SlotRule& slot) { return slot.create == SlotRule::Create::on_demand; });
  if (on_demand) link.awaited_in = reader.awaited_in(link.id);
}

std::string reference_kind(const std::string& field) { return "@" + field; }

std::vector<MatchKey> reference_keys(const EntityPolicy& policy, const Shadow& shadow) {
  std::vector<MatchKey> keys;
  for (const FieldRule& rule : policy.fields) {
    const FieldSpec* field = policy.entity->field(rule.field);
    if (!field || field->type != FieldType::reference) continue;
    if (const LinkId parent = parent_of(shadow, rule.field))
      keys.push_back({policy.entity->name, reference_kind(rule.field), std::to_string(parent.n)});
  }
  std::ranges::sort(keys);
  const auto twice = std::ranges::unique(keys);
  keys.erase(twice.begin(), twice.end());
  return keys;
}

}  // namespace syncline
