#include "tests/matrix/trade.h"

#include "base/text.h"
#include "connect/http_port.h"
#include "project/scaffold.h"

namespace syncline::matrix {
namespace {

constexpr int ways_to_fail = 4;

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

/// What the vendor's people know of their system, also where a new project takes a default for it.
void fill_in(std::string& file, const std::string& system, const Vendor& vendor) {
  for (const Variable& each : vendor.environment("https://" + std::string(vendor.connector()) + ".example")) {
    const std::size_t at = file.find("    # " + to_lower(each.name) + ": ", file.find("\n  " + system + ":"));
    if (at == std::string::npos || at > file.find("\n\n", file.find("\n  " + system + ":"))) continue;
    file.replace(at, file.find('\n', at) - at,
                 "    " + to_lower(each.name) + ": \"${env:" + to_upper(system) + "_" + each.name + "}\"");
  }
}

Map settings_of(const ProjectSystem& system, const Vendor& vendor) {
  auto settings = resolve_settings(system, [&](const Reference& wanted) -> std::optional<std::string> {
    for (const Variable& each : vendor.environment("https://" + std::string(vendor.connector()) + ".example")) {
      if (wanted.name == to_upper(system.name) + "_" + each.name) return each.value;
    }
    return std::nullopt;
  });
  if (!settings) FAIL(render(settings.error(), {}));
  return std::move(*settings);
}

}  // namespace

Sources project_of(const CrmVendor& crm, const ErpVendor& erp) {
  auto made = scaffold({"acme", crm.connector(), erp.connector()});
  if (!made) FAIL(describe(made.error()));
  for (auto& [path, text] : made->files) {
    replace_all(text, "stage: observe", "stage: two-way");
    if (path == "syncline.yaml") {
      fill_in(text, "crm", crm);
      fill_in(text, "erp", erp);
    }
    if (path != "maps/deal_stage.csv") continue;
    replace_all(text, ",In delivery", "," + crm.stage("in_delivery"));
    replace_all(text, ",Ready to close", "," + crm.stage("ready_to_close"));
    replace_all(text, ",Closed\n", "," + crm.stage("closed") + "\n");
    replace_all(text, ",Cancelled", "," + crm.stage("cancelled"));
  }
  return made->files;
}

Trade::Trade(const CrmVendor& c, const ErpVendor& e) : crm_vendor(c), erp_vendor(e) {
  const Sources files = project_of(c, e);
  Diagnostics findings;
  project_ = load_project(files, findings);
  if (!project_) FAIL(render(findings, files));
  town_.connect = [this](Runtime& process, EngineSetup& setup) { connect(process, setup); };
}

void Trade::connect(Runtime& process, EngineSetup& setup) {
  if (!crm.server) {
    const auto begin = [&](Side& side, const Vendor& vendor) {
      side.server = std::make_unique<VendorServer>(*town_.world, vendor.install(town_.world->now() - days(100)));
      side.screen = std::make_unique<Screen>(*side.server, vendor);
    };
    begin(crm, crm_vendor);
    begin(erp, erp_vendor);
    sales = std::make_unique<CrmDesk>(*crm.server, crm_vendor);
    office = std::make_unique<ErpOffice>(*erp.server, erp_vendor);
    erp.server->with_model([&](VendorModel& model, Instant now) { erp_vendor.add_catalogue(model, now - days(90)); });
    before();
  }
  std::map<std::string, std::shared_ptr<SystemPort>> ports;
  for (const ProjectSystem& system : project_->systems) {
    const bool is_crm = system.name == "crm";
    Side& side = is_crm ? crm : erp;
    side.clients.push_back(side.server->client_of(process));
    auto port = make_http_port(process, *side.clients.back(), system.manifest, system.name,
                               settings_of(system, is_crm ? static_cast<const Vendor&>(crm_vendor) : erp_vendor));
    REQUIRE_MESSAGE(port.ok(), (port ? "" : describe(port.error())));
    ports[system.name] = *port;
  }
  setup = engine_setup(*project_, ports);
  setup.installation = "acme";
}

void Trade::disturb(Side& side) {
  side.failed = failed(side) + ways_to_fail;
  side.server->set_faults({.throttle = 1, .lose_answers = 1, .bad_gateway = 1, .bad_gateway_before = 1});
}

int Trade::failed(const Side& side) {
  const HttpFaults left = side.server->faults();
  return side.failed - left.throttle - left.lose_answers - left.bad_gateway - left.bad_gateway_before;
}

bool Trade::becomes(const std::function<bool()>& so, Duration limit) {
  for (Duration passed{}; !so(); passed = passed + minutes(1)) {
    if (passed >= limit) return false;
    town_.wait(minutes(1));
  }
  return true;
}

/// Of a process that may be dead already: its store is gone then, and another one comes within seconds.
std::string Trade::problems() {
  town_.wait(minutes(1));
  return town_.problems();
}

std::string Trade::story() {
  town_.wait(minutes(1));
  return town_.story();
}

std::string Trade::only(VendorServer& server, const Vendor& vendor, const std::string& kind, const std::string& name) {
  std::vector<std::string> found;
  server.with_model([&](VendorModel& model, Instant) {
    for (const std::string& id : vendor.ids(model, kind)) {
      if (vendor.shown(model, kind, id, "name") == name) found.push_back(id);
    }
  });
  return found.size() == 1 ? found.front() : "";
}

std::size_t Trade::made(VendorServer& server, const Vendor& vendor, const std::string& kind) {
  std::size_t count = 0;
  server.with_model([&](VendorModel& model, Instant) {
    for (const VendorMutation& line : model.ledger())
      count += !line.by_person && line.verb == MutationVerb::create && line.model == vendor.form(kind).records;
  });
  return count;
}

}  // namespace syncline::matrix
