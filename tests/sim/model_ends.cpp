// What vendors show of their records, and how those end.

#include <algorithm>

#include "tests/sim/model_system.h"

namespace syncline::sim {
void ModelSystem::shows_ends(Endings how) {
  endings_ = how;
  for (auto& [object, its] : traits_) {
    its.can_remove = true;
    if (how.lists_ended) its.streams.push_back(std::string(ended_stream.substr(1)));
  }
}

void ModelSystem::end(const std::string& object, const std::string& id, Entry entry) {
  Record& record = objects_.at(object).at(std::stoll(id));
  State next = record.states.back();
  next.at = entry.at = world_.now();
  next.stamp = faults_.stamp_now();
  next.version = next_version_++;
  next.life = entry.merged_into.empty() ? RecordState::gone : RecordState::merged;
  next.merged_into = entry.merged_into;
  entry.op = EffectOp::remove;
  entry.object = object;
  entry.id = id;
  world_.note(name_ + " " + object + " #" + id + (entry.by == Entry::By::person ? " person" : " engine") +
              (entry.merged_into.empty() ? " deletes it" : " merges it into #" + entry.merged_into));
  record.states.push_back(std::move(next));
  ledger_.push_back(std::move(entry));
}

void ModelSystem::person_deletes(const std::string& object, const std::string& id) { end(object, id, {}); }

void ModelSystem::person_undeletes(const std::string& object, const std::string& id) {
  Record& record = objects_.at(object).at(std::stoll(id));
  const auto alive = std::ranges::find(record.states.rbegin(), record.states.rend(), RecordState::live, &State::life);
  State next = *alive;
  next.at = world_.now();
  if (!endings_.keeps_stamp) next.stamp = faults_.stamp_now();
  next.version = next_version_++;
  record.states.push_back(std::move(next));
  Entry entry;
  entry.revived = true;
  entry.at = world_.now();
  entry.object = object;
  entry.id = id;
  world_.note(name_ + " " + object + " #" + id + " person undeletes it");
  ledger_.push_back(std::move(entry));
}

void ModelSystem::person_merges(const std::string& object, const std::string& loser, const std::string& survivor,
                                Map taken) {
  Entry entry;
  entry.merged_into = survivor;
  end(object, loser, std::move(entry));
  if (!taken.empty()) person_edits(object, survivor, std::move(taken));
}

std::vector<std::string> ModelSystem::ended(const std::string& object) const {
  std::vector<std::string> all;
  for (const auto& [id, record] : objects_.at(object)) {
    if (record.states.back().life != RecordState::live) all.push_back(std::to_string(id));
  }
  return all;
}

NativeRecord ModelSystem::show(const std::string& object, std::int64_t id, const State& state) const {
  NativeRecord record;
  record.key = {name_, object, std::to_string(id)};
  if (state.life != RecordState::live) {
    const bool tells = state.life == RecordState::merged && endings_.tells_merged;
    record.state = tells ? RecordState::merged : RecordState::gone;
    if (tells) record.merged_into = state.merged_into;
    return record;
  }
  record.stamp = state.stamp.us;
  record.version = std::to_string(state.version);
  Map content = state.content;
  for (const auto& [field, how] : denied_.fields) {
    if (how == Denied::As::forbidden) {
      content.set(field, Map{{"$forbidden", true}});
    } else {
      content.erase(field);
    }
  }
  record.content = std::move(content);
  return record;
}

bool ModelSystem::is_found(const RecordKey& key, Instant at) {
  const State* state = state_at(record(key), at);
  return state && state->life == RecordState::live;
}

std::optional<Error> ModelSystem::refusal_of(const WriteRequest& request) {
  const State& state = record(request.key).states.back();
  if (state.life != RecordState::live) return refusal(ErrorClass::not_found, "404", "there is no such record");
  if (denied_.records.contains(request.key.native))
    return refusal(ErrorClass::permission, "403", "this record may not be written");
  if (faults_.temper.checks_version && request.precondition != std::to_string(state.version))
    return refusal(ErrorClass::conflict, "stale", "the record was changed since");
  if (request.op != EffectOp::update) return std::nullopt;
  for (const auto& [field, how] : denied_.fields) {
    if (request.content.as_map().contains(field)) {
      ++faults_.fired["write of a denied field"];
      return refusal(ErrorClass::permission, "403", "the field " + field + " may not be written");
    }
  }
  return std::nullopt;
}

}  // namespace syncline::sim
