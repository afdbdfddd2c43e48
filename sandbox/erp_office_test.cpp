// The ERP's people at work on an order, as the demo lets them.
#include "sandbox/erp_office.h"

#include <doctest/doctest.h>

#include "runtime/simulated.h"
#include "sandbox/tryton/tryton_vendor.h"

using namespace syncline;
using namespace syncline::sandbox;

TEST_CASE("an order is offered, confirmed, shipped in two parts, invoiced, paid in part and credited") {
  const auto scheduler = make_scheduler();
  scheduler->run([&] {
    const TrytonVendor vendor;
    VendorServer server(scheduler->world(), vendor.install({}));
    std::string customer;
    server.with_model([&](VendorModel& erp, Instant now) {
      vendor.add_catalogue(erp, now);
      customer =
          erp.person_creates("party.party", {{"name", "K"}, {"addresses", List{List{"create", List{Map{}}}}}}, now);
    });
    ErpOffice office(server, vendor);
    const std::string order = office.enter(customer, {{"SG-3001", Decimal(3)}}, "D-1");
    CHECK(office.orders_with("subject", "D-1") == std::vector{order});
    CHECK_FALSE(office.is_ordered(order));
    CHECK(office.confirm(order));
    CHECK(office.is_ordered(order));
    CHECK(office.ship(order, {{"SG-3001", Decimal(1)}}));
    CHECK(office.shown("order", order, "shipment_state") == "waiting");
    CHECK(office.ship(order));
    CHECK(office.shown("order", order, "shipment_state") == "sent");
    CHECK_FALSE(office.ship(order));
    const std::vector<std::string> bills = office.invoice(order);
    REQUIRE(bills.size() == 1);
    CHECK(office.shown("invoice", bills[0], "gross_total") == "1135.26");
    office.collect(bills[0], Decimal(135));
    CHECK(office.shown("invoice", bills[0], "open_amount") == "1000.26");
    const std::string note = office.credit(bills[0]);
    CHECK(office.shown("credit_note", note, "gross_total") == "-1135.26");
  });
}
