#pragma once
// Transaction: the store's writing verbs on the writer's connection. Lives within one BEGIN … COMMIT.

#include "store/sqlite/database.h"
#include "store/store.h"

namespace syncline::sqlite {

class Transaction final : public Tx {
 public:
  Transaction(Database& db, Instant now) : db_(db), now_(now) {}

  Accepted accept(std::span<const NewEvent>, const CursorPosition* move) override;
  Result<Committed, Stale> commit(const Plan&) override;
  Result<Effect, Stale> sending(EffectId, std::int64_t epoch) override;
  Result<void, Stale> settle(const EffectOutcome&, std::int64_t epoch) override;
  void end(const EventEnd&) override;
  void dead_letter(const NewDeadLetter&) override;
  void conflict(const NewConflict&) override;
  Result<void, Stale> resolve(ConflictId, std::string_view resolution) override;
  Result<void, Stale> retry(DeadLetterId) override;
  void set_setting(std::string_view key, std::string_view value) override;
  std::int64_t begin_epoch() override;
  std::uint64_t forget(Instant events_before, Instant effects_before, std::uint64_t limit) override;
  Instant now() const override { return now_; }

 private:
  EventId store_event(const NewEvent&);
  bool is_latest(const NewEvent&);
  Result<LinkId, Stale> place_link(const Plan&, LinkVersion& version);
  Result<void, Stale> close_effects(const Plan&);
  Result<void, Stale> place_records(const Plan&, LinkId);
  Result<void, Stale> place_keys(const Plan&, LinkId);
  Result<void, Stale> absorb(const Plan&, LinkId);
  Result<EffectId, Stale> plan_effect(const NewEffect&, LinkId);
  void close_effect(const EffectOutcome&);
  void remember_seen(const RecordKey&, const Hash128&);
  void add_meta(const char* key, std::int64_t by);

  Database& db_;
  const Instant now_;
};

}  // namespace syncline::sqlite
