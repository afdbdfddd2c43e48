#include "api/operator_api.h"

#include <algorithm>
#include <limits>
#include <set>

#include "api/as_json.h"
#include "api/problem.h"
#include "api/words.h"
#include "base/json.h"
#include "engine/lateness.h"
#include "engine/named_links.h"
#include "engine/reject_hold.h"

namespace syncline {
namespace {

constexpr std::string_view root = "/v1/", query_root = "query/";
constexpr std::size_t most_listed = 1000, sampled = 5;

Error refusal(ErrorClass cls, std::string code, std::string message, std::string remedy = "") {
  return {cls, std::move(code), std::move(message), "", std::move(remedy), std::nullopt};
}

Error nothing_here(const std::string& what) {
  return refusal(ErrorClass::not_found, "api.path", "there is no " + what);
}

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t n = 0;
  if (text.empty() || text.size() > 15) return std::nullopt;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    n = n * 10 + (c - '0');
  }
  return n;
}

std::string by_whom(const Value& words) { return one_line(words, "by"); }

Error closed(HoldId id) {
  return refusal(ErrorClass::conflict, "hold.closed", "hold " + std::to_string(id.n) + " is not open",
                 "`syncline holds` lists those that are");
}

}  // namespace

Error cannot_reload() {
  return refusal(ErrorClass::conflict, "project.not_running",
                 "nothing runs with this data that could read its project again",
                 "nothing is to be done: the next `syncline run` reads it as it is then");
}

HttpResponse OperatorApi::reload() {
  const Reloaded done = reload_ ? reload_() : Reloaded{cannot_reload(), "", {}, ""};
  const Map found{{"detail", done.text}, {"findings", done.findings}};
  if (done.refused) return problem_response(*done.refused, found);
  return json_response(200,
                       Map{{"taken", true}, {"note", done.note}, {"detail", done.text}, {"findings", done.findings}});
}

HttpResponse OperatorApi::handle(const HttpRequest& request) {
  if (request.method == "POST" && path_of(request.url) == "/v1/reload") return reload();
  auto answered = answer(request);
  return answered ? json_response(200, *answered) : problem_response(answered.error());
}

Result<Value, Error> OperatorApi::answer(const HttpRequest& request) {
  const std::string path(path_of(request.url).substr(std::min(root.size(), path_of(request.url).size())));
  if (path.starts_with(query_root) && request.method == "GET") {
    std::string record;
    for (const auto& [name, value] : parse_form(query_of(request.url)))
      if (name == "record") record = value;
    return ask(path.substr(query_root.size()), record);
  }
  if (request.method == "POST") {
    auto words = parse_json(request.body.empty() ? "{}" : request.body);
    if (!words || !words->is_map())
      return fail(refusal(ErrorClass::validation, "api.body", "the body is not a JSON object"));
    if (path.starts_with(query_root)) return ask(path.substr(query_root.size()), one_line(*words, "record"));
    return post(path, *words);
  }
  return list(path);
}

Result<Value, Error> OperatorApi::list(const std::string& path) {
  const auto reader = store_.reader();
  List list;
  if (path == "holds") {
    for (const Hold& hold : reader->holds(true, most_listed))
      list.push_back(value_of(hold, reader->held(hold.id, {}, sampled)));
  } else if (path == "stops") {
    for (const Stop& stop : reader->stops()) list.push_back(value_of(stop));
  } else if (path == "conflicts") {
    for (const Conflict& conflict : reader->conflicts(true, {}, most_listed)) list.push_back(value_of(conflict));
  } else if (path == "dead-letters") {
    for (const DeadLetter& letter : reader->dead_letters(true, most_listed)) list.push_back(value_of(letter));
  } else if (path == "late") {
    for (const auto& [system, object, detail] : late_in(*reader))
      list.push_back(Map{{"system", system}, {"object", object}, {"detail", detail}});
  } else {
    return fail(nothing_here("resource " + path));
  }
  return Value(std::move(list));
}

Result<Value, Error> OperatorApi::ask(const std::string& query, const std::string& record) {
  if (!queries_)
    return fail(refusal(ErrorClass::conflict, "query.not_running", "nothing runs with this data that could ask",
                        "start the project: syncline run"));
  if (record.empty())
    return fail(refusal(ErrorClass::validation, "query.record", "of which record is not said",
                        "name it by any of its ids: /v1/query/" + query + "?record=…"));
  const auto answer = queries_->ask(query, record);
  return answer ? Result<Value, Error>(value_of(*answer, rt_.now())) : fail(answer.error());
}

Result<Value, Error> OperatorApi::post(const std::string& path, const Value& words) {
  const auto parts = split(path, '/');
  const auto id = parts.size() == 3 ? number_of(parts[1]) : std::nullopt;
  Result<Value, Error> done = fail(nothing_here("command " + path));
  if (parts.size() == 1) done = on_stop(std::string(parts[0]), words);
  if (id && parts[0] == "holds") done = on_hold(std::string(parts[2]), {*id}, words);
  if (id && parts[0] == "dead-letters" && parts[2] == "retry") done = retry({*id});
  if (id && parts[0] == "conflicts" && parts[2] == "resolve") done = decisions_.resolve({*id}, words);
  if (id && parts[0] == "conflicts" && parts[2] == "match") done = decisions_.match({*id}, words);
  if (path == "conflicts/resolve") done = decisions_.resolve_all(words);
  if (done) changed_();
  return done;
}

