#include "tests/sim/journal_invariants.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <map>
#include <set>
#include <tuple>

#include "base/json.h"
#include "decide/surplus.h"
#include "tests/sim/findings.h"

namespace syncline::sim {
namespace {

constexpr std::size_t all_of_them = 100'000;

using Kind = std::tuple<RecordKey, EffectOp>;

std::string said(const Entry& entry) {
  return std::string(name_of(entry.op)) + " of " + entry.object + " #" + entry.id + " at " + to_iso(entry.at) + ": " +
         write_json(Value(entry.set)) + (entry.late ? ", late" : "");
}

/// May this entry be the effect's write? A write that was given up on may come after the effect has ended.
bool fits(const Effect& effect, const Entry& entry) {
  if (effect.planned_at > entry.at) return false;
  return is_open(effect.state) || entry.late || effect.done_at >= entry.at;
}

class Matching {
 public:
  explicit Matching(Reader& reader) {
    for (Effect& effect : reader.effects({}, {}, all_of_them)) {
      const Kind kind{effect.key, effect.op};
      effects_[kind].push_back(std::move(effect));
    }
    for (auto& [kind, effects] : effects_) std::ranges::sort(effects, {}, &Effect::id);
  }

  const Effect* take(const ModelSystem& system, const Entry& entry) {
    for (Effect& effect : effects_[{{system.name(), entry.object, entry.id}, entry.op}]) {
      // Of those that fit, the one whose values these are; others may have ended without a write.
      if (!fits(effect, entry) || !has_values_of(effect, entry)) continue;
      const auto [used, fresh] = used_.try_emplace(effect.id, &entry);
      if (!fresh && !may_be_sent_again(system, *used->second, entry)) continue;
      used->second = &entry;
      return &effect;
    }
    return entry.op == EffectOp::create ? take_unsettled(system, entry) : nullptr;
  }

 private:
  /// Of which nobody could tell whether it happened: the journal says so, and cannot know the record.
  const Effect* take_unsettled(const ModelSystem& system, const Entry& entry) {
    if (!system.temper().quirks.unsearchable) return nullptr;
    for (const Effect& effect : effects_[{{system.name(), entry.object, ""}, EffectOp::create}]) {
      if (effect.state != EffectState::rejected || !effect.error || !fits(effect, entry)) continue;
      const auto tax = effect.changes.find("tax");
      const Value* written = entry.set.find("tax");
      if (tax == effect.changes.end() || !written || tax->second.after.value != *written) continue;
      if (used_.try_emplace(effect.id, &entry).second) return &effect;
    }
    return nullptr;
  }

  /// Nothing came of it, be it that the vendor wrote it down as what stood there; or nobody saw what came of it before
  /// a person put the record back as it was.
  static bool may_be_sent_again(const ModelSystem& system, const Entry& first, const Entry& again) {
    if (!first.made || (first.op == EffectOp::update && first.set == first.before)) return true;
    return std::ranges::any_of(system.ledger(), [&](const Entry& between) {
      return between.by == Entry::By::person && between.object == first.object && between.id == first.id &&
             between.at >= first.at && between.at <= again.at;
    });
  }

  /// A vendor may truncate or leave out dashes, a map turn the case.
  static bool is_cut_or_turned(std::string written, std::string meant) {
    std::erase(written, '-');
    std::erase(meant, '-');
    return written.size() <= meant.size() &&
           std::ranges::equal(written, meant.substr(0, written.size()), {}, lower, lower);
  }
  static int lower(unsigned char c) { return std::tolower(c); }

  static bool has_values_of(const Effect& effect, const Entry& entry) {
    if (entry.op == EffectOp::transition)
      return effect.changes.begin()->second.after.value.string_or("") == entry.hop.to;
    if (entry.op != EffectOp::update) return true;
    return std::ranges::all_of(effect.changes, [&](const auto& each) {
      const Value* written = entry.asked.find(each.first);
      const Value& meant = each.second.after.value;
      if (!written || !written->is_string() || !meant.is_string()) return true;  // bound to another name or form
      return is_cut_or_turned(written->as_string(), meant.as_string());
    });
  }

