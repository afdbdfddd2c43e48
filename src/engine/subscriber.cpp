#include "engine/subscriber.h"

#include <algorithm>

#include "engine/calls.h"

namespace syncline {

void keep_subscribed_forever(Context& cx, const std::string& system) {
  constexpr Duration every = hours(1), soonest = minutes(1);
  const SystemSetup& setup = cx.setup.systems.at(system);
  Duration wait = soonest;
  for (;;) {
    const auto kept =
        setup.port->keep_subscribed(setup.hook_url, setup.hooked_objects, call_context(cx, system, Priority::poll, ""));
    if (!kept)
      cx.log.write(
          {LogLevel::warn,
           "The system could not be asked to send webhooks; polls go on, and it is asked again",
           {{"system", system}, {"class", std::string(name_of(kept.error().cls))}, {"code", kept.error().code}}});
    wait = kept ? every : std::min(every, wait * 2);
    cx.rt.sleep_for(wait);
    if (kept) wait = soonest;
  }
}

}  // namespace syncline
