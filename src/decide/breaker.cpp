#include "decide/breaker.h"

#include <algorithm>
#include <array>

namespace syncline {

Breaker::State Breaker::state(Instant now) const {
  if (pause_ == Duration{}) return State::closed;
  return now < open_until_ ? State::open : State::half_open;
}

Instant Breaker::ready_at(Instant now) const { return state(now) == State::open ? open_until_ : now; }

void Breaker::succeeded() {
  in_a_row_ = 0;
  pause_ = {};
}

void Breaker::failed(Instant now) {
  switch (state(now)) {
    case State::open: return;
    case State::closed:
      if (++in_a_row_ < rule_.failures) return;
      pause_ = rule_.first_pause;
      break;
    case State::half_open: pause_ = std::min(pause_ * 2, rule_.longest_pause); break;
  }
  open_until_ = now + pause_;
}

std::string_view name_of(Breaker::State state) {
  constexpr std::array<std::string_view, 3> names{"closed", "open", "half-open"};
  return names[static_cast<std::size_t>(state)];
}

}  // namespace syncline
