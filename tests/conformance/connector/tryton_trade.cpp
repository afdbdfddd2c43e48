// Tryton's documents through its connector: what it reads of them, and how it makes and moves a sale.

#include "tests/conformance/connector/tryton_erp.h"

namespace syncline::conformance {
namespace {

TEST_CASE("a sale is made as its form would: addresses, terms, units, taxes and missing prices are the server's") {
  with_erp([](Erp& erp) {
    const std::string id = erp.sale();
    const Value made = erp.read("sale", id).content;
    CHECK(made["progress"] == Value("draft"));
    CHECK(made["payment_term"] == Value("14 Tage"));
    CHECK(made["currency"] == Value("EUR"));
    CHECK(made["untaxed_amount"] == Value(dec("187.50")));
    CHECK(made["total_amount"] == Value(dec("223.12")));
    const Value line = made["lines"].at(1);
    CHECK(line["unit"] == Value("u"));
    CHECK(line["unit_price"] == Value(dec("38.75")));
    erp.model([&](sandbox::TrytonModel& tryton, Instant) {
      const Value stored = tryton.record("sale.sale", id);
      CHECK(stored["invoice_address"] != stored["shipment_address"]);
      CHECK(stored["shipment_address"].is_int());
    });
  });
}

TEST_CASE("a sale whose answer was lost is found by its key, and only by its own") {
  with_erp([](Erp& erp) {
    const std::string id = erp.sale();
    const ProbeOutcome found = erp.port->probe(erp.order("k1"), erp.context());
    CHECK(found.kind == ProbeOutcome::Kind::found);
    CHECK(found.native == id);
    CHECK(erp.port->probe(erp.order("k2"), erp.context()).kind == ProbeOutcome::Kind::absent);
  });
}

TEST_CASE("a sale that cannot be made says why, and nothing was made") {
  with_erp([](Erp& erp) {
    WriteRequest request = erp.order("k1");
    request.content.as_map().set("party", "99999");
    const WriteOutcome refused = erp.port->write(request, erp.context());
    CHECK(refused.kind == WriteOutcome::Kind::rejected);
    CHECK(refused.error->cls == ErrorClass::validation);
    CHECK(erp.all("sale", ListMode::sweep).empty());
  });
}

TEST_CASE("a sale goes the way of its calls; one over an edit that was not seen is a conflict") {
  with_erp([](Erp& erp) {
    const std::string id = erp.sale();
    const std::string seen = erp.read("sale", id).version;
    erp.rt.sleep_for(seconds(2));
    erp.model([&](sandbox::TrytonModel& tryton, Instant now) {
      tryton.person_edits("sale.sale", id, {{"description", "x"}}, now);
    });
    WriteRequest blind;
    blind.op = EffectOp::transition;
    blind.key = {"erp", "sale", id};
    blind.precondition = seen;
    blind.hop = {"draft", "quotation"};
    const WriteOutcome refused = erp.port->write(blind, erp.context());
    CHECK(refused.error->cls == ErrorClass::conflict);
    CHECK(erp.progress(id) == Value("draft"));
    CHECK(erp.hop(id, "draft", "quotation").kind == WriteOutcome::Kind::applied);
    CHECK(erp.read("sale", id).content["number"] == Value("1"));
    CHECK(erp.hop(id, "quotation", "draft").kind == WriteOutcome::Kind::applied);
    CHECK(erp.hop(id, "draft", "cancelled").kind == WriteOutcome::Kind::applied);
    CHECK(erp.progress(id) == Value("cancelled"));
  });
}

TEST_CASE("a warning stays a refusal unless the settings let it pass by name") {
  for (const bool accepted : {false, true}) {
    with_erp(
        [&](Erp& erp) {
          erp.model([&](sandbox::TrytonModel& tryton, Instant now) {
            tryton.person_edits("party.party", erp.customer,
                                {{"credit_limit_amount", Map{{"__class__", "Decimal"}, {"decimal", "100"}}}}, now);
          });
          const std::string id = erp.sale();
          erp.hop(id, "draft", "quotation");
          const WriteOutcome confirmed = erp.hop(id, "quotation", "confirmed");
          CHECK(erp.progress(id) == Value(accepted ? "confirmed" : "quotation"));
          if (!accepted) CHECK(confirmed.error->message.find("credit limit") != std::string::npos);
        },
        accepted ? "credit_limit_amount_*" : "");
  }
}

TEST_CASE("what was done of a sale shows in its progress, and each step is noticed") {
  with_erp([](Erp& erp) {
    const std::string id = erp.confirmed();
    CHECK(erp.progress(id) == Value("confirmed"));
    Listener moves{erp, "sale/moves"}, invoices{erp, "sale/invoices"}, changes{erp, "sale"};
    moves.news(), invoices.news(), changes.news();
    CHECK(moves.news().empty());

    erp.rt.sleep_for(seconds(2));
    erp.model(
        [&](sandbox::TrytonModel& tryton, Instant now) { tryton.person_ships(id, {{"KL-1001", dec("40")}}, now); });
    CHECK(changes.news().empty());
    CHECK(moves.news().contains(id));
    const Value partly = erp.read("sale", id).content;
    CHECK(partly["progress"] == Value("partly_shipped"));
    CHECK(partly["shipped"] == Value("partly"));
    CHECK(partly["lines"].at(0)["shipped"] == Value(dec("40")));
    CHECK(partly["shipped_amount"] == Value(dec("121.5")));  // 40 at 1.10 and both of the others

    erp.rt.sleep_for(minutes(10));
    erp.model([&](sandbox::TrytonModel& tryton, Instant now) { tryton.person_ships(id, {}, now); });
    CHECK(erp.progress(id) == Value("shipped"));
    CHECK(erp.read("sale", id).content["invoiced"] == Value("none"));
    std::string invoice;
    erp.rt.sleep_for(minutes(10));
    CHECK(invoices.news().empty());
    erp.model([&](sandbox::TrytonModel& tryton, Instant now) { invoice = tryton.person_posts(id, now).at(0); });
    CHECK(invoices.news().contains(id));
    CHECK(erp.progress(id) == Value("invoiced"));
    erp.model([&](sandbox::TrytonModel& tryton, Instant now) { tryton.person_collects(invoice, dec("223.12"), now); });
    CHECK(erp.progress(id) == Value("done"));
  });
}

TEST_CASE("an invoice shows from its issue on what is open, paid and reminded of") {
  with_erp([](Erp& erp) {
    const std::string id = erp.confirmed();
    CHECK(erp.all("invoice", ListMode::changes).empty());
    std::string invoice;
    erp.model([&](sandbox::TrytonModel& tryton, Instant now) { invoice = tryton.person_posts(id, now).at(0); });
    const std::vector<NativeRecord> issued = erp.all("invoice", ListMode::changes);
    REQUIRE(issued.size() == 1);
    CHECK(issued[0].key.native == invoice);
    const Value first = issued[0].content;
    CHECK(first["number"] == Value("RE-00001"));
    CHECK(first["progress"] == Value("open"));
    CHECK(first["sale"] == Value(id));
    CHECK(first["due_date"].is_string());
    CHECK(first["dunning_level"] == Value(0));
    CHECK(first["lines"].at(0)["amount"] == Value(dec("110.00")));
    REQUIRE(first["taxes"].as_list().size() == 1);
    CHECK(first["taxes"].at(0)["percent"] == Value(dec("19")));
    CHECK(first["taxes"].at(0)["net"] == first["untaxed_amount"]);
    CHECK(first["taxes"].at(0)["tax"] == first["tax_amount"]);

    Listener reminders{erp, "invoice/dunnings"};
    CHECK(reminders.news().empty());
    erp.rt.sleep_for(seconds(2));
    erp.model([&](sandbox::TrytonModel& tryton, Instant now) { tryton.person_reminds(now + days(60), now); });
    CHECK(reminders.news() == std::set{invoice});
    CHECK(erp.read("invoice", invoice).content["dunning_level"] == Value(1));

    erp.model([&](sandbox::TrytonModel& tryton, Instant now) { tryton.person_collects(invoice, dec("23.12"), now); });
    const Value partly = erp.read("invoice", invoice).content;
    CHECK(partly["progress"] == Value("partly_paid"));
    CHECK(partly["amount_to_pay"] == Value(dec("200")));
    CHECK(partly["paid"] == Value(dec("23.12")));
    erp.model([&](sandbox::TrytonModel& tryton, Instant now) { tryton.person_collects(invoice, dec("200"), now); });
    const Value paid = erp.read("invoice", invoice).content;
    CHECK(paid["progress"] == Value("paid"));
    CHECK(paid["payment_date"].is_string());
    const std::vector<NativeRecord> payments = erp.all("payment", ListMode::sweep);
    REQUIRE(payments.size() == 2);
    CHECK(payments[0].content["amount"] == Value(dec("23.12")));
    CHECK(payments[0].content["invoice_payment"] == Value(invoice));
    CHECK(payments[0].content["direction"] == Value("in"));
    CHECK(payments[0].content["currency"] == Value("EUR"));
  });
}

TEST_CASE("a credit note names its invoice, and its amounts are positive") {
  with_erp([](Erp& erp) {
    const std::string id = erp.confirmed();
    std::string invoice, note;
    erp.model([&](sandbox::TrytonModel& tryton, Instant now) {
      invoice = tryton.person_posts(id, now).at(0);
      note = tryton.person_credits(invoice, false, now);
    });
    const std::vector<NativeRecord> notes = erp.all("credit_note", ListMode::sweep);
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].key.native == note);
    CHECK(notes[0].content["invoice"] == Value(invoice));
    CHECK(notes[0].content["gross"] == Value(dec("223.12")));
    CHECK(notes[0].content["open"] == Value(dec("223.12")));
    CHECK(notes[0].content["lines"].at(0)["given_back"] == Value(100));
    CHECK(notes[0].content["lines"].at(0)["worth"] == Value(dec("110")));
    REQUIRE(notes[0].content["taxes"].as_list().size() == 1);
    CHECK(notes[0].content["taxes"].at(0)["net"] == notes[0].content["net"]);
    CHECK(notes[0].content["taxes"].at(0)["tax"] == notes[0].content["tax"]);
    CHECK(erp.all("invoice", ListMode::sweep).size() == 1);
  });
}

