#include "sandbox/tryton/trade_data.h"

#include "sandbox/tryton/calendar.h"
#include "sandbox/tryton/server_work.h"
#include "sandbox/tryton/tryton_model.h"

namespace syncline::sandbox::tryton {
namespace {

List creation_of(List records) { return List{List{"create", std::move(records)}}; }

Value id_of_record(const TrytonModel& model, const char* records, const char* field, const std::string& value) {
  for (const std::string& id : model.ids(records)) {
    const Value record = model.record(records, id);
    if (record[field] == Value(value)) return record["id"];
  }
  return {};
}

Value category(TrytonModel& model, const std::string& name, Instant at) {
  if (const Value known = id_of_record(model, "product.category", "name", name); known.is_int()) return known;
  model.person_creates("product.category", {{"name", name}}, at);
  return id_of_record(model, "product.category", "name", name);
}

Decimal price_of(const Article& article) { return Decimal::parse(article.price).value_or(Decimal()); }

void stock_up(TrytonModel& model, const Value& product, const Value& unit, int count, Instant at) {
  const Value supplier = id_of_record(model, "stock.location", "type", "supplier");
  const Value shelf = id_of_record(model, "stock.location", "code", "STO");
  model.person_creates("stock.move",
                       {{"product", product},
                        {"uom", unit},
                        {"quantity", Decimal::of(count, 0)},
                        {"from_location", supplier},
                        {"to_location", shelf},
                        {"state", "done"},
                        {"effective_date", date_value(day_of(at))}},
                       at);
}

}  // namespace

void add_catalogue(TrytonModel& model, Instant at) {
  const Value booked = id_of_record(model, "product.category", "name", "Waren 19%");
  for (const Article& article : catalogue()) {
    const Value unit = id_of_record(model, "product.uom", "symbol", article.unit);
    const std::string made =
        model.person_creates("product.template",
                             {{"name", article.name},
                              {"code", article.sku},
                              {"type", article.kind},
                              {"default_uom", unit},
                              {"sale_uom", unit},
                              {"salable", true},
                              {"list_price", decimal_value(price_of(article))},
                              {"account_category", booked},
                              {"categories", List{List{"add", List{category(model, article.category, at)}}}},
                              {"products", creation_of({Map{{"code", article.sku}}})}},
                             at);
    const Value product = model.record("product.template", made)["products"].at(0);
    if (article.stock > 0) stock_up(model, product, unit, article.stock, at);
  }
}

std::string add_sale(TrytonModel& model, const std::string& customer,
                     const std::vector<std::pair<std::string, Decimal>>& lines, const std::string& reference,
                     Instant at) {
  const Value party = model.record("party.party", customer);
  const Value address = party["addresses"].at(0);
  List all;
  for (const auto& [sku, quantity] : lines) {
    const Value product = id_of_record(model, "product.product", "code", sku);
    const Value sold = model.record(
        "product.template",
        std::to_string(model.record("product.product", std::to_string(product.int_or(0)))["template"].int_or(0)));
    all.emplace_back(Map{{"product", product},
                         {"quantity", quantity},
                         {"unit", sold["sale_uom"]},
                         {"unit_price", sold["list_price"]},
                         {"taxes", List{List{"add", List{1}}}}});
  }
  return model.person_creates("sale.sale",
                              {{"party", party["id"]},
                               {"reference", reference.empty() ? Value() : Value(reference)},
                               {"invoice_address", address},
                               {"shipment_address", address},
                               {"payment_term", party["customer_payment_term"]},
                               {"lines", creation_of(std::move(all))}},
                              at);
}

void add_past_sales(TrytonModel& model, const std::vector<std::string>& customers, Instant begin, Instant now) {
  const std::vector<Article>& articles = catalogue();
  std::size_t n = 0;
  for (const std::string& customer : customers) {
    const Instant at = begin + days(static_cast<std::int64_t>(n) * 9);
    if (at + days(6) > now) return;
    const Article& first = articles[n % articles.size()];
    const Article& second = articles[(n * 7 + 3) % articles.size()];
    const std::string sale = add_sale(
        model, customer, {{first.sku, Decimal::of(static_cast<int>(n % 5) + 2, 0)}, {second.sku, Decimal::of(10, 0)}},
        n % 3 == 0 ? "Bestellung " + std::to_string(4500 + n) : "", at);
    ++n;
    if (!model.person_presses("quote", sale, at + hours(1)) || n % 11 == 0) continue;  // offered, nobody answered
    if (!model.person_presses("confirm", sale, at + days(1))) continue;
    const bool in_part = n % 6 == 0;
    model.person_ships(
        sale,
        in_part ? std::map<std::string, Decimal>{{second.sku, Decimal::of(4, 0)}} : std::map<std::string, Decimal>{},
        at + days(3));
    for (const std::string& invoice : model.person_posts(sale, at + days(3))) {
      const Value total = model.shown("account.invoice", invoice, "total_amount");
      if (n % 5 == 0) model.person_collects(invoice, Decimal::of(10, 0), at + days(5));
      if (n % 7 == 0) model.person_credits(invoice, true, at + days(5));
      if (n % 4 != 0 && n % 5 != 0 && n % 7 != 0 && total.is_number())
        model.person_collects(invoice, total.as_decimal(), at + days(6));
    }
  }
  model.person_reminds(now, now);
}

}  // namespace syncline::sandbox::tryton
