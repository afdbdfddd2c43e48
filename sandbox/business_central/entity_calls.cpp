#include "sandbox/business_central/entity_calls.h"

#include "base/json.h"
#include "base/text.h"
#include "sandbox/business_central/documents.h"
#include "sandbox/business_central/fields.h"

namespace syncline::sandbox::business_central {
namespace {

Failure<Refusal> not_found(const EntityType& type, const std::string& id) {
  return refused(404, "BadRequest_ResourceNotFound",
                 "The " + type.name + " does not exist. Identification fields and values: Id='" + id + "'");
}

Failure<Refusal> no_resource(const std::string& name) {
  return refused(404, "BadRequest_NotFound", "No HTTP resource was found that matches the segment '" + name + "'.");
}

Done<Map> body_of(const HttpRequest& request) {
  auto body = parse_json(request.body);
  if (body && body->is_map()) return std::move(body->as_map());
  return refused("BadRequest", "The request body must be a JSON object.");
}

}  // namespace

HttpResponse EntityCalls::answer(const HttpRequest& request, const Target& target) {
  const Segment& first = target.segments.front();
  const EntityType* type = type_of_set(first.name);
  auto done = [&]() -> Done<HttpResponse> {
    if (!type || type->set == "companies" || type->set == "subscriptions") return no_resource(first.name);
    if (!first.key.empty()) return one(*type, to_lower(first.key), request, target);
    if (request.method == "POST") {
      auto body = body_of(request);
      if (!body) return fail(body.error());
      return post(*type, std::move(*body));
    }
    if (request.method != "GET") return refused(405, "BadRequest_MethodNotAllowed", "The method is not allowed.");
    std::vector<const Row*> rows;
    for (const auto& [id, row] : tables_.rows(type->set)) rows.push_back(&row);
    return list(*type, rows, request, target);
  }();
  return done ? std::move(*done) : answer_of(done.error());
}

Done<HttpResponse> EntityCalls::one(const EntityType& type, const std::string& id, const HttpRequest& request,
                                    const Target& target) {
  if (!is_guid(id)) return refused("Application_InvalidGUID", "'" + id + "' is no GUID.");
  Row* row = tables_.find(type.set, id);
  if (!row) return not_found(type, id);
  if (target.segments.size() > 1) return below_one(type, *row, target.segments[1], request, target);
  if (request.method == "GET") {
    const auto query = read_query(type, target.options);
    if (!query) return fail(query.error());
    return json_answer(200, with_expanded(type, *row, *query));
  }
  if (auto current = is_current(*row, request); !current) return fail(current.error());
  if (request.method == "DELETE") {
    if (auto removed = remove(type, id, false); !removed) return fail(removed.error());
    return HttpResponse{204, {}, ""};
  }
  if (request.method != "PATCH") return refused(405, "BadRequest_MethodNotAllowed", "The method is not allowed.");
  auto body = body_of(request);
  if (!body) return fail(body.error());
  if (auto allowed = is_allowed(type, *body); !allowed) return fail(allowed.error());
  if (auto changed = change(type, id, *body, false); !changed) return fail(changed.error());
  return json_answer(200, with_expanded(type, *tables_.find(type.set, id), {}));
}

Done<HttpResponse> EntityCalls::below_one(const EntityType& type, const Row& row, const Segment& segment,
                                          const HttpRequest& request, const Target& target) {
  constexpr std::string_view actions = "Microsoft.NAV.";
  if (segment.name.starts_with(actions)) {
    if (request.method != "POST") return refused(405, "BadRequest_MethodNotAllowed", "Actions are posted.");
    const std::string id = row.id, action = segment.name.substr(actions.size());
    if (auto done = act(tables_, type, id, action, now_); !done) return fail(done.error());
    log(MutationVerb::update, type, id, false, {}, {{"action", action}});
    return HttpResponse{204, {}, ""};
  }
  const Navigation* navigation = type.navigation(segment.name);
  if (!navigation) return no_resource(segment.name);
  const EntityType& below_type = *type_named(navigation->target);
  if (navigation->name == "contactsInformation") {
    List rows;
    for (Map& each : contacts_information(row)) rows.emplace_back(std::move(each));
    return json_answer(200, Map{{"value", std::move(rows)}});
  }
  if (!navigation->many) {
    const auto found = with_expanded(type, row, Query{{}, {{*navigation, {}}}, {}, {}, "", 0, false});
    return json_answer(200, *found.find(navigation->name));
  }
  if (request.method == "POST") {
    auto body = body_of(request);
    if (!body) return fail(body.error());
    body->set("documentId", row.id);
    return post(below_type, std::move(*body));
  }
  const auto rows = std::as_const(tables_).rows_where(below_type.set, "documentId", Value(row.id));
  return list(below_type, rows, request, target);
}

Done<HttpResponse> EntityCalls::post(const EntityType& type, Map body) {
  if (auto allowed = is_allowed(type, body); !allowed) return fail(allowed.error());
  auto made = create(type, body, false);
  if (!made) return fail(made.error());
  return json_answer(201, with_expanded(type, *tables_.find(type.set, *made), {}));
}

Done<void> EntityCalls::is_current(const Row& row, const HttpRequest& request) const {
  const std::string* expected = header(request.headers, "If-Match");
  if (!expected || expected->empty() || (*expected != "*" && !expected->starts_with("W/\"")))
    return refused("BadRequest_InvalidToken",
                   "Could not validate the client concurrency token required by the service.");
  if (*expected != "*" && *expected != etag_of(row))
    return refused(409, "Request_EntityChanged",
                   "Another user has already changed the record. Restart your activity with a new record.");
  return {};
}

Done<void> EntityCalls::is_allowed(const EntityType& type, const Map& body) const {
  for (const auto& [name, value] : body) {
    if (faults_.forbidden.contains(type.set + "." + name))
      return refused(403, "Authorization_RequestDenied",
                     "Sorry, the current permissions prevented the action. (TableData " + type.name + " Modify)");
  }
  return {};
}

Done<void> EntityCalls::set_all(const EntityType& type, Row& row, const Map& body, bool by_person) {
  for (const auto& [name, given] : body) {
    if (type.navigation(name)) continue;
    const std::string full = type.set + "." + name;
    if (!by_person && faults_.ignored.contains(full)) continue;
    Value value = given;
    if (const auto cut = faults_.shortened.find(full); !by_person && cut != faults_.shortened.end())
      value = std::string(truncate(value.string_or(""), cut->second));
    if (auto set = set_property(tables_, type, row, name, value); !set) return set;
  }
  return {};
}

Done<void> EntityCalls::add_lines(const EntityType& type, const Row& document, const Map& body) {
  const Value* lines = body.find(line_set_of(type.set));
  if (!lines) return {};
  if (!lines->is_list()) return refused("BadRequest", "The lines must be a list.");
  for (const Value& each : lines->as_list()) {
    if (!each.is_map()) return refused("BadRequest", "A line must be an object.");
    Map line = each.as_map();
    line.set("documentId", document.id);
    if (auto made = create(*type_of_set(line_set_of(type.set)), line, false); !made) return fail(made.error());
  }
  return {};
}

Done<std::string> EntityCalls::create(const EntityType& type, const Map& body, bool by_person) {
  Row& row = tables_.add(type, now_);
  const std::string id = row.id;
  begin_record(tables_, type, row, now_);
  if (is_line_set(type.set)) {
    const Value* document = body.find("documentId");
    if (!document || !tables_.find(document_set_of(type.set), document->string_or(""))) {
      tables_.remove(type.set, id);
      return refused("BadRequest_RequiredParamNotProvided", "You must specify a document id.");
    }
    const auto before = tables_.rows_where(type.set, "documentId", *document);
    row.fields.set("sequence", before.empty() ? 10'000 : Value(stored(*before.back(), "sequence").as_int() + 10'000));
  }
  auto set = set_all(type, row, body, by_person);
  if (set && has_lines(type)) set = add_lines(type, row, body);
  if (!set) {
    if (has_lines(type)) {
      for (const Row* line : tables_.rows_where(line_set_of(type.set), "documentId", Value(id)))
        tables_.remove(line_set_of(type.set), std::string(line->id));
    }
    tables_.remove(type.set, id);
    return fail(set.error());
  }
  if (type.set == "customers") {  // every customer is a contact, too
    Row& contact = tables_.add(*type_of_set("contacts"), now_);
    begin_record(tables_, *type_of_set("contacts"), contact, now_);
    for (const char* name : {"displayName", "email", "phoneNumber"})
      contact.fields.set(name, stored(*tables_.find(type.set, id), name));
    contact.fields.set("contactBusinessRelation", "Customer");
    contact.fields.set("companyNumber", stored(contact, "number"));
    tables_.find(type.set, id)->fields.set("$contact", stored(contact, "number"));
  }
  if (has_lines(type)) add_up(tables_, type, *tables_.find(type.set, id));
  if (is_line_set(type.set)) line_moved(type, stored(*tables_.find(type.set, id), "documentId"));
  log(MutationVerb::create, type, id, by_person, {}, body);
  return id;
}

