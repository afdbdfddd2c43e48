#include "sandbox/tryton/installed_trade.h"

#include "sandbox/tryton/server_work.h"

namespace syncline::sandbox::tryton {
namespace {

struct Unit {
  Id id;
  const char *name, *symbol;
  int digits;
};
constexpr Unit units[] = {{1, "Unit", "u", 0}, {2, "Kilogram", "kg", 2}, {9, "Hour", "h", 2}, {12, "Meter", "m", 2}};

void install_money(ServerWork& work) {
  work.create("currency.currency", {{"name", "Euro"}, {"code", "EUR"}, {"symbol", "€"}});
  work.create("currency.currency", {{"name", "Swiss Franc"}, {"code", "CHF"}, {"symbol", "CHF"}});
  for (const auto& [name, rate] : {std::pair{"USt 19%", Decimal::of(19, 2)}, {"USt 7%", Decimal::of(7, 2)}})
    work.create("account.tax", {{"name", name}, {"type", "percentage"}, {"rate", decimal_value(rate)}});
  work.create("product.category",
              {{"name", "Waren 19%"}, {"accounting", true}, {"customer_taxes", List{List{"add", List{1}}}}});
  for (const auto& [name, days] : {std::pair{"14 Tage", 14}, {"30 Tage", 30}}) {
    const Map line{{"type", "remainder"}, {"relativedeltas", List{List{"create", List{Map{{"days", days}}}}}}};
    work.create("account.invoice.payment_term", {{"name", name}, {"lines", List{List{"create", List{line}}}}});
  }
  for (int level = 1; level <= 3; ++level) work.create("account.dunning.level", {{"sequence", level}});
}

void install_places(Tables& tables, ServerWork& work) {
  for (const Unit& unit : units) {
    tables.skip_ids(model_of("product.uom"), unit.id);
    work.create("product.uom", {{"name", unit.name}, {"symbol", unit.symbol}, {"digits", unit.digits}});
  }
  const auto place = [&](const char* name, const Value& code, const char* type) {
    return work.create("stock.location", {{"name", name}, {"code", code}, {"type", type}});
  };
  const Id input = place("Input Zone", "IN", "storage"), output = place("Output Zone", "OUT", "storage");
  const Id storage = place("Storage Zone", "STO", "storage");
  tables.skip_ids(model_of("stock.location"), 5);
  const Id warehouse = work.create("stock.location", {{"name", "Warehouse"},
                                                      {"code", "WH"},
                                                      {"type", "warehouse"},
                                                      {"storage_location", storage},
                                                      {"output_location", output}});
  for (const Id part : {input, output, storage}) work.write("stock.location", part, {{"parent", warehouse}});
  place("Supplier", "SUP", "supplier");
  place("Customer", "CUS", "customer");
}

}  // namespace

void install_trade(Tables& tables, Transaction& transaction) {
  ServerWork work(transaction);
  install_money(work);
  install_places(tables, work);
}

}  // namespace syncline::sandbox::tryton
