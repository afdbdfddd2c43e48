#include "connect/http_port.h"

#include "connect/file_calls.h"
#include "connect/readiness.h"
#include "connect/record_reader.h"
#include "connect/record_writer.h"
#include "connect/subscription_calls.h"
#include "connect/variant_port.h"
#include "connect/write_outcome.h"

namespace syncline {
namespace {

class HttpPort final : public SystemPort {
 public:
  HttpPort(Runtime& rt, HttpClient& client, Connector connector, int concurrency, const HttpPortOptions& options)
      : calls_(rt, client, std::move(connector), concurrency, options.rate, options.memory) {}

  const std::string& id() const override { return calls_.system(); }

  const ObjectTraits* traits(std::string_view object) const override {
    const auto found = calls_.manifest().objects.find(std::string(object));
    return found == calls_.manifest().objects.end() ? nullptr : &found->second.traits;
  }

  Result<Page, Error> list(const std::string& stream, ListMode mode, const std::string& cursor,
                           const CallContext& context) override {
    return once_more<Result<Page, Error>>(
        context, [](const CallFailure& why) -> Result<Page, Error> { return fail(why.error); },
        [&] { return reader_.list(stream, mode, cursor, context); }, [](const auto& page) { return !page.ok(); });
  }
  Result<NativeRecord, Error> read(const RecordKey& key, const CallContext& context) override {
    return once_more<Result<NativeRecord, Error>>(
        context, [](const CallFailure& why) -> Result<NativeRecord, Error> { return fail(why.error); },
        [&] { return reader_.read(key, context); }, [](const auto& record) { return !record.ok(); });
  }
  WriteOutcome write(const WriteRequest& request, const CallContext& context) override {
    return once_more<WriteOutcome>(
        context, [](const CallFailure& why) { return outcome_of(why); },
        [&] { return writer_.write(request, context); },
        [](const WriteOutcome& out) { return out.kind == WriteOutcome::Kind::not_sent; });
  }
  Result<std::vector<WriteOutcome>, Error> write_together(std::span<const WriteRequest> writes,
                                                          const CallContext& context) override {
    if (const auto known = know(context); !known) return std::vector(writes.size(), outcome_of(known.error()));
    return writer_.write_together(writes, context);
  }
  std::vector<Result<NativeRecord, Error>> read_together(std::span<const RecordKey> keys,
                                                         const CallContext& context) override {
    if (const auto known = know(context); !known)
      return std::vector(keys.size(), Result<NativeRecord, Error>(fail(known.error().error)));
    return reader_.read_together(keys, context);
  }
  ProbeOutcome probe(const WriteRequest& request, const CallContext& context) override {
    return once_more<ProbeOutcome>(
        context, [](const CallFailure& why) { return ProbeOutcome{{}, {}, why.error}; },
        [&] { return writer_.probe(request, context); },
        [](const ProbeOutcome& out) { return out.kind == ProbeOutcome::Kind::cannot_tell; });
  }
  Result<void, Error> keep_subscribed(const std::string& url, const std::vector<std::string>& objects,
                                      const CallContext& context) override {
    return syncline::keep_subscribed(calls_, url, objects, context);
  }
  Result<std::vector<std::string>, Error> not_subscribed(const std::string& url,
                                                         const std::vector<std::string>& objects,
                                                         const CallContext& context) override {
    return syncline::not_subscribed(calls_, url, objects, context);
  }
  std::vector<ReadinessFinding> readiness(const std::vector<std::string>& objects,
                                          const CallContext& context) override {
    (void)know(context);  // what cannot be known is among the findings
    return syncline::readiness(calls_, objects, context);
  }
  Result<std::vector<FileEntry>, Error> list_files(const RecordKey& key, const CallContext& context) override {
    return files_.list(key, context);
  }
  Result<void, Error> download(const RecordKey& key, const FileEntry& file, BodySink& into,
                               const CallContext& context) override {
    return files_.download(key, file, into, context);
  }
  WriteOutcome upload(const FileUpload& file, BodySource& content, const CallContext& context) override {
    return files_.upload(file, content, context);
  }
  ProbeOutcome probe_file(const FileUpload& file, const CallContext& context) override {
    return files_.probe(file, context);
  }

 private:
  /// What came to nothing, and showed that the system is no longer as it said, is done again with what it says now.
  template <class T, class Refuse, class Do, class Fails>
  T once_more(const CallContext& context, const Refuse& refuse, const Do& act, const Fails& fails) {
    for (int attempt = 1;; ++attempt) {
      if (const auto known = know(context); !known) return refuse(known.error());
      const std::size_t before = calls_.caller().times_outdated();
      T out = act();
      if (attempt == 2 || !fails(out) || calls_.caller().times_outdated() == before) return out;
    }
  }

  /// What the system says of itself, before requests are filled with it.
  Result<void, CallFailure> know(const CallContext& context) {
    const auto known = calls_.caller().discovered(context);
    return known ? Result<void, CallFailure>{} : fail(known.error());
  }

  ObjectCalls calls_;
  RecordReader reader_{calls_};
  RecordWriter writer_{calls_, reader_};
  FileCalls files_{calls_};
};

}  // namespace

Result<std::shared_ptr<SystemPort>, Error> make_http_port(Runtime& rt, HttpClient& client,
                                                          std::shared_ptr<const Manifest> manifest, std::string system,
                                                          Map settings, const HttpPortOptions& options) {
  if (!manifest->variants.of.empty()) {
    const auto make = [&](std::shared_ptr<const Manifest> variant, const Map& given) {
      return make_http_port(rt, client, std::move(variant), system, given, options);
    };
    return make_variant_port(rt, client, manifest, system, settings, options.memory, make);
  }
  const int concurrency = options.concurrency.value_or(manifest->concurrency);
  auto connector = Connector::make(std::move(manifest), std::move(system), std::move(settings));
  if (!connector) return fail(connector.error());
  return std::shared_ptr<SystemPort>(
      std::make_shared<HttpPort>(rt, client, std::move(*connector), concurrency, options));
}

}  // namespace syncline
