#include "decide/policy.h"

namespace syncline {

const SlotRule* EntityPolicy::slot(const Slot& name) const {
  for (const SlotRule& rule : slots) {
    if (rule.slot == name) return &rule;
  }
  return nullptr;
}

const SlotRule* EntityPolicy::slot_of(std::string_view system, std::string_view object) const {
  for (const SlotRule& rule : slots) {
    if (rule.system == system && rule.object == object) return &rule;
  }
  return nullptr;
}

const FieldRule* EntityPolicy::field(std::string_view name) const {
  for (const FieldRule& rule : fields) {
    if (rule.field == name) return &rule;
  }
  return nullptr;
}

}  // namespace syncline
