#include "sandbox/tryton/sale_states.h"

#include <algorithm>

#include "sandbox/tryton/amounts.h"
#include "sandbox/tryton/billing.h"
#include "sandbox/tryton/calendar.h"
#include "sandbox/tryton/delivery.h"
#include "sandbox/tryton/version_check.h"

namespace syncline::sandbox::tryton {
namespace {

/// As error messages name a sale.
std::string name_of_sale(const Record& sale) {
  const std::string number = sale.text("number"), reference = sale.text("reference");
  if (number.empty() && reference.empty()) return "(" + std::to_string(sale.id()) + ")";
  if (reference.empty()) return number;
  return (number.empty() ? "" : number + " ") + "[" + reference + "]";
}

bool leads_on(const std::string& button, const std::string& state) {
  if (button == "quote") return state == "draft";
  if (button == "confirm") return state == "quotation";
  if (button == "draft") return state == "quotation" || state == "cancelled" || state == "confirmed";
  return state == "draft" || state == "quotation";
}

Answer<void> check_for_quotation(const Record& sale) {
  for (const char* which : {"invoice", "shipment"}) {
    if (sale[std::string(which) + "_address"].is_null()) {
      return user_error("To get a quote for sale \"" + name_of_sale(sale) + "\" you must enter " +
                        (which == std::string("invoice") ? "an invoice" : "a shipment") + " address.");
    }
  }
  return {};
}

Decimal owed_by(const Transaction& transaction, Id party) {
  Decimal owed;
  for (const Record& invoice : records_where(transaction, "account.invoice", "party", party)) {
    owed = plus(owed,
                invoice.text("state") == "draft" ? invoice.number("untaxed_amount") : invoice.number("amount_to_pay"));
  }
  return owed;
}

/// A user in the group "Account Credit Limit" may go on after a warning; saying yes to it is used up by that.
Answer<void> check_credit_limit(Transaction& transaction, const Record& sale) {
  const Record party = sale.to("party");
  if (party["credit_limit_amount"].is_null() || transaction.by_person) return {};
  const Decimal limit = party.number("credit_limit_amount");
  if (limit >= plus(owed_by(transaction, party.id()), sale.number("untaxed_amount"))) return {};
  const std::string name = "credit_limit_amount_" + sale.name();
  for (const Record& accepted : records_where(transaction, "res.user.warning", "name", name)) {
    if (accepted["user"] != Value(transaction.user)) continue;
    return remove(transaction, model_of("res.user.warning"), {accepted.id()});
  }
  return user_warning(
      name, "Party \"" + party.text("name") + "\" has reached their credit limit of €" + in_cents(limit).text() + ".");
}

void process(ServerWork& work, Id sale) {
  work.write("sale.sale", sale, {{"state", "processing"}});
  charge(work, sale);
  send(work, sale);
  follow_up(work, sale);
}

Answer<void> press(Transaction& transaction, const std::string& button, const Record& sale) {
  ServerWork work(transaction);
  const Id id = sale.id();
  if (button == "quote") {
    if (Answer<void> ready = check_for_quotation(sale); !ready) return ready;
    Map changes{{"state", "quotation"}};
    if (sale["number"].is_null()) changes.set("number", std::to_string(transaction.tables.next_number("sale")));
    work.write("sale.sale", id, std::move(changes));
  } else if (button == "confirm") {
    if (Answer<void> allowed = check_credit_limit(transaction, sale); !allowed) return allowed;
    Map changes{{"state", "confirmed"}};
    if (sale["sale_date"].is_null()) changes.set("sale_date", date_value(day_of(transaction.start)));
    work.write("sale.sale", id, std::move(changes));
    process(work, id);
  } else {
    work.write("sale.sale", id, {{"state", button == "draft" ? "draft" : "cancelled"}});
  }
  return {};
}

std::string sale_state(const Transaction& transaction, Id id) {
  return Record(transaction, "sale.sale", id).text("state");
}

std::string shipment_state(const Record& sale) {
  bool any = false, open = false;
  for (const Record& line : sale.all("lines")) {
    if (!is_shipped(line)) continue;
    any = true;
    if (left_to_ship(line).sign() > 0) open = true;
  }
  return !any ? "none" : open ? "waiting" : "sent";
}

std::string invoice_state(const Record& sale) {
  const std::vector<Record> invoices = sale.all("invoices");
  if (invoices.empty()) return "none";
  const auto is = [](const char* state) { return [state](const Record& each) { return each.text("state") == state; }; };
  if (std::ranges::any_of(invoices, is("cancelled"))) return "exception";
  return std::ranges::all_of(invoices, is("paid")) ? "paid" : "waiting";
}

}  // namespace

Answer<void> press_sale_button(Transaction& transaction, const std::string& button, const std::vector<Id>& ids) {
  const auto missing =
      std::ranges::count_if(ids, [&](Id id) { return !transaction.tables.find(model_of("sale.sale"), id); });
  if (missing > 0) return records_gone("read", ids, static_cast<std::size_t>(missing), "Sale");
  for (const Id id : ids) {
    const Record sale(transaction, "sale.sale", id);
    if (!leads_on(button, sale.text("state"))) continue;
    if (Answer<void> fresh = check_versions(transaction, model_of("sale.sale"), {id}); !fresh) return fresh;
    if (Answer<void> done = press(transaction, button, sale); !done) return done;
  }
  return {};
}

Answer<void> cancel_before_removal(Transaction& transaction, const std::vector<Id>& ids) {
  for (const Id id : ids) {
    const Record sale(transaction, "sale.sale", id);
    if (!sale || sale.text("state") == "cancelled") continue;
    if (Answer<void> done = press_sale_button(transaction, "cancel", {id}); !done) return done;
    if (sale_state(transaction, id) != "cancelled") {
      return user_error("To delete sale \"" + name_of_sale(sale) + "\" you must cancel it.");
    }
  }
  return {};
}

void follow_up(ServerWork& work, Id id) {
  const Record sale = work.record("sale.sale", id);
  const std::string shipped = shipment_state(sale), invoiced = invoice_state(sale);
  if (sale.text("shipment_state") != shipped) work.write("sale.sale", id, {{"shipment_state", shipped}});
  if (sale.text("invoice_state") != invoiced) work.write("sale.sale", id, {{"invoice_state", invoiced}});
  const bool done = (shipped == "sent" || shipped == "none") && (invoiced == "paid" || invoiced == "none");
  if (done && sale.text("state") == "processing") work.write("sale.sale", id, {{"state", "done"}});
}

}  // namespace syncline::sandbox::tryton
