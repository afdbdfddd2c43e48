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

void add_names(Map& names, const Map& more) {
  for (const auto& [name, value] : more) {
    Value& there = names[name];
    if (!there.is_map() || !value.is_map()) {
      there = value;
      continue;
    }
    for (const auto& [inner, added] : value.as_map()) there.as_map().set(inner, added);
  }
}

Map names_around(const Entity& entity, const Shadow& shadow, const Map& related) {
  Map names = view_of(entity, shadow);
  names.set(entity.name, names);
  add_names(names, related);
  return names;
}

}  // namespace syncline
