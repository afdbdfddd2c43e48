#include "sandbox/erp_office.h"

#include "base/json.h"
#include "sandbox/tryton/trade_data.h"
#include "sandbox/tryton/tryton_model.h"

namespace syncline::sandbox {
namespace {

template <class Use>
void with_tryton(VendorServer& server, const Use& use) {
  server.with_model([&](VendorModel& model, Instant now) { use(dynamic_cast<TrytonModel&>(model), now); });
}

std::string text_of(const Value& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return value.as_string();
  return value.is_number() ? value.as_decimal().text() : write_json(value);
}

}  // namespace

std::vector<std::string> ErpOffice::sales(const std::string& reference) { return sales_with("reference", reference); }

std::vector<std::string> ErpOffice::sales_with(const std::string& field, const std::string& text) {
  std::vector<std::string> found;
  with_tryton(server_, [&](TrytonModel& erp, Instant) {
    for (const std::string& id : erp.ids("sale.sale")) {
      if (erp.record("sale.sale", id)[field] == Value(text)) found.push_back(id);
    }
  });
  return found;
}

std::string ErpOffice::enter(const std::string& customer, const std::vector<std::pair<std::string, Decimal>>& lines,
                             const std::string& description) {
  std::string id;
  with_tryton(server_, [&](TrytonModel& erp, Instant now) {
    id = tryton::add_sale(erp, customer, lines, "", now);
    erp.person_edits("sale.sale", id, {{"description", description}}, now);
  });
  return id;
}

bool ErpOffice::press(const std::string& button, const std::string& sale) {
  bool done = false;
  with_tryton(server_, [&](TrytonModel& erp, Instant now) { done = erp.person_presses(button, sale, now); });
  return done;
}

std::string ErpOffice::ship(const std::string& sale, const std::map<std::string, Decimal>& shares) {
  std::string id;
  with_tryton(server_, [&](TrytonModel& erp, Instant now) { id = erp.person_ships(sale, shares, now); });
  return id;
}

std::vector<std::string> ErpOffice::invoice(const std::string& sale) {
  std::vector<std::string> ids;
  with_tryton(server_, [&](TrytonModel& erp, Instant now) { ids = erp.person_posts(sale, now); });
  return ids;
}

void ErpOffice::collect(const std::string& invoice, const Decimal& amount) {
  with_tryton(server_, [&](TrytonModel& erp, Instant now) { erp.person_collects(invoice, amount, now); });
}

std::string ErpOffice::credit(const std::string& invoice, bool settle) {
  std::string id;
  with_tryton(server_, [&](TrytonModel& erp, Instant now) { id = erp.person_credits(invoice, settle, now); });
  return id;
}

void ErpOffice::remind(std::int64_t in_days) {
  with_tryton(server_, [&](TrytonModel& erp, Instant now) { erp.person_reminds(now + days(in_days), now); });
}

void ErpOffice::reprice(const std::string& sku, const Decimal& price) {
  with_tryton(server_, [&](TrytonModel& erp, Instant now) {
    for (const std::string& id : erp.ids("product.product")) {
      const Value product = erp.record("product.product", id);
      if (product["code"] != Value(sku)) continue;
      erp.person_edits("product.template", std::to_string(product["template"].int_or(0)),
                       {{"list_price", Map{{"__class__", "Decimal"}, {"decimal", price.text()}}}}, now);
    }
  });
}

std::string ErpOffice::shown(const std::string& records, const std::string& id, const std::string& field) {
  std::string text;
  with_tryton(server_, [&](TrytonModel& erp, Instant) { text = text_of(erp.shown(records, id, field)); });
  return text;
}

}  // namespace syncline::sandbox
