#include "tests/sim/model_system.h"

#include <algorithm>

#include "base/json.h"

namespace syncline::sim {
namespace {

std::string fitted(const Temper& temper, const std::string& text) {
  return temper.truncates_at == 0 || text.size() <= temper.truncates_at ? text : text.substr(0, temper.truncates_at);
}

Content fields_of(const Value& content) {
  Content fields;
  for (const auto& [name, value] : content.as_map()) fields[name] = value.string_or("");
  return fields;
}

}  // namespace

ModelSystem::ModelSystem(std::string name, SimScheduler& world, std::uint64_t seed, Temper temper)
    : name_(std::move(name)), world_(world), faults_(name_, world, seed, temper) {
  traits_.object = "account";
  traits_.precondition = temper.checks_version ? Precondition::version : Precondition::read;
  traits_.idempotency = Idempotency::probe;
  traits_.read_lag = temper.read_lag;
  traits_.max_execution = temper.max_execution;
  traits_.stamp_resolution = temper.stamp_resolution;
}

void ModelSystem::put(const std::string& id, Content set, Mutation::By by, const std::string& key) {
  Record& record = records_[id];
  const bool fresh = record.states.empty();
  State next = fresh ? State{} : record.states.back();
  Mutation entry{by, fresh ? Mutation::Kind::create : Mutation::Kind::update, world_.now(), id, {}, {}, key};
  for (auto& [field, text] : set) {
    entry.before[field] = next.content[field];
    entry.set[field] = next.content[field] = fitted(faults_.temper, text);
  }
  next.at = world_.now();
  next.stamp = faults_.stamp_now();
  next.version = next_version_++;
  record.states.push_back(std::move(next));
  if (fresh) record.key = key;
  std::string line =
      name_ + " #" + id + (by == Mutation::By::person ? " person" : " engine") + (fresh ? " creates" : " sets");
  for (const auto& [field, text] : entry.set)
    line += " " + field + "=\"" + text + "\" (was \"" + entry.before[field] + "\")";
  world_.note(line);
  ledger_.push_back(std::move(entry));
}

std::string ModelSystem::person_creates(Content content) {
  const std::string id = std::to_string(next_id_++);
  put(id, std::move(content), Mutation::By::person, "");
  return id;
}

void ModelSystem::person_edits(const std::string& id, Content set) {
  put(id, std::move(set), Mutation::By::person, "");
}

void ModelSystem::person_removes(const std::string& id) {
  Record& record = records_[id];
  State next = record.states.back();
  next.at = world_.now();
  next.live = false;
  record.states.push_back(next);
  ledger_.push_back({Mutation::By::person, Mutation::Kind::remove, world_.now(), id, {}, {}, ""});
  world_.note(name_ + " #" + id + " person removes");
}

std::map<std::string, Content> ModelSystem::records() const {
  std::map<std::string, Content> now;
  for (const auto& [id, record] : records_) {
    if (record.states.back().live) now.emplace(id, record.states.back().content);
  }
  return now;
}

const ModelSystem::State* ModelSystem::state_at(const std::string& id, Instant at) const {
  const auto record = records_.find(id);
  if (record == records_.end()) return nullptr;
  const State* seen = nullptr;
  for (const State& state : record->second.states) {
    if (state.at <= at) seen = &state;
  }
  return seen;
}

NativeRecord ModelSystem::show(const std::string& id, const State& state) const {
  NativeRecord record;
  record.key = {name_, "account", id};
  record.state = state.live ? RecordState::live : RecordState::gone;
  record.stamp = state.stamp.us;
  record.version = std::to_string(state.version);
  Map content;
  for (const auto& [field, text] : state.content) content.set(field, text.empty() ? Value() : Value(text));
  record.content = std::move(content);
  return record;
}

/// The write itself, as the vendor executes it: whole or not at all.
std::optional<Error> ModelSystem::commit(const WriteRequest& request, std::string& id) {
  if (request.op == EffectOp::create) {
    id = std::to_string(next_id_++);
    put(id, fields_of(request.content), Mutation::By::engine, request.idempotency_key);
    return std::nullopt;
  }
  const auto found = records_.find(request.key.native);
  if (found == records_.end() || !found->second.states.back().live)
    return refusal(ErrorClass::not_found, "gone", "no such record");
  if (temper().checks_version && request.precondition != std::to_string(found->second.states.back().version)) {
    return refusal(ErrorClass::conflict, "stale", "the record was changed since");
  }
  id = request.key.native;
  put(id, request.op == EffectOp::deactivate ? Content{{"active", "no"}} : fields_of(request.content),
      Mutation::By::engine, "");
  return std::nullopt;
}

/// How one engine process calls the system: each call takes time, during which the process may die.
class ModelPort final : public SystemPort {
 public:
  ModelPort(ModelSystem& system, SimProcess& process) : system_(system), process_(process) {}

