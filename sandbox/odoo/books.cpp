#include "sandbox/odoo/books.h"

#include <algorithm>

#include "sandbox/odoo/partner_sync.h"
#include "sandbox/odoo/write.h"

namespace syncline::sandbox::odoo {
namespace {

constexpr std::int64_t euro = 126, tax_percent = 19, days_to_pay = 30;

Decimal number(const Value* value) { return value && value->is_number() ? value->as_decimal() : Decimal(); }
Decimal sum(const Decimal& a, const Decimal& b) { return add(a, b).value_or(a); }
Decimal less(const Decimal& a, const Decimal& b) { return subtract(a, b).value_or(a); }
Decimal cents(const Decimal& a) { return a.rounded(2, Rounding::half_up).value_or(a); }
Decimal share(const Decimal& whole, const Decimal& part, const Decimal& of) {
  const auto product = multiply(whole, part);
  return product ? cents(divide(*product, of, 9, Rounding::half_up).value_or(*product)) : whole;
}

std::string day(Instant at) { return to_iso(at).substr(0, 10); }

/// "INV/2026/00007"
std::string numbered(const Environment& env, const char* series, std::string_view model) {
  const std::string digits = std::to_string(env.tables.rows(model).size() + 1);
  return std::string(series) + "/" + day(env.now).substr(0, 4) + "/" +
         std::string(5 - std::min<std::size_t>(5, digits.size()), '0') + digits;
}

std::int64_t insert(Environment& env, const char* model, Map row) {
  row.set("create_date", env.now.us);
  row.set("create_uid", env.user);
  row.set("write_date", env.now.us);
  row.set("write_uid", env.user);
  const std::int64_t id = env.tables.insert(model, row);
  env.ledger.push_back({MutationVerb::create, env.by_person, env.now, model, std::to_string(id), {}, {}});
  return id;
}

void add_lines(Environment& env, std::int64_t move, const std::vector<Map>& lines) {
  for (Map line : lines) {
    line.set("move_id", move);
    line.set("display_type", "product");
    insert(env, "account.move.line", std::move(line));
  }
}

Map head_of(const Environment& env, const Value& partner, const Decimal& net) {
  const Decimal tax = share(net, Decimal(tax_percent), Decimal(100));
  return {{"state", "posted"},
          {"partner_id", partner},
          {"commercial_partner_id", commercial_partner(env.tables, partner.int_or(0))},
          {"date", day(env.now)},
          {"invoice_date", day(env.now)},
          {"invoice_date_due", day(env.now + days(days_to_pay))},
          {"currency_id", euro},
          {"amount_untaxed", net},
          {"amount_tax", tax},
          {"amount_total", sum(net, tax)}};
}

}  // namespace

bool deliver(Environment& env, std::int64_t order, const std::map<std::string, Decimal>& quantities) {
  bool any = false;
  for (const std::int64_t id : env.tables.referring("sale.order.line", "order_id", order)) {
    const Map& line = *env.tables.find("sale.order.line", id);
    const Map* product = env.tables.find("product.product", line.find("product_id")->int_or(0));
    if (!product) continue;
    const Decimal left = less(number(line.find("product_uom_qty")), number(line.find("qty_delivered")));
    const auto wanted = quantities.find(product->find("default_code")->string_or(""));
    const Decimal goes = quantities.empty()           ? left
                         : wanted == quantities.end() ? Decimal()
                                                      : std::min(left, wanted->second);
    if (goes.sign() <= 0) continue;
    any = true;
    store_fields(env, *model_named("sale.order.line"), id,
                 Map{{"qty_delivered", sum(number(line.find("qty_delivered")), goes)}});
  }
  return any;
}

std::int64_t bill(Environment& env, std::int64_t order) {
  std::vector<Map> lines;
  Decimal net;
  for (const std::int64_t id : env.tables.referring("sale.order.line", "order_id", order)) {
    Map line = *env.tables.find("sale.order.line", id);
    const Decimal left = less(number(line.find("qty_delivered")), number(line.find("$charged")));
    if (left.sign() <= 0) continue;
    const Decimal amount = share(number(line.find("price_subtotal")), left, number(line.find("product_uom_qty")));
    net = sum(net, amount);
    lines.push_back({{"product_id", *line.find("product_id")},
                     {"name", *line.find("name")},
                     {"quantity", left},
                     {"product_uom_id", *line.find("product_uom_id")},
                     {"price_unit", *line.find("price_unit")},
                     {"discount", *line.find("discount")},
                     {"price_subtotal", amount},
                     {"price_total", sum(amount, share(amount, Decimal(tax_percent), Decimal(100)))},
                     {"tax_ids", List{1}},
                     {"sale_line_ids", List{id}}});
    line.set("$charged", *line.find("qty_delivered"));
    env.tables.put("sale.order.line", id, std::move(line));
  }
  if (lines.empty()) return 0;
  Map head = head_of(env, *env.tables.find("sale.order", order)->find("partner_id"), net);
  head.set("name", numbered(env, "INV", "account.move"));
  head.set("move_type", "out_invoice");
  head.set("payment_state", "not_paid");
  head.set("amount_residual", *head.find("amount_total"));
  const std::int64_t made = insert(env, "account.move", std::move(head));
  add_lines(env, made, lines);
  return made;
}

void pay(Environment& env, std::int64_t invoice, const Decimal& amount) {
  const Map& bill = *env.tables.find("account.move", invoice);
  const Decimal left = less(number(bill.find("amount_residual")), amount);
  const std::string number = bill.find("name")->string_or("");
  insert(env, "account.payment",
         {{"name", numbered(env, "PBNK1", "account.payment")},
          {"partner_type", "customer"},
          {"payment_type", "inbound"},
          {"state", "paid"},
          {"partner_id", *bill.find("partner_id")},
          {"reconciled_invoice_ids", List{invoice}},
          {"date", day(env.now)},
          {"amount", amount},
          {"currency_id", euro},
          {"memo", number}});
  store_fields(env, *model_named("account.move"), invoice,
               Map{{"amount_residual", left.sign() > 0 ? left : Decimal()},
                   {"payment_state", left.sign() > 0 ? "partial" : "paid"}});
}

std::int64_t credit(Environment& env, std::int64_t invoice) {
  const Map bill = *env.tables.find("account.move", invoice);
  Map head = head_of(env, *bill.find("partner_id"), number(bill.find("amount_untaxed")));
  head.set("name", numbered(env, "RINV", "account.move"));
  head.set("move_type", "out_refund");
  head.set("payment_state", "paid");
  head.set("amount_residual", Decimal());
  head.set("reversed_entry_id", invoice);
  const std::int64_t made = insert(env, "account.move", std::move(head));
  std::vector<Map> lines;
  for (const std::int64_t id : env.tables.referring("account.move.line", "move_id", invoice))
    lines.push_back(*env.tables.find("account.move.line", id));
  add_lines(env, made, lines);
  store_fields(env, *model_named("account.move"), invoice,
               Map{{"amount_residual", Decimal()}, {"payment_state", "reversed"}});
  return made;
}

}  // namespace syncline::sandbox::odoo
