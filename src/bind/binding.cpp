#include "bind/binding.h"

#include <algorithm>

namespace syncline {

std::string_view name_of(BindingClass cls) {
  switch (cls) {
    case BindingClass::exact: return "exact";
    case BindingClass::lossy: return "lossy";
    case BindingClass::read_only: return "read_only";
    case BindingClass::write_only: return "write_only";
  }
  return "";
}

bool Binding::shows(std::string_view name, const FieldValue& shown, const FieldValue& agreed) const {
  if (!shown.speaks()) return false;
  if (shown == agreed) return true;
  const BindingField* bound = field(name);
  if (!bound || bound->type == FieldType::reference || bound->cls == BindingClass::write_only) return false;
  return shown == normalised(name, agreed);
}

const BindingField* Binding::field(std::string_view name) const {
  const auto found =
      std::find_if(fields().begin(), fields().end(), [&](const BindingField& each) { return each.name == name; });
  return found == fields().end() ? nullptr : &*found;
}

}  // namespace syncline
