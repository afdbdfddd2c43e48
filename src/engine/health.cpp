#include "engine/health.h"

#include <algorithm>

namespace syncline {
namespace {

bool counts(const Error& error) {
  return error.cls == ErrorClass::transient || error.cls == ErrorClass::throttled || error.cls == ErrorClass::auth ||
         error.cls == ErrorClass::unknown;
}

class WatchedPort final : public SystemPort {
 public:
  WatchedPort(std::shared_ptr<SystemPort> port, Health& health) : port_(std::move(port)), health_(health) {}

  const std::string& id() const override { return port_->id(); }
  const ObjectTraits* traits(std::string_view object) const override { return port_->traits(object); }

  Result<Page, Error> list(const std::string& object, ListMode mode, const std::string& cursor,
                           const CallContext& call) override {
    return told(port_->list(object, mode, cursor, call));
  }
  Result<NativeRecord, Error> read(const RecordKey& key, const CallContext& call) override {
    return told(port_->read(key, call));
  }
  WriteOutcome write(const WriteRequest& request, const CallContext& call) override {
    return told(port_->write(request, call));
  }
  Result<std::vector<WriteOutcome>, Error> write_together(std::span<const WriteRequest> writes,
                                                          const CallContext& call) override {
    auto outcomes = port_->write_together(writes, call);
    if (!outcomes) return told(std::move(outcomes));
    tell_of_call(*outcomes, [](const WriteOutcome& each) { return each.error ? &*each.error : nullptr; });
    return outcomes;
  }
  std::vector<Result<NativeRecord, Error>> read_together(std::span<const RecordKey> keys,
                                                         const CallContext& call) override {
    auto records = port_->read_together(keys, call);
    tell_of_call(records, [](const auto& each) { return each.ok() ? nullptr : &each.error(); });
    return records;
  }
  ProbeOutcome probe(const WriteRequest& request, const CallContext& call) override {
    return told(port_->probe(request, call));
  }
  Result<void, Error> keep_subscribed(const std::string& url, const std::vector<std::string>& objects,
                                      const CallContext& call) override {
    return told(port_->keep_subscribed(url, objects, call));
  }
  Result<std::vector<std::string>, Error> not_subscribed(const std::string& url,
                                                         const std::vector<std::string>& objects,
                                                         const CallContext& call) override {
    return told(port_->not_subscribed(url, objects, call));
  }
  std::vector<ReadinessFinding> readiness(const std::vector<std::string>& objects, const CallContext& call) override {
    return port_->readiness(objects, call);
  }
  Result<std::vector<FileEntry>, Error> list_files(const RecordKey& key, const CallContext& call) override {
    return told(port_->list_files(key, call));
  }
  Result<void, Error> download(const RecordKey& key, const FileEntry& file, BodySink& into,
                               const CallContext& call) override {
    return told(port_->download(key, file, into, call));
  }
  WriteOutcome upload(const FileUpload& file, BodySource& content, const CallContext& call) override {
    return told(port_->upload(file, content, call));
  }
  ProbeOutcome probe_file(const FileUpload& file, const CallContext& call) override {
    return told(port_->probe_file(file, call));
  }

 private:
  void tell(const Error& error) { counts(error) ? health_.failed(id(), error) : health_.succeeded(id()); }
  /// Of several records by one call: well when one of them was understood.
  template <class Outcomes, class ErrorOf>
  void tell_of_call(const Outcomes& outcomes, ErrorOf error_of) {
    const Error* trouble = nullptr;
    for (const auto& each : outcomes) {
      trouble = error_of(each);
      if (!trouble || !counts(*trouble)) break;
    }
    trouble ? tell(*trouble) : health_.succeeded(id());
  }
  template <class T>
  Result<T, Error> told(Result<T, Error> result) {
    result.ok() ? health_.succeeded(id()) : tell(result.error());
    return result;
  }
  template <class Outcome>
  Outcome told(Outcome outcome) {
    outcome.error ? tell(*outcome.error) : health_.succeeded(id());
    return outcome;
  }

  std::shared_ptr<SystemPort> port_;
  Health& health_;
};

}  // namespace

Instant Health::ready_at(const std::string& system, Instant now) {
  const std::lock_guard hold(mutex_);
  State& state = systems_[system];
  return std::max({now, state.not_before, state.breaker.ready_at(now)});
}

std::string Health::trouble(const std::string& system) {
  const std::lock_guard hold(mutex_);
  return systems_[system].trouble;
}

void Health::succeeded(const std::string& system) {
  const std::lock_guard hold(mutex_);
  State& state = systems_[system];
  state.breaker.succeeded();
  state.trouble.clear();
}

void Health::failed(const std::string& system, const Error& error) {
  const Instant now = rt_.now();
  const std::lock_guard hold(mutex_);
  State& state = systems_[system];
  state.trouble = describe(error);
  if (error.cls == ErrorClass::throttled) {
    state.not_before = std::max(state.not_before, now + std::max(seconds(1), error.retry_after.value_or(seconds(1))));
  } else {
    state.breaker.failed(now);
  }
}

std::shared_ptr<SystemPort> watched(std::shared_ptr<SystemPort> port, Health& health) {
  return std::make_shared<WatchedPort>(std::move(port), health);
}

}  // namespace syncline
