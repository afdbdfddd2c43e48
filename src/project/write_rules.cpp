// `windows`, `closed`, `limits` and `forbid`: when, how much and what may be written.
#include <algorithm>

#include "base/text.h"
#include "project/compilation.h"

namespace syncline {
namespace {

int minute_of(const std::string& time) {
  if (time.size() != 5) return 0;
  const auto digit = [&](std::size_t i) { return time[i] - '0'; };
  return (digit(0) * 10 + digit(1)) * 60 + digit(3) * 10 + digit(4);
}

std::vector<int> weekdays_of(const Value& days) {
  constexpr std::string_view names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  std::vector<int> out;
  if (!days.is_list()) return out;
  for (const Value& day : days.as_list()) {
    const auto found = std::ranges::find(names, day.string_or(""));
    if (found != std::end(names)) out.push_back(static_cast<int>(found - std::begin(names)) + 1);
  }
  return out;
}

bool is_time_of_day(const Value& text) {
  return text.is_string() && text.as_string().size() == 5 && text.as_string()[2] == ':';
}

/// One that closes on the next day becomes two, since a Window ends at midnight.
void add_window(Compilation& c, const Place& at, const Value& words, std::vector<Window>& windows) {
  Window window{words["zone"].string_or("UTC"), weekdays_of(words["days"]), minute_of(words["from"].string_or("")),
                minute_of(words["to"].string_or(""))};
  if (!is_time_of_day(words["from"]) || !is_time_of_day(words["to"])) return;  // said already
  if (window.from_minute == window.to_minute || window.from_minute == 24 * 60) {
    return c.report("P039", at, "the window is never open", "let it close later than it opens, or remove it");
  }
  if (window.from_minute < window.to_minute) return windows.push_back(std::move(window));
  Window morning = window;
  window.to_minute = 24 * 60;
  morning.from_minute = 0;
  for (int& day : morning.weekdays) day = day % 7 + 1;
  windows.push_back(std::move(window));
  if (morning.to_minute > 0) windows.push_back(std::move(morning));
}

/// "12-24" is a day of every year; the year that it gets is a leap year.
std::optional<Date> date_of(const Value& words) {
  const std::string text = words.string_or("");
  return parse_date(text.size() == 5 ? "2000-" + text : text);
}

bool read_dates(const Value& words, Closure& closure) {
  const Value& first = words["on"].is_string() ? words["on"] : words["from"];
  const Value& last = words["on"].is_string() ? words["on"] : words["to"];
  const auto from = date_of(first), to = date_of(last);
  if (!from || !to || first.as_string().size() != last.as_string().size()) return false;
  closure.from = *from;
  closure.to = *to;
  closure.yearly = first.as_string().size() == 5;
  return closure.yearly || closure.from <= closure.to;
}

void add_closure(Compilation& c, const Place& at, const Value& words, std::vector<Closure>& closures) {
  constexpr std::pair<const char*, Closure::Kind> counted[] = {
      {"first_days", Closure::Kind::first_days},
      {"last_days", Closure::Kind::last_days},
      {"first_working_days", Closure::Kind::first_working_days},
      {"last_working_days", Closure::Kind::last_working_days},
  };
  Closure closure;
  closure.zone = words["zone"].string_or("UTC");
  closure.reason = words["reason"].string_or("");
  int ways = 0;
  bool good = true;
  for (const auto& [word, kind] : counted) {
    if (!words.as_map().contains(word)) continue;
    closure.kind = kind;
    closure.count = static_cast<int>(words[word].int_or(0));
    ++ways;
  }
  if (words.as_map().contains("on") || words.as_map().contains("from") || words.as_map().contains("to")) {
    ++ways;
    good = read_dates(words, closure);
  }
  if (ways == 1 && good) return closures.push_back(std::move(closure));
  c.report("P039", at, "this does not say clearly which days are closed",
           "write one of: last_working_days: 3, first_days: 2, on: 12-24, from: 2026-12-20 with to: 2027-01-06");
}

std::optional<EffectOp> operation_named(std::string_view name) {
  for (const EffectOp op : {EffectOp::create, EffectOp::update, EffectOp::deactivate, EffectOp::remove,
                            EffectOp::transition, EffectOp::append}) {
    if (name_of(op) == name) return op;
  }
  return std::nullopt;
}

void read_limit(const Value& words, std::optional<Limit>& limit) {
  if (!words.is_string()) return;
  const auto parts = split(words.as_string(), ' ');
  limit.reset();
  if (parts.size() != 3) return;
  limit = Limit{static_cast<std::uint64_t>(std::strtoll(parts[0].c_str(), nullptr, 10)),
                parse_duration(parts[2]).value_or(minutes(10))};
}

/// "5%", "2.5%"
std::uint32_t per_thousand(const std::string& text) {
  const std::string percent = text.substr(0, text.size() - 1);
  const auto dot = percent.find('.');
  const auto whole = static_cast<std::uint32_t>(std::strtoul(percent.c_str(), nullptr, 10)) * 10;
  return dot == std::string::npos ? whole : whole + static_cast<std::uint32_t>(percent[dot + 1] - '0');
}

void read_limits(const Value& words, WriteLimits& limits) {
  if (!words.is_map()) return;
  read_limit(words["creates"], limits.creates);
  read_limit(words["updates"], limits.updates);
  read_limit(words["deactivations"], limits.deactivations);
  if (words["deadline"].is_string()) limits.deadline = parse_duration(words["deadline"].as_string()).value_or(days(7));
  if (words["share"].is_string()) limits.share = per_thousand(words["share"].as_string());
  const std::string first_load = words["first_load"].string_or("");
  if (first_load == "free") {
    limits.first_load.reset();
  } else if (first_load == "approve") {
    limits.first_load = 0;
  } else if (!first_load.empty()) {
    limits.first_load = per_thousand(first_load);
  }
}

/// Both the periods of the system and those of the entity hold.
void check_opens(Compilation& c, const Place& at, const WriteTimes& times) {
  Instant from = parse_instant("2026-01-01T00:00:00Z").value_or(Instant{});
  for (const Closure& closure : times.closed) {
    if (closure.kind == Closure::Kind::dates && !closure.yearly)
      from = std::max(from, parse_instant(to_iso(closure.to) + "T00:00:00Z").value_or(from) + days(2));
  }
  if (next_opening(times, from) < from + farthest_opening) return;
  c.report("P039", at, "with these windows and closed periods nothing can ever be written",
           "open a window on days that are not closed");
}

void read_write_times(Compilation& c, const Document& file, const std::string& above, const std::string& below,
                      const Value& windows, const Value& closed, WriteTimes& times) {
  if (!windows.is_list() && !closed.is_list()) return;
  const auto place = [&](const char* word) { return above + word + below; };
  std::size_t n = 0;
  if (windows.is_list()) {
    for (const Value& each : windows.as_list())
      add_window(c, file.place(place("windows") + "." + std::to_string(n++)), each, times.open);
  }
  n = 0;
  if (closed.is_list()) {
    for (const Value& each : closed.as_list()) {
      if (each.is_map()) add_closure(c, file.place(place("closed") + "." + std::to_string(n)), each, times.closed);
      ++n;
    }
  }
  if (!times.closed.empty() && !c.findings.has_errors()) check_opens(c, file.key_place(place("closed")), times);
}

}  // namespace

void read_system_rules(Compilation& c, const Document& file, const std::string& path, const Value& words,
                       ProjectSystem& system) {
  read_write_times(c, file, path + ".", "", words["windows"], words["closed"], system.times);
  read_limits(words["limits"], system.limits);
  if (!words["forbid"].is_list()) return;
  std::size_t n = 0;
  for (const Value& each : words["forbid"].as_list()) {
    const Place at = file.place(path + ".forbid." + std::to_string(n++));
    const auto parts = split(each.string_or(""), ' ');
    const auto op = operation_named(parts[0]);
    if (!op) continue;
    if (parts.size() > 1 && !c.catalog.has_entity(parts[1])) {
      c.report_unknown("P003", at, "there is no entity " + in_quotes(parts[1]), parts[1], c.catalog.entities());
      continue;
    }
    system.forbidden.emplace_back(*op, parts.size() > 1 ? parts[1] : "");
  }
}

void read_write_rules(Compilation& c, const SyncDraft& draft) {
  for (const SlotDraft& slot : draft.slots) {
    const ProjectSystem* system = c.system(slot.rule.system);
    if (!system) continue;
    WriteRules& rules = c.project.write_rules[{slot.rule.system, slot.rule.object}];
    rules.limits = system->limits;
    read_limits(draft.file["limits"][slot.rule.slot], rules.limits);
    read_write_times(c, draft.document, "", "." + slot.rule.slot, draft.file["windows"][slot.rule.slot],
                     draft.file["closed"][slot.rule.slot], rules.times);
    for (const auto& [op, entity] : system->forbidden) {
      if (entity.empty() || entity == draft.entity->name) rules.forbidden.insert(op);
    }
  }
}

}  // namespace syncline
