// What is particular to weclapp: parties of two kinds, lists that are told by ids, prices by hand, custom fields by
// name, filters that are ignored, open items, states by actions.
#include "base/json.h"
#include "tests/conformance/connector/weclapp/tenant.h"

namespace syncline::conformance {
namespace {

using Kind = WriteOutcome::Kind;

struct WeclappQuotes {
  static Vendor vendor() { return with_object("quote", "quotation"); }
};

}  // namespace

CONNECTOR_CASE_OF(
    "an order is made with its items; a price that is given holds, another one is the article's [weclapp]",
    WeclappOrders) {
  Tenant tenant(bench);
  Map by_hand = tenant.line(tenant.saw, "2");
  by_hand.set("unitPrice", *Decimal::parse("35.00"));
  const NativeRecord order =
      bench.read(tenant.document({Tenant::made(by_hand), Tenant::made(tenant.line(tenant.nail, "100"))}));
  CHECK(order.content["lines"].at(0)["unitPrice"].as_decimal() == Decimal(35));
  CHECK(order.content["lines"].at(1)["unitPrice"].as_decimal() == *Decimal::parse("0.10"));
  CHECK(order.content["lines"].at(0)["unitId"] == Value("Stk."));
  CHECK(amount(order, "net_total") == "80.00");
  CHECK(amount(order, "tax_total") == "15.20");
  CHECK(order.content["currency"] == Value("EUR"));
  CHECK(order.content["progress"] == Value("ORDER_ENTRY_IN_PROGRESS"));
  CHECK(tenant.stored("salesOrder", order.key.native)["customAttributes"].at(0)["stringValue"] == Value("k1"));
}

CONNECTOR_CASE_OF("items that do not change are named by their ids: nothing of them is lost [weclapp]", WeclappOrders,
                  WeclappQuotes) {
  Tenant tenant(bench);
  const std::string native =
      tenant.document({Tenant::made(tenant.line(tenant.saw, "2")), Tenant::made(tenant.line(tenant.nail, "100")),
                       Tenant::made(tenant.line(tenant.nail, "7"))});
  const char* items = bench.vendor.model == "quotation" ? "quotationItems" : "orderItems";
  const NativeRecord before = bench.read(native);
  const auto id = [&](std::size_t at) { return before.content["lines"].at(at)["id"]; };
  tenant.people([&](WeclappModel& model, Instant now) {
    model.person_edits(
        bench.vendor.model, native,
        {{items, List{Map{{"id", id(0)}, {"description", "oiled"}}, Map{{"id", id(1)}}, Map{{"id", id(2)}}}}}, now);
  });
  const Map change{{"lines", Map{{"$parts", List{Map{{"op", "update"}, {"id", id(1)}, {"set", Map{{"quantity", 50}}}},
                                                 Map{{"op", "delete"}, {"id", id(2)}},
                                                 Tenant::made(tenant.line(tenant.saw, "1"))}}}}};
  const WriteOutcome stale = tenant.write(EffectOp::update, before, change);
  REQUIRE(stale.kind == Kind::rejected);
  CHECK(stale.error->cls == ErrorClass::conflict);
  const WriteOutcome done = tenant.write(EffectOp::update, bench.read(native), change);
  REQUIRE_MESSAGE(done.kind == Kind::applied, describe(done.error.value_or(Error{})));
  const Value after = tenant.stored(bench.vendor.model.c_str(), native)[items];
  REQUIRE(after.as_list().size() == 3);
  CHECK(after.at(0)["description"] == Value("oiled"));
  CHECK(after.at(0)["id"] == id(0));
  CHECK(after.at(1)["quantity"] == Value("50"));
  CHECK(after.at(1)["id"] == id(1));
  CHECK(after.at(2)["articleId"] == Value(tenant.saw));
}

CONNECTOR_CASE_OF("an update sends what changes, so that nothing else is cleared [weclapp]", WeclappCustomers) {
  Tenant tenant(bench);
  tenant.people([&](WeclappModel& model, Instant now) {
    model.person_edits("party", tenant.customer,
                       {{"supplier", true}, {"phone", "+49 431 1"}, {"email", "a@otter.example"}}, now);
  });
  const WriteOutcome done = tenant.write(EffectOp::update, bench.read(tenant.customer), {{"email", nullptr}});
  REQUIRE_MESSAGE(done.kind == Kind::applied, describe(done.error.value_or(Error{})));
  const Value after = tenant.stored("party", tenant.customer);
  CHECK(after["email"].is_null());
  CHECK(after["phone"] == Value("+49 431 1"));
  CHECK(after["supplier"] == Value(true));
  CHECK(bench.read(tenant.customer).content["email"].is_null());
  CHECK(bench.read(tenant.customer).content.as_map().contains("email"));
}

CONNECTOR_CASE_OF("the primary address is one among others, which stay [weclapp]", WeclappCustomers) {
  Tenant tenant(bench);
  tenant.people([&](WeclappModel& model, Instant now) {
    const List both{Map{{"street1", "Deichweg 1"}, {"deliveryAddress", true}},
                    Map{{"street1", "Kai 2"}, {"primaryAddress", true}}};
    model.person_edits("party", tenant.customer, {{"addresses", both}}, now);
  });
  const NativeRecord before = bench.read(tenant.customer);
  const Map change{{"addresses", Map{{"$parts", List{Map{{"op", "update"},
                                                         {"id", before.content["addresses"].at(1)["id"]},
                                                         {"set", Map{{"city", "Kiel"}}}}}}}}};
  REQUIRE(tenant.write(EffectOp::update, before, change).kind == Kind::applied);
  const Value after = tenant.stored("party", tenant.customer)["addresses"];
  CHECK(after.at(0)["street1"] == Value("Deichweg 1"));
  CHECK(after.at(0)["deliveryAddress"] == Value(true));
  CHECK(after.at(1)["street1"] == Value("Kai 2"));
  CHECK(after.at(1)["city"] == Value("Kiel"));
}

CONNECTOR_CASE_OF(
    "custom fields are read and written by label or internal name, lists by the text of a value [weclapp]",
    WeclappCustomers) {
  Tenant tenant(bench);
  const WriteOutcome done = tenant.create({{"name", "Neu"}, {"custom", Map{{"Kundensegment", "B"}}}});
  REQUIRE_MESSAGE(done.kind == Kind::applied, describe(done.error.value_or(Error{})));
  const Value stored = tenant.stored("party", done.native);
  REQUIRE(stored["customAttributes"].as_list().size() == 2);
  CHECK(stored["customAttributes"].at(0)["stringValue"] == Value("k1"));
  REQUIRE(tenant.write(EffectOp::update, bench.read(done.native), {{"custom", Map{{"segment", nullptr}}}}).kind ==
          Kind::applied);
  CHECK(tenant.stored("party", done.native)["customAttributes"].at(1)["selectedValueId"].is_null());
  CHECK(tenant.stored("party", done.native)["customAttributes"].at(0)["stringValue"] == Value("k1"));
}

CONNECTOR_CASE_OF("a contact belongs to its organization; to another one; to none [weclapp]", WeclappContacts) {
  Tenant tenant(bench);
  std::string other, colleague;
  tenant.people([&](WeclappModel& model, Instant now) {
    colleague = model.person_creates("party", {{"partyType", "PERSON"}, {"lastName", "Kolk"}}, now);
    model.person_edits("party", tenant.customer, {{"contacts", List{Map{{"id", colleague}}}}}, now);
    other = model.person_creates("party", Tenant::organization("Biber AG"), now);
  });
  const WriteOutcome made = tenant.create({{"name", "Ida Ölm"}, {"customer", tenant.customer}});
  REQUIRE_MESSAGE(made.kind == Kind::applied, describe(made.error.value_or(Error{})));
  CHECK(bench.read(made.native).content["customer"] == Value(tenant.customer));
  CHECK(bench.read(made.native).content["name"] == Value("Ida Ölm"));
  CHECK(tenant.stored("party", made.native)["firstName"] == Value("Ida"));
  const auto belongs = [&](const Value& value) {
    const WriteOutcome changed = tenant.write(EffectOp::update, bench.read(made.native), {{"customer", value}});
    REQUIRE_MESSAGE(changed.kind == Kind::applied, describe(changed.error.value_or(Error{})));
    return bench.read(made.native).content["customer"];
  };
  CHECK(belongs(other) == Value(other));
  CHECK(belongs(other) == Value(other));
  CHECK(belongs(nullptr).is_null());
  CHECK(bench.read(colleague).content["customer"] == Value(tenant.customer));
  std::string cursor;
  bench.wait();
  CHECK(holds(named(bench, "contact/organizations", cursor), colleague));
}

CONNECTOR_CASE_OF("a filter that weclapp ignored stops the listing: nothing is taken for the truth [weclapp]",
                  WeclappCustomers) {
  Tenant tenant(bench);
  std::string cursor;
  bench.wait();
  bench.pass(ListMode::changes, cursor);
  bench.rt.sleep_for(minutes(30));
  bench.pass(ListMode::changes, cursor);
  const auto everything = [](HttpResponse& response) {
    response.body = R"({"result":[{"id":"1","version":"0","lastModifiedDate":1767225600000,"customAttributes":[]}]})";
  };
  bench.rt.sleep_for(minutes(30));
  bench.server.set_faults({.altered_answers = 1, .alter = everything});
  const auto page = bench.port->list("customer", ListMode::changes, cursor, bench.context());
  REQUIRE_FALSE(page);
  CHECK(page.error().cls == ErrorClass::config);
  bench.server.set_faults({.altered_answers = 1, .alter = everything});
  CHECK_FALSE(bench.port->read(bench.key(tenant.customer), bench.context()));
  bench.server.set_faults({.altered_answers = 1, .alter = everything});
  CHECK(bench.port->probe(bench.create_request("New", "k9"), bench.context()).kind == ProbeOutcome::Kind::cannot_tell);
}

CONNECTOR_CASE_OF("from the order to the money: states, open items, stock [weclapp]", WeclappOrders) {
  Tenant tenant(bench);
  const std::string native = tenant.document({Tenant::made(tenant.line(tenant.saw, "10"))});
  REQUIRE(tenant.hop(bench.read(native), "ORDER_CONFIRMATION_PRINTED").kind == Kind::applied);
  CHECK(bench.read(native).content["progress"] == Value("ORDER_CONFIRMATION_PRINTED"));
  CHECK(amount(tenant.read("stock", tenant.saw), "quantity") == "12");
  std::string movements, open, invoice;
  bench.rt.sleep_for(minutes(5));
  named(bench, "stock/movements", movements);
  bench.rt.sleep_for(minutes(20));
  tenant.people([&](WeclappModel& model, Instant now) { model.person_ships(native, {{"S-1", Decimal(4)}}, now); });
  CHECK(bench.read(native).content["progress"] == Value("partly_shipped"));
  CHECK(amount(tenant.read("stock", tenant.saw), "quantity") == "8");
  bench.wait();
  CHECK(named(bench, "stock/movements", movements) == std::vector<std::string>{tenant.saw});
  tenant.people([&](WeclappModel& model, Instant now) { invoice = model.person_invoices(native, now); });
  CHECK(bench.read(native).content["invoice_status"] == Value("partly"));
  NativeRecord bill = tenant.read("invoice", invoice);
  CHECK(bill.content["progress"] == Value("open"));
  CHECK(bill.content["order"] == Value(native));
  CHECK(amount(bill, "open") == "190.16");
  CHECK(tenant.read("credit_note", invoice).state == RecordState::gone);
  bench.wait();
  named(bench, "invoice/open", open);
  bench.rt.sleep_for(minutes(20));
  tenant.people([&](WeclappModel& model, Instant now) { model.person_pays(invoice, *Decimal::parse("100.00"), now); });
  CHECK(tenant.read("invoice", invoice).stamp == bill.stamp);
  bench.wait();
  CHECK(named(bench, "invoice/open", open) == std::vector<std::string>{invoice});
  bill = tenant.read("invoice", invoice);
  CHECK(bill.content["progress"] == Value("partly_paid"));
  CHECK(amount(bill, "open") == "90.16");
  tenant.people([&](WeclappModel& model, Instant now) { model.person_pays(invoice, *Decimal::parse("90.16"), now); });
  CHECK(tenant.read("invoice", invoice).content["progress"] == Value("paid"));
  bench.wait();
  const auto payments = tenant.all("payment");
  REQUIRE(payments.size() == 2);
  CHECK(tenant.read("payment", payments[0]).content["number"] != tenant.read("payment", payments[1]).content["number"]);
  const NativeRecord payment = tenant.read("payment", payments[1]);
  CHECK(amount(payment, "amount") == "90.16");
  CHECK(payment.content["direction"] == Value("in"));
  CHECK(payment.content["invoice"] == Value(invoice));
  CHECK(tenant.read("payment", "99999").state == RecordState::gone);
  REQUIRE(tenant.hop(bench.read(native), "MANUALLY_CLOSED").kind == Kind::applied);
  const WriteOutcome late = tenant.write(EffectOp::update, bench.read(native), {{"note", "too late"}});
  CHECK(late.kind == Kind::rejected);
  CHECK(late.error->cls == ErrorClass::closed_period);
}

CONNECTOR_CASE_OF("a quotation is accepted once, and makes an order; a list price is that of its channel [weclapp]",
                  WeclappQuotes) {
  Tenant tenant(bench);
  const std::string native = tenant.document({Tenant::made(tenant.line(tenant.saw, "3"))});
  const NativeRecord before = bench.read(native);
  CHECK(tenant.hop(before, "ACCEPTED").kind == Kind::applied);
  CHECK(bench.read(native).content["progress"] == Value("ACCEPTED"));
  const WriteOutcome again = tenant.hop(before, "ACCEPTED");
  CHECK(again.kind == Kind::rejected);
  CHECK(again.error->cls == ErrorClass::closed_period);
  bench.wait();
  CHECK(tenant.all("order").size() == 1);
  const NativeRecord product = tenant.read("product", tenant.saw);
  CHECK(amount(product, "price") == "39.95");
  CHECK(product.content["currency"] == Value("EUR"));
}

CONNECTOR_CASE_OF("a record that shows later than it was stamped is met by the next pass [weclapp]", WeclappCustomers) {
  std::string cursor;
  bench.pass(ListMode::changes, cursor);
  std::string late;
  bench.server.with_model([&](sandbox::VendorModel& model, Instant now) {
    late = model.person_creates("party", Tenant::organization("Late"), now - seconds(100));
  });
  bench.rt.sleep_for(seconds(10));
  CHECK(bench.pass(ListMode::changes, cursor).name(late) == "Late");
}

CONNECTOR_CASE_OF("many are read by one call, as they are read alone; one that is not there is gone [weclapp]",
                  WeclappCustomers, WeclappOrders) {
  Tenant tenant(bench);
  std::vector<RecordKey> keys;
  const bool orders = bench.vendor.object == "order";
  for (const char* name : {"A", "B"}) {
    tenant.people([&](WeclappModel& model, Instant now) {
      const Map fields = orders ? Map{{"customerId", tenant.customer}} : Tenant::organization(name);
      keys.push_back(bench.key(model.person_creates(bench.vendor.model, fields, now)));
    });
  }
  keys.push_back(bench.key("99999"));
  bench.read(keys[0].native);
  const std::size_t before = bench.server.requests();
  const auto together = bench.port->read_together(keys, bench.context());
  CHECK(bench.server.requests() == before + 1);
  REQUIRE(together.size() == 3);
  for (std::size_t i = 0; i < 2; ++i) {
    REQUIRE_MESSAGE(together[i].ok(), describe(together[i].error()));
    CHECK(together[i]->content == bench.read(keys[i].native).content);
  }
  CHECK(together[2]->state == RecordState::gone);
}

CONNECTOR_CASE_OF("errors by their class: duplicate, reference, used by others [weclapp]", WeclappCustomers) {
  Tenant tenant(bench);
  const auto refusal = [&](Map content) {
    const WriteOutcome out = tenant.create(std::move(content), "e1");
    REQUIRE(out.kind == Kind::rejected);
    return *out.error;
  };
  const std::string number = tenant.stored("party", tenant.customer)["customerNumber"].as_string();
  CHECK(refusal({{"name", "Zwei"}, {"number", number}}).cls == ErrorClass::duplicate);
  const Error unknown = refusal({{"name", "Zwei"}, {"currency", "XXX"}});
  CHECK(unknown.cls == ErrorClass::validation);
  Error length =
      refusal({{"name", "Zwei"}, {"addresses", Map{{"$parts", List{Tenant::made({{"countryCode", "Deutschland"}})}}}}});
  CHECK(length.message.find("addresses[0].countryCode") != std::string::npos);
  tenant.people([&](WeclappModel& model, Instant now) {
    model.person_creates("salesOrder", {{"customerId", tenant.customer}}, now);
  });
  const WriteOutcome used = tenant.write(EffectOp::remove, bench.read(tenant.customer), {});
  CHECK(used.kind == Kind::rejected);
  CHECK(used.error->message.find("salesOrder") != std::string::npos);
}

}  // namespace syncline::conformance
