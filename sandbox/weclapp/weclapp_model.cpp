#include "sandbox/weclapp/weclapp_model.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "sandbox/weclapp/documents.h"
#include "sandbox/weclapp/edit.h"
#include "sandbox/weclapp/query.h"

namespace syncline::sandbox {

using namespace weclapp;

/// /webapp/api/v2/<entity>[/count | /id/<id>[/<action>]]
struct WeclappModel::Target {
  const Entity* entity = nullptr;
  std::string id, action;
  bool counts = false;
};

namespace {

constexpr std::string_view root = "/webapp/api/v2/";

std::string target_of(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const std::size_t path = scheme == std::string::npos ? 0 : url.find('/', scheme + 3);
  return path == std::string::npos ? "/" : url.substr(path);
}

bool is_document(const std::string& entity) {
  return entity == "salesOrder" || entity == "quotation" || entity == "salesInvoice";
}

bool says(const HttpRequest& request, std::string_view name) {
  const std::string target = target_of(request.url);
  return std::ranges::any_of(parse_form(query_of(target)),
                             [&](const auto& each) { return each.first == name && each.second == "true"; });
}

const std::vector<std::pair<const char*, List>>& custom_fields() {
  static const std::vector<std::pair<const char*, List>> all{
      {"sync_key", {"party", "article", "salesOrder", "quotation"}},
      {"sync_ended", {"party"}},
      {"segment", {"party"}},
      {"sync_deal", {"salesOrder"}},
      {"do_not_sync", {"party"}}};
  return all;
}

}  // namespace

WeclappModel::WeclappModel(const WeclappSetup& setup) : setup_(setup) {
  const Instant at = setup.installed;
  for (const auto& [name, symbol] : {std::pair{"EUR", "€"}, {"USD", "$"}})
    tables_.add("currency", {{"name", name}, {"currencySymbol", symbol}}, at);
  for (const char* name : {"Stk.", "m", "kg", "h"}) tables_.add("unit", {{"name", name}}, at);
  for (const auto& [name, net] : {std::pair{"30 Tage netto", 30}, {"14 Tage netto", 14}, {"sofort", 0}})
    tables_.add("termOfPayment", {{"name", name}, {"numberOfDays", net}}, at);
  tables_.add("user",
              {{"username", "sales"}, {"email", "sales@example.com"}, {"firstName", "Sal"}, {"lastName", "Esperson"}},
              at);
  for (const auto& [name, rate] : {std::pair{"STANDARD", "19"}, {"REDUCED", "7"}, {"ZERO", "0"}})
    tables_.add("tax", {{"name", name}, {"taxValue", rate}, {"taxType", "SALES"}}, at);
  tables_.add("articleCategory", {{"name", "Handelsware"}}, at);
  tables_.add("warehouse", {{"name", "Hauptlager"}, {"shortIdentifier", "HL"}, {"active", true}}, at);
  for (const auto& [key, of] : custom_fields()) {
    const std::string name = key;
    Map field{
        {"attributeKey", name}, {"label", name}, {"entities", of}, {"active", true}, {"selectableValues", List{}}};
    field.set("attributeType", name == "sync_ended" || name == "do_not_sync" ? "BOOLEAN"
                               : name == "segment"                           ? "LIST"
                                                                             : "STRING");
    if (name == "segment") {
      field.set("label", "Kundensegment");
      List values;
      for (const char* value : {"A", "B", "C"}) {
        Map one{{"value", value}, {"active", true}};
        tables_.begin(one, at);
        values.emplace_back(std::move(one));
      }
      field.set("selectableValues", std::move(values));
    }
    tables_.add("customAttributeDefinition", std::move(field), at);
  }
}

bool WeclappModel::is_write(const HttpRequest& request) const { return request.method != "GET"; }

void WeclappModel::note(MutationVerb verb, const std::string& entity, const std::string& id, bool by_person,
                        Instant now, Map after) {
  ledger_.push_back({verb, by_person, now, entity, id, {}, std::move(after)});
}

HttpResponse WeclappModel::answer(const HttpRequest& request, Instant now) {
  const std::string* token = header(request.headers, "AuthenticationToken");
  if (!token || *token != setup_.token) return answer_of({401, "unauthorized", "unauthorized", {}}, "");
  const std::string url = target_of(request.url);
  const std::string path(path_of(url));
  Target target;
  if (path.starts_with(root)) {
    const std::vector<std::string> parts = split(std::string_view(path).substr(root.size()), '/');
    target.entity = find_entity(parts[0]);
    target.counts = parts.size() == 2 && parts[1] == "count";
    if (parts.size() > 2 && parts[1] == "id") target.id = parts[2];
    if (parts.size() > 3) target.action = parts[3];
    if (parts.size() == 2 && !target.counts) target.entity = nullptr;
  }
  if (!target.entity || target.entity->properties.size() < 5 || !target.entity->has_id)
    return answer_of({404, "not_found", "resource not found", {}}, "");
  if (request.method != "GET") {
    const std::string* type = header(request.headers, "Content-Type");
    if (request.method != "DELETE" && (!type || !type->starts_with("application/json")))
      return answer_of({415, "unsupported_mime_type", "unsupported mime type", {}}, "");
  }
  return serve(request, target, now);
}

HttpResponse WeclappModel::serve(const HttpRequest& request, const Target& target, Instant now) {
  const std::string& name = target.entity->name;
  if (request.method == "GET") return read(request, target);
  if (request.method == "POST" && !target.action.empty()) {
    auto done = act(tables_, name, target.id, target.action, now);
    if (!done) return answer_of(done.error(), name);
    note(MutationVerb::update, name, target.id, false, now, {{"action", target.action}});
    return json_answer(200, Map{{"result", *done}});
  }
  if (!target.entity->can_write) return answer_of({405, "method_not_allowed", "method not allowed", {}}, name);
  if (request.method == "POST" && target.id.empty()) return create(request, target, now);
  if (request.method == "PUT" && !target.id.empty()) return change(request, target, now);
  if (request.method == "DELETE" && !target.id.empty()) {
    if (const auto refused = remove(name, target.id, false, now)) return answer_of(*refused, name);
    return {204, {}, ""};
  }
  return answer_of({405, "method_not_allowed", "method not allowed", {}}, name);
}

HttpResponse WeclappModel::read(const HttpRequest& request, const Target& target) const {
  const std::string url = target_of(request.url);
  const Parameters parameters = parse_form(query_of(url));
  const auto& hidden = field_faults_.forbidden;
  if (!target.id.empty()) {
    const Map* row = tables_.find(target.entity->name, target.id);
    if (!row) return answer_of(not_found(), target.entity->name);
    return json_answer(200, shown(tables_, *target.entity, *row, false, hidden));
  }
  if (target.counts) {
    const auto number = count(tables_, *target.entity, parameters);
    return number ? json_answer(200, Map{{"result", *number}}) : answer_of(number.error(), target.entity->name);
  }
  const auto rows = query(tables_, *target.entity, parameters, hidden);
  return rows ? json_answer(200, Map{{"result", *rows}}) : answer_of(rows.error(), target.entity->name);
}

/// Written, and worked out; nothing is kept of a dry run.
Result<Map, Refusal> WeclappModel::saved(const Entity& entity, const Map* before, const Map& given, bool ignore_missing,
                                         bool by_person, bool dry, Instant now) {
  static const FieldFaults none;
  const Tables undone = tables_;
  Edit edit(tables_, by_person ? none : field_faults_,
            {.now = now, .creates = !before, .ignore_missing = ignore_missing, .by_person = by_person});
  auto row = edit.apply(entity, before ? *before : Map{}, given);
  std::optional<Refusal> refused = row ? std::nullopt : std::optional(row.error());
  if (row && before && !by_person) refused = lock_on(entity.name, *before, *row);
  if (refused || dry) tables_ = undone;
  if (refused) return fail(std::move(*refused));
  if (is_document(entity.name)) work_out(tables_, entity.name, *row);
  return row;
}

HttpResponse WeclappModel::create(const HttpRequest& request, const Target& target, Instant now) {
  const auto body = parse_json(request.body);
  const std::string& name = target.entity->name;
  if (!body || !body->is_map()) return answer_of({400, "invalid_json", "invalid json", {}}, name);
  auto row = saved(*target.entity, nullptr, body->as_map(), false, false, says(request, "dryRun"), now);
  if (!row) return answer_of(row.error(), name);
  if (says(request, "dryRun")) return json_answer(200, shown(tables_, *target.entity, *row, false, {}));
  const Map& made = tables_.add(name, std::move(*row), now);
  const std::string id = Value(made)["id"].as_string();
  note(MutationVerb::create, name, id, false, now, body->as_map());
  HttpResponse response = json_answer(201, shown(tables_, *target.entity, made, false, field_faults_.forbidden));
  response.headers.emplace_back("Location", std::string(root) + name + "/id/" + id);
  return response;
}

HttpResponse WeclappModel::change(const HttpRequest& request, const Target& target, Instant now) {
  const auto body = parse_json(request.body);
  const std::string& name = target.entity->name;
  if (!body || !body->is_map()) return answer_of({400, "invalid_json", "invalid json", {}}, name);
  Map* stored = tables_.find(name, target.id);
  if (!stored) return answer_of(not_found(), name);
  if (!(*body)["version"].is_null() && (*body)["version"] != (*stored)["version"])
    return answer_of({409, "optimistic_lock", "the entity was changed by another user", {}}, name);
  const bool dry = says(request, "dryRun");
  auto row = saved(*target.entity, stored, body->as_map(), says(request, "ignoreMissingProperties"), false, dry, now);
  if (!row) return answer_of(row.error(), name);
  if (dry) return json_answer(200, shown(tables_, *target.entity, *row, false, {}));
  stored = tables_.find(name, target.id);
  *stored = std::move(*row);
  Tables::touch(*stored, now);
  note(MutationVerb::update, name, target.id, false, now, body->as_map());
  return json_answer(200, shown(tables_, *target.entity, *stored, false, field_faults_.forbidden));
}

std::optional<Refusal> WeclappModel::remove(const std::string& entity, const std::string& id, bool by_person,
                                            Instant now) {
  if (!tables_.find(entity, id)) return not_found();
  if (const std::string user = tables_.user_of(entity, id); !user.empty())
    return invalid({{"blocked", "id", "the entity is used by " + user}});
  tables_.remove(entity, id);
  note(MutationVerb::remove, entity, id, by_person, now, {});
  return std::nullopt;
}

std::string WeclappModel::person_creates(const std::string& model, const Map& fields, Instant now) {
  auto row = saved(*find_entity(model), nullptr, fields, false, true, false, now);
  if (!row) return "";
  const std::string id = tables_.add(model, std::move(*row), now)["id"].as_string();
  note(MutationVerb::create, model, id, true, now, fields);
  return id;
}

void WeclappModel::person_edits(const std::string& model, const std::string& id, const Map& fields, Instant now) {
  const Map* before = tables_.find(model, id);
  if (!before) return;
  const Map copy = *before;
  auto row = saved(*find_entity(model), &copy, fields, true, true, false, now);
  if (!row) return;
  Map& stored = *tables_.find(model, id);
  stored = std::move(*row);
  Tables::touch(stored, now);
  note(MutationVerb::update, model, id, true, now, fields);
}

void WeclappModel::person_deletes(const std::string& model, const std::string& id, Instant now) {
  (void)remove(model, id, true, now);
}

bool WeclappModel::person_acts(const std::string& model, const std::string& id, const std::string& action,
                               Instant now) {
  const bool done = act(tables_, model, id, action, now).ok();
  if (done) note(MutationVerb::update, model, id, true, now, {{"action", action}});
  return done;
}

bool WeclappModel::person_ships(const std::string& order, const std::map<std::string, Decimal>& quantities,
                                Instant now) {
  const bool done = ship(tables_, order, quantities, now);
  if (done) note(MutationVerb::update, "salesOrder", order, true, now, {{"action", "ship"}});
  return done;
}

std::string WeclappModel::person_invoices(const std::string& order, Instant now) {
  const std::string made = invoice_shipped(tables_, order, now);
  if (made.empty()) return made;
  note(MutationVerb::update, "salesOrder", order, true, now, {{"action", "invoice"}});
  note(MutationVerb::create, "salesInvoice", made, true, now, {});
  return made;
}

void WeclappModel::person_pays(const std::string& invoice, const Decimal& amount, Instant now) {
  if (!pay(tables_, invoice, amount, now).empty())
    note(MutationVerb::update, "salesInvoice", invoice, true, now, {{"paid", amount}});
}

std::string WeclappModel::person_credits(const std::string& invoice, Instant now) {
  const std::string made = credit(tables_, invoice, now);
  note(MutationVerb::update, "salesInvoice", invoice, true, now, {{"action", "credit"}});
  note(MutationVerb::create, "salesInvoice", made, true, now, {});
  return made;
}

void WeclappModel::person_stocks(const std::string& article, const Decimal& quantity, Instant now) {
  stock(tables_, article, std::to_string(tables_.rows("warehouse").begin()->first), quantity, now);
}

Value WeclappModel::record(const std::string& model, const std::string& id) const {
  const Map* row = tables_.find(model, id);
  if (!row) return {};
  Map out = *row;
  const std::string first = Value(*row)["firstName"].string_or(""), last = Value(*row)["lastName"].string_or("");
  if (model == "party") out.set("full_name", first + (first.empty() || last.empty() ? "" : " ") + last);
  return out;
}

std::vector<std::string> WeclappModel::ids(const std::string& model) const {
  std::vector<std::string> out;
  for (const auto& [id, row] : tables_.rows(model)) out.push_back(std::to_string(id));
  return out;
}

void WeclappModel::tell(const std::function<HttpResponse(const HttpRequest&)>& receiver, Instant now) {
  for (; told_ < ledger_.size(); ++told_) {
    const VendorMutation& each = ledger_[told_];
    const char* flag = each.verb == MutationVerb::create   ? "atCreate"
                       : each.verb == MutationVerb::update ? "atUpdate"
                                                           : "atDelete";
    const char* type = each.verb == MutationVerb::create   ? "CREATE"
                       : each.verb == MutationVerb::update ? "UPDATE"
                                                           : "DELETE";
    for (const std::string& id : ids("webhook")) {
      Map& hook = *tables_.find("webhook", id);
      const Value is(hook);
      if (is["entityName"] != Value(each.model) || is[flag] != Value(true) || !is["deactivatedDate"].is_null())
        continue;
      HttpRequest request{"POST", is["url"].as_string(), {{"Content-Type", "application/json"}}, "", ""};
      request.body = write_json(Map{{"entityId", each.id}, {"entityName", each.model}, {"type", type}});
      const int status = receiver(request).status;
      if (status >= 200 && status < 300) continue;
      hook.set("deactivatedDate", now.us / 1000);
      hook.set("errorMessage", "the address answered " + std::to_string(status));
    }
  }
}

}  // namespace syncline::sandbox
