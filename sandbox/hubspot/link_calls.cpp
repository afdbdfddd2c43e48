#include "sandbox/hubspot/link_calls.h"

#include <algorithm>

namespace syncline::sandbox::hubspot {
namespace {

Value shown_types(const std::set<int>& types, const LinkType& link) {
  List out;
  for (const int each : types)
    out.emplace_back(Map{{"category", "HUBSPOT_DEFINED"},
                         {"typeId", each},
                         {"label", each == link.primary ? Value("Primary") : Value()}});
  return out;
}

List shown_links(const Tables& tables, const LinkType& link, Id from) {
  List out;
  for (const auto& [to, types] : tables.links(link, from)) {
    if (tables.live(object_named(link.to), to))
      out.emplace_back(Map{{"toObjectId", to}, {"associationTypes", shown_types(types, link)}});
  }
  return out;
}

HttpResponse labels(const LinkType& link) {
  List out{Map{{"category", "HUBSPOT_DEFINED"}, {"typeId", link.plain}, {"label", Value()}}};
  if (link.primary != 0)
    out.emplace_back(Map{{"category", "HUBSPOT_DEFINED"}, {"typeId", link.primary}, {"label", "Primary"}});
  return json_answer(200, Map{{"results", std::move(out)}});
}

HttpResponse completed(List results, List errors, Instant now, int status) {
  Map body{{"status", "COMPLETE"}, {"results", std::move(results)}};
  if (!errors.empty()) {
    body.set("numErrors", static_cast<std::int64_t>(errors.size()));
    body.set("errors", std::move(errors));
    status = 207;
  }
  body.set("startedAt", moment_text(now));
  body.set("completedAt", moment_text(now));
  return json_answer(status, body);
}

HttpResponse read(const Work& work, const LinkType& link, const List& inputs) {
  List results, errors;
  for (const Value& each : inputs) {
    const std::string id = each["id"].string_or("");
    const auto from = id_of(each["id"]);
    List to = from ? shown_links(work.tables, link, *from) : List{};
    if (to.empty()) {
      Map error{{"status", "error"},
                {"category", "OBJECT_NOT_FOUND"},
                {"subCategory", "crm.associations.NO_ASSOCIATIONS_FOUND"},
                {"message", "No " + std::string(object_named(link.to).singular) + " is associated with " +
                                std::string(object_named(link.from).singular) + " " + id + "."},
                {"context", Map{{"fromObjectId", List{id}}}}};
      errors.emplace_back(std::move(error));
      continue;
    }
    results.emplace_back(Map{{"from", Map{{"id", id}}}, {"to", std::move(to)}});
  }
  return completed(std::move(results), std::move(errors), work.now, 200);
}

/// Whether the types that are given make it the primary one; nothing: they are not of this link.
std::optional<bool> is_primary(const LinkType& link, const Value& types) {
  if (types.is_null()) return false;
  bool primary = false;
  for (const Value& each : types.is_list() ? types.as_list() : List{}) {
    const std::int64_t id = each["associationTypeId"].int_or(0);
    if (id == 0 || (id != link.plain && id != link.primary)) return std::nullopt;
    primary = primary || id == link.primary;
  }
  return primary;
}

HttpResponse create(Work& work, const LinkType& link, const List& inputs, bool given_types) {
  List results, errors;
  for (const Value& each : inputs) {
    const auto from = id_of(each["from"]["id"]), to = id_of(each["to"]["id"]);
    const auto primary = given_types ? is_primary(link, each["types"]) : std::optional(false);
    if (!primary)
      return answer_of({400, "VALIDATION_ERROR", "One or more association types in this request don't exist", {}});
    const bool both =
        from && to && work.tables.live(object_named(link.from), *from) && work.tables.live(object_named(link.to), *to);
    if (!both) {
      errors.push_back(error_of({404, "OBJECT_NOT_FOUND", "One of the objects to associate does not exist", {}},
                                {{"fromObjectId", List{each["from"]["id"]}}, {"toObjectId", List{each["to"]["id"]}}}));
      continue;
    }
    hubspot::link(work, link, *from, *to, *primary);
    results.emplace_back(Map{{"fromObjectTypeId", std::string(object_named(link.from).type_id)},
                             {"fromObjectId", *from},
                             {"toObjectTypeId", std::string(object_named(link.to).type_id)},
                             {"toObjectId", *to},
                             {"labels", List{}}});
  }
  return completed(std::move(results), std::move(errors), work.now, 201);
}

HttpResponse archive(Work& work, const LinkType& link, const List& inputs) {
  for (const Value& each : inputs) {
    const auto from = id_of(each["from"]["id"]);
    for (const Value& other : each["to"].is_list() ? each["to"].as_list() : List{each["to"]}) {
      const auto to = id_of(other["id"]);
      if (from && to && work.tables.links(link, *from).contains(*to)) unlink(work, link, *from, *to);
    }
  }
  return {204, {}, ""};
}

const LinkType* link_between(const std::string& from, const std::string& to) {
  const ObjectType *one = find_object(from), *other = find_object(to);
  return one && other ? find_link_type(*one, *other) : nullptr;
}

HttpResponse no_such_link() {
  return answer_of({400, "VALIDATION_ERROR", "Unable to infer object type, or there is no such association", {}});
}

}  // namespace

HttpResponse association_call(const ApiRequest& api, Work& work) {
  const LinkType* link = link_between(api.segment(0), api.segment(1));
  if (!link) return no_such_link();
  if (api.segment(2) == "labels") return labels(*link);
  const List inputs = api.body["inputs"].is_list() ? api.body["inputs"].as_list() : List{};
  const std::string& verb = api.segment(3);
  if (api.segment(2) != "batch") return answer_of({404, "", "resource not found", {}});
  if (inputs.empty() || inputs.size() > (verb == "read" ? 1000U : 2000U))
    return answer_of({400, "VALIDATION_ERROR", "Invalid number of inputs", {}});
  if (verb == "read") return read(work, *link, inputs);
  if (verb == "create") return create(work, *link, inputs, true);
  if (verb == "associate" && api.segment(4) == "default") return create(work, *link, inputs, false);
  if (verb == "archive") return archive(work, *link, inputs);
  return answer_of({404, "", "resource not found", {}});
}

HttpResponse associations_of_record(const ApiRequest& api, Work& work) {
  const bool by_default = api.segment(3) == "default";
  const LinkType* link = link_between(api.segment(0), api.segment(by_default ? 4 : 3));
  const auto from = id_of(api.segment(1));
  if (!link || !from) return no_such_link();
  if (api.method == "GET") return json_answer(200, Map{{"results", shown_links(work.tables, *link, *from)}});
  const std::string to = api.segment(by_default ? 5 : 4);
  const Value pair = Map{{"from", Map{{"id", api.segment(1)}}}, {"to", Map{{"id", to}}}, {"types", api.body}};
  if (api.method == "DELETE") return archive(work, *link, {pair});
  return create(work, *link, {pair}, !by_default);
}

}  // namespace syncline::sandbox::hubspot
