#include "connect/file_calls.h"

#include "base/hash.h"
#include "connect/failure.h"
#include "connect/values.h"
#include "connect/write_outcome.h"
#include "net/file_text.h"

namespace syncline {
namespace {

/// A file inside the request: as base64 where its body holds `mark`, or as the whole body.
class Outgoing final : public CallBodies {
 public:
  Outgoing(BodySource& file, std::string mark, std::string type)
      : file_(file), mark_(std::move(mark)), type_(std::move(type)) {}

  BodyStreams begin(HttpRequest& request) override {
    file_.rewind();
    const std::size_t at = request.body.find(mark_);
    if (at == std::string::npos) {
      set_header(request.headers, "Content-Type", type_.empty() ? "application/octet-stream" : type_);
      return {.request = &file_, .answer = nullptr};
    }
    inside_ = std::make_unique<Base64Source>(request.body.substr(0, at), file_, request.body.substr(at + mark_.size()));
    request.body.clear();
    return {.request = inside_.get(), .answer = nullptr};
  }
  void end(HttpResponse&) override {}

 private:
  BodySource& file_;
  const std::string mark_, type_;
  std::unique_ptr<Base64Source> inside_;
};

/// A file inside the answer: as base64 under the key `at`, or as the whole body.
class Incoming final : public CallBodies {
 public:
  Incoming(std::string at, BodySink& into) : at_(std::move(at)), into_(into) {}

  BodyStreams begin(HttpRequest&) override {
    if (at_.empty()) return {.request = nullptr, .answer = &into_};
    inside_ = std::make_unique<Base64Sink>(at_, into_);
    return {.request = nullptr, .answer = inside_.get()};
  }
  void end(HttpResponse& response) override {
    if (inside_ && response.status >= 200 && response.status < 300) response.body = inside_->others();
  }
  bool whole() const { return !inside_ || inside_->found(); }

 private:
  const std::string at_;
  BodySink& into_;
  std::unique_ptr<Base64Sink> inside_;
};

Map described(const FileUpload& file) {
  return {{"name", file.name}, {"type", file.type}, {"size", static_cast<std::int64_t>(file.size)}};
}

}  // namespace

Result<const ObjectSpec*, Error> FileCalls::object_with_files(const RecordKey& key) const {
  const auto object = calls_.object_of(key.object);
  if (!object) return fail(object.error());
  if (!(*object)->files) return fail(calls_.unable("reach the files of " + key.object));
  if (const auto impossible = calls_.impossible_id(key)) return fail(*impossible);
  return *object;
}

Result<std::vector<FileEntry>, Error> FileCalls::list(const RecordKey& key, const CallContext& context) {
  const auto object = object_with_files(key);
  if (!object) return fail(object.error());
  const FilesSpec& files = *(*object)->files;
  Map all = calls_.variables(**object, {{"id", key.native}});
  auto answer = calls_.caller().call(files.list, all, context);
  if (!answer) return fail(answer.error().error);
  if (!answer->has_records) return fail(calls_.nothing_answered("files of " + text_of(key)));
  std::vector<FileEntry> out;
  for (const Value& each : answer->records) {
    all.set("item", each);
    const expr::MapBindings bindings(all);
    FileEntry entry{text_or(files.id, bindings, ""), text_or(files.name, bindings, ""),
                    text_or(files.type, bindings, ""), std::nullopt, text_or(files.version, bindings, "")};
    if (const auto size = Decimal::parse(text_or(files.size, bindings, "")); size && size->to_int64())
      entry.size = static_cast<std::uint64_t>(*size->to_int64());
    if (entry.id.empty())
      return fail(Error{ErrorClass::transient,
                        "connect.wrong_form",
                        "a file has no id",
                        calls_.system() + " files of " + text_of(key),
                        "correct files.id in connector.yaml",
                        {}});
    out.push_back(std::move(entry));
  }
  return out;
}

Result<void, Error> FileCalls::download(const RecordKey& key, const FileEntry& file, BodySink& into,
                                        const CallContext& context) {
  const auto object = object_with_files(key);
  if (!object) return fail(object.error());
  const FilesSpec& files = *(*object)->files;
  Incoming bodies(files.at, into);
  const Map all = calls_.variables(**object, {{"id", key.native}, {"file", file.id}});
  auto answer = calls_.caller().call(files.download, all, context, &bodies);
  if (!answer) return fail(answer.error().error);
  if (bodies.whole()) return {};
  return fail(Error{ErrorClass::transient,
                    "connect.no_file",
                    "the answer holds no file under \"" + files.at + "\", or not all of it",
                    calls_.system() + " file " + file.id + " of " + text_of(key),
                    "correct files.download.at in connector.yaml when it lasts",
                    {}});
}

WriteOutcome FileCalls::upload(const FileUpload& file, BodySource& content, const CallContext& context) {
  const auto object = object_with_files(file.record);
  if (!object) return refused_here(object.error());
  const FilesSpec& files = *(*object)->files;
  if (!files.upload) return refused_here(calls_.unable("add a file to " + file.record.object));
  const std::string mark = "file:" + to_hex(sha256(file.key + '\n' + file.name));
  Outgoing bodies(content, mark, file.type);
  Map all = calls_.variables(**object, {{"id", file.record.native}, {"key", file.key}, {"file", mark}});
  all.set("item", described(file));
  auto answer = calls_.caller().call(*files.upload, all, context, &bodies);
  if (!answer) return outcome_of(answer.error());
  WriteOutcome out;
  out.native = answer->id;
  return out;
}

ProbeOutcome FileCalls::probe(const FileUpload& file, const CallContext& context) {
  ProbeOutcome out;
  const auto object = object_with_files(file.record);
  if (!object || !(*object)->files->probe) {
    out.error = object ? calls_.unable("find a file of " + file.record.object) : object.error();
    return out;
  }
  Map all = calls_.variables(**object, {{"id", file.record.native}, {"key", file.key}});
  all.set("item", described(file));
  auto answer = calls_.caller().call(*(*object)->files->probe, all, context);
  if (!answer) {
    out.error = answer.error().error;
    return out;
  }
  out.native = answer->id;
  out.kind = out.native.empty() ? ProbeOutcome::Kind::absent : ProbeOutcome::Kind::found;
  return out;
}

}  // namespace syncline
