#include "connect/variant_port.h"

#include <algorithm>
#include <mutex>

#include "base/text.h"
#include "connect/caller.h"
#include "connect/write_outcome.h"

namespace syncline {
namespace {

constexpr Duration asked_again_after = minutes(1);

struct Variant {
  std::string name;
  std::shared_ptr<SystemPort> port;
};

/// Knows how to sign in and where to ask, and no more.
std::shared_ptr<const Manifest> asking(const Manifest& manifest) {
  auto out = std::make_shared<Manifest>(manifest);
  out->objects.clear();
  out->discover.clear();
  out->lookups.clear();
  return out;
}

class VariantPort final : public SystemPort {
 public:
  VariantPort(Runtime& rt, HttpClient& client, Connector asking, VariantsSpec spec, std::vector<Variant> all,
              std::string meant, std::shared_ptr<PortMemory> memory)
      : caller_(rt, client, std::move(asking), 1),
        spec_(std::move(spec)),
        all_(std::move(all)),
        meant_(std::move(meant)),
        memory_(std::move(memory)) {
    const std::string likely = expected();
    const auto found = std::ranges::find(all_, likely, &Variant::name);
    is_likely_ = found != all_.end();
    at_ = is_likely_ ? found : all_.begin();
  }

  const std::string& id() const override { return caller_.connector().system(); }
  /// As long as nobody knows which it is: those of the variant that compares versions, if one does. Where there is no
  /// version none is compared, but one that was not kept could not be.
  const ObjectTraits* traits(std::string_view object) const override {
    if (!is_settled() && !is_likely_) {
      for (const Variant& each : all_) {
        const ObjectTraits* own = each.port->traits(object);
        if (own && own->precondition != Precondition::read) return own;
      }
    }
    return current().port->traits(object);
  }

  Result<Page, Error> list(const std::string& stream, ListMode mode, const std::string& cursor,
                           const CallContext& context) override {
    return by_variant<Page>(context, [&](SystemPort& port) { return port.list(stream, mode, cursor, context); });
  }
  Result<NativeRecord, Error> read(const RecordKey& key, const CallContext& context) override {
    return by_variant<NativeRecord>(context, [&](SystemPort& port) { return port.read(key, context); });
  }
  std::vector<Result<NativeRecord, Error>> read_together(std::span<const RecordKey> keys,
                                                         const CallContext& context) override {
    if (auto known = settle(context); !known)
      return std::vector<Result<NativeRecord, Error>>(keys.size(), fail(known.error()));
    auto out = current().port->read_together(keys, context);
    for (const auto& each : out) {
      if (!each) doubt(each.error());
    }
    return out;
  }
  WriteOutcome write(const WriteRequest& request, const CallContext& context) override {
    return writing(context, [&](SystemPort& port) { return port.write(request, context); });
  }
  Result<std::vector<WriteOutcome>, Error> write_together(std::span<const WriteRequest> writes,
                                                          const CallContext& context) override {
    if (auto known = settle(context); !known) return std::vector(writes.size(), not_sent(known.error()));
    auto out = current().port->write_together(writes, context);
    if (!out) doubt(out.error());
    return out;
  }
  ProbeOutcome probe(const WriteRequest& request, const CallContext& context) override {
    return probing(context, [&](SystemPort& port) { return port.probe(request, context); });
  }
  Result<void, Error> keep_subscribed(const std::string& url, const std::vector<std::string>& objects,
                                      const CallContext& context) override {
    return by_variant<void>(context, [&](SystemPort& port) { return port.keep_subscribed(url, objects, context); });
  }
  Result<std::vector<std::string>, Error> not_subscribed(const std::string& url,
                                                         const std::vector<std::string>& objects,
                                                         const CallContext& context) override {
    return by_variant<std::vector<std::string>>(
        context, [&](SystemPort& port) { return port.not_subscribed(url, objects, context); });
  }
  std::vector<ReadinessFinding> readiness(const std::vector<std::string>& objects,
                                          const CallContext& context) override {
    if (auto known = settle(context); !known) return {{id(), "api", false, known.error()}};
    auto out = current().port->readiness(objects, context);
    out.insert(out.begin(), ReadinessFinding{id(), "api " + current().name, false, {}});
    return out;
  }
  Result<std::vector<FileEntry>, Error> list_files(const RecordKey& key, const CallContext& context) override {
    return by_variant<std::vector<FileEntry>>(context, [&](SystemPort& port) { return port.list_files(key, context); });
  }
  Result<void, Error> download(const RecordKey& key, const FileEntry& file, BodySink& into,
                               const CallContext& context) override {
    return by_variant<void>(context, [&](SystemPort& port) { return port.download(key, file, into, context); });
  }
  WriteOutcome upload(const FileUpload& file, BodySource& content, const CallContext& context) override {
    return writing(context, [&](SystemPort& port) { return port.upload(file, content, context); });
  }
  ProbeOutcome probe_file(const FileUpload& file, const CallContext& context) override {
    return probing(context, [&](SystemPort& port) { return port.probe_file(file, context); });
  }

