#pragma once
// Store: everything the engine remembers, as verbs. One conformance suite (tests/conformance/store) runs against every
// implementation. Writes are serialised and durable (fsynced) when write() returns; many are grouped in one commit.

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "model/conflict.h"
#include "model/effect.h"
#include "model/event.h"
#include "model/hold.h"
#include "model/match_key.h"
#include "model/shadow.h"

namespace syncline {

/// A poller's position in one object; opaque to everyone but its paging strategy.
struct CursorPosition {
  std::string system, object;
  std::string position;  ///< JSON of the strategy
  Instant scanned_at;    ///< when the page that led here was read
  friend bool operator==(const CursorPosition&, const CursorPosition&) = default;
};

struct Accepted {
  std::vector<EventId> events;   ///< stored now, in order of the input without the duplicates
  std::uint64_t duplicates = 0;  ///< same delivery id, or equal to the record's latest reading: counted, not stored
};

/// The optimistic check failed: the link moved, a record or key was claimed meanwhile, an effect is no longer planned.
/// Nothing was written; load again and decide again.
struct Stale {
  std::string what;
};

/// Everything that one decision changes, committed as one.
struct Plan {
  LinkId link;  ///< none: a new link is made (when `entity` is set) or no link is touched
  std::string entity;
  LinkVersion expected;  ///< of an existing link
  /// The link's new shadow; its live members become the link's records. When one of its `unlinked` records has a link
  /// by now the plan is stale; once it gets one, this link's records of that system are read again. Needs `keys`.
  std::optional<Shadow> shadow;
  std::optional<std::vector<MatchKey>> keys;  ///< replaces the link's keys
  /// Of a new link: the newest link that the decision knew. A newer one that has any of `keys` makes the plan stale: it
  /// might be the same thing. None: not looked at. Keys whose kind begins with "@" only index references.
  std::optional<LinkId> newest;
  LinkId absorb;  ///< joined into `link`: its records move, a redirect stays
  LinkVersion absorb_expected;
  std::vector<NewEffect> effects;       ///< link none = the new link, whose number replaces "{link}" in the key
  std::vector<EffectOutcome> outcomes;  ///< of effects of this link (applied, rejected, superseded, retry …)
  std::vector<EventEnd> ends;
  std::vector<NewEvent> events;        ///< follow-ups; "{link}" as a native id is the link's number
  std::vector<NewConflict> conflicts;  ///< an open one of same link, kind, field and record is updated
  std::vector<Settled> settled;        ///< open conflicts of this link that are over
  /// Conflicts that a person has decided, and how. One that is not open makes the plan stale.
  std::vector<std::pair<ConflictId, std::string>> resolved;
  /// Those of a slot are closed by the next write of it that is applied and leaves nothing refused there.
  std::vector<NewDeadLetter> dead_letters;
  /// Latest readings of records, for the duplicate check; a zero hash forgets. Left as it is while a newer full reading
  /// of the record is still queued.
  std::vector<std::pair<RecordKey, Hash128>> seen;
  /// Slots whose new writes are sent right away by the process of this epoch: they are stored as `sending`, which is
  /// the licence. As planned when a stop, a pause, a hold or a newer process stands in the way.
  std::vector<Slot> send_now = {};
  std::int64_t epoch = 0;
  /// As Store::prepare() made them of this very plan; without them the transaction does.
  struct Bodies {
    std::string shadow;
    std::vector<std::string> changes;  ///< of each effect
  };
  std::optional<Bodies> bodies = {};
};

struct Committed {
  LinkId link;
  LinkVersion version;
  std::vector<EffectId> effects;
  std::vector<EventId> events;
  std::vector<Effect> licensed = {};  ///< of `effects`, those that are `sending`
};

/// One transaction. Its functions are called inside Store::write only, touch nothing else, and may run twice.
struct Tx {
  virtual ~Tx() = default;
  /// Stores events that are new and moves the cursor in the same transaction (promises 1 and 2).
  virtual Accepted accept(std::span<const NewEvent>, const CursorPosition* move) = 0;
  /// Commits a decision. Effects that wait for a link that now has members are released (their state becomes planned).
  virtual Result<Committed, Stale> commit(const Plan&) = 0;
  /// planned → sending, unknown → unknown with the new epoch: the licence to send the first byte, or to settle. Stale,
  /// too, while a stop covers a planned one.
  virtual Result<Effect, Stale> sending(EffectId, std::int64_t epoch) = 0;
  /// unknown → sending, of one that is licensed and is settled by one more call.
  virtual Result<void, Stale> sending_again(EffectId, std::int64_t epoch) = 0;
  /// Ends or postpones effects without a decision (retry, unknown). Fenced by the epoch of `sending`.
  virtual Result<void, Stale> settle(const EffectOutcome&, std::int64_t epoch) = 0;
  virtual void end(const EventEnd&) = 0;
  virtual void dead_letter(const NewDeadLetter&) = 0;
  virtual void conflict(const NewConflict&) = 0;
  /// Reopens what the letter holds: its event is queued again, its effect planned again. Stale: closed already.
  virtual Result<void, Stale> retry(DeadLetterId) = 0;
  virtual void set_setting(std::string_view key, std::string_view value) = 0;  ///< small named state: stages

