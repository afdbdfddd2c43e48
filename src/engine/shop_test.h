#pragma once
// For tests: a system kept in memory, with lists of records, documents, states, messages and files.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "project/project.h"

namespace syncline::shop {

/// Records by object; ids are positions. `on_hop` is what the vendor does by itself when a state has changed.
class Shop final : public SystemPort {
 public:
  explicit Shop(const ProjectSystem& system) : name_(system.name) {
    for (const auto& [object, spec] : system.manifest->objects) {
      traits_[object] = spec.traits;
      traits_[object].object = object;
      traits_[object].idempotency = Idempotency::key;
      for (const ValueSpec& field : spec.fields) fields_[object].push_back(field.name);
    }
  }
  /// Of these objects, without change stamps; each content is taken and shown as it is.
  Shop(std::string name, const std::vector<std::string>& objects) : name_(std::move(name)) {
    for (const std::string& object : objects) {
      traits_[object].object = object;
      traits_[object].idempotency = Idempotency::key;
      traits_[object].has_stamp = false;
    }
  }

  const std::string& id() const override { return name_; }
  const ObjectTraits* traits(std::string_view object) const override {
    const auto found = traits_.find(std::string(object));
    return found == traits_.end() ? nullptr : &found->second;
  }
  Result<Page, Error> list(const std::string& object, ListMode, const std::string&, const CallContext&) override {
    before_list();
    if (not_listed) return fail(*not_listed);
    Page page;
    if (unlisted == object) return page;
    for (std::size_t n = 0; n < records[object].size(); ++n) {
      const RecordKey key{name_, object, std::to_string(n)};
      if (records[object][n].empty()) continue;
      if (auto error = unreadable(key, true)) {
        page.faulty.push_back({key, std::nullopt, std::move(*error)});
      } else if (NativeRecord listed = record(key); listed.state == RecordState::live) {
        page.records.push_back(std::move(listed));
      }
    }
    return page;
  }
  Result<NativeRecord, Error> read(const RecordKey& key, const CallContext&) override {
    if (auto error = unreadable(key, false)) return fail(std::move(*error));
    return record(key);
  }
  WriteOutcome write(const WriteRequest& request, const CallContext&) override;
  Result<std::vector<WriteOutcome>, Error> write_together(std::span<const WriteRequest>, const CallContext&) override;
  ProbeOutcome probe(const WriteRequest&, const CallContext&) override { return {probed, "", {}}; }

  Result<std::vector<FileEntry>, Error> list_files(const RecordKey& key, const CallContext&) override {
    std::vector<FileEntry> entries;
    for (const File& file : files) {
      if (file.of == key.native && file.object == key.object)
        entries.push_back({file.id, file.name, "application/pdf", file.content.size(), file.version});
      if (!says_sizes && !entries.empty()) entries.back().size.reset();
    }
    return entries;
  }
  Result<void, Error> download(const RecordKey&, const FileEntry& file, BodySink& into, const CallContext&) override;
  WriteOutcome upload(const FileUpload& file, BodySource& content, const CallContext&) override;
  ProbeOutcome probe_file(const FileUpload& file, const CallContext&) override {
    ProbeOutcome out;
    out.kind = ProbeOutcome::Kind::absent;
    for (const File& each : files) {
      if (each.key == file.key) out = {ProbeOutcome::Kind::found, each.id, {}};
    }
    return out;
  }

  struct File {
    std::string object, of, id, name, content, version = "1", key = "";
  };
  std::vector<File> files;
  bool says_sizes = true;
  int uploads = 0;
  std::vector<ErrorClass> upload_errors;  ///< of the next uploads, which do not happen
  int lost_answers = 0;                   ///< of so many uploads, that happen
  std::size_t cut_off = ~std::size_t{0};  ///< downloads end after so many bytes

  std::size_t add(const std::string& object, Map content) {
    records[object].push_back(std::move(content));
    return records[object].size() - 1;
  }
  const Map& at(const std::string& object, std::size_t n) const { return records.at(object).at(n); }
  int count(const std::string& object, EffectOp op) const {
    int found = 0;
    for (const WriteRequest& request : log) found += request.key.object == object && request.op == op;
    return found;
  }

