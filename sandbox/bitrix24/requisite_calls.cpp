#include "sandbox/bitrix24/calls.h"

namespace syncline::sandbox::bitrix24 {
namespace {

constexpr std::int64_t requisite_type = 8;

Answer<Told> list(Work& work, const Portal& portal, const Kind& kind, const Map& params) {
  std::vector<Map> all;
  for (const auto& [_, row] : work.tables.of(kind)) {
    all.push_back(shown(kind, *row, portal.zone));
    if (kind.name == "requisite") continue;
    for (const char* name : {"ID", "createdTime", "updatedTime"}) all.back().erase(name);
  }
  return told_page(page_of(std::move(all), params, portal.page, true), "");
}

RowPtr address_of(const Work& work, const Map& fields) {
  for (const auto& [_, row] : work.tables.of(kind_named("address"))) {
    if (id_of((*row)["TYPE_ID"]) == id_of(param(fields, "TYPE_ID")) &&
        id_of((*row)["ENTITY_TYPE_ID"]) == id_of(param(fields, "ENTITY_TYPE_ID")) &&
        id_of((*row)["ENTITY_ID"]) == id_of(param(fields, "ENTITY_ID")))
      return row;
  }
  return nullptr;
}

/// An address is written whole: a text that is not given is empty from then on. Whose it is in the end: the company of
/// the requisite.
Answer<Map> whole_address(const Work& work, Map fields) {
  const RowPtr requisite = work.tables.find(kind_named("requisite"), id_of(param(fields, "ENTITY_ID")));
  if (id_of(param(fields, "ENTITY_TYPE_ID")) != requisite_type || !requisite)
    return refuse("", "Parent entity not found or access denied.");
  fields.set("ANCHOR_TYPE_ID", (*requisite)["ENTITY_TYPE_ID"]);
  fields.set("ANCHOR_ID", (*requisite)["ENTITY_ID"]);
  for (const char* name :
       {"ADDRESS_1", "ADDRESS_2", "CITY", "POSTAL_CODE", "REGION", "PROVINCE", "COUNTRY", "COUNTRY_CODE"}) {
    if (!fields.contains(name)) fields.set(name, "");
  }
  return fields;
}

}  // namespace

Answer<Told> requisite_call(Work& work, const Portal& portal, std::string_view verb, const Map& params) {
  const Kind& kind = kind_named("requisite");
  if (verb == "list") return list(work, portal, kind, params);
  const Map fields = map_param(params, "fields");
  if (verb == "add") {
    const Kind* parent = kind_of_type(id_of(param(fields, "ENTITY_TYPE_ID")));
    if (!parent || !work.tables.find(*parent, id_of(param(fields, "ENTITY_ID"))))
      return refuse("", "ENTITY_ID is not defined or invalid.");
    if (param(fields, "NAME").string_or("").empty()) return refuse("", "Required field NAME is not filled in");
    const auto made = create(work, kind, fields);
    return made ? Answer<Told>(Told{*made, {}, {}}) : fail(made.error());
  }
  const RowPtr row = work.tables.find(kind, id_of(param(params, "id")));
  if (!row)
    return refuse("", "The Requisite with ID '" + std::to_string(id_of(param(params, "id"))) + "' is not found");
  if (verb == "get") return Told{shown(kind, *row, portal.zone), {}, {}};
  if (verb == "delete") {
    remove(work, kind, row);
    return Told{true, {}, {}};
  }
  if (const auto done = update(work, kind, row, fields); !done) return fail(done.error());
  return Told{true, {}, {}};
}

Answer<Told> address_call(Work& work, const Portal& portal, std::string_view verb, const Map& params) {
  const Kind& kind = kind_named("address");
  if (verb == "list") return list(work, portal, kind, params);
  const Map given = map_param(params, "fields");
  const RowPtr known = address_of(work, given);
  if (verb == "add" || verb == "update") {
    if (verb == "update" && !known) return refuse("", "TypeAddress not found");
    const auto fields = whole_address(work, given);
    if (!fields) return fail(fields.error());
    if (known) {
      if (const auto done = update(work, kind, known, *fields); !done) return fail(done.error());
    } else if (const auto made = create(work, kind, *fields); !made) {
      return fail(made.error());
    }
    return Told{true, {}, {}};
  }
  if (!known) return refuse("", "TypeAddress not found");
  remove(work, kind, known);
  return Told{true, {}, {}};
}

}  // namespace syncline::sandbox::bitrix24
