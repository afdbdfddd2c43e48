#include "engine/live_queries.h"

#include <algorithm>
#include <mutex>

#include "base/text.h"
#include "engine/named_links.h"

namespace syncline {
namespace {

constexpr std::size_t most_known = 10'000;
/// So many questions wait for one system; it must not be able to take all who serve requests.
constexpr int most_at_once = 8;

Error refusal(ErrorClass cls, std::string code, std::string message, std::string remedy) {
  return {cls, std::move(code), std::move(message), "", std::move(remedy), std::nullopt};
}

/// The system's error, for one who asked us: whether it helps to ask again.
Error for_asker(const Error& error, const std::string& system) {
  Error out = error;
  out.message = system + " did not answer: " + error.message;
  out.code = "query.unanswered";
  switch (error.cls) {
    case ErrorClass::transient:
    case ErrorClass::throttled:
    case ErrorClass::conflict:
    case ErrorClass::unknown: out.cls = ErrorClass::transient; break;
    case ErrorClass::not_found:
    case ErrorClass::gone: out.cls = ErrorClass::not_found; break;
    default: out.cls = ErrorClass::config;
  }
  return out;
}

Error is_not_there(const RecordKey& record) {
  return refusal(ErrorClass::not_found, "query.gone", text_of(record) + " does not exist there any more", "");
}

}  // namespace

const QueryRule* LiveQueries::rule_of(const std::string& query) const {
  const auto found = std::ranges::find(setup_.queries, query, [](const QueryRule& each) { return each.entity->name; });
  return found == setup_.queries.end() ? nullptr : &*found;
}

Result<LiveQueries::Asked, Error> LiveQueries::find(const std::string& query, const std::string& record) {
  const QueryRule* rule = rule_of(query);
  if (!rule) {
    std::vector<std::string> known;
    for (const QueryRule& each : setup_.queries) known.push_back(each.entity->name);
    return fail(refusal(ErrorClass::not_found, "query.unknown", "nobody can be asked for \"" + query + "\"",
                        known.empty() ? "write a file in queries/ (docs/guides/queries.md)"
                                      : "what can be asked for: " + join(known, ", ")));
  }
  const auto reader = store_.reader();
  const auto links = named_links(*reader, record, rule->of);
  if (links.size() != 1) {
    return fail(refusal(ErrorClass::not_found, "query.record",
                        links.empty() ? "no " + rule->of + " has the id \"" + record + "\""
                                      : std::to_string(links.size()) + " of them have the id \"" + record + "\"",
                        links.empty() ? "give an id that it has in one of the systems"
                                      : "name the link: link:" + std::to_string(links.front().n)));
  }
  const auto link = reader->link(links.front());
  for (const Member& member : link ? link->shadow.members : std::vector<Member>{}) {
    if (member.key.system == rule->system && !member.duplicate && member.state == RecordState::live)
      return Asked{*rule, link->id, {rule->system, rule->object, member.key.native}};
  }
  return fail(refusal(ErrorClass::not_found, "query.record", "this " + rule->of + " is not in " + rule->system,
                      "`syncline trace` says why"));
}

std::shared_ptr<LiveQueries::Known> LiveQueries::known_of(const Asked& asked) {
  const Name name{asked.rule.entity->name, asked.record};
  const std::lock_guard lock(mutex_);
  const auto found = known_.find(name);
  if (found != known_.end()) {
    by_use_.splice(by_use_.begin(), by_use_, found->second.second);
    return found->second.first;
  }
  by_use_.push_front(name);
  auto known = std::make_shared<Known>(rt_);
  known_.emplace(name, std::pair(known, by_use_.begin()));
  if (known_.size() > most_known) {
    known_.erase(by_use_.back());
    by_use_.pop_back();
  }
  return known;
}

std::optional<LiveAnswer> LiveQueries::young(const Asked& asked, const Known& known) {
  const Instant now = rt_.now();
  const std::lock_guard lock(mutex_);
  if (known.asked_at == Instant{} || known.asked_at + asked.rule.fresh <= now) return std::nullopt;
  return LiveAnswer{asked.rule.entity->name, asked.link, asked.record, known.fields, known.asked_at, {}};
}

Result<LiveAnswer, Error> LiveQueries::last_resort(const Asked& asked, const Known& known, Error why) {
  const Instant now = rt_.now();
  const std::lock_guard lock(mutex_);
  const bool is_kept = known.asked_at != Instant{} && now < known.asked_at + asked.rule.keep;
  if (!is_kept || why.cls == ErrorClass::not_found) return fail(std::move(why));
  return LiveAnswer{asked.rule.entity->name, asked.link, asked.record, known.fields, known.asked_at, std::move(why)};
}

bool LiveQueries::enter(const std::string& system) {
  const std::lock_guard lock(mutex_);
  if (under_way_[system] >= most_at_once) return false;
  ++under_way_[system];
  return true;
}

void LiveQueries::leave(const std::string& system) {
  const std::lock_guard lock(mutex_);
  --under_way_[system];
}

Result<LiveAnswer, Error> LiveQueries::ask(const std::string& query, const std::string& record) {
  const auto asked = find(query, record);
  if (!asked) return fail(asked.error());
  const auto known = known_of(*asked);
  if (auto answer = young(*asked, *known)) return std::move(*answer);
  const std::string& system = asked->rule.system;
  if (!enter(system)) {
    return last_resort(*asked, *known,
                       refusal(ErrorClass::transient, "query.busy",
                               "too many questions wait for " + system + " already", "ask again in a moment"));
  }
  struct Leave {
    LiveQueries& queries;
    const std::string& system;
    ~Leave() { queries.leave(system); }
  } leave{*this, system};
  return ask_or_wait(*asked, *known);
}

/// Of all who ask the same, one asks the system. Who waited for that takes what came of it.
Result<LiveAnswer, Error> LiveQueries::ask_or_wait(const Asked& asked, Known& known) {
  const Instant deadline = rt_.now() + asked.rule.within;
  const SingleFlight::Turn turn = known.asking.enter(deadline);
  if (turn == SingleFlight::Turn::mine) {
    struct Land {
      SingleFlight& flight;
      ~Land() { flight.land(); }
    } land{known.asking};
    if (!young(asked, known)) ask_system(asked, known, deadline);
  }
  if (auto answer = young(asked, known)) return std::move(*answer);
  auto why = [&] {
    const std::lock_guard lock(mutex_);
    return known.error;
  }();
  if (turn == SingleFlight::Turn::late || !why)
    why = refusal(ErrorClass::transient, "query.late", asked.rule.system + " did not answer in time", "ask again");
  return last_resort(asked, known, std::move(*why));
}

void LiveQueries::ask_system(const Asked& asked, Known& known, Instant deadline) {
  const Instant asked_at = rt_.now();
  const CallContext context{deadline, Priority::interactive, "query " + asked.rule.entity->name, deadline};
  const auto record = setup_.systems.at(asked.rule.system).port->read(asked.record, context);
  std::optional<Error> error;
  std::map<std::string, FieldValue> fields;
  if (!record) {
    error = for_asker(record.error(), asked.rule.system);
  } else if (record->state != RecordState::live) {
    error = is_not_there(asked.record);
  } else if (const auto reading = asked.rule.binding->read(*record, asked_at); !reading) {
    error = for_asker(reading.error(), asked.rule.system);
  } else {
    for (const auto& [name, field] : reading->fields) fields.emplace(name, field.canonical);
  }
  const std::lock_guard lock(mutex_);
  known.error = std::move(error);
  if (known.error) return;
  known.fields = std::move(fields);
  known.asked_at = asked_at;
}

}  // namespace syncline