TEST_CASE("a shipment names its sale and what is in it") {
  with_erp([](Erp& erp) {
    const std::string id = erp.confirmed();
    std::string shipment;
    erp.model([&](sandbox::TrytonModel& tryton, Instant now) {
      shipment = tryton.person_ships(id, {{"KL-1001", dec("40")}}, now);
    });
    const Value gone = erp.read("shipment", shipment).content;
    CHECK(gone["sale"] == Value(id));
    CHECK(gone["state"] == Value("done"));
    CHECK(gone["date"].is_string());
    CHECK(gone["customer"] == Value(erp.customer));
    REQUIRE(gone["outgoing_moves"].as_list().size() == 2);
    CHECK(gone["outgoing_moves"].at(1)["quantity"] == Value(40));
    CHECK(erp.all("shipment", ListMode::sweep).size() == 2);
    const auto hints = erp.all("shipment/moves", ListMode::changes);
    CHECK(std::ranges::any_of(hints, [&](const NativeRecord& hint) { return hint.key.native == shipment; }));
  });
}

TEST_CASE("products and stock: price and name are noticed though their stamp stays, and so are goods that leave") {
  with_erp([](Erp& erp) {
    const std::string id = erp.product("SG-3001");
    const Value before = erp.read("product", id).content;
    CHECK(before["code"] == Value("SG-3001"));
    CHECK(before["currency"] == Value("EUR"));
    CHECK(before["default_uom"] == Value("u"));
    CHECK(before["category"] == Value("Gehäuse"));
    CHECK(before["quantity"] == Value(14));
    CHECK(before["availability"] == Value("in_stock"));
    CHECK(erp.read("product", erp.product("SG-3002")).content["availability"] == Value("low"));
    CHECK(erp.read("product", erp.product("LE-7003")).content["availability"] == Value("out_of_stock"));
    CHECK(erp.all("product", ListMode::sweep).size() == sandbox::tryton::catalogue().size());

    Listener templates{erp, "product/templates"}, moves{erp, "stock/moves"};
    templates.news(), moves.news();
    erp.rt.sleep_for(seconds(2));
    const auto reprice = [&](const char* price) {
      erp.rt.sleep_for(seconds(2));
      erp.model([&](sandbox::TrytonModel& tryton, Instant now) {
        const Value of = tryton.record("product.product", id)["template"];
        tryton.person_edits("product.template", std::to_string(of.as_int()),
                            {{"list_price", Map{{"__class__", "Decimal"}, {"decimal", price}}}}, now);
      });
    };
    reprice("300");
    CHECK(templates.news() == std::set{id});
    reprice("333");
    CHECK(templates.news() == std::set{id});
    CHECK(templates.news().empty());
    CHECK(erp.read("product", id).content["list_price"] == Value(333));

    const std::string sale = erp.confirmed();
    const std::string sold = erp.product("KL-1001");
    const Value promised = erp.read("stock", sold).content;
    CHECK(promised["quantity"] == Value(5000));
    CHECK(promised["reserved"] == Value(100));
    CHECK(promised["forecast_quantity"] == Value(4900));
    CHECK(promised["warehouse"] == Value("WH"));
    CHECK(promised["product"] == Value(sold));
    CHECK(moves.news().contains(sold));
  });
}

TEST_CASE("a note at a sale is left once, and found by its key") {
  with_erp([](Erp& erp) {
    const std::string id = erp.sale();
    WriteRequest note;
    note.op = EffectOp::append;
    note.key = {"erp", "sale", id};
    note.text = "The price of line 1 is below the list.";
    note.idempotency_key = "n1";
    CHECK(erp.port->probe(note, erp.context()).kind == ProbeOutcome::Kind::absent);
    CHECK(erp.port->write(note, erp.context()).kind == WriteOutcome::Kind::applied);
    CHECK(erp.port->probe(note, erp.context()).kind == ProbeOutcome::Kind::found);
  });
}

}  // namespace
}  // namespace syncline::conformance
