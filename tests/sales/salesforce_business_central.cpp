// examples/salesforce-business-central between models of both vendors: a won opportunity, its order, and what is known
// of it when the order is invoiced and gone.
#include "sandbox/business_central/business_central_model.h"
#include "sandbox/business_central/wholesaler_data.h"
#include "tests/sales/won_deal.h"

using namespace syncline;
using namespace syncline::sandbox;

namespace {

Map tenant() {
  const BusinessCentralSetup office;
  return {{"tenant", office.tenant},
          {"company", office.company},
          {"client_id", office.client_id},
          {"client_secret", office.client_secret},
          {"price_list", "Standard Price Book"}};
}

struct Sale : sales::WonDeal {
  Sale()
      : WonDeal({"salesforce-business-central", tenant(),
                 [](Instant) { return std::make_unique<BusinessCentralModel>(BusinessCentralSetup{}); },
                 [](VendorModel& model, Instant now) {
                   business_central::add_catalogue(dynamic_cast<BusinessCentralModel&>(model), now - days(90));
                 }}) {}
  void office(const std::function<void(BusinessCentralModel&, Instant)>& deed) {
    erp->with_model([&](VendorModel& model, Instant now) { deed(dynamic_cast<BusinessCentralModel&>(model), now); });
  }
  /// The order that it becomes.
  std::string win() {
    WonDeal::win();
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

TEST_CASE("an article shows what is in stock, and has the price that everybody pays, in two digits") {
  Sale sale;
  sale.town.live([&] {
    sale.town.wait(minutes(20));
    INFO(sale.town.story());
    const auto in_crm = [&](const char* object, const char* field, const std::string& text, const char* wanted) {
      Value found;
      sale.crm->with_model([&](VendorModel& model, Instant) {
        for (const std::string& id : model.ids(object)) {
          if (model.record(object, id)[field] == Value(text)) found = model.record(object, id)[wanted];
        }
      });
      return found;
    };
    CHECK(in_crm("Product2", "ProductCode", "KL-1001", "Stock_Quantity__c").as_decimal() == Decimal(5000));
    CHECK(in_crm("Product2", "ProductCode", "LE-7003", "Availability__c") == Value("out_of_stock"));
    CHECK(in_crm("PricebookEntry", "ProductCode", "KB-2010", "UnitPrice").as_decimal() == *Decimal::parse("0.90"));
    sale.office([&](BusinessCentralModel& model, Instant now) {
      for (const std::string& id : model.ids("items")) {
        if (model.record("items", id)["number"] == Value("KL-1001")) model.person_stocks(id, Decimal(8), now);
      }
    });
    sale.town.wait(minutes(10));
    CHECK(in_crm("Product2", "ProductCode", "KL-1001", "Stock_Quantity__c").as_decimal() == Decimal(5008));
    CHECK(sale.town.problems() == "");
  });
}

TEST_CASE("an order that is entered in the ERP and released makes a deal, which moves with what is shipped") {
  Sale sale;
  sale.town.live([&] {
    sale.town.wait(minutes(10));
    std::string order;
    sale.office([&](BusinessCentralModel& model, Instant now) {
      const std::string customer =
          business_central::add_company(model, {"Nordlicht", "", "DE136695976", "", "", "", "", "", "DE", "", ""}, now);
      order = business_central::add_order(model, customer, {{"KL-1001", Decimal(10)}}, now);
    });
    sale.town.wait(minutes(10));
    const auto deals = [&] {
      std::vector<std::string> all;
      sale.crm->with_model([&](VendorModel& model, Instant) { all = model.ids("Opportunity"); });
      return all;
    };
    CHECK(deals().size() == 1);  // a draft is none yet
    sale.office([&](BusinessCentralModel& model, Instant now) { CHECK(model.person_releases(order, now)); });
    sale.town.wait(minutes(10));
    INFO(sale.town.story());
    REQUIRE(deals().size() == 2);
    sale.deal = deals().back() == sale.deal ? deals().front() : deals().back();
    CHECK(sale.shown("StageName") == Value("Closed Won"));
    sale.office([&](BusinessCentralModel& model, Instant now) { model.person_ships(order, {}, now); });
    sale.town.wait(minutes(10));
    CHECK(sale.shown("StageName") == Value("Ready to Close"));
    CHECK(sale.shown("Shipped_Amount__c").as_decimal() == *Decimal::parse("11.50"));
    CHECK(sale.ids("salesOrders").size() == 1);
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
    CHECK(sale.shown("StageName") == Value("Ready to Close"));
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
