// Deals and orders of Odoo, by both of its APIs, by its connector on its model: what the connector makes of nested
// answers, calls and messages.
#include "sandbox/odoo/odoo_model.h"
#include "tests/conformance/connector/engine_deeds.h"

namespace syncline::conformance {
namespace {

using Kind = WriteOutcome::Kind;

/// What people do and what the engine sees, of several objects of one system.
struct Office {
  Bench& bench;

  std::string person_makes(const char* model, const Map& fields) {
    std::string native;
    bench.server.with_model(
        [&](sandbox::VendorModel& vendor, Instant now) { native = vendor.person_creates(model, fields, now); });
    REQUIRE_FALSE(native.empty());
    return native;
  }
  void person_edits(const char* model, const std::string& native, const Map& fields) {
    bench.server.with_model(
        [&](sandbox::VendorModel& vendor, Instant now) { vendor.person_edits(model, native, fields, now); });
  }
  NativeRecord read(const std::string& object, const std::string& native) { return read_one(bench, object, native); }
  WriteOutcome write(EffectOp op, const std::string& object, const std::string& native, Map content,
                     const std::string& key = "", const Hop& hop = {}) {
    WriteRequest request;
    request.op = op;
    request.key = {"sys", object, native};
    request.content = std::move(content);
    request.idempotency_key = key;
    request.hop = hop;
    request.text = "The order could not be made: <no address>";
    return bench.port->write(request, bench.context());
  }
  ProbeOutcome probe(EffectOp op, const std::string& object, const std::string& native, const std::string& key) {
    WriteRequest request;
    request.op = op;
    request.key = {"sys", object, native};
    request.idempotency_key = key;
    return bench.port->probe(request, bench.context());
  }
  /// Parents that a child stream names since the cursor.
  std::vector<std::string> hints(const std::string& stream, std::string& cursor) {
    auto page = bench.port->list(stream, ListMode::changes, cursor, bench.context());
    REQUIRE_MESSAGE(page, describe(page.error()));
    cursor = page->next;
    std::vector<std::string> out;
    for (const NativeRecord& each : page->records) out.push_back(each.key.native);
    return out;
  }
  std::string state(const std::string& order) { return read("order", order).content["state"].string_or(""); }
};

std::int64_t number(const std::string& native) { return std::stoll(native); }

List new_line(const std::string& product, const char* quantity) {
  return List{0, 0, Map{{"product_id", number(product)}, {"product_uom_qty", *Decimal::parse(quantity)}}};
}

/// A deal with an older quotation over 10 and a newer one over 4 of the same product.
struct DealAtWork : Office {
  std::string customer = person_makes("res.partner", {{"name", "Käufer GmbH"}, {"is_company", true}});
  std::string buyer = person_makes("res.partner", {{"name", "Anna Kauf"}, {"parent_id", number(customer)}});
  std::string product =
      person_makes("product.product", {{"name", "Schraube"}, {"default_code", "S-1"}, {"list_price", 2}});
  std::string deal = person_makes("crm.lead", {{"name", "Regale"}, {"partner_id", number(buyer)}});
  std::string older = quotation("10"), newer = quotation("4");

