#include "api/as_json.h"

#include "base/json.h"

namespace syncline {

Value value_of(const Stop& stop) {
  Map map{{"scope", scope_of(stop)},
          {"kind", name_of(stop.kind)},
          {"reason", stop.reason},
          {"by", stop.by},
          {"text", text_of(stop)}};
  if (stop.since.us != 0) map.set("since", to_iso(stop.since));
  return map;
}

Value value_of(const Hold& hold, const std::vector<Effect>& sample) {
  List records;
  for (const Effect& effect : sample) {
    List fields;
    for (const auto& [field, change] : effect.changes) fields.emplace_back(field);
    records.push_back(Map{{"effect", effect.id.n},
                          {"link", effect.link.n},
                          {"record", effect.key.native.empty() ? Value() : Value(text_of(effect.key))},
                          {"fields", std::move(fields)}});
  }
  return Map{{"id", hold.id.n},
             {"system", hold.system},
             {"entity", hold.entity},
             {"operation", name_of(hold.op)},
             {"held", static_cast<std::int64_t>(hold.held)},
             {"cause", hold.cause},
             {"opened_at", to_iso(hold.opened_at)},
             {"ends_at", to_iso(hold.ends_at)},
             {"open", !hold.closed_at.has_value()},
             {"resolution", hold.resolution},
             {"sample", std::move(records)}};
}

Value value_of(const Event& event) {
  return Map{{"id", event.id.n},
             {"at", to_iso(event.seen_at)},
             {"record", text_of(event.key)},
             {"source", name_of(event.source)},
             {"state", name_of(event.state)},
             {"reason", event.reason}};
}

Value value_of(const Effect& effect) {
  Map changes;
  for (const auto& [field, change] : effect.changes) {
    changes.set(field, Map{{"before", change.before}, {"after", change.after.value}, {"rule", change.rule}});
  }
  return Map{{"id", effect.id.n},
             {"at", to_iso(effect.planned_at)},
             {"operation", name_of(effect.op)},
             {"record", text_of(effect.key)},
             {"state", name_of(effect.state)},
             {"reason", effect.reason},
             {"due_at", to_iso(effect.due_at)},
             {"cause", effect.cause.n},
             {"changes", std::move(changes)}};
}

Value value_of(const Conflict& conflict) {
  Map sides;
  for (const auto& [side, value] : conflict.sides) sides.set(side, value.value);
  return Map{{"id", conflict.id.n},
             {"opened_at", to_iso(conflict.opened_at)},
             {"kind", name_of(conflict.kind)},
             {"record", text_of(conflict.record)},
             {"field", conflict.field},
             {"open", !conflict.closed_at.has_value()},
             {"message", conflict.message},
             {"sides", std::move(sides)}};
}

Value value_of(const DeadLetter& letter) {
  return Map{{"id", letter.id.n},
             {"opened_at", to_iso(letter.opened_at)},
             {"record", text_of(letter.record)},
             {"open", !letter.closed_at.has_value()},
             {"error", describe(letter.error)}};
}

Value value_of(const LiveAnswer& answer, Instant now) {
  Map fields;
  for (const auto& [name, field] : answer.fields) {
    if (!field.speaks()) continue;
    fields.set(name, field.value.is_decimal() ? Value(field.value.as_decimal().text()) : field.value);
  }
  Map out{{"query", answer.query},
          {"record", text_of(answer.record)},
          {"link", answer.link.n},
          {"fields", std::move(fields)},
          {"asked_at", to_iso(answer.asked_at)},
          {"age_seconds", (now - answer.asked_at).us / 1'000'000}};
  if (answer.since) out.set("not_asked_anew", describe(*answer.since));
  return Value(std::move(out));
}

}  // namespace syncline