Done<void> EntityCalls::change(const EntityType& type, const std::string& id, const Map& body, bool by_person) {
  Row* row = tables_.find(type.set, id);
  if (!row) return not_found(type, id);
  const Row before = *row;
  if (auto set = set_all(type, *row, body, by_person); !set) {
    *row = before;
    return set;
  }
  for (const auto& [name, value] : body) {
    if (type.navigation(name)) {
      *row = before;
      return refused("BadRequest_InvalidOperation", "Deep update is not supported: '" + name + "'.");
    }
  }
  Tables::touch(*row, now_);
  if (is_line_set(type.set)) line_moved(type, stored(*row, "documentId"));
  Map old;
  for (const auto& [name, value] : body) old.set(name, stored(before, name));
  log(MutationVerb::update, type, id, by_person, std::move(old), body);
  return {};
}

Done<void> EntityCalls::remove(const EntityType& type, const std::string& id, bool by_person) {
  const Row* row = tables_.find(type.set, id);
  if (!row) return not_found(type, id);
  if (type.set == "customers" && !tables_.rows_where("salesOrders", "customerId", Value(id)).empty())
    return refused("Application_DialogException",
                   "You cannot delete Customer " + stored(*row, "number").string_or("") +
                       " because there is at least one outstanding Sales Order for this customer.");
  const Value document = is_line_set(type.set) ? stored(*row, "documentId") : Value();
  if (has_lines(type)) {
    for (const Row* line : tables_.rows_where(line_set_of(type.set), "documentId", Value(id)))
      tables_.remove(line_set_of(type.set), std::string(line->id));
  }
  tables_.remove(type.set, id);
  if (!document.is_null()) line_moved(type, document);
  log(MutationVerb::remove, type, id, by_person, {}, {});
  return {};
}

/// The header of a line that was changed shows as changed, too.
void EntityCalls::line_moved(const EntityType& line_type, const Value& document) {
  const EntityType& type = *type_of_set(document_set_of(line_type.set));
  Row* header = tables_.find(type.set, document.string_or(""));
  if (!header) return;
  add_up(tables_, type, *header);
  Tables::touch(*header, now_);
}

void EntityCalls::log(MutationVerb verb, const EntityType& type, const std::string& id, bool by_person, Map before,
                      Map after) {
  ledger_.push_back({verb, by_person, now_, type.set, id, std::move(before), std::move(after)});
}

}  // namespace syncline::sandbox::business_central