  /// Puts those of the effects that are planned or waiting under the open hold of this system, entity and op, which is
  /// opened when there is none. A write that replaces one of them comes under the same hold. None: nothing was held.
  virtual HoldId hold(const NewHold&, std::span<const EffectId>) = 0;
  /// Lets `most` held writes go, the oldest first; returns how many. The last one closes the hold. Stale: not open.
  virtual Result<std::uint64_t, Stale> approve(HoldId, std::uint64_t most, std::string_view by) = 0;
  /// The resolution with which the hold closes once its last write is superseded. Stale: not open.
  virtual Result<void, Stale> reject(HoldId, std::string_view resolution) = 0;
  /// From the commit on no effect that it covers becomes `sending`, whoever asks. Replaces a stop of the same scope.
  virtual void stop(const Stop&) = 0;
  /// False: there is no stop of this scope.
  virtual bool lift(const Stop&) = 0;
  /// A new process begins: returns its epoch (previous + 1).
  virtual std::int64_t begin_epoch() = 0;
  /// Deletes ended events and applied effects older than the instants, at most `limit` rows; returns how many.
  virtual std::uint64_t forget(Instant events_before, Instant effects_before, std::uint64_t limit) = 0;
  virtual Instant now() const = 0;  ///< the one instant of this transaction
};

struct DueEvent {
  EventId id;
  RecordKey key;
  Priority priority;
  Instant due_at;
};
struct DueEffect {
  EffectId id;
  std::string system;
  LinkId link;
  Slot slot;
  EffectState state;  ///< planned, or unknown (to be settled)
  Priority priority;
  Instant due_at;
  std::string object;
  EffectOp op;
};

struct Counts {
  std::map<std::string, std::uint64_t> events;   ///< by state
  std::map<std::string, std::uint64_t> effects;  ///< by "system state"
  std::map<std::string, std::uint64_t> links;    ///< by entity
  std::map<std::string, std::uint64_t> records;  ///< by "system object"
  std::uint64_t open_conflicts = 0, dead_letters = 0, duplicates = 0;
  std::optional<Instant> oldest_queued;
};

struct LinkFilter {
  std::string entity;   ///< empty = all
  std::string without;  ///< only links without a member in this slot
};

using SentKinds = std::set<std::pair<std::string, EffectOp>>;  ///< by system and operation

/// A consistent snapshot, of the moment of its first question. Cheap; made per task step, not kept: what it sees cannot
/// leave the log. A question that fails makes the store fail; the answer is then empty, and nothing can be written on
/// it.
struct Reader {
  virtual ~Reader() = default;
  virtual std::optional<CursorPosition> cursor(const std::string& system, const std::string& object) = 0;
  virtual std::optional<std::string> setting(std::string_view key) = 0;
  virtual LinkId link_of(const RecordKey&) = 0;  ///< redirects followed
  virtual std::optional<Link> link(LinkId) = 0;  ///< redirects followed
  /// `known` without its changes: the caller has them.
  virtual std::vector<Effect> open_effects(LinkId, EffectId known = {}) = 0;
  virtual std::optional<Event> event(EventId) = 0;
  virtual std::optional<Effect> effect(EffectId) = 0;
  virtual std::vector<Event> queued_of(const RecordKey&, std::size_t limit) = 0;  ///< queued or held, oldest first
  virtual std::vector<std::string> systems_with_events() = 0;                     ///< queued or held, sorted
  /// Queued or held: by priority, due_at, id.
  virtual std::vector<DueEvent> due_events(const std::string& system, Instant now, std::size_t limit) = 0;
  virtual std::vector<DueEffect> due_effects(const std::string& system, Instant now, std::size_t limit) = 0;
  /// Of these, only what is unknown and to be settled.
  virtual std::vector<DueEffect> due_to_settle(const std::string& system, Instant now, std::size_t limit) = 0;
  virtual std::optional<Instant> next_due(Instant after) = 0;  ///< of queued/held events and open effects
  virtual std::vector<LinkId> links_by_key(const MatchKey&) = 0;
  /// Effects that have waited for a parent since before then, oldest first.
  virtual std::vector<Effect> overdue(Instant planned_before, std::size_t limit) = 0;
  virtual std::vector<std::string> awaited_in(LinkId) = 0;  ///< systems of the effects that wait for this link, sorted
  /// Is there a create of a record of this object, planned by then, of which nobody knows whether it happened? It may
  /// have been sent more than once: when it was sent last says nothing.
  virtual bool being_created(const std::string& system, const std::string& object, Instant by) = 0;
  virtual LinkId newest_link() = 0;  ///< none: there is no link yet
  /// Keys of an entity and kind whose value begins so; at most `limit`: candidates for similar names.
  virtual std::vector<std::pair<std::string, LinkId>> keys_with_prefix(const std::string& entity,
                                                                       const std::string& kind, std::string_view prefix,
                                                                       std::size_t limit) = 0;
  virtual std::vector<LinkId> links(const LinkFilter&, LinkId after, std::size_t limit) = 0;  ///< ascending
  virtual std::vector<RecordKey> records(const std::string& system, const std::string& object, const std::string& after,
                                         std::size_t limit) = 0;  ///< linked and not known gone, ascending by native id
  // For people: newest first.
  virtual std::vector<Event> events(std::optional<EventState>, const RecordKey* of, EventId before,
                                    std::size_t limit) = 0;
  virtual std::vector<Effect> effects(LinkId of, EffectId before, std::size_t limit) = 0;  ///< none = all links
  virtual std::vector<Conflict> conflicts(bool open_only, LinkId of, std::size_t limit) = 0;
  virtual std::optional<Conflict> conflict(ConflictId) = 0;
  virtual std::vector<DeadLetter> dead_letters(bool open_only, std::size_t limit) = 0;
  /// Records whose native id, or links whose match key value, equals the text.
  virtual std::vector<std::pair<LinkId, RecordKey>> find(std::string_view any_id, std::size_t limit) = 0;
  virtual Counts counts() = 0;

