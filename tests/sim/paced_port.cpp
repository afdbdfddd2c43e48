#include "tests/sim/paced_port.h"

#include <algorithm>

#include "connect/call_turns.h"

namespace syncline::sim {
namespace {

constexpr int at_once = 3;
constexpr std::int64_t any_number = 1'000'000;

Error no_turn(const NoTurn& why) {
  return {ErrorClass::throttled, "connect.rate", "the call did not get its turn", "", "", why.retry_after};
}

/// So many in a minute, as many at once.
CallRates rates(std::int64_t per_minute) { return {{per_minute, minutes(1), per_minute}, std::nullopt, {}}; }

class PacedPort final : public SystemPort {
 public:
  PacedPort(std::shared_ptr<SystemPort> port, CallLog& log, SimProcess& process, std::int64_t per_minute)
      : port_(std::move(port)),
        log_(log),
        process_(process),
        per_minute_(per_minute),
        caller_(log.caller()),
        turns_(process, at_once, rates(per_minute > 0 ? per_minute : any_number)) {}

  const std::string& id() const override { return port_->id(); }
  const ObjectTraits* traits(std::string_view object) const override { return port_->traits(object); }

  Result<Page, Error> list(const std::string& object, ListMode mode, const std::string& cursor,
                           const CallContext& call) override {
    return in_turn(call, [&] { return port_->list(object, mode, cursor, call); }, failed<Page>);
  }
  Result<NativeRecord, Error> read(const RecordKey& key, const CallContext& call) override {
    return in_turn(call, [&] { return port_->read(key, call); }, failed<NativeRecord>);
  }
  WriteOutcome write(const WriteRequest& request, const CallContext& call) override {
    return in_turn(call, [&] { return port_->write(request, call); }, not_sent);
  }
  Result<std::vector<WriteOutcome>, Error> write_together(std::span<const WriteRequest> writes,
                                                          const CallContext& call) override {
    using Outcomes = Result<std::vector<WriteOutcome>, Error>;
    return in_turn(
        call, [&] { return port_->write_together(writes, call); },
        [&](Error why) { return Outcomes(std::vector(writes.size(), not_sent(std::move(why)))); });
  }
  ProbeOutcome probe(const WriteRequest& request, const CallContext& call) override {
    return in_turn(call, [&] { return port_->probe(request, call); }, cannot_tell);
  }
  Result<std::vector<FileEntry>, Error> list_files(const RecordKey& key, const CallContext& call) override {
    return in_turn(call, [&] { return port_->list_files(key, call); }, failed<std::vector<FileEntry>>);
  }
  Result<void, Error> download(const RecordKey& key, const FileEntry& file, BodySink& sink,
                               const CallContext& call) override {
    return in_turn(call, [&] { return port_->download(key, file, sink, call); }, failed<void>);
  }
  WriteOutcome upload(const FileUpload& file, BodySource& body, const CallContext& call) override {
    return in_turn(call, [&] { return port_->upload(file, body, call); }, not_sent);
  }
  ProbeOutcome probe_file(const FileUpload& file, const CallContext& call) override {
    return in_turn(call, [&] { return port_->probe_file(file, call); }, cannot_tell);
  }

 private:
  template <class T>
  static Result<T, Error> failed(Error error) {
    return fail(std::move(error));
  }
  static WriteOutcome not_sent(Error error) {
    return {.kind = WriteOutcome::Kind::not_sent, .native = "", .stored = {}, .error = std::move(error)};
  }
  static ProbeOutcome cannot_tell(Error error) {
    return {.kind = ProbeOutcome::Kind::cannot_tell, .native = "", .error = std::move(error)};
  }

  static const Error* error_in(const WriteOutcome& outcome) { return outcome.error ? &*outcome.error : nullptr; }
  static const Error* error_in(const ProbeOutcome& outcome) { return outcome.error ? &*outcome.error : nullptr; }
  static const Error* error_in(const Result<std::vector<WriteOutcome>, Error>& outcomes) {
    if (!outcomes) return &outcomes.error();
    return outcomes->empty() ? nullptr : error_in(outcomes->front());
  }
  template <class T>
  static const Error* error_in(const Result<T, Error>& result) {
    return result.ok() ? nullptr : &result.error();
  }

  template <class Call, class Refused>
  auto in_turn(const CallContext& context, Call call, Refused refused) -> decltype(call()) {
    if (const auto turn = turns_.enter(context.priority, std::min(context.deadline, context.leave_by)); !turn)
      return refused(no_turn(turn.error()));
    struct Leave {
      CallTurns& turns;
      ~Leave() { turns.leave(); }
    } leave{turns_};
    log_.begins(caller_, process_.now(), per_minute_);
    auto outcome = call();
    const Error* error = error_in(outcome);
    if (!error || error->cls != ErrorClass::throttled) return outcome;
    log_.told(caller_, process_.now(), process_.now() + error->retry_after.value_or(Duration{0}));
    turns_.throttled(error->retry_after);
    return outcome;
  }

  std::shared_ptr<SystemPort> port_;
  CallLog& log_;
  SimProcess& process_;
  const std::int64_t per_minute_;
  const std::uint64_t caller_;
  CallTurns turns_;
};

}  // namespace

std::shared_ptr<SystemPort> paced(std::shared_ptr<SystemPort> port, CallLog& log, SimProcess& process,
                                  std::int64_t per_minute) {
  return std::make_shared<PacedPort>(std::move(port), log, process, per_minute);
}

}  // namespace syncline::sim
