#include <algorithm>

#include "base/mutant.h"
#include "store/sqlite/commit.h"

namespace syncline::sqlite {
namespace {

std::string link_text(LinkId link) { return "link " + std::to_string(link.n); }

std::string effect_text(EffectId id, EffectState state) {
  return "effect " + std::to_string(id.n) + " is " + std::string(name_of(state));
}

}  // namespace

Commit::Check Commit::check() {
  if (plan_.link) {
    if (auto stale = check_link(plan_.link, plan_.expected, entity_)) return stale;
  } else {
    entity_ = plan_.entity;
    const bool needs_link = plan_.shadow || plan_.keys || plan_.absorb;
    if (needs_link && entity_.empty())
      return Stale{"a plan without link and entity cannot have a shadow, keys or a link to absorb"};
  }
  if (plan_.absorb) {
    std::string entity;
    if (plan_.absorb == plan_.link) return Stale{link_text(plan_.link) + " cannot absorb itself"};
    if (auto stale = check_link(plan_.absorb, plan_.absorb_expected, entity)) return stale;
    if (entity != entity_) return Stale{link_text(plan_.absorb) + " is of another entity: " + entity};
  }
  if (auto stale = check_outcomes()) return stale;
  if (auto stale = check_members()) return stale;
  if (auto stale = check_keys()) return stale;
  if (auto stale = check_resolved()) return stale;
  return check_effects();
}

Commit::Check Commit::check_link(LinkId id, LinkVersion expected, std::string& entity) {
  Rows row = db_.query(
      "SELECT l.entity, l.merged_into, s.version FROM link l LEFT JOIN shadow s ON s.link = l.id WHERE l.id = ?", id);
  if (!row.next()) return Stale{link_text(id) + " does not exist"};
  if (row.integer(1) != 0) return Stale{link_text(id) + " was joined into " + link_text({row.integer(1)})};
  if (row.integer(2) != expected.n) {
    return Stale{link_text(id) + " has version " + std::to_string(row.integer(2)) + ", expected " +
                 std::to_string(expected.n)};
  }
  entity = row.text(0);
  return std::nullopt;
}

Commit::Check Commit::check_outcomes() {
  const std::int64_t epoch = plan_.outcomes.empty() ? 0 : tx_.epoch();
  std::set<EffectId> listed;
  for (const EffectOutcome& outcome : plan_.outcomes) {
    if (!listed.insert(outcome.id).second)
      return Stale{"effect " + std::to_string(outcome.id.n) + " has two outcomes in one plan"};
    auto row = tx_.effect_row(outcome.id);
    if (!row) return Stale{"there is no effect " + std::to_string(outcome.id.n)};
    const bool untouched = row->state == EffectState::planned || row->state == EffectState::waiting;
    const bool licensed = is_under_way(row->state);
    if (outcome.licensed ? !licensed : !untouched) return Stale{effect_text(outcome.id, row->state)};
    if (outcome.licensed && row->epoch != epoch) return Stale{"a newer process has begun"};
    outcomes_.push_back(std::move(*row));
  }
  return std::nullopt;
}

Commit::Places Commit::places_of(LinkId link) {
  Places places;
  Rows rows = db_.query("SELECT system, object, native, slot, state FROM record WHERE link = ? AND link <> 0", link);
  while (rows.next()) places[{rows.text(0), rows.text(1), rows.text(2)}] = {rows.text(3), rows.as<RecordState>(4)};
  return places;
}

Commit::Check Commit::check_members() {
  if (!plan_.shadow) return std::nullopt;
  if (plan_.link) places_now_ = places_of(plan_.link);
  if (plan_.absorb) places_now_.merge(places_of(plan_.absorb));
  for (const Member& member : plan_.shadow->members) {
    const RecordKey& key = member.key;
    if (key.native.empty()) continue;  // its create is under way
    places_wanted_.emplace(key, Place{member.slot, member.state});
    if (places_now_.contains(key)) continue;
    Rows row = db_.query("SELECT link FROM record WHERE system = ? AND object = ? AND native = ?", key.system,
                         key.object, key.native);
    if (row.next() && !is_ours(row.id<LinkTag>(0))) {
      return Stale{text_of(key) + " belongs to " + link_text(row.id<LinkTag>(0))};
    }
  }
  return std::nullopt;
}

std::set<MatchKey> Commit::keys_of(LinkId link) {
  std::set<MatchKey> keys;
  Rows rows = db_.query("SELECT entity, kind, value FROM match_key WHERE link = ?", link);
  while (rows.next()) keys.insert({rows.text(0), rows.text(1), rows.text(2)});
  return keys;
}

/// A link that was made since the decision looked, and that shares the key.
Commit::Check Commit::check_newer(const MatchKey& key) {
  if (plan_.link || !plan_.newest || key.kind.starts_with('@') || mutant("keys-unclaimed")) return std::nullopt;
  Rows row = db_.query("SELECT link FROM match_key WHERE entity = ? AND kind = ? AND value = ? AND link > ? LIMIT 1",
                       key.entity, key.kind, key.value, *plan_.newest);
  if (!row.next()) return std::nullopt;
  return Stale{link_text(row.id<LinkTag>(0)) + " was made meanwhile and shares the " + key.kind};
}

/// Kept among the match keys, of no entity: who waits for this record to be linked.
MatchKey Commit::waits_for(const RecordKey& record) {
  return {"@", "@unlinked", record.system + '\n' + record.object + '\n' + record.native};
}

/// A record that was not linked when this was decided may be by now. A link that waited for it already was told then.
Commit::Check Commit::check_unlinked() {
  if (!plan_.shadow) return std::nullopt;
  for (const auto& [where, record] : plan_.shadow->unlinked) {
    const MatchKey key = waits_for(record);
    keys_wanted_.insert(key);
    if (keys_now_.contains(key)) continue;
    Rows row = db_.query("SELECT link FROM record WHERE system = ? AND object = ? AND native = ?", record.system,
                         record.object, record.native);
    if (row.next() && row.integer(0) != 0) return Stale{text_of(record) + " was linked meanwhile"};
  }
  return std::nullopt;
}

Commit::Check Commit::check_keys() {
  if (!plan_.keys) return std::nullopt;
  if (plan_.link) keys_now_ = keys_of(plan_.link);
  for (const MatchKey& key : *plan_.keys) {
    keys_wanted_.insert({key.entity, key.kind, key.value});
    if (auto stale = check_newer(key)) return stale;
    if (!key.unique || mutant("keys-unclaimed")) continue;
    Rows rows = db_.query("SELECT link FROM match_key WHERE entity = ? AND kind = ? AND value = ?", key.entity,
                          key.kind, key.value);
    while (rows.next()) {
      const LinkId other = rows.id<LinkTag>(0);
      if (!is_ours(other))
        return Stale{"the " + key.kind + " of this " + key.entity + " belongs to " + link_text(other)};
    }
  }
  return check_unlinked();
}

Commit::Check Commit::check_resolved() {
  for (const auto& [id, how] : plan_.resolved) {
    if (!db_.query("SELECT 1 FROM conflict WHERE id = ? AND closed_at = 0", id).next())
      return Stale{"conflict " + std::to_string(id.n) + " is not open"};
  }
  return std::nullopt;
}

bool Commit::ends_here(EffectId id) const {
  return std::ranges::any_of(plan_.outcomes, [&](const EffectOutcome& o) { return o.id == id && !is_open(o.state); });
}

LinkId Commit::link_of(const NewEffect& effect) const { return effect.link ? effect.link : plan_.link; }

Commit::Check Commit::check_effects() {
  std::set<std::pair<LinkId, Slot>> planned;
  for (const NewEffect& effect : plan_.effects) {
    if (auto stale = check_effect(effect, planned)) return stale;
  }
  return plan_.absorb ? check_absorbed_effects(planned) : std::nullopt;
}

Commit::Check Commit::check_effect(const NewEffect& effect, std::set<std::pair<LinkId, Slot>>& planned) {
  const LinkId link = link_of(effect);
  if (!link && entity_.empty()) return Stale{"an effect without a link"};
  if (!planned.emplace(link, effect.slot).second) return Stale{"two effects of one plan for " + effect.slot};
  if (link) {
    Rows open = db_.query("SELECT id, state FROM effect WHERE link = ? AND slot = ? AND state < 4", link, effect.slot);
    if (open.next() && !ends_here(open.id<EffectTag>(0)) && !mutant("two-writes-at-once")) {
      return Stale{effect_text(open.id<EffectTag>(0), open.as<EffectState>(1)) + ": one open write per member"};
    }
  }
  if (effect.op != EffectOp::create) return std::nullopt;
  Rows made = db_.query("SELECT id, state FROM effect WHERE system = ? AND business_key = ? AND op = 0 AND state < 5",
                        effect.key.system, effect.business_key);
  if (!made.next()) return std::nullopt;
  const EffectId id = made.id<EffectTag>(0);
  const auto undone = std::ranges::find_if(plan_.outcomes, [&](const EffectOutcome& o) {
    return o.id == id && (o.state == EffectState::rejected || o.state == EffectState::superseded);
  });
  if (undone != plan_.outcomes.end()) return std::nullopt;
  return Stale{effect_text(id, made.as<EffectState>(1)) + " and has the same business key " + effect.business_key};
}

/// What is under way for the absorbed link goes on under the survivor, which must have nothing open in that slot.
Commit::Check Commit::check_absorbed_effects(const std::set<std::pair<LinkId, Slot>>& planned) {
  Rows rows = db_.query(
      "SELECT id, state, epoch, slot, system, op, hold, held FROM effect WHERE link = ? AND state < 4", plan_.absorb);
  while (rows.next()) {
    SqliteTx::EffectRow row{
        rows.id<EffectTag>(0), rows.as<EffectState>(1), rows.integer(2),     plan_.absorb,        rows.text(3),
        rows.text(4),          rows.as<EffectOp>(5),    rows.id<HoldTag>(6), rows.integer(7) != 0};
    if (ends_here(row.id)) continue;
    if (is_under_way(row.state)) {
      Rows open = db_.query("SELECT id FROM effect WHERE link = ? AND slot = ? AND state < 4", plan_.link, row.slot);
      const bool occupied = open.next() && !ends_here(open.id<EffectTag>(0));
      if (occupied || planned.contains({plan_.link, row.slot}))
        return Stale{effect_text(row.id, row.state) + " for " + link_text(plan_.absorb)};
    }
    absorbed_effects_.push_back(std::move(row));
  }
  return std::nullopt;
}

}  // namespace syncline::sqlite
