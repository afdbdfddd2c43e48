#include "sandbox/model_system.h"

#include <algorithm>

#include "base/text.h"

namespace syncline::sandbox {

ModelSystem::ModelSystem(Runtime& rt, Nature nature) : rt_(rt), nature_(std::move(nature)) {
  traits_.object = nature_.object;
  traits_.precondition = nature_.precondition;
  traits_.idempotency = Idempotency::probe;
  traits_.max_execution = milliseconds(500);
  traits_.stamp_resolution = nature_.stamp_resolution;
}

std::string ModelSystem::next_id() {
  std::string digits = std::to_string(++ids_);
  digits.insert(0, digits.size() < 4 ? 4 - digits.size() : 0, '0');
  return nature_.id_prefix + digits;
}

std::string ModelSystem::put(const std::string& id, const Fields& set, By by, const std::string& key) {
  const bool created = !records_.contains(id);
  Record& record = records_[id];
  Mutation entry{by, created, rt_.now(), id, {}, {}};
  for (const auto& [field, text] : set) {
    const auto longest = nature_.longest.find(field);
    entry.before[field] = record.fields[field];
    record.fields[field] = longest == nature_.longest.end() ? text : truncate(text, longest->second);
    entry.after[field] = record.fields[field];
  }
  const std::int64_t unit = nature_.stamp_resolution.us;
  record.stamp = Instant{entry.at.us / unit * unit};
  record.version = ++versions_;
  if (created) record.key = key;
  ledger_.push_back(std::move(entry));
  return id;
}

std::string ModelSystem::person_creates(Fields fields) {
  const std::lock_guard lock(mutex_);
  return put(next_id(), fields, By::person, "");
}

void ModelSystem::person_edits(const std::string& id, Fields fields) {
  const std::lock_guard lock(mutex_);
  put(id, fields, By::person, "");
}

std::map<std::string, Fields> ModelSystem::records() const {
  const std::lock_guard lock(mutex_);
  std::map<std::string, Fields> all;
  for (const auto& [id, record] : records_) all.emplace(id, record.fields);
  return all;
}

Fields ModelSystem::record(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = records_.find(id);
  return found == records_.end() ? Fields{} : found->second.fields;
}

std::vector<Mutation> ModelSystem::ledger() const {
  const std::lock_guard lock(mutex_);
  return ledger_;
}

std::size_t ModelSystem::engine_writes() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::ranges::count(ledger_, By::engine, &Mutation::by));
}

void ModelSystem::set_faults(Faults faults) {
  const std::lock_guard lock(mutex_);
  faults_ = std::move(faults);
}

std::uint64_t ModelSystem::answers_lost() const {
  const std::lock_guard lock(mutex_);
  return answers_lost_;
}

bool ModelSystem::fires(int& count) {
  if (count <= 0) return false;
  --count;
  return true;
}

NativeRecord ModelSystem::show(const std::string& id, const Record& record) const {
  NativeRecord shown;
  shown.key = {nature_.system, nature_.object, id};
  shown.stamp = record.stamp.us;
  if (nature_.precondition == Precondition::version) shown.version = std::to_string(record.version);
  Map content;
  for (const auto& [field, text] : record.fields) content.set(field, text.empty() ? Value() : Value(text));
  shown.content = std::move(content);
  return shown;
}

}  // namespace syncline::sandbox
