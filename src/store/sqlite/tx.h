#pragma once
// The verbs of one transaction on SQLite. A Tx lives as long as the writer; begin() starts each job of a group.
//
// There are no savepoints: every verb checks all its conditions before its first write, so that Stale means that
// nothing was written. What goes wrong below that (Trouble) is remembered; the verbs after it do nothing, and the
// writer rolls the transaction back.

#include <optional>
#include <set>
#include <string>

#include "runtime/runtime.h"
#include "store/packed.h"
#include "store/sqlite/counters.h"
#include "store/sqlite/database.h"
#include "store/store.h"

namespace syncline::sqlite {

class SqliteTx final : public Tx {
 public:
  SqliteTx(Runtime& rt, Database& db) : rt_(rt), db_(db) {}

  void begin_transaction(Instant now);
  void begin_job() { trouble_.reset(); }
  const std::optional<Trouble>& trouble() const { return trouble_; }
  /// Before COMMIT. Throws Trouble.
  void finish_transaction() { counters_.write(db_); }

  Accepted accept(std::span<const NewEvent>, const CursorPosition* move) override;
  Result<Committed, Stale> commit(const Plan&) override;
  Result<Effect, Stale> sending(EffectId, std::int64_t epoch) override;
  Result<void, Stale> sending_again(EffectId, std::int64_t epoch) override;
  Result<void, Stale> settle(const EffectOutcome&, std::int64_t epoch) override;
  void end(const EventEnd&) override;
  void dead_letter(const NewDeadLetter&) override;
  void conflict(const NewConflict&) override;
  Result<void, Stale> retry(DeadLetterId) override;
  void set_setting(std::string_view key, std::string_view value) override;
  HoldId hold(const NewHold&, std::span<const EffectId>) override;
  Result<std::uint64_t, Stale> approve(HoldId, std::uint64_t most, std::string_view by) override;
  Result<void, Stale> reject(HoldId, std::string_view resolution) override;
  void stop(const Stop&) override;
  bool lift(const Stop&) override;
  std::int64_t begin_epoch() override;
  std::uint64_t forget(Instant events_before, Instant effects_before, std::uint64_t limit) override;
  Instant now() const override { return now_; }

 private:
  friend class Commit;

  /// An effect's row as far as an outcome depends on it.
  struct EffectRow {
    EffectId id;
    EffectState state;
    std::int64_t epoch;
    LinkId link;
    Slot slot;
    std::string system;
    EffectOp op;
    HoldId hold;
    bool held;
  };

  template <class T, class F>
  T guarded(F&& f);

  std::int64_t epoch();
  struct UnderWay {
    EffectId id;
    std::string system;
    EffectState state;
    std::int64_t deaths;
  };
  std::vector<UnderWay> under_way();
  std::optional<EffectRow> effect_row(EffectId);
  void write_outcome(const EffectRow&, const EffectOutcome&);
  void count_effect(const std::string& system, EffectState from, EffectState to);
  std::optional<EventId> take(const NewEvent&);
  EventId insert(const NewEvent&);
  bool is_known(const NewEvent&);
  void write_seen(const RecordKey&, const Hash128&);
  void write_end(const EventEnd&);
  void write_letter(const NewDeadLetter&);
  void write_conflict(const NewConflict&, LinkId);
  void requeue(EventId);
  std::optional<Stale> replan(EffectId);
  bool is_open_hold(HoldId);
  bool is_stopped(const std::string& system);
  bool is_paused(LinkId);
  void pause_planned(const Stop&);
  void move_pause(LinkId from, LinkId into);
  /// Effects that wait for nothing any more are planned.
  void wake(EffectId, const std::string& system);
  void close_when_empty(HoldId);
  std::string new_trace();

  Runtime& rt_;
  Database& db_;
  Packer packer_;
  Counters counters_;
  std::optional<Trouble> trouble_;
  Instant now_{};
};

/// Runs a verb's body; its Trouble is remembered, and T() is returned to a caller whose work is undone anyway.
template <class T, class F>
T SqliteTx::guarded(F&& f) {
  if (!trouble_) {
    try {
      return f();
    } catch (const Trouble& trouble) {
      trouble_ = trouble;
    }
  }
  if constexpr (std::is_same_v<T, Result<void, Stale>> || std::is_same_v<T, Result<Effect, Stale>> ||
                std::is_same_v<T, Result<Committed, Stale>> || std::is_same_v<T, Result<std::uint64_t, Stale>>) {
    return fail(Stale{"the transaction is rolled back"});
  } else {
    return T();
  }
}

}  // namespace syncline::sqlite
