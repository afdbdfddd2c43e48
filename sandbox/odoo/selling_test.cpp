// Deals, quotations, orders, products, messages: what the server does with them by itself.

#include <doctest/doctest.h>

#include "sandbox/odoo/api_test.h"
#include "sandbox/odoo/wholesaler_data.h"

namespace syncline::sandbox {
namespace {

struct Shop : Api {
  std::int64_t customer = create(Map{{"name", "Käufer GmbH"}});
  std::int64_t screw = make("product.product", Map{{"default_code", "S-1"}, {"name", "Schraube"}, {"list_price", 2}});
  std::int64_t nut = make("product.product", Map{{"default_code", "M-1"}, {"name", "Mutter"}, {"list_price", 1}});
  std::int64_t deal = make("crm.lead", Map{{"name", "Regale"}, {"partner_id", customer}});
  std::int64_t order =
      make("sale.order", Map{{"partner_id", customer}, {"opportunity_id", deal}, {"order_line", lines()}});

  std::int64_t make(const std::string& of, Map values) {
    return call(of + "/create", Map{{"vals_list", List{std::move(values)}}}).at(0).int_or(0);
  }
  List lines() const {
    return {List{0, 0, Map{{"product_id", screw}, {"product_uom_qty", 10}}},
            List{0, 0, Map{{"product_id", nut}, {"product_uom_qty", 4}, {"price_unit", 1}, {"discount", 10}}}};
  }
  Value show(const std::string& of, std::int64_t id, const char* field) {
    return call(of + "/read", Map{{"ids", List{id}}, {"fields", List{field}}}).at(0)[field];
  }
  std::int64_t line(std::size_t i) { return show("sale.order", order, "order_line").at(i).int_or(0); }
  std::string stamp(const char* on, std::int64_t id) {
    return model.record(on, std::to_string(id))["write_date"].string_or("");
  }
  /// Which of deal, order and first line a change stamps.
  std::string moved(const std::string& path, Map body) {
    const std::int64_t first = line(0);
    const std::string before[] = {stamp("crm.lead", deal), stamp("sale.order", order), stamp("sale.order.line", first)};
    call(path, std::move(body));
    REQUIRE(status == 200);
    return std::string(stamp("crm.lead", deal) != before[0] ? "deal " : "") +
           (stamp("sale.order", order) != before[1] ? "order " : "") +
           (stamp("sale.order.line", first) != before[2] ? "line" : "");
  }
  std::string order_call(const char* method) {
    const std::string seen = outcome(std::string("sale.order/") + method, Map{{"ids", List{order}}});
    return seen + " " + show("sale.order", order, "state").string_or("");
  }
};

Map vals(std::int64_t id, Map values) { return {{"ids", List{id}}, {"vals", std::move(values)}}; }

}  // namespace

TEST_CASE("a quotation is priced and summed up, and a deal shows it with its lines, newest first") {
  Shop shop;
  CHECK(shop.show("sale.order", shop.order, "amount_untaxed") == Value(*Decimal::parse("23.6")));
  CHECK(shop.show("sale.order", shop.order, "amount_total") == Value(*Decimal::parse("28.08")));
  CHECK(shop.show("sale.order.line", shop.line(0), "name") == Value("[S-1] Schraube"));
  const std::int64_t newer = shop.make("sale.order", Map{{"partner_id", shop.customer}, {"opportunity_id", shop.deal}});
  const Value answer =
      shop.call("crm.lead/web_search_read", R"({"domain": [["type", "=", "opportunity"]], "specification":
      {"order_ids": {"order": "id desc", "fields": {"state": {}, "order_line": {"fields": {"product_uom_qty": {}}}}}}})");
  const Value& orders = answer["records"].at(0)["order_ids"];
  REQUIRE(orders.is_list());
  CHECK(orders.at(0)["id"] == Value(newer));
  const Value oldest_first =
      shop.call("crm.lead/web_read",
                Map{{"ids", List{shop.deal}},
                    {"specification", Map{{"order_ids", Map{{"order", "id"}, {"fields", Map{{"name", Map{}}}}}}}}});
  CHECK(oldest_first.at(0)["order_ids"].at(1)["id"] == Value(newer));
  CHECK(orders.at(1)["order_line"].at(0)["product_uom_qty"] == Value(10));
}

