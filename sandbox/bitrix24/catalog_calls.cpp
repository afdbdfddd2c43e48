#include "sandbox/bitrix24/calls.h"

namespace syncline::sandbox::bitrix24 {
namespace {

constexpr std::int64_t catalogue = 23, offers = 24;

Told whole(std::string_view name, List rows) {
  const auto total = static_cast<std::int64_t>(rows.size());
  Map result;
  result.set(name, std::move(rows));
  return {std::move(result), {}, total};
}

/// Property values come as {value, valueId}.
Map shown_product(const Row& row, const std::string& zone) {
  const Kind& kind = kind_named("product");
  Map out = shown(kind, row, zone);
  const Value key = row["property108"];
  out.set("property108",
          key.is_null() ? Value() : Value(Map{{"value", key}, {"valueId", std::to_string(row.id + 9000)}}));
  return out;
}

Map plain_properties(Map fields) {
  if (Value* given = fields.find("property108"); given && given->is_map()) {
    Value inner = (*given)["value"];
    fields.set("property108", std::move(inner));
  }
  return fields;
}

Map selected(const Map& all, const Map& params) {
  const Value select = param(params, "select");
  if (!select.is_list()) return all;
  Map out;
  for (const Value& each : select.as_list()) {
    if (const Value* found = all.find(each.string_or(""))) out.set(each.as_string(), *found);
  }
  return out;
}

Answer<Told> product_list(const Work& work, const Portal& portal, const Map& params) {
  const Map filter = map_param(params, "filter");
  if (param(filter, "iblockId").is_null()) return refuse(Value(200040300000), "Required filter fields: iblockId");
  Map inner = params;
  inner.erase("select");
  std::vector<Map> all;
  for (const auto& [_, row] : work.tables.of(kind_named("product"))) {
    Map each = shown_product(*row, portal.zone);
    each.set("property108", (*row)["property108"]);
    all.push_back(std::move(each));
  }
  auto page = page_of(std::move(all), inner, portal.page, false);
  if (!page) return fail(page.error());
  for (Value& each : page->rows)
    each = selected(shown_product(*work.tables.find(kind_named("product"), each["id"].as_int()), portal.zone), params);
  return told_page(std::move(page), "products");
}

Answer<Told> product_call(Work& work, const Portal& portal, std::string_view verb, const Map& params) {
  const Kind& kind = kind_named("product");
  if (verb == "list") return product_list(work, portal, params);
  const Map fields = plain_properties(map_param(params, "fields"));
  const auto told = [&](const char* name, Id id) {
    return Told{Map{{name, shown_product(*work.tables.find(kind, id), portal.zone)}}, {}, {}};
  };
  if (verb == "add") {
    if (param(fields, "name").string_or("").empty())
      return refuse("ERROR_CORE", "Please specify the element name.<br>");
    const auto made = create(work, kind, fields);
    return made ? Answer<Told>(told("element", *made)) : fail(made.error());
  }
  const RowPtr row = work.tables.find(kind, id_of(param(params, "id")));
  if (!row) return refuse(Value(200040300040), "product does not exist");
  if (verb == "get") return told("product", row->id);
  if (verb == "delete") {
    remove(work, kind, row);
    return Told{true, {}, {}};
  }
  if (const auto done = update(work, kind, row, fields); !done) return fail(done.error());
  return told("element", row->id);
}

/// A price does not stamp its product.
Answer<Told> price_call(Work& work, const Portal& portal, std::string_view verb, const Map& params) {
  const Kind& kind = kind_named("price");
  const auto shown_price = [&](Id id) { return shown(kind, *work.tables.find(kind, id), portal.zone); };
  if (verb == "list") {
    std::vector<Map> all;
    for (const auto& [id, _] : work.tables.of(kind)) all.push_back(shown_price(id));
    return told_page(page_of(std::move(all), params, portal.page, false), "prices");
  }
  const Map fields = map_param(params, "fields");
  if (verb == "add") {
    if (!work.tables.find(kind_named("product"), id_of(param(fields, "productId"))))
      return refuse(Value(200040300010), "Product does not exist");
    const auto made = create(work, kind, fields);
    return made ? Answer<Told>(Told{Map{{"price", shown_price(*made)}}, {}, {}}) : fail(made.error());
  }
  const RowPtr row = work.tables.find(kind, id_of(param(params, "id")));
  if (!row) return refuse(Value(200040300000), "price does not exist");
  if (verb == "delete") {
    remove(work, kind, row);
    return Told{true, {}, {}};
  }
  if (verb == "update") {
    if (const auto done = update(work, kind, row, fields); !done) return fail(done.error());
  }
  return Told{Map{{"price", shown_price(row->id)}}, {}, {}};
}

}  // namespace

Answer<Told> catalog_call(Work& work, const Portal& portal, std::string_view method, const Map& params) {
  const std::size_t dot = method.rfind('.');
  const std::string_view group = method.substr(0, dot), verb = method.substr(dot + 1);
  if (group == "product") return product_call(work, portal, verb, params);
  if (group == "price") return price_call(work, portal, verb, params);
  if (method == "catalog.list")
    return whole(
        "catalogs",
        {Map{{"id", offers},
             {"iblockId", offers},
             {"productIblockId", catalogue},
             {"skuPropertyId", 97},
             {"name", "Product catalog (offers)"}},
         Map{{"id", catalogue}, {"iblockId", catalogue}, {"productIblockId", Value()}, {"name", "Product catalog"}}});
  if (method == "priceType.list")
    return whole("priceTypes", {Map{{"id", 1}, {"name", "BASE"}, {"base", "Y"}, {"xmlId", "BASE"}},
                                Map{{"id", 2}, {"name", "Wholesale"}, {"base", "N"}, {"xmlId", "WHOLESALE"}}});
  if (method == "measure.list") {
    List all{Map{{"id", 1}, {"code", 6}, {"symbolIntl", "m"}}, Map{{"id", 4}, {"code", 166}, {"symbolIntl", "kg"}},
             Map{{"id", 5}, {"code", 796}, {"symbolIntl", "pcs"}}, Map{{"id", 6}, {"code", 356}, {"symbolIntl", "h"}}};
    for (const std::string& each : portal.own_measures) {
      const auto number = static_cast<std::int64_t>(all.size());
      all.emplace_back(Map{{"id", 3 + number}, {"code", 9000 + number}, {"symbolIntl", each}});
    }
    return whole("measures", std::move(all));
  }
  if (method == "productProperty.list")
    return whole("productProperties",
                 {Map{{"id", 106}, {"iblockId", catalogue}, {"code", "ARTNUMBER"}, {"propertyType", "S"}},
                  Map{{"id", 108}, {"iblockId", catalogue}, {"code", "SYNC_KEY"}, {"propertyType", "S"}}});
  return refuse("ERROR_METHOD_NOT_FOUND", "Method not found!", 404);
}

}  // namespace syncline::sandbox::bitrix24
