#include "store/sqlite/rows.h"

#include "base/json.h"

namespace syncline::sqlite {
namespace {

Value to_value(const FieldValue& value) {
  if (value.presence == Presence::value) return Map{{"v", value.value}};
  return Map{{"p", static_cast<std::int64_t>(value.presence)}};
}

FieldValue to_field_value(const Value& stored) {
  if (const Value* value = stored.is_map() ? stored.as_map().find("v") : nullptr) return FieldValue::of(*value);
  return {static_cast<Presence>(stored["p"].int_or(static_cast<std::int64_t>(Presence::absent))), {}};
}

/// What we wrote ourselves parses; anything else would be a damaged database, which page checks find first.
Value parsed(const std::string& bytes) {
  auto value = parse_json(bytes);
  return value ? std::move(value).value() : Value();
}

std::optional<Instant> closed(const Query& row, int column) {
  if (row.integer(column) == 0) return std::nullopt;
  return row.instant(column);
}

}  // namespace

std::string encode(const NativeRecord& record) {
  Map map{{"s", static_cast<std::int64_t>(record.state)}, {"m", record.merged_into}, {"v", record.version}, {"c", record.content}};
  if (record.stamp) map.set("t", *record.stamp);
  return write_json(map);
}

NativeRecord decode_record(const std::string& bytes) {
  const Value map = parsed(bytes);
  NativeRecord record;
  record.state = static_cast<RecordState>(map["s"].int_or(0));
  record.merged_into = map["m"].string_or("");
  record.version = map["v"].string_or("");
  record.content = map["c"];
  if (map["t"].is_int()) record.stamp = map["t"].as_int();
  return record;
}

std::string encode(const Changes& changes) {
  Map map;
  for (const auto& [field, change] : changes) {
    map.set(field, Map{{"b", change.before}, {"a", to_value(change.after)}, {"n", static_cast<std::int64_t>(change.version)}, {"r", change.rule}});
  }
  return write_json(map);
}

Changes decode_changes(const std::string& bytes) {
  Changes changes;
  const Value map = parsed(bytes);
  if (!map.is_map()) return changes;
  for (const auto& [field, change] : map.as_map()) {
    changes[field] = {change["b"], to_field_value(change["a"]), static_cast<std::uint32_t>(change["n"].int_or(0)), change["r"].string_or("")};
  }
  return changes;
}

std::string encode(const Error& error) {
  Map map{{"class", std::string(name_of(error.cls))}, {"code", error.code}, {"message", error.message}, {"place", error.place}, {"remedy", error.remedy}};
  if (error.retry_after) map.set("retry_after", error.retry_after->us);
  return write_json(map);
}

Error decode_error(const std::string& bytes) {
  const Value map = parsed(bytes);
  Error error{error_class_from(map["class"].string_or("")).value_or(ErrorClass::unknown), map["code"].string_or(""),
              map["message"].string_or(""), map["place"].string_or(""), map["remedy"].string_or(""), std::nullopt};
  if (map["retry_after"].is_int()) error.retry_after = Duration{map["retry_after"].as_int()};
  return error;
}

std::string encode_sides(const NewConflict& conflict) {
  List sides;
  for (const auto& [side, value] : conflict.sides) sides.push_back(Map{{"s", side}, {"v", to_value(value)}});
  return write_json(sides);
}

const std::string event_columns =
    "id, system, object, native, source, priority, state, reason, seen_at, due_at, ended_at, attempt, cause, hops, trace, payload";

Event read_event(const Query& row) {
  Event event;
  event.id = {row.integer(0)};
  event.key = {row.text(1), row.text(2), row.text(3)};
  event.source = static_cast<EventSource>(row.integer(4));
  event.priority = static_cast<Priority>(row.integer(5));
  event.state = static_cast<EventState>(row.integer(6));
  event.reason = row.text(7);
  event.seen_at = row.instant(8);
  event.due_at = row.instant(9);
  event.ended_at = row.instant(10);
  event.attempt = static_cast<std::uint32_t>(row.integer(11));
  event.cause = {row.integer(12)};
  event.hops = static_cast<std::uint32_t>(row.integer(13));
  event.trace = row.text(14);
  if (!row.is_null(15)) {
    event.record = decode_record(row.text(15));
    event.record->key = event.key;
  }
  return event;
}

const std::string effect_columns =
    "id, batch, event, link, slot, system, object, native, op, bkey, state, epoch, attempt, planned_at, sent_at, done_at, due_at, "
    "precondition, waits_for, hops, trace, reason, error, change";

Effect read_effect(const Query& row) {
  Effect effect;
  effect.id = {row.integer(0)};
  effect.batch = {row.integer(1)};
  effect.cause = {row.integer(2)};
  effect.link = {row.integer(3)};
  effect.slot = row.text(4);
  effect.key = {row.text(5), row.text(6), row.text(7)};
  effect.op = static_cast<EffectOp>(row.integer(8));
  effect.business_key = row.text(9);
  effect.state = static_cast<EffectState>(row.integer(10));
  effect.epoch = row.integer(11);
  effect.attempt = static_cast<std::uint32_t>(row.integer(12));
  effect.planned_at = row.instant(13);
  effect.sent_at = row.instant(14);
  effect.done_at = row.instant(15);
  effect.due_at = row.instant(16);
  effect.precondition = row.text(17);
  effect.waits_for = {row.integer(18)};
  effect.hops = static_cast<std::uint32_t>(row.integer(19));
  effect.trace = row.text(20);
  effect.reason = row.text(21);
  if (!row.is_null(22)) effect.error = decode_error(row.text(22));
  effect.changes = decode_changes(row.text(23));
  return effect;
}

const std::string conflict_columns =
    "id, kind, link, system, object, native, field, sides, message, event, effect, opened_at, closed_at, resolution";

Conflict read_conflict(const Query& row) {
  Conflict conflict;
  conflict.id = {row.integer(0)};
  conflict.kind = static_cast<ConflictKind>(row.integer(1));
  conflict.link = {row.integer(2)};
  conflict.record = {row.text(3), row.text(4), row.text(5)};
  conflict.field = row.text(6);
  const Value sides = parsed(row.text(7));
  if (sides.is_list()) {
    for (const Value& side : sides.as_list()) conflict.sides.emplace_back(side["s"].string_or(""), to_field_value(side["v"]));
  }
  conflict.message = row.text(8);
  conflict.event = {row.integer(9)};
  conflict.effect = {row.integer(10)};
  conflict.opened_at = row.instant(11);
  conflict.closed_at = closed(row, 12);
  conflict.resolution = row.text(13);
  return conflict;
}

const std::string dead_letter_columns = "id, event, effect, system, object, native, error, opened_at, closed_at";

DeadLetter read_dead_letter(const Query& row) {
  DeadLetter letter;
  letter.id = {row.integer(0)};
  letter.event = {row.integer(1)};
  letter.effect = {row.integer(2)};
  letter.record = {row.text(3), row.text(4), row.text(5)};
  letter.error = decode_error(row.text(6));
  letter.opened_at = row.instant(7);
  letter.closed_at = closed(row, 8);
  return letter;
}

}  // namespace syncline::sqlite
