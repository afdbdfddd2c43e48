// From the order to its money: what the ERP's people do then, and what the CRM shows of it.
#include "cli/demo_points.h"
#include "cli/demo_trade.h"

namespace syncline::cli {
namespace {

constexpr Duration some_polls = milliseconds(2500);

bool deal_shows(DemoScene& scene, const std::string& deal, const char* field, const char* text) {
  return scene.sales.shown("deal", deal, field) == text;
}

/// The deals that were won before anybody came: one for each point.
const std::string& deal_for(DemoScene& scene, std::size_t n) { return scene.planted().deals.won.at(n); }

void wait_for_the_order(DemoScene&, bool) {}

template <std::size_t n>
bool is_ordered(DemoScene& scene) {
  return !order_of(scene, deal_for(scene, n)).empty();
}

/// Half of the first line leaves first.
void ship_a_part(DemoScene& scene, bool) {
  scene.office.ship(order_of(scene, deal_for(scene, 0)), {{"KL-1001", Decimal(1)}});
}

bool shows_in_delivery(DemoScene& scene) {
  const std::string& deal = deal_for(scene, 0);
  return deal_shows(scene, deal, "order_status", "partly_shipped") && scene.sales.is_in(deal, "in_delivery");
}

/// Nobody edits what changed a twentieth of a second ago: it would meet the read-back of the write that changed it.
bool shows_it_and_is_quiet(DemoScene& scene) { return shows_in_delivery(scene) && scene.is_quiet(); }

void move_by_hand(DemoScene& scene, bool) { scene.sales.move(deal_for(scene, 0), "qualified"); }

void ship_the_rest(DemoScene& scene, bool spoiled) {
  scene.notes["moved back"] = "yes";
  if (!spoiled) scene.office.ship(order_of(scene, deal_for(scene, 0)));
}

bool stage_followed(DemoScene& scene) {
  const std::string& deal = deal_for(scene, 0);
  return !scene.notes["moved back"].empty() && deal_shows(scene, deal, "order_status", "shipped") &&
         scene.sales.is_in(deal, "ready_to_close") &&
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

std::size_t bills_of_the_customer(DemoScene& scene) {
  return scene.sales.with("invoice", "customer", scene.sales.shown("deal", deal_for(scene, 1), "customer")).size();
}

/// Draft, issued, paid in part, edited in the CRM, paid.
void ship_and_draft(DemoScene& scene, bool) {
  scene.office.ship(order_of(scene, deal_for(scene, 1)));
  scene.notes["bills before"] = std::to_string(bills_of_the_customer(scene));
  scene.begin_to_wait("draft");
}

bool drafts_had_time(DemoScene& scene) { return scene.has_waited("draft", some_polls); }

void issue(DemoScene& scene, bool) {
  scene.notes["draft shown"] = scene.notes["bills before"] == std::to_string(bills_of_the_customer(scene)) ? "" : "yes";
  const auto issued = scene.office.invoice(order_of(scene, deal_for(scene, 1)));
  if (!issued.empty()) scene.notes["bill"] = issued[0];
}

bool shows_open(DemoScene& scene) { return bill_shows(scene, scene.notes["bill"], "open"); }

void collect_a_part(DemoScene& scene, bool) { scene.office.collect(scene.notes["bill"], Decimal(5)); }

bool shows_partly_paid(DemoScene& scene) { return bill_shows(scene, scene.notes["bill"], "partly_paid"); }

bool shows_partly_paid_and_is_quiet(DemoScene& scene) { return shows_partly_paid(scene) && scene.is_quiet(); }

void cancel_by_hand(DemoScene& scene, bool) {
  scene.sales.type("invoice", bill_in_crm(scene, scene.notes["bill"]), "status", "cancelled");
}

void collect_the_rest(DemoScene& scene, bool spoiled) {
  scene.notes["taken back"] = "yes";
  const auto rest = Decimal::parse(scene.office.shown("invoice", scene.notes["bill"], "open_amount"));
  if (!spoiled && rest) scene.office.collect(scene.notes["bill"], *rest);
}

bool paid_in_crm(DemoScene& scene) {
  const std::string invoice = scene.notes["bill"];
  if (invoice.empty() || !scene.notes["draft shown"].empty() || scene.notes["taken back"].empty()) return false;
  const std::string number = scene.office.shown("invoice", invoice, "number");
  return bill_shows(scene, invoice, "paid") &&
         (!scene.pair().shows_payments || scene.sales.with("payment", "invoice", number).size() == 2) &&
         deal_shows(scene, deal_for(scene, 1), "invoice_number", number.c_str());
}

void bill_and_give_back(DemoScene& scene, bool spoiled) {
  const std::string order = order_of(scene, deal_for(scene, 2));
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
      {billing,
       "ship",
       "what the ERP ships moves the deal, from \"In delivery\" to \"Ready to close\"; a card moved by hand is moved "
       "back",
       wait_for_the_order,
       stage_followed,
       {{is_ordered<0>, ship_a_part}, {shows_it_and_is_quiet, move_by_hand}, {shows_in_delivery, ship_the_rest}}},
      {billing, "born", "an order that is entered in the ERP makes a deal, once", order_by_phone, deal_was_made_once},
      {billing,
       "invoice",
       "an invoice shows in the CRM once it is issued, with due date, what was paid and what is open; an edit there is "
       "taken "
       "back",
       wait_for_the_order,
       paid_in_crm,
       {{is_ordered<1>, ship_and_draft},
        {drafts_had_time, issue},
        {shows_open, collect_a_part},
        {shows_partly_paid_and_is_quiet, cancel_by_hand},
        {shows_partly_paid, collect_the_rest}}},
      {billing,
       "credit",
       "a credit note shows in the CRM with the invoice that it takes back",
       wait_for_the_order,
       note_shows,
       {{is_ordered<2>, bill_and_give_back}}},
  };
}

}  // namespace syncline::cli
