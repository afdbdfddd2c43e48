#include "tests/conformance/store/bench.h"

#include <filesystem>

#include "runtime/simulated.h"
#include "runtime/thread_runtime.h"

namespace syncline::conformance {
namespace {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "syncline-store-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string file() const { return path_ / "state.db"; }

 private:
  std::filesystem::path path_;
};

StoreOptions options_at(const std::string& path, const std::string& vfs) {
  StoreOptions options;
  options.path = path;
  options.vfs = vfs;
  return options;
}

}  // namespace

Store& Bench::store() { return store_ ? *store_ : reopen(); }

Store& Bench::reopen() {
  store_.reset();
  auto opened = open_store(rt_, options_);
  REQUIRE_MESSAGE(opened.ok(), (opened.ok() ? std::string() : describe(opened.error())));
  store_ = std::move(opened).value();
  return *store_;
}

Committed Bench::commit(const Plan& plan) {
  auto done = write([&](Tx& tx) { return tx.commit(plan); });
  REQUIRE_MESSAGE(done.ok(), (done.ok() ? std::string() : done.error().what));
  return std::move(done).value();
}

std::string Bench::stale(const Plan& plan) {
  const auto done = write([&](Tx& tx) { return tx.commit(plan); });
  REQUIRE_FALSE(done.ok());
  return done.error().what;
}

EventId Bench::accept(const NewEvent& event) {
  const Accepted accepted = write([&](Tx& tx) { return tx.accept(std::span(&event, 1), nullptr); });
  CHECK(accepted.events.size() + accepted.duplicates == 1);
  return accepted.events.empty() ? EventId{} : accepted.events.front();
}

void FilesOnThreads::run(const Body& body) {
  const Folder folder;
  ThreadRuntime rt;
  Bench bench(rt, options_at(folder.file(), ""));
  body(bench);
}

void MemoryOnThreads::run(const Body& body) {
  const MemoryDisk disk;
  ThreadRuntime rt;
  Bench bench(rt, options_at("state.db", disk.vfs()));
  body(bench);
}

void MemoryOnFibers::run(const Body& body) {
  const MemoryDisk disk;
  const auto scheduler = make_scheduler();
  const SimEnd end = scheduler->run([&] {
    Bench bench(scheduler->world(), options_at("state.db", disk.vfs()));
    body(bench);
  });
  CHECK_MESSAGE(end.how == SimEnd::How::finished, end.detail);
}

void at_once(Runtime& rt, std::size_t tasks, const std::function<void(std::size_t)>& body) {
  std::vector<Task> running;
  for (std::size_t i = 0; i < tasks; ++i)
    running.push_back(rt.spawn("task " + std::to_string(i), [&body, i] { body(i); }));
  for (Task& task : running) task.join();
}

RecordKey crm(const std::string& native) { return {"crm", "account", native}; }
RecordKey erp(const std::string& native) { return {"erp", "partner", native}; }

NewEvent hint_of(const RecordKey& key) {
  NewEvent event;
  event.key = key;
  return event;
}

NewEvent event_of(const RecordKey& key, const std::string& content) {
  NewEvent event = hint_of(key);
  NativeRecord record;
  record.key = key;
  record.content = Map{{"name", content}};
  event.hash = hash_of(record.content);
  event.record = std::move(record);
  return event;
}

Member member_of(const std::string& slot, const RecordKey& key) {
  Member member;
  member.slot = slot;
  member.key = key;
  return member;
}

Plan new_link(const std::vector<Member>& members, const std::string& entity) {
  Plan plan;
  plan.entity = entity;
  plan.shadow.emplace();
  plan.shadow->members = members;
  return plan;
}

Plan plan_on(Reader& reader, LinkId id) {
  const auto link = reader.link(id);
  REQUIRE(link);
  Plan plan;
  plan.link = link->id;
  plan.expected = link->version;
  plan.shadow = link->shadow;
  return plan;
}

NewEffect write_to(const std::string& slot, const RecordKey& key, EffectOp op) {
  NewEffect effect;
  effect.slot = slot;
  effect.key = key;
  effect.op = op;
  effect.business_key = std::string(name_of(op)) + ":{link}:" + slot;
  effect.changes["name"] = {"before", FieldValue::of("after"), 2, "edit"};
  effect.trace = "trace";
  return effect;
}

EffectOutcome outcome(EffectId id, EffectState state, bool licensed) {
  EffectOutcome outcome;
  outcome.id = id;
  outcome.state = state;
  outcome.licensed = licensed;
  return outcome;
}

MatchKey claimed(const std::string& value) { return {"customer", "tax_id", value, true}; }

}  // namespace syncline::conformance
