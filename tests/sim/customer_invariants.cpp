#include "tests/sim/customer_invariants.h"

#include <algorithm>
#include <set>

#include "tests/sim/customer_facts.h"
#include "tests/sim/customer_model.h"
#include "tests/sim/dispute_invariants.h"
#include "tests/sim/end_invariants.h"
#include "tests/sim/findings.h"
#include "tests/sim/journal_invariants.h"
#include "tests/sim/provenance.h"

namespace syncline::sim {
namespace {

const std::vector<std::string> compared{"name", "phone", "city", "credit"};

std::string typed_text(const Value& value) { return value.string_or(""); }

class Judge {
 public:
  Judge(CustomerWorld& world, Reader& reader) : world_(world), reader_(reader), touched_(touched_customers(world)) {
    for (const Effect& effect : reader.effects({}, {}, 100'000)) {
      for (const auto& [field, change] : effect.changes) journal_.insert(typed_text(change.before));
    }
    conflicts_ = reader.conflicts(false, {}, 100'000);
    for (const Conflict& conflict : conflicts_) {
      for (const auto& [side, value] : conflict.sides) journal_.insert(typed_text(value.value));
    }
  }

  Judgement judge() {
    no_loss();
    for (const auto& system : world_.systems()) no_doubles(*system);
    if (first_load_cannot_end()) {
      nothing_is_written();
      return std::move(out_);
    }
    convergence();
    all_is_at_rest(world_.all_systems(), world_.writes_before_rest(), out_);
    no_lost_edit();
    change_of_rules();
    rejections();
    if (!world_.ends()) {  // these know of no records that end, or meet anew
      judge_provenance(world_, reader_, out_);
      judge_disputes(world_, reader_, out_);
      compare_with_model(world_, reader_, out_);
      journal_is_the_world(world_.all_systems(), reader_, out_);
      effects_name_their_cause(reader_, out_);  // where nobody decides what becomes of a deleted record
    }
    cursors_pass_nothing(world_.all_systems(), reader_, out_);
    return std::move(out_);
  }

 private:
  /// A list that was never anything but an error may be of a wrong address: nobody knows what is there.
  bool first_load_cannot_end(Instant by = far_future) const {
    return std::ranges::any_of(world_.systems(), [&](const auto& system) {
      const auto& ledger = system->ledger();
      return system->temper().quirks.empty_is_404 && (ledger.empty() || ledger.front().at >= by);
    });
  }

  void nothing_is_written() {
    for (const auto& system : world_.systems()) {
      for (const Entry& entry : system->ledger()) {
        if (entry.by == Entry::By::engine) broken("I2: " + system->name() + " was written before all was read once");
      }
    }
  }

  void broken(std::string what) { out_.violations.push_back(std::move(what)); }

  void no_loss() {
    nothing_is_open(reader_, out_);
    for (const DeadLetter& letter : reader_.dead_letters(true, 1000)) {
      if (letter.error.cls == ErrorClass::permission && world_.ends() && world_.ends()->kinds().rights) {
        ++out_.counts["writes refused for want of a right, and told"];
        continue;
      }
      broken("I1: a dead letter, although nothing here is beyond repair: " + describe(letter.error));
    }
  }

  void no_doubles(const ModelSystem& system) {
    std::map<std::string, std::string> by_key;
    std::map<std::string, int> by_tax;
    for (const Entry& m : system.ledger()) {
      if (m.by != Entry::By::engine) continue;
      ++out_.counts["writes " + system.name()];
      if (m.op == EffectOp::create) {
        if (const auto [made, first] = by_key.emplace(m.key, m.id); !first && !had_ended(system, made->second, m.at))
          broken("I2: " + system.name() + " has two records made with the key " + m.key);
      } else if (m.op == EffectOp::update && m.asked == m.before && !m.late && !hidden_by_a_replica(system, m)) {
        broken("I2: " + system.name() + " #" + m.id + " was written what it showed already" +
               sim::told(reader_, std::vector{RecordKey{system.name(), "account", m.id}}));
      }
    }
    for (const std::string& id : system.ids("account")) {
      const std::string tax = text_in(system.now("account", id), "tax");
      if (++by_tax[tax] > 1 && !touched_.contains(tax))
        broken("I2: " + system.name() + " has customer " + tax + " twice");
    }
  }

  /// What somebody ended before we knew it is not found by its key any more.
  static bool had_ended(const ModelSystem& system, const std::string& id, Instant by) {
    return std::ranges::any_of(system.ledger(), [&](const Entry& entry) {
      return entry.id == id && entry.op == EffectOp::remove && entry.at < by;
    });
  }

  bool disputed(const Sides& sides, const std::string& field) {
    return std::ranges::any_of(sides, [&](const auto& side) {
      const LinkId link = reader_.link_of({side.system->name(), "account", side.id});
      return std::ranges::any_of(conflicts_, [&](const Conflict& conflict) {
        return !conflict.closed_at && conflict.link && conflict.link == link &&
               (conflict.field == field || (conflict.field.empty() && conflict.kind != ConflictKind::edit_vs_delete &&
                                            conflict.kind != ConflictKind::unsettled));
      });
    });
  }

  /// Did somebody edit the field of the customer since then, where that counts?
  bool edited_since(const Sides& sides, const std::string& field, Instant since) {
    const auto& masters = world_.policy().field(field)->masters;
    return std::ranges::any_of(world_.typed(), [&](const Typed& typed) {
      // A system that truncates or folds is no writer: what is typed there is reverted, the difference stands.
      const bool counts =
          masters.empty() ? world_.keeps_whole(*typed.system, field) : typed.system->name() == masters.front();
      // What a vendor does right after our write may be taken for a write that came out altered.
      return counts && !typed.by_vendor && typed.field == field && typed.at > since && is_of(sides, typed);
    });
  }

  /// A master whose record we made said nothing of its own when the others met.
  static bool has_a_master_that_spoke(const Sides& sides, const std::string& field, const EntityPolicy& policy) {
    const auto& masters = policy.field(field)->masters;
    return std::ranges::any_of(sides, [&](const Side& side) {
      return !masters.empty() && side.system->name() == masters.front() &&
             std::ranges::none_of(side.system->ledger(), [&](const Entry& m) {
               return m.id == side.id && m.op == EffectOp::create && m.by == Entry::By::engine;
             });
    });
  }

  /// Values that differed when the records met stand until somebody edits (on_link: fill). What is typed while the
  /// first load is still going on belongs to that meeting.
  bool stands_since_first_contact(const Sides& sides, const std::string& field) {
    Instant released = far_future;
    for (const Effect& effect : reader_.effects({}, {}, 100'000)) released = std::min(released, effect.planned_at);
    return !edited_since(sides, field, released);
  }

  /// A create there was not answered, and nobody but a person can find out what became of it.
  bool is_asked_whether_made(const Sides& sides, const ModelSystem& there) const {
    return there.temper().quirks.unsearchable && std::ranges::any_of(conflicts_, [&](const Conflict& conflict) {
             return conflict.kind == ConflictKind::unsettled && !conflict.closed_at &&
                    conflict.record.system == there.name() && is_of_link(sides, conflict.link);
           });
  }

  bool is_of_link(const Sides& sides, LinkId link) const {
    return std::ranges::any_of(sides, [&](const Side& side) {
      return link && reader_.link_of({side.system->name(), "account", side.id}) == link;
    });
  }

  void convergence() {
    for (const auto& [tax, sides] : customers(world_)) {
      for (const auto& system : world_.systems()) {
        if (touched_.contains(tax)) continue;
        const bool rejected = std::ranges::any_of(world_.rejected(), [&](const Rejected& r) {
          return r.tax == tax && r.system == system->name();  // a foreign edit brings no new value to create it with
        });
        if (!rejected && std::ranges::find(sides, system.get(), &Side::system) == sides.end() &&
            !is_asked_whether_made(sides, *system))
          broken("I5: customer " + tax + " is not in " + system->name() + told(sides));
      }
      for (const std::string& field : compared) compare(tax, field, sides);
      answered_questions_are_closed(tax, sides);
    }
  }

  void answered_questions_are_closed(const std::string& tax, const Sides& sides) {
    for (const Side& side : sides) {
      if (is_asked_whether_made(sides, *side.system))
        broken("I37: a person is asked whether " + tax + " was made in " + side.system->name() + ", and it is there" +
               told(sides));
    }
  }

  /// As the system would show what another one means.
  FieldValue shown_in(const ModelSystem& system, const std::string& field, const std::string& text) const {
    return world_.policy().slot(system.name())->binding->normalised(field, FieldValue::of(text));
  }

  bool all_show_the_same(const Sides& sides, const std::string& field) const {
    std::set<std::string> whole, all;
    for (const auto& [system, id, content] : sides) {
      const std::string text = world_.meant(*system, field, text_in(content, field));
      all.insert(text);
      if (world_.keeps_whole(*system, field)) whole.insert(text);
    }
    if (whole.size() > 1) return false;
    const std::string& text = whole.empty() ? *all.begin() : *whole.begin();
    return std::ranges::all_of(sides, [&](const Side& side) {
      const std::string shown = world_.meant(*side.system, field, text_in(side.content, field));
      return shown_in(*side.system, field, text) == shown_in(*side.system, field, shown);
    });
  }

  void compare(const std::string& tax, const std::string& field, const Sides& sides) {
    if (all_show_the_same(sides, field)) return;
    if (touched_.contains(tax) && !edited_since(sides, field, touched_.at(tax))) {
      ++out_.counts["differences of records that ended or met anew"];
      return;
    }
    if (was_rejected(tax, sides, field)) {
      ++out_.counts["fields that differ because the write was rejected"];
    } else if (was_left(sides, field)) {
      ++out_.counts["differences that a person has left"];
    } else if (was_refused(sides, field)) {
      ++out_.counts["fields that differ because the vendor refused the write"];
    } else if (met_at(sides, field) != Instant{} && !edited_since(sides, field, met_at(sides, field))) {
      ++out_.counts["differences of fields that were hidden when the records met"];
    } else if (disputed(sides, field)) {
      ++out_.counts["disputed fields"];
    } else if (!has_a_master_that_spoke(sides, field, world_.policy()) && stands_since_first_contact(sides, field)) {
      ++out_.counts["standing differences"];
    } else if (world_.rules_changed() && !edited_since(sides, field, *world_.rules_changed())) {
      ++out_.counts["differences left by a change of rules"];
    } else {
      std::string where;
      for (const auto& [system, id, content] : sides)
        where += " \"" + text_in(content, field) + "\" in " + system->name() + ",";
      broken("I5: customer " + tax + " " + field + " is" + where + told(sides));
    }
  }

  /// When a field could be seen for the first time that was hidden when its record was made.
  Instant met_at(const Sides& sides, const std::string& field) const {
    Instant met;
    if (!world_.ends()) return met;
    for (const Unseen& unseen : world_.ends()->unseen()) {
      const bool was_made_then = std::ranges::any_of(sides, [&](const Side& side) {
        return side.system == unseen.system && unseen.field == field &&
               side.system->past("account", side.id).front().first + minutes(2) >= unseen.from &&
               side.system->past("account", side.id).front().first <= unseen.until;
      });
      if (was_made_then) met = std::max(met, unseen.until + minutes(5));
    }
    return met;
  }

  bool was_left(const Sides& sides, const std::string& field) const {
    return world_.ends() && std::ranges::any_of(world_.ends()->words(), [&](const Word& word) {
             return word.what == "leave" && word.field == field && std::ranges::any_of(sides, [&](const Side& side) {
                      return std::ranges::count(word.records, RecordKey{side.system->name(), "account", side.id}) > 0;
                    });
           });
  }

  /// A dead letter says so.
  bool was_refused(const Sides& sides, const std::string& field) const {
    return std::ranges::any_of(reader_.dead_letters(true, 1000), [&](const DeadLetter& letter) {
      const auto effect = reader_.effect(letter.effect);
      return effect && effect->changes.contains(field) && std::ranges::any_of(sides, [&](const Side& side) {
               return RecordKey{side.system->name(), "account", side.id} == letter.record;
             });
    });
  }

  /// The process may have died before the answer was taken.
  bool was_taken(const Rejected& rejected) const {
    const auto effect = reader_.effect(rejected.effect);
    return effect && effect->state == EffectState::superseded && effect->reason == rejection;
  }

  const Side* side_of(const Sides& sides, const std::string& tax, const Rejected& rejected) const {
    for (const Side& side : sides) {
      if (side.system->name() == rejected.system &&
          (rejected.id.empty() ? tax == rejected.tax : side.id == rejected.id))
        return &side;
    }
    return nullptr;
  }

  bool edited_at_all_since(const Sides& sides, Instant since, const std::string& field = "") const {
    return std::ranges::any_of(world_.typed(), [&](const Typed& typed) {
      return typed.at > since && is_of(sides, typed) && (field.empty() || typed.field == field);
    });
  }

  /// A person said no to the write of this field, and nobody has edited it since.
  bool was_rejected(const std::string& tax, const Sides& sides, const std::string& field) const {
    return std::ranges::any_of(world_.rejected(), [&](const Rejected& rejected) {
      return side_of(sides, tax, rejected) && std::ranges::find(rejected.fields, field) != rejected.fields.end() &&
             !edited_at_all_since(sides, rejected.at, field);
    });
  }

  /// What a person rejected is not sent before somebody has edited the customer again. An edit that was on its way to
  /// us when it was rejected counts as such.
  void rejections() {
    const auto all = customers(world_);
    for (const Rejected& rejected : world_.rejected()) {
      for (const auto& [tax, sides] : all) {
        const Side* side = side_of(sides, tax, rejected);
        if (!side || !was_taken(rejected) || edited_at_all_since(sides, rejected.at - minutes(2))) continue;
        for (const Entry& m : side->system->ledger()) {
          const bool same =
              std::ranges::any_of(rejected.fields, [&](const auto& field) { return m.set.contains(field); });
          if (m.by == Entry::By::engine && m.id == side->id && same && m.at > rejected.at)
            broken("I17: " + side->system->name() + " #" + m.id + " was written although that was rejected" +
                   told(sides));
        }
      }
    }
  }

  /// What was written after the rules had been changed was edited after that, too; or it differed since the records
  /// met, when there was no master yet: that is settled with the next difference.
  void change_of_rules() {
    if (!world_.rules_changed()) return;
    ++out_.counts["changes of rules"];
    const Instant since = *world_.rules_changed();
    if (first_load_cannot_end(since)) return;  // it is the first load's end that settles what differed
    for (const auto& [tax, sides] : customers(world_)) {
      for (const auto& [system, id, content] : sides) {
        for (const Entry& m : system->ledger()) {
          if (m.by != Entry::By::engine || m.op != EffectOp::update || m.at < since || m.id != id) continue;
          for (const auto& [field, text] : m.set) {
            const bool edited = std::ranges::any_of(world_.typed(), [&](const Typed& typed) {
              return typed.field == field && typed.at > since && is_of(sides, typed);
            });
            const FieldRule& before = *world_.first_policy().field(field);
            const bool unsettled =
                !before.masters.empty() && !has_a_master_that_spoke(sides, field, world_.first_policy());
            if (!edited && !unsettled)
              broken("I13: " + system->name() + " #" + m.id + " " + field + " became \"" + typed_text(text) +
                     "\" by a change of rules alone" + told(sides));
          }
        }
      }
    }
  }

  std::string told(const Sides& sides) {
    std::vector<RecordKey> keys;
    for (const Side& side : sides) keys.push_back({side.system->name(), "account", side.id});
    return sim::told(reader_, keys);
  }

  /// Replaced by a later edit of a person at the same field of the same record.
  bool replaced_by_person(const Typed& typed) const {
    return std::ranges::any_of(typed.system->ledger(), [&](const Entry& m) {
      return m.by == Entry::By::person && m.id == typed.id && m.set.contains(typed.field) &&
             text_in(m.before, typed.field) == typed.text;
    });
  }

  void no_lost_edit() {
    for (const Typed& typed : world_.typed()) {
      if (text_in(typed.system->now("account", typed.id), typed.field) == typed.text)
        continue;  // I5 looks at the other side
      if (replaced_by_person(typed) || journal_.contains(typed.text) ||
          journal_.contains(world_.meant(*typed.system, typed.field, typed.text)))
        continue;
      if (in_the_unclosable_moment(typed)) {
        ++out_.counts["edits inside the moment that no precondition covers"];
        continue;
      }
      broken("I7: \"" + typed.text + "\", typed into " + typed.system->name() + " #" + typed.id + " " + typed.field +
             ", is gone without a trace");
    }
  }

  CustomerWorld& world_;
  Reader& reader_;
  std::vector<Conflict> conflicts_;
  std::set<std::string> journal_;
  std::map<std::string, Instant> touched_;
  Judgement out_;
};

}  // namespace

Judgement judge(CustomerWorld& world, Reader& reader) { return Judge(world, reader).judge(); }

}  // namespace syncline::sim
