// From the order to its money: what the ERP's people do then, and what the CRM shows of it.
#include "cli/demo_points.h"
#include "cli/demo_trade.h"

namespace syncline::cli {
namespace {

constexpr const char* bills = "x_erp_invoice";
constexpr Duration some_polls = milliseconds(2500);

bool deal_shows(DemoScene& scene, const std::string& deal, const char* field, const char* text) {
  return scene.sales.shown(deals, deal, field) == text;
}

/// Nobody edits what changed a twentieth of a second ago: it would meet the read-back of the write that changed it.
void look_first(DemoScene& scene) {
  scene.becomes([&] { return scene.is_quiet(); }, trade_limit);
}

/// Half of the first line leaves first.
void ship_in_parts(DemoScene& scene, bool spoiled) {
  const std::string& deal = scene.planted().deals.won.at(0);
  scene.becomes([&] { return !sale_of(scene, deal).empty(); }, trade_limit);
  const std::string sale = sale_of(scene, deal);
  scene.office.ship(sale, {{"KL-1001", Decimal(1)}});
  scene.notes["partly"] = scene.becomes(
                              [&] {
                                return deal_shows(scene, deal, "x_order_status", "partly_shipped") &&
                                       deal_shows(scene, deal, "stage_id", "In delivery");
                              },
                              trade_limit)
                              ? "yes"
                              : "";
  look_first(scene);
  scene.sales.move(deal, "Qualified");
  scene.notes["moved back"] =
      scene.becomes([&] { return deal_shows(scene, deal, "stage_id", "In delivery"); }, trade_limit) ? "yes" : "";
  if (!spoiled) scene.office.ship(sale);
}

bool stage_followed(DemoScene& scene) {
  const std::string& deal = scene.planted().deals.won.at(0);
  return !scene.notes["partly"].empty() && !scene.notes["moved back"].empty() &&
         deal_shows(scene, deal, "x_order_status", "shipped") &&
         deal_shows(scene, deal, "stage_id", "Ready to close") &&
         same_amount(scene.sales.shown(deals, deal, "x_shipped_amount"),
                     scene.sales.shown(deals, deal, "expected_revenue"));
}

void order_by_phone(DemoScene& scene, bool spoiled) {
  const std::string sale =
      scene.office.enter(scene.planted().pairs.at(36).erp, {{"KL-1003", Decimal(40)}}, "Telefonisch");
  scene.office.press("quote", sale);
  if (!spoiled) scene.office.press("confirm", sale);
  scene.notes["by phone"] = sale;
}

bool deal_was_made_once(DemoScene& scene) {
  const std::string number = scene.office.shown("sale.sale", scene.notes["by phone"], "number");
  const auto made = scene.sales.with(deals, "x_erp_order_number", number);
  return made.size() == 1 && deal_shows(scene, made[0], "name", "Telefonisch") &&
         deal_shows(scene, made[0], "stage_id", "Won") &&
         scene.office.sales_with("description", "Telefonisch").size() == 1;
}

std::string bill_in_crm(DemoScene& scene, const std::string& invoice) {
  const std::string number = scene.office.shown("account.invoice", invoice, "number");
  const auto found = number.empty() ? std::vector<std::string>() : scene.sales.with(bills, "x_name", number);
  return found.size() == 1 ? found[0] : "";
}

bool bill_shows(DemoScene& scene, const std::string& invoice, const char* status) {
  const std::string bill = bill_in_crm(scene, invoice);
  return !bill.empty() && scene.sales.shown(bills, bill, "x_status") == status &&
         !scene.sales.shown(bills, bill, "x_due_date").empty() &&
         same_amount(scene.sales.shown(bills, bill, "x_open"),
                     scene.office.shown("account.invoice", invoice, "amount_to_pay"));
}

/// Draft, issued, paid in part, edited in the CRM, paid.
void bill_and_collect(DemoScene& scene, bool spoiled) {
  const std::string& deal = scene.planted().deals.won.at(1);
  scene.becomes([&] { return !sale_of(scene, deal).empty(); }, trade_limit);
  const std::string sale = sale_of(scene, deal);
  const std::size_t before = scene.sales.with(bills, "x_kind", "invoice").size();
  scene.office.ship(sale);
  scene.wait(some_polls);
  scene.notes["draft shown"] = scene.sales.with(bills, "x_kind", "invoice").size() == before ? "" : "yes";
  const auto issued = scene.office.invoice(sale);
  if (issued.empty()) return;
  const std::string invoice = scene.notes["bill"] = issued[0];
  const bool opened = scene.becomes([&] { return bill_shows(scene, invoice, "open"); }, trade_limit);
  scene.office.collect(invoice, Decimal(5));
  const bool in_part = scene.becomes([&] { return bill_shows(scene, invoice, "partly_paid"); }, trade_limit);
  look_first(scene);
  scene.sales.type(bills, bill_in_crm(scene, invoice), "x_status", "cancelled");
  const bool back = scene.becomes([&] { return bill_shows(scene, invoice, "partly_paid"); }, trade_limit);
  scene.notes["steps"] = opened && in_part && back ? "all" : "";
  const auto rest = Decimal::parse(scene.office.shown("account.invoice", invoice, "amount_to_pay"));
  if (!spoiled && rest) scene.office.collect(invoice, *rest);
}

bool paid_in_crm(DemoScene& scene) {
  const std::string invoice = scene.notes["bill"];
  if (invoice.empty() || !scene.notes["draft shown"].empty() || scene.notes["steps"].empty()) return false;
  const std::string bill = bill_in_crm(scene, invoice);
  const std::string number = scene.office.shown("account.invoice", invoice, "number");
  return bill_shows(scene, invoice, "paid") && scene.sales.with("x_erp_payment", "x_invoice_id", number).size() == 2 &&
         deal_shows(scene, scene.planted().deals.won.at(1), "x_erp_invoice_number", number.c_str());
}

void give_back(DemoScene& scene, bool spoiled) {
  const std::string& deal = scene.planted().deals.won.at(2);
  scene.becomes([&] { return !sale_of(scene, deal).empty(); }, trade_limit);
  const std::string sale = sale_of(scene, deal);
  scene.office.ship(sale);
  const auto issued = scene.office.invoice(sale);
  if (issued.empty()) return;
  scene.notes["billed"] = issued[0];
  if (!spoiled) scene.notes["note"] = scene.office.credit(issued[0]);
}

bool note_shows(DemoScene& scene) {
  if (scene.notes["note"].empty()) return false;
  const std::string number = scene.office.shown("account.invoice", scene.notes["note"], "number");
  const auto found = scene.sales.with(bills, "x_name", number);
  return found.size() == 1 && scene.sales.shown(bills, found[0], "x_kind") == "credit_note" &&
         scene.sales.shown(bills, found[0], "x_invoice_id") ==
             scene.office.shown("account.invoice", scene.notes["billed"], "number");
}

}  // namespace

std::vector<DemoPoint> billing_points() {
  using enum DemoPoint::Round;
  return {
      {billing, "ship",
       "what the ERP ships moves the deal, from \"In delivery\" to \"Ready to close\"; a card moved by hand is moved "
       "back",
       ship_in_parts, stage_followed},
      {billing, "born", "an order that is entered in the ERP makes a deal, once", order_by_phone, deal_was_made_once},
      {billing, "invoice",
       "an invoice shows in the CRM once it is issued, with due date, payments and open amount; an edit there is taken "
       "back",
       bill_and_collect, paid_in_crm},
      {billing, "credit", "a credit note shows in the CRM with the invoice that it takes back", give_back, note_shows},
  };
}

}  // namespace syncline::cli