  std::map<Kind, std::vector<Effect>> effects_;
  std::map<EffectId, const Entry*> used_;  ///< with the last write that it was
};

/// What an undo would write back is what was there.
void compare_before(const Effect& effect, const ModelSystem& system, const Entry& entry, Judgement& out) {
  if (entry.late || entry.op != EffectOp::update || !system.temper().checks_version) return;
  for (const auto& [field, change] : effect.changes) {
    const Value* was = entry.before.find(field);
    if (!was || was->is_list() || *was == change.before) continue;
    out.violations.push_back("I8: the journal says that " + system.name() + " " + entry.object + " #" + entry.id + " " +
                             field + " was " + write_json(change.before) + ", it was " + write_json(*was));
  }
}

}  // namespace

void journal_is_the_world(std::span<const ModelSystem* const> systems, Reader& reader, Judgement& out) {
  Matching journal(reader);
  for (const ModelSystem* system : systems) {
    for (const Entry& entry : system->ledger()) {
      if (entry.by != Entry::By::engine) continue;
      if (const Effect* effect = journal.take(*system, entry)) {
        compare_before(*effect, *system, entry, out);
      } else {
        out.violations.push_back("I8: no effect in the journal is the " + said(entry) + " in " + system->name() +
                                 told(reader, std::vector{RecordKey{system->name(), entry.object, entry.id}}));
      }
    }
  }
}

void effects_name_their_cause(Reader& reader, Judgement& out) {
  // What differed when the records met is settled by `on_link`, without anybody's event; what was seen on that way has
  // the same trace.
  const auto all = reader.effects({}, {}, all_of_them);
  std::set<std::string> meetings;
  for (const Effect& effect : all) {
    const bool by_rule = std::ranges::any_of(effect.changes, [](const auto& each) {
      return each.second.rule == "first" || each.second.rule == "master" || each.second.rule == "fill";
    });
    if (by_rule && !effect.cause) meetings.insert(effect.trace);
  }
  const auto goes_back_to_a_meeting = [&](const Effect& effect) {
    return !effect.cause && meetings.contains(effect.trace);
  };
  for (const Effect& effect : all) {
    const std::string name = "I12: effect " + std::to_string(effect.id.n) + ", " + std::string(name_of(effect.op)) +
                             " of " + text_of(effect.key) +
                             (effect.changes.empty() ? "" : " by " + effect.changes.begin()->second.rule);
    if (!goes_back_to_a_meeting(effect) && (!effect.cause || !reader.event(effect.cause)))
      out.violations.push_back(name + " names no event");
    if (effect.trace.empty()) out.violations.push_back(name + " names no trace");
    if (effect.business_key.empty()) out.violations.push_back(name + " has no business key");
    for (const auto& [field, change] : effect.changes) {
      if (change.rule.empty()) out.violations.push_back(name + " names no rule for " + field);
    }
  }
}

namespace {

constexpr Duration time_to_notice = minutes(5);

/// Nobody's loss: it ended before any listing had to show it, or it has ended and is known to have; that it was back
/// for a moment between two sweeps, not every vendor shows.
bool ended_unseen(const ModelSystem& system, const RecordKey& key, Reader& reader) {
  std::vector<const Entry*> its;
  for (const Entry& entry : system.ledger()) {
    const bool is_of_life = its.empty() || entry.op == EffectOp::remove || entry.revived;
    if (entry.object == key.object && entry.id == key.native && is_of_life) its.push_back(&entry);
  }
  if (its.back()->op != EffectOp::remove) return false;
  const auto link = reader.link(reader.link_of(key));
  const Member* member = link ? link->shadow.member(key) : nullptr;
  return member ? !is_there(*member) : its.back()->at - its.front()->at < time_to_notice;
}

}  // namespace

void cursors_pass_nothing(std::span<const ModelSystem* const> systems, Reader& reader, Judgement& out) {
  std::map<RecordKey, Instant> looked_at;
  for (const Event& event : reader.events(std::nullopt, nullptr, {}, all_of_them))
    looked_at[event.key] = std::max({looked_at[event.key], event.seen_at, event.ended_at});
  for (const Effect& effect : reader.effects({}, {}, all_of_them))
    looked_at[effect.key] = std::max(looked_at[effect.key], effect.done_at);
  for (const ModelSystem* system : systems) {
    std::set<std::string> passed;
    for (const Entry& entry : system->ledger()) {
      const auto cursor = reader.cursor(system->name(), entry.object);
      const bool changes_nothing = entry.op == EffectOp::update && !entry.revived && entry.set == entry.before;
      if (entry.by != Entry::By::person || !cursor || changes_nothing) continue;  // equal readings are only counted
      const Instant to{std::strtoll(cursor->position.c_str(), nullptr, 10)};
      const RecordKey key{system->name(), entry.object, entry.id};
      if (entry.stamp < to && looked_at[key] < entry.at && !ended_unseen(*system, key, reader) &&
          passed.insert(entry.object + entry.id).second)
        out.violations.push_back("I9: the cursor is at " + to_iso(to) + ", and " + text_of(key) +
                                 ", edited before, was not looked at since" + told(reader, std::vector{key}));
    }
  }
}

}  // namespace syncline::sim