TEST_CASE("stamps move where the real server moves them") {
  Shop shop;
  CHECK(shop.moved("sale.order.line/write", vals(shop.line(0), {{"product_uom_qty", 11}})) == "order line");
  CHECK(shop.moved("sale.order.line/write", vals(shop.line(0), {{"name", "lang"}})) == "line");
  CHECK(shop.moved("sale.order.line/write", vals(shop.line(0), {{"qty_delivered", 1}})) == "line");
  CHECK(shop.moved("sale.order/write",
                   vals(shop.order, {{"order_line", List{List{1, shop.line(0), Map{{"product_uom_qty", 12}}}}}})) ==
        "order line");
  CHECK(shop.moved("sale.order/write",
                   vals(shop.order, {{"order_line", List{List{1, shop.line(0), Map{{"name", "kurz"}}}}}})) ==
        "order line");
  CHECK(shop.moved("sale.order/write", vals(shop.order, {{"client_order_ref", "X"}})) == "order ");
  CHECK(shop.moved("sale.order.line/unlink", Map{{"ids", List{shop.line(1)}}}) == "order ");
  CHECK(shop.moved("crm.lead/write", vals(shop.deal, {{"stage_id", 2}})) == "deal ");
  CHECK(shop.moved("crm.lead/message_post", Map{{"ids", List{shop.deal}}, {"body", "Hallo"}}).empty());
}

TEST_CASE("an order changes its state by calls, and refuses those that do not fit") {
  Shop shop;
  CHECK(shop.order_call("action_quotation_sent") == "200 sent");
  CHECK(shop.order_call("action_quotation_sent") == "422 odoo.exceptions.UserError sent");
  CHECK(shop.order_call("action_confirm") == "200 sale");
  CHECK(shop.order_call("action_confirm") == "422 odoo.exceptions.UserError sale");
  CHECK(shop.outcome("sale.order/unlink", Map{{"ids", List{shop.order}}}) == "422 odoo.exceptions.UserError");
  CHECK(shop.order_call("action_cancel") == "200 cancel");
  CHECK(shop.order_call("action_draft") == "200 draft");
  CHECK(shop.outcome("res.partner/action_confirm", Map{{"ids", List{shop.customer}}}).starts_with("404"));
}

TEST_CASE("a stage that is won wins the deal; a won one cannot be lost") {
  Shop shop;
  CHECK(shop.show("crm.lead", shop.deal, "won_status") == Value("pending"));
  shop.call("crm.lead/write", vals(shop.deal, {{"stage_id", 4}}));
  CHECK(shop.show("crm.lead", shop.deal, "won_status") == Value("won"));
  CHECK(shop.show("crm.lead", shop.deal, "probability") == Value(100));
  CHECK(shop.outcome("crm.lead/action_set_lost", Map{{"ids", List{shop.deal}}}) ==
        "422 odoo.exceptions.ValidationError");
  const std::int64_t other = shop.make("crm.lead", Map{{"name", "Nichts"}});
  shop.call("crm.lead/action_set_lost", Map{{"ids", List{other}}});
  CHECK(shop.show("crm.lead", other, "won_status") == Value("lost"));
  CHECK(shop.show("crm.lead", other, "active") == Value(false));
}

TEST_CASE("a message is text, and is found by what stands in it") {
  Shop shop;
  shop.call("crm.lead/message_post", Map{{"ids", List{shop.deal}}, {"body", "Kein <Auftrag> [syncline.k_1]"}});
  const Value found = shop.call("mail.message/search_read",
                                R"({"domain": [["model", "=", "crm.lead"], ["body", "like", "[syncline.k_1]"]],
                                    "fields": ["res_id", "body"]})");
  REQUIRE(found.as_list().size() == 1);
  CHECK(found.at(0)["res_id"] == Value(shop.deal));
  CHECK(found.at(0)["body"] == Value("<p>Kein &lt;Auftrag&gt; [syncline.k_1]</p>"));
  CHECK(shop.outcome("crm.lead/message_post", R"({"ids": [999], "body": "x"})") == "404 odoo.exceptions.MissingError");
}

