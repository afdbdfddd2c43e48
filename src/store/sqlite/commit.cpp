#include "store/sqlite/commit.h"

#include <algorithm>

#include "base/mutant.h"
#include "store/encode.h"
#include "store/sqlite/rows.h"

namespace syncline::sqlite {

Result<Committed, Stale> SqliteTx::commit(const Plan& plan) {
  return guarded<Result<Committed, Stale>>([&] { return Commit(*this, plan).run(); });
}

Result<Committed, Stale> Commit::run() {
  if (auto stale = check()) return fail(std::move(*stale));
  for (std::size_t i = 0; i < outcomes_.size(); ++i) tx_.write_outcome(outcomes_[i], plan_.outcomes[i]);
  if (plan_.link) {
    done_.link = plan_.link;
    done_.version = plan_.expected;
  } else if (!entity_.empty()) {
    make_link();
  }
  if (plan_.absorb) absorb();
  if (plan_.shadow) {
    write_shadow();
    write_records();
  }
  if (plan_.keys) write_keys();
  write_effects();
  for (const EventEnd& end : plan_.ends) tx_.write_end(end);
  for (const NewEvent& event : plan_.events) {
    if (const auto id = tx_.take(named(event))) done_.events.push_back(*id);
  }
  write_conflicts();
  for (const NewDeadLetter& letter : plan_.dead_letters) tx_.write_letter(letter);
  write_seen();
  if (gained_member_ && !mutant("parent-not-awaited")) release_waiting();
  close_holds();
  close_letters();
  return done_;
}

std::string Commit::shadow_body() {
  if (plan_.bodies && plan_.shadow) return plan_.bodies->shadow;
  return tx_.packer_.pack(encode(plan_.shadow.value_or(Shadow())));
}

void Commit::make_link() {
  db_.run("INSERT INTO link (entity, merged_into, made_at) VALUES (?, 0, ?)", entity_, tx_.now_);
  done_.link = {db_.last_id()};
  done_.version = {1};
  const std::string body = shadow_body();
  db_.run("INSERT INTO shadow (link, version, body) VALUES (?, 1, ?)", done_.link, Blob{body});
  tx_.counters_.add(Counted::link, entity_);
}

void Commit::absorb() {
  const LinkId from = plan_.absorb, into = done_.link;
  db_.run("UPDATE link SET merged_into = ?2 WHERE id = ?1", from, into);
  db_.run("DELETE FROM shadow WHERE link = ?", from);
  tx_.counters_.add(Counted::link, entity_, -1);
  db_.run("UPDATE record SET link = ?2 WHERE link = ?1 AND link <> 0", from, into);
  db_.run("UPDATE OR IGNORE match_key SET link = ?2 WHERE link = ?1", from, into);
  db_.run("DELETE FROM match_key WHERE link = ?", from);
  // Whoever refers to it refers to the survivor from now on.
  for (const auto& [entity, kind] : kinds_of_keys(db_)) {
    if (!kind.starts_with('@') || kind == "@unlinked") continue;
    db_.run("UPDATE OR IGNORE match_key SET value = ?4 WHERE entity = ?1 AND kind = ?2 AND value = ?3", entity, kind,
            std::to_string(from.n), std::to_string(into.n));
  }
  if (plan_.keys) keys_now_ = keys_of(into);
  db_.run("UPDATE OR IGNORE conflict SET link = ?2 WHERE link = ?1 AND closed_at = 0", from, into);
  db_.run(
      "UPDATE conflict SET closed_at = ?2, resolution = 'its link was joined into another that has the same conflict' "
      "WHERE link = ?1 AND closed_at = 0",
      from, tx_.now_);
  db_.run("UPDATE effect SET waits_for = ?2 WHERE waits_for = ?1 AND state = 1", from, into);
  tx_.move_pause(from, into);
  gained_member_ = true;
  absorb_effects();
}

/// What has not begun is planned anew from the joined shadow.
void Commit::absorb_effects() {
  for (const auto& row : absorbed_effects_) {
    if (is_under_way(row.state)) {
      db_.run("UPDATE effect SET link = ?2 WHERE id = ?1", row.id, done_.link);
    } else {
      EffectOutcome outcome;
      outcome.id = row.id;
      outcome.state = EffectState::superseded;
      outcome.reason = "its link was joined into link " + std::to_string(done_.link.n);
      tx_.write_outcome(row, outcome);
    }
  }
}

void Commit::write_shadow() {
  if (!plan_.link) return;  // written with the link
  const std::string body = shadow_body();
  db_.run("UPDATE shadow SET version = version + 1, body = ?2 WHERE link = ?1", done_.link, Blob{body});
  ++done_.version.n;
}

void Commit::write_records() {
  for (const auto& [key, place] : places_wanted_) {
    const auto now = places_now_.find(key);
    if (now != places_now_.end() && now->second == place) continue;
    const auto changed =
        db_.run("UPDATE record SET link = ?4, slot = ?5, state = ?6 WHERE system = ?1 AND object = ?2 AND native = ?3",
                key.system, key.object, key.native, done_.link, place.slot, place.state);
    if (changed == 0) {
      db_.run("INSERT INTO record (system, object, native, link, slot, state) VALUES (?, ?, ?, ?, ?, ?)", key.system,
              key.object, key.native, done_.link, place.slot, place.state);
      tx_.counters_.add(Counted::record, key.system + ' ' + key.object);
    }
    if (now == places_now_.end()) wake_waiting(key);
    const bool was_live = now != places_now_.end() && now->second.state == RecordState::live;
    if (place.state == RecordState::live && !was_live) gained_member_ = true;
  }
  for (const auto& [key, place] : places_now_) {
    if (places_wanted_.contains(key)) continue;
    // Not seen any more: the next reading is taken as a new one, and the record finds its place again.
    db_.run("UPDATE record SET link = 0, slot = '', seen = NULL WHERE system = ? AND object = ? AND native = ?",
            key.system, key.object, key.native);
  }
}

/// Links that could not take over a reference to this record look at their own records of that system again. Here, and
/// not in the decision: a link that began to wait meanwhile would not be seen there.
void Commit::wake_waiting(const RecordKey& key) {
  if (mutant("wake-up-dropped")) return;
  const MatchKey waits = waits_for(key);
  std::vector<NewEvent> events;
  // Left to itself SQLite begins with all records of the system.
  for (Rows rows = db_.query("SELECT r.object, r.native FROM match_key k "
                             "CROSS JOIN record r INDEXED BY record_link ON r.link = k.link "
                             "WHERE k.entity = ? AND k.kind = ? AND k.value = ? AND r.link <> 0 AND r.system = ?",
                             waits.entity, waits.kind, waits.value, key.system);
       rows.next();) {
    NewEvent& event = events.emplace_back();
    event.key = {key.system, rows.text(0), rows.text(1)};
    event.source = EventSource::reread;
  }
  for (const NewEvent& event : events) tx_.take(event);
}

void Commit::write_keys() {
  for (const MatchKey& key : keys_now_) {
    if (keys_wanted_.contains(key)) continue;
    db_.run("DELETE FROM match_key WHERE entity = ? AND kind = ? AND value = ? AND link = ?", key.entity, key.kind,
            key.value, done_.link);
  }
  for (const MatchKey& key : keys_wanted_) {
    if (keys_now_.contains(key)) continue;
    db_.run("INSERT INTO match_key (entity, kind, value, link) VALUES (?, ?, ?, ?)", key.entity, key.kind, key.value,
            done_.link);
  }
}

void Commit::write_effects() {
  for (const NewEffect& effect : plan_.effects) done_.effects.push_back(insert(effect));
}

/// Of a link that is made here the number is not known before: "{link}" stands for it.
std::string Commit::business_key(const NewEffect& effect) const {
  constexpr std::string_view placeholder = "{link}";
  std::string key = effect.business_key;
  const auto at = key.find(placeholder);
  if (at != std::string::npos) key.replace(at, placeholder.size(), std::to_string(done_.link.n));
  return key;
}

NewEvent Commit::named(NewEvent event) const {
  if (event.key.native == "{link}") event.key.native = std::to_string(done_.link.n);
  return event;
}

/// `effect` is one of the plan's.
std::string Commit::changes_body(const NewEffect& effect) {
  if (plan_.bodies) return plan_.bodies->changes[static_cast<std::size_t>(&effect - plan_.effects.data())];
  return tx_.packer_.pack(encode(effect.changes));
}

EffectId Commit::insert(const NewEffect& effect) {
  const LinkId link = effect.link ? effect.link : done_.link;
  EffectState state = effect.state;
  const LinkId parent = effect.waits_for ? survivor(db_, effect.waits_for) : LinkId{};
  // The parent may have come to be while this was decided: its release has passed then.
  if (state == EffectState::waiting && parent && has_member(parent, effect.key.system)) state = EffectState::planned;
  const auto [hold, held] = hold_of(effect);
  const bool paused = tx_.is_paused(link);
  std::string reason = state == effect.state ? effect.reason : std::string();
  if (paused) reason = "paused";
  if (held) reason = "held for approval: hold " + std::to_string(hold.n);
  if (paused || held) state = EffectState::waiting;
  if (state == EffectState::planned && is_sent_now(effect)) state = EffectState::sending;
  const bool sending = state == EffectState::sending;
  const std::int64_t epoch = sending ? plan_.epoch : 0;
  const Instant due_at = sending ? Instant{} : effect.due_at.us == 0 ? tx_.now_ : effect.due_at;
  const std::string key = business_key(effect), changes = changes_body(effect);
  const std::string trace = effect.trace.empty() ? tx_.new_trace() : effect.trace;
  db_.run(
      "INSERT INTO effect (batch, link, slot, system, object, native, op, business_key, precondition, state, reason, "
      "waits_for, "
      "priority, epoch, attempt, planned_at, due_at, sent_at, done_at, cause, hops, trace, changes, hold, held, "
      "paused) "
      "VALUES (0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?)",
      link, effect.slot, effect.key.system, effect.key.object, effect.key.native, effect.op, key, effect.precondition,
      state, reason, state == EffectState::waiting ? parent : LinkId{}, priority_of(effect), epoch, tx_.now_, due_at,
      sending ? tx_.now_ : Instant{}, effect.cause, effect.hops, trace, Blob{changes}, hold, held, paused);
  tx_.counters_.add(Counted::effect, counter_name(effect.key.system, state));
  const EffectId id{db_.last_id()};
  if (sending) {
    Effect& licensed = add_licensed(effect, id);
    licensed.business_key = key;
    licensed.trace = trace;
    licensed.hold = hold;
  }
  return id;
}

bool Commit::is_sent_now(const NewEffect& effect) {
  return std::ranges::find(plan_.send_now, effect.slot) != plan_.send_now.end() && plan_.epoch == tx_.epoch() &&
         !tx_.is_stopped(effect.key.system);
}

/// As its row says now.
Effect& Commit::add_licensed(const NewEffect& planned, EffectId id) {
  Effect& effect = done_.licensed.emplace_back();
  static_cast<NewEffect&>(effect) = planned;
  effect.id = id;
  effect.link = planned.link ? planned.link : done_.link;
  effect.state = EffectState::sending;
  effect.reason.clear();
  effect.waits_for = {};
  effect.epoch = plan_.epoch;
  effect.planned_at = effect.sent_at = tx_.now_;
  effect.due_at = {};
  return effect;
}

/// What replaces a write that is under a hold, or was approved, is under the same: it is state, not a queue.
std::pair<HoldId, bool> Commit::hold_of(const NewEffect& effect) const {
  for (std::size_t i = 0; i < outcomes_.size(); ++i) {
    const SqliteTx::EffectRow& before = outcomes_[i];
    if (plan_.outcomes[i].state == EffectState::superseded && before.slot == effect.slot && before.op == effect.op)
      return {before.hold, before.held};
  }
  return {};
}

void Commit::close_holds() {
  for (const SqliteTx::EffectRow& row : outcomes_) {
    if (row.held) tx_.close_when_empty(row.hold);
  }
  for (const SqliteTx::EffectRow& row : absorbed_effects_) {
    if (row.held) tx_.close_when_empty(row.hold);
  }
}

/// What was refused has been written after all.
void Commit::close_letters() {
  for (std::size_t i = 0; i < outcomes_.size(); ++i) {
    const SqliteTx::EffectRow& row = outcomes_[i];
    const bool still_refused = !plan_.shadow || plan_.shadow->has_refused(row.slot);
    if (plan_.outcomes[i].state != EffectState::applied || still_refused) continue;
    db_.run(
        "UPDATE dead_letter SET closed_at = ?3 WHERE closed_at = 0 AND effect IN "
        "(SELECT id FROM effect WHERE link = ?1 AND slot = ?2 AND (state = 5 OR id = ?4))",
        row.link, row.slot, tx_.now_, row.id);
  }
}

bool Commit::has_member(LinkId link, const std::string& system) {
  return db_.query("SELECT 1 FROM record WHERE link = ? AND link <> 0 AND state = 0 AND system = ?", link, system)
      .next();
}

/// A write is as urgent as what caused it.
Priority Commit::priority_of(const NewEffect& effect) {
  if (!effect.cause) return Priority::event;
  Rows row = db_.query("SELECT priority FROM event WHERE id = ?", effect.cause);
  return row.next() ? row.as<Priority>(0) : Priority::event;
}

void Commit::write_conflicts() {
  for (const auto& [id, how] : plan_.resolved)
    db_.run("UPDATE conflict SET closed_at = ?2, resolution = ?3 WHERE id = ?1", id, tx_.now_, how);
  for (const auto& [kind, field, record] : plan_.settled) {
    db_.run(
        "UPDATE conflict SET closed_at = ?4, resolution = 'settled by a later reading' "
        "WHERE link = ?1 AND kind = ?2 AND field = ?3 AND closed_at = 0 "
        "AND ?5 IN ('', system) AND ?6 IN ('', object) AND ?7 IN ('', native)",
        done_.link, kind, field, tx_.now_, record.system, record.object, record.native);
  }
  for (const NewConflict& conflict : plan_.conflicts)
    tx_.write_conflict(conflict, conflict.link ? conflict.link : done_.link);
}

/// A full reading that is still queued is newer than the one decided on here: what equals that one must not be dropped.
void Commit::write_seen() {
  for (const auto& [key, hash] : plan_.seen) {
    const bool newer_waits = db_.query(
                                    "SELECT 1 FROM event WHERE system = ? AND object = ? AND native = ? AND state < 2 "
                                    "AND attempt = 0 AND payload IS NOT NULL",
                                    key.system, key.object, key.native)
                                 .next();
    if (!newer_waits) tx_.write_seen(key, hash);
  }
}

void Commit::release_waiting() {
  std::vector<std::pair<EffectId, std::string>> waiting;
  for (Rows rows = db_.query("SELECT id, system FROM effect WHERE waits_for = ? AND state = 1", done_.link);
       rows.next();) {
    waiting.emplace_back(EffectId{rows.integer(0)}, rows.text(1));
  }
  for (const auto& [id, system] : waiting) {
    if (db_.run("UPDATE effect SET waits_for = 0 WHERE id = ? AND (held = 1 OR paused = 1)", id) > 0) continue;
    db_.run("UPDATE effect SET state = 0, reason = '', due_at = ?2 WHERE id = ?1", id, tx_.now_);
    tx_.count_effect(system, EffectState::waiting, EffectState::planned);
  }
}

}  // namespace syncline::sqlite
