#include "tests/sim/dispute_invariants.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "tests/sim/customer_facts.h"
#include "tests/sim/findings.h"

namespace syncline::sim {
namespace {

constexpr Duration seen_late = minutes(2);

bool is_about_a_value(const Conflict& conflict) {
  return conflict.kind == ConflictKind::concurrent || conflict.kind == ConflictKind::foreign_edit ||
         conflict.kind == ConflictKind::standing;
}

std::string shown_at(const Side& side, const std::string& field, Instant at) {
  std::string text;
  for (const auto& [since, content] : side.system->past("account", side.id)) {
    if (since <= at) text = text_in(content, field);
  }
  return text;
}

/// At some moment of the time in which the engine can have read them.
bool were_the_same(const CustomerWorld& world, const Sides& sides, const std::string& field, Instant from,
                   Instant until) {
  std::set<Instant> moments{from, until};
  for (const Side& side : sides) {
    for (const auto& [since, content] : side.system->past("account", side.id)) {
      if (since >= from && since <= until) moments.insert(since);
    }
  }
  return std::ranges::any_of(moments, [&](Instant at) {
    std::set<std::string> shown;
    std::size_t shortest = std::string::npos;
    for (const Side& side : sides) {
      if (side.system->temper().truncates_at > 0) shortest = std::min(shortest, side.system->temper().truncates_at);
    }
    for (const Side& side : sides)
      shown.insert(
          shown_as(*side.system, world.meant(*side.system, field, shown_at(side, field, at)).substr(0, shortest)));
    return shown.size() <= 1;
  });
}

/// By the vendor, or by a person, after our write (or so shortly before that we had not seen it) and before we looked
/// at it: either may be taken for the vendor's doing. How long that look takes, where calls have to wait, nobody can
/// say.
bool was_altered_then(const CustomerWorld& world, const Conflict& conflict) {
  return std::ranges::any_of(world.typed(), [&](const Typed& typed) {
    if (typed.field != conflict.field || typed.id != conflict.record.native || typed.at > conflict.opened_at ||
        typed.system->name() != conflict.record.system)
      return false;
    if (in_the_unclosable_moment(typed)) return true;  // a replica that lags shows it again after our write
    const Entry* last = nullptr;
    for (const Entry& entry : typed.system->ledger()) {
      const bool is_write = entry.by == Entry::By::engine && entry.id == typed.id && entry.set.contains(typed.field);
      if (is_write && entry.at <= conflict.opened_at) last = &entry;
    }
    return last && typed.at >= last->at;
  });
}

/// What people type is numbered; vendors fold and cut the rest of it.
std::string numbered(const CustomerWorld& world, const ModelSystem& system, const std::string& field,
                     const std::string& text) {
  std::string number = shown_as(system, world.meant(system, field, text));
  number.resize(std::min(number.size(), number.find('-')));
  std::ranges::transform(number, number.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return number;
}

/// What a question shows of each side was typed there, or its record was made with it. Else it is a value of ours,
/// which may stand there only if that write landed late, over what had been typed, while the question was open.
bool was_typed_there(const CustomerWorld& world, const Sides& sides, const Conflict& conflict) {
  return std::ranges::all_of(conflict.sides, [&](const auto& shown) {
    const auto side = std::ranges::find_if(sides, [&](const Side& each) { return each.system->name() == shown.first; });
    if (side == sides.end()) return true;
    const auto same = [&](const std::string& text) {
      return numbered(world, *side->system, conflict.field, text) ==
             numbered(world, *side->system, conflict.field, shown.second.value.string_or(""));
    };
    if (same(text_in(birth_of(*side).set, conflict.field))) return true;
    const bool landed_since = std::ranges::any_of(side->system->ledger(), [&](const Entry& entry) {
      return entry.by == Entry::By::engine && entry.id == side->id && entry.at >= conflict.opened_at &&
             entry.set.contains(conflict.field) && same(text_in(entry.set, conflict.field));
    });
    if (landed_since) return true;
    return std::ranges::any_of(world.typed(), [&](const Typed& typed) {
      return typed.field == conflict.field && typed.system == side->system && typed.id == side->id && same(typed.text);
    });
  });
}

}  // namespace

void judge_disputes(const CustomerWorld& world, Reader& reader, Judgement& out) {
  const auto all = customers(world);
  for (const Conflict& conflict : reader.conflicts(false, {}, 100'000)) {
    if (conflict.kind == ConflictKind::check && !was_altered_then(world, conflict))
      out.violations.push_back("I19: nothing was altered, but at " + to_iso(conflict.opened_at) + ": " +
                               conflict.message + told(reader, std::vector<RecordKey>{conflict.record}));
    if (!conflict.link || !is_about_a_value(conflict)) continue;
    for (const auto& [tax, sides] : all) {
      const bool its = std::ranges::any_of(sides, [&](const Side& side) {
        return reader.link_of({side.system->name(), "account", side.id}) == conflict.link;
      });
      if (!its) continue;
      std::vector<RecordKey> keys;
      for (const Side& side : sides) keys.push_back({side.system->name(), "account", side.id});
      if (conflict.kind == ConflictKind::concurrent && !world.rules_changed() &&
          !was_typed_there(world, sides, conflict))
        out.violations.push_back("I19: customer " + tax + " " + conflict.field +
                                 ": a person is asked about what nobody typed there" + told(reader, keys));
      const Instant end = conflict.closed_at.value_or(far_future);
      if (conflict.closed_at && !world.rules_changed() && conflict.resolution.starts_with("settled by") &&
          !were_the_same(world, sides, conflict.field, end - seen_late, end))
        out.violations.push_back("I19: customer " + tax + " " + conflict.field +
                                 ": the question ended without a decision" + told(reader, keys));
      for (const Effect& effect : reader.effects(conflict.link, {}, 1000)) {
        if (effect.changes.contains(conflict.field) && effect.planned_at > conflict.opened_at &&
            effect.planned_at < end)
          out.violations.push_back("I19: customer " + tax + " " + conflict.field + " is to be written in " +
                                   effect.key.system + " while it waits for a decision" + told(reader, keys));
      }
    }
  }
}

}  // namespace syncline::sim
