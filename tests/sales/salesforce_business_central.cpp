// examples/salesforce-business-central between models of both vendors: a won opportunity, its order, and what is known
// of it when the order is invoiced and gone.
#include "connect/http_port.h"
#include "engine/town_test.h"
#include "project/folder.h"
#include "sandbox/business_central/wholesaler_data.h"
#include "sandbox/http/vendor_server.h"
#include "sandbox/salesforce/salesforce_model.h"
#include "sandbox/salesforce/wholesaler_data.h"
#include "sandbox/tryton/trade_data.h"

using namespace syncline;
using namespace syncline::sandbox;

namespace {

std::shared_ptr<const Project> example() {
  auto files = read_folder(real_files(), std::string(SYNCLINE_SOURCE_DIR) + "/examples/salesforce-business-central");
  REQUIRE(files.ok());
  Diagnostics findings;
  auto project = load_project(*files, findings);
  if (!project) FAIL(render(findings, *files));
  return project;
}

/// The wholesaler's systems, with one customer of the CRM and an article that both know.
struct Sale {
  shop::Town town;
  std::unique_ptr<VendorServer> crm, erp;
  std::vector<std::unique_ptr<HttpClient>> clients;
  std::string account, deal;

  Sale() {
    town.connect = [this](Runtime& rt, EngineSetup& setup) {
      SalesforceSetup salesforce;
      salesforce.installed = rt.now() - days(100);
      const BusinessCentralSetup office;
      const std::map<std::string, Map> settings{
          {"crm",
           {{"url", "https://acme.example"}, {"client_id", "sandbox-client"}, {"client_secret", "sandbox-secret"}}},
          {"erp",
           {{"tenant", office.tenant},
            {"company", office.company},
            {"client_id", office.client_id},
            {"client_secret", office.client_secret}}}};
      crm = std::make_unique<VendorServer>(rt, std::make_unique<SalesforceModel>(salesforce));
      erp = std::make_unique<VendorServer>(rt, std::make_unique<BusinessCentralModel>(office));
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

  void office(const std::function<void(BusinessCentralModel&, Instant)>& deed) {
    erp->with_model([&](VendorModel& model, Instant now) { deed(dynamic_cast<BusinessCentralModel&>(model), now); });
  }
  void fill() {
    office([](BusinessCentralModel& model, Instant now) { business_central::add_catalogue(model, now - days(90)); });
    crm->with_model([this](VendorModel& model, Instant now) {
      const tryton::Article& article = tryton::catalogue().front();
      account = salesforce::add_company(model,
                                        {"Nordlicht GmbH", "nordlicht.example", "DE136695976", "info@nordlicht.example",
                                         "+49 431 5550", "Hafen 1", "24103", "Kiel", "DE", "", ""},
                                        now - days(30));
      const std::string product =
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
  std::vector<std::string> ids(const char* set) {
    std::vector<std::string> out;
    office([&](BusinessCentralModel& model, Instant) { out = model.ids(set); });
    return out;
  }
  std::string win() {
    crm->with_model([&](VendorModel& model, Instant now) {
      model.person_edits("Opportunity", deal, {{"StageName", "Closed Won"}}, now);
    });
    town.wait(minutes(20));
    INFO(town.story());
    INFO(town.problems());
    REQUIRE(ids("salesOrders").size() == 1);
    return ids("salesOrders").front();
  }
};

}  // namespace

TEST_CASE("a won opportunity becomes one order of a customer that is made for it; what is done of it comes back") {
  Sale sale;
  sale.town.live([&] {
    sale.town.wait(minutes(10));
    CHECK(sale.ids("salesOrders").empty());
    const std::string order = sale.win();
    Value made, customer;
    sale.office([&](BusinessCentralModel& model, Instant) {
      made = model.record("salesOrders", order);
      REQUIRE(model.ids("customers").size() == 1);
      customer = model.record("customers", model.ids("customers").front());
    });
    CHECK(customer["displayName"] == Value("Nordlicht GmbH"));
    CHECK(customer["taxRegistrationNumber"] == Value("DE136695976"));
    CHECK(made["totalAmountExcludingTax"].as_decimal() == *Decimal::parse("11.50"));
    CHECK(sale.shown("ERP_Order_Number__c") == made["number"]);
    CHECK(sale.shown("Order_Status__c") == Value("draft"));
    sale.crm->with_model([&](VendorModel& model, Instant now) {
      model.person_edits("Account", sale.account, {{"Phone", "+49 431 7770"}}, now);
    });
    sale.office(
        [&](BusinessCentralModel& model, Instant now) { model.person_ships(order, {{"KL-1001", Decimal(4)}}, now); });
    sale.town.wait(minutes(10));
    INFO(sale.town.problems());
    CHECK(sale.shown("Order_Status__c") == Value("partly_shipped"));
    sale.office([&](BusinessCentralModel& model, Instant) {
      CHECK(model.record("customers", model.ids("customers").front())["phoneNumber"] == Value("+494317770"));
    });
  });
}

TEST_CASE(
    "an order that is invoiced whole, and gone in the ERP, is invoiced in the CRM: with number, invoice and payment") {
  Sale sale;
  sale.town.live([&] {
    sale.town.wait(minutes(10));
    const std::string order = sale.win();
    const Value number = sale.shown("ERP_Order_Number__c");
    std::string invoice;
    sale.office([&](BusinessCentralModel& model, Instant now) {
      REQUIRE(model.person_acts("salesOrders", order, "shipAndInvoice", now));
      invoice = model.ids("salesInvoices").at(0);
    });
    sale.town.wait(minutes(20));
    INFO(sale.town.story());
    INFO(sale.town.problems());
    CHECK(sale.ids("salesOrders").empty());
    CHECK(sale.shown("Order_Status__c") == Value("invoiced"));
    CHECK(sale.shown("ERP_Order_Number__c") == number);
    CHECK_FALSE(sale.shown("ERP_Invoice_Number__c").string_or("").empty());
    sale.office([&](BusinessCentralModel& model, Instant now) { model.person_pays(invoice, Decimal(3), now); });
    sale.town.wait(minutes(20));
    CHECK(sale.shown("Paid_Amount__c").as_decimal() == Decimal(3));
    sale.crm->with_model([&](VendorModel& model, Instant) {
      CHECK(model.record("Invoice__c", model.ids("Invoice__c").at(0))["Paid__c"].as_decimal() == Decimal(3));
    });
    const Instant paid = sale.erp->served().back().at;
    sale.town.wait(hours(30));  // the nightly sweep does not meet it any more, and that changes nothing
    CHECK(sale.shown("Order_Status__c") == Value("invoiced"));
    CHECK(sale.ids("salesOrders").empty());
    CHECK(sale.ids("salesInvoices").size() == 1);
    for (const ServedRequest& each : sale.erp->served())
      CHECK_FALSE((each.at > paid + minutes(10) && each.url.find(order) != std::string::npos));
    CHECK(sale.town.problems() == "");
  });
}

TEST_CASE(
    "the answer to an order is lost, and it is invoiced before anybody looks: there is one order and one invoice") {
  Sale sale;
  sale.town.live([&] {
    sale.town.wait(minutes(10));
    sale.crm->with_model([&](VendorModel& model, Instant now) {
      model.person_edits("Opportunity", sale.deal, {{"StageName", "Closed Won"}}, now);
    });
    // Until the customer is made, and then the order's answer gets lost.
    while (sale.ids("customers").empty()) sale.town.wait(seconds(5));
    sale.erp->set_faults({.lose_answers = 1});
    while (sale.ids("salesOrders").empty()) sale.town.wait(seconds(1));
    sale.office([&](BusinessCentralModel& model, Instant now) {
      REQUIRE(model.person_acts("salesOrders", model.ids("salesOrders").at(0), "shipAndInvoice", now));
    });
    sale.town.wait(hours(2));
    INFO(sale.town.story());
    INFO(sale.town.problems());
    CHECK(sale.ids("salesOrders").empty());
    CHECK(sale.ids("salesInvoices").size() == 1);
    CHECK(sale.shown("Order_Status__c") == Value("invoiced"));
  });
}
