#include "tests/conformance/connector/plain/plain_model.h"

#include <algorithm>
#include <cstdlib>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "tests/conformance/connector/plain/plain_orders.h"

namespace syncline::conformance {
namespace {

using sandbox::MutationVerb;

constexpr std::int64_t most_rows = 30;  ///< that an offset reaches

HttpResponse answered(int status, const Value& body) {
  return {status, {{"Content-Type", "application/json"}}, write_json(body)};
}

HttpResponse refused(int status, const std::string& code, const std::string& message, const std::string& warning = "") {
  return answered(status, Map{{"error", Map{{"code", code}, {"message", message}, {"warning", warning}}}});
}

std::string id_of(const std::string& model, std::int64_t number) {
  return std::string(1, model.front()) + "-" + std::to_string(number);
}

std::int64_t number_of(const std::string& id) { return id.size() < 3 ? 0 : std::atoll(id.c_str() + 2); }

std::string etag_of(std::int64_t number, std::int64_t revision) {
  return "\"" + std::to_string(number) + "." + std::to_string(revision) + "\"";
}

struct Target {
  std::string collection, id, action;
  Map query;
};

Target target_of(const std::string& url) {
  Target out;
  std::string_view rest = url;
  if (const std::size_t scheme = rest.find("://"); scheme != std::string_view::npos) {
    rest.remove_prefix(scheme + 3);
    rest.remove_prefix(std::min(rest.find('/'), rest.size()));
  }
  for (const auto& [name, value] : parse_form(query_of(rest))) out.query.set(name, value);
  std::string_view path = path_of(rest).substr(1);
  const std::size_t slash = std::min(path.find('/'), path.size());
  out.collection = path.substr(0, slash);
  if (slash < path.size()) out.id = path.substr(slash + 1);
  if (const std::size_t action = out.id.find('/'); action != std::string::npos) {
    out.action = out.id.substr(action + 1);
    out.id.resize(action);
  }
  return out;
}

}  // namespace

bool PlainModel::is_write(const HttpRequest& request) const {
  return request.method != "GET" && target_of(request.url).collection != "oauth";
}

HttpResponse PlainModel::answer(const HttpRequest& request, Instant now) {
  const Target target = target_of(request.url);
  if (target.collection == "oauth") {
    const std::string token = "token-" + std::to_string(++*tokens_given_);
    tokens_->insert(token);
    return answered(200, Map{{"access_token", token}, {"token_type", "Bearer"}, {"expires_in", 3600}});
  }
  const std::string* authorization = header(request.headers, "Authorization");
  if (!authorization || !authorization->starts_with("Bearer ") || !tokens_->contains(authorization->substr(7)))
    return refused(401, "invalid_token", "sign in again");
  if (target.collection == "confirmations") {
    confirmed_.insert(parse_json(request.body).value_or(Value())["name"].string_or(""));
    return answered(201, Map{});
  }
  if (target.collection == "batch") return batch(request, now);
  const auto found = collections_.find(target.collection);
  if (found == collections_.end()) return refused(404, "not_found", "no such collection");
  if (target.id.empty())
    return request.method == "POST" ? create(target.collection, request, now) : list(target.collection, request);
  if (target.id == "by-key") return put_by_key(target.collection, target.action, request, now);
  const std::int64_t number = survivor(target.collection, number_of(target.id));
  const auto row = found->second.rows.find(number);
  if (row == found->second.rows.end())
    return number < found->second.next && number > 0 ? refused(410, "gone", "it was deleted")
                                                     : refused(404, "not_found", "no such record");
  const std::string id = id_of(target.collection, number);
  if (target.action == "notes") return notes(id, request, now);
  if (target.action.starts_with("files")) return files(target.action, id, request, now);
  if (!target.action.empty()) return act(target.action, number, request, now);
  if (request.method != "GET") return change(target.collection, number, request, now);
  return answered(200, shown(target.collection, number, row->second));
}

bool PlainModel::is_under_key(const std::string& model, const std::string& key, std::int64_t number) const {
  const auto made = collections_.at(model).made_by_key.find(key);
  return made != collections_.at(model).made_by_key.end() && made->second == id_of(model, number);
}

HttpResponse PlainModel::list(const std::string& model, const HttpRequest& request) const {
  const Map query = target_of(request.url).query;
  const auto text = [&](const char* name) {
    const Value* value = query.find(name);
    return value ? value->string_or("") : std::string();
  };
  const std::int64_t limit = std::atoll(text("limit").c_str());
  const std::int64_t offset = std::atoll(text("offset").c_str());
  if (!text("offset").empty() && offset + limit > most_rows) return refused(400, "too_deep", "narrow the search");
  const auto since = parse_instant(text("since"));
  const auto until = parse_instant(text("until"));
  std::vector<std::pair<std::int64_t, const Row*>> found;
  for (const auto& [number, row] : collections_.at(model).rows) {
    if (since && row.changed_at < *since) continue;
    if (until && row.changed_at >= *until) continue;
    if (number <= number_of(text("after"))) continue;
    if (!text("key").empty() && !is_under_key(model, text("key"), number)) continue;
    if (!text("ref").empty() && Value(row.fields)["ref"] != Value(text("ref"))) continue;
    found.emplace_back(number, &row);
  }
  // By id; deals, and whatever is asked so, by the moment of their change.
  if ((model == "deals" && since) || text("sort") == "changed")
    std::ranges::stable_sort(found, {}, [](const auto& each) { return each.second->changed_at; });
  List items;
  for (auto i = static_cast<std::size_t>(offset); i < found.size() && items.size() < static_cast<std::size_t>(limit);
       ++i)
    items.push_back(shown(model, found[i].first, *found[i].second));
  Map body{{"items", std::move(items)}};
  const std::size_t seen = static_cast<std::size_t>(offset) + body["items"].as_list().size();
  if (seen > 0 && seen < found.size()) body.set("next", id_of(model, found[seen - 1].first));
  return answered(200, std::move(body));
}

Value PlainModel::shown(const std::string& model, std::int64_t number, const Row& row) const {
  Map out{{"id", id_of(model, number)}};
  for (const auto& [name, value] : row.fields) {
    if (!field_faults_.forbidden.contains(model + "." + name)) out.set(name, value);
  }
  out.set("changed_at", to_iso(Instant{row.changed_at.us - row.changed_at.us % 1'000'000}));
  out.set("etag", etag_of(number, row.revision));
  return out;
}

HttpResponse PlainModel::refusal_of(const std::string& model, const Map& fields) const {
  for (const auto& [name, value] : fields) {
    if (field_faults_.forbidden.contains(model + "." + name))
      return refused(403, "forbidden_field", "you may not write " + name);
    if (name == "name" && (!value.is_string() || value.as_string().empty()))
      return refused(400, "invalid", "name must be a text");
  }
  return {};
}

HttpResponse PlainModel::create(const std::string& model, const HttpRequest& request, Instant now) {
  Collection& collection = collections_.at(model);
  const std::string* key = header(request.headers, "Idempotency-Key");
  if (key && collection.made_by_key.contains(*key)) return answered(201, Map{{"id", collection.made_by_key.at(*key)}});
  const auto body = parse_json(request.body);
  if (!body || !body->is_map()) return refused(400, "invalid", "no JSON object");
  if (auto refusal = refusal_of(model, body->as_map()); refusal.status != 200) return refusal;
  Map fields = body->as_map();
  if (const auto refusal = apply_lines(fields, Value(), next_line_))
    return refused(refusal->status, refusal->code, refusal->message);
  if (model == "orders") fields.set("status", "draft");
  const std::int64_t number = collection.next++;
  store(model, number, std::move(fields), false, now);
  if (key) collection.made_by_key[*key] = id_of(model, number);
  return answered(201, Map{{"id", id_of(model, number)}});
}

HttpResponse PlainModel::put_by_key(const std::string& model, const std::string& key, HttpRequest request,
                                    Instant now) {
  const auto made = collections_.at(model).made_by_key.find(key);
  if (made == collections_.at(model).made_by_key.end()) {
    set_header(request.headers, "Idempotency-Key", key);
    return create(model, request, now);
  }
  const std::int64_t number = number_of(made->second);
  if (!collections_.at(model).rows.contains(number)) return refused(410, "gone", "it was deleted");
  Map fields = parse_json(request.body).value_or(Map{}).as_map();
  if (const auto refusal = apply_lines(fields, Value(), next_line_))
    return refused(refusal->status, refusal->code, refusal->message);
  store(model, number, std::move(fields), false, now);
  return answered(200, Map{{"id", made->second}});
}

/// Each by itself, as if it came alone.
HttpResponse PlainModel::batch(const HttpRequest& request, Instant now) {
  List answers;
  const Value all = parse_json(request.body).value_or(Value());
  for (const Value& each : all["items"].is_list() ? all["items"].as_list() : List{}) {
    HttpRequest one{each["method"].string_or(""), each["path"].string_or(""), request.headers, write_json(each["body"]),
                    ""};
    if (each["headers"].is_map()) {
      for (const auto& [name, value] : each["headers"].as_map()) set_header(one.headers, name, value.string_or(""));
    }
    const HttpResponse response = answer(one, now);
    answers.push_back(Map{{"status", response.status}, {"body", parse_json(response.body).value_or(Value())}});
  }
  return answered(200, Map{{"answers", std::move(answers)}});
}

HttpResponse PlainModel::change(const std::string& model, std::int64_t number, const HttpRequest& request,
                                Instant now) {
  Collection& collection = collections_.at(model);
  if (auto refusal = stale(model, number, request); refusal.status != 200) return refusal;
  if (request.method == "DELETE") {
    ledger_.push_back({MutationVerb::remove, false, now, model, id_of(model, number), {}, {}});
    collection.rows.erase(number);
    return {204, {}, ""};
  }
  const auto body = parse_json(request.body);
  if (!body || !body->is_map()) return refused(400, "invalid", "no JSON object");
  if (auto refusal = refusal_of(model, body->as_map()); refusal.status != 200) return refusal;
  Map fields = body->as_map();
  const Map& stored = collection.rows.at(number).fields;
  if (fields.contains("status")) return refused(400, "invalid", "the status changes by calls only");
  if (const auto refusal = apply_lines(fields, stored.contains("lines") ? *stored.find("lines") : Value(), next_line_))
    return refused(refusal->status, refusal->code, refusal->message);
  store(model, number, std::move(fields), false, now);
  return answered(200, shown(model, number, collection.rows.at(number)));
}

HttpResponse PlainModel::stale(const std::string& model, std::int64_t number, const HttpRequest& request) const {
  if (!compares_) return {};
  const std::string* expected = header(request.headers, "If-Match");
  if (!expected || expected->empty()) return refused(428, "precondition", "If-Match is needed");
  if (*expected != etag_of(number, collections_.at(model).rows.at(number).revision))
    return refused(412, "changed", "the record was changed meanwhile");
  return {};
}

HttpResponse PlainModel::act(const std::string& action, std::int64_t number, const HttpRequest& request, Instant now) {
  if (auto refusal = stale("orders", number, request); refusal.status != 200) return refusal;
  const Map order = collections_.at("orders").rows.at(number).fields;
  const auto question = question_about(action, id_of("orders", number), order);
  if (question && !confirmed_.contains(*question)) return refused(400, "question", "Really so many?", *question);
  if (Map fields = after_action(action, order); !fields.empty()) store("orders", number, std::move(fields), false, now);
  return answered(200, Map{{"ok", true}});
}

HttpResponse PlainModel::notes(const std::string& of, const HttpRequest& request, Instant now) {
  List& all = notes_[of];
  if (request.method == "POST") {
    const std::string id = "n-" + std::to_string(next_note_++);
    Map note{{"id", id}, {"text", parse_json(request.body).value_or(Value())["text"]}};
    ledger_.push_back({MutationVerb::create, false, now, "notes", id, {}, note});
    all.emplace_back(std::move(note));
    return answered(201, Map{{"id", id}});
  }
  const Map query = target_of(request.url).query;
  const Value* wanted = query.find("q");
  List found;
  for (const Value& each : all) {
    if (!wanted || each["text"].string_or("").find(wanted->string_or("")) != std::string::npos) found.push_back(each);
  }
  return answered(200, Map{{"items", std::move(found)}});
}

HttpResponse PlainModel::files(const std::string& action, const std::string& of, const HttpRequest& request,
                               Instant now) {
  std::vector<AttachedFile>& all = files_[of];
  if (request.method == "POST") {
    const Value body = parse_json(request.body).value_or(Value());
    AttachedFile file{"f-" + std::to_string(next_file_++), body["name"].string_or(""), body["type"].string_or(""),
                      body["key"].string_or(""), ""};
    if (!from_base64(body["data"].string_or("!"), file.content)) return refused(400, "invalid", "no file");
    ledger_.push_back({MutationVerb::create, false, now, "files", file.id, {}, {{"name", file.name}}});
    all.push_back(std::move(file));
    return answered(201, Map{{"id", all.back().id}});
  }
  if (action.starts_with("files/")) {
    const auto found = std::ranges::find(all, action.substr(6), &AttachedFile::id);
    if (found == all.end()) return refused(404, "not_found", "no such file");
    return {200, {{"Content-Type", found->type}}, found->content};
  }
  const Map query = target_of(request.url).query;
  const Value* key = query.find("key");
  List items;
  for (const AttachedFile& file : all) {
    if (key && file.key != key->string_or("")) continue;
    items.push_back(Map{{"id", file.id},
                        {"name", file.name},
                        {"type", file.type},
                        {"size", static_cast<std::int64_t>(file.content.size())},
                        {"sum", to_hex(xxh3(file.content))}});
  }
  return answered(200, Map{{"items", std::move(items)}});
}

void PlainModel::store(const std::string& model, std::int64_t number, Map fields, bool by_person, Instant now) {
  Collection& collection = collections_.at(model);
  const bool is_new = !collection.rows.contains(number);
  Row& row = collection.rows[number];
  Map before;
  for (auto& [name, value] : fields) {
    const std::string full = model + "." + name;
    if (!by_person && field_faults_.ignored.contains(full)) continue;
    const auto cut = field_faults_.shortened.find(full);
    if (!by_person && cut != field_faults_.shortened.end() && value.is_string())
      value = std::string(truncate(value.as_string(), cut->second));
    if (const Value* old = row.fields.find(name)) before.set(name, *old);
    row.fields.set(name, value);
  }
  row.changed_at = now;
  if (!is_new) ++row.revision;
  ledger_.push_back({is_new ? MutationVerb::create : MutationVerb::update, by_person, now, model, id_of(model, number),
                     std::move(before), std::move(fields)});
}

std::int64_t PlainModel::survivor(const std::string& model, std::int64_t number) const {
  const auto& merged = collections_.at(model).merged;
  for (auto found = merged.find(number); found != merged.end(); found = merged.find(number)) number = found->second;
  return number;
}

std::string PlainModel::person_creates(const std::string& model, const Map& fields, Instant now) {
  const std::int64_t number = collections_.at(model).next++;
  store(model, number, fields, true, now);
  return id_of(model, number);
}

void PlainModel::person_edits(const std::string& model, const std::string& id, const Map& fields, Instant now) {
  if (collections_.at(model).rows.contains(number_of(id))) store(model, number_of(id), fields, true, now);
}

void PlainModel::person_deletes(const std::string& model, const std::string& id, Instant now) {
  ledger_.push_back({MutationVerb::remove, true, now, model, id, {}, {}});
  collections_.at(model).rows.erase(number_of(id));
}

void PlainModel::person_attaches(const std::string& id, const std::string& name, const std::string& content) {
  files_[id].push_back({"f-" + std::to_string(next_file_++), name, "application/pdf", "", content});
}

void PlainModel::person_merges(const std::string& model, const std::string& loser, const std::string& winner,
                               Instant now) {
  person_deletes(model, loser, now);
  collections_.at(model).merged[number_of(loser)] = number_of(winner);
}

Value PlainModel::record(const std::string& model, const std::string& id) const {
  const auto& rows = collections_.at(model).rows;
  const auto found = rows.find(number_of(id));
  return found == rows.end() ? Value() : Value(found->second.fields);
}

std::vector<std::string> PlainModel::ids(const std::string& model) const {
  std::vector<std::string> out;
  for (const auto& [number, row] : collections_.at(model).rows) out.push_back(id_of(model, number));
  return out;
}

}  // namespace syncline::conformance