 private:
  using At = std::vector<Variant>::const_iterator;

  const Variant& current() const {
    const std::lock_guard lock(mutex_);
    return *at_;
  }
  /// What a project says, else what it was before this process; empty: nobody knows yet.
  std::string expected() const { return !meant_.empty() ? meant_ : memory_ ? memory_->recall("variant") : remembered_; }
  bool is_settled() const {
    const std::lock_guard lock(mutex_);
    return settled_;
  }

  /// From then on `current` is what the system has.
  Result<void, Error> settle(const CallContext& context) {
    for (;;) {
      if (is_settled()) return {};
      if (const auto refusal = still_refused()) return fail(*refusal);
      const SingleFlight::Turn turn = asking_.enter(context.deadline.us == 0 ? far_future : context.deadline);
      if (turn == SingleFlight::Turn::landed) continue;
      if (turn == SingleFlight::Turn::late)
        return fail(error(ErrorClass::transient, "the system was not asked in time", ""));
      Result<void, Error> done = is_settled() ? Result<void, Error>() : ask(context);
      asking_.land();
      return done;
    }
  }

  Result<void, Error> ask(const CallContext& context) {
    auto name = detect(context);
    if (!name) return fail(name.error());
    const Instant now = caller_.runtime().now();
    const auto found = std::ranges::find(all_, *name, &Variant::name);
    const std::string before = expected();
    if (!before.empty() && before != *name) {
      Error other = error(ErrorClass::config,
                          "the system has the API \"" + *name + "\" and is kept in step by \"" + before +
                              "\": its ids and fields may mean something else now",
                          remedy(*name, before));
      const std::lock_guard lock(mutex_);
      refused_ = other;
      refused_until_ = now + asked_again_after;
      return fail(std::move(other));
    }
    if (memory_ && memory_->recall("variant") != *name) memory_->keep("variant", *name);
    const std::lock_guard lock(mutex_);
    remembered_ = *name;
    at_ = found;
    settled_ = true;
    asked_at_ = now;
    refused_.reset();
    return {};
  }

  Result<std::string, Error> detect(const CallContext& context) {
    const Map variables = caller_.connector().variables({});
    auto answer = caller_.call({spec_.detect.call, {}}, variables, context);
    if (!answer) return fail(std::move(answer.error().error));
    const Map all = caller_.connector().variables({{"body", answer->body}});
    const auto name = spec_.detect.value.text(expr::MapBindings(all));
    if (!name) return fail(error(ErrorClass::transient, name.error().message, ""));
    if (std::ranges::find(all_, *name, &Variant::name) != all_.end()) return *name;
    return fail(error(ErrorClass::config, "the system has none of the APIs that the connector knows",
                      spec_.detect.missing.text(expr::MapBindings(all)).value_or("")));
  }

