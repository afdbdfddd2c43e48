#include "tests/sim/model_system.h"

#include <algorithm>

#include "base/json.h"
#include "tests/sim/list_cursor.h"
#include "tests/sim/paced_port.h"

namespace syncline::sim {

namespace {

/// As the vendor writes it down.
Value fitted(const Temper& temper, const std::string& field, const Value& value) {
  if (!value.is_string()) return value;
  const std::string text =
      field == temper.quirks.folds ? folded(temper.quirks.fold, value.as_string()) : value.as_string();
  return Value(temper.truncates_at == 0 ? text : text.substr(0, temper.truncates_at));
}

}  // namespace

std::string text_in(const Map& record, std::string_view field) {
  const Value* value = record.find(field);
  return value ? value->string_or("") : "";
}

ModelSystem::ModelSystem(std::string name, SimScheduler& world, std::uint64_t seed, Temper temper,
                         std::map<std::string, Map> objects, std::map<std::string, ObjectTraits> traits)
    : name_(std::move(name)),
      world_(world),
      faults_(name_, world, seed, temper),
      files_(faults_),
      blank_(std::move(objects)),
      traits_(std::move(traits)) {
  for (const auto& [object, fields] : blank_) {
    ObjectTraits& its = traits_[object];
    its.object = object;
    its.precondition = temper.checks_version ? Precondition::version : Precondition::read;
    if (temper.together > 1) {
      its.together[EffectOp::create] = temper.together;
      its.reads_before_write = !temper.checks_version;
      if (temper.checks_version) its.together[EffectOp::update] = temper.together;
    }
    its.idempotency = temper.quirks.unsearchable ? Idempotency::none : Idempotency::probe;
    its.read_lag = declared_lag();
    its.max_execution = temper.max_execution;
    its.has_stamp = true;
    its.stamp_resolution = temper.stamp_resolution;
    objects_[object];
  }
}

void ModelSystem::merge(Map& into, const Map& set) {
  for (const auto& [name, value] : set) {
    if (!value.is_map() || !value.as_map().contains("$parts")) {
      into.set(name, fitted(faults_.temper, name, value));
      continue;
    }
    List parts = into[name].is_list() ? into[name].as_list() : List{};
    for (const Value& command : value["$parts"].as_list()) {
      const std::string op = command["op"].string_or("");
      if (op == "create") {
        Map part{{"id", std::to_string(next_part_++)}};
        for (const auto& [key, each] : command["set"].as_map()) part.set(key, each);
        parts.emplace_back(std::move(part));
        continue;
      }
      const auto found = std::ranges::find_if(parts, [&](const Value& part) { return part["id"] == command["id"]; });
      if (found == parts.end()) continue;
      if (op == "delete") {
        parts.erase(found);
      } else {
        for (const auto& [key, each] : command["set"].as_map()) found->as_map().set(key, each);
      }
    }
    into.set(name, std::move(parts));
  }
}

std::string ModelSystem::put(const std::string& object, const std::string& id, const Map& set, Entry entry) {
  const bool fresh = id.empty();
  entry.id = fresh ? std::to_string(next_id_++) : id;
  Record& record = objects_.at(object)[std::stoll(entry.id)];
  const Map before = fresh ? blank_.at(object) : record.states.back().content;
  State next{world_.now(), faults_.stamp_now(), next_version_++, before};
  merge(next.content, set);
  if (by_itself) by_itself(object, entry.id, next.content);
  if (fresh) record.key = entry.key;
  entry.object = object;
  entry.at = world_.now();
  std::string line = name_ + " " + object + " #" + entry.id +
                     (entry.by == Entry::By::person ? " person " : " engine ") + std::string(name_of(entry.op));
  entry.asked = set;
  entry.stamp = next.stamp;
  for (const auto& [field, value] : set) {
    entry.set.set(field, next.content[field]);
    entry.before.set(field, before.contains(field) ? *before.find(field) : Value());
    line += " " + field + "=" + write_json(next.content[field]) + " (was " + write_json(entry.before[field]) + ")";
  }
  world_.note(line);
  record.states.push_back(std::move(next));
  ledger_.push_back(entry);
  for (const auto& told : after_engine) {
    if (entry.by == Entry::By::engine) told(entry);
  }
  return entry.id;
}

std::string ModelSystem::person_creates(const std::string& object, Map content) {
  Entry entry;
  entry.op = EffectOp::create;
  return put(object, "", content, std::move(entry));
}

void ModelSystem::person_edits(const std::string& object, const std::string& id, Map set) {
  Entry entry;
  entry.state = text_in(now(object, id), "state");
  put(object, id, set, std::move(entry));
}

std::vector<std::string> ModelSystem::objects() const {
  std::vector<std::string> names;
  for (const auto& [name, records] : objects_) names.push_back(name);
  return names;
}

std::vector<std::string> ModelSystem::ids(const std::string& object) const {
  std::vector<std::string> all;
  for (const auto& [id, record] : objects_.at(object)) {
    if (record.states.back().life == RecordState::live) all.push_back(std::to_string(id));
  }
  return all;
}

const Map& ModelSystem::now(const std::string& object, const std::string& id) const {
  return objects_.at(object).at(std::stoll(id)).states.back().content;
}

std::vector<std::pair<Instant, Map>> ModelSystem::past(const std::string& object, const std::string& id) const {
  std::vector<std::pair<Instant, Map>> all;
  for (const State& state : objects_.at(object).at(std::stoll(id)).states) all.emplace_back(state.at, state.content);
  return all;
}

const ModelSystem::State* ModelSystem::state_at(const Record& record, Instant at) const {
  const State* seen = nullptr;
  for (const State& state : record.states) {
    if (state.at <= at) seen = &state;
  }
  return seen;
}

Duration ModelSystem::declared_lag() const {
  const Temper& temper = faults_.temper;
  return std::max({temper.read_lag, temper.quirks.get_lag, temper.quirks.search_lag});
}

Duration ModelSystem::wait_for_turn() const { return have_habits() ? seconds(10) : Duration{0}; }

/// The change of status, as the vendor makes it: only from the state that it starts from.
std::optional<Error> ModelSystem::hop(const WriteRequest& request, bool late) {
  Entry entry;
  entry.late = late;
  entry.by = Entry::By::engine;
  entry.op = request.op;
  entry.hop = request.hop;
  entry.state = text_in(now(request.key.object, request.key.native), "state");
  const auto& hops = traits_.at(request.key.object).hops;
  const bool possible = entry.state == request.hop.from && std::ranges::any_of(hops, [&](const Hop& each) {
                          return each.from == request.hop.from && each.to == request.hop.to;
                        });
  const bool refused = possible && faults_.fires("change of status refused", faults_.temper.refuse_hop);
  const bool ignored = possible && !refused && faults_.fires("change of status ignored", faults_.temper.ignore_hop);
  entry.made = possible && !refused && !ignored;
  if (entry.made) {
    put(request.key.object, request.key.native, Map{{"state", request.hop.to}}, std::move(entry));
    return std::nullopt;
  }
  entry.object = request.key.object;
  entry.id = request.key.native;
  entry.at = world_.now();
  world_.note(name_ + " " + entry.object + " #" + entry.id + " engine asks for " + entry.hop.from + " > " +
              entry.hop.to + " in state " + entry.state);
  ledger_.push_back(std::move(entry));
  if (ignored) return std::nullopt;
  return refusal(ErrorClass::validation, "state",
                 refused ? "the period is closed" : "not possible in the state " + ledger_.back().state);
}

/// The write itself, as the vendor executes it: whole or not at all.
std::optional<Error> ModelSystem::commit(const WriteRequest& request, std::string& id, bool late) {
  Entry entry;
  entry.late = late;
  entry.by = Entry::By::engine;
  entry.op = request.op;
  if (request.op == EffectOp::create || request.op == EffectOp::append) entry.key = request.idempotency_key;
  if (request.op == EffectOp::create) {
    id = put(request.key.object, "", request.content.as_map(), std::move(entry));
    return std::nullopt;
  }
  id = request.key.native;
  if (request.op == EffectOp::append) {
    entry.object = request.key.object;
    entry.id = id;
    entry.at = world_.now();
    entry.set.set("text", request.text);
    world_.note(name_ + " " + entry.object + " #" + id + " engine tells: " + request.text);
    ledger_.push_back(std::move(entry));
    return std::nullopt;
  }
  const State& state = record(request.key).states.back();
  if (auto refused = refusal_of(request)) return refused;
  if (request.op == EffectOp::transition) return hop(request, late);
  if (request.op == EffectOp::remove) {
    end(request.key.object, id, std::move(entry));
    return std::nullopt;
  }
  entry.state = text_in(state.content, "state");
  const Map set = request.op == EffectOp::deactivate ? Map{{archived, true}} : request.content.as_map();
  put(request.key.object, id, set, std::move(entry));
  return std::nullopt;
}

/// How one engine process calls the system: each call takes time, during which the process may die.
class ModelPort final : public SystemPort {
 public:
  ModelPort(ModelSystem& system, SimProcess& process) : system_(system), process_(process) {}

