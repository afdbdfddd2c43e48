#include "engine/virtual_records.h"

#include <algorithm>

#include "base/json.h"
#include "base/mutant.h"
#include "bind/value_table.h"
#include "decide/view.h"
#include "engine/relations.h"
#include "expr/expr.h"

namespace syncline {
namespace {

constexpr std::string_view reflected_prefix = "related ";

Error failed(const RecordKey& key, const std::string& field, Error error) {
  error.cls = ErrorClass::validation;
  error.message = field + ": " + error.message;
  error.place = text_of(key);
  if (error.remedy.empty()) error.remedy = "correct the expression in the project, or the data that it reads";
  return error;
}

Result<Value, Error> looked_up(const RecordKey& key, const ComputedField& field, const Value& value) {
  if (!field.table || value.is_null()) return value;
  const std::string code = value.is_string() ? value.as_string() : write_json(value);
  if (const std::string* label = field.table->label_of(code)) return Value(*label);
  return fail(Error{ErrorClass::validation, "bind.unmapped",
                    field.field + ": the value table " + field.table->name() + " does not know \"" + code + "\"",
                    text_of(key), "add a row for it to maps/" + field.table->name() + ".csv", std::nullopt});
}

/// A value that goes through a relation that is not there says nothing; any other null says that there is nothing.
Result<Map, Error> values_of(Reader& reader, const EngineSetup& setup, const EntityPolicy& policy, const Link& link,
                             const RecordKey& key, const SlotRule& slot) {
  Map content;
  for (const ComputedField& field : slot.computed) {
    bool missing = false;
    const Map related = related_to(reader, setup, policy, link, tree_of(field.value->paths()), &missing);
    const Map names = names_around(*policy.entity, link.shadow, related);
    auto value = expr::evaluate(*field.value, expr::MapBindings(names));
    if (!value) return fail(failed(key, field.field, value.error()));
    if (value->is_null() && missing) continue;
    auto mapped = looked_up(key, field, *value);
    if (!mapped) return fail(std::move(mapped).error());
    content.set(field.field, std::move(*mapped));
  }
  return content;
}

/// The link of the target from which the source was itself derived: the pair meets once.
LinkId made_from(const EngineSetup& setup, const EntityPolicy& source, const Link& link, const std::string& target) {
  for (const SlotRule& slot : source.slots) {
    if (slot.source != Source::derived || slot.derivation.from != target || !setup.policy(target)) continue;
    if (const Member* member = link.shadow.member(slot.slot)) return link_in(member->key);
  }
  return {};
}

Result<bool, Error> meets(Reader& reader, const EngineSetup& setup, const EntityPolicy& policy, const Link& link,
                          const RecordKey& key, const SlotRule& slot) {
  if (!slot.derivation.when) return true;
  const Map related = related_to(reader, setup, policy, link, tree_of(slot.derivation.when->paths()));
  const Map names = names_around(*policy.entity, link.shadow, related);
  auto value = expr::evaluate(*slot.derivation.when, expr::MapBindings(names));
  if (!value) return fail(failed(key, "derive.when", value.error()));
  return value->bool_or(false);
}

bool refers_to(const EngineSetup& setup, const RecordKey& key, const BindingField& field, const SlotRule& slot) {
  const bool computed = std::ranges::any_of(slot.computed, [&](const auto& each) { return each.field == field.name; });
  const EntityPolicy* target = setup.policy(key.object);
  const FieldSpec* spec = target ? target->entity->field(field.name) : nullptr;
  return !computed && spec && spec->refers_to == slot.derivation.from;
}

/// Is the field among what the paths start from? Names that lead back to the record itself are gone through.
bool reads(const PathTree& tree, const EntityPolicy& policy, const std::string& field) {
  return std::ranges::any_of(tree.next, [&](const auto& branch) {
    const auto& [name, deeper] = branch;
    const bool is_itself = name == policy.entity->name || policy.slot(name);
    return name == field || (is_itself && !policy.entity->field(name) && reads(deeper, policy, field));
  });
}

/// What is agreed of the source is what it said before it named a record that is not linked: nothing is made of that.
std::map<std::string, RecordKey> leave_out_former(Map& content, const EntityPolicy& source, const Link& link,
                                                  const SlotRule& slot) {
  std::map<std::string, RecordKey> left_out;
  if (mutant("made-of-former-values")) return left_out;
  for (const auto& [field, agreed] : link.shadow.agreed) {
    const RecordKey* parent = link.shadow.unlinked_in(agreed.origin.slot, field);
    if (!parent) continue;
    for (const ComputedField& computed : slot.computed) {
      if (!reads(tree_of(computed.value->paths()), source, field)) continue;
      content.erase(computed.field);
      left_out.emplace(computed.field, *parent);
    }
  }
  return left_out;
}

Result<Computed, Error> derived(Reader& reader, const EngineSetup& setup, const RecordKey& key, const SlotRule& slot) {
  Computed out;
  const EntityPolicy* policy = setup.policy(slot.derivation.from);
  const auto source = reader.link(link_in(key));
  if (!policy || !source || source->id != link_in(key)) {
    out.not_now = "its " + slot.derivation.from + " was joined into another, or is no longer synced";
    return out;
  }
  const LinkId known = reader.link_of(key), origin = made_from(setup, *policy, *source, key.object);
  out.home = origin ? origin : known;
  out.record.key = key;
  const auto known_link = out.home ? reader.link(out.home) : std::nullopt;
  const bool is_made = known_link && !was_only_asked_for(*known_link);
  if (!is_made && !(known_link && mutant("order-of-a-lost-deal"))) {
    auto yes = meets(reader, setup, *policy, *source, key, slot);
    if (!yes) return fail(std::move(yes).error());
    if (!*yes && !out.home)
      out.not_now = "the " + slot.derivation.from + " does not meet the condition of its " + key.object;
    if (!*yes) out.record.state = RecordState::gone;
    if (!*yes) return out;
  }
  // What was itself made from the target names it, and decides over nothing there.
  auto content = origin ? Result<Map, Error>(Map{}) : values_of(reader, setup, *policy, *source, key, slot);
  if (!content) return fail(std::move(content).error());
  for (const BindingField& field : slot.binding->fields()) {  // whose it is, where the entity has a field for it
    if (field.type == FieldType::reference && !content->contains(field.name) && refers_to(setup, key, field, slot))
      content->set(field.name, source->id.n);
  }
  if (content->empty()) out.not_now = "the " + slot.derivation.from + " comes from this very " + key.object;
  if (!is_made) out.unlinked = leave_out_former(*content, *policy, *source, slot);
  out.record.content = std::move(*content);
  return out;
}

Result<Computed, Error> reflected(Reader& reader, const EngineSetup& setup, const EntityPolicy& policy,
                                  const RecordKey& key, const SlotRule& slot) {
  Computed out;
  const auto link = reader.link(link_in(key));
  if (!link || link->id != link_in(key)) {
    out.not_now = "its link was joined into another";
    return out;
  }
  auto content = values_of(reader, setup, policy, *link, key, slot);
  if (!content) return fail(std::move(content).error());
  out.home = link->id;
  out.record.key = key;
  out.record.content = std::move(*content);
  return out;
}

}  // namespace

LinkId link_in(const RecordKey& key) { return {std::strtoll(key.native.c_str(), nullptr, 10)}; }

bool was_only_asked_for(const Link& link) {
  return std::ranges::all_of(link.shadow.members, [](const Member& member) { return is_virtual(member.key); });
}

bool is_virtual(const RecordKey& key) { return key.system == own_system; }

RecordKey derived_key(const std::string& target, const std::string& source) { return {own_system, target, source}; }

RecordKey reflected_key(const std::string& entity, const std::string& link) {
  return {own_system, std::string(reflected_prefix) + entity, link};
}

Result<Computed, Error> compute(Reader& reader, const EngineSetup& setup, const RecordKey& key) {
  const EntityPolicy* policy = setup.policy_of(key.system, key.object);
  const SlotRule& slot = *policy->slot_of(key.system, key.object);
  return slot.source == Source::derived ? derived(reader, setup, key, slot)
                                        : reflected(reader, setup, *policy, key, slot);
}

}  // namespace syncline
