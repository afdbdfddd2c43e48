#include "tests/outcomes/office.h"

#include "engine/calls.h"
#include "project/folder.h"

namespace syncline::outcomes {
namespace {

/// Answers go through the office's hands.
struct AlteringClient final : HttpClient {
  AlteringClient(std::unique_ptr<HttpClient> r, Office& o, std::string s)
      : real(std::move(r)), office(o), system(std::move(s)) {}
  Result<HttpResponse, TransportError> send(const HttpRequest& request, Instant deadline) override {
    const auto meet = office.meet.find(system);
    if (meet != office.meet.end() && meet->second) {
      const auto meeting = meet->second;  // it may be taken away while it waits
      if (auto instead = meeting(request, deadline)) return std::move(*instead);
    }
    auto answer = real->send(request, deadline);
    const auto alter = office.alter.find(system);
    if (answer && alter != office.alter.end() && alter->second) alter->second(request, *answer);
    return answer;
  }
  std::unique_ptr<HttpClient> real;
  Office& office;
  const std::string system;
};

}  // namespace

void Desk::look(const std::function<void(PlainModel&)>& body) {
  server->with_model([&](sandbox::VendorModel& model, Instant) { body(dynamic_cast<PlainModel&>(model)); });
}

std::string Desk::add(const std::string& model, Map fields) {
  std::string id;
  server->with_model(
      [&](sandbox::VendorModel& vendor, Instant now) { id = vendor.person_creates(model, std::move(fields), now); });
  return id;
}

void Desk::edit(const std::string& model, const std::string& id, Map fields) {
  server->with_model(
      [&](sandbox::VendorModel& vendor, Instant now) { vendor.person_edits(model, id, std::move(fields), now); });
}

void Desk::remove(const std::string& model, const std::string& id) {
  server->with_model([&](sandbox::VendorModel& vendor, Instant now) { vendor.person_deletes(model, id, now); });
}

Value Desk::at(const std::string& model, const std::string& id) {
  Value out;
  look([&](PlainModel& vendor) { out = vendor.record(model, id); });
  return out;
}

std::vector<std::string> Desk::with(const std::string& model, const char* field, const Value& shows) {
  std::vector<std::string> found;
  look([&](PlainModel& vendor) {
    for (const std::string& id : vendor.ids(model)) {
      if (vendor.record(model, id)[field] == shows) found.push_back(id);
    }
  });
  return found;
}

std::vector<VendorMutation> Desk::ours() {
  std::vector<VendorMutation> out;
  look([&](PlainModel& vendor) {
    for (const VendorMutation& each : vendor.ledger()) {
      if (!each.by_person) out.push_back(each);
    }
  });
  return out;
}

Office::Office(OfficePlan plan) : plan_(std::move(plan)) {
  town.seed = plan_.seed;
  town.connect = [this](Runtime& rt, EngineSetup& setup) { connect(rt, setup); };
}

void Office::connect(Runtime& rt, EngineSetup& setup) {
  rt_ = &rt;
  const std::string here = std::string(SYNCLINE_SOURCE_DIR) + "/tests/outcomes/";
  auto files = read_folder(real_files(), here + "project");
  REQUIRE_MESSAGE(files.ok(), (files ? "" : describe(files.error())));
  const auto made = real_files().read(here + "classes/" + plan_.idempotency + ".yaml", 1u << 20);
  REQUIRE(made.ok());
  files->at("connectors/vendor/connector.yaml") += *made;
  plan_.change_project(*files);
  Diagnostics findings;
  const auto project = load_project(*files, findings);
  if (!project) FAIL(render(findings, *files));
  std::map<std::string, std::shared_ptr<SystemPort>> ports;
  for (const ProjectSystem& system : project->systems) {
    Desk& desk = (*this)[system.name];
    desk.server = std::make_unique<VendorServer>(rt, std::make_unique<PlainModel>(plan_.idempotency != "none"));
    clients_[system.name] = std::make_unique<AlteringClient>(desk.server->client(), *this, system.name);
    auto port = make_http_port(rt, *clients_[system.name], system.manifest, system.name,
                               {{"client", system.name}, {"secret", "s"}});
    REQUIRE_MESSAGE(port.ok(), (port ? "" : describe(port.error())));
    ports[system.name] = *port;
  }
  setup = engine_setup(*project, ports);
  setup.installation = "test";
  fill();
}

void Office::notice(const std::string& system, const std::string& object, const std::string& id) {
  std::vector<NewEvent> events{hint({system, object, id}, EventSource::webhook, rt_->now() + seconds(20))};
  events.front().priority = Priority::event;
  CHECK(town.engine->accept(std::move(events)).ok());
}

bool Office::comes(const std::function<bool()>& there) {
  for (int n = 0; n < 600 && !there(); ++n) town.wait(seconds(1));
  return there();
}

void Office::until(const std::function<bool()>& there) { REQUIRE(comes(there)); }

void add_companies(Office& office, int count) {
  for (int n = 0; n < count; ++n) {
    for (const char* system : {"crm", "erp"})
      office[system].add("contacts", {{"name", "Company"}, {"vat", "DE" + std::to_string(n)}, {"email", {}}});
  }
}

void add_companies_and_items(Office& office, int count) {
  for (int n = 0; n < count; ++n) {
    const std::string number = std::to_string(n);
    for (const char* system : {"crm", "erp"}) {
      office[system].add("contacts", {{"name", "Company " + number}, {"vat", "DE" + number}, {"email", {}}});
      office[system].add("items", {{"sku", "S" + number}, {"name", "Item " + number}});
    }
  }
}

void rename_all(Office& office, int companies, const std::string& name) {
  for (int n = 0; n < companies; ++n) {
    const std::string id = office.crm.with("contacts", "vat", Value("DE" + std::to_string(n))).front();
    office.crm.edit("contacts", id, {{"name", name}});
    office.notice("crm", "contact", id);
  }
}

std::size_t renamed(Office& office, const std::string& name) {
  return office.erp.with("contacts", "name", Value(name)).size();
}

}  // namespace syncline::outcomes