TEST_CASE("a file is attached to its deal, with size, type and checksum of its content") {
  Shop shop;
  const std::int64_t file = shop.make("ir.attachment", Map{{"name", "a.pdf"},
                                                           {"res_model", "crm.lead"},
                                                           {"res_id", shop.deal},
                                                           {"description", "syncline.k_1"},
                                                           {"datas", "JVBERg=="}});
  const Value found = shop.call("ir.attachment/search_read",
                                R"({"domain": [["res_model", "=", "crm.lead"], ["description", "=", "syncline.k_1"]],
                                    "fields": ["res_id", "mimetype", "file_size", "type", "datas"]})");
  REQUIRE(found.as_list().size() == 1);
  CHECK(found.at(0)["id"] == Value(file));
  CHECK(found.at(0)["res_id"] == Value(shop.deal));
  CHECK(found.at(0)["mimetype"] == Value("application/pdf"));
  CHECK(found.at(0)["file_size"] == Value(4));
  CHECK(found.at(0)["type"] == Value("binary"));
  CHECK(found.at(0)["datas"] == Value("JVBERg=="));
}

TEST_CASE("load creates deals, and custom records, once") {
  Shop shop;
  const char* deal = R"({"fields": ["id", "type", "name", "stage_id/.id", "expected_revenue", "date_deadline"],
                         "data": [["syncline.d1", "opportunity", "Auftrag", "4", "99.50", "2026-12-24"]]})";
  const Value first = shop.call("crm.lead/load", deal);
  CHECK(first["ids"] == shop.call("crm.lead/load", deal)["ids"]);
  CHECK(shop.show("crm.lead", first["ids"].at(0).int_or(0), "expected_revenue") == Value(*Decimal::parse("99.50")));
  CHECK(shop.show("crm.lead", first["ids"].at(0).int_or(0), "date_deadline") == Value("2026-12-24"));
  const char* invoice = R"({"fields": ["id", "x_kind", "x_name", "x_total", "x_due_date"],
                            "data": [["syncline.i1", "invoice", "R-1", "119.5", "morgen"]]})";
  CHECK(shop.call("x_erp_invoice/load", invoice)["ids"] == Value(false));
}

TEST_CASE("a deal and a product want a name, an order a customer") {
  Shop shop;
  CHECK(shop.outcome("crm.lead/create", R"({"vals_list": [{"name": false}]})") ==
        "422 odoo.exceptions.ValidationError");
  CHECK(shop.outcome("sale.order/create", R"({"vals_list": [{}]})") == "422 odoo.exceptions.ValidationError");
  CHECK(shop.outcome("product.product/write", vals(shop.screw, {{"name", ""}})) ==
        "422 odoo.exceptions.ValidationError");
  CHECK(shop.show("product.product", shop.screw, "name") == Value("Schraube"));
}

TEST_CASE("a product that stands in an order stays") {
  Shop shop;
  CHECK(shop.outcome("product.product/unlink", Map{{"ids", List{shop.nut}}}) == "422 odoo.exceptions.ValidationError");
  shop.call("sale.order/unlink", Map{{"ids", List{shop.order}}});
  CHECK(shop.status == 200);
  CHECK(shop.model.ids("sale.order.line").empty());
  CHECK(shop.outcome("product.product/unlink", Map{{"ids", List{shop.nut}}}) == "200");
}

TEST_CASE("a wholesaler's deal is worth what its quotation adds up to") {
  Api api;
  const std::string company = std::to_string(api.create(Map{{"name", "Käufer GmbH"}}));
  const std::string bolt = add_product(api.model, {"B-1", "Bolzen", "kg", "3.10"}, api.now);
  const std::string deal = add_deal(api.model, company, {"Lager", "Proposition", {{bolt, "2.5"}}}, api.now);
  const Value shown = api.model.record("crm.lead", deal);
  CHECK(shown["expected_revenue"] == Value(*Decimal::parse("7.75")));
  CHECK(shown["stage_id"].at(1) == Value("Proposition"));
  CHECK(api.model.record("product.product", bolt)["uom_id"].at(1) == Value("kg"));
}

}  // namespace syncline::sandbox
