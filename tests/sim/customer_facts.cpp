#include "tests/sim/customer_facts.h"

#include <algorithm>
#include <cctype>

namespace syncline::sim {

std::map<std::string, Sides> customers(const CustomerWorld& world) {
  std::map<std::string, Sides> found;
  for (const auto& system : world.systems()) {
    for (const std::string& id : system->ids("account")) {
      const Map& content = system->now("account", id);
      found[text_in(content, "tax")].push_back({system.get(), id, content});
    }
  }
  return found;
}

bool is_of(const Sides& sides, const Typed& typed) {
  return std::ranges::any_of(sides,
                             [&](const Side& side) { return side.system == typed.system && side.id == typed.id; });
}

const Entry& birth_of(const Side& side) {
  return *std::ranges::find_if(side.system->ledger(),
                               [&](const Entry& e) { return e.op == EffectOp::create && e.id == side.id; });
}

const ModelSystem* master_at(const CustomerWorld& world, const Sides& sides, const std::string& field, Instant at) {
  const bool new_rules = world.rules_changed() && at >= *world.rules_changed();
  const EntityPolicy& policy = new_rules ? world.policy() : world.first_policy();
  for (const Slot& master : policy.field(field)->masters) {
    const auto side = std::ranges::find_if(sides, [&](const Side& s) { return s.system->name() == master; });
    if (side != sides.end() && birth_of(*side).at <= at) return side->system;
  }
  return nullptr;
}

namespace {

bool keeps_whole(const ModelSystem& system, const std::string& field) {
  const Temper& temper = system.temper();
  return temper.truncates_at == 0 && !(temper.quirks.declared && temper.quirks.folds == field);
}

}  // namespace

bool had_a_say(const CustomerWorld& world, const Sides& sides, const Typed& typed) {
  const ModelSystem* master = master_at(world, sides, typed.field, typed.at);
  return master ? master == typed.system : keeps_whole(*typed.system, typed.field);
}

bool in_the_unclosable_moment(const Typed& typed) {
  if (typed.system->temper().checks_version) return false;
  return std::ranges::any_of(typed.system->ledger(), [&](const Entry& m) {
    return m.by == Entry::By::engine && m.id == typed.id && m.set.contains(typed.field) &&
           text_in(m.before, typed.field) == typed.text &&
           m.at - typed.at <= typed.system->temper().max_execution + typed.system->declared_lag() + seconds(1) +
                                  typed.system->wait_for_turn();
  });
}

bool is_before_our_look(const Typed& typed) {
  return std::ranges::any_of(typed.system->ledger(), [&](const Entry& m) {
    return m.by == Entry::By::engine && m.id == typed.id && m.set.contains(typed.field) && m.at <= typed.at &&
           typed.at - m.at <= typed.system->temper().max_execution + typed.system->declared_lag() + seconds(1) +
                                  typed.system->wait_for_turn();
  });
}

std::string shown_as(const ModelSystem& system, std::string text) {
  if (system.temper().truncates_at > 0) text = text.substr(0, system.temper().truncates_at);
  if (have_habits()) std::erase(text, '-');
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace syncline::sim
