// examples/hubspot-tryton between models of both vendors: from a won deal to a paid invoice, by the engine.
#include "connect/values.h"
#include "sandbox/hubspot/hubspot_vendor.h"
#include "sandbox/tryton/tryton_model.h"
#include "tests/sales/won_deal.h"

using namespace syncline;
using namespace syncline::sandbox;

namespace {

struct Sale : sales::WonDeal {
  Sale()
      : WonDeal({"hubspot-tryton",
                 {{"url", "http://tryton.example"}, {"database", "erp"}, {"user", "sync"}, {"password", "sandbox"}},
                 [](Instant installed) {
                   TrytonSetup setup;
                   setup.installed = installed;
                   return std::make_unique<TrytonModel>(setup);
                 },
                 [](VendorModel& model, Instant now) {
                   tryton::add_catalogue(dynamic_cast<TrytonModel&>(model), now - days(90));
                 }},
                std::make_unique<HubspotVendor>()) {}
  std::vector<std::string> sales() { return ids("sale.sale"); }
};

TEST_CASE("hubspot: a won deal becomes one confirmed sale with its line items; number and status come back") {
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
    CHECK(sale.shown("erp_order_number") == made["number"]);
    CHECK(sale.shown("erp_order_status") == Value("confirmed"));
    sale.erp->with_model([&](VendorModel& model, Instant now) {
      auto& tryton = dynamic_cast<TrytonModel&>(model);
      tryton.person_ships(id, {}, now);
      REQUIRE(tryton.person_posts(id, now).size() == 1);
    });
    sale.town.wait(minutes(20));
    CHECK_FALSE(sale.shown("erp_invoice_number").is_null());
    CHECK(sale.sales().size() == 1);
  });
}

TEST_CASE("hubspot: a sale that is born in the ERP makes one won deal with its line items and its company") {
  Sale sale;
  sale.town.live([&] {
    sale.town.wait(minutes(10));
    sale.win();
    const auto& article = tryton::catalogue().front();
    sale.erp->with_model([&](VendorModel& model, Instant now) {
      auto& tryton = dynamic_cast<TrytonModel&>(model);
      const std::string party = id_text(tryton.record("sale.sale", tryton.ids("sale.sale").front())["party"]);
      const std::string born = tryton::add_sale(tryton, party, {{article.sku, Decimal(4)}}, "by phone", now);
      REQUIRE(tryton.person_presses("quote", born, now));
      REQUIRE(tryton.person_presses("confirm", born, now));
    });
    sale.town.wait(minutes(30));
    INFO(sale.town.story());
    INFO(sale.town.problems());
    sale.crm->with_model([&](VendorModel& model, Instant) {
      const auto deals = model.ids("deals");
      REQUIRE(deals.size() == 2);
      const std::string made = deals.front() == sale.deal ? deals.back() : deals.front();
      const Value deal = model.record("deals", made);
      CHECK(deal["dealstage"] == Value("closedwon"));
      CHECK(deal["company"] == Value(sale.account));
      std::vector<Value> lines;
      for (const std::string& id : model.ids("line_items")) {
        const Value line = model.record("line_items", id);
        if (line["deal"] == Value(made)) lines.push_back(line);
      }
      REQUIRE(lines.size() == 1);
      CHECK(lines.front()["hs_product_id"] == Value(sale.product));
      CHECK(Decimal::parse(lines.front()["quantity"].as_string()).value() == Decimal(4));
      CHECK(Decimal::parse(deal["amount"].as_string()).value() ==
            Decimal::parse(lines.front()["amount"].as_string()).value());
    });
    CHECK(sale.sales().size() == 2);  // no sale is made of the deal that was made of a sale
    CHECK(sale.town.problems().empty());
  });
}

}  // namespace