  const std::string& id() const override { return system_.name_; }
  const ObjectTraits* traits(std::string_view object) const override {
    const auto found = system_.traits_.find(std::string(object));
    return found == system_.traits_.end() ? nullptr : &found->second;
  }

  Result<Page, Error> list(const std::string& object, ListMode mode, const std::string& cursor,
                           const CallContext&) override {
    if (auto error = system_.faults_.begin(process_, "list")) return fail(*error);
    return system_.page(object, mode, cursor);
  }

  Result<NativeRecord, Error> read(const RecordKey& key, const CallContext&) override {
    if (auto error = system_.faults_.begin(process_, "read")) return fail(*error);
    const auto& record = system_.record(key);
    if (system_.denied_.records.contains(key.native))
      return fail(refusal(ErrorClass::permission, "403", "this record may not be read"));
    const auto* state = system_.state_at(record, system_.faults_.seen_at(Faults::Through::get));
    NativeRecord shown = system_.show(key.object, std::stoll(key.native), state ? *state : record.states.front());
    if (!state && system_.temper().quirks.hides_fresh) {  // other replicas forget no record, they show it late
      ++system_.faults_.fired["fresh record not found"];
      shown = {};
      shown.key = key;
      shown.state = RecordState::gone;
    }
    return shown;
  }

