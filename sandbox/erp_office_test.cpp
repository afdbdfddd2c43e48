// The ERP's people at work on an order, as the demo lets them.
#include "sandbox/erp_office.h"

#include <doctest/doctest.h>

#include "runtime/simulated.h"
#include "sandbox/tryton/trade_data.h"
#include "sandbox/tryton/tryton_model.h"

using namespace syncline;
using namespace syncline::sandbox;

TEST_CASE("an order is offered, confirmed, shipped in two parts, invoiced, paid in part and credited") {
  const auto scheduler = make_scheduler();
  scheduler->run([&] {
    VendorServer server(scheduler->world(), std::make_unique<TrytonModel>());
    std::string sale;
    server.with_model([&](VendorModel& any, Instant now) {
      auto& erp = dynamic_cast<TrytonModel&>(any);
      tryton::add_catalogue(erp, now);
      const std::string customer =
          erp.person_creates("party.party", {{"name", "K"}, {"addresses", List{List{"create", List{Map{}}}}}}, now);
      sale = tryton::add_sale(erp, customer, {{"SG-3001", Decimal(3)}}, "D-1", now);
    });
    ErpOffice office(server);
    CHECK(office.sales("D-1") == std::vector{sale});
    CHECK(office.press("quote", sale));
    CHECK(office.press("confirm", sale));
    CHECK(office.shown("sale.sale", sale, "state") == "processing");
    CHECK_FALSE(office.ship(sale, {{"SG-3001", Decimal(1)}}).empty());
    CHECK(office.shown("sale.sale", sale, "shipment_state") == "waiting");
    CHECK_FALSE(office.ship(sale).empty());
    CHECK(office.shown("sale.sale", sale, "shipment_state") == "sent");
    CHECK(office.ship(sale).empty());
    const std::vector<std::string> bills = office.invoice(sale);
    REQUIRE(bills.size() == 1);
    CHECK(office.shown("account.invoice", bills[0], "total_amount") == "1135.26");
    office.collect(bills[0], Decimal(135));
    CHECK(office.shown("account.invoice", bills[0], "amount_to_pay") == "1000.26");
    const std::string note = office.credit(bills[0]);
    CHECK(office.shown("account.invoice", note, "total_amount") == "-1135.26");
    office.remind(60);
    CHECK(office.shown("account.dunning", "1", "state") == "waiting");
  });
}
