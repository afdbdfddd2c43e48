#include "engine/hops.h"

#include "base/json.h"
#include "bind/part_list.h"

namespace syncline {
namespace {

std::string text_of_state(const Value& state) {
  if (state.is_null()) return "";
  return state.is_string() ? state.as_string() : write_json(state);
}

}  // namespace

Hop hop_of(const Effect& effect) {
  Hop hop;
  for (const auto& [field, change] : effect.changes) {
    hop.from = text_of_state(change.before);
    hop.to = text_of_state(change.after.value);
  }
  return hop;
}

std::string native_state(const ObjectTraits& traits, const NativeRecord& record) {
  const Value* state = find_path(record.content, traits.state_field);
  return state ? text_of_state(*state) : "";
}

}  // namespace syncline
