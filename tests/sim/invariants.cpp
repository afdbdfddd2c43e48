#include "tests/sim/invariants.h"

#include <algorithm>
#include <set>

namespace syncline::sim {
namespace {

const std::vector<std::string> compared{"name", "phone", "city", "credit"};

std::string text_of(const Value& value) { return value.string_or(""); }

class Judge {
 public:
  Judge(World& world, Reader& reader) : world_(world), reader_(reader) {
    for (const Effect& effect : reader.effects({}, {}, 100'000)) {
      for (const auto& [field, change] : effect.changes) journal_.insert(text_of(change.before));
    }
    conflicts_ = reader.conflicts(false, {}, 100'000);
    for (const Conflict& conflict : conflicts_) {
      for (const auto& [side, value] : conflict.sides) journal_.insert(text_of(value.value));
    }
  }

  Judgement judge() {
    no_loss();
    no_doubles(world_.crm());
    no_doubles(world_.erp());
    convergence();
    rest();
    no_lost_edit();
    return std::move(out_);
  }

 private:
  void broken(std::string what) { out_.violations.push_back(std::move(what)); }

  void no_loss() {
    for (const EventState state : {EventState::queued, EventState::held}) {
      for (const Event& event : reader_.events(state, nullptr, {}, 1000)) {
        broken("I1: event " + std::to_string(event.id.n) + " of " + syncline::text_of(event.key) +
               " has not ended: " + std::string(name_of(event.state)) + ", " + event.reason);
      }
    }
    for (const DeadLetter& letter : reader_.dead_letters(true, 1000)) {
      broken("I1: a dead letter, although nothing here is beyond repair: " + describe(letter.error));
    }
    for (const Effect& effect : reader_.effects({}, {}, 100'000)) {
      ++out_.counts["effects " + std::string(name_of(effect.state))];
      if (is_open(effect.state)) {
        broken("I1: effect " + std::to_string(effect.id.n) + " on " + syncline::text_of(effect.key) +
               " has not ended: " + std::string(name_of(effect.state)));
      }
    }
  }

  void no_doubles(const ModelSystem& system) {
    std::map<std::string, int> by_key, by_tax;
    for (const Mutation& m : system.ledger()) {
      if (m.by != Mutation::By::engine) continue;
      ++out_.counts["writes " + system.name()];
      if (m.kind == Mutation::Kind::create) {
        if (++by_key[m.key] > 1) broken("I2: " + system.name() + " has two records made with the key " + m.key);
      } else if (m.set == m.before) {
        broken("I2: " + system.name() + " #" + m.id + " was written what it showed already");
      }
    }
    for (const auto& [id, content] : system.records()) {
      if (++by_tax[content.at("tax")] > 1)
        broken("I2: " + system.name() + " has customer " + content.at("tax") + " twice");
    }
  }

  static std::map<std::string, std::pair<std::string, Content>> by_tax(const ModelSystem& system) {
    std::map<std::string, std::pair<std::string, Content>> found;
    for (const auto& [id, content] : system.records()) found[content.at("tax")] = {id, content};
    return found;
  }

  bool disputed(const std::string& crm_id, const std::string& erp_id, const std::string& field) {
    for (const Conflict& conflict : conflicts_) {
      if (conflict.closed_at || (!conflict.field.empty() && conflict.field != field)) continue;
      const LinkId crm = reader_.link_of({"crm", "account", crm_id}), erp = reader_.link_of({"erp", "account", erp_id});
      if (conflict.link && (conflict.link == crm || conflict.link == erp)) return true;
    }
    return false;
  }

  /// Values that differed when the records met stand until somebody edits (on_link: fill). What is typed while the
  /// first load is still going on belongs to that meeting.
  bool stands_since_first_contact(const std::string& crm_id, const std::string& erp_id, const std::string& field) {
    const std::map<std::string, std::string> ids{{"crm", crm_id}, {"erp", erp_id}};
    Instant released = far_future;
    for (const Effect& effect : reader_.effects({}, {}, 100'000)) released = std::min(released, effect.planned_at);
    return std::ranges::none_of(world_.typed(), [&](const Typed& typed) {
      // A system that truncates is no writer: what is typed there is reverted, the difference stands.
      if (typed.system->temper().truncates_at > 0) return false;
      return typed.field == field && typed.id == ids.at(typed.system->name()) && typed.at > released;
    });
  }

  void convergence() {
    const auto crm = by_tax(world_.crm()), erp = by_tax(world_.erp());
    for (const auto& [tax, record] : crm) {
      const auto other = erp.find(tax);
      if (other == erp.end()) {
        broken("I5: customer " + tax + " is in the crm only");
        continue;
      }
      for (const std::string& field : compared) compare(tax, field, record, other->second);
    }
    for (const auto& [tax, record] : erp) {
      if (!crm.contains(tax)) broken("I5: customer " + tax + " is in the erp only");
    }
  }

  void compare(const std::string& tax, const std::string& field, std::pair<std::string, Content> crm,
               std::pair<std::string, Content> erp) {
    const std::string a = crm.second[field], b = erp.second[field];
    const std::size_t cut = world_.erp().temper().truncates_at;
    const std::string a_there = cut > 0 ? a.substr(0, cut) : a;
    if (a_there == b) return;
    if (disputed(crm.first, erp.first, field)) {
      ++out_.counts["disputed fields"];
    } else if (world_.rules().policy("customer")->field(field)->masters.empty() &&
               stands_since_first_contact(crm.first, erp.first, field)) {
      ++out_.counts["standing differences"];
    } else {
      broken("I5: customer " + tax + " " + field + " is \"" + a + "\" in the crm, \"" + b + "\" in the erp" +
             told(crm.first, erp.first));
    }
  }

  /// What the engine itself says about the two records, newest first.
  std::string told(const std::string& crm_id, const std::string& erp_id) {
    std::string story;
    for (const RecordKey& key : {RecordKey{"crm", "account", crm_id}, RecordKey{"erp", "account", erp_id}}) {
      for (const Event& event : reader_.events(std::nullopt, &key, {}, 100)) {
        story += "\n    " + syncline::text_of(key) + " event " + std::to_string(event.id.n) + " " +
                 std::string(name_of(event.source)) + " at " + to_iso(event.seen_at) + ": " +
                 std::string(name_of(event.state)) + ", " + event.reason;
      }
      for (const Effect& effect : reader_.effects(reader_.link_of(key), {}, 100)) {
        if (effect.key.system != key.system) continue;
        story += "\n    " + syncline::text_of(key) + " effect " + std::to_string(effect.id.n) + " " +
                 std::string(name_of(effect.op)) + " at " + to_iso(effect.planned_at) + ": " +
                 std::string(name_of(effect.state)) + ", " + effect.reason;
        for (const auto& [field, change] : effect.changes) {
          story += " " + field + "=" + text_of(change.after.value) + " (was " + text_of(change.before) + ", " +
                   change.rule + ")";
        }
      }
    }
    for (const Conflict& conflict : conflicts_) {
      if (conflict.link == reader_.link_of({"crm", "account", crm_id}))
        story += "\n    conflict " + std::string(name_of(conflict.kind)) + " " + conflict.field +
                 (conflict.closed_at ? " closed" : " open");
    }
    return story;
  }

  void rest() {
    std::size_t writes = 0;
    for (const ModelSystem* system : {&world_.crm(), &world_.erp()}) {
      writes += static_cast<std::size_t>(std::ranges::count(system->ledger(), Mutation::By::engine, &Mutation::by));
    }
    if (writes != world_.writes_before_rest()) {
      broken("I6: " + std::to_string(writes - world_.writes_before_rest()) +
             " writes after everything had come to rest");
    }
  }

  /// Replaced by a later edit of a person at the same field of the same record.
  bool replaced_by_person(const Typed& typed) const {
    return std::ranges::any_of(typed.system->ledger(), [&](const Mutation& m) {
      return m.by == Mutation::By::person && m.id == typed.id && m.set.contains(typed.field) &&
             m.before.at(typed.field) == typed.text;
    });
  }

  /// A vendor that compares nothing has a moment between our last read and our write that nobody can close.
  bool in_the_unclosable_moment(const Typed& typed) const {
    if (typed.system->temper().checks_version) return false;
    return std::ranges::any_of(typed.system->ledger(), [&](const Mutation& m) {
      return m.by == Mutation::By::engine && m.id == typed.id && m.set.contains(typed.field) &&
             m.before.at(typed.field) == typed.text &&
             m.at - typed.at <= typed.system->temper().max_execution + typed.system->temper().read_lag + seconds(1);
    });
  }

  void no_lost_edit() {
    for (const Typed& typed : world_.typed()) {
      const auto records = typed.system->records();
      const auto record = records.find(typed.id);
      if (record != records.end() && record->second.at(typed.field) == typed.text)
        continue;  // I5 looks at the other side
      if (replaced_by_person(typed) || journal_.contains(typed.text)) continue;
      if (in_the_unclosable_moment(typed)) {
        ++out_.counts["edits inside the moment that no precondition covers"];
        continue;
      }
      broken("I7: \"" + typed.text + "\", typed into " + typed.system->name() + " #" + typed.id + " " + typed.field +
             ", is gone without a trace");
    }
  }

  World& world_;
  Reader& reader_;
  std::vector<Conflict> conflicts_;
  std::set<std::string> journal_;
  Judgement out_;
};

}  // namespace

Judgement judge(World& world, Reader& reader) { return Judge(world, reader).judge(); }

}  // namespace syncline::sim
