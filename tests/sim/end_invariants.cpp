#include "tests/sim/end_invariants.h"

#include <algorithm>
#include <tuple>

#include "tests/sim/customer_groups.h"
#include "tests/sim/findings.h"

namespace syncline::sim {
namespace {

constexpr Duration time_to_notice = minutes(5);  ///< a deletion, by the next sweep at the latest

bool asks_who_is_who(ConflictKind kind) {
  return kind == ConflictKind::duplicate || kind == ConflictKind::ambiguous || kind == ConflictKind::similar;
}

std::string name_of(const CustomerRecord& record) { return record.system->name() + " #" + record.id; }

class EndJudge {
 public:
  EndJudge(const CustomerWorld& world, Reader& reader, Judgement& out)
      : world_(world), reader_(reader), out_(out), conflicts_(reader.conflicts(false, {}, 100'000)) {}

  void judge() {
    for (const CustomerGroup& group : customer_groups(world_)) {
      nothing_emptied(group);
      if (!group.is_touched()) continue;
      endings_have_a_cause(group);
      no_ghost(group);
      nobody_made_again(group);
      surplus_unwritten(group);
      races_told(group);
    }
    questions();
    for (const auto& [what, count] : world_.ends()->done()) out_.counts[what] += count;
  }

 private:
  void broken(const CustomerGroup& group, const std::string& what) {
    out_.violations.push_back(what + told(reader_, group.keys()));
  }

  template <class Holds>
  static bool any_entry(const CustomerGroup& group, const Holds& holds) {
    return std::ranges::any_of(group.records, [&](const CustomerRecord& record) {
      return std::ranges::any_of(record.entries, [&](const Entry* entry) { return holds(record, *entry); });
    });
  }

  bool was_asked(const CustomerGroup& group, ConflictKind kind) const {
    return std::ranges::any_of(
        conflicts_, [&](const Conflict& conflict) { return conflict.kind == kind && is_about(group, conflict); });
  }

  static bool is_about(const CustomerGroup& group, const Conflict& conflict) {
    if (group.has(conflict.record)) return true;
    return std::ranges::any_of(group.records, [&](const CustomerRecord& record) {
      return std::ranges::any_of(conflict.sides, [&](const auto& side) { return side.first == text_of(record.key()); });
    });
  }

  // I36

  static bool is_empty(const Map& content, const std::string& field) {
    const Value* value = content.find(field);
    return !value || value->is_null() || value->string_or("x").empty();
  }

  void nothing_emptied(const CustomerGroup& group) {
    for (const CustomerRecord& record : group.records) {
      for (const Entry* entry : record.entries) {
        if (entry->by != Entry::By::engine || entry->op != EffectOp::update) continue;
        for (const auto& [field, value] : entry->set) {
          if (is_empty(entry->set, field) && !was_ever_empty(group, field))
            broken(group, "I36: " + name_of(record) + " " + field + " was emptied, and nobody had emptied it");
        }
      }
    }
  }

  static bool was_ever_empty(const CustomerGroup& group, const std::string& field) {
    return any_entry(group, [&](const CustomerRecord& record, const Entry& entry) {
      if (entry.by != Entry::By::person) return false;
      const auto past = record.system->past("account", record.id);
      return std::ranges::any_of(past, [&](const auto& state) { return is_empty(state.second, field); });
    });
  }

  // I31

  void endings_have_a_cause(const CustomerGroup& group) {
    for (const CustomerRecord& record : group.records) {
      for (const Entry* entry : record.entries) {
        if (!is_ending(*entry)) continue;
        ++out_.counts["records ended by the engine"];
        if (!has_cause(group, record, *entry))
          broken(group, "I31: " + name_of(record) + " was ended at " + to_iso(entry->at) + ", and nobody had ended it");
      }
    }
  }

  bool has_cause(const CustomerGroup& group, const CustomerRecord& ended, const Entry& ending) const {
    const OnDelete rule = world_.policy().on_delete;
    const bool follows = rule == OnDelete::deactivate || rule == OnDelete::remove;
    if (group.has_word(world_, {"end others"}, {}, ending.at)) return true;
    return any_entry(group, [&](const CustomerRecord& record, const Entry& entry) {
      if (entry.at > ending.at || entry.by != Entry::By::person) return false;
      if (entry.op == EffectOp::update && ending.op == EffectOp::update && entry.set.contains(active_field))
        return true;
      const bool is_back = std::ranges::any_of(record.entries, [&](const Entry* later) {
        return later->revived && later->at > entry.at && ending.at - later->at > time_to_notice;
      });
      return follows && !is_back && is_deletion(record, entry) && record.key() != ended.key();
    });
  }

  // I32

  void no_ghost(const CustomerGroup& group) {
    const OnDelete rule = world_.policy().on_delete;
    if (rule != OnDelete::deactivate && rule != OnDelete::remove) return;
    const CustomerRecord* deleted = nullptr;
    Instant at;
    int acts = 0;
    std::set<const ModelSystem*> in;
    for (const CustomerRecord& record : group.records) {
      if (!in.insert(record.system).second) return;
      for (const Entry* entry : record.entries) {
        if (entry->by != Entry::By::person) continue;
        if (entry->revived || !entry->merged_into.empty() || entry->set.contains(active_field)) {
          if (entry->op != EffectOp::create) return;
        }
        if (entry->op != EffectOp::remove) continue;
        ++acts;
        deleted = &record;
        at = entry->at;
      }
    }
    if (acts != 1 || at < world_.ends()->loaded_at() + minutes(1)) return;
    if (was_asked(group, ConflictKind::edit_vs_delete)) return;
    ++out_.counts["deletions that nothing interfered with"];
    for (const CustomerRecord& record : group.records) {
      if (&record == deleted || !record.is_there() || is_out_of_use(record)) continue;
      broken(group, "I32: " + name_of(*deleted) + " was deleted at " + to_iso(at) + ", and " + name_of(record) +
                        " lives on without a question");
    }
  }

  static bool is_out_of_use(const CustomerRecord& record) {
    const Value* active = record.now().find(active_field);
    const Value* away = record.now().find(archived);
    return (active && !active->bool_or(true)) || (away && away->bool_or(false));
  }

  // I33

  void nobody_made_again(const CustomerGroup& group) {
    for (const CustomerRecord& made : group.records) {
      if (made.by_person()) continue;
      for (const CustomerRecord& before : group.records) {
        if (before.system != made.system || before.born() >= made.born()) continue;
        if (before.was_there_at(made.born())) {
          there_already(group, made, before);
        } else {
          was_wanted(group, made, before);
        }
      }
    }
  }

  void there_already(const CustomerGroup& group, const CustomerRecord& made, const CustomerRecord& before) {
    const bool unseen = made.born() - last_change_of_life(before, made.born()) < minutes(10);
    const bool is_same = made.tax == before.tax;
    if (is_same && !unseen && !group.has_word(world_, {"create again", "same", "different"}, {}, made.born()))
      broken(group, "I33: " + name_of(made) + " was made while " + name_of(before) + " was there");
  }

  static Instant last_change_of_life(const CustomerRecord& record, Instant until) {
    Instant at = record.born();
    for (const Entry* entry : record.entries) {
      if (entry->at < until && (entry->revived || entry->op == EffectOp::remove)) at = entry->at;
    }
    return at;
  }

  void was_wanted(const CustomerGroup& group, const CustomerRecord& made, const CustomerRecord& before) {
    const Instant ended = last_change_of_life(before, made.born());
    const bool unknown = !before.by_person() && ended - before.born() < minutes(3);
    const bool wanted = any_entry(group, [&](const CustomerRecord& record, const Entry& entry) {
      return entry.by == Entry::By::person && entry.at >= ended - time_to_notice && entry.at <= made.born() &&
             record.system != made.system && (entry.op == EffectOp::create || entry.revived);
    });
    if (unknown || wanted || made.tax != before.tax) return;
    if (!group.has_word(world_, {"create again", "same", "different"}, {}, made.born()))
      broken(group, "I33: " + name_of(before) + " had ended at " + to_iso(ended) + ", and was made again as " +
                        name_of(made) + " without anybody's word");
  }

  // I34

  void surplus_unwritten(const CustomerGroup& group) {
    for (const CustomerRecord& one : group.records) {
      for (const CustomerRecord& other : group.records) {
        if (one.system != other.system || !(one.key() < other.key())) continue;
        const Instant since = one_customer_since(group, one, other);
        if (since == far_future) continue;
        written_both(group, one, other, since);
        if (one.is_there() && other.is_there()) is_named(group, one, other);
      }
    }
  }

  /// Two records of one system: since when they are one customer, as far as the engine can know.
  static Instant one_customer_since(const CustomerGroup& group, const CustomerRecord& one,
                                    const CustomerRecord& other) {
    if (one.tax == other.tax) return std::max(one.born(), other.born());
    Instant since = far_future;
    for (const CustomerRecord& loser : group.records) {
      if (loser.system == one.system || (loser.tax != one.tax && loser.tax != other.tax)) continue;
      for (const Entry* entry : loser.entries) {
        // One that was merged away before it was known was never linked.
        if (!is_told_merge(loser, *entry) || entry->at - loser.born() < time_to_notice) continue;
        for (const CustomerRecord& survivor : group.records) {
          const bool is_it = survivor.system == loser.system && survivor.id == entry->merged_into;
          if (is_it && survivor.tax != loser.tax && (survivor.tax == one.tax || survivor.tax == other.tax))
            since = std::min(since, entry->at + minutes(10));
        }
      }
    }
    return since;
  }

  void written_both(const CustomerGroup& group, const CustomerRecord& one, const CustomerRecord& other, Instant since) {
    const auto writes = [&](const CustomerRecord& record, const CustomerRecord& beside) {
      std::vector<Instant> at;
      for (const Entry* entry : record.entries) {
        const bool update = entry->by == Entry::By::engine && entry->op == EffectOp::update;
        if (update && !entry->late && entry->at > since && beside.was_there_at(entry->at)) at.push_back(entry->at);
      }
      return at;
    };
    const auto ones = writes(one, other), others = writes(other, one);
    if (ones.empty() || others.empty()) return;
    if (group.has_word(world_, {"same", "different", "create again"}, {}, std::max(ones.back(), others.back()))) return;
    broken(group, "I34: " + name_of(one) + " and " + name_of(other) + " are one customer, and both were written");
  }

  void is_named(const CustomerGroup& group, const CustomerRecord& one, const CustomerRecord& other) {
    if (group.has_word(world_, {"same", "different"})) return;
    const bool named = std::ranges::any_of(conflicts_, [&](const Conflict& conflict) {
      return asks_who_is_who(conflict.kind) && (conflict.record == one.key() || conflict.record == other.key());
    });
    if (!named)
      broken(group, "I34: " + name_of(one) + " and " + name_of(other) + " are one customer, and nobody was told");
    ++out_.counts["customers that are there twice, and named"];
  }

  // I35

  void races_told(const CustomerGroup& group) {
    for (const Typed& typed : world_.typed()) {
      const auto into = std::ranges::find_if(group.records, [&](const CustomerRecord& record) {
        return record.system == typed.system && record.id == typed.id;
      });
      if (into == group.records.end() || typed.at < world_.ends()->loaded_at() + minutes(1)) continue;
      for (const Entry* ending : into->entries) {
        if (is_ending(*ending) && ending->at > typed.at) raced(group, *into, typed, *ending);
      }
    }
  }

  void raced(const CustomerGroup& group, const CustomerRecord& into, const Typed& typed, const Entry& ending) {
    if (ending.op == EffectOp::update && was_put_out_of_use(group)) return;
    if (group.has_word(world_, {"end others"}, {}, ending.at) || was_asked(group, ConflictKind::edit_vs_delete)) return;
    if (stands_where_it_was_typed(group, into, typed, ending)) return;
    const Temper& temper = into.system->temper();
    const bool unclosable =
        !temper.checks_version && ending.at - typed.at <= temper.max_execution + temper.read_lag + seconds(1);
    const bool arrived = any_entry(group, [&](const CustomerRecord& record, const Entry& entry) {
      return entry.at <= ending.at && record.key() != into.key() && shows(record, entry, typed);
    });
    const bool replaced = std::ranges::any_of(into.entries, [&](const Entry* entry) {
      return entry->at > typed.at && entry->at < ending.at && entry->set.contains(typed.field);
    });
    if (!unclosable && !arrived && !replaced && !is_in_journal(typed))
      broken(group,
             "I35: \"" + typed.text + "\", typed into " + name_of(into) + ", ended with it, and nobody was asked");
  }

  /// Typed while it was asked who is who: it differs since the records met, and its record still shows it.
  bool stands_where_it_was_typed(const CustomerGroup& group, const CustomerRecord& into, const Typed& typed,
                                 const Entry& ending) const {
    return ending.op != EffectOp::remove && text_in(into.now(), typed.field) == typed.text &&
           group.has_word(world_, {"same", "different"}, typed.at, ending.at);
  }

  /// An edit of a field like others.
  static bool was_put_out_of_use(const CustomerGroup& group) {
    return any_entry(group, [](const CustomerRecord&, const Entry& entry) {
      return entry.by == Entry::By::person && entry.op == EffectOp::update && entry.set.contains(active_field);
    });
  }

  static bool shows(const CustomerRecord& record, const Entry& entry, const Typed& typed) {
    const std::size_t cut = record.system->temper().truncates_at;
    const std::string text = text_in(entry.set, typed.field);
    return text == typed.text || (cut > 0 && text == typed.text.substr(0, cut));
  }

  bool is_in_journal(const Typed& typed) const {
    const auto is_it = [&](const Value& value) { return value.string_or("") == typed.text; };
    for (const Effect& effect : reader_.effects({}, {}, 100'000)) {
      for (const auto& [field, change] : effect.changes) {
        if (is_it(change.before)) return true;
      }
    }
    return std::ranges::any_of(conflicts_, [&](const Conflict& conflict) {
      return std::ranges::any_of(conflict.sides, [&](const auto& side) { return is_it(side.second.value); });
    });
  }

  // I37

  void questions() {
    std::set<std::tuple<std::int64_t, ConflictKind, RecordKey, std::string>> open;
    for (const Conflict& conflict : conflicts_) {
      ++out_.counts["questions: " + std::string(syncline::name_of(conflict.kind))];
      if (conflict.closed_at) continue;
      const std::string name = std::string(syncline::name_of(conflict.kind)) + " " + text_of(conflict.record) + " " +
                               conflict.field + ": " + conflict.message;
      const LinkId link = conflict.record.native.empty() ? conflict.link : LinkId{};
      if (!open.emplace(link.n, conflict.kind, conflict.record, conflict.field).second)
        out_.violations.push_back("I37: it is asked twice: " + name);
      if (world_.ends()->closed_since() != far_future &&
          conflict.opened_at < world_.ends()->closed_since() - minutes(1))
        out_.violations.push_back("I37: it stayed open although everything was answered: " + name);
    }
    for (const std::string& question : world_.ends()->cannot_be_closed())
      out_.violations.push_back("I37: it cannot be answered: " + question);
  }

  const CustomerWorld& world_;
  Reader& reader_;
  Judgement& out_;
  std::vector<Conflict> conflicts_;
};

}  // namespace

std::map<std::string, Instant> touched_customers(const CustomerWorld& world) {
  std::map<std::string, Instant> since_of;
  if (!world.ends()) return since_of;
  for (const CustomerGroup& group : customer_groups(world)) {
    if (!group.is_touched()) continue;
    Instant since = world.ends()->quiet_since();
    for (const Word& word : world.ends()->words()) {
      if (word.what != "leave" && word.what != "take" &&
          std::ranges::any_of(word.records, [&](const RecordKey& key) { return group.has(key); }))
        since = std::max(since, word.at);
    }
    std::set<const ModelSystem*> in;
    for (const CustomerRecord& record : group.records) {
      if (record.is_there() && !in.insert(record.system).second) since = far_future;
    }
    for (const std::string& tax : group.taxes) since_of.emplace(tax, since);
  }
  return since_of;
}

void judge_ends(const CustomerWorld& world, Reader& reader, Judgement& out) { EndJudge(world, reader, out).judge(); }

}  // namespace syncline::sim
