#include "sandbox/bitrix24/tables.h"

#include <cstdio>

namespace syncline::sandbox::bitrix24 {
namespace {

/// A day is midnight UTC, shown with the portal's offset: 2026-12-01T01:00:00+01:00.
Value shown_day(const Value& stored, const std::string& zone) {
  const auto at = parse_instant(stored.string_or("") + "T00:00:00Z");
  return at ? Value(moment_text(*at, zone)) : Value();
}

}  // namespace

const Value& Row::operator[](std::string_view name) const {
  static const Value none;
  const Value* found = values.find(name);
  return found ? *found : none;
}

const std::map<Id, RowPtr>& Tables::of(const Kind& kind) const {
  static const std::map<Id, RowPtr> none;
  const auto found = rows_.find(kind.name);
  return found == rows_.end() ? none : found->second;
}

RowPtr Tables::find(const Kind& kind, Id id) const {
  const auto& rows = of(kind);
  const auto found = rows.find(id);
  return found == rows.end() ? nullptr : found->second;
}

void Tables::put(const Kind& kind, Row row) {
  const Id id = row.id;
  rows_[kind.name][id] = std::make_shared<const Row>(std::move(row));
}

void Tables::erase(const Kind& kind, Id id) { rows_[kind.name].erase(id); }

std::string moment_text(Instant at, const std::string& zone) {
  const Instant whole{at.us / 1'000'000 * 1'000'000};
  const auto local = local_time(whole, zone);
  if (!local) return to_iso(whole);
  char time[16];
  std::snprintf(time, sizeof time, "T%02d:%02d:%02d", local->hour, local->minute, local->second);
  const std::string clock = to_iso(local->date) + time;
  const std::int64_t ahead = parse_instant(clock + "Z")->us - whole.us;
  const std::int64_t minutes = (ahead < 0 ? -ahead : ahead) / 60'000'000;
  char offset[16];
  std::snprintf(offset, sizeof offset, "%c%02d:%02d", ahead < 0 ? '-' : '+', static_cast<int>(minutes / 60),
                static_cast<int>(minutes % 60));
  return clock + offset;
}

Value shown_value(const Kind& kind, const Field& field, const Value& stored, const std::string& zone) {
  if (field.type == Type::boolean) return stored.bool_or(false) ? "Y" : "N";
  if (stored.is_null()) {
    const bool is_reference = kind.family == Family::item && field.name.ends_with("Id") && field.type == Type::integer;
    return is_reference && !field.name.starts_with("parent") ? Value(0) : Value();
  }
  if (field.type == Type::date) return shown_day(stored, zone);
  if (kind.family != Family::texts) return stored;
  return stored.is_number() ? Value(stored.as_decimal().text()) : stored;
}

Map shown(const Kind& kind, const Row& row, const std::string& zone) {
  Map out;
  out.set(kind.id, kind.family == Family::texts ? Value(std::to_string(row.id)) : Value(row.id));
  for (const Field& each : kind.fields) out.set(each.name, shown_value(kind, each, row[each.name], zone));
  out.set(kind.created, moment_text(row.created, zone));
  out.set(kind.changed, moment_text(row.changed, zone));
  if (kind.family != Family::item) return out;
  out.set("createdBy", 1);
  out.set("updatedBy", row.changed_by);
  out.set("entityTypeId", kind.type_id);
  return out;
}

Id id_of(const Value& value) {
  const auto number = value.is_number() ? std::optional(value.as_decimal()) : [&]() -> std::optional<Decimal> {
    const auto parsed = Decimal::parse(value.string_or(""));
    return parsed ? std::optional(*parsed) : std::nullopt;
  }();
  return number ? number->to_int64().value_or(0) : 0;
}

}  // namespace syncline::sandbox::bitrix24
