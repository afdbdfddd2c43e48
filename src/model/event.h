#pragma once
// Event: an observed change of one record, durable before it is acknowledged. It ends exactly once.

#include <cstdint>
#include <optional>
#include <string>

#include "model/reading.h"

namespace syncline {

enum class EventSource : std::uint8_t {
  webhook,
  poll,
  sweep,
  backfill,
  readback,
  reread,
  replay,
  decision,
  operator_,
  related
};
std::string_view name_of(EventSource);

enum class Priority : std::uint8_t { interactive = 0, event = 1, poll = 2, batch = 3 };

/// queued and held are not ends: each has an owner, a cause and a deadline. The others are ends.
enum class EventState : std::uint8_t {
  queued,
  held,        ///< waiting for a parent, a window, an approval, a re-read; see reason and due_at
  applied,     ///< led to effects
  no_op,       ///< nothing to do: equal, adopted, or only bases moved
  superseded,  ///< a newer event or reading covers it
  filtered,    ///< by a named rule
  conflict,    ///< a person must decide
  dead_lettered,
};
std::string_view name_of(EventState);

struct NewEvent {
  RecordKey key;
  EventSource source = EventSource::poll;
  Priority priority = Priority::poll;
  /// Deduplicates deliveries of the same occurrence: the vendor's delivery id. Empty: not deduplicated by id.
  std::string dedup;
  /// The record as seen, in the vendor's form. Empty: only a hint; the record is read before anything is decided.
  std::optional<NativeRecord> record;
  Hash128 hash{};   ///< of the bound reading, when `record` is set; equal to the record's latest one → counted only
  Hash128 state{};  ///< its state_hash; the latest one is known by this where something was refused
  Instant due_at;   ///< not before
  EffectId cause;   ///< of a read-back: the effect that it followed
  std::uint32_t hops = 0;  ///< effects between the first cause and this event
  std::string trace;       ///< correlation id; empty = a new one is minted
};

struct Event {
  EventId id;
  RecordKey key;
  EventSource source = EventSource::poll;
  Priority priority = Priority::poll;
  EventState state = EventState::queued;
  std::string reason;  ///< why it ended or is held, in words for people
  Instant seen_at, due_at, ended_at;
  std::uint32_t attempt = 0;
  std::optional<NativeRecord> record;
  EffectId cause;
  std::uint32_t hops = 0;
  std::string trace;
};

/// How an event leaves the queue (or is put back to held/queued with a new due time).
struct EventEnd {
  EventId id;
  EventState state = EventState::no_op;
  std::string reason;
  Instant due_at;       ///< for queued and held
  bool attempt = true;  ///< queued: it is charged with what failed
};

}  // namespace syncline
