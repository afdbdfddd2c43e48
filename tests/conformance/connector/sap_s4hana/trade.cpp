// Documents of S/4HANA: an order with its items by one call, changed by one change set; what is delivered, billed and
// cleared touches no stamp.
#include "tests/conformance/connector/sap_s4hana/office.h"

namespace syncline::conformance {
namespace {

using Kind = WriteOutcome::Kind;

std::vector<std::string> quantities(const NativeRecord& order) {
  std::vector<std::string> out;
  for (const Value& each : order.content["lines"].as_list()) out.push_back(each["quantity"].as_decimal().text());
  return out;
}

Decimal amount(const NativeRecord& record, const char* field) { return record.content[field].as_decimal(); }

}  // namespace

CONNECTOR_CASE_OF("an order is made with its items by one call; price, unit and text come from the system [sap]",
                  SapOrders) {
  Office office(bench);
  const NativeRecord order = bench.read(office.order());
  CHECK(quantities(order) == std::vector<std::string>{"10", "100"});
  CHECK(order.content["lines"].at(0)["price"].as_decimal() == *Decimal::parse("2.25"));
  CHECK(order.content["lines"].at(0)["unit"] == Value("PC"));
  CHECK(order.content["lines"].at(0)["text"] == Value("Bolt"));
  CHECK(amount(order, "net_total") == *Decimal::parse("32.50"));
  CHECK(order.content["requested_date"] == Value("2026-12-01"));
  CHECK(order.content["payment_terms"] == Value("0001"));
  CHECK(order.content["progress"] == Value("confirmed"));
  WriteRequest request = office.creation("k2");
  request.content.as_map().set("lines", Map{{"$parts", List{Office::made("TG11", "10", "1.99")}}});
  const WriteOutcome cheaper = bench.port->write(request, office.soon());
  REQUIRE(cheaper.kind == Kind::applied);
  CHECK(amount(bench.read(cheaper.native), "net_total") == *Decimal::parse("19.90"));
}

CONNECTOR_CASE_OF("items are made, changed, repriced and dropped with the header, all or nothing [sap]", SapOrders) {
  Office office(bench);
  const NativeRecord before = bench.read(office.order());
  const auto id = [&](std::size_t at) { return before.content["lines"].at(at)["id"]; };
  const Map wanted{
      {"requested_date", "2026-12-24"},
      {"lines", Map{{"$parts", List{Map{{"op", "delete"}, {"id", id(0)}},
                                    Map{{"op", "update"}, {"id", id(1)}, {"set", Map{{"quantity", 7}, {"price", 2}}}},
                                    Office::made("TG11", "3", "2")}}}}};
  Map impossible = wanted;
  impossible["lines"].as_map()["$parts"].as_list().emplace_back(Office::made("TG99", "1"));
  const WriteOutcome no = office.change(before, impossible);
  CHECK(no.kind == Kind::rejected);
  REQUIRE(no.error);
  CHECK(no.error->cls == ErrorClass::validation);
  CHECK(no.error->code == "V1/382");
  CHECK(bench.read(before.key.native).content == before.content);
  const WriteOutcome yes = office.change(before, wanted);
  CHECK_MESSAGE(yes.kind == Kind::applied, describe(yes.error.value_or(Error{})));
  const NativeRecord after = bench.read(before.key.native);
  CHECK(quantities(after) == std::vector<std::string>{"7", "3"});
  CHECK(amount(after, "net_total") == Decimal(20));
  CHECK(after.content["requested_date"] == Value("2026-12-24"));
}

CONNECTOR_CASE_OF("an item that a person changed meanwhile is a conflict, also when only items are written [sap]",
                  SapOrders) {
  Office office(bench);
  const NativeRecord before = bench.read(office.order());
  const std::string line = before.content["lines"].at(1)["id"].as_string();
  bench.rt.sleep_for(seconds(1));
  office.people([&](SapModel& model, Instant now) {
    model.person_edits("A_SalesOrderItem", before.key.native + "/" + line, {{"RequestedQuantity", Decimal(55)}}, now);
  });
  const Map change{{"lines", Map{{"$parts", List{Map{{"op", "delete"}, {"id", line}}}}}}};
  const WriteOutcome refused = office.change(before, change);
  CHECK(refused.kind == Kind::rejected);
  REQUIRE(refused.error);
  CHECK(refused.error->cls == ErrorClass::conflict);
  CHECK(quantities(bench.read(before.key.native)) == std::vector<std::string>{"10", "55"});
  CHECK(office.change(bench.read(before.key.native), change).kind == Kind::applied);
  CHECK(quantities(bench.read(before.key.native)) == std::vector<std::string>{"10"});
}

CONNECTOR_CASE_OF("an order whose answer was lost is found by its key [sap]", SapOrders) {
  Office office(bench);
  office.order("k0");
  bench.server.set_faults({.lose_answers = 1});
  CHECK(bench.port->write(office.creation("k1"), office.soon()).kind == Kind::unknown);
  const ProbeOutcome probed = bench.port->probe(office.creation("k1"), bench.context());
  REQUIRE(probed.kind == ProbeOutcome::Kind::found);
  CHECK(bench.read(probed.native).content["lines"].as_list().size() == 2);
  CHECK(bench.port->probe(office.creation("k2"), bench.context()).kind == ProbeOutcome::Kind::absent);
}

CONNECTOR_CASE_OF("what is delivered, billed and cleared touches no stamp: the streams tell [sap]", SapOrders) {
  Office office(bench);
  const std::string native = office.order();
  CHECK_FALSE(office.tells("order/flow", native));
  const NativeRecord before = bench.read(native);
  bench.rt.sleep_for(hours(30));
  office.people([&](SapModel& model, Instant now) { CHECK(model.person_ships(native, {{"TG11", Decimal(4)}}, now)); });
  CHECK(bench.read(native).stamp == before.stamp);
  CHECK(office.tells("order/flow", native));
  CHECK_FALSE(office.tells("order/flow", native));
  CHECK(bench.read(native).content["progress"] == Value("partly_shipped"));
  std::string invoice;
  office.people([&](SapModel& model, Instant now) { invoice = model.person_bills(native, now); });
  CHECK(office.tells("order/flow", native));
  CHECK(bench.read(native).content["invoiced"] == Value("partly"));
  NativeRecord bill = office.read("invoice", invoice);
  CHECK(bill.content["progress"] == Value("open"));
  CHECK(amount(bill, "gross_total") == *Decimal::parse("10.71"));
  CHECK(bill.content["order"] == Value(native));
  CHECK_FALSE(bill.content["due_date"].is_null());
  CHECK_FALSE(office.tells("invoice/cleared", invoice));
  bench.rt.sleep_for(days(3));
  office.people([&](SapModel& model, Instant now) { model.person_pays(invoice, *Decimal::parse("10.71"), now); });
  CHECK(office.read("invoice", invoice).stamp == bill.stamp);
  CHECK(office.tells("invoice/cleared", invoice));
  CHECK_FALSE(office.tells("invoice/cleared", invoice));
  bill = office.read("invoice", invoice);
  CHECK(bill.content["progress"] == Value("paid"));
  CHECK(amount(bill, "open") == Decimal());
  CHECK_FALSE(bill.content["payment_date"].is_null());
  std::string cursor;
  const auto payments = bench.port->list("payment", ListMode::changes, cursor, bench.context());
  REQUIRE_MESSAGE(payments, describe(payments.error()));
  REQUIRE(payments->records.size() == 1);
  const NativeRecord payment = office.read("payment", payments->records[0].key.native);
  CHECK(payment.content["invoice"] == Value(invoice));
  CHECK(amount(payment, "amount") == *Decimal::parse("10.71"));
  CHECK(payment.content["direction"] == Value("in"));
  office.people([&](SapModel& model, Instant now) {
    CHECK(model.person_ships(native, {}, now));
    CHECK_FALSE(model.person_bills(native, now).empty());
  });
  CHECK(bench.read(native).content["progress"] == Value("invoiced"));
}

CONNECTOR_CASE_OF("an invoice is cancelled by a call, an order by rejecting its items [sap]", SapOrders) {
  Office office(bench);
  const std::string native = office.order();
  std::string invoice;
  office.people([&](SapModel& model, Instant now) {
    model.person_ships(native, {}, now);
    invoice = model.person_bills(native, now);
  });
  CHECK(office.hop(office.read("invoice", invoice), "cancelled").kind == Kind::applied);
  CHECK(office.read("invoice", invoice).content["progress"] == Value("cancelled"));
  CHECK(bench.read(native).content["progress"] == Value("shipped"));
  const NativeRecord other = bench.read(office.order("k2"));
  const WriteOutcome cancelled = office.hop(other, "cancelled");
  CHECK_MESSAGE(cancelled.kind == Kind::applied, describe(cancelled.error.value_or(Error{})));
  CHECK(bench.read(other.key.native).content["progress"] == Value("cancelled"));
  CHECK(bench.read(other.key.native).content["lines"].as_list().size() == 2);
}

CONNECTOR_CASE_OF("stock is the sum of its unrestricted rows; a price is its condition record's [sap]", SapOrders) {
  Office office(bench);
  CHECK(amount(office.read("stock", "TG11"), "quantity") == *Decimal::parse("120.5"));
  const NativeRecord price = office.read("price", "PTG11");
  CHECK(amount(price, "price") == *Decimal::parse("2.25"));
  CHECK(price.content["product"] == Value("TG11"));
  CHECK(price.content["customer"].is_null());
  CHECK(office.read("product", "TG11").content["name"] == Value("Bolt"));
  std::string cursor;
  for (const char* object : {"stock", "price", "product", "quote", "invoice", "credit_note"}) {
    for (const ListMode mode : {ListMode::changes, ListMode::sweep}) {
      const auto page = bench.port->list(object, mode, "", bench.context());
      CHECK_MESSAGE(page, object << ": " << (page ? "" : describe(page.error())));
      if (page) CHECK(page->faulty.empty());
    }
  }
}

CONNECTOR_CASE_OF("a product has the price that everybody pays today, and a new one names it [sap]", SapOrders) {
  Office office(bench);
  const auto shown = [&] { return office.read("product", "TG11").content["prices"]; };
  REQUIRE(shown().as_list().size() == 1);
  CHECK(shown().at(0)["price"].as_decimal() == *Decimal::parse("2.25"));
  CHECK(shown().at(0)["currency"] == Value("EUR"));
  const auto price = [&](const char* record, const char* customer, const char* from, const char* until) {
    office.people([&](SapModel& model, Instant now) {
      model.person_creates("A_SlsPrcgConditionRecord",
                           {{"ConditionRecord", record},
                            {"ConditionType", "PPR0"},
                            {"ConditionRateValue", Decimal(1)},
                            {"ConditionRateValueUnit", "EUR"},
                            {"ConditionQuantity", Decimal(1)},
                            {"to_SlsPrcgCndnRecdValidity", List{Map{{"ConditionValidityStartDate", from},
                                                                    {"ConditionValidityEndDate", until},
                                                                    {"Customer", customer},
                                                                    {"Material", "TG11"}}}}},
                           now);
    });
  };
  price("1", office.customer.c_str(), "2020-01-01", "9999-12-31");
  price("2", "", "2020-01-01", "2020-12-31");
  price("3", "", "2099-01-01", "9999-12-31");
  CHECK(shown().as_list().size() == 1);
  office.tells("product/prices", "TG11");
  CHECK_FALSE(office.tells("product/prices", "TG11"));
  bench.rt.sleep_for(minutes(10));
  office.people([&](SapModel& model, Instant now) {
    model.person_edits("A_SlsPrcgConditionRecord", "PTG11", {{"ConditionRateValue", Decimal(3)}}, now);
  });
  CHECK(office.tells("product/prices", "TG11"));
  CHECK(shown().at(0)["price"].as_decimal() == Decimal(3));
}

CONNECTOR_CASE_OF("a quotation is made, and takes no price of ours [sap]", SapOrders) {
  Office office(bench);
  const WriteOutcome made = bench.port->write(office.creation("q1", "quote"), office.soon());
  REQUIRE_MESSAGE(made.kind == Kind::applied, describe(made.error.value_or(Error{})));
  const NativeRecord quote = office.read("quote", made.native);
  CHECK(quote.content["progress"] == Value("sent"));
  CHECK(amount(quote, "net_total") == *Decimal::parse("32.50"));
}

}  // namespace syncline::conformance