  std::string quotation(const char* quantity) {
    return person_makes("sale.order",
                        {{"partner_id", number(customer)},
                         {"opportunity_id", number(deal)},
                         {"order_line", List{new_line(product, quantity),
                                             List{0, 0, Map{{"display_type", "line_section"}, {"name", "Teil 1"}}}}}});
  }
};

template <class V>
void at_work(const std::function<void(DealAtWork&)>& body) {
  on_bench(V::vendor(), [&](Bench& bench) {
    DealAtWork work{{bench}};
    body(work);
  });
}

}  // namespace

TEST_CASE_TEMPLATE(
    "a deal is with the company of its buyer, and has the lines of its newest quotation, without headings", V,
    OdooDeals, OdooDealsBefore19) {
  at_work<V>([](DealAtWork& work) {
    const Value shown = work.read("deal", work.deal).content;
    CHECK(shown["partner_id"] == Value(work.customer));
    CHECK(shown["partner.person"] == Value(work.buyer));
    CHECK(shown["quotation.name"] == work.read("order", work.newer).content["name"]);
    REQUIRE(shown["quotation.order_line"].as_list().size() == 1);
    CHECK(shown["quotation.order_line"].at(0)["product_id"] == Value(work.product));
    CHECK(shown["quotation.order_line"].at(0)["product_uom_qty"] == Value(4));
    CHECK(shown["quotation.order_line"].at(0)["price_subtotal"] == Value(8));
  });
}

TEST_CASE_TEMPLATE("a quotation that is cancelled counts no longer, one that is confirmed does", V, OdooDeals,
                   OdooDealsBefore19) {
  at_work<V>([](DealAtWork& work) {
    const auto quantity = [&] {
      return work.read("deal", work.deal).content["quotation.order_line"].at(0)["product_uom_qty"];
    };
    REQUIRE(work.write(EffectOp::transition, "order", work.newer, {}, "", {"draft", "sale"}).kind == Kind::applied);
    CHECK(quantity() == Value(4));
    REQUIRE(work.write(EffectOp::transition, "order", work.newer, {}, "", {"sale", "cancel"}).kind == Kind::applied);
    CHECK(quantity() == Value(10));
    REQUIRE(work.write(EffectOp::transition, "order", work.older, {}, "", {"draft", "cancel"}).kind == Kind::applied);
    CHECK(work.read("deal", work.deal).content["quotation.order_line"] == Value(List{}));
  });
}

TEST_CASE_TEMPLATE("edits that do not move the deal's stamp are told by its quotations and their lines", V, OdooDeals,
                   OdooDealsBefore19) {
  at_work<V>([](DealAtWork& work) {
    const auto before = work.read("deal", work.deal).stamp;
    work.bench.rt.sleep_for(minutes(10));  // beyond the overlap, behind what another deal's quotation tells
    const std::string other = work.person_makes("crm.lead", {{"name", "Anderes"}});
    work.person_makes("sale.order", {{"partner_id", number(work.customer)},
                                     {"opportunity_id", number(other)},
                                     {"order_line", List{new_line(work.product, "1")}}});
    std::string quotations, lines;
    work.hints("deal/quotations", quotations);
    work.hints("deal/lines", lines);
    const auto tells = [&](const char* stream, std::string& cursor) {
      return std::ranges::count(work.hints(stream, cursor), work.deal) > 0;
    };
    CHECK_FALSE(tells("deal/quotations", quotations));
    CHECK_FALSE(tells("deal/lines", lines));
    const std::string line = work.read("order", work.newer).content["order_line"].at(0)["id"].string_or("");
    work.person_edits("sale.order.line", line, {{"name", "lang"}});
    CHECK_FALSE(tells("deal/quotations", quotations));
    CHECK(tells("deal/lines", lines));
    work.person_edits("sale.order.line", line, {{"product_uom_qty", 5}});
    CHECK(tells("deal/quotations", quotations));
    CHECK(work.read("deal", work.deal).stamp == before);
  });
}

TEST_CASE_TEMPLATE("an order is made with its lines, found by its key, and goes its way by calls", V, OdooDeals,
                   OdooDealsBefore19) {
  at_work<V>([](DealAtWork& work) {
    const Map line{
        {"product_id", work.product}, {"product_uom_qty", 3}, {"product_uom_id", "kg"}, {"display_type", Value()}};
    const Map lines{{"$parts", List{Map{{"op", "create"}, {"set", line}}}}};
    const WriteOutcome made =
        work.write(EffectOp::create, "order", "", {{"partner_id", work.customer}, {"order_line", lines}}, "k1");
    REQUIRE(made.kind == Kind::applied);
    CHECK(work.probe(EffectOp::create, "order", "", "k1").native == made.native);
    CHECK(work.probe(EffectOp::create, "order", "", "k2").kind == ProbeOutcome::Kind::absent);
    const Value shown = work.read("order", made.native).content;
    CHECK(shown["amount_untaxed"] == Value(6));
    REQUIRE(shown["order_line"].as_list().size() == 1);
    CHECK(shown["order_line"].at(0)["product_uom_id"] == Value("kg"));
    for (const auto& [from, to] : {std::pair("draft", "sent"), std::pair("sent", "sale")}) {
      CHECK(work.write(EffectOp::transition, "order", made.native, {}, "", {from, to}).kind == Kind::applied);
      CHECK(work.state(made.native) == to);
    }
    const WriteOutcome again = work.write(EffectOp::transition, "order", made.native, {}, "", {"draft", "sale"});
    CHECK(again.kind == Kind::rejected);
    CHECK(again.error->cls == ErrorClass::validation);
  });
}

TEST_CASE_TEMPLATE("an invoice and a credit note say their totals by tax", V, OdooDeals, OdooDealsBefore19) {
  at_work<V>([](DealAtWork& work) {
    std::string invoice, note;
    work.bench.server.with_model([&](sandbox::VendorModel& vendor, Instant now) {
      auto& odoo = dynamic_cast<sandbox::OdooModel&>(vendor);
      REQUIRE(odoo.person_confirms(work.newer, now));
      REQUIRE(odoo.person_ships(work.newer, {}, now));
      invoice = odoo.person_invoices(work.newer, now);
      note = odoo.person_credits(invoice, now);
    });
    for (const auto& [object, native] : {std::pair("invoice", invoice), std::pair("credit_note", note)}) {
      const Value content = work.read(object, native).content;
      REQUIRE(content["taxes"].as_list().size() == 1);
      CHECK(content["taxes"].at(0)["percent"] == Value(19));
      CHECK(content["taxes"].at(0)["name"] == Value("19% VAT"));
      CHECK(content["taxes"].at(0)["net"] == content["amount_untaxed"]);
      CHECK(content["taxes"].at(0)["tax"] == content["amount_tax"]);
    }
  });
}

TEST_CASE_TEMPLATE("a message is left once on the deal, and found by its key", V, OdooDeals, OdooDealsBefore19) {
  at_work<V>([](DealAtWork& work) {
    CHECK(work.probe(EffectOp::append, "deal", work.deal, "m1").kind == ProbeOutcome::Kind::absent);
    REQUIRE(work.write(EffectOp::append, "deal", work.deal, {}, "m1").kind == Kind::applied);
    CHECK(work.probe(EffectOp::append, "deal", work.deal, "m1").kind == ProbeOutcome::Kind::found);
    CHECK(work.probe(EffectOp::append, "deal", work.deal, "m2").kind == ProbeOutcome::Kind::absent);
  });
}

TEST_CASE_TEMPLATE("invoices and credit notes of the ERP stand in one custom model and are told apart", V, OdooDeals,
                   OdooDealsBefore19) {
  at_work<V>([](DealAtWork& work) {
    const Map bill{{"x_name", "R-1"}, {"x_partner_id", work.customer}, {"x_deal_id", work.deal}, {"x_total", 119}};
    const std::string invoice = work.write(EffectOp::create, "erp_invoice", "", bill, "i1").native;
    CHECK(work.write(EffectOp::create, "erp_invoice", "", bill, "i1").native == invoice);
    const Map note{{"x_name", "G-1"}, {"x_partner_id", work.customer}, {"x_invoice_id", invoice}};
    const std::string credit = work.write(EffectOp::create, "erp_credit_note", "", note, "c1").native;
    for (const auto& [object, native] : {std::pair("erp_invoice", invoice), std::pair("erp_credit_note", credit)}) {
      auto page = work.bench.port->list(object, ListMode::sweep, "", work.bench.context());
      REQUIRE(page);
      REQUIRE(page->records.size() == 1);
      CHECK(page->records[0].key.native == native);
    }
    CHECK(work.read("erp_credit_note", credit).content["x_invoice_id"] == Value(invoice));
  });
}

}  // namespace syncline::conformance