  virtual std::vector<Stop> stops() = 0;
  virtual std::vector<Hold> holds(bool open_only, std::size_t limit) = 0;  ///< newest first
  virtual std::optional<Hold> hold(HoldId) = 0;
  virtual std::vector<Effect> held(HoldId, EffectId after, std::size_t limit) = 0;  ///< ascending
  /// All that are planned or waiting, ascending, and of what was sent these (system, operation); without any,
  /// everything. Changes only of updates.
  virtual std::vector<Effect> effects_after(EffectId after, std::size_t limit,
                                            const std::optional<SentKinds>& sent = std::nullopt) = 0;
  /// An effect before which none is planned or waiting, and none was planned at `since` or later.
  virtual EffectId settled_before(Instant since) = 0;
};

struct Store {
  virtual ~Store() = default;

  /// Runs `f(Tx&)` in one serialisable transaction and returns its result after the fsync. `f` may run again (its group
  /// was rolled back): it touches only the Tx and its own result, and blocks in nothing.
  /// Errors: transient store.full (disk full; nothing was written), store.failed (a failed fsync or I/O error: the
  /// store refuses everything from now on and the process must exit 75).
  template <class F>
  auto write(F&& f) -> Result<std::invoke_result_t<F&, Tx&>, Error> {
    using T = std::invoke_result_t<F&, Tx&>;
    if constexpr (std::is_void_v<T>) {
      return run([&](Tx& tx) { f(tx); });
    } else {
      std::optional<T> result;
      auto done = run([&](Tx& tx) { result.emplace(f(tx)); });
      if (!done) return fail(std::move(done).error());
      return std::move(*result);
    }
  }

  virtual std::unique_ptr<Reader> reader() = 0;

  /// Does beforehand, on the caller's time, what else the one writer does for everybody: the plan is not changed any
  /// more.
  virtual void prepare(Plan&) = 0;

 protected:
  virtual Result<void, Error> run(std::function<void(Tx&)>) = 0;
};

}  // namespace syncline
