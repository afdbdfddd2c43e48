#pragma once
// For tests: a CRM with one deal that is about to be won, an ERP, and the engine between their models, by one of the
// examples.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/text.h"
#include "connect/http_port.h"
#include "engine/town_test.h"
#include "project/folder.h"
#include "sandbox/http/vendor_server.h"
#include "sandbox/salesforce/salesforce_vendor.h"
#include "sandbox/salesforce/wholesaler_data.h"
#include "sandbox/tryton/trade_data.h"

namespace syncline::sales {

using namespace sandbox;

/// What stands on the other side.
struct Office {
  std::string example;  ///< folder of the project
  Map settings;
  std::function<std::unique_ptr<VendorModel>(Instant installed)> model;
  std::function<void(VendorModel&, Instant)> fill;  ///< with the catalogue
};

struct WonDeal {
  shop::Town town;
  std::unique_ptr<VendorServer> crm, erp;
  std::string account, deal, product;

  explicit WonDeal(Office office, std::unique_ptr<const CrmVendor> desk = std::make_unique<SalesforceVendor>())
      : office_(std::move(office)), desk_(std::move(desk)) {
    town.connect = [this](Runtime& rt, EngineSetup& setup) {
      const Instant installed = rt.now() - days(100);
      crm = std::make_unique<VendorServer>(rt, desk_->install(installed));
      erp = std::make_unique<VendorServer>(rt, office_.model(installed));
      clients_.push_back(crm->client());
      clients_.push_back(erp->client());
      fill();
      connect(rt, setup);
    };
  }

  /// Of the deal.
  Value shown(const char* field) {
    Value out;
    crm->with_model([&](VendorModel& model, Instant) { out = model.record(desk_->form("deal").records, deal)[field]; });
    return out;
  }
  /// Of the ERP's records.
  std::vector<std::string> ids(const char* object) {
    std::vector<std::string> out;
    erp->with_model([&](VendorModel& model, Instant) { out = model.ids(object); });
    return out;
  }
  void win() {
    crm->with_model([&](VendorModel& model, Instant now) { desk_->move(model, deal, "won", now); });
    town.wait(minutes(20));
  }

 private:
  void connect(Runtime& rt, EngineSetup& setup) {
    auto files = read_folder(real_files(), std::string(SYNCLINE_SOURCE_DIR) + "/examples/" + office_.example);
    REQUIRE(files.ok());
    Diagnostics findings;
    const auto project = load_project(*files, findings);
    if (!project) FAIL(render(findings, *files));
    Map account_settings;
    for (const Variable& each : desk_->environment("https://acme.example"))
      account_settings.set(to_lower(each.name), each.value);
    std::map<std::string, std::shared_ptr<SystemPort>> ports;
    for (const ProjectSystem& system : project->systems) {
      const bool is_crm = system.name == "crm";
      auto port = make_http_port(rt, *clients_[is_crm ? 0 : 1], system.manifest, system.name,
                                 is_crm ? account_settings : office_.settings);
      REQUIRE_MESSAGE(port.ok(), (port ? "" : describe(port.error())));
      ports[system.name] = *port;
    }
    setup = engine_setup(*project, ports);
    setup.installation = "test";
  }

  void fill() {
    erp->with_model(office_.fill);
    crm->with_model([this](VendorModel& model, Instant now) {
      const tryton::Article& article = tryton::catalogue().front();
      const std::string old =
          desk_->add_company(model, {"Altkunde", "", "", "", "", "", "", "", "DE", "", ""}, now - days(60));
      // Before we came: nothing comes of it.
      model.person_deletes(desk_->form("customer").records, old, now - days(5));
      account = desk_->add_company(model,
                                   {"Nordlicht GmbH", "nordlicht.example", "DE136695976", "info@nordlicht.example",
                                    "+49 431 5550", "Hafen 1", "24103", "Kiel", "DE", "", ""},
                                   now - days(30));
      product = desk_->add_article(model, {article.sku, article.name, article.unit, article.price}, now - days(30));
      deal = desk_->add_deal(model, account, {"Regale für Kiel", "proposed", {{product, "10"}}}, now - days(2));
    });
    REQUIRE_FALSE(deal.empty());
  }

  Office office_;
  std::unique_ptr<const CrmVendor> desk_;
  std::vector<std::unique_ptr<HttpClient>> clients_;
};

}  // namespace syncline::sales
