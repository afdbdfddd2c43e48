#include "cli/show.h"

#include "base/json.h"

namespace syncline::cli {
namespace {

constexpr std::string_view indent = "\n      ";

std::string when(Instant at) { return to_iso(Instant{at.us / 1000 * 1000}); }

}  // namespace

std::string plain(const Value& value) {
  if (value.is_null()) return "(empty)";
  return value.is_string() ? value.as_string() : write_json(value);
}

std::string plain(const FieldValue& value) {
  return value.presence == Presence::value ? plain(value.value) : "(" + std::string(name_of(value.presence)) + ")";
}

std::string line_of(const Event& event) {
  return "event " + std::to_string(event.id.n) + "  " + when(event.seen_at) + "  " + text_of(event.key) + "  by " +
         std::string(name_of(event.source)) + ": " + std::string(name_of(event.state)) +
         (event.reason.empty() ? "" : std::string(indent) + event.reason);
}

std::string line_of(const Effect& effect) {
  std::string text = "effect " + std::to_string(effect.id.n) + "  " + when(effect.planned_at) + "  " +
                     std::string(name_of(effect.op)) + " " + text_of(effect.key) + ": " +
                     std::string(name_of(effect.state));
  if (effect.cause) text += ", because of event " + std::to_string(effect.cause.n);
  if (effect.attempt > 1) text += ", attempt " + std::to_string(effect.attempt);
  if (effect.error) text += std::string(indent) + describe(*effect.error);
  if (effect.state == EffectState::waiting) text += std::string(indent) + effect.reason;
  for (const auto& [field, change] : effect.changes) {
    text += std::string(indent) + field + ": " + plain(change.before) + " → " + plain(change.after) + " (" +
            change.rule + ")";
  }
  return text;
}

std::string line_of(const Conflict& conflict) {
  std::string text = "conflict " + std::to_string(conflict.id.n) + "  " + when(conflict.opened_at) + "  " +
                     std::string(name_of(conflict.kind)) + "  " + text_of(conflict.record);
  if (!conflict.field.empty()) text += "  " + conflict.field;
  text += conflict.closed_at ? "  closed: " + conflict.resolution : "  open";
  text += std::string(indent) + conflict.message;
  for (const auto& [side, value] : conflict.sides) text += std::string(indent) + side + ": " + plain(value);
  return text;
}

std::string line_of(const DeadLetter& letter) {
  return "dead letter " + std::to_string(letter.id.n) + "  " + when(letter.opened_at) + "  " + text_of(letter.record) +
         (letter.closed_at ? "  closed" : "  open") + std::string(indent) + describe(letter.error);
}

std::string line_of(const Hold& hold, const std::vector<Effect>& sample) {
  std::string text = "hold " + std::to_string(hold.id.n) + "  " + when(hold.opened_at) + "  " +
                     std::string(name_of(hold.op)) + " " + hold.entity + " in " + hold.system;
  text += hold.closed_at ? "  closed: " + hold.resolution : "  open: " + std::to_string(hold.held) + " writes wait";
  text += std::string(indent) + hold.cause;
  for (const Effect& effect : sample) text += std::string(indent) + "e.g. " + line_of(effect);
  return text;
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

}  // namespace syncline::cli
