#include "cli/show.h"

#include "base/json.h"

namespace syncline::cli {
namespace {

constexpr std::string_view indent = "\n      ";

}  // namespace

std::string when(Instant at) { return to_iso(Instant{at.us / 1000 * 1000}); }

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
  const bool is_told = effect.error && effect.reason == describe(*effect.error);
  if (is_open(effect.state) && !effect.reason.empty() && !is_told) text += std::string(indent) + effect.reason;
  if (effect.state == EffectState::planned && effect.due_at > effect.planned_at)
    text += std::string(indent) + "not before " + when(effect.due_at);
  for (const auto& [field, change] : effect.changes) {
    text += std::string(indent) + field + ": " + plain(change.before) + " → " + plain(change.after) + " (" +
            change.rule + ")";
  }
  return text;
}

namespace {

/// The command that decides it.
std::string remedy_of(const Conflict& conflict) {
  const std::string number = std::to_string(conflict.id.n);
  if (conflict.kind == ConflictKind::ambiguous || conflict.kind == ConflictKind::similar)
    return "syncline decide-match " + number + " --same ID, or --different";
  if (conflict.kind == ConflictKind::duplicate)
    return "syncline decide-match " + number + " --same ID of the record that counts, or --different";
  if (conflict.kind == ConflictKind::edit_vs_delete)
    return "syncline resolve " + number + " --create-again, --end-others, or --leave when it is seen to";
  if (conflict.field.empty()) return "when it is seen to: syncline resolve " + number + " --leave";
  std::string text = "syncline resolve " + number + " --take ";
  for (const auto& [side, value] : conflict.sides) {
    if (side.find(' ') == std::string::npos) text += side + "|";  // else it is the rule by which it was agreed
  }
  return text + "agreed, or --value TEXT";
}

}  // namespace

std::string line_of(const Conflict& conflict) {
  std::string text = "conflict " + std::to_string(conflict.id.n) + "  " + when(conflict.opened_at) + "  " +
                     std::string(name_of(conflict.kind)) + "  " + text_of(conflict.record);
  if (!conflict.field.empty()) text += "  " + conflict.field;
  text += conflict.closed_at ? "  closed: " + conflict.resolution : "  open";
  text += std::string(indent) + conflict.message;
  for (const auto& [side, value] : conflict.sides) {
    const Value& link = value.value.is_map() ? value.value["link"] : Value();
    text += std::string(indent) + side + ": " +
            (link.is_int() ? "link:" + plain(link) + ", by " + plain(value.value["by"]) : plain(value));
  }
  if (!conflict.closed_at) text += std::string(indent) + "→ " + remedy_of(conflict);
  return text;
}

std::string line_of(const DeadLetter& letter) {
  return "dead letter " + std::to_string(letter.id.n) + "  " + when(letter.opened_at) + "  " + text_of(letter.record) +
         (letter.closed_at ? "  closed" : "  open") + std::string(indent) + describe(letter.error);
}

std::string line_of(const Hold& hold, const std::vector<Effect>& sample) {
  std::string text = "hold " + std::to_string(hold.id.n) + "  " + when(hold.opened_at) + "  " +
                     std::string(name_of(hold.op)) + " " + hold.entity + " in " + hold.system;
  text += hold.closed_at
              ? "  closed: " + hold.resolution
              : "  open: " + std::to_string(hold.held) + " writes wait for approval until " + when(hold.ends_at);
  text += std::string(indent) + hold.cause;
  for (const Effect& effect : sample) text += std::string(indent) + "e.g. " + line_of(effect);
  return text;
}

}  // namespace syncline::cli
