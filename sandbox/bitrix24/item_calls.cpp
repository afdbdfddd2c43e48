#include <algorithm>

#include "sandbox/bitrix24/calls.h"

namespace syncline::sandbox::bitrix24 {
namespace {

bool is_custom(std::string_view name) { return name.starts_with("UF_"); }

struct Shape {
  bool original_names = false;
  List select = {};  ///< empty: everything
};

Shape shape_of(const Map& params) {
  Shape out{param(params, "useOriginalUfNames") == Value("Y")};
  const Value select = param(params, "select");
  if (select.is_list()) out.select = select.as_list();
  return out;
}

Map shown_item(const Work& work, const Portal& portal, const Kind& kind, const Row& row, const Shape& shape) {
  const auto wanted = [&](const std::string& name) {
    return shape.select.empty() || name == "id" || std::ranges::any_of(shape.select, [&](const Value& each) {
             return each == Value(name) || (each == Value("*") && !is_custom(name)) ||
                    (each == Value("UF_*") && is_custom(name));
           });
  };
  Map out;
  for (const auto& [name, value] : shown(kind, row, portal.zone)) {
    if (work.faults.forbidden.contains(std::string(kind.name) + "." + name)) continue;
    if (wanted(name)) out.set(is_custom(name) && !shape.original_names ? camel_name(name) : name, value);
  }
  const bool all = shape.select.empty() || std::ranges::find(shape.select, Value("*")) != shape.select.end();
  if (!kind.has_multifields || !all) return out;
  List fm;
  for (const Multifield& each : row.multifields)
    fm.emplace_back(
        Map{{"id", each.id}, {"valueType", each.value_type}, {"value", each.value}, {"typeId", each.type_id}});
  out.set("fm", std::move(fm));
  return out;
}

Answer<Told> list(const Work& work, const Portal& portal, const Kind& kind, const Map& params) {
  std::vector<Map> all;
  for (const auto& [_, row] : work.tables.of(kind)) all.push_back(shown(kind, *row, portal.zone));
  auto page = page_of(std::move(all), params, portal.page, false);
  if (!page) return fail(page.error());
  for (Value& each : page->rows) {
    const RowPtr row = work.tables.find(kind, each["id"].as_int());
    each = shown_item(work, portal, kind, *row, shape_of(params));
  }
  return told_page(std::move(page), "items");
}

const char* type_name(Type type) {
  switch (type) {
    case Type::integer: return "integer";
    case Type::number: return "double";
    case Type::boolean: return "boolean";
    case Type::date: return "date";
    case Type::datetime: return "datetime";
    case Type::stage: return "crm_status";
    default: return "string";
  }
}

Told fields(const Kind& kind) {
  Map out;
  for (const Field& each : kind.fields)
    out.set(is_custom(each.name) ? camel_name(each.name) : std::string(each.name),
            Map{{"type", type_name(each.type)},
                {"isReadOnly", each.read_only},
                {"isDynamic", is_custom(each.name)},
                {"upperName", std::string(each.name)}});
  return {Map{{"fields", std::move(out)}}, {}, {}};
}

}  // namespace

Answer<Told> item_call(Work& work, const Portal& portal, std::string_view verb, const Map& params) {
  const Kind* kind = kind_of_type(id_of(param(params, "entityTypeId")));
  if (!kind) return not_found("Smart process (SPA) not found");
  if (verb == "fields") return fields(*kind);
  if (verb == "list") return list(work, portal, *kind, params);
  const auto told = [&](Id id) {
    return Told{Map{{"item", shown_item(work, portal, *kind, *work.tables.find(*kind, id), shape_of(params))}}, {}, {}};
  };
  if (verb == "add") {
    const auto made = create(work, *kind, map_param(params, "fields"));
    return made ? Answer<Told>(told(*made)) : fail(made.error());
  }
  const RowPtr row = work.tables.find(*kind, id_of(param(params, "id")));
  if (!row) return not_found();
  if (verb == "get") return told(row->id);
  if (verb == "delete") {
    remove(work, *kind, row);
    return Told{List{}, {}, {}};
  }
  if (verb != "update") return refuse("ERROR_METHOD_NOT_FOUND", "Method not found!", 404);
  if (const auto done = update(work, *kind, row, map_param(params, "fields")); !done) return fail(done.error());
  return told(row->id);
}

Answer<Told> row_call(Work& work, const Portal& portal, std::string_view verb, const Map& params) {
  const bool lists = verb == "list";
  const Map filter = map_param(params, "filter");
  const Value type = lists ? param(filter, "=ownerType") : param(params, "ownerType");
  const Value id = lists ? param(filter, "=ownerId") : param(params, "ownerId");
  if (type.is_null() || id.is_null()) return refuse("100", "Could not find value for parameter {ownerId}");
  const Kind* owner = kind_of_owner(type.string_or(""));
  if (!owner) return refuse("ENTITY_TYPE_NOT_SUPPORTED", "Entity type is not supported");
  if (!work.tables.find(*owner, id_of(id))) return refuse("OWNER_NOT_FOUND", "Owner was not found");
  const auto all = [&] {
    std::vector<Map> out;
    for (const RowPtr& each : product_rows(work.tables, *owner, id_of(id))) {
      out.push_back(shown(kind_named("row"), *each, portal.zone));
      for (const char* name : {"createdTime", "updatedTime"}) out.back().erase(name);
    }
    return out;
  };
  if (lists) return told_page(page_of(all(), params, portal.page, false), "productRows");
  const Value rows = param(params, "productRows");
  List given = rows.is_list() ? rows.as_list() : List{};
  if (const auto done = set_product_rows(work, *owner, id_of(id), given); !done) return fail(done.error());
  List told;
  for (Map& each : all()) told.emplace_back(std::move(each));
  return Told{Map{{"productRows", std::move(told)}}, {}, {}};
}

}  // namespace syncline::sandbox::bitrix24
