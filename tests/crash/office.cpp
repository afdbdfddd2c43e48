#include "tests/crash/office.h"

#include <algorithm>

#include "base/hash.h"
#include "base/json.h"

namespace syncline::crash {
namespace {

constexpr std::uint64_t longest_pause_us = 20'000;

HttpResponse json(int status, const Value& body) {
  return {status, {{"Content-Type", "application/json"}}, write_json(body)};
}
HttpResponse refused(int status, const char* why) { return json(status, Value(Map{{"error", why}})); }

std::vector<std::string> segments(std::string_view path) {
  std::vector<std::string> parts;
  while (!path.empty()) {
    path.remove_prefix(path.front() == '/');
    const std::size_t end = std::min(path.find('/'), path.size());
    if (end > 0) parts.emplace_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return parts;
}

Value shown(const Paper& paper) {
  return Map{{"id", paper.id}, {"name", paper.name}, {"size", static_cast<std::int64_t>(paper.content.size())}};
}

Map map_of(const Value& value) { return value.is_map() ? value.as_map() : Map{}; }

}  // namespace

struct Office::Call {
  std::string method, body;
  std::vector<std::string> path;
  std::map<std::string, std::string> query, headers;

  std::string part(std::size_t n) const { return n < path.size() ? path[n] : ""; }
  std::string asked(const std::string& name) const {
    const auto found = query.find(name);
    return found == query.end() ? "" : found->second;
  }
  Value content() const {
    auto parsed = parse_json(body);
    return parsed ? std::move(*parsed) : Value{};
  }
};

Value Row::shown() const {
  Map all{{"id", id}};
  for (const auto& [name, value] : fields) all.set(name, value);
  all.set("version", std::to_string(version));
  all.set("changed", to_iso(changed));
  return all;
}

Office::Office(Runtime& rt, std::string name, std::vector<std::string> keyed)
    : rt_(rt), name_(std::move(name)), keyed_(std::move(keyed)) {}

HttpResponse Office::answer(const HttpRequest& request) {
  Call call{request.method, request.body, segments(path_of(request.url)), {}, {}};
  for (auto& [name, value] : parse_form(query_of(request.url))) call.query[name] = value;
  for (const char* name : {"If-Match", "Idempotency-Key"}) {
    const std::string* given = header(request.headers, name);
    call.headers[name] = given ? *given : "";
  }
  HttpResponse response = [&] {
    const std::lock_guard lock(mutex_);
    return done(call);
  }();
  if (call.method != "GET") rt_.sleep_for(microseconds(static_cast<std::int64_t>(rt_.random() % longest_pause_us)));
  return response;
}

HttpResponse Office::done(const Call& call) {
  const std::string table = call.part(0), id = call.part(1), what = call.part(2);
  if (id == "together") return together(call);
  if (what == "files") return papers(call);
  if (what == "confirm") return confirmed(id);
  if (call.method == "PATCH") return updated(table, id, call.headers.at("If-Match"), map_of(call.content()));
  if (call.method == "PUT") return created(table, id, map_of(call.content()));
  if (call.method == "POST") {
    Map fields = map_of(call.content());
    const std::string key = fields.contains("key") ? fields["key"].string_or("") : call.headers.at("Idempotency-Key");
    fields.erase("key");
    return created(table, key, std::move(fields));
  }
  if (id.empty()) return listed(call);
  const auto& rows = tables_[table];
  const auto found = rows.find(id);
  return found == rows.end() ? refused(404, "no such record") : json(200, found->second.shown());
}

/// With `key`: what was created by it. With `until`: those of [since, until) after `after`, by id. Else: those since
/// `since`, by stamp.
HttpResponse Office::listed(const Call& call) const {
  std::vector<const Row*> found;
  const auto table = tables_.find(call.part(0));
  const Instant since = parse_instant(call.asked("since")).value_or(Instant{});
  const Instant until = parse_instant(call.asked("until")).value_or(far_future);
  const std::string key = call.asked("key"), after = call.asked("after");
  if (table != tables_.end()) {
    for (const auto& [id, row] : table->second) {
      if (key.empty() ? row.changed >= since && row.changed < until && id > after : row.key == key)
        found.push_back(&row);
    }
  }
  if (call.asked("until").empty()) {
    std::ranges::sort(
        found, [](const Row* a, const Row* b) { return std::tie(a->changed, a->id) < std::tie(b->changed, b->id); });
  }
  const auto most = static_cast<std::size_t>(std::strtoull(call.asked("limit").c_str(), nullptr, 10));
  if (most > 0 && found.size() > most) found.resize(most);
  List rows;
  for (const Row* row : found) rows.push_back(row->shown());
  return json(200, Value(std::move(rows)));
}

HttpResponse Office::created(const std::string& table, const std::string& key, Map fields) {
  const bool is_keyed = !key.empty() && std::ranges::find(keyed_, table) != keyed_.end();
  if (const auto known = by_key_.find({table, key}); is_keyed && known != by_key_.end())
    return json(200, tables_[table].at(known->second).shown());
  const Row& row = add(false, table, key, std::move(fields));
  return json(201, row.shown());
}

HttpResponse Office::updated(const std::string& table, const std::string& id, const std::string& version,
                             const Map& fields) {
  auto& rows = tables_[table];
  const auto found = rows.find(id);
  if (found == rows.end()) return refused(404, "no such record");
  if (version != std::to_string(found->second.version)) return refused(412, "somebody else was faster");
  change(false, table, found->second, fields);
  return json(200, found->second.shown());
}

HttpResponse Office::together(const Call& call) {
  List answers;
  const Value items = call.content();
  if (!items.is_list()) return refused(400, "a list is wanted");
  for (const Value& item : items.as_list()) {
    const HttpResponse one =
        call.method == "PATCH"
            ? updated(call.part(0), item["id"].string_or(""), item["version"].string_or(""), map_of(item["content"]))
            : created(call.part(0), item["key"].string_or(""), map_of(item["content"]));
    auto body = parse_json(one.body);
    answers.emplace_back(Map{{"status", one.status}, {"body", body ? std::move(*body) : Value{}}});
  }
  return json(200, Value(std::move(answers)));
}

HttpResponse Office::confirmed(const std::string& id) {
  auto& rows = tables_["orders"];
  const auto found = rows.find(id);
  if (found == rows.end()) return refused(404, "no such record");
  const bool in_vain = found->second.fields["state"].string_or("") != "draft";
  ledger_.push_back({false, "confirm", "orders", id, {}, in_vain});
  if (in_vain) return refused(409, "it is no draft");
  found->second.fields.set("state", "confirmed");
  stamp(found->second);
  return json(200, found->second.shown());
}

HttpResponse Office::papers(const Call& call) {
  auto& rows = tables_[call.part(0)];
  const auto found = rows.find(call.part(1));
  if (found == rows.end()) return refused(404, "no such record");
  auto& papers = found->second.papers;
  if (call.method == "POST") {
    const Value given = call.content();
    Paper paper{std::to_string(++next_id_), given["name"].string_or(""), "", given["key"].string_or("")};
    if (!from_base64(given["data"].string_or("-"), paper.content)) return refused(400, "base64 is wanted");
    ledger_.push_back({false, "paper", call.part(0), found->first, Map{{"name", paper.name}}, false});
    papers.push_back(paper);
    return json(201, shown(paper));
  }
  List all;
  for (const Paper& paper : papers) {
    if (paper.id == call.part(3)) return {200, {{"Content-Type", "application/octet-stream"}}, paper.content};
    if (call.asked("key").empty() || call.asked("key") == paper.key) all.push_back(shown(paper));
  }
  return call.part(3).empty() ? json(200, Value(std::move(all))) : refused(404, "no such file");
}

Row& Office::add(bool by_person, const std::string& table, const std::string& key, Map fields) {
  const std::string id = std::to_string(++next_id_);
  ledger_.push_back({by_person, "create", table, id, fields, false});
  if (table == "orders") {
    fields.set("number", "O-" + id);
    fields.set("state", "draft");
  }
  Row& row = tables_[table][id];
  row.id = by_key_[{table, key}] = id;
  row.key = key;
  row.fields = std::move(fields);
  stamp(row);
  return row;
}

void Office::change(bool by_person, const std::string& table, Row& row, const Map& fields) {
  bool in_vain = true;
  for (const auto& [name, value] : fields) {
    in_vain = in_vain && row.fields[name] == value;
    row.fields.set(name, value);
  }
  ledger_.push_back({by_person, "update", table, row.id, fields, in_vain});
  ++row.version;
  stamp(row);
}

/// No two records have the same stamp.
void Office::stamp(Row& row) { row.changed = latest_ = std::max(rt_.now(), latest_ + microseconds(1)); }

Row Office::person_creates(const std::string& table, Map fields, std::vector<Paper> papers) {
  const std::lock_guard lock(mutex_);
  Row& row = add(true, table, "", std::move(fields));
  row.papers = std::move(papers);
  for (Paper& paper : row.papers) paper.id = std::to_string(++next_id_);
  return row;
}

Row Office::person_edits(const std::string& table, const std::string& id, const Map& fields) {
  const std::lock_guard lock(mutex_);
  Row& row = tables_[table].at(id);
  change(true, table, row, fields);
  return row;
}

std::optional<Row> Office::row(const std::string& table, const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto rows = tables_.find(table);
  if (rows == tables_.end() || !rows->second.contains(id)) return std::nullopt;
  return rows->second.at(id);
}

void Office::each(const std::string& table, const std::function<void(const Row&)>& look) const {
  const std::lock_guard lock(mutex_);
  const auto rows = tables_.find(table);
  if (rows == tables_.end()) return;
  for (const auto& [id, row] : rows->second) look(row);
}

Value Office::told() const {
  const std::lock_guard lock(mutex_);
  Map tables;
  for (const auto& [name, table] : tables_) {
    List rows;
    for (const auto& [id, row] : table) {
      Value record = row.shown();
      List papers;
      for (const Paper& paper : row.papers) papers.emplace_back(to_hex(sha256(paper.content)));
      record.as_map().set("papers", std::move(papers));
      rows.push_back(std::move(record));
    }
    tables.set(name, std::move(rows));
  }
  List lines;
  for (const Mutation& each : ledger_)
    lines.emplace_back(List{each.by_person, each.verb, each.table, each.id, each.set, each.in_vain});
  return Map{{"tables", std::move(tables)}, {"ledger", std::move(lines)}};
}

}  // namespace syncline::crash