  std::string remedy(const std::string& now, const std::string& before) const {
    if (spec_.setting.empty()) return "go back to the version before, or begin with new data";
    if (!meant_.empty()) return "when the ids stayed the same, write " + spec_.setting + ": " + now + " at the system";
    return "go back to the version before; or see that ids and fields stayed the same, and write " + spec_.setting +
           ": " + now + " at the system (it was " + before + ")";
  }

  std::optional<Error> still_refused() const {
    const std::lock_guard lock(mutex_);
    return refused_ && caller_.runtime().now() < refused_until_ ? refused_ : std::nullopt;
  }

  /// After what has nothing to do with the data of the call, the system is asked anew.
  void doubt(const Error& failure) {
    if (failure.cls != ErrorClass::transient && failure.cls != ErrorClass::config) return;
    const Instant now = caller_.runtime().now();
    const std::lock_guard lock(mutex_);
    if (now >= asked_at_ + asked_again_after) settled_ = false;
  }

  template <class T, class Call>
  Result<T, Error> by_variant(const CallContext& context, const Call& call) {
    if (auto known = settle(context); !known) return fail(known.error());
    Result<T, Error> out = call(*current().port);
    if (!out) doubt(out.error());
    return out;
  }
  template <class Call>
  WriteOutcome writing(const CallContext& context, const Call& call) {
    if (auto known = settle(context); !known) return not_sent(known.error());
    WriteOutcome out = call(*current().port);
    if (out.error) doubt(*out.error);
    return out;
  }
  template <class Call>
  ProbeOutcome probing(const CallContext& context, const Call& call) {
    if (auto known = settle(context); !known)
      return {.kind = ProbeOutcome::Kind::cannot_tell, .native = "", .error = known.error()};
    ProbeOutcome out = call(*current().port);
    if (out.error) doubt(*out.error);
    return out;
  }
  static WriteOutcome not_sent(Error why) { return outcome_of(CallFailure{std::move(why), true, false, false}); }

  Error error(ErrorClass cls, std::string message, std::string remedy) const {
    return {cls, "connect.variant", std::move(message), id() + " variants", std::move(remedy), {}};
  }

  Caller caller_;
  const VariantsSpec spec_;
  const std::vector<Variant> all_;
  const std::string meant_;
  const std::shared_ptr<PortMemory> memory_;
  mutable LeafMutex mutex_;
  At at_;
  bool is_likely_ = false;  ///< a person or an earlier process says which it is
  bool settled_ = false;
  Instant asked_at_;
  std::string remembered_;  ///< of this process, where nothing is kept
  std::optional<Error> refused_;
  Instant refused_until_;
  SingleFlight asking_{caller_.runtime()};
};

}  // namespace

Result<std::shared_ptr<SystemPort>, Error> make_variant_port(Runtime& rt, HttpClient& client,
                                                             std::shared_ptr<const Manifest> manifest,
                                                             std::string system, Map settings,
                                                             std::shared_ptr<PortMemory> memory, const MakePort& make) {
  const VariantsSpec& spec = manifest->variants;
  const std::string meant = spec.setting.empty() ? "" : settings[spec.setting].string_or("");
  std::vector<Variant> all;
  for (const VariantSpec& each : spec.of) {
    auto port = make(each.manifest, settings);
    if (!port) return port;
    all.push_back({each.name, std::move(*port)});
  }
  if (!meant.empty() && std::ranges::find(all, meant, &Variant::name) == all.end()) {
    std::vector<std::string> names;
    for (const Variant& each : all) names.push_back(each.name);
    return fail(Error{ErrorClass::config,
                      "connect.variant",
                      "there is no API \"" + meant + "\"",
                      system + " " + spec.setting,
                      "write one of " + join(names, ", ") + ", or nothing",
                      {}});
  }
  auto connector = Connector::make(asking(*manifest), std::move(system), std::move(settings));
  if (!connector) return fail(connector.error());
  return std::shared_ptr<SystemPort>(
      std::make_shared<VariantPort>(rt, client, std::move(*connector), spec, std::move(all), meant, std::move(memory)));
}

}  // namespace syncline
