// examples/hubspot-weclapp between models of both vendors: from a won deal to a paid invoice, by the engine.
#include "sandbox/hubspot/hubspot_vendor.h"
#include "sandbox/weclapp/weclapp_model.h"
#include "sandbox/weclapp/weclapp_vendor.h"
#include "tests/sales/won_deal.h"

using namespace syncline;
using namespace syncline::sandbox;

namespace {

sales::Office weclapp_office() {
  return {"hubspot-weclapp",
          {{"url", "https://acme.weclapp.example"}, {"token", WeclappSetup{}.token}},
          [](Instant installed) { return WeclappVendor().install(installed); },
          [](VendorModel& model, Instant now) { WeclappVendor().add_catalogue(model, now - days(90)); }};
}

struct Sale : sales::WonDeal {
  Sale() : WonDeal(weclapp_office(), std::make_unique<HubspotVendor>()) {}

  Value record(const char* model, const std::string& id) {
    Value out;
    erp->with_model([&](VendorModel& tenant, Instant) { out = tenant.record(model, id); });
    return out;
  }
};

TEST_CASE(
    "weclapp: a won deal becomes one confirmed order of a customer that is made for it; what is paid comes back") {
  Sale sale;
  sale.town.live([&] {
    sale.town.wait(minutes(10));
    CHECK(sale.ids("salesOrder").empty());
    CHECK(sale.ids("party").empty());
    sale.win();
    INFO(sale.town.story());
    CHECK(sale.town.problems().empty());
    REQUIRE(sale.ids("salesOrder").size() == 1);
    const std::string id = sale.ids("salesOrder").front();
    const Value order = sale.record("salesOrder", id);
    CHECK(order["status"] == Value("ORDER_CONFIRMATION_PRINTED"));
    CHECK(order["commission"] == Value("Regale für Kiel"));
    CHECK(order["orderItems"].at(0)["quantity"] == Value("10"));
    CHECK(sale.record("party", order["customerId"].as_string())["company"] == Value("Nordlicht GmbH"));
    CHECK(sale.ids("party").size() == 1);
    CHECK(sale.shown("erp_order_number") == order["orderNumber"]);
    CHECK(sale.shown("erp_order_status") == Value("confirmed"));
    std::string invoice;
    sale.erp->with_model([&](VendorModel& model, Instant now) {
      auto& tenant = dynamic_cast<WeclappModel&>(model);
      REQUIRE(tenant.person_ships(id, {}, now));
      invoice = tenant.person_invoices(id, now);
      tenant.person_pays(invoice, Decimal(5), now);
    });
    sale.town.wait(minutes(20));
    CHECK(sale.shown("erp_invoice_number") == sale.record("salesInvoice", invoice)["invoiceNumber"]);
    CHECK(Decimal::parse(sale.shown("erp_paid_amount").string_or("-1")).value() == Decimal(5));
    CHECK(Decimal::parse(sale.shown("erp_shipped_amount").string_or("-1")).value() ==
          Decimal::parse(order["netAmount"].as_string()).value());
    CHECK(sale.ids("salesOrder").size() == 1);
    CHECK(sale.town.problems().empty());
  });
}

}  // namespace
