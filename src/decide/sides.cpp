#include "decide/sides.h"

#include "decide/frame.h"

namespace syncline {

FieldValue value_of_side(const EntityPolicy& policy, const Shadow& shadow, const std::string& field,
                         const std::string& side) {
  const auto agreed = shadow.agreed.find(field);
  if (side == agreed_side) return agreed == shadow.agreed.end() ? FieldValue::absent() : agreed->second.value;
  const SlotRule* slot = policy.slot(side);
  const Member* member = shadow.member(side);
  if (!slot || !member || member->duplicate) return FieldValue::absent();
  const auto shown = member->fields.find(field);
  if (shown == member->fields.end()) return FieldValue::absent();
  const FieldValue value = shown_by(*slot, field, shown->second);
  const bool is_origin = agreed != shadow.agreed.end() && agreed->second.origin.slot == side;
  return is_origin && shows(*slot, field, value, agreed->second.value) ? agreed->second.value : value;
}

std::vector<std::string> sides_of(const EntityPolicy& policy, const Shadow& shadow, const std::string& field) {
  std::vector<std::string> sides;
  for (const SlotRule& slot : policy.slots) {
    if (value_of_side(policy, shadow, field, slot.slot).speaks()) sides.push_back(slot.slot);
  }
  if (value_of_side(policy, shadow, field, agreed_side).speaks()) sides.push_back(agreed_side);
  return sides;
}

}  // namespace syncline
