#include "tests/sim/provenance.h"

#include <algorithm>

#include "tests/sim/customer_facts.h"
#include "tests/sim/findings.h"

namespace syncline::sim {
namespace {

// A record that was just made may not have been seen yet, longer where calls are refused.
constexpr Duration to_be_known = minutes(4);

class Provenance {
 public:
  Provenance(const CustomerWorld& world, Reader& reader, Judgement& out) : world_(world), reader_(reader), out_(out) {}

  void judge() {
    for (const auto& [tax, sides] : customers(world_)) {
      for (const Side& side : sides) {
        for (const Entry& entry : side.system->ledger()) {
          if (entry.id != side.id || entry.by != Entry::By::engine || entry.op != EffectOp::update) continue;
          for (const auto& [field, text] : entry.set) {
            if (field != "tax") judge(tax, sides, side, entry, field);
          }
        }
      }
    }
  }

 private:
  void broken(const std::string& tax, const Sides& sides, const Side& side, const Entry& entry,
              const std::string& field, const std::string& what) {
    std::vector<RecordKey> keys;
    for (const Side& each : sides) keys.push_back({each.system->name(), "account", each.id});
    out_.violations.push_back(what + ": customer " + tax + ", " + side.system->name() + " #" + side.id + " " + field +
                              " became \"" + text_in(entry.set, field) + "\" (was \"" + text_in(entry.before, field) +
                              "\") at " + to_iso(entry.at) + told(reader_, keys));
  }

  void judge(const std::string& tax, const Sides& sides, const Side& side, const Entry& entry,
             const std::string& field) {
    const std::string text = shown_as(*side.system, text_in(entry.set, field));
    const Typed* source = last_typed(sides, side, entry, field, text);
    if (!source) {
      if (!was_first(sides, *side.system, field, text))
        broken(tax, sides, side, entry, field, "I4: written what nobody typed");
      else if (meets_a_difference(sides, side, entry, field))
        broken(tax, sides, side, entry, field, "I4: a difference that stood was written over");
      return;
    }
    if (!entry.late && !was_first(sides, *side.system, field, text) &&
        nobody_had_a_say(sides, side, entry, field, text))
      broken(tax, sides, side, entry, field, "I4: typed into " + source->system->name() + ", which has no say");
    if (!entry.late) in_order(tax, sides, side, entry, field, *source);
  }

  const Typed* last_typed(const Sides& sides, const Side& side, const Entry& entry, const std::string& field,
                          const std::string& text) const {
    const Typed* last = nullptr;
    for (const Typed& typed : world_.typed()) {
      if (typed.field == field && typed.at <= entry.at && is_of(sides, typed) &&
          shown_as(*side.system, typed.text) == text)
        last = &typed;
    }
    return last;
  }

  bool nobody_had_a_say(const Sides& sides, const Side& side, const Entry& entry, const std::string& field,
                        const std::string& text) const {
    return std::ranges::none_of(world_.typed(), [&](const Typed& typed) {
      return typed.field == field && typed.at <= entry.at && is_of(sides, typed) &&
             shown_as(*side.system, typed.text) == text && !overrules_master(sides, typed);
    });
  }

  /// What a person made a record with.
  static bool was_first(const Sides& sides, const ModelSystem& shown_by, const std::string& field,
                        const std::string& text) {
    return std::ranges::any_of(sides, [&](const Side& side) {
      const Entry& birth = birth_of(side);
      return birth.by == Entry::By::person && shown_as(shown_by, text_in(birth.set, field)) == text;
    });
  }

  /// Nobody has edited the field, no master had a word when the records met, and both sides had a value of their own.
  bool meets_a_difference(const Sides& sides, const Side& side, const Entry& entry, const std::string& field) const {
    const bool edited = std::ranges::any_of(world_.typed(), [&](const Typed& typed) {
      return typed.field == field && typed.at <= entry.at && is_of(sides, typed);
    });
    const Entry& birth = birth_of(side);
    const bool own = birth.by == Entry::By::person && !text_in(birth.set, field).empty() &&
                     text_in(entry.before, field) == text_in(birth.set, field);
    return own && !edited && world_.policy().field(field)->masters.empty() &&
           world_.first_policy().field(field)->masters.empty();
  }

  /// A master that has been there for a while has the only word.
  bool overrules_master(const Sides& sides, const Typed& source) const {
    const ModelSystem* master = master_at(world_, sides, source.field, source.at - to_be_known);
    const ModelSystem* now = master_at(world_, sides, source.field, source.at);
    return master && master == now && master != source.system;
  }

  /// A late write by an earlier call is put right by an earlier value: from then on the order begins anew.
  void in_order(const std::string& tax, const Sides& sides, const Side& side, const Entry& entry,
                const std::string& field, const Typed& source) {
    Instant newest;
    for (const Entry& before : side.system->ledger()) {
      if (&before == &entry) break;
      if (before.id != side.id || !before.set.contains(field) || before.op == EffectOp::create) continue;
      if (before.late) newest = {};
      if (before.late || before.by != Entry::By::engine) continue;
      const Typed* typed = last_typed(sides, side, before, field, shown_as(*side.system, text_in(before.set, field)));
      if (typed && typed->system == source.system && typed->id == source.id) newest = std::max(newest, typed->at);
    }
    if (source.at < newest) broken(tax, sides, side, entry, field, "I3: a later value was followed by an earlier one");
  }

  const CustomerWorld& world_;
  Reader& reader_;
  Judgement& out_;
};

}  // namespace

void judge_provenance(const CustomerWorld& world, Reader& reader, Judgement& out) {
  Provenance(world, reader, out).judge();
}

}  // namespace syncline::sim
