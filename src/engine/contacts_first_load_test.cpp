// Contacts and their companies in two systems that were full before the engine came. The systems are lists; what is
// synced, and how, is a project of the shipped connectors.
#include <algorithm>
#include <doctest/doctest.h>

#include "engine/engine.h"
#include "project/project.h"
#include "runtime/simulated.h"
#include "store/open.h"
#include "store/sqlite/memory_disk.h"
#include "telemetry/log.h"

using namespace syncline;

namespace {

const Sources project_files{
    {"syncline.yaml", R"(
project: acme
systems:
  crm: {connector: odoo, url: "http://crm.example", database: crm, api_key: "${env:KEY}"}
  erp: {connector: tryton, url: "http://erp.example", database: erp, user: sync, password: "${env:PASSWORD}"}
defaults: {poll: 1m, sweep: 24h}
)"},
    {"sync/customer.yaml", R"(
entity: customer
systems: {crm: company, erp: party}
match: [email]
create: {erp: always}
fields: {name: {master: crm}, email: {}}
)"},
    {"sync/contact.yaml", R"(
entity: contact
systems: {crm: person, erp: person}
match: [email]
create: {erp: always}
fields: {name: {master: crm}, email: {}, customer: {}}
)"},
};

/// Records by object and id. The first reads of one of them may fail, as while a server is busy.
class ListedSystem final : public SystemPort {
 public:
  ListedSystem(std::string name, const std::vector<std::string>& objects) : name_(std::move(name)) {
    for (const std::string& object : objects) {
      ObjectTraits& traits = traits_[object];
      traits.object = object;
      traits.has_stamp = false;
      traits.idempotency = Idempotency::upsert;
    }
  }
  void add(const std::string& object, const std::string& id, Map content) { records_[object][id] = std::move(content); }
  /// Listed, but unreadable for a while.
  void make_slow(const std::string& id) { slow_ = id; }
  void depends(const std::string& object, const std::string& on) { traits_[object].needs = {on}; }
  int creates() const { return creates_; }

  const std::string& id() const override { return name_; }
  const ObjectTraits* traits(std::string_view object) const override { return &traits_.at(std::string(object)); }
  Result<Page, Error> list(const std::string& object, ListMode, const std::string&, const CallContext&) override {
    Page page;
    for (const auto& [id, content] : records_[object]) {
      const NativeRecord record = record_of(object, id);
      if (id == slow_) {
        page.faulty.push_back({record.key, std::nullopt, busy()});
      } else {
        page.records.push_back(record);
      }
    }
    return page;
  }
  Result<NativeRecord, Error> read(const RecordKey& key, const CallContext&) override {
    if (key.native == slow_ && ++failed_reads_ <= 2) return fail(busy());
    return record_of(key.object, key.native);
  }
  WriteOutcome write(const WriteRequest& request, const CallContext&) override {
    WriteOutcome out;
    if (request.op != EffectOp::create) return out;
    ++creates_;
    out.native = "new" + std::to_string(creates_);
    records_[request.key.object][out.native] = request.content.as_map();
    return out;
  }
  ProbeOutcome probe(const WriteRequest&, const CallContext&) override { return {}; }

 private:
  NativeRecord record_of(const std::string& object, const std::string& id) {
    NativeRecord record;
    record.key = {name_, object, id};
    record.content = records_[object][id];
    return record;
  }
  Error busy() const { return {ErrorClass::transient, "test.busy", "the server is busy", name_, "", std::nullopt}; }

  std::string name_, slow_;
  std::map<std::string, ObjectTraits> traits_;
  std::map<std::string, std::map<std::string, Map>> records_;
  int failed_reads_ = 0, creates_ = 0;
};

Value mails(const std::string& address) { return List{Map{{"id", "1"}, {"type", "email"}, {"value", address}}}; }

Value speaks_for(const std::string& party) { return List{Map{{"id", "1"}, {"type", "Contact of"}, {"to", party}}}; }

EngineSetup setup_of(const std::shared_ptr<ListedSystem>& crm, const std::shared_ptr<ListedSystem>& erp) {
  Diagnostics findings;
  const auto project = load_project(project_files, findings);
  REQUIRE_MESSAGE(project, render(findings, project_files));
  return engine_setup(*project, {{"crm", crm}, {"erp", erp}});
}

}  // namespace

TEST_CASE("a contact whose company is read late is still recognised, and not created a second time") {
  auto crm = std::make_shared<ListedSystem>("crm", std::vector<std::string>{"company", "person"});
  auto erp = std::make_shared<ListedSystem>("erp", std::vector<std::string>{"party", "person"});
  crm->depends("person", "company");
  erp->depends("person", "party");
  crm->add("company", "1", {{"name", "Nordlicht"}, {"email", "info@nord.example"}});
  crm->add("person", "2", {{"name", "Anna Weiß"}, {"email", "anna@nord.example"}, {"parent_id", "1"}});
  erp->add("party", "5", {{"name", "Nordlicht"}, {"contact_mechanisms", mails("info@nord.example")}});
  erp->add("person", "6",
           {{"name", "Anna Weiß"}, {"contact_mechanisms", mails("anna@nord.example")}, {"relations", speaks_for("5")}});
  erp->make_slow("5");

  MemoryDisk disk;
  const auto scheduler = make_scheduler({});
  std::size_t links = 0;
  const SimEnd end = scheduler->run([&] {
    const auto process = scheduler->process("engine");
    Task main = process->spawn("main", [&] {
      StoreOptions where;
      where.path = "syncline.db";
      where.vfs = disk.vfs();
      auto store = open_store(*process, where);
      REQUIRE(store.ok());
      Engine engine(*process, **store, setup_of(crm, erp), silent_log(), [](const Error&) {});
      engine.start();
      process->sleep_for(hours(1));
      links = (*store)->reader()->links({"contact", ""}, {}, 10).size();
      process->sleep_for(hours(1));
    });
    scheduler->world().sleep_for(minutes(61));
    scheduler->kill(*process);
    main.join();
  });
  REQUIRE(end.how == SimEnd::How::finished);
  CHECK(erp->creates() == 0);
  CHECK(links == 1);
}