  WriteOutcome write(const WriteRequest& request, const CallContext&) override {
    Faults& faults = system_.faults_;
    if (auto refused = not_begun("write")) return *refused;
    WriteOutcome outcome;
    if (faults.temper.max_execution.us > 0 && faults.fires("late commit", faults.temper.late_commit)) {
      faults.later([&system = system_, request] {
        std::string id;
        system.commit(request, id, true);
      });
      return faults.lost(process_);
    }
    if (auto error = system_.commit(request, outcome.native, false)) {
      outcome.kind = WriteOutcome::Kind::rejected;
      outcome.error = std::move(error);
      return outcome;
    }
    process_.service("write.committed", milliseconds(20));
    if (faults.fires("answer lost", faults.temper.lose_answer)) return faults.lost(process_);
    return outcome;
  }

  /// What becomes of the call and what becomes of each record are two things: a part may be done later, or never,
  /// whether or not anybody is told of the rest.
  Result<std::vector<WriteOutcome>, Error> write_together(std::span<const WriteRequest> writes,
                                                          const CallContext&) override {
    Faults& faults = system_.faults_;
    ++faults.fired["calls for many"];
    if (auto refused = not_begun("write_together")) return std::vector(writes.size(), *refused);
    if (faults.fires("refused together", faults.temper.refuse_together))
      return fail(refusal(ErrorClass::validation, "400", "the list is refused"));
    const bool given_up = faults.temper.max_execution.us > 0 && faults.fires("late commit", faults.temper.late_commit);
    std::vector<WriteOutcome> outcomes;
    for (const WriteRequest& each : writes) outcomes.push_back(given_up ? done_some_time(each) : done_now(each));
    if (given_up || faults.fires("answer lost", faults.temper.lose_answer))
      return std::vector(writes.size(), faults.lost(process_));
    return outcomes;
  }

