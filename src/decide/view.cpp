#include "decide/view.h"

namespace syncline {

Map hollow_view(const Entity& entity) {
  Map view;
  for (const FieldSpec& field : entity.fields)
    view.set(field.name, field.type == FieldType::parts ? Value(List{}) : Value{});
  view.set("problem", Value{});
  return view;
}

Map view_of(const Entity& entity, const Shadow& shadow) {
  Map view = hollow_view(entity);
  for (const auto& [name, agreed] : shadow.agreed) {
    if (!agreed.value.value.is_null()) view.set(name, agreed.value.value);
  }
  if (!shadow.problem.empty()) view.set("problem", shadow.problem);
  return view;
}

}  // namespace syncline
