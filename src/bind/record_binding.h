#pragma once
// RecordBinding: the Binding that a bindings/<entity>.yaml file (and an installation's rebinding) describes.

#include <memory>

#include "bind/field_binding.h"

namespace syncline {

struct BindingSpec {
  std::string entity;
  std::string object;
  Map create;  ///< constants of every create, in the vendor's form
  std::vector<FieldBinding> fields;
  std::vector<FieldBinding> custom = {};  ///< what an installation may add and bind; not part of the binding itself
  ConvertSettings settings;

  FieldBinding* field(std::string_view name);
  const FieldBinding* field(std::string_view name) const;
};

std::shared_ptr<const Binding> make_binding(BindingSpec);

}  // namespace syncline
