// From a sale to its money: what a real server was seen to do, step by step.

#include "sandbox/tryton/calls_test.h"
#include "sandbox/tryton/trade_data.h"

namespace syncline::sandbox {
namespace {

Decimal dec(const char* text) { return Decimal::parse(text).value(); }

struct Shop : SignedIn {
  std::string customer;

  Shop() {
    tryton::add_catalogue(model, now);
    customer = std::to_string(create(json("{'name':'Käufer AG','addresses':[['create',[{'street':'Rechnungsweg 1'},"
                                          "{'street':'Rampe 2','delivery':true}]]],'customer_payment_term':1}")
                                         .as_map())
                                  .as_int());
  }
  void later() { now = now + seconds(7); }
  std::string sale(std::vector<std::pair<std::string, Decimal>> lines = {{"KL-1001", dec("100")},
                                                                         {"FI-4040", dec("2")}}) {
    const std::string id = tryton::add_sale(model, customer, lines, "D-4711", now);
    later();
    return id;
  }
  std::string confirmed(std::vector<std::pair<std::string, Decimal>> lines = {{"KL-1001", dec("100")},
                                                                              {"FI-4040", dec("2")}}) {
    const std::string id = sale(std::move(lines));
    press("quote", id);
    press("confirm", id);
    return id;
  }
  Value press(const std::string& button, const std::string& id, Map context = {}) {
    later();
    return result("model.sale.sale." + button, {List{std::stoi(id)}}, std::move(context));
  }
  Value seen(const std::string& records, const std::string& id, List fields, Map context = {}) {
    return result("model." + records + ".read", {List{std::stoi(id)}, std::move(fields)}, std::move(context)).at(0);
  }
  std::string state(const std::string& id) { return seen("sale.sale", id, {"state"})["state"].as_string(); }
  Value stamp(const std::string& records, const std::string& id) {
    return seen(records, id, {"_timestamp"})["_timestamp"];
  }
  std::string product(const char* code) {
    return std::to_string(
        result("model.product.product.search", {List{List{"code", "=", code}}, 0, nullptr, nullptr}).at(0).as_int());
  }
};

TEST_CASE("a sale's sums are those of its lines and taxes, to the cent") {
  Shop shop;
  const Value row = shop.seen("sale.sale", shop.sale(),
                              {"untaxed_amount", "tax_amount", "total_amount", "state", "number", "write_date",
                               "currency.code", "lines.quantity", "lines.amount"});
  CHECK(row["untaxed_amount"]["decimal"] == Value("192.50"));
  CHECK(row["tax_amount"]["decimal"] == Value("36.58"));  // 36.575 to even
  CHECK(row["total_amount"]["decimal"] == Value("229.08"));
  CHECK(row["state"] == Value("draft"));
  CHECK(row["number"].is_null());
  CHECK(row["write_date"].is_null());
  CHECK(row["currency."]["code"] == Value("EUR"));
  CHECK(write_json(row["lines."].at(0)["quantity"]) == "100.0");
}

TEST_CASE("the buttons lead a sale on, and do nothing where they do not belong") {
  Shop shop;
  const std::string id = shop.sale();
  shop.press("confirm", id);
  CHECK(shop.state(id) == "draft");
  shop.press("quote", id);
  const Value offered = shop.seen("sale.sale", id, {"number", "_timestamp"});
  CHECK(offered["number"] == Value("1"));
  shop.press("quote", id);
  CHECK(shop.stamp("sale.sale", id) == offered["_timestamp"]);
  shop.press("draft", id);
  shop.press("quote", id);
  CHECK(shop.seen("sale.sale", id, {"number"})["number"] == Value("1"));
  shop.press("confirm", id);
  const Value row =
      shop.seen("sale.sale", id, {"state", "shipment_state", "invoice_state", "shipments.state", "invoices.state"});
  CHECK(row["state"] == Value("processing"));
  CHECK(row["shipment_state"] == Value("waiting"));
  CHECK(row["shipments."].at(0)["state"] == Value("waiting"));
  CHECK(row["invoices."].at(0)["state"] == Value("draft"));
  for (const char* button : {"cancel", "draft", "confirm"}) shop.press(button, id);
  CHECK(shop.state(id) == "processing");
  CHECK(shop.refusal("model.sale.sale.process", {List{std::stoi(id)}}) ==
        "Calling button \"process on \"sale.sale\" is not allowed.");
  CHECK(shop.refusal("model.sale.sale.delete", {List{std::stoi(id)}}) ==
        "To delete sale \"1 [D-4711]\" you must cancel it.");
}

TEST_CASE("a button over an edit that was not seen is refused") {
  Shop shop;
  const std::string id = shop.sale();
  const Map seen{{"_timestamp", Map{{"sale.sale," + id, shop.stamp("sale.sale", id)}}}};
  shop.model.person_edits("sale.sale", id, {{"description", "x"}}, shop.now);
  CHECK(shop.error("model.sale.sale.quote", {List{std::stoi(id)}}, seen).at(0) == Value("ConcurrencyException"));
  CHECK(shop.state(id) == "draft");
}

TEST_CASE("the forms know what a sale takes") {
  Shop shop;
  const int party = std::stoi(shop.customer);
  const Value form =
      shop.result("model.sale.sale.on_change", {Map{{"party", party}, {"company", 1}}, List{"party"}}).at(0);
  CHECK(form["invoice_address"] != form["shipment_address"]);
  CHECK(form["payment_term"] == Value(1));
  const int product = std::stoi(shop.product("FI-4040"));
  const auto line = [&](Map more) {
    more.set("product", product);
    more.set("quantity", 2);
    return shop.result("model.sale.line.on_change_product", {std::move(more)});
  };
  CHECK(line({{"company", 1}})["unit_price"]["decimal"] == Value("38.7500"));
  CHECK(line({{"company", 1}})["taxes"]["add"].at(0).at(1)["id"] == Value(1));
  CHECK(line({})["unit_price"].is_null());
  CHECK(line({})["taxes"].is_null());
  const std::string bare =
      std::to_string(shop.result("model.sale.sale.create", {List{Map{{"party", party}}}}).at(0).as_int());
  CHECK(shop.refusal("model.sale.sale.quote", {List{std::stoi(bare)}}) ==
        "To get a quote for sale \"(" + bare + ")\" you must enter an invoice address.");
}

TEST_CASE("over the credit limit Tryton asks back, once per yes") {
  Shop shop;
  shop.model.person_edits("party.party", shop.customer,
                          {{"credit_limit_amount", Map{{"__class__", "Decimal"}, {"decimal", "100"}}}}, shop.now);
  const std::string id = shop.sale();
  shop.press("quote", id);
  const Value warning = shop.error("model.sale.sale.confirm", {List{std::stoi(id)}});
  CHECK(warning.at(0) == Value("UserWarning"));
  CHECK(warning.at(1).at(0) == Value("credit_limit_amount_sale.sale," + id));
  CHECK(shop.state(id) == "quotation");
  shop.result("model.res.user.warning.create", {List{Map{{"user", 2}, {"name", warning.at(1).at(0)}}}});
  shop.press("confirm", id);
  CHECK(shop.state(id) == "processing");
  CHECK(shop.model.ids("res.user.warning").empty());
}

TEST_CASE("a part is shipped: the sale's stamp stays, its moves tell; all of it: the sale is sent") {
  Shop shop;
  const std::string id = shop.confirmed({{"KL-1001", dec("100")}, {"MO-9001", dec("1.5")}});
  const Value before = shop.stamp("sale.sale", id);
  const Map warehouse{{"locations", List{5}}};
  shop.later();
  const std::string first = shop.model.person_ships(id, {{"KL-1001", dec("40")}}, shop.now);
  CHECK(shop.stamp("sale.sale", id) == before);
  const Value lines = shop.seen("sale.sale", id, {"lines.moves.quantity", "lines.moves.state", "shipments"});
  CHECK(lines["lines."].at(0)["moves."].as_list().size() == 2);
  CHECK(lines["lines."].at(1)["moves."] == Value(List{}));
  CHECK(lines["shipments"].as_list().size() == 2);
  CHECK(shop.seen("stock.shipment.out", first, {"state"})["state"] == Value("done"));
  const Value stock =
      shop.seen("product.product", shop.product("KL-1001"), {"quantity", "forecast_quantity"}, warehouse);
  CHECK(stock["quantity"] == Value(4960));
  CHECK(stock["forecast_quantity"] == Value(4900));
  CHECK(shop.seen("product.product", shop.product("KL-1001"), {"quantity"})["quantity"] == Value(0));
  shop.model.person_ships(id, {}, shop.now);
  CHECK(shop.seen("sale.sale", id, {"shipment_state"})["shipment_state"] == Value("sent"));
  CHECK(shop.stamp("sale.sale", id) != before);
}

TEST_CASE("an invoice is issued, paid in part, reminded of, and paid; then the sale is done") {
  Shop shop;
  const std::string id = shop.confirmed();
  shop.model.person_ships(id, {}, shop.now);
  const std::string invoice = shop.model.person_posts(id, shop.now).at(0);
  const auto bill = [&] {
    return shop.seen("account.invoice", invoice,
                     {"number", "state", "amount_to_pay", "sales", "lines_to_pay.maturity_date",
                      "lines_to_pay.dunnings.level.sequence", "_timestamp"});
  };
  const Value issued = bill();
  CHECK(issued["number"] == Value("RE-00001"));
  CHECK(issued["state"] == Value("posted"));
  CHECK(issued["amount_to_pay"]["decimal"] == Value("229.08"));
  CHECK(issued["lines_to_pay."].at(0)["maturity_date"]["day"] == Value(5));  // 14 days
  CHECK(issued["sales"] == Value(List{std::stoi(id)}));

  shop.later();
  shop.model.person_reminds(shop.now + days(22), shop.now);
  CHECK(bill()["lines_to_pay."].at(0)["dunnings."].at(0)["level."]["sequence"] == Value(1));
  CHECK(bill()["_timestamp"] == issued["_timestamp"]);
  shop.model.person_collects(invoice, dec("29.08"), shop.now);
  CHECK(bill()["amount_to_pay"]["decimal"] == Value("200.00"));
  CHECK(bill()["state"] == Value("posted"));
  CHECK(bill()["_timestamp"] != issued["_timestamp"]);
  shop.model.person_collects(invoice, dec("200.00"), shop.now);
  CHECK(bill()["state"] == Value("paid"));
  CHECK(bill()["lines_to_pay."].at(0)["dunnings."] == Value(List{}));
  CHECK(shop.state(id) == "done");
  const Value payments = shop.result("model.account.move.line.search_read",
                                     {List{List{"invoice_payment", "!=", nullptr}}, 0, nullptr, nullptr,
                                      List{"credit", "invoice_payment", "date", "move.number"}});
  REQUIRE(payments.as_list().size() == 2);
  CHECK(payments.at(0)["credit"]["decimal"] == Value("200.00"));
  CHECK(payments.at(0)["invoice_payment"] == Value(std::stoi(invoice)));
}

TEST_CASE("a credit note is an invoice below zero; set off, the invoice is cancelled") {
  Shop shop;
  const std::string id = shop.confirmed({{"KL-1001", dec("10")}});
  const std::string invoice = shop.model.person_posts(id, shop.now).at(0);
  const std::string note = shop.model.person_credits(invoice, false, shop.now);
  const auto below = [&](const char* comparison) {
    return shop.result("model.account.invoice.search",
                       {List{List{"total_amount", comparison, 0}}, 0, nullptr, nullptr});
  };
  CHECK(below("<") == Value(List{std::stoi(note)}));
  CHECK(below(">=") == Value(List{std::stoi(invoice)}));
  const Value row = shop.seen("account.invoice", note, {"number", "total_amount", "sales", "lines.origin"});
  CHECK(row["number"] == Value("GU-00001"));
  CHECK(row["sales"] == Value(List{}));
  CHECK(row["lines."].at(0)["origin"].as_string().starts_with("account.invoice.line,"));
  shop.model.person_credits(invoice, true, shop.now);
  CHECK(shop.seen("account.invoice", invoice, {"state"})["state"] == Value("cancelled"));
  CHECK(shop.seen("sale.sale", id, {"invoice_state"})["invoice_state"] == Value("exception"));
}

TEST_CASE("a product shows what its template says, whose edits leave the product's stamp alone") {
  Shop shop;
  const std::string id = shop.product("KB-2010");
  const auto row = [&] {
    return shop.seen("product.product", id, {"name", "list_price", "default_uom.symbol", "template", "_timestamp"});
  };
  const Value before = row();
  CHECK(before["name"] == Value("Mantelleitung NYM-J 3x1,5"));
  CHECK(before["default_uom."]["symbol"] == Value("m"));
  shop.later();
  shop.model.person_edits("product.template", std::to_string(before["template"].as_int()),
                          {{"list_price", Map{{"__class__", "Decimal"}, {"decimal", "0.91"}}}}, shop.now);
  CHECK(row()["list_price"]["decimal"] == Value("0.91"));
  CHECK(row()["_timestamp"] == before["_timestamp"]);
  CHECK(shop.refusal("model.product.product.write", {List{std::stoi(id)}, Map{{"description", "x"}}}) ==
        "You are not allowed to access \"Product Variant\".");
}

TEST_CASE("prices have four digits, and a line says how much") {
  Shop shop;
  const std::string id = shop.sale();
  const Map price{{"unit_price", Map{{"__class__", "Decimal"}, {"decimal", "1.23456"}}}};
  CHECK(shop.refusal("model.sale.line.write", {List{1}, price}).find("exceeds the limit of \"4\"") !=
        std::string::npos);
  CHECK(shop.refusal("model.sale.line.create",
                     {List{Map{{"sale", std::stoi(id)},
                               {"unit_price", price.find("unit_price") ? Map{{"__class__", "Decimal"}, {"decimal", "1"}}
                                                                       : Map{}}}}}) ==
        "A value is required for field \"Quantity\" in \"Sale Line\".");
}

TEST_CASE("past business: paid, open, overdue, credited, and none of it in the future") {
  Shop shop;
  std::vector<std::string> customers(40, shop.customer);
  const Instant begin = shop.now - days(390);
  tryton::add_past_sales(shop.model, customers, begin, shop.now);
  std::map<std::string, int> states;
  for (const std::string& id : shop.model.ids("account.invoice"))
    ++states[shop.model.record("account.invoice", id)["state"].as_string()];
  CHECK(states["paid"] > 10);
  CHECK(states["posted"] > 5);
  CHECK(states["cancelled"] > 2);
  CHECK(shop.model.ids("account.dunning").size() > 3);
  for (const VendorMutation& line : shop.model.ledger()) CHECK(line.at <= shop.now);
}

}  // namespace
}  // namespace syncline::sandbox
