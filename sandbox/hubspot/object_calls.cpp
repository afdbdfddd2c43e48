#include "sandbox/hubspot/object_calls.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/hubspot/search.h"

namespace syncline::sandbox::hubspot {
namespace {

std::vector<std::string> wanted(const Value& properties) {
  std::vector<std::string> out;
  for (const Value& each : properties.is_list() ? properties.as_list() : List{}) out.push_back(each.string_or(""));
  return out;
}

/// {"companies": {"results": [{"id", "type"}]}} of the objects that `associations` names.
Map shown_links(const Work& work, const ObjectType& type, const Row& row, const std::vector<std::string>& others) {
  Map out;
  for (const std::string& name : others) {
    const ObjectType* other = find_object(name);
    const LinkType* link = other ? find_link_type(type, *other) : nullptr;
    if (!link) continue;
    List results;
    for (const auto& [to, _] : work.tables.links(*link, row.id))
      results.emplace_back(Map{{"id", std::to_string(to)},
                               {"type", std::string(type.singular) + "_to_" + std::string(other->singular)}});
    if (!results.empty()) out.set(other->name == "line_items" ? "line items" : other->name, Map{{"results", results}});
  }
  return out;
}

Map with_links(const ObjectCall& call, const Row& row, Map shown) {
  Map links = shown_links(call.work, call.type, row, call.api.list("associations"));
  if (!links.empty()) shown.set("associations", std::move(links));
  return shown;
}

HttpResponse list(const ObjectCall& call) {
  constexpr std::int64_t most = 100;
  const std::string given = call.api.parameter("limit"), from = call.api.parameter("after");
  const auto limit = given.empty() ? std::optional<Id>(10) : id_of(given);
  const auto after = from.empty() ? std::optional<Id>(0) : id_of(from);
  if (!limit || *limit < 1 || *limit > most || !after)
    return answer_of({400, "VALIDATION_ERROR", "Invalid value for limit or after", {}});
  const bool archived = call.api.parameter("archived") == "true";
  const auto properties = call.api.list("properties");
  List results;
  std::string next;
  for (const auto& [id, row] : call.work.tables.of(call.type)) {
    if (id < *after || row->archived != archived) continue;
    if (results.size() == static_cast<std::size_t>(*limit)) {
      next = std::to_string(id);
      break;
    }
    results.emplace_back(with_links(call, *row, shown_record(call.work, call.type, *row, properties)));
  }
  Map body{{"results", std::move(results)}};
  if (!next.empty()) {
    const std::string link = "https://api.hubapi.com" + call.api.path + "?after=" + next;
    body.set("paging", Map{{"next", Map{{"after", next}, {"link", link}}}});
  }
  return json_answer(200, body);
}

HttpResponse found(const ObjectCall& call) {
  const auto result = search(call.work.tables, call.type, call.api.body, call.api.body_size, call.work.now);
  if (!result) return answer_of(result.error());
  List results;
  for (const RowPtr& row : result->rows)
    results.emplace_back(shown_record(call.work, call.type, *row, wanted(call.api.body["properties"])));
  Map body{{"total", static_cast<std::int64_t>(result->total)}, {"results", std::move(results)}};
  if (!result->next.empty()) body.set("paging", Map{{"next", Map{{"after", result->next}}}});
  return json_answer(200, body);
}

HttpResponse one(const ObjectCall& call) {
  const auto properties = call.api.list("properties");
  if (call.api.parameter("archived") == "true") {
    const auto id = id_of(call.api.segment(1));
    const RowPtr row = id ? call.work.tables.find(call.type, *id) : nullptr;
    if (!row || !row->archived) return answer_of(not_found());
    return json_answer(200, shown_record(call.work, call.type, *row, properties));
  }
  const RowPtr row = found_by(call, call.api.segment(1), call.api.parameter("idProperty"));
  if (!row) return answer_of(not_found());
  return json_answer(200, with_links(call, *row, shown_record(call.work, call.type, *row, properties)));
}

HttpResponse changed(const ObjectCall& call) {
  const RowPtr row = found_by(call, call.api.segment(1), call.api.parameter("idProperty"));
  if (!row) return answer_of(not_found());
  const Value& given = call.api.body["properties"];
  if (!given.is_map()) return answer_of({400, "VALIDATION_ERROR", "Invalid input JSON: properties are missing", {}});
  if (auto done = update(call.work, call.type, row, given.as_map()); !done) return answer_of(done.error());
  std::vector<std::string> touched;
  for (const auto& [name, _] : given.as_map()) touched.push_back(name);
  return json_answer(200, shown_record(call.work, call.type, *call.work.tables.find(call.type, row->id), touched));
}

HttpResponse made(const ObjectCall& call) {
  const auto id = create_with_links(call, call.api.body);
  if (!id) return answer_of(id.error());
  std::vector<std::string> touched;
  for (const auto& [name, _] : call.api.body["properties"].as_map()) touched.push_back(name);
  return json_answer(201, shown_record(call.work, call.type, *call.work.tables.find(call.type, *id), touched));
}

HttpResponse merged(const ObjectCall& call) {
  const auto winner = id_of(call.api.body["primaryObjectId"]), loser = id_of(call.api.body["objectIdToMerge"]);
  const RowPtr kept = winner ? call.work.tables.live(call.type, *winner) : nullptr;
  const RowPtr lost = loser ? call.work.tables.live(call.type, *loser) : nullptr;
  if (!kept || !lost) return answer_of(not_found());
  merge(call.work, call.type, lost, kept, call.redirect);
  return json_answer(200, shown_record(call.work, call.type, *call.work.tables.find(call.type, kept->id), {}));
}

}  // namespace

Refusal not_found() { return {404, "OBJECT_NOT_FOUND", "Object not found.  objectId are usually numeric.", {}}; }

Map shown_record(const Work& work, const ObjectType& type, const Row& row, const std::vector<std::string>& properties) {
  Map shown;
  const auto show = [&](std::string_view name) {
    const Property* property = type.property(name);
    const std::string full = std::string(type.name) + "." + std::string(name);
    if (property && !work.faults.forbidden.contains(full))
      shown.set(name, shown_value(work.tables, type, row, *property));
  };
  for (const std::string& each : properties) show(each);
  if (properties.empty()) std::ranges::for_each(type.defaults, show);
  for (const std::string_view each : {type.created, type.stamp, std::string_view("hs_object_id")}) show(each);
  Map out{{"id", std::to_string(row.id)},
          {"properties", std::move(shown)},
          {"createdAt", moment_text(row.created)},
          {"updatedAt", moment_text(row.modified)},
          {"archived", row.archived}};
  if (row.archived) out.set("archivedAt", moment_text(row.archived_at));
  return out;
}

RowPtr found_by(const ObjectCall& call, const std::string& id, const std::string& id_property) {
  if (!id_property.empty() && id_property != "hs_object_id")
    return call.work.tables.by_value(call.type, id_property, id);
  const auto number = id_of(id);
  if (!number) return nullptr;
  const auto winner = call.work.tables.winner_of(call.type, *number);
  return call.work.tables.live(call.type, winner.value_or(*number));
}

Answer<Id> create_with_links(const ObjectCall& call, const Value& given) {
  struct NewLink {
    const LinkType* type;
    Id to;
    bool primary;
  };
  std::vector<NewLink> links;
  const Value& associations = given["associations"];
  for (const Value& each : associations.is_list() ? associations.as_list() : List{}) {
    const std::int64_t number = each["types"].is_list() ? each["types"].at(0)["associationTypeId"].int_or(0) : 0;
    const auto type = std::ranges::find_if(link_types(), [&](const LinkType& known) {
      return known.from == call.type.name && number != 0 && (known.plain == number || known.primary == number);
    });
    const auto to = id_of(each["to"]["id"]);
    if (type == link_types().end())
      return invalid("One or more association types in this request don't exist: " + std::to_string(number));
    if (!to || !call.work.tables.live(object_named(type->to), *to))
      return refuse(404, "OBJECT_NOT_FOUND",
                    "One or more associations are not valid: " + each["to"]["id"].string_or(""));
    links.push_back({&*type, *to, type->primary == number});
  }
  const auto id = create(call.work, call.type, given["properties"].is_map() ? given["properties"].as_map() : Map{});
  if (!id) return id;
  for (const NewLink& each : links) call.work.tables.link(*each.type, *id, each.to, each.primary);
  return id;
}

HttpResponse object_call(const ObjectCall& call) {
  const ApiRequest& api = call.api;
  if (api.segment(1) == "batch") return batch_call(call);
  if (api.segments.size() == 1) return api.method == "POST" ? made(call) : list(call);
  if (api.segment(1) == "search") return found(call);
  if (api.segment(1) == "merge") return merged(call);
  if (api.method == "GET") return one(call);
  if (api.method == "PATCH") return changed(call);
  if (api.method != "DELETE") return answer_of({405, "", "Method not allowed", {}});
  const auto id = id_of(api.segment(1));
  const RowPtr row = id ? call.work.tables.live(call.type, *id) : nullptr;
  if (row) archive(call.work, call.type, row);
  return {204, {}, ""};
}

}  // namespace syncline::sandbox::hubspot
