#include "sandbox/salesforce/sobject_calls.h"

#include <algorithm>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "net/http_date.h"
#include "sandbox/salesforce/query.h"
#include "sandbox/salesforce/record_id.h"

namespace syncline::sandbox::salesforce {
namespace {

HttpResponse not_found() { return answer_of({404, "NOT_FOUND", "The requested resource does not exist"}); }

std::string etag_of(const Row& row) {
  return "\"" + base64(to_hex(xxh3(row.id + "/" + std::to_string(row.stamp.us) + "/" + std::to_string(row.revision)))) +
         "\"";
}

Answer<Map> body_of(const ApiRequest& request) {
  auto body = parse_json(request.http->body);
  if (!body || !body->is_map())
    return refuse("JSON_PARSER_ERROR", "Unexpected character at [line:1, column:1]: the body is no object");
  return body->as_map();
}

/// Whether the request may go on, by its conditional headers. ETags are compared for accounts only; a DELETE has no
/// conditions.
Answer<void> check_conditions(const ApiRequest& request, const ObjectType& type, const Row& row) {
  const auto failed = [] {
    return refuse(412, "PRECONDITION_FAILED", "The record was modified since the precondition that the request names");
  };
  if (const std::string* match = request.header("If-Match"); match && type.name == "Account") {
    if (*match != etag_of(row)) return failed();
  }
  if (const std::string* since = request.header("If-Unmodified-Since")) {
    const auto at = parse_http_date(*since);
    if (!at) return refuse("INVALID_HEADER", "Invalid date in If-Unmodified-Since: " + *since);
    if (row.modified.us / 1'000'000 > at->us / 1'000'000) return failed();
  }
  return {};
}

Answer<void> check_lock(const SobjectCall& call, const ObjectType& type, const Map& fields, const std::string& id) {
  bool locked = call.is_locked(id);
  for (const Field& field : type.fields) {
    const Value* given = field.type == Type::reference ? fields.find(field.name) : nullptr;
    locked = locked || (given && call.is_locked(given->string_or("")));
  }
  if (!locked) return {};
  return refuse("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record or 1 records: " + id);
}

Value success(const std::string& id) { return Map{{"id", id}, {"success", true}, {"errors", List{}}}; }

Answer<void> write_over(const SobjectCall& call, const ObjectType& type, const RowPtr& row, const Map& given) {
  if (auto done = check_conditions(call.request, type, *row); !done) return done;
  Map touched = row->fields;
  for (const auto& [name, value] : given) touched.set(name, value);
  if (auto done = check_lock(call, type, touched, row->id); !done) return done;
  return update(call.work, type, row, given);
}

HttpResponse create_one(const SobjectCall& call, const ObjectType& type) {
  auto body = body_of(call.request);
  if (!body) return answer_of(body.error());
  if (auto done = check_lock(call, type, *body, ""); !done) return answer_of(done.error());
  auto id = create(call.work, type, *body);
  return id ? json_answer(201, success(*id)) : answer_of(id.error());
}

/// The fields that are named, or all of them.
Answer<Map> shown_fields(const SobjectCall& call, const ObjectType& type, const Row& row) {
  const View view{call.work.tables, call.work.faults, call.work.now, true, call.request.root};
  Map out{{"attributes", attributes_of(view, type, row.id)}};
  const Value* named = call.request.query.find("fields");
  for (const Field& field : type.fields) {
    if (!named && readable(type, field.name, call.work.faults))
      out.set(field.name, shown_value(call.work.tables, type, row, field));
  }
  for (const std::string& each : named ? split(named->as_string(), ',') : std::vector<std::string>{}) {
    const auto field = readable(type, trim(each), call.work.faults);
    if (!field) return fail(field.error());
    out.set((*field)->name, shown_value(call.work.tables, type, row, **field));
  }
  return out;
}

HttpResponse show_one(const SobjectCall& call, const ObjectType& type, const Row& row) {
  auto fields = shown_fields(call, type, row);
  if (!fields) return answer_of(fields.error());
  HttpResponse out = json_answer(200, std::move(*fields));
  if (type.name == "Account") out.headers.emplace_back("ETag", etag_of(row));
  out.headers.emplace_back("Last-Modified", to_http_date(row.modified));
  return out;
}

HttpResponse one_record(const SobjectCall& call, const ObjectType& type, const std::string& given) {
  const auto id = long_id(given);
  if (!id || !id->starts_with(type.prefix)) {
    return call.request.method == "GET"
               ? answer_of(
                     {404, "NOT_FOUND", "Provided external ID field does not exist or is not accessible: " + given})
               : answer_of(
                     {400, "MALFORMED_ID", std::string(type.label) + " ID: id value of incorrect type: " + given});
  }
  const RowPtr row = call.work.tables.find(type, *id);
  if (!row) return not_found();
  if (row->deleted) return answer_of({404, "ENTITY_IS_DELETED", "entity is deleted"});
  if (call.request.method == "GET") return show_one(call, type, *row);
  if (call.request.method == "DELETE") {
    if (auto done = check_lock(call, type, row->fields, row->id); !done) return answer_of(done.error());
    remove(call.work, type, row);
    return {204, {}, ""};
  }
  const auto body = body_of(call.request);
  if (!body) return answer_of(body.error());
  const auto done = write_over(call, type, row, *body);
  return done ? HttpResponse{204, {}, ""} : answer_of(done.error());
}

HttpResponse upsert(const SobjectCall& call, const ObjectType& type, const Field& key, const std::string& value,
                    const std::vector<RowPtr>& found) {
  auto body = body_of(call.request);
  if (!body) return answer_of(body.error());
  if (body->contains(key.name))
    return answer_of(
        {400, "INVALID_FIELD", "The " + std::string(key.name) + " field should not be specified in the sobject data."});
  if (found.empty()) {
    const Value* only = call.request.query.find("updateOnly");
    if (only && *only == Value("true")) return not_found();
    body->set(key.name, value);
    if (auto done = check_lock(call, type, *body, ""); !done) return answer_of(done.error());
    auto id = create(call.work, type, *body);
    if (!id) return answer_of(id.error());
    Value out = success(*id);
    out.as_map().set("created", true);
    return json_answer(201, out);
  }
  if (auto done = write_over(call, type, found.front(), *body); !done) return answer_of(done.error());
  Value out = success(found.front()->id);
  out.as_map().set("created", false);
  return json_answer(200, out);
}

HttpResponse by_external_id(const SobjectCall& call, const ObjectType& type, const std::string& name,
                            const std::string& value) {
  const Field* key = type.field(name);
  const bool seen = key && key->external_id && readable(type, name, call.work.faults);
  if (!seen)
    return answer_of({404, "NOT_FOUND", "Provided external ID field does not exist or is not accessible: " + name});
  const auto found = call.work.tables.where(type, key->name, value);
  if (found.size() > 1) {
    List urls;
    for (const RowPtr& each : found)
      urls.emplace_back(call.request.root + "/sobjects/" + std::string(type.name) + "/" + each->id);
    return json_answer(300, urls);
  }
  if (call.request.method == "PATCH") return upsert(call, type, *key, value, found);
  if (found.empty()) return not_found();
  if (call.request.method == "GET") return show_one(call, type, *found.front());
  remove(call.work, type, found.front());
  return {204, {}, ""};
}

/// Ids of what was changed, or deleted, from `start` to before `end`.
HttpResponse replicated(const SobjectCall& call, const ObjectType& type, bool deleted) {
  const auto moment = [&](const char* name) {
    const Value* given = call.request.query.find(name);
    return given ? parse_instant(given->as_string()) : std::nullopt;
  };
  const auto start = moment("start"), end = moment("end");
  if (!start || !end || *start >= *end)
    return answer_of({400, "INVALID_REPLICATION_DATE", "startDate or endDate is not valid"});
  if (*start < call.work.now - days(deleted ? 15 : 30))
    return answer_of({400, "INVALID_REPLICATION_DATE", "startDate is too far in the past"});
  List found;
  for (const auto& [id, latest] : call.work.tables.of(type)) {
    const RowPtr row = seen_by_queries(latest, call.work.now);
    if (!row || row->deleted != deleted || row->stamp < *start || row->stamp >= *end) continue;
    found.emplace_back(deleted ? Value(Map{{"id", id}, {"deletedDate", moment_text(row->stamp)}}) : Value(id));
  }
  Map out{{deleted ? "deletedRecords" : "ids", std::move(found)},
          {"latestDateCovered", moment_text(std::min(*end, call.work.now - seconds(3)))}};
  if (deleted) out.set("earliestDateAvailable", moment_text(call.work.now - days(15)));
  return json_answer(200, out);
}

}  // namespace

HttpResponse sobject_call(const SobjectCall& call) {
  const ApiRequest& request = call.request;
  const std::string& name = request.segment(1);
  const ObjectType* type = find_object(name);
  if (!type) return not_found();
  const std::string& what = request.segment(2);
  if (what.empty() && request.method == "POST") return create_one(call, *type);
  if (request.segments.size() == 4) return by_external_id(call, *type, what, request.segment(3));
  if (request.segments.size() != 3) return not_found();
  if (request.method == "GET" && what == "describe") return json_answer(200, description_of(*type, call.work.faults));
  if (request.method == "GET" && (what == "updated" || what == "deleted"))
    return replicated(call, *type, what == "deleted");
  if (request.method != "GET" && request.method != "PATCH" && request.method != "DELETE")
    return answer_of({405, "METHOD_NOT_ALLOWED",
                      "HTTP Method '" + request.method + "' not allowed. Allowed are DELETE,GET,HEAD,PATCH"});
  return one_record(call, *type, what);
}

Value description_of(const ObjectType& type, const FieldFaults& faults) {
  constexpr const char* names[] = {"id",  "string", "textarea", "boolean",   "double",
                                   "int", "date",   "datetime", "reference", "email"};
  List fields;
  for (const Field& field : type.fields) {
    if (!readable(type, field.name, faults)) continue;
    fields.emplace_back(Map{{"name", field.name},
                            {"label", field.name},
                            {"type", names[static_cast<int>(field.type)]},
                            {"length", field.type == Type::text || field.type == Type::long_text ? field.length : 0},
                            {"nillable", !field.required},
                            {"createable", !field.read_only},
                            {"updateable", !field.read_only},
                            {"externalId", field.external_id},
                            {"unique", field.external_id},
                            {"custom", field.name.ends_with("__c")},
                            {"referenceTo", field.to.empty() ? List{} : List{Value(field.to)}},
                            {"relationshipName", field.relation().empty() ? Value() : Value(field.relation())}});
  }
  List children;
  for (const ChildRelation& each : child_relations()) {
    if (each.parent == type.name)
      children.emplace_back(Map{{"childSObject", each.child}, {"field", each.field}, {"relationshipName", each.name}});
  }
  return Map{{"name", type.name},           {"label", type.label},
             {"keyPrefix", type.prefix},    {"queryable", true},
             {"createable", true},          {"replicateable", true},
             {"fields", std::move(fields)}, {"childRelationships", std::move(children)}};
}

}  // namespace syncline::sandbox::salesforce
