// What people do in Tryton's client after an order has come in.

#include "sandbox/tryton/billing.h"
#include "sandbox/tryton/calendar.h"
#include "sandbox/tryton/delivery.h"
#include "sandbox/tryton/person_edit.h"
#include "sandbox/tryton/sale_states.h"
#include "sandbox/tryton/tryton_model.h"

namespace syncline::sandbox {

using namespace tryton;

bool TrytonModel::person_presses(const std::string& button, const std::string& sale, Instant now) {
  return all_or_nothing(tables_, ledger_, now, [&](Transaction& transaction) {
    return press_sale_button(transaction, button, {number_of(sale)}).ok();
  });
}

std::string TrytonModel::person_ships(const std::string& sale, const std::map<std::string, Decimal>& shares,
                                      Instant now) {
  Id shipment = 0;
  all_or_nothing(tables_, ledger_, now, [&](Transaction& transaction) {
    ServerWork work(transaction);
    std::map<Id, Decimal> by_product;
    for (const auto& [code, quantity] : shares) {
      for (const Record& product : records_where(transaction, "product.product", "code", code))
        by_product[product.id()] = quantity;
    }
    shipment = ship(work, number_of(sale), by_product);
    return shipment != 0;
  });
  return shipment == 0 ? "" : std::to_string(shipment);
}

std::vector<std::string> TrytonModel::person_posts(const std::string& sale, Instant now) {
  std::vector<std::string> posted;
  all_or_nothing(tables_, ledger_, now, [&](Transaction& transaction) {
    ServerWork work(transaction);
    for (const Record& invoice : work.record("sale.sale", number_of(sale)).all("invoices")) {
      if (invoice.text("state") != "draft") continue;
      post(work, invoice.id());
      posted.push_back(std::to_string(invoice.id()));
    }
    return true;
  });
  return posted;
}

void TrytonModel::person_collects(const std::string& invoice, const Decimal& amount, Instant now) {
  all_or_nothing(tables_, ledger_, now, [&](Transaction& transaction) {
    ServerWork work(transaction);
    collect(work, number_of(invoice), amount, day_of(now));
    return true;
  });
}

std::string TrytonModel::person_credits(const std::string& invoice, bool settle, Instant now) {
  Id note = 0;
  all_or_nothing(tables_, ledger_, now, [&](Transaction& transaction) {
    ServerWork work(transaction);
    note = credit(work, number_of(invoice), settle);
    return note != 0;
  });
  return std::to_string(note);
}

void TrytonModel::person_reminds(Instant of, Instant now) {
  all_or_nothing(tables_, ledger_, now, [&](Transaction& transaction) {
    ServerWork work(transaction);
    remind(work, day_of(of));
    return true;
  });
}

Value TrytonModel::shown(const std::string& model, const std::string& id, const std::string& field) const {
  // Looking needs a transaction as well; nothing is written in it.
  Tables tables = tables_;
  std::vector<VendorMutation> none;
  const Transaction looking{tables, none, {}};
  return Record(looking, model, number_of(id))[field];
}

}  // namespace syncline::sandbox
