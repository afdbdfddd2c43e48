#pragma once
// Rows into the model's types. Each reader function belongs to the column list above it.

#include <string>
#include <utility>
#include <vector>

#include "model/conflict.h"
#include "model/effect.h"
#include "model/event.h"
#include "model/shadow.h"
#include "store/packed.h"
#include "store/sqlite/database.h"

namespace syncline::sqlite {

#define SYNCLINE_EVENT_COLUMNS                                                                                     \
  "id, system, object, native, source, priority, state, reason, seen_at, due_at, ended_at, attempt, cause, hops, " \
  "trace, payload"
Event event_from(const Rows&, Packer&);

#define SYNCLINE_EFFECT_COLUMNS                                                                                      \
  "id, batch, link, slot, system, object, native, op, business_key, precondition, state, reason, waits_for, epoch, " \
  "attempt, planned_at, due_at, sent_at, done_at, cause, hops, trace, error, changes, hold, held, paused, deaths"
Effect effect_without_changes(const Rows&);
Effect effect_from(const Rows&, Packer&);

#define SYNCLINE_CONFLICT_COLUMNS \
  "id, link, kind, field, system, object, native, sides, message, event, effect, opened_at, closed_at, resolution"
Conflict conflict_from(const Rows&);

#define SYNCLINE_DEAD_LETTER_COLUMNS "id, event, effect, system, object, native, error, opened_at, closed_at"
DeadLetter dead_letter_from(const Rows&);

/// Every entity and kind of match keys. The table is not indexed by value alone; each of these few groups takes one
/// lookup.
std::vector<std::pair<std::string, std::string>> kinds_of_keys(Database&);

/// The link that this one was joined into, at last; itself when it was not. Links that were joined in a circle are
/// Trouble.
LinkId survivor(Database&, LinkId);

/// What the Result of a decoder holds; damage is Trouble of the kind failed.
template <class T>
T sound(Result<T, Error> decoded) {
  if (!decoded) throw Trouble{Trouble::Kind::failed, decoded.error().message};
  return std::move(decoded).value();
}

}  // namespace syncline::sqlite
