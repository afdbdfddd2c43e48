#include "store/sqlite/rows.h"

#include <set>

#include "store/encode.h"

namespace syncline::sqlite {
namespace {

RecordKey key_at(const Rows& rows, int column) {
  return {rows.text(column), rows.text(column + 1), rows.text(column + 2)};
}

std::optional<Instant> when_at(const Rows& rows, int column) {
  const Instant at = rows.instant(column);
  return at.us == 0 ? std::nullopt : std::optional(at);
}

}  // namespace

Event event_from(const Rows& rows, Packer& packer) {
  Event event;
  event.id = {rows.integer(0)};
  event.key = key_at(rows, 1);
  event.source = rows.as<EventSource>(4);
  event.priority = rows.as<Priority>(5);
  event.state = rows.as<EventState>(6);
  event.reason = rows.text(7);
  event.seen_at = rows.instant(8);
  event.due_at = rows.instant(9);
  event.ended_at = rows.instant(10);
  event.attempt = static_cast<std::uint32_t>(rows.integer(11));
  event.cause = {rows.integer(12)};
  event.hops = static_cast<std::uint32_t>(rows.integer(13));
  event.trace = rows.text(14);
  if (!rows.is_null(15)) event.record = sound(decode_record(sound(packer.unpack(rows.view(15))), event.key));
  return event;
}

Effect effect_without_changes(const Rows& rows) {
  Effect effect;
  effect.id = {rows.integer(0)};
  effect.batch = {rows.integer(1)};
  effect.link = {rows.integer(2)};
  effect.slot = rows.text(3);
  effect.key = key_at(rows, 4);
  effect.op = rows.as<EffectOp>(7);
  effect.business_key = rows.text(8);
  effect.precondition = rows.text(9);
  effect.state = rows.as<EffectState>(10);
  effect.reason = rows.text(11);
  effect.waits_for = {rows.integer(12)};
  effect.epoch = rows.integer(13);
  effect.attempt = static_cast<std::uint32_t>(rows.integer(14));
  effect.planned_at = rows.instant(15);
  effect.due_at = rows.instant(16);
  effect.sent_at = rows.instant(17);
  effect.done_at = rows.instant(18);
  effect.cause = {rows.integer(19)};
  effect.hops = static_cast<std::uint32_t>(rows.integer(20));
  effect.trace = rows.text(21);
  if (!rows.is_null(22)) effect.error = decode_error(rows.view(22));
  effect.hold = {rows.integer(24)};
  effect.held = rows.integer(25) != 0;
  effect.paused = rows.integer(26) != 0;
  effect.deaths = static_cast<std::uint32_t>(rows.integer(27));
  return effect;
}

Effect effect_from(const Rows& rows, Packer& packer) {
  Effect effect = effect_without_changes(rows);
  effect.changes = sound(decode_changes(sound(packer.unpack(rows.view(23)))));
  return effect;
}

Conflict conflict_from(const Rows& rows) {
  Conflict conflict;
  conflict.id = {rows.integer(0)};
  conflict.link = {rows.integer(1)};
  conflict.kind = rows.as<ConflictKind>(2);
  conflict.field = rows.text(3);
  conflict.record = key_at(rows, 4);
  conflict.sides = sound(decode_sides(rows.view(7)));
  conflict.message = rows.text(8);
  conflict.event = {rows.integer(9)};
  conflict.effect = {rows.integer(10)};
  conflict.opened_at = rows.instant(11);
  conflict.closed_at = when_at(rows, 12);
  conflict.resolution = rows.text(13);
  return conflict;
}

DeadLetter dead_letter_from(const Rows& rows) {
  DeadLetter letter;
  letter.id = {rows.integer(0)};
  letter.event = {rows.integer(1)};
  letter.effect = {rows.integer(2)};
  letter.record = key_at(rows, 3);
  letter.error = decode_error(rows.view(6));
  letter.opened_at = rows.instant(7);
  letter.closed_at = when_at(rows, 8);
  return letter;
}

LinkId survivor(Database& db, LinkId link) {
  for (std::set<std::int64_t> passed; passed.insert(link.n).second;) {
    Rows row = db.query("SELECT merged_into FROM link WHERE id = ?", link);
    if (!row.next() || row.integer(0) == 0) return link;
    link = {row.integer(0)};
  }
  throw Trouble{Trouble::Kind::failed, damaged("links are joined in a circle at " + std::to_string(link.n)).message};
}

std::vector<std::pair<std::string, std::string>> kinds_of_keys(Database& db) {
  std::vector<std::pair<std::string, std::string>> kinds;
  std::string entity, kind;
  for (;;) {
    Rows next = db.query(
        "SELECT entity, kind FROM match_key WHERE (entity, kind) > (?, ?) ORDER BY entity, kind LIMIT 1", entity, kind);
    if (!next.next()) return kinds;
    kinds.emplace_back(entity = next.text(0), kind = next.text(1));
  }
}

}  // namespace syncline::sqlite
