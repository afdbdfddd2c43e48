#include "tests/sim/rest.h"

#include "tests/sim/findings.h"

namespace syncline::sim {

std::size_t come_to_rest(SimProcess& world, EngineLife& engine, std::span<const ModelSystem* const> systems,
                         Duration at_most) {
  constexpr Duration quiet = minutes(5);
  const Instant until = world.now() + at_most;
  for (;;) {
    const std::size_t written = engine_writes(systems);
    world.sleep_for(quiet);
    const bool is_quiet = engine_writes(systems) == written && !engine.has_work();
    if (is_quiet || world.now() >= until) return written;
  }
}

}  // namespace syncline::sim
