#include "tests/sim/habit_invariants.h"

#include <algorithm>
#include <set>

#include "tests/sim/customer_facts.h"
#include "tests/sim/findings.h"

namespace syncline::sim {
namespace {

constexpr std::size_t most_round_trips = 5;
const std::vector<std::string> merged{"name", "phone", "city", "credit"};

class HabitJudge {
 public:
  HabitJudge(const CustomerWorld& world, Reader& reader, Judgement& out) : world_(world), reader_(reader), out_(out) {
    for (const auto& system : world.systems()) {
      for (const std::string& id : system->ids("account"))
        customers_[text_in(system->now("account", id), "tax")].push_back({system.get(), id});
    }
  }

  void judge() {
    for (const auto& system : world_.systems()) {
      world_.closed_times().judge(*system, out_);
      calls_as_allowed(*system, out_);
    }
    for (const auto& [tax, records] : customers_) {
      for (const std::string& field : merged) {
        for (const Record& record : records) {
          writes_per_edit(records, record, field);
          loops_end(records, record, field);
        }
      }
    }
    later_edits_stand();
    out_.counts["edits by workflows"] += world_.automation().edits();
    for (const Conflict& conflict : reader_.conflicts(false, {}, 100'000))
      out_.counts["conflicts: " + std::string(name_of(conflict.kind))] += 1;
  }

 private:
  struct Record {
    const ModelSystem* system;
    std::string id;
  };
  using Records = std::vector<Record>;

  std::string told(const Records& records) const {
    std::vector<RecordKey> keys;
    for (const Record& each : records) keys.push_back({each.system->name(), "account", each.id});
    return sim::told(reader_, keys);
  }

  static bool is_of(const Records& records, const Typed& typed) {
    return std::ranges::any_of(records,
                               [&](const Record& each) { return each.system == typed.system && each.id == typed.id; });
  }

  static bool is_write(const Entry& entry, const Record& record, const std::string& field) {
    return entry.by == Entry::By::engine && entry.op == EffectOp::update && entry.id == record.id &&
           entry.set.contains(field);
  }

  /// What a vendor alters without saying so is tried again, if that may be somebody's edit, and once more when the
  /// first answer was lost; of a create without an answer it is an edit to everybody.
  static bool are_altered(const Records& records, const std::string& field) {
    return std::ranges::any_of(records, [&](const Record& each) {
      const Quirks& quirks = each.system->temper().quirks;
      return quirks.fold != Fold::none && !quirks.declared && quirks.folds == field;
    });
  }

  /// Older than one that was seen, and stamped later: a clock was set back, and a replica lags. It is believed, and
  /// corrected by the next reading.
  std::size_t may_show_again_what_was(const Records& records, const std::string& field) const {
    return static_cast<std::size_t>(std::ranges::count_if(world_.typed(), [&](const Typed& typed) {
      const Quirks& quirks = typed.system->temper().quirks;
      return typed.field == field && is_of(records, typed) && quirks.step_back.us > 0 && typed.at >= quirks.steps_at &&
             typed.system->declared_lag().us > 0;
    }));
  }

  /// Once for each edit, and once because the records met. A call that took effect after it was given up on may have
  /// undone a later one.
  void writes_per_edit(const Records& records, const Record& record, const std::string& field) {
    const auto edits = static_cast<std::size_t>(std::ranges::count_if(
        world_.typed(), [&](const Typed& typed) { return typed.field == field && is_of(records, typed); }));
    std::size_t writes = 0, late = 0;
    for (const Entry& entry : record.system->ledger()) {
      if (!is_write(entry, record, field)) continue;
      ++writes;
      late += entry.late;
    }
    const std::size_t allowed =
        (edits + 1) * (are_altered(records, field) ? 3 : 1) + 2 * late + 2 * may_show_again_what_was(records, field);
    if (writes > allowed)
      out_.violations.push_back("I6: " + record.system->name() + " #" + record.id + " " + field + " was written " +
                                std::to_string(writes) + " times for " + std::to_string(edits) + " edits" +
                                told(records));
  }

  /// What goes on by itself, without a person's edit, ends after a few round trips. A bystander is written by both.
  void loops_end(const Records& records, const Record& record, const std::string& field) {
    std::size_t in_a_row = 0;
    Instant since;
    for (const Entry& entry : record.system->ledger()) {
      if (!is_write(entry, record, field)) continue;
      const bool edited = std::ranges::any_of(world_.typed(), [&](const Typed& typed) {
        return !typed.by_vendor && typed.field == field && typed.at > since && typed.at <= entry.at &&
               is_of(records, typed);
      });
      in_a_row = edited ? 1 : in_a_row + 1;
      since = entry.at;
      if (in_a_row != 2 * most_round_trips + 4) continue;
      out_.violations.push_back("I21: " + record.system->name() + " #" + record.id + " " + field +
                                " is still being written after " + std::to_string(in_a_row) +
                                " writes that no person caused" + told(records));
    }
  }

  const ModelSystem& system_of(const Effect& effect) const {
    return **std::ranges::find_if(world_.systems(),
                                  [&](const auto& system) { return system->name() == effect.key.system; });
  }

  Records records_of(const Effect& effect) const {
    for (const auto& [tax, records] : customers_) {
      const bool here = std::ranges::any_of(records, [&](const Record& each) {
        return each.system->name() == effect.key.system && each.id == effect.key.native;
      });
      if (here) return records;
    }
    return {};
  }

  /// When the vendor did it: an answer may be given up on long after.
  static Instant written_at(const ModelSystem& system, const Effect& effect, const std::string& field) {
    for (const Entry& entry : system.ledger()) {
      if (entry.by == Entry::By::engine && entry.id == effect.key.native && entry.set.contains(field) &&
          entry.at >= effect.planned_at)
        return entry.at;
    }
    return effect.planned_at;
  }

  /// The last time until then; people type a former text again.
  const Typed* typed_as(const std::string& field, const std::string& text, Instant until) const {
    const Typed* last = nullptr;
    for (const Typed& typed : world_.typed()) {
      if (!typed.by_vendor && typed.field == field && typed.text == text && typed.at <= until) last = &typed;
    }
    return last;
  }

  /// Somebody refused to have it written there: what is read there afterwards counts as the answer.
  bool was_refused(const Typed& gone, const Typed& stands) const {
    const RecordKey there{stands.system->name(), "account", stands.id};
    return std::ranges::any_of(reader_.effects({}, {}, 100'000), [&](const Effect& effect) {
      const auto change = effect.changes.find(gone.field);
      return effect.key == there && change != effect.changes.end() && effect.state == EffectState::superseded &&
             change->second.after.value.string_or("") == gone.text && effect.reason == rejection;
    });
  }

  /// Where the one stood already when the engine saw the record first, only a clock tells whether the other is older.
  bool cannot_be_ordered(const Typed& gone, const Typed& stands) const {
    if (world_.policy().slot(stands.system->name())->clock_offset) return false;
    if (was_refused(gone, stands)) return true;
    const RecordKey key{gone.system->name(), "account", gone.id};
    return std::ranges::none_of(reader_.events(std::nullopt, &key, {}, 1000),
                                [&](const Event& event) { return event.seen_at < gone.at; });
  }

  /// Where the later edit counts, an earlier one is not written over it.
  void later_edits_stand() {
    if (world_.rules_changed()) return;
    for (const Effect& effect : reader_.effects({}, {}, 100'000)) {
      if (effect.op != EffectOp::update || effect.state != EffectState::applied) continue;
      for (const auto& [field, change] : effect.changes) {
        const FieldRule* rule = world_.policy().field(field);
        if (!rule || rule->on_concurrent != OnConcurrent::latest || !rule->masters.empty()) continue;
        const Instant at = written_at(system_of(effect), effect, field);
        const Typed* gone = typed_as(field, change.before.string_or(""), at);
        const Typed* stands = typed_as(field, change.after.value.string_or(""), at);
        if (!gone || !stands || gone->system->name() != effect.key.system || gone->at <= stands->at) continue;
        if (!world_.keeps_whole(*gone->system, field)) continue;  // what is typed there is reverted
        if (is_before_our_look(*gone) || cannot_be_ordered(*gone, *stands)) continue;
        out_.violations.push_back("I20: \"" + stands->text + "\" of " + to_iso(stands->at) + " was written over \"" +
                                  gone->text + "\" of " + to_iso(gone->at) + ", although the later edit counts" +
                                  told(records_of(effect)));
      }
    }
  }

  const CustomerWorld& world_;
  Reader& reader_;
  Judgement& out_;
  std::map<std::string, Records> customers_;
};

}  // namespace

void judge_habits(const CustomerWorld& world, Reader& reader, Judgement& out) {
  HabitJudge(world, reader, out).judge();
}

}  // namespace syncline::sim
