#pragma once
// For tests: a system whose objects are those of a manifest, kept in memory, with documents, states and messages; and a
// project that runs between such systems on simulated time.

#include <doctest/doctest.h>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/spool.h"
#include "project/folder.h"
#include "runtime/files.h"
#include "runtime/simulated.h"
#include "runtime/simulated_files.h"
#include "store/open.h"
#include "store/sqlite/memory_disk.h"
#include "telemetry/log.h"

namespace syncline::shop {

/// Records by object; ids are positions. `on_hop` is what the vendor does by itself when a state has changed.
class Shop final : public SystemPort {
 public:
  explicit Shop(const ProjectSystem& system) : name_(system.name) {
    for (const auto& [object, spec] : system.manifest->objects) {
      traits_[object] = spec.traits;
      traits_[object].object = object;
      traits_[object].idempotency = Idempotency::upsert;
      for (const ValueSpec& field : spec.fields) fields_[object].push_back(field.name);
    }
  }

  const std::string& id() const override { return name_; }
  const ObjectTraits* traits(std::string_view object) const override {
    const auto found = traits_.find(std::string(object));
    return found == traits_.end() ? nullptr : &found->second;
  }
  Result<Page, Error> list(const std::string& object, ListMode, const std::string&, const CallContext&) override {
    Page page;
    for (std::size_t n = 0; n < records[object].size(); ++n) {
      if (!records[object][n].empty()) page.records.push_back(record({name_, object, std::to_string(n)}));
    }
    return page;
  }
  Result<NativeRecord, Error> read(const RecordKey& key, const CallContext&) override { return record(key); }
  WriteOutcome write(const WriteRequest& request, const CallContext&) override;
  ProbeOutcome probe(const WriteRequest&, const CallContext&) override { return {}; }

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

  std::map<std::string, std::vector<Map>> records;
  std::vector<WriteRequest> log;  ///< what was asked for, refused or not
  std::function<void(Shop&, const RecordKey&, const Hop&)> on_hop = [](Shop&, const RecordKey&, const Hop&) {};
  std::function<void(Shop&, const RecordKey&)> on_create = [](Shop&, const RecordKey&) {};
  std::function<std::string(const WriteRequest&)> refuses = [](const WriteRequest&) { return std::string(); };
  std::function<void(const WriteRequest&)> before_answer = [](const WriteRequest&) {};
  std::function<void(const RecordKey&, Map&)> shows = [](const RecordKey&, Map&) {};  ///< not what is there, perhaps
  bool ignores_hops = false;

 private:
  NativeRecord record(const RecordKey& key) {
    NativeRecord record;
    record.key = key;
    Map content = records[key.object].at(std::stoul(key.native));
    shows(key, content);
    record.content = std::move(content);
    if (record.content.as_map().empty()) record.state = RecordState::gone;
    for (const std::string& field : fields_[key.object]) {  // an empty one is shown as null
      if (!record.content.as_map().contains(field)) record.content.as_map().set(field, Value{});
    }
    return record;
  }
  void put(Map& into, const Map& content);