  ObjectTraits& traits_of(const std::string& object) { return traits_.at(object); }
  std::vector<std::size_t> together = {};  ///< records of each call that wrote several
  std::function<void()> before_together = [] {};
  std::function<std::optional<Error>()> refuses_together = [] { return std::optional<Error>(); };
  bool loses_together = false;  ///< the answers: what they would say is done

  std::map<std::string, std::vector<Map>> records;
  std::vector<WriteRequest> log;  ///< what was asked for, refused or not
  std::function<void(Shop&, const RecordKey&, const Hop&)> on_hop = [](Shop&, const RecordKey&, const Hop&) {};
  std::function<void(Shop&, const RecordKey&)> on_create = [](Shop&, const RecordKey&) {};
  std::function<std::string(const WriteRequest&)> refuses = [](const WriteRequest&) { return std::string(); };
  std::function<std::optional<Error>()> not_now = [] { return std::optional<Error>(); };
  std::function<bool(const WriteRequest&)> loses = [](const WriteRequest&) { return false; };  ///< undone, unanswered
  /// The record that is there already under the key of a creation; empty: none.
  std::function<std::string(const WriteRequest&)> puts_over = [](const WriteRequest&) { return std::string(); };
  ProbeOutcome::Kind probed = ProbeOutcome::Kind::cannot_tell;
  std::optional<Error> not_listed;  ///< the answer to every list
  std::string unlisted;             ///< object of which lists show nothing: an index that lags for a long time
  std::function<void(const WriteRequest&)> before_answer = [](const WriteRequest&) {};
  std::function<void(const RecordKey&, Map&)> shows = [](const RecordKey&, Map&) {};  ///< not what is there, perhaps
  std::function<void(NativeRecord&)> stamps = [](NativeRecord&) {};  ///< puts a stamp and a version on what is read
  std::function<void()> before_list = [] {};
  /// Why a record cannot be understood: in a list, or when it is read by itself.
  std::function<std::optional<Error>(const RecordKey&, bool listed)> unreadable = [](const RecordKey&, bool) {
    return std::optional<Error>();
  };
  bool ignores_hops = false;
  Instant leave_by = far_future;  ///< of the last write

 private:
  NativeRecord record(const RecordKey& key) {
    NativeRecord record;
    record.key = key;
    Map content = records[key.object].at(std::stoul(key.native));
    shows(key, content);
    record.content = std::move(content);
    if (record.content.as_map().empty()) record.state = RecordState::gone;
    stamps(record);
    for (const std::string& field : fields_[key.object]) {  // an empty one is shown as null
      if (!record.content.as_map().contains(field)) record.content.as_map().set(field, Value{});
    }
    return record;
  }
  void put(Map& into, const Map& content);

