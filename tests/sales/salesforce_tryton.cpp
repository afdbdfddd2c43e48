// examples/salesforce-tryton between models of both vendors, beyond the main job (tests/matrix).
#include "tests/sales/tryton_sale.h"

using namespace syncline;
using namespace syncline::sandbox;

namespace {

struct Sale : sales::TrytonSale {
  Sale() : TrytonSale(sales::tryton_office("salesforce-tryton")) {}
};

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

TEST_CASE("a sale that is born in the ERP makes one won deal with its lines, sold by the standard price book") {
  Sale sale;
  sale.town.live([&] {
    sale.won();
    sale.by_phone();
    INFO(sale.town.story());
    const auto [deal, lines] = sale.made_deal("Opportunity", "OpportunityLineItem", "OpportunityId");
    CHECK(deal["StageName"] == Value("Closed Won"));
    CHECK(deal["AccountId"] == Value(sale.account));
    CHECK_FALSE(deal["Pricebook2Id"].is_null());
    REQUIRE(lines.size() == 1);
    CHECK(lines.front()["Product2Id"] == Value(sale.product));
    CHECK(lines.front()["Quantity"].as_decimal() == Decimal(4));
    CHECK(deal["Amount"] == lines.front()["TotalPrice"]);
    CHECK(sale.sales().size() == 2);  // no sale is made of the deal that was made of a sale
    CHECK(sale.town.problems().empty());
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