  const std::string& id() const override { return system_.name_; }
  const ObjectTraits* traits(std::string_view object) const override {
    return object == "account" ? &system_.traits_ : nullptr;
  }

  Result<Page, Error> list(const std::string&, ListMode mode, const std::string& cursor, const CallContext&) override {
    if (auto error = system_.faults_.begin(process_, "list")) return fail(*error);
    const std::int64_t since = cursor.empty() ? 0 : std::stoll(cursor);
    std::vector<std::pair<std::int64_t, const std::string*>> due;
    const Instant seen_at = system_.faults_.seen_at();
    for (const auto& [id, record] : system_.records_) {
      const auto* state = system_.state_at(id, seen_at);
      if (state && state->live && (mode == ListMode::sweep || state->stamp.us >= since))
        due.emplace_back(state->stamp.us, &id);
    }
    std::ranges::sort(due, {}, [](const auto& d) { return std::pair(d.first, *d.second); });
    Page page;
    std::int64_t highest = since;
    for (const auto& [stamp, id] : due) {
      page.records.push_back(system_.show(*id, *system_.state_at(*id, seen_at)));
      highest = std::max(highest, stamp);
    }
    // Late and stale rows are met again: the cursor stays behind by what a read may lag.
    page.next = std::to_string(std::max<std::int64_t>(
        0, std::min(highest, (seen_at - system_.temper().read_lag - system_.temper().stamp_resolution).us)));
    return page;
  }

  Result<NativeRecord, Error> read(const RecordKey& key, const CallContext&) override {
    if (auto error = system_.faults_.begin(process_, "read")) return fail(*error);
    const auto* state = system_.state_at(key.native, system_.faults_.seen_at());
    if (!state) state = system_.state_at(key.native, process_.now());  // replicas forget no record, they show it late
    if (!state) return fail(refusal(ErrorClass::not_found, "gone", "no such record"));
    return system_.show(key.native, *state);
  }

  WriteOutcome write(const WriteRequest& request, const CallContext&) override {
    WriteOutcome outcome;
    if (auto error = system_.faults_.begin(process_, "write")) {
      outcome.kind = error->code == "refused" ? WriteOutcome::Kind::not_sent : WriteOutcome::Kind::rejected;
      outcome.error = std::move(error);
      return outcome;
    }
    Faults& faults = system_.faults_;
    if (faults.temper.max_execution.us > 0 && faults.fires("late commit", faults.temper.late_commit)) {
      faults.later([&system = system_, request] {
        std::string id;
        system.commit(request, id);
      });
      return faults.lost(process_);
    }
    if (auto error = system_.commit(request, outcome.native)) {
      outcome.kind = WriteOutcome::Kind::rejected;
      outcome.error = std::move(error);
      return outcome;
    }
    process_.service("write.committed", milliseconds(20));
    if (faults.fires("answer lost", faults.temper.lose_answer)) return faults.lost(process_);
    return outcome;
  }

  ProbeOutcome probe(const WriteRequest& request, const CallContext&) override {
    ProbeOutcome outcome;
    if (auto error = system_.faults_.begin(process_, "probe")) {
      outcome.error = std::move(error);
      return outcome;
    }
    outcome.kind = ProbeOutcome::Kind::absent;
    const Instant seen_at = system_.faults_.seen_at();
    for (const auto& [id, record] : system_.records_) {
      if (record.key != request.idempotency_key || record.states.front().at > seen_at) continue;
      outcome.kind = ProbeOutcome::Kind::found;
      outcome.native = id;
    }
    return outcome;
  }

 private:
  ModelSystem& system_;
  SimProcess& process_;
};

std::shared_ptr<SystemPort> ModelSystem::port_for(SimProcess& process) {
  return std::make_shared<ModelPort>(*this, process);
}

}  // namespace syncline::sim
