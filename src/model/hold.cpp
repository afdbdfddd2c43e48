#include "model/hold.h"

namespace syncline {

std::string_view name_of(Stop::Kind kind) { return kind == Stop::Kind::writes ? "writes" : "pause"; }

std::string scope_of(const Stop& stop) {
  std::string scope(name_of(stop.kind));
  if (stop.kind == Stop::Kind::writes) return stop.system.empty() ? scope : scope + " " + stop.system;
  if (stop.link) return scope + " link " + std::to_string(stop.link.n);
  if (!stop.entity.empty()) return scope + " entity " + stop.entity;
  return stop.system.empty() ? scope : scope + " system " + stop.system;
}

std::string text_of(const Stop& stop) {
  std::string text;
  if (stop.kind == Stop::Kind::writes) {
    text = stop.system.empty() ? "all writes are stopped" : "writes to " + stop.system + " are stopped";
  } else if (stop.link) {
    text = "link " + std::to_string(stop.link.n) + " is paused";
  } else {
    const std::string& what = stop.entity.empty() ? stop.system : stop.entity;
    text = (what.empty() ? "everything" : what) + " is paused";
  }
  if (!stop.by.empty()) text += " by " + stop.by;
  if (stop.since.us != 0) text += " since " + to_iso(Instant{stop.since.us / 1'000'000 * 1'000'000});
  return stop.reason.empty() ? text : text + ": " + stop.reason;
}

}  // namespace syncline
