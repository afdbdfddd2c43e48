#pragma once
// Snapshot: the store's reading verbs on a read-only connection, within one read transaction.

#include "store/sqlite/database.h"
#include "store/store.h"

namespace syncline::sqlite {

class Snapshot final : public Reader {
 public:
  using GiveBack = std::function<void(std::unique_ptr<Database>)>;
  /// Throws Failed. `give_back` gets the connection when the snapshot ends.
  Snapshot(std::unique_ptr<Database> db, GiveBack give_back);
  ~Snapshot() override;

  std::optional<CursorPosition> cursor(const std::string& system, const std::string& object) override;
  std::optional<std::string> setting(std::string_view key) override;
  LinkId link_of(const RecordKey&) override;
  std::optional<Link> link(LinkId) override;
  std::vector<Effect> open_effects(LinkId) override;
  std::optional<Event> event(EventId) override;
  std::optional<Effect> effect(EffectId) override;
  std::vector<Event> queued_of(const RecordKey&, std::size_t limit) override;
  std::vector<DueEvent> due_events(Instant now, std::size_t limit) override;
  std::vector<DueEffect> due_effects(const std::string& system, Instant now, std::size_t limit) override;
  std::optional<Instant> next_due(Instant after) override;
  std::vector<LinkId> links_by_key(const MatchKey&) override;
  std::vector<std::pair<std::string, LinkId>> keys_with_prefix(const std::string& entity, const std::string& kind,
                                                              std::string_view prefix, std::size_t limit) override;
  std::vector<LinkId> links(const LinkFilter&, LinkId after, std::size_t limit) override;
  std::vector<RecordKey> records(const std::string& system, const std::string& object, const std::string& after,
                                 std::size_t limit) override;
  std::vector<Event> events(std::optional<EventState>, const RecordKey* of, EventId before, std::size_t limit) override;
  std::vector<Effect> effects(LinkId of, EffectId before, std::size_t limit) override;
  std::vector<Conflict> conflicts(bool open_only, LinkId of, std::size_t limit) override;
  std::vector<DeadLetter> dead_letters(bool open_only, std::size_t limit) override;
  std::vector<std::pair<LinkId, RecordKey>> find(std::string_view any_id, std::size_t limit) override;
  Counts counts() override;

 private:
  std::unique_ptr<Database> db_;
  GiveBack give_back_;
};

}  // namespace syncline::sqlite
