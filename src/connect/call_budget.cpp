#include "connect/call_budget.h"

#include <algorithm>
#include <mutex>

#include "base/json.h"
#include "connect/wildcard.h"

namespace syncline {
namespace {

constexpr Duration can_be_waited_for = seconds(10);
constexpr std::int64_t notes_per_window = 20;  // so much of a window a death can cost

}  // namespace

bool CallBudget::Each::concerns(std::string_view path) const { return paths.empty() || matches_wildcard(path, paths); }

bool CallBudget::Each::is_short() const { return rate.rule().per <= can_be_waited_for; }

void CallBudget::Each::note(Instant now) {
  const RateRule& rule = rate.rule();
  noted = std::max<std::int64_t>(1, rule.limit / notes_per_window);
  noted_until = now + Duration{rule.per.us / notes_per_window};
}

CallBudget::CallBudget(Runtime& rt, const CallRates& rates, std::shared_ptr<PortMemory> memory)
    : rt_(rt), memory_(std::move(memory)), begun_(!memory_) {
  const Instant now = rt.now();
  all_.push_back({"rate", "", Rate(rates.all, now), 0, {}});
  if (rates.quota) all_.push_back({"quota", "", Rate(*rates.quota, now), 0, {}});
  for (const auto& [paths, each] : rates.narrower) all_.push_back({paths, paths, Rate(each, now), 0, {}});
}

Instant CallBudget::ready_at(std::string_view path, Priority priority, Instant now) const {
  Instant ready = std::max(now, paused_until(path));
  for (const Each& each : all_) {
    if (each.concerns(path)) ready = std::max({ready, paused_until(each.paths), each.rate.ready_at(priority, now)});
  }
  return ready;
}

Instant CallBudget::paused_until(std::string_view paths) const {
  const auto found = paused_.find(paths);
  return found == paused_.end() ? Instant{} : found->second;
}

void CallBudget::begin(const std::string& kept, Instant now) {
  const Value known = parse_json(kept).value_or(Value());
  all_.front().rate.block(Instant{known["until"].int_or(0)});
  for (Each& each : all_) {
    if (each.is_short()) each.rate.count(each.rate.rule().limit, now);
    if (each.is_short() || !known["used"][each.name].is_list()) continue;
    for (const Value& slice : known["used"][each.name].as_list())
      each.rate.count(slice["calls"].int_or(0), Instant{slice["at"].int_or(0)});
  }
  begun_ = true;
}

std::string CallBudget::text() const {
  Map used;
  for (const Each& each : all_) {
    if (each.is_short()) continue;
    List slices;
    for (const CallWindow::Slice& slice : each.rate.window().slices())
      slices.push_back(Map{{"at", slice.last.us}, {"calls", slice.calls}});
    if (each.noted > 0) slices.push_back(Map{{"at", each.noted_until.us}, {"calls", each.noted}});
    used.set(each.name, std::move(slices));
  }
  return write_json(Map{{"until", all_.front().rate.blocked_until().us}, {"used", std::move(used)}});
}

void CallBudget::prepare(Instant deadline) {
  if (!memory_) return;
  const auto is_known = [&](Instant now) {
    const std::lock_guard lock(mutex_);
    return begun_ && std::ranges::none_of(all_, [&](const Each& each) {
             return each.needs_note(now) && each.rate.ready_at(Priority::interactive, now) <= now;
           });
  };
  while (!is_known(rt_.now())) {
    const SingleFlight::Turn turn = keeping_.enter(deadline);
    if (turn == SingleFlight::Turn::landed) continue;
    if (turn == SingleFlight::Turn::late) return;
    const bool is_first = [&] {
      const std::lock_guard lock(mutex_);
      return !begun_;
    }();
    const std::string kept = is_first ? memory_->recall("rate") : "";
    std::string now_used;
    {
      const Instant now = rt_.now();
      const std::lock_guard lock(mutex_);
      if (is_first) begin(kept, now);
      bool noted = false;
      for (Each& each : all_) {
        if (!each.needs_note(now)) continue;
        each.note(now);
        noted = true;
      }
      if (noted) now_used = text();
    }
    if (!now_used.empty()) memory_->keep("rate", now_used);
    keeping_.land();
  }
}

Instant CallBudget::take(std::string_view path, Priority priority, Instant now) {
  const std::lock_guard lock(mutex_);
  const Instant ready = ready_at(path, priority, now);
  if (ready > now) return ready;
  const bool is_noted = !memory_ || std::ranges::none_of(all_, [&](const Each& each) {
    return each.concerns(path) && each.needs_note(now);
  });
  if (!begun_ || !is_noted) return now + milliseconds(1);
  for (Each& each : all_) {
    if (!each.concerns(path)) continue;
    each.rate.take(priority, now);
    if (each.noted > 0) --each.noted;
  }
  return now;
}

void CallBudget::learn(const RateNotice& notice, Instant now) {
  const std::lock_guard lock(mutex_);
  all_.front().rate.learn(notice, now);
}

void CallBudget::throttled(Instant now, std::optional<Duration> retry_after) {
  const Instant until = [&] {
    const std::lock_guard lock(mutex_);
    all_.front().rate.throttled(now, retry_after);
    return all_.front().rate.blocked_until();
  }();
  if (memory_ && until - now >= can_be_waited_for) remember();
}

void CallBudget::pause(const std::string& path, Instant until) {
  const std::lock_guard lock(mutex_);
  std::erase_if(paused_, [&](const auto& each) { return each.second <= rt_.now(); });
  const auto shared =
      std::ranges::find_if(all_, [&](const Each& each) { return !each.paths.empty() && each.concerns(path); });
  Instant& end = paused_[shared == all_.end() ? path : shared->paths];
  end = std::max(end, until);
}

void CallBudget::granted() {
  const std::lock_guard lock(mutex_);
  all_.front().rate.granted();
}

void CallBudget::remember() {
  while (keeping_.enter(far_future) != SingleFlight::Turn::mine) {
  }
  const std::string now_used = [&] {
    const std::lock_guard lock(mutex_);
    return text();
  }();
  memory_->keep("rate", now_used);
  keeping_.land();
}

}  // namespace syncline
