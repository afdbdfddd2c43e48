// How the engine calls a model system: the connector of a vendor without a wire.
#include <algorithm>
#include <cstdlib>

#include "sandbox/model_system.h"

namespace syncline::sandbox {
namespace {

constexpr std::size_t page_size = 50;

Error refused(ErrorClass cls, std::string code, std::string message, const std::string& place) {
  return {cls, std::move(code), std::move(message), place, "", std::nullopt};
}

Fields fields_of(const Value& content) {
  Fields fields;
  if (!content.is_map()) return fields;
  for (const auto& [name, value] : content.as_map()) fields[name] = value.string_or("");
  return fields;
}

/// "stamp|id": the last record that a page ended with.
std::pair<std::int64_t, std::string> position_of(const std::string& cursor) {
  const auto bar = cursor.find('|');
  if (bar == std::string::npos) return {0, ""};
  return {std::strtoll(cursor.c_str(), nullptr, 10), cursor.substr(bar + 1)};
}

}  // namespace

class ModelPort final : public SystemPort {
 public:
  explicit ModelPort(ModelSystem& system) : system_(system) {}

  const std::string& id() const override { return system_.nature_.system; }
  const ObjectTraits* traits(std::string_view object) const override {
    return object == system_.nature_.object ? &system_.traits_ : nullptr;
  }

  /// Ascending by stamp and id. The last page steps back by the resolution of stamps: what was written in the same
  /// second is met again, and counted as a duplicate.
  Result<Page, Error> list(const std::string& object, ListMode, const std::string& cursor,
                           const CallContext&) override {
    const std::lock_guard lock(system_.mutex_);
    if (auto error = before(object)) return fail(std::move(*error));
    const auto from = position_of(cursor);
    std::vector<std::pair<std::int64_t, std::string>> due;
    for (const auto& [id, record] : system_.records_) {
      const std::pair at(record.stamp.us, id);
      if (at > from) due.push_back(at);
    }
    std::ranges::sort(due);
    Page page;
    page.more = due.size() > page_size;
    if (page.more) due.resize(page_size);
    for (const auto& [stamp, id] : due) page.records.push_back(system_.show(id, system_.records_.at(id)));
    const auto last = due.empty() ? from : due.back();
    const std::int64_t settled = (system_.rt_.now() - system_.nature_.stamp_resolution).us;
    page.next = page.more || last.first < settled ? std::to_string(last.first) + "|" + last.second
                                                  : std::to_string(settled) + "|";
    return page;
  }

  Result<NativeRecord, Error> read(const RecordKey& key, const CallContext&) override {
    const std::lock_guard lock(system_.mutex_);
    if (auto error = before(key.object)) return fail(std::move(*error));
    const auto found = system_.records_.find(key.native);
    if (found == system_.records_.end())
      return fail(refused(ErrorClass::not_found, "no-such-record", "no such record", text_of(key)));
    return system_.show(key.native, found->second);
  }

  WriteOutcome write(const WriteRequest& request, const CallContext&) override {
    const std::lock_guard lock(system_.mutex_);
    WriteOutcome outcome;
    outcome.error = before(request.key.object);
    if (!outcome.error) outcome.error = commit(request, outcome.native);
    if (outcome.error) {
      outcome.kind = WriteOutcome::Kind::rejected;
    } else if (request.op == EffectOp::create && system_.fires(system_.faults_.lose_answers)) {
      ++system_.answers_lost_;
      outcome.native.clear();
      outcome.kind = WriteOutcome::Kind::unknown;
      outcome.error =
          refused(ErrorClass::unknown, "timeout", "the connection ended before the answer came", text_of(request.key));
    }
    return outcome;
  }

  ProbeOutcome probe(const WriteRequest& request, const CallContext&) override {
    const std::lock_guard lock(system_.mutex_);
    ProbeOutcome outcome;
    outcome.error = before(request.key.object);
    if (outcome.error) return outcome;
    outcome.kind = ProbeOutcome::Kind::absent;
    for (const auto& [id, record] : system_.records_) {
      if (record.key != request.idempotency_key) continue;
      outcome.kind = ProbeOutcome::Kind::found;
      outcome.native = id;
      break;
    }
    return outcome;
  }

 private:
  std::optional<Error> before(const std::string& object) {
    const std::string place = system_.nature_.system + " " + object;
    if (object != system_.nature_.object)
      return refused(ErrorClass::config, "no-such-object", "there is no object " + object, place);
    if (!system_.fires(system_.faults_.throttle)) return std::nullopt;
    Error error = refused(ErrorClass::throttled, "429", "too many requests", place);
    error.retry_after = milliseconds(200);
    return error;
  }

  /// Whole or not at all, as the vendor executes it.
  std::optional<Error> commit(const WriteRequest& request, std::string& id) {
    if (request.op == EffectOp::create) {
      id = system_.put(system_.next_id(), fields_of(request.content), By::engine, request.idempotency_key);
      if (system_.fires(system_.faults_.doubled_creates)) {
        system_.put(system_.next_id(), fields_of(request.content), By::engine, request.idempotency_key);
      }
      return std::nullopt;
    }
    if (request.op != EffectOp::update) {
      return refused(ErrorClass::validation, "not-supported", "this system cannot " + std::string(name_of(request.op)),
                     text_of(request.key));
    }
    id = request.key.native;
    const auto found = system_.records_.find(id);
    if (found == system_.records_.end())
      return refused(ErrorClass::not_found, "no-such-record", "no such record", text_of(request.key));
    if (system_.nature_.precondition == Precondition::version &&
        request.precondition != std::to_string(found->second.version)) {
      return refused(ErrorClass::conflict, "stale-version", "the record was changed since it was read",
                     text_of(request.key));
    }
    if (system_.faults_.deaf.contains(id)) return std::nullopt;
    system_.put(id, fields_of(request.content), By::engine, "");
    return std::nullopt;
  }

  ModelSystem& system_;
};

std::shared_ptr<SystemPort> ModelSystem::port() { return std::make_shared<ModelPort>(*this); }

}  // namespace syncline::sandbox