  std::string name_;
  std::map<std::string, ObjectTraits> traits_;
  std::map<std::string, std::string> made_;  // key of a creation → the record
  std::map<std::string, std::vector<std::string>> fields_;
  int last_part_ = 0;
};

inline void Shop::put(Map& into, const Map& content) {
  for (const auto& [name, value] : content) {
    if (!value.is_map() || !value.as_map().contains("$parts")) {
      into.set(name, value);
      continue;
    }
    List parts = into[name].is_list() ? into[name].as_list() : List{};
    for (const Value& command : value["$parts"].as_list()) {
      const std::string op = command["op"].as_string();
      const auto same = [&](const Value& part) { return part["id"] == command["id"]; };
      if (op == "create") {
        Map part{{"id", std::to_string(++last_part_)}};
        for (const auto& [key, set] : command["set"].as_map()) part.set(key, set);
        parts.push_back(std::move(part));
      } else if (op == "delete") {
        std::erase_if(parts, same);
      } else {
        for (Value& part : parts) {
          if (!same(part)) continue;
          for (const auto& [key, set] : command["set"].as_map()) part.as_map().set(key, set);
        }
      }
    }
    into.set(name, std::move(parts));
  }
}

inline Result<void, Error> Shop::download(const RecordKey&, const FileEntry& file, BodySink& into, const CallContext&) {
  for (const File& each : files) {
    if (each.id != file.id) continue;
    const auto taken = into.take(std::string_view(each.content).substr(0, cut_off));
    if (taken) return taken;
    return fail(Error{ErrorClass::transient, "shop.broken", "the transfer broke off", file.id, "", {}});
  }
  return fail(Error{ErrorClass::not_found, "shop.no_file", "there is no such file", file.id, "", {}});
}

inline WriteOutcome Shop::upload(const FileUpload& file, BodySource& content, const CallContext&) {
  ++uploads;
  if (!upload_errors.empty()) {
    const ErrorClass cls = upload_errors.front();
    upload_errors.erase(upload_errors.begin());
    const auto kind = cls == ErrorClass::transient ? WriteOutcome::Kind::not_sent : WriteOutcome::Kind::rejected;
    return {kind, "", {}, Error{cls, "shop.refused", "not now", file.name, "", {}}};
  }
  std::string all;
  for (;;) {
    const auto part = content.next(4096);
    if (!part) return {WriteOutcome::Kind::rejected, "", {}, part.error()};
    if (part->empty()) break;
    all += *part;
  }
  WriteOutcome out;
  out.native = "f" + std::to_string(files.size());
  files.push_back({file.record.object, file.record.native, out.native, file.name, all, "1", file.key});
  if (lost_answers-- <= 0) return out;
  out.kind = WriteOutcome::Kind::unknown;
  out.error = Error{ErrorClass::unknown, "shop.lost", "no answer came", file.name, "", {}};
  return out;
}

inline Result<std::vector<WriteOutcome>, Error> Shop::write_together(std::span<const WriteRequest> writes,
                                                                     const CallContext& context) {
  together.push_back(writes.size());
  before_together();
  if (auto error = refuses_together()) return fail(std::move(*error));
  std::vector<WriteOutcome> outcomes;
  for (const WriteRequest& each : writes) outcomes.push_back(write(each, context));
  if (!loses_together) return outcomes;
  const Error lost{ErrorClass::unknown, "shop.lost", "no answer came", name_, "", {}};
  return std::vector<WriteOutcome>(writes.size(), {WriteOutcome::Kind::unknown, "", {}, lost});
}

inline WriteOutcome Shop::write(const WriteRequest& request, const CallContext& context) {
  log.push_back(request);
  leave_by = context.leave_by;
  WriteOutcome out;
  if (auto error = not_now()) {
    out.kind = WriteOutcome::Kind::not_sent;
    out.error = std::move(error);
    return out;
  }
  if (const std::string why = refuses(request); !why.empty()) {
    out.kind = WriteOutcome::Kind::rejected;
    out.error = Error{ErrorClass::validation, "shop.refused", why, text_of(request.key), "", {}};
    return out;
  }
  if (loses(request)) {
    out.kind = WriteOutcome::Kind::unknown;
    out.error = Error{ErrorClass::unknown, "shop.lost", "no answer came", text_of(request.key), "", {}};
    return out;
  }
  if (request.op == EffectOp::append) return out;
  if (request.op == EffectOp::create) {
    std::string& known = made_[request.idempotency_key];
    if (known.empty()) known = puts_over(request);
    if (known.empty()) {
      known = std::to_string(add(request.key.object, Map{{"created_by", "us"}}));
      put(records[request.key.object].back(), request.content.as_map());
    }
    out.native = known;
    before_answer(request);
    on_create(*this, {name_, request.key.object, out.native});
    return out;
  }
  Map& record = records[request.key.object].at(std::stoul(request.key.native));
  if (request.op == EffectOp::transition) {
    if (ignores_hops) return out;
    record.set(traits_.at(request.key.object).state_field, request.hop.to);
    on_hop(*this, request.key, request.hop);
    return out;
  }
  if (request.op == EffectOp::deactivate) return out;  // nothing that is read shows it
  put(record, request.content.as_map());
  return out;
}

}  // namespace syncline::shop
