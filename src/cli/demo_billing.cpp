// From the order to its money: what the ERP's people do then, and what the CRM shows of it.
#include "cli/demo_points.h"
#include "cli/demo_trade.h"

namespace syncline::cli {
namespace {

constexpr Duration some_polls = milliseconds(2500);

bool deal_shows(DemoScene& scene, const std::string& deal, const char* field, const char* text) {
  return scene.sales.shown("deal", deal, field) == text;
}

/// Nobody edits what changed a twentieth of a second ago: it would meet the read-back of the write that changed it.
void look_first(DemoScene& scene) {
  scene.becomes([&] { return scene.is_quiet(); }, trade_limit);
}

/// Half of the first line leaves first.
void ship_in_parts(DemoScene& scene, bool spoiled) {
  const std::string& deal = scene.planted().deals.won.at(0);
  scene.becomes([&] { return !order_of(scene, deal).empty(); }, trade_limit);
  const std::string order = order_of(scene, deal);
  scene.office.ship(order, {{"KL-1001", Decimal(1)}});
  scene.notes["partly"] =
      scene.becomes(
          [&] {
            return deal_shows(scene, deal, "order_status", "partly_shipped") && scene.sales.is_in(deal, "in_delivery");
          },
          trade_limit)
          ? "yes"
          : "";
  look_first(scene);
  scene.sales.move(deal, "qualified");
  scene.notes["moved back"] =
      scene.becomes([&] { return scene.sales.is_in(deal, "in_delivery"); }, trade_limit) ? "yes" : "";
  if (!spoiled) scene.office.ship(order);
}

bool stage_followed(DemoScene& scene) {
  const std::string& deal = scene.planted().deals.won.at(0);
  return !scene.notes["partly"].empty() && !scene.notes["moved back"].empty() &&
         deal_shows(scene, deal, "order_status", "shipped") && scene.sales.is_in(deal, "ready_to_close") &&
         same_amount(scene.sales.shown("deal", deal, "shipped_amount"), scene.sales.shown("deal", deal, "amount"));
}

void order_by_phone(DemoScene& scene, bool spoiled) {
  const std::string order =
      scene.office.enter(scene.planted().pairs.at(36).erp, {{"KL-1003", Decimal(40)}}, "Telefonisch");
  if (!spoiled) scene.office.confirm(order);
  scene.notes["by phone"] = order;
}

bool deal_was_made_once(DemoScene& scene) {
  const std::string number = scene.office.shown("order", scene.notes["by phone"], "number");
  const auto made = scene.sales.with("deal", "order_number", number);
  return made.size() == 1 && scene.sales.is_in(made[0], "won") && orders_like(scene, made[0]).size() == 1;
}

std::string bill_in_crm(DemoScene& scene, const std::string& invoice) {
  const std::string number = scene.office.shown("invoice", invoice, "number");
  const auto found = number.empty() ? std::vector<std::string>() : scene.sales.with("invoice", "number", number);
  return found.size() == 1 ? found[0] : "";
}

bool bill_shows(DemoScene& scene, const std::string& invoice, const char* status) {
  const std::string bill = bill_in_crm(scene, invoice);
  return !bill.empty() && scene.sales.shown("invoice", bill, "status") == status &&
         !scene.sales.shown("invoice", bill, "due_date").empty() &&
         same_amount(scene.sales.shown("invoice", bill, "open_amount"),
                     scene.office.shown("invoice", invoice, "open_amount"));
}

/// Draft, issued, paid in part, edited in the CRM, paid.
void bill_and_collect(DemoScene& scene, bool spoiled) {
  const std::string& deal = scene.planted().deals.won.at(1);
  scene.becomes([&] { return !order_of(scene, deal).empty(); }, trade_limit);
  const std::string order = order_of(scene, deal);
  const std::size_t before = scene.sales.count("invoice");
  scene.office.ship(order);
  scene.wait(some_polls);
  scene.notes["draft shown"] = scene.sales.count("invoice") == before ? "" : "yes";
  const auto issued = scene.office.invoice(order);
  if (issued.empty()) return;
  const std::string invoice = scene.notes["bill"] = issued[0];
  const bool opened = scene.becomes([&] { return bill_shows(scene, invoice, "open"); }, trade_limit);
  scene.office.collect(invoice, Decimal(5));
  const bool in_part = scene.becomes([&] { return bill_shows(scene, invoice, "partly_paid"); }, trade_limit);
  look_first(scene);
  scene.sales.type("invoice", bill_in_crm(scene, invoice), "status", "cancelled");
  const bool back = scene.becomes([&] { return bill_shows(scene, invoice, "partly_paid"); }, trade_limit);
  scene.notes["steps"] = opened && in_part && back ? "all" : "";
  const auto rest = Decimal::parse(scene.office.shown("invoice", invoice, "open_amount"));
  if (!spoiled && rest) scene.office.collect(invoice, *rest);
}

bool paid_in_crm(DemoScene& scene) {
  const std::string invoice = scene.notes["bill"];
  if (invoice.empty() || !scene.notes["draft shown"].empty() || scene.notes["steps"].empty()) return false;
  const std::string number = scene.office.shown("invoice", invoice, "number");
  return bill_shows(scene, invoice, "paid") &&
         (!scene.pair().shows_payments || scene.sales.with("payment", "invoice", number).size() == 2) &&
         deal_shows(scene, scene.planted().deals.won.at(1), "invoice_number", number.c_str());
}

void give_back(DemoScene& scene, bool spoiled) {
  const std::string& deal = scene.planted().deals.won.at(2);
  scene.becomes([&] { return !order_of(scene, deal).empty(); }, trade_limit);
  const std::string order = order_of(scene, deal);
  scene.office.ship(order);
  const auto issued = scene.office.invoice(order);
  if (issued.empty()) return;
  scene.notes["billed"] = issued[0];
  if (!spoiled) scene.notes["note"] = scene.office.credit(issued[0]);
}

bool note_shows(DemoScene& scene) {
  if (scene.notes["note"].empty()) return false;
  const std::string number = scene.office.shown("credit_note", scene.notes["note"], "number");
  const auto found = scene.sales.with("credit_note", "number", number);
  return found.size() == 1 && scene.sales.shown("credit_note", found[0], "invoice") ==
                                  scene.office.shown("invoice", scene.notes["billed"], "number");
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
