#include "sandbox/sap_s4hana/entity_calls.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "sandbox/sap_s4hana/rules.h"
#include "sandbox/sap_s4hana/wire_value.h"

namespace syncline::sandbox::sap {
namespace {

std::string method_of(const HttpRequest& request) {
  const std::string* tunnelled = header(request.headers, "X-HTTP-Method");
  const std::string method = request.method == "POST" && tunnelled ? to_upper(*tunnelled) : request.method;
  return method == "MERGE" ? "PATCH" : method;
}

}  // namespace

HttpResponse EntityCalls::answer(const HttpRequest& request, const Target& target) {
  auto done = serve(request, target);
  return done ? std::move(*done) : answer_of(done.error());
}

Done<HttpResponse> EntityCalls::serve(const HttpRequest& request, const Target& target) {
  const Segment& first = target.segments.front();
  const EntityType* type = type_of_set(first.name);
  if (!type || type->service != target.service)
    return refused(404, "/IWBEP/CM_MGW_RT/020", "Resource not found for segment '" + first.name + "'.");
  const std::string method = method_of(request);
  const bool counted = target.segments.back().name == "$count";
  if (first.key.empty() || target.segments.size() - (counted ? 1 : 0) == 0) {
    if (method == "POST") return post(*type, {}, request, target);
    std::vector<const Row*> rows;
    for (const auto& [_, row] : tables_.rows(type->set)) rows.push_back(&row);
    return list(*type, rows, target);
  }
  const auto row = row_of(*type, first.key);
  if (!row) return fail(row.error());
  if (target.segments.size() > 1) {
    const Navigation* navigation = type->navigation(target.segments[1].name);
    if (!navigation)
      return refused(404, "/IWBEP/CM_MGW_RT/020", "Resource not found for segment '" + target.segments[1].name + "'.");
    const EntityType& other = *type_of_set(navigation->target);
    if (method == "POST") return post(other, link_of(*type, **row, *navigation), request, target);
    const auto related = tables_.related(*type, **row, *navigation);
    if (navigation->many) return list(other, related, target);
    return one(other, related.empty() ? nullptr : related.front(), target);
  }
  if (method == "GET") return one(*type, *row, target);
  const auto allowed = may_change(*type, **row, request);
  if (!allowed) return fail(allowed.error());
  if (method == "DELETE") {
    if (!type->deletable) return refused(405, "/IWBEP/CM_MGW_RT/039", "Method 'DELETE' not allowed for this resource.");
    auto done = remove(*type, (*row)->key, false);
    return done ? Done<HttpResponse>(HttpResponse{204, {}, ""}) : fail(done.error());
  }
  if (!type->updatable || (method != "PATCH" && method != "PUT"))
    return refused(405, "/IWBEP/CM_MGW_RT/039", "Method '" + method + "' not allowed for this resource.");
  const auto body = parse_json(request.body);
  auto fields = fields_in(*type, body ? *body : Value());
  if (!fields) return fail(fields.error());
  if (is_forbidden(*type, *fields))
    return refused(403, "R11/409", "You are not authorized to change this field of " + type->set + ".");
  auto done = change(*type, (*row)->key, *fields, false);
  return done ? Done<HttpResponse>(HttpResponse{204, {}, ""}) : fail(done.error());
}

Done<Row*> EntityCalls::row_of(const EntityType& type, const std::string& key_text) {
  const auto keys = type.keys();
  Map fields;
  for (const std::string& each : pieces(key_text, ',')) {
    const std::size_t quote = each.find('\''), equals = each.find('=');
    const bool named = equals != std::string::npos && equals < quote;
    const Property* property = named ? type.property(each.substr(0, equals)) : keys.front();
    const auto value = property ? literal(*property, named ? each.substr(equals + 1) : each) : std::nullopt;
    if (!value || (!named && keys.size() > 1))
      return refused(400, "/IWBEP/CM_MGW_RT/025", "Invalid key predicate '" + key_text + "'.");
    fields.set(property->name, *value);
  }
  Row* row = tables_.find(type.set, key_of(type, fields));
  return row ? Done<Row*>(row) : not_found(type.set);
}

Done<void> EntityCalls::may_change(const EntityType& type, const Row& row, const HttpRequest& request) const {
  const Row& root = root_of(tables_, type, row);
  const auto lock = locks_.find(root.key);
  if (lock != locks_.end() && now_ < lock->second) {
    const bool partner = type.service == "API_BUSINESS_PARTNER";
    return refused(400, partner ? "R1/124" : "V1/042",
                   std::string(partner ? "Business partner " : "Sales document ") + root.key +
                       " is currently being processed by user MILLER");
  }
  if (type.etag.empty()) return {};
  const std::string* match = header(request.headers, "If-Match");
  if (!match)
    return refused(428, "/IWBEP/CM_MGW_RT/041", "The request requires to be conditional; use the If-Match header.");
  if (*match != "*" && *match != etag_of(tables_, type, row))
    return refused(412, "/IWBEP/CM_MGW_RT/042", "The resource has been changed; the ETag does not match.");
  return {};
}

Done<Map> EntityCalls::fields_in(const EntityType& type, const Value& body) const {
  if (!body.is_map()) return refused(400, "CX_SXML_PARSE_ERROR", "Error while parsing an XML or JSON stream.");
  Map out;
  for (const auto& [name, value] : body.as_map()) {
    if (name == "__metadata") continue;
    if (const Navigation* navigation = type.navigation(name)) {
      const Value& rows = value.is_map() && value["results"].is_list() ? value["results"] : value;
      List children;
      for (const Value& each : rows.is_list() ? rows.as_list() : rows.is_null() ? List{} : List{rows}) {
        auto child = fields_in(*type_of_set(navigation->target), each);
        if (!child) return child;
        children.emplace_back(std::move(*child));
      }
      out.set(name, std::move(children));
      continue;
    }
    const Property* property = type.property(name);
    if (!property) return refused(400, "/IWBEP/CM_MGW_RT/022", "Property '" + name + "' is invalid.");
    auto stored = taken(*property, value);
    if (!stored) return fail(stored.error());
    if (!property->read_only) out.set(name, std::move(*stored));  // what only the system sets is passed over
  }
  return out;
}

bool EntityCalls::is_forbidden(const EntityType& type, const Map& fields) const {
  return std::ranges::any_of(fields,
                             [&](const auto& each) { return faults_.forbidden.contains(type.set + "." + each.first); });
}

Done<HttpResponse> EntityCalls::post(const EntityType& type, const Map& link, const HttpRequest& request,
                                     const Target& target) {
  if (!type.creatable) return refused(405, "/IWBEP/CM_MGW_RT/039", "Method 'POST' not allowed for this resource.");
  const auto body = parse_json(request.body);
  auto fields = fields_in(type, body ? *body : Value());
  if (!fields) return fail(fields.error());
  if (is_forbidden(type, *fields))
    return refused(403, "R11/409", "You are not authorized to set a field of " + type.set + ".");
  for (const auto& [name, value] : link) fields->set(name, value);
  if (const Row* parent = parent_of(tables_, type, *fields)) {
    HttpRequest unconditional = request;
    set_header(unconditional.headers, "If-Match", "*");
    auto allowed = may_change(*type_of_set(parent_set(type)), *parent, unconditional);
    if (!allowed) return fail(allowed.error());
  }
  const auto key = create(type, *fields, false);
  if (!key) return fail(key.error());
  const Row& row = *tables_.find(type.set, *key);
  HttpResponse out = json_answer(201, Map{{"d", shown_row(type, row, {}, target.root)}});
  set_header(out.headers, "Location", target.root + "/" + address_of(type, row));
  return out;
}

Done<std::string> EntityCalls::create(const EntityType& type, const Map& given, bool by_person) {
  Map fields;
  for (const auto& [name, value] : given) {
    const std::string full = type.set + "." + name;
    if (type.navigation(name) || (!by_person && faults_.ignored.contains(full))) continue;
    const auto cut = faults_.shortened.find(full);
    const bool shorten = !by_person && cut != faults_.shortened.end() && value.is_string();
    const Property* property = value.is_null() ? type.property(name) : nullptr;
    fields.set(name, shorten    ? Value(truncate(value.as_string(), cut->second))
                     : property ? nothing_of(*property)
                                : value);
  }
  auto ready = complete(tables_, type, std::move(fields), given, now_);
  if (!ready) return fail(ready.error());
  const std::string key = tables_.add(type, std::move(*ready), now_).key;
  for (const Navigation& navigation : type.navigations) {
    const Value* children = given.find(navigation.name);
    if (!children || !children->is_list()) continue;
    const EntityType& below = *type_of_set(navigation.target);
    for (const Value& each : children->as_list()) {
      Map child = each.as_map();
      for (const auto& [name, value] : link_of(type, *tables_.find(type.set, key), navigation)) child.set(name, value);
      const auto made = create(below, child, by_person);
      if (made) continue;
      tables_.remove(type.set, key);
      return made;
    }
  }
  settle(tables_, type, key, now_);
  log(MutationVerb::create, type.set, key, by_person, {}, given);
  return key;
}

Done<void> EntityCalls::change(const EntityType& type, const std::string& key, const Map& given, bool by_person) {
  Row& row = *tables_.find(type.set, key);
  Map before, fields;
  for (const auto& [name, value] : given) {
    const std::string full = type.set + "." + name;
    const Property* property = type.property(name);
    if (!property || property->key || (!by_person && faults_.ignored.contains(full))) continue;
    const auto cut = faults_.shortened.find(full);
    const bool shorten = !by_person && cut != faults_.shortened.end() && value.is_string();
    before.set(name, row[name]);
    fields.set(name, shorten           ? Value(truncate(value.as_string(), cut->second))
                     : value.is_null() ? nothing_of(*property)
                                       : value);
  }
  if (auto allowed = check_change(tables_, type, row, fields); !allowed) return allowed;
  for (const auto& [name, value] : fields) row.fields.set(name, value);
  Tables::touch(row, now_);
  settle(tables_, type, key, now_);
  log(MutationVerb::update, type.set, key, by_person, std::move(before), std::move(fields));
  return {};
}

Done<void> EntityCalls::remove(const EntityType& type, const std::string& key, bool by_person) {
  const Row row = *tables_.find(type.set, key);
  for (const Navigation& navigation : type.navigations) {
    if (!navigation.theirs.empty() && type.set != "A_BusinessPartnerAddress") continue;
    for (const Row* each : tables_.related(type, row, navigation)) tables_.remove(navigation.target, each->key);
  }
  tables_.remove(type.set, key);
  settle_parent(tables_, type, row, now_);
  log(MutationVerb::remove, type.set, key, by_person, row.fields, {});
  return {};
}

void EntityCalls::log(MutationVerb verb, const std::string& set, const std::string& key, bool by_person, Map before,
                      Map after) {
  ledger_.push_back({verb, by_person, now_, set, key, std::move(before), std::move(after)});
}

}  // namespace syncline::sandbox::sap
