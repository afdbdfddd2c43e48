#include "engine/health.h"

#include <algorithm>

namespace syncline {
namespace {

constexpr std::size_t most_failing = 16;  // more are as good as new ones

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
    return told(port_->list(object, mode, cursor, call), "list " + object);
  }
  Result<NativeRecord, Error> read(const RecordKey& key, const CallContext& call) override {
    return told(port_->read(key, call), text_of(key));
  }
  WriteOutcome write(const WriteRequest& request, const CallContext& call) override {
    return told(port_->write(request, call), about(request));
  }
  Result<std::vector<WriteOutcome>, Error> write_together(std::span<const WriteRequest> writes,
                                                          const CallContext& call) override {
    auto outcomes = port_->write_together(writes, call);
    if (writes.empty()) return outcomes;
    if (!outcomes) return told(std::move(outcomes), about(writes.front()));
    tell_of_call(
        *outcomes, [](const WriteOutcome& each) { return each.error ? &*each.error : nullptr; }, about(writes.front()));
    return outcomes;
  }
  std::vector<Result<NativeRecord, Error>> read_together(std::span<const RecordKey> keys,
                                                         const CallContext& call) override {
    auto records = port_->read_together(keys, call);
    if (keys.empty()) return records;
    tell_of_call(records, [](const auto& each) { return each.ok() ? nullptr : &each.error(); }, text_of(keys.front()));
    return records;
  }
  ProbeOutcome probe(const WriteRequest& request, const CallContext& call) override {
    return told(port_->probe(request, call), about(request));
  }
  Result<void, Error> keep_subscribed(const std::string& url, const std::vector<std::string>& objects,
                                      const CallContext& call) override {
    return told(port_->keep_subscribed(url, objects, call), "webhooks");
  }
  Result<std::vector<std::string>, Error> not_subscribed(const std::string& url,
                                                         const std::vector<std::string>& objects,
                                                         const CallContext& call) override {
    return told(port_->not_subscribed(url, objects, call), "setup");
  }
  std::vector<ReadinessFinding> readiness(const std::vector<std::string>& objects, const CallContext& call) override {
    return port_->readiness(objects, call);
  }
  Result<std::vector<FileEntry>, Error> list_files(const RecordKey& key, const CallContext& call) override {
    return told(port_->list_files(key, call), text_of(key));
  }
  Result<void, Error> download(const RecordKey& key, const FileEntry& file, BodySink& into,
                               const CallContext& call) override {
    return told(port_->download(key, file, into, call), text_of(key));
  }
  WriteOutcome upload(const FileUpload& file, BodySource& content, const CallContext& call) override {
    return told(port_->upload(file, content, call), text_of(file.record));
  }
  ProbeOutcome probe_file(const FileUpload& file, const CallContext& call) override {
    return told(port_->probe_file(file, call), text_of(file.record));
  }

 private:
  /// A create has no id yet.
  static std::string about(const WriteRequest& request) {
    return text_of(request.key) + (request.key.native.empty() ? request.idempotency_key : "");
  }
  void tell(const Error& error, const std::string& about) {
    counts(error) ? health_.failed(id(), error, about) : health_.succeeded(id());
  }
  /// Of several records by one call: well when one of them was understood.
  template <class Outcomes, class ErrorOf>
  void tell_of_call(const Outcomes& outcomes, ErrorOf error_of, const std::string& about) {
    const Error* trouble = nullptr;
    for (const auto& each : outcomes) {
      trouble = error_of(each);
      if (!trouble || !counts(*trouble)) break;
    }
    trouble ? tell(*trouble, about) : health_.succeeded(id());
  }
  template <class T>
  Result<T, Error> told(Result<T, Error> result, const std::string& about) {
    result.ok() ? health_.succeeded(id()) : tell(result.error(), about);
    return result;
  }
  template <class Outcome>
  Outcome told(Outcome outcome, const std::string& about) {
    outcome.error ? tell(*outcome.error, about) : health_.succeeded(id());
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
  state.failing.clear();
  state.trouble.clear();
}

bool Health::is_down(const std::string& system) {
  const std::lock_guard hold(mutex_);
  return systems_[system].failing.size() > 1;
}

void Health::failed(const std::string& system, const Error& error, const std::string& about) {
  const Instant now = rt_.now();
  const std::lock_guard hold(mutex_);
  State& state = systems_[system];
  state.trouble = describe(error);
  const bool is_shut_out = error.cls == ErrorClass::auth && error.retry_after;
  if (error.cls == ErrorClass::throttled || is_shut_out) {
    state.not_before = std::max(state.not_before, now + std::max(seconds(1), error.retry_after.value_or(seconds(1))));
    return;
  }
  if (state.failing.contains(about)) return;
  if (state.failing.size() < most_failing) state.failing.insert(about);
  state.breaker.failed(now);
}

std::shared_ptr<SystemPort> watched(std::shared_ptr<SystemPort> port, Health& health) {
  return std::make_shared<WatchedPort>(std::move(port), health);
}

}  // namespace syncline
