#include "sandbox/bitrix24/calls.h"

#include <algorithm>

#include "base/text.h"
#include "net/http_message.h"

namespace syncline::sandbox::bitrix24 {
namespace {

Value with_lists(const Value& value) {
  if (!value.is_map()) return value;
  Map out;
  List list;
  bool is_list = !value.as_map().empty();
  for (const auto& [key, each] : value.as_map()) {
    Value inner = with_lists(each);
    is_list = is_list && key == std::to_string(list.size());
    list.push_back(inner);
    out.set(key, std::move(inner));
  }
  return is_list ? Value(std::move(list)) : Value(std::move(out));
}

void put(Map& map, const std::vector<std::string>& path, std::size_t at, const std::string& value) {
  if (at + 1 == path.size()) {
    map.set(path[at], value);
    return;
  }
  Value* inner = map.find(path[at]);
  if (!inner || !inner->is_map()) map.set(path[at], Map{});
  put(map.find(path[at])->as_map(), path, at + 1, value);
}

Told users() {
  const auto user = [](const char* id, const char* email) {
    return Map{{"ID", id}, {"ACTIVE", true}, {"EMAIL", email}, {"USER_TYPE", "employee"}};
  };
  return {List{user("1", "sales@example.com"), user("2", "north@example.com"), user("7", "sync@example.com")}, {}, 3};
}

Told types() {
  const auto type = [](int id, int type_id, const char* title) {
    return Map{{"id", id}, {"entityTypeId", type_id}, {"title", title}};
  };
  return {Map{{"types", List{type(7, 1032, "Credit notes"), type(9, 1036, "Payments")}}}, {}, 2};
}

Told statuses(const Map& params) {
  List out;
  const std::string of = param(map_param(params, "filter"), "ENTITY_ID").string_or("");
  const std::string kind = of == "DEAL_STAGE" ? "deal" : of == "QUOTE_STATUS" ? "quote" : "";
  for (const Stage& each : stages()) {
    if (each.kind == kind)
      out.emplace_back(Map{{"ENTITY_ID", of}, {"STATUS_ID", std::string(each.id)}, {"NAME", std::string(each.name)}});
  }
  return {std::move(out), {}, {}};
}

Answer<Told> comment_call(Work& work, const Portal& portal, std::string_view verb, const Map& params) {
  const Kind& kind = kind_named("comment");
  if (verb == "add") {
    const auto made = create(work, kind, map_param(params, "fields"));
    return made ? Answer<Told>(Told{*made, {}, {}}) : fail(made.error());
  }
  std::vector<Map> all;
  for (const auto& [_, row] : work.tables.of(kind)) all.push_back(shown(kind, *row, portal.zone));
  return told_page(page_of(std::move(all), params, portal.page, true), "");
}

}  // namespace

Map nested_form(std::string_view text) {
  Map out;
  for (const auto& [name, value] : parse_form(text)) {
    std::vector<std::string> path;
    for (const std::string& each : split(name, '['))
      path.push_back(each.ends_with(']') ? each.substr(0, each.size() - 1) : each);
    put(out, path, 0, value);
  }
  for (auto& [_, value] : out) value = with_lists(value);
  return out;
}

bool is_write(std::string_view method) {
  for (const char* verb : {".add", ".update", ".delete", ".set", ".bind", ".unbind"}) {
    if (method.ends_with(verb)) return true;
  }
  return false;
}

Value param(const Map& params, std::string_view name) {
  const Value* found = params.find(name);
  return found ? *found : Value();
}

Map map_param(const Map& params, std::string_view name) {
  const Value found = param(params, name);
  return found.is_map() ? found.as_map() : Map{};
}

Answer<Told> told_page(Answer<Page> page, std::string_view name) {
  if (!page) return fail(page.error());
  Told out{Value(), page->next, page->total};
  if (name.empty()) {
    out.result = std::move(page->rows);
    return out;
  }
  Map result;
  result.set(name, std::move(page->rows));
  out.result = std::move(result);
  return out;
}

Answer<Told> call(Work& work, const Portal& portal, const std::string& method, const Map& params) {
  const std::size_t dot = method.rfind('.');
  const std::string group = method.substr(0, dot);
  const std::string verb = dot == std::string::npos ? "" : method.substr(dot + 1);
  if (group == "crm.item") return item_call(work, portal, verb, params);
  if (group == "crm.item.productrow") return row_call(work, portal, verb, params);
  if (group == "crm.requisite") return requisite_call(work, portal, verb, params);
  if (group == "crm.address") return address_call(work, portal, verb, params);
  if (group == "crm.timeline.comment") return comment_call(work, portal, verb, params);
  if (method.starts_with("catalog.")) return catalog_call(work, portal, method.substr(8), params);
  if (method == "user.get") return users();
  if (method == "crm.type.list") return types();
  if (method == "crm.status.list") return statuses(params);
  if (method == "server.time") return Told{moment_text(work.now, portal.zone), {}, {}};
  if (method == "event.bind" || method == "event.get")
    return refuse("WRONG_AUTH_TYPE", "Current authorization type is denied for this method", 403);
  return refuse("ERROR_METHOD_NOT_FOUND", "Method not found!", 404);
}

}  // namespace syncline::sandbox::bitrix24