  ProbeOutcome probe(const WriteRequest& request, const CallContext&) override {
    ProbeOutcome outcome;
    if (auto error = system_.faults_.begin(process_, "probe")) {
      outcome.error = std::move(error);
      return outcome;
    }
    outcome.kind = ProbeOutcome::Kind::absent;
    const Instant seen_at = system_.faults_.seen_at(Faults::Through::search);
    for (const Entry& entry : system_.ledger_) {
      if (entry.key.empty() || entry.key != request.idempotency_key || entry.at > seen_at) continue;
      if (entry.op == EffectOp::create && !system_.is_found({"", entry.object, entry.id}, seen_at)) continue;
      outcome.kind = ProbeOutcome::Kind::found;
      outcome.native = entry.id;
    }
    return outcome;
  }

  Result<std::vector<FileEntry>, Error> list_files(const RecordKey& key, const CallContext&) override {
    if (auto error = system_.faults_.begin(process_, "list_files")) return fail(*error);
    return system_.files_.list(key, system_.faults_.seen_at(Faults::Through::search));
  }

  Result<void, Error> download(const RecordKey&, const FileEntry& file, BodySink& sink, const CallContext&) override {
    if (auto error = system_.faults_.begin(process_, "download")) return fail(*error);
    return system_.files_.download(file.id, sink, process_);
  }

  WriteOutcome upload(const FileUpload& file, BodySource& body, const CallContext&) override {
    if (auto refused = not_begun("upload")) return *refused;
    return system_.files_.upload(file, body, process_);
  }

  ProbeOutcome probe_file(const FileUpload& file, const CallContext&) override {
    if (auto error = system_.faults_.begin(process_, "probe_file"))
      return {.kind = ProbeOutcome::Kind::cannot_tell, .native = "", .error = std::move(error)};
    return system_.files_.probe(file, system_.faults_.seen_at(Faults::Through::search));
  }

 private:
  WriteOutcome done_now(const WriteRequest& request) {
    WriteOutcome outcome;
    if (system_.faults_.fires("one among many not now", system_.faults_.temper.fail_one)) {
      outcome.kind = WriteOutcome::Kind::not_sent;
      outcome.error = refusal(ErrorClass::transient, "locked", "somebody else is at the record");
      return outcome;
    }
    outcome.error = system_.commit(request, outcome.native, false);
    if (outcome.error) outcome.kind = WriteOutcome::Kind::rejected;
    process_.service("write.committed", milliseconds(5));
    return outcome;
  }

  /// At once, later or never; nobody is told.
  WriteOutcome done_some_time(const WriteRequest& request) {
    Faults& faults = system_.faults_;
    if (faults.fires("part of a call never", 350)) return {};
    if (!faults.fires("part of a call late", 500)) return done_now(request);
    faults.later([&system = system_, request] {
      std::string id;
      system.commit(request, id, true);
    });
    return {};
  }

  std::optional<WriteOutcome> not_begun(const char* call) {
    auto error = system_.faults_.begin(process_, call);
    if (!error) return std::nullopt;
    WriteOutcome outcome;
    outcome.kind = error->code == "refused" ? WriteOutcome::Kind::not_sent : WriteOutcome::Kind::rejected;
    outcome.error = std::move(error);
    return outcome;
  }

  ModelSystem& system_;
  SimProcess& process_;
};

std::shared_ptr<SystemPort> ModelSystem::port_for(SimProcess& process) {
  auto port = std::make_shared<ModelPort>(*this, process);
  if (!have_habits()) return port;
  return paced(std::move(port), calls_, process, faults_.temper.quirks.calls);
}

}  // namespace syncline::sim
