// examples/hubspot-tryton between models of both vendors, beyond the main job (tests/matrix).
#include "sandbox/hubspot/hubspot_vendor.h"
#include "tests/sales/tryton_sale.h"

using namespace syncline;
using namespace syncline::sandbox;

namespace {

struct Sale : sales::TrytonSale {
  Sale() : TrytonSale(sales::tryton_office("hubspot-tryton"), std::make_unique<HubspotVendor>()) {}
};

TEST_CASE("hubspot: a sale that is born in the ERP makes one won deal with its line items and its company") {
  Sale sale;
  sale.town.live([&] {
    sale.won();
    sale.by_phone();
    INFO(sale.town.story());
    const auto [deal, lines] = sale.made_deal("deals", "line_items", "deal");
    CHECK(deal["dealstage"] == Value("closedwon"));
    CHECK(deal["company"] == Value(sale.account));
    REQUIRE(lines.size() == 1);
    CHECK(lines.front()["hs_product_id"] == Value(sale.product));
    CHECK(Decimal::parse(lines.front()["quantity"].as_string()).value() == Decimal(4));
    CHECK(Decimal::parse(deal["amount"].as_string()).value() ==
          Decimal::parse(lines.front()["amount"].as_string()).value());
    CHECK(sale.sales().size() == 2);  // no sale is made of the deal that was made of a sale
    CHECK(sale.town.problems().empty());
  });
}

}  // namespace