Result<Value, Error> OperatorApi::on_stop(const std::string& verb, const Value& words) {
  const bool lifts = verb == "resume" || verb == "resume-writes";
  if (!lifts && verb != "pause" && verb != "stop-writes") return fail(nothing_here("command " + verb));
  auto stop = stop_of(verb.ends_with("writes") ? Stop::Kind::writes : Stop::Kind::pause, words);
  if (!stop) return fail(stop.error());
  if (!lifts) {
    if (auto done = store_.write([&](Tx& tx) { tx.stop(*stop); }); !done) return fail(done.error());
    return value_of(*stop);
  }
  const auto lifted = store_.write([&](Tx& tx) { return tx.lift(*stop); });
  if (!lifted) return fail(lifted.error());
  if (!*lifted) {
    std::vector<std::string> others;
    for (const Stop& other : store_.reader()->stops()) others.push_back(text_of(other));
    return fail(refusal(ErrorClass::not_found, "stop.none", "there is nothing of this kind to resume",
                        others.empty() ? "nothing is stopped" : "what is stopped: " + join(others, "; ")));
  }
  return value_of(*stop);
}

Result<Stop, Error> OperatorApi::stop_of(Stop::Kind kind, const Value& words) {
  Stop stop;
  stop.kind = kind;
  stop.reason = one_line(words, "reason");
  stop.by = by_whom(words);
  stop.system = one_line(words, "system");
  if (kind == Stop::Kind::pause) stop.entity = one_line(words, "entity");
  const std::string record = kind == Stop::Kind::pause ? one_line(words, "record") : "";
  if (!record.empty()) {
    const auto links = named_links(*store_.reader(), record, stop.entity);
    if (links.size() != 1) {
      return fail(refusal(ErrorClass::not_found, "record.unknown",
                          links.empty() ? "no record has the id " + record
                                        : std::to_string(links.size()) + " links have the id " + record,
                          links.empty() ? "give an id of one of the systems, a tax id or an e-mail address"
                                        : "name the entity, too, or the link: link:" + std::to_string(links[0].n)));
    }
    stop.link = links[0];
    stop.entity.clear();
  }
  if (kind == Stop::Kind::pause && int(!stop.system.empty()) + int(!stop.entity.empty()) + int(bool(stop.link)) != 1) {
    return fail(refusal(ErrorClass::validation, "pause.scope", "what is meant is not clear",
                        "name a system, an entity or a record; the kill switch of everything is stop-writes"));
  }
  if (auto known = require_known(stop); !known) return fail(known.error());
  return stop;
}

/// A misspelt name would stop nothing, and look as if it did.
Result<void, Error> OperatorApi::require_known(const Stop& stop) {
  std::set<std::string> systems, entities;
  if (setup_) {
    for (const auto& [name, system] : setup_->systems) systems.insert(name);
    for (const auto& policy : setup_->entities) entities.insert(policy->entity->name);
  } else {
    const Counts counts = store_.reader()->counts();
    for (const auto& [name, n] : counts.records) systems.insert(name.substr(0, name.find(' ')));
    for (const auto& [name, n] : counts.links) entities.insert(name);
  }
  for (const auto& [name, known] : {std::pair(stop.system, systems), std::pair(stop.entity, entities)}) {
    if (name.empty() || known.empty() || known.contains(name)) continue;
    return fail(refusal(ErrorClass::not_found, "stop.unknown", "there is no \"" + name + "\" here",
                        "known: " + join({known.begin(), known.end()}, ", ")));
  }
  return {};
}

Result<Value, Error> OperatorApi::on_hold(const std::string& verb, HoldId id, const Value& words) {
  if (!store_.reader()->hold(id)) return fail(nothing_here("hold " + std::to_string(id.n)));
  std::uint64_t count = 0;
  if (verb == "approve") {
    const std::int64_t most = words["only"].int_or(std::numeric_limits<std::int32_t>::max());
    if (most < 1) return fail(refusal(ErrorClass::validation, "hold.only", "`only` is not a number above nought"));
    const auto approved = store_.write([&](Tx& tx) -> std::optional<std::uint64_t> {
      auto done = tx.approve(id, static_cast<std::uint64_t>(most), by_whom(words));
      return done ? std::optional(*done) : std::nullopt;
    });
    if (!approved) return fail(approved.error());
    if (!*approved) return fail(closed(id));
    count = **approved;
  } else if (verb == "reject") {
    std::string resolution = "rejected";
    if (!by_whom(words).empty()) resolution += " by " + by_whom(words);
    if (!one_line(words, "reason").empty()) resolution += ": " + one_line(words, "reason");
    const auto rejected = reject_hold(store_, id, resolution);
    if (!rejected) return fail(rejected.error());
    count = *rejected;
  } else {
    return fail(nothing_here("command " + verb));
  }
  const auto hold = store_.reader()->hold(id);
  return Value(Map{{"hold", id.n},
                   {"done", static_cast<std::int64_t>(count)},
                   {"left", static_cast<std::int64_t>(hold ? hold->held : 0)}});
}

Result<Value, Error> OperatorApi::retry(DeadLetterId id) {
  const auto done = store_.write([&](Tx& tx) -> std::optional<std::string> {
    const auto retried = tx.retry(id);
    return retried ? std::nullopt : std::optional(retried.error().what);
  });
  if (!done) return fail(done.error());
  if (*done) {
    return fail(refusal(ErrorClass::conflict, "dead_letter.closed", **done,
                        "`syncline dead-letters` lists those that are open"));
  }
  return Value(Map{{"dead_letter", id.n}, {"retried", true}});
}

}  // namespace syncline