  std::string name_;
  std::map<std::string, ObjectTraits> traits_;
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

inline WriteOutcome Shop::write(const WriteRequest& request, const CallContext&) {
  log.push_back(request);
  WriteOutcome out;
  if (const std::string why = refuses(request); !why.empty()) {
    out.kind = WriteOutcome::Kind::rejected;
    out.error = Error{ErrorClass::validation, "shop.refused", why, text_of(request.key), "", {}};
    return out;
  }
  if (request.op == EffectOp::append) return out;
  if (request.op == EffectOp::create) {
    out.native = std::to_string(add(request.key.object, Map{{"created_by", "us"}}));
    put(records[request.key.object].back(), request.content.as_map());
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
  put(record, request.content.as_map());
  return out;
}

/// A project at work between two shops, in simulated time.
class Town {
 public:
  explicit Town(const Sources& files) {
    Diagnostics findings;
    project = load_project(files, findings);
    if (!project) FAIL(render(findings, files));
    for (const ProjectSystem& system : project->systems) shops[system.name] = std::make_shared<Shop>(system);
  }

  Shop& operator[](const std::string& name) { return *shops.at(name); }

  /// The engine runs while `story` is told; the story lets time pass with `wait`.
  void live(const std::function<void()>& story) {
    MemoryDisk disk;
    const auto scheduler = make_scheduler({});
    const SimEnd end = scheduler->run([&] {
      const auto process = scheduler->process("engine");
      Task main = process->spawn("main", [&] {
        StoreOptions where;
        where.path = "syncline.db";
        where.vfs = disk.vfs();
        auto opened = open_store(*process, where);
        REQUIRE(opened.ok());
        store = std::move(*opened);
        SimulatedFiles files(folder, *process);
        Engine engine(*process, *store, setup_with(files), silent_log(), [](const Error&) {});
        wait = [&](Duration time) { process->sleep_for(time); };
        engine.start();
        wait(minutes(5));
        story();
        told = true;
        process->sleep_for(hours(1));
      });
      while (!told) scheduler->world().sleep_for(minutes(1));
      scheduler->kill(*process);
      main.join();
      store.reset();
    });
    REQUIRE(end.how == SimEnd::How::finished);
  }

  /// The engine dies once at the point, and is started again; the story is told by somebody who lives on.
  void outlive(const std::string& point, const std::function<void()>& story) {
    MemoryDisk disk;
    const auto scheduler = make_scheduler({});
    SimProcess& world = scheduler->world();
    wait = [&](Duration time) { world.sleep_for(time); };
    const SimEnd end = scheduler->run([&] {
      bool over = false;
      Task keeper = world.spawn("keeper", [&] {
        std::optional<CrashPoint> crash = CrashPoint{point};
        while (!over) {
          SimProcessOptions options;
          options.crash_at = crash;
          const auto process = scheduler->process("engine", options);
          Task main = process->spawn("main", [&] { serve(*process, disk); });
          while (!over && !process->dead()) world.sleep_for(seconds(1));
          deaths += process->dead() ? 1 : 0;
          crash.reset();
          scheduler->kill(*process);
          main.join();
          disk.crash();
        }
      });
      wait(minutes(5));
      story();
      over = true;
    });
    REQUIRE(end.how == SimEnd::How::finished);
  }

  std::string problems() {
    std::string all;
    const auto reader = store->reader();
    for (const DeadLetter& each : reader->dead_letters(true, 100)) all += describe(each.error) + "\n";
    for (const Conflict& each : reader->conflicts(true, {}, 100)) all += each.message + "\n";
    return all;
  }

  /// For a person who looks for what went wrong: events and effects, newest first.
  std::string story() {
    std::string all;
    const auto reader = store->reader();
    for (const Event& each : reader->events(std::nullopt, nullptr, {}, 60))
      all += text_of(each.key) + " " + std::string(name_of(each.source)) + ": " + std::string(name_of(each.state)) +
             " " + each.reason + "\n";
    for (const Effect& each : reader->effects({}, {}, 60))
      all += "effect " + std::to_string(each.link.n) + " " + each.slot + " " + std::string(name_of(each.op)) + ": " +
             std::string(name_of(each.state)) + " " + each.reason + "\n";
    return all;
  }

  std::shared_ptr<const Project> project;
  std::map<std::string, std::shared_ptr<Shop>> shops;
  std::unique_ptr<Store> store;
  std::function<void(Duration)> wait;

  SimulatedDisk folder;
  int deaths = 0;

 private:
  EngineSetup setup_with(Files& files) {
    std::map<std::string, std::shared_ptr<SystemPort>> ports;
    for (const auto& [name, shop] : shops) ports.emplace(name, shop);
    EngineSetup setup = engine_setup(*project, ports);
    setup.installation = "test";
    setup.spool = std::make_shared<Spool>(files, "spool");
    const bool opened = setup.spool->open().ok();
    CHECK(opened);
    return setup;
  }

  void serve(SimProcess& process, MemoryDisk& disk) {
    SimulatedFiles files(folder, process);
    StoreOptions where;
    where.path = "syncline.db";
    where.vfs = disk.vfs();
    const auto opened = open_store(process, where);
    if (!opened) throw Stopped{};
    Engine engine(process, **opened, setup_with(files), silent_log(), [](const Error&) {});
    engine.start();
    process.sleep_until(far_future);
  }

  bool told = false;
};

}  // namespace syncline::shop
