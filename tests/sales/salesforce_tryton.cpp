// examples/salesforce-tryton between models of both vendors: from a won opportunity to a paid invoice, by the engine.
#include "connect/http_port.h"
#include "engine/town_test.h"
#include "project/folder.h"
#include "sandbox/http/vendor_server.h"
#include "sandbox/salesforce/salesforce_model.h"
#include "sandbox/salesforce/wholesaler_data.h"
#include "sandbox/tryton/trade_data.h"
#include "sandbox/tryton/tryton_model.h"

using namespace syncline;
using namespace syncline::sandbox;

namespace {

std::shared_ptr<const Project> example() {
  auto files = read_folder(real_files(), std::string(SYNCLINE_SOURCE_DIR) + "/examples/salesforce-tryton");
  REQUIRE(files.ok());
  Diagnostics findings;
  auto project = load_project(*files, findings);
  if (!project) FAIL(render(findings, *files));
  return project;
}

const std::map<std::string, Map> settings{
    {"crm", {{"url", "https://acme.example"}, {"client_id", "sandbox-client"}, {"client_secret", "sandbox-secret"}}},
    {"erp", {{"url", "http://tryton.example"}, {"database", "erp"}, {"user", "sync"}, {"password", "sandbox"}}}};

/// The CRM and the ERP of the wholesaler, with one customer of the CRM and an article that both know.
struct Sale {
  shop::Town town;
  std::unique_ptr<VendorServer> crm, erp;
  std::vector<std::unique_ptr<HttpClient>> clients;
  std::string account, deal, product;

  Sale() {
    town.connect = [this](Runtime& rt, EngineSetup& setup) {
      SalesforceSetup salesforce;
      salesforce.installed = rt.now() - days(100);
      TrytonSetup tryton;
      tryton.installed = salesforce.installed;
      crm = std::make_unique<VendorServer>(rt, std::make_unique<SalesforceModel>(salesforce));
      erp = std::make_unique<VendorServer>(rt, std::make_unique<TrytonModel>(tryton));
      clients.push_back(crm->client());
      clients.push_back(erp->client());
      fill();
      const auto project = example();
      std::map<std::string, std::shared_ptr<SystemPort>> ports;
      for (const ProjectSystem& system : project->systems) {
        auto port = make_http_port(rt, *clients[system.name == "crm" ? 0 : 1], system.manifest, system.name,
                                   settings.at(system.name));
        REQUIRE_MESSAGE(port.ok(), (port ? "" : describe(port.error())));
        ports[system.name] = *port;
      }
      setup = engine_setup(*project, ports);
      setup.installation = "test";
    };
  }

  void fill() {
    erp->with_model([](VendorModel& model, Instant now) {
      tryton::add_catalogue(dynamic_cast<TrytonModel&>(model), now - days(90));
    });
    crm->with_model([this](VendorModel& model, Instant now) {
      const tryton::Article& article = tryton::catalogue().front();
      const std::string old =
          salesforce::add_company(model, {"Altkunde", "", "", "", "", "", "", "", "DE", "", ""}, now - days(60));
      model.person_deletes("Account", old, now - days(5));  // before we came: nothing comes of it
      account = salesforce::add_company(model,
                                        {"Nordlicht GmbH", "nordlicht.example", "DE136695976", "info@nordlicht.example",
                                         "+49 431 5550", "Hafen 1", "24103", "Kiel", "DE", "", ""},
                                        now - days(30));
      product =
          salesforce::add_product(model, {article.sku, article.name, article.unit, article.price}, now - days(30));
      deal = salesforce::add_deal(
          model, account, {"Regale für Kiel", "Negotiation/Review", "2026-12-01", {{product, "10"}}}, now - days(2));
    });
    REQUIRE_FALSE(deal.empty());
  }

