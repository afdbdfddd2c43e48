#include "project/summary.h"

#include <algorithm>

#include "base/text.h"
#include "config/check_context.h"
#include "expr/expr.h"

namespace syncline {
namespace {

std::string count(std::size_t n, const std::string& one) { return std::to_string(n) + " " + one + (n == 1 ? "" : "s"); }

std::string_view name_of(Stage stage) {
  switch (stage) {
    case Stage::observe: return "observe";
    case Stage::shadow: return "shadow";
    case Stage::one_way: return "one-way";
    case Stage::two_way: return "two-way";
  }
  return {};
}

std::string_view name_of(OnDelete rule) {
  switch (rule) {
    case OnDelete::deactivate: return "deactivate";
    case OnDelete::flag: return "flag";
    case OnDelete::remove: return "remove";
    case OnDelete::keep: return "keep";
    case OnDelete::review: return "review";
  }
  return {};
}

/// A record that is made of another is called by what it is made of.
std::string word_for(const EntityPolicy& policy, const Slot& master) {
  const SlotRule* slot = policy.slot(master);
  return slot && slot->source == Source::derived ? "the " + slot->derivation.from : master;
}

/// "stage and order_number are told to crm": what is worked out of other records, and written unconditionally.
std::string told_line(const EntityPolicy& policy) {
  std::vector<std::string> fields, systems;
  for (const SlotRule& slot : policy.slots) {
    if (slot.source == Source::system) systems.push_back(slot.slot);
    if (slot.source != Source::reflected) continue;
    for (const ComputedField& field : slot.computed) fields.push_back(field.field);
  }
  if (fields.empty()) return "";
  return list_words(fields, "and") + (fields.size() == 1 ? " is told to " : " are told to ") +
         list_words(systems, "and");
}

bool is_told(const EntityPolicy& policy, const Slot& master) {
  const SlotRule* slot = policy.slot(master);
  return slot && slot->source == Source::reflected;
}

/// "crm decides name; erp decides street and city; every system may write email"
std::string masters_line(const EntityPolicy& policy) {
  std::vector<std::pair<std::string, std::vector<std::string>>> groups;
  for (const FieldRule& rule : policy.fields) {
    std::vector<std::string> deciding;
    for (const Slot& master : rule.masters) {
      if (!is_told(policy, master)) deciding.push_back(word_for(policy, master));
    }
    if (deciding.empty() && !rule.masters.empty()) continue;
    const std::string who = join(deciding, ", else ");
    auto group = std::ranges::find(groups, who, [](const auto& each) { return each.first; });
    if (group == groups.end()) group = groups.insert(groups.end(), {who, {}});
    group->second.push_back(rule.field);
  }
  std::vector<std::string> parts;
  for (const auto& [who, fields] : groups)
    parts.push_back((who.empty() ? "every system may write " : who + " decides ") + list_words(fields, "and"));
  return join(parts, "; ");
}

/// Only what two systems have is matched: what was made of another record is its own.
std::string match_line(const EntityPolicy& policy) {
  std::vector<std::string> parts;
  if (std::ranges::count(policy.slots, Source::system, &SlotRule::source) < 2) return "";
  if (!policy.match.exact.empty())
    parts.push_back("records with the same " + list_words(policy.match.exact) + " are linked");
  for (const WithinRule& rule : policy.match.within)
    parts.push_back("records with the same " + rule.field + " within one " + rule.within + " are linked");
  if (policy.match.similar) parts.push_back("similar " + policy.match.similar->field + " goes to a person");
  return parts.empty() ? "no records are matched: each stays alone" : join(parts, "; ");
}

std::string create_line(const EntityPolicy& policy) {
  std::vector<std::string> parts;
  for (const SlotRule& slot : policy.slots) {
    if (slot.create == SlotRule::Create::always) parts.push_back("missing records are created in " + slot.slot);
    if (slot.create == SlotRule::Create::on_demand)
      parts.push_back("missing records are created in " + slot.slot + " once another record there needs them");
    if (slot.create == SlotRule::Create::when && slot.create_when)
      parts.push_back("missing records are created in " + slot.slot + " when " + slot.create_when->source());
  }
  return parts.empty() ? "no records are created" : join(parts, "; ");
}

/// "*.pdf files of erp are added to crm, up to 20 MB each"
std::string files_line(const EntityPolicy& policy) {
  std::vector<std::string> parts;
  for (const FileRule& rule : policy.files) {
    parts.push_back((rule.name == "*" ? "" : rule.name + " ") + "files of " + rule.from + " are added to " +
                    (rule.to_entity == policy.entity->name ? rule.to : "its " + rule.to_entity + " in " + rule.to) +
                    ", up to " + std::to_string(rule.limit / 1'000'000) + " MB each");
  }
  return join(parts, "; ");
}

std::string stage_line(const EntityPolicy& policy) {
  switch (policy.stage) {
    case Stage::observe: return "Nothing is written: it only observes";
    case Stage::shadow: return "Nothing is written: what would be is shown";
    case Stage::two_way: return "Written in all systems";
    case Stage::one_way: break;
  }
  std::vector<std::string> targets;
  for (const SlotRule& slot : policy.slots) {
    if (slot.writable) targets.push_back(slot.slot);
  }
  return targets.empty() ? "Written nowhere" : "Written only in " + list_words(targets, "and");
}

std::string head_line(const EntityPolicy& policy) {
  std::vector<std::string> places;
  std::string made;
  for (const SlotRule& slot : policy.slots) {
    if (slot.source == Source::system) places.push_back(slot.slot + "." + slot.object);
    if (slot.source == Source::derived) made = ", made from " + slot.derivation.from;
  }
  return policy.entity->name + ": " + join(places, policy.stage == Stage::one_way ? " → " : " ↔ ") + made + ", " +
         count(policy.fields.size(), "field");
}

std::string watch_line(const Project& project, const EntityPolicy& policy) {
  std::vector<std::string> parts;
  for (const PollPlan& poll : project.polls) {
    if (!policy.slot_of(poll.system, poll.object)) continue;
    const ProjectSystem* system = project.system(poll.system);
    const bool hooked =
        system && std::ranges::find(system->webhook_objects, poll.object) != system->webhook_objects.end();
    parts.push_back(poll.system + (hooked ? " sends webhooks and" : "") + " is polled every " + to_text(poll.interval) +
                    ", swept every " + to_text(poll.sweep_every));
  }
  return join(parts, "; ");
}

Value value_of(const EntityPolicy& policy) {
  List slots, fields;
  for (const SlotRule& slot : policy.slots) {
    slots.push_back(Map{{"slot", slot.slot}, {"system", slot.system}, {"object", slot.object}});
  }
  for (const FieldRule& rule : policy.fields) {
    List masters;
    for (const Slot& master : rule.masters) masters.emplace_back(master);
    fields.push_back(Map{{"field", rule.field}, {"masters", std::move(masters)}});
  }
  return Map{{"entity", policy.entity->name},
             {"stage", name_of(policy.stage)},
             {"delete", name_of(policy.on_delete)},
             {"systems", std::move(slots)},
             {"fields", std::move(fields)}};
}

}  // namespace

std::vector<std::string> describe_project(const Project& project) {
  std::vector<std::string> lines;
  for (const auto& policy : project.entities) {
    lines.push_back(head_line(*policy));
    for (const std::string& line :
         {masters_line(*policy), told_line(*policy), match_line(*policy), create_line(*policy), files_line(*policy),
          "A deletion: " + std::string(name_of(policy->on_delete)), stage_line(*policy),
          watch_line(project, *policy)}) {
      if (!line.empty()) lines.push_back("  " + line + ".");
    }
  }
  for (const QueryRule& query : project.queries)
    lines.push_back(query.entity->name + ": " + query.system + "." + query.object + " is asked of a " + query.of +
                    " when somebody wants to know");
  return lines;
}

Value to_json(const Project& project) {
  List systems, entities;
  for (const ProjectSystem& system : project.systems)
    systems.push_back(Map{{"system", system.name}, {"connector", system.connector}});
  for (const auto& policy : project.entities) entities.push_back(value_of(*policy));
  List queries;
  for (const QueryRule& query : project.queries)
    queries.push_back(
        Map{{"query", query.entity->name}, {"of", query.of}, {"system", query.system}, {"object", query.object}});
  return Map{{"project", project.name},
             {"config_id", project.config_id},
             {"systems", std::move(systems)},
             {"entities", std::move(entities)},
             {"queries", std::move(queries)}};
}

}  // namespace syncline
