// What the wholesaler's sales people have in the CRM, and what they can do there.
#include "sandbox/wholesaler_sales.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <set>

#include "runtime/simulated.h"
#include "sandbox/crm_desk.h"
#include "sandbox/odoo/odoo_vendor.h"
#include "sandbox/tryton/tryton_vendor.h"
#include "sandbox/wholesaler.h"

using namespace syncline;
using namespace syncline::sandbox;

TEST_CASE("won deals have a quotation of articles that the ERP knows by number, and are worth its sum") {
  constexpr Instant now{1'772'323'200'000'000};
  const OdooVendor odoo;
  const TrytonVendor tryton;
  const auto crm_model = odoo.install(now), erp_model = tryton.install(now);
  VendorModel &crm = *crm_model, &erp = *erp_model;
  const Truth truth = populate({odoo, crm}, {tryton, erp}, 7, now, 2);
  std::set<std::string> known;
  for (const PlantedArticle& article : truth.articles) known.insert(article.sku);
  REQUIRE(truth.deals.won.size() == 4);
  REQUIRE(truth.deals.open.size() == 8);
  for (const std::string& id : truth.deals.won) {
    const Value deal = crm.record("crm.lead", id);
    CHECK(deal["stage_id"].at(1) == Value("Won"));
    CHECK(deal["won_status"] == Value("won"));
    REQUIRE(deal["order_ids"].as_list().size() == 1);
    const Value offer = crm.record("sale.order", std::to_string(deal["order_ids"].at(0).int_or(0)));
    CHECK(offer["amount_untaxed"] == deal["expected_revenue"]);
    CHECK(offer["order_line"].as_list().size() == 2);
  }
  const auto products = crm.ids("product.product");
  CHECK(products.size() < truth.articles.size());
  CHECK(std::ranges::all_of(products, [&](const std::string& id) {
    return known.contains(crm.record("product.product", id)["default_code"].string_or(""));
  }));
}

TEST_CASE("a card that is dragged to a stage shows its name; only stages of won deals keep a deal won") {
  const auto scheduler = make_scheduler();
  scheduler->run([&] {
    const OdooVendor odoo;
    auto crm = odoo.install({});
    const std::string company = crm->person_creates("res.partner", {{"name", "K"}, {"is_company", true}}, {});
    VendorServer server(scheduler->world(), std::move(crm));
    CrmDesk desk(server, odoo);
    const std::string article = desk.add_product("A-1", "Schraube", "2.50");
    const std::string deal = desk.add_deal(company, "Regale", {{article, "4"}});
    CHECK(desk.is_in(deal, "new"));
    CHECK(desk.shown("deal", deal, "amount") == "10.00");
    desk.move(deal, "in_delivery");
    CHECK(desk.with("deal", "stage", "In delivery") == std::vector{deal});
    CHECK(desk.shown("deal", deal, "won_status") == "won");
    desk.move(deal, "cancelled");
    CHECK(desk.shown("deal", deal, "won_status") == "pending");
    CHECK(desk.messages(deal) == 0);
  });
}
