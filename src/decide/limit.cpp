#include "decide/limit.h"

namespace syncline {

EffectOp seen_as(EffectOp op, const Changes& changes) {
  if (op != EffectOp::update) return op;
  const auto active = changes.find("active");
  const bool ends = active != changes.end() && active->second.after == FieldValue::of(false);
  return ends ? EffectOp::deactivate : op;
}

const std::optional<Limit>& limit_for(const WriteLimits& limits, EffectOp op) {
  switch (op) {
    case EffectOp::create: return limits.creates;
    case EffectOp::deactivate:
    case EffectOp::remove: return limits.deactivations;
    case EffectOp::update:
    case EffectOp::transition:
    case EffectOp::append: break;
  }
  return limits.updates;
}

void ChangeMeter::forget_before(Instant begin) {
  while (!passed_.empty() && passed_.front().first <= begin) {
    const auto found = latest_.find(passed_.front().second);
    if (found != latest_.end() && found->second <= passed_.front().first) latest_.erase(found);
    passed_.pop_front();
  }
}

void ChangeMeter::count(const std::string& record, Instant at) {
  latest_[record] = at;
  passed_.emplace_back(at, record);
}

bool ChangeMeter::admits(const std::string& record, Instant at, std::uint64_t most, Duration span) {
  forget_before(at - span);
  if (!latest_.contains(record) && latest_.size() >= most) return false;
  count(record, at);
  return true;
}

bool ChangeMeter::has_room(Instant at, std::uint64_t most, Duration span) {
  forget_before(at - span);
  return latest_.size() < most;
}

bool ChangeMeter::admits_again(const std::string& record, Instant at, Duration span) {
  forget_before(at - span);
  if (!latest_.contains(record)) return false;
  count(record, at);
  return true;
}

}  // namespace syncline
