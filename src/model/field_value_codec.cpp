#include "model/field_value_codec.h"

namespace syncline {

void write(JsonWriter& out, const FieldValue& value) {
  out.open_map();
  if (value.presence == Presence::value) {
    out.set("v", value.value);
  } else {
    out.set("p", static_cast<std::int64_t>(value.presence));
  }
  out.close_map();
}

FieldValue field_value_from(const Value& stored, StoredWords& words) {
  if (const Value* value = stored.is_map() ? stored.as_map().find("v") : nullptr) return FieldValue::of(*value);
  const Presence presence = words.read(stored["p"], Presence::absent);
  return {presence == Presence::value ? Presence::absent : presence, {}};
}

}  // namespace syncline
