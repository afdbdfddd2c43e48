#include "sandbox/customermates/customermates_model.h"

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "sandbox/customermates/search.h"

namespace syncline::sandbox {

using namespace customermates;

namespace customermates {

HttpResponse json_answer(int status, const Value& body) {
  return {status, {{"Content-Type", "application/json"}}, write_json(body)};
}

}  // namespace customermates

namespace {

constexpr std::string_view root = "/api/v1/";

std::string target_of(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const std::size_t path = scheme == std::string::npos ? 0 : url.find('/', scheme + 3);
  return path == std::string::npos ? "/" : url.substr(path, url.find('?', path) - path);
}

HttpResponse no_page() { return {404, {{"Content-Type", "text/html"}}, "<!DOCTYPE html><html>404</html>"}; }

/// What belongs to a record, as others name it.
Value reference_to(const Kind& kind, const Row& row) {
  Map out{{"id", row.id}};
  for (const std::string& each : kind.texts) out.set(each, Value(row.fields)[each]);
  return out;
}

Value shown_column(const Column& column) {
  Map out{{"id", column.id}, {"label", column.label}, {"type", column.type}};
  if (column.type == "currency") out.set("options", Map{{"currency", "EUR"}});
  if (column.type == "phone") out.set("options", Map{{"allowMultiple", false}});
  if (column.type != "singleSelect") return out;
  List options;
  for (const Option& each : column.options)
    options.emplace_back(
        Map{{"value", each.id}, {"label", each.label}, {"color", "gray"}, {"isDefault", false}, {"index", 0}});
  out.set("options", Map{{"options", std::move(options)}});
  return out;
}

Value columns_of(const Kind& kind) {
  List out;
  for (const Column& each : kind.columns) {
    Value column = shown_column(each);
    column.as_map().set("entityType", kind.one);
    out.push_back(std::move(column));
  }
  return out;
}

Value description(bool has_records) {
  Map paths;
  for (const char* path : {"/v1/model/discover", "/v1/records/query", "/v1/records/read", "/v1/records/mutate"}) {
    if (has_records) paths.set(path, Map{});
  }
  if (has_records) return Map{{"openapi", "3.1.0"}, {"paths", std::move(paths)}};
  for (const Kind& each : kinds()) {
    for (const char* below : {"", "/{id}", "/many", "/search", "/configuration"})
      paths.set("/v1/" + each.many + below, Map{});
  }
  return Map{{"openapi", "3.1.0"}, {"paths", std::move(paths)}};
}

/// People see labels.
Map by_ids(const Kind& kind, const Map& given) {
  Map out;
  List columns;
  for (const auto& [name, value] : given) {
    if (!name.starts_with("custom.")) {
      out.set(name, value);
      continue;
    }
    const Column* column = kind.labelled(name.substr(7));
    if (!column) continue;
    const auto option = std::ranges::find(column->options, value.string_or(""), &Option::label);
    columns.emplace_back(
        Map{{"columnId", column->id}, {"value", option == column->options.end() ? value : Value(option->id)}});
  }
  if (!columns.empty()) out.set("customFieldValues", std::move(columns));
  return out;
}

}  // namespace

Work CustomermatesModel::work(Instant now, bool by_person) {
  return {tables_, ledger_, field_faults_, Instant{now.us - now.us % 1000}, by_person};
}

bool CustomermatesModel::is_write(const HttpRequest& request) const {
  const std::string path = target_of(request.url);
  const std::string below = path.starts_with(root) ? path.substr(root.size()) : "";
  if (RecordsApi::has(below)) return below == "records/mutate";
  return request.method != "GET" && !path.ends_with("/search");
}

HttpResponse CustomermatesModel::missing(const Refusal& refusal) const {
  if (setup_.tells_missing && refusal.text.ends_with("→ at id")) return json_answer(404, refusal.text);
  return answer_of(refusal);
}

HttpResponse CustomermatesModel::answer(const HttpRequest& request, Instant now) {
  const std::string path = target_of(request.url);
  if (path == "/api/v1/openapi") return json_answer(200, description(setup_.has_records));
  const std::string* key = header(request.headers, "x-api-key");
  const std::string below = path.starts_with(root) ? path.substr(root.size()) : "";
  const Kind* kind = setup_.has_records ? nullptr : find_kind(below.substr(0, below.find('/')));
  const bool of_records = setup_.has_records && request.method == "POST" && RecordsApi::has(below);
  if (!kind && !of_records && below != "users/me") return no_page();
  if (!key || *key != setup_.api_key)
    return of_records ? answer_of(RecordRefusal{401, "authentication", "notAuthenticated", ""})
                      : json_answer(401, "Not authenticated");
  if (of_records) {
    const auto parsed = parse_json(request.body);
    if (!parsed) return answer_of(RecordRefusal{400, "validation", "invalidJsonBody", ""});
    const Instant to_the_millisecond{now.us - now.us % 1000};
    return records_.answer({tables_, ledger_, field_faults_}, below, *parsed, to_the_millisecond);
  }
  if (kind) return about_kind(request, *kind, below.substr(std::min(below.size(), kind->many.size() + 1)), now);
  return json_answer(200, Map{{"id", uuid_of("user")}, {"email", "sync@example.com"}, {"status", "active"}});
}

HttpResponse CustomermatesModel::about_kind(const HttpRequest& request, const Kind& kind, const std::string& below,
                                            Instant now) {
  const auto parsed = parse_json(request.body);
  if (!parsed && !request.body.empty()) return answer_of(invalid("Invalid JSON", "body"));
  const Value body = parsed.value_or(Value());
  if (below == "search" && request.method == "POST") {
    const auto found = search(tables_, kind, body);
    if (!found) return answer_of(found.error());
    List items;
    for (const Row* each : found->rows) items.push_back(shown(kind, *each));
    return json_answer(200, Map{{"items", std::move(items)},
                                {"customColumns", columns_of(kind)},
                                {"filters", body["filters"].is_list() ? body["filters"] : Value(List{})},
                                {"pagination", found->pagination}});
  }
  if (below == "configuration" && request.method == "GET")
    return json_answer(
        200, Map{{"customColumns", columns_of(kind)}, {"filterableFields", List{}}, {"sortableFields", List{}}});
  if (below == "many") return about_many(request, kind, body, now);
  if (!below.empty()) return about_one(request, kind, below, body, now);
  if (request.method != "POST" || !body.is_map()) return no_page();
  Work mine = work(now, false);
  const auto made = create(mine, kind, body.as_map());
  return made ? json_answer(201, shown(kind, *tables_.find(kind, *made))) : answer_of(made.error());
}

HttpResponse CustomermatesModel::about_many(const HttpRequest& request, const Kind& kind, const Value& body,
                                            Instant now) {
  const bool removes = request.method == "DELETE";
  const Value& given = body[removes ? "ids" : kind.many];
  if (!given.is_list() || given.as_list().empty() || given.as_list().size() > 100)
    return answer_of(invalid("Invalid input: expected array of 1 to 100", removes ? "ids" : kind.many));
  const Tables before = tables_;
  const std::size_t noted = ledger_.size();
  Work mine = work(now, false);
  List out;
  for (std::size_t i = 0; i < given.as_list().size(); ++i) {
    const Value& each = given.at(i);
    const std::string at = kind.many + "[" + std::to_string(i) + "].";
    std::string id = removes ? each.string_or("") : each["id"].string_or("");
    Answer<void> done;
    if (request.method == "POST") {
      auto made = create(mine, kind, each.as_map(), at);
      if (made)
        id = *made;
      else
        done = fail(made.error());
    } else {
      done = removes ? remove(mine, kind, id) : update(mine, kind, id, each.as_map(), at);
    }
    if (!done) {  // one transaction
      tables_ = before;
      ledger_.resize(noted);
      return answer_of(done.error());
    }
    out.push_back(removes ? Value(id) : shown(kind, *tables_.find(kind, id)));
  }
  return json_answer(request.method == "POST" ? 201 : 200, std::move(out));
}

HttpResponse CustomermatesModel::about_one(const HttpRequest& request, const Kind& kind, const std::string& id,
                                           const Value& body, Instant now) {
  Work mine = work(now, false);
  if (request.method == "GET") {
    const Row* row = tables_.find(kind, id);
    return json_answer(200, Map{{kind.one, row ? shown(kind, *row) : Value()}, {"customColumns", columns_of(kind)}});
  }
  if (request.method == "PUT" && body.is_map()) {
    const auto done = update(mine, kind, id, body.as_map());
    return done ? json_answer(200, shown(kind, *tables_.find(kind, id))) : missing(done.error());
  }
  if (request.method != "DELETE") return no_page();
  const auto done = remove(mine, kind, id);
  return done ? json_answer(200, id) : missing(done.error());
}

Value CustomermatesModel::shown(const Kind& kind, const Row& row) const {
  Map out{{"id", row.id}};
  for (const auto& [name, value] : row.fields) {
    if (!field_faults_.forbidden.contains(kind.many + "." + name)) out.set(name, value);
  }
  out.set("notes", nullptr);
  out.set("createdAt", moment_text(row.created));
  out.set("updatedAt", moment_text(row.updated));
  for (const char* none : {"users", "tasks"}) out.set(none, List{});
  for (const std::string& many : kind.linked) {
    List references;
    for (const std::string& id : tables_.linked(row.id, many)) {
      if (const Row* other = tables_.find(kind_named(many), id))
        references.push_back(reference_to(kind_named(many), *other));
    }
    out.set(many, std::move(references));
  }
  if (kind.many == "deals") {
    List services;
    Decimal quantity;
    for (const Line& each : tables_.lines_of(row.id)) {
      const Row& service = *tables_.find(kind_named("services"), each.service);
      services.emplace_back(Map{{"id", service.id},
                                {"name", Value(service.fields)["name"]},
                                {"amount", Value(service.fields)["amount"]},
                                {"quantity", each.quantity}});
      quantity = add(quantity, each.quantity).value_or(quantity);
    }
    out.set("services", std::move(services));
    out.set("totalValue", total_of(tables_, row.id));
    out.set("totalQuantity", quantity);
  }
  List values;
  for (const auto& [column, value] : row.custom) values.emplace_back(Map{{"columnId", column}, {"value", value}});
  out.set("customFieldValues", std::move(values));
  return out;
}

std::string CustomermatesModel::person_creates(const std::string& model, const Map& fields, Instant now) {
  Work mine = work(now, true);
  const std::string id = create(mine, kind_named(model), by_ids(kind_named(model), fields)).value_or("");
  stamp_ends({}, id, mine.now);
  return id;
}

/// What a record is connected with: (kind, id).
std::vector<std::pair<std::string, std::string>> CustomermatesModel::ends_of(const std::string& id) const {
  std::vector<std::pair<std::string, std::string>> out;
  for (const Kind& each : kinds()) {
    for (const std::string& other : tables_.linked(id, each.many)) out.emplace_back(each.many, other);
  }
  for (const Line* each : tables_.lines()) {
    const std::string price = tables_.price_in(*each).text();
    if (each->deal == id) out.emplace_back("services", each->service);
    if (each->service == id) out.emplace_back("deals", each->deal + "@" + price);
  }
  return out;
}

/// By the newer API both ends of a link are stamped, and deals when a price of theirs is another one.
void CustomermatesModel::stamp_ends(const std::vector<std::pair<std::string, std::string>>& before,
                                    const std::string& id, Instant now) {
  if (!setup_.has_records) return;
  const auto after = ends_of(id);
  const auto lacks = [](const auto& all, const auto& one) { return std::ranges::find(all, one) == all.end(); };
  std::set<std::pair<std::string, std::string>> moved;
  for (const auto& each : after) {
    if (lacks(before, each)) moved.insert({each.first, each.second.substr(0, each.second.find('@'))});
  }
  for (const auto& each : before) {
    if (lacks(after, each)) moved.insert({each.first, each.second.substr(0, each.second.find('@'))});
  }
  for (const auto& [many, other] : moved) {
    if (tables_.find(kind_named(many), other)) touch(tables_, type_of(many), other, now);
  }
}

void CustomermatesModel::person_labels(const std::string& id, const std::string& label) {
  records_.schema.labels[id] = label;
  ++records_.schema.revision;
}

void CustomermatesModel::person_throws_away(const std::string& type) {
  records_.schema.archived.insert(type_of(type).id());
  ++records_.schema.revision;
}

void CustomermatesModel::person_edits(const std::string& model, const std::string& id, const Map& fields, Instant now) {
  Work mine = work(now, true);
  const auto before = ends_of(id);
  (void)update(mine, kind_named(model), id, by_ids(kind_named(model), fields));
  stamp_ends(before, id, mine.now);
}

void CustomermatesModel::person_deletes(const std::string& model, const std::string& id, Instant now) {
  Work mine = work(now, true);
  const auto before = ends_of(id);
  (void)remove(mine, kind_named(model), id);
  stamp_ends(before, id, mine.now);
}

Value CustomermatesModel::record(const std::string& model, const std::string& id) const {
  const Kind& kind = kind_named(model);
  const Row* row = tables_.find(kind, id);
  if (!row) return {};
  Map out = row->fields;
  for (const auto& [column_id, value] : row->custom) {
    const Column& column = *kind.column(column_id);
    const Option* option = column.option(value);
    out.set("custom." + column.label, option ? option->label : value);
  }
  for (const std::string& many : kind.linked) {
    List linked;
    for (const std::string& each : tables_.linked(id, many)) linked.emplace_back(each);
    out.set(kind_named(many).one + "Ids", std::move(linked));
  }
  if (model == "contacts") {
    const std::string first = Value(out)["firstName"].string_or(""), last = Value(out)["lastName"].string_or("");
    out.set("full_name", first + (first.empty() || last.empty() ? "" : " ") + last);
  }
  if (model == "deals") out.set("totalValue", total_of(tables_, id));
  return out;
}

std::vector<std::string> CustomermatesModel::ids(const std::string& model) const {
  std::vector<std::string> out;
  for (const auto& [id, _] : tables_.of(kind_named(model))) out.push_back(id);
  return out;
}

Value CustomermatesModel::event_of(const VendorMutation& mutation, Instant now) const {
  const char* verb = mutation.verb == MutationVerb::create   ? "created"
                     : mutation.verb == MutationVerb::update ? "updated"
                                                             : "deleted";
  std::string event = std::string("record.") + verb;
  Map payload;
  if (setup_.has_records) {
    payload = {{"version", 2},
               {"event", event},
               {"record", Map{{"ref", Map{{"typeId", type_of(mutation.model).id()}, {"recordId", mutation.id}}},
                              {"schemaRevision", records_.schema.revision},
                              {"fields", List{}},
                              {"links", List{}}}}};
  } else {
    const Kind& kind = kind_named(mutation.model);
    event = kind.one + "." + verb;
    payload = mutation.verb == MutationVerb::update
                  ? Map{{kind.one, Map{{"id", mutation.id}}}, {"changes", mutation.after}}
                  : Map{{"id", mutation.id}};
  }
  return Map{{"event", std::move(event)},
             {"data", Map{{"userId", uuid_of("user")},
                          {"companyId", uuid_of("company")},
                          {"entityId", mutation.id},
                          {"payload", std::move(payload)}}},
             {"timestamp", moment_text(now)}};
}

void CustomermatesModel::tell(const std::function<HttpResponse(const HttpRequest&)>& receiver, Instant now) {
  for (; told_ < ledger_.size(); ++told_) {
    const Value body = event_of(ledger_[told_], now);
    for (const Hook& hook : hooks_) {
      if (!hook.type.empty() && hook.type != ledger_[told_].model) continue;
      HttpRequest request{"POST", hook.url, {{"Content-Type", "application/json"}}, write_json(body), ""};
      if (!hook.secret.empty())
        request.headers.emplace_back("X-Webhook-Signature", to_hex(hmac_sha256(hook.secret, request.body)));
      (void)receiver(request);
    }
  }
}

}  // namespace syncline::sandbox
