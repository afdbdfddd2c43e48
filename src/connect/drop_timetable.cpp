#include "connect/drop_timetable.h"

#include <algorithm>

namespace syncline {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string when(Instant at) { return to_iso(at).substr(0, 16) + "Z"; }

/// The last time of that clock at or before `now`.
Instant last_deadline(const IncomingSpec& spec, Instant now) {
  const auto local = local_time(now, spec.zone).value_or(LocalTime{});
  LocalTime at{local.date, std::stoi(spec.by.substr(0, 2)), std::stoi(spec.by.substr(3, 2)), 0, 0};
  const auto today = instant_of(at, spec.zone).value_or(now);
  return today <= now ? today : today - days(1);
}

}  // namespace

bool comes_before(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    if (is_digit(a.front()) && is_digit(b.front())) {
      const auto number = [](std::string_view& text) {
        std::size_t end = 0;
        while (end < text.size() && is_digit(text[end])) ++end;
        std::string_view digits = text.substr(0, end);
        text.remove_prefix(end);
        while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
        return digits;
      };
      const std::string_view first = number(a), second = number(b);
      if (first.size() != second.size()) return first.size() < second.size();
      if (first != second) return first < second;
      continue;
    }
    if (a.front() != b.front()) return a.front() < b.front();
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  return a.size() < b.size();
}

std::string arrived_key(const std::string& object) { return "arrived/" + object; }
std::string watched_key(const std::string& object) { return "watched/" + object; }

std::optional<Error> overdue(const DropSite& site, const ObjectSpec& object) {
  const IncomingSpec& spec = *object.drop->incoming;
  if (spec.every.us == 0 && spec.by.empty()) return std::nullopt;
  const std::string& of = object.traits.object;
  const std::int64_t arrived = site.memory.number(arrived_key(of));
  const Instant last{std::max(arrived, site.memory.number(watched_key(of)))};
  if (last.us == 0) return std::nullopt;
  const Instant now = site.rt.now();
  const Instant due = spec.by.empty() ? last + spec.every : last_deadline(spec, now - spec.grace);
  const bool late = spec.by.empty() ? now > due + spec.grace : last <= due - days(1);
  if (!late) return std::nullopt;
  return Error{ErrorClass::not_found,
               "drop.late",
               "no file " + spec.name + " has come " + (arrived == 0 ? "yet" : "since " + when(Instant{arrived})) +
                   "; one was expected by " + when(due),
               site.place_of(site.folder(spec.folder).value_or("")),
               "ask the sender, and look whether it lies there without what makes it whole",
               {}};
}

}  // namespace syncline