  Value shown(const char* field) {
    Value out;
    crm->with_model([&](VendorModel& model, Instant) { out = model.record("Opportunity", deal)[field]; });
    return out;
  }
  std::vector<std::string> sales() {
    std::vector<std::string> out;
    erp->with_model([&](VendorModel& model, Instant) { out = model.ids("sale.sale"); });
    return out;
  }
  void win() {
    crm->with_model([&](VendorModel& model, Instant now) {
      model.person_edits("Opportunity", deal, {{"StageName", "Closed Won"}}, now);
    });
    town.wait(minutes(20));
  }
};

TEST_CASE(
    "a won opportunity becomes one confirmed sale with its lines; number, status, invoice and payment come back") {
  Sale sale;
  sale.town.live([&] {
    sale.town.wait(minutes(10));
    CHECK(sale.sales().empty());
    sale.win();
    INFO(sale.town.story());
    CHECK(sale.town.problems().empty());
    REQUIRE(sale.sales().size() == 1);
    const std::string id = sale.sales().front();
    Value made;
    sale.erp->with_model([&](VendorModel& model, Instant) { made = model.record("sale.sale", id); });
    CHECK(made["description"] == Value("Regale für Kiel"));
    CHECK(sale.shown("ERP_Order_Number__c") == made["number"]);
    CHECK(sale.shown("Order_Status__c") == Value("confirmed"));
    std::string invoice;
    sale.erp->with_model([&](VendorModel& model, Instant now) {
      auto& tryton = dynamic_cast<TrytonModel&>(model);
      tryton.person_ships(id, {}, now);
      const auto invoices = tryton.person_posts(id, now);
      REQUIRE(invoices.size() == 1);
      invoice = invoices.front();
    });
    sale.town.wait(minutes(20));
    INFO(sale.town.story());
    const Value number = sale.shown("ERP_Invoice_Number__c");
    sale.crm->with_model([&](VendorModel& model, Instant) {
      REQUIRE(model.ids("Invoice__c").size() == 1);
      const Value shown = model.record("Invoice__c", model.ids("Invoice__c").front());
      CHECK(shown["Status__c"] == Value("open"));
      CHECK(shown["Account__c"] == Value(sale.account));
      CHECK(number == shown["Name"]);
    });
    CHECK(sale.sales().size() == 1);
  });
}

TEST_CASE("one field is written back over the version that was read; required ones beside it are left alone") {
  Sale sale;
  sale.town.live([&] {
    sale.town.wait(minutes(10));
    sale.crm->with_model([&](VendorModel& model, Instant now) {
      model.person_edits("Product2", sale.product, {{"ProductCode", "TYPO"}, {"Description", "by a person"}}, now);
    });
    sale.town.wait(minutes(20));
    INFO(sale.town.story());
    CHECK(sale.town.problems().empty());
    sale.crm->with_model([&](VendorModel& model, Instant) {
      const Value product = model.record("Product2", sale.product);
      CHECK(product["ProductCode"] == Value(tryton::catalogue().front().sku));
      CHECK(product["Description"] == Value("by a person"));
    });
  });
}

TEST_CASE("a deal that no sale can be made of: it says why, and its owner gets a task") {
  Sale sale;
  sale.town.live([&] {
    sale.town.wait(minutes(10));
    sale.crm->with_model([&](VendorModel& model, Instant now) {
      sale.deal = salesforce::add_deal(model, sale.account,
                                       {"Rückgabe", "Closed Won", "2026-12-01", {{sale.product, "-2"}}}, now);
    });
    sale.town.wait(minutes(20));
    INFO(sale.town.story());
    CHECK(sale.sales().empty());
    CHECK(sale.shown("Sync_Problem__c").string_or("").find("no positive quantity") != std::string::npos);
    sale.crm->with_model([&](VendorModel& model, Instant) {
      REQUIRE(model.ids("Task").size() == 1);
      CHECK(model.record("Task", model.ids("Task").front())["WhatId"] == Value(sale.deal));
    });
  });
}

}  // namespace
