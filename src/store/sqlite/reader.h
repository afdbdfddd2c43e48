#pragma once
// Readers: a pool of read-only connections, and the snapshot that one of them gives.

#include <functional>
#include <memory>
#include <vector>

#include "runtime/leaf_mutex.h"
#include "store/packed.h"
#include "store/sqlite/database.h"
#include "store/store.h"

namespace syncline::sqlite {

struct Connection {
  explicit Connection(const Database::Options& options) : db(options) {}
  Database db;
  Packer packer;
};

/// Never blocks: when all connections are in use, one more is opened. Destroyed after the readers.
class Readers {
 public:
  Readers(Database::Options options, std::size_t kept) : options_(std::move(options)), kept_(kept) {
    options_.read_only = true;
  }
  std::unique_ptr<Connection> take();  // throws Trouble
  void give_back(std::unique_ptr<Connection>);
  void close();

 private:
  Database::Options options_;
  const std::size_t kept_;
  LeafMutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;
};

/// The snapshot begins with the first question. A read that fails makes the store fail: `failed` is told, the answer is
/// empty, and since nothing can be written after it, nothing can rest on that answer.
class SqliteReader final : public Reader {
 public:
  SqliteReader(Readers& readers, std::function<void(const Trouble&)> failed)
      : readers_(readers), failed_(std::move(failed)) {}
  ~SqliteReader() override;
  SqliteReader(const SqliteReader&) = delete;
  SqliteReader& operator=(const SqliteReader&) = delete;

  std::optional<CursorPosition> cursor(const std::string& system, const std::string& object) override;
  std::optional<std::string> setting(std::string_view key) override;
  LinkId link_of(const RecordKey&) override;
  std::optional<Link> link(LinkId) override;
  std::vector<Effect> open_effects(LinkId, EffectId known) override;
  std::optional<Event> event(EventId) override;
  std::optional<Effect> effect(EffectId) override;
  std::vector<Event> queued_of(const RecordKey&, std::size_t limit) override;
  std::vector<std::string> systems_with_events() override;
  std::vector<DueEvent> due_events(const std::string& system, Instant now, std::size_t limit) override;
  std::vector<DueEffect> due_effects(const std::string& system, Instant now, std::size_t limit) override;
  std::vector<DueEffect> due_to_settle(const std::string& system, Instant now, std::size_t limit) override;
  std::optional<Instant> next_due(Instant after) override;
  std::vector<LinkId> links_by_key(const MatchKey&) override;
  std::vector<Effect> overdue(Instant planned_before, std::size_t limit) override;
  std::vector<std::string> awaited_in(LinkId) override;
  bool being_created(const std::string& system, const std::string& object, Instant by) override;
  LinkId newest_link() override;
  std::vector<std::pair<std::string, LinkId>> keys_with_prefix(const std::string& entity, const std::string& kind,
                                                               std::string_view prefix, std::size_t limit) override;
  std::vector<LinkId> links(const LinkFilter&, LinkId after, std::size_t limit) override;
  std::vector<RecordKey> records(const std::string& system, const std::string& object, const std::string& after,
                                 std::size_t limit) override;
  std::vector<Event> events(std::optional<EventState>, const RecordKey* of, EventId before, std::size_t limit) override;
  std::vector<Effect> effects(LinkId of, EffectId before, std::size_t limit) override;
  std::vector<Conflict> conflicts(bool open_only, LinkId of, std::size_t limit) override;
  std::optional<Conflict> conflict(ConflictId) override;
  std::vector<DeadLetter> dead_letters(bool open_only, std::size_t limit) override;
  std::vector<std::pair<LinkId, RecordKey>> find(std::string_view any_id, std::size_t limit) override;
  Counts counts() override;
  std::vector<Stop> stops() override;
  std::vector<Hold> holds(bool open_only, std::size_t limit) override;
  std::optional<Hold> hold(HoldId) override;
  std::vector<Effect> held(HoldId, EffectId after, std::size_t limit) override;
  std::vector<Effect> effects_after(EffectId after, std::size_t limit, const std::optional<SentKinds>& sent) override;
  EffectId settled_before(Instant since) override;

 private:
  /// Runs a question on the snapshot.
  template <class F>
  auto ask(F&& f) -> std::invoke_result_t<F&, Database&>;
  void begin();

  Readers& readers_;
  const std::function<void(const Trouble&)> failed_;
  std::unique_ptr<Connection> connection_;
};

template <class F>
auto SqliteReader::ask(F&& f) -> std::invoke_result_t<F&, Database&> {
  try {
    begin();
    return f(connection_->db);
  } catch (const Trouble& trouble) {
    failed_(trouble);
    return {};
  }
}

}  // namespace syncline::sqlite
