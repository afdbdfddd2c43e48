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
    WriteOutcome outcome = port_->write(request, call);
    outcome.error ? tell(*outcome.error) : health_.succeeded(id());
    return outcome;
  }
  ProbeOutcome probe(const WriteRequest& request, const CallContext& call) override {
    ProbeOutcome outcome = port_->probe(request, call);
    outcome.error ? tell(*outcome.error) : health_.succeeded(id());
    return outcome;
  }

 private:
  void tell(const Error& error) { counts(error) ? health_.failed(id(), error) : health_.succeeded(id()); }
  template <class T>
  T told(T result) {
    result.ok() ? health_.succeeded(id()) : tell(result.error());
    return result;
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
    state.not_before = std::max(state.not_before, now + error.retry_after.value_or(seconds(1)));
  } else {
    state.breaker.failed(now);
  }
}

std::shared_ptr<SystemPort> watched(std::shared_ptr<SystemPort> port, Health& health) {
  return std::make_shared<WatchedPort>(std::move(port), health);
}

}  // namespace syncline
