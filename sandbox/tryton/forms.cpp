#include "sandbox/tryton/forms.h"

#include "sandbox/tryton/amounts.h"
#include "sandbox/tryton/record_name.h"
#include "sandbox/tryton/server_work.h"
#include "sandbox/tryton/wire_value.h"

namespace syncline::sandbox::tryton {
namespace {

Value address_for(const Record& party, std::string_view purpose) {
  Value first;
  for (const Record& address : party.all("addresses")) {
    if (address["active"] == Value(false)) continue;
    if (first.is_null()) first = address.id();
    if (address[purpose] == Value(true)) return address.id();
  }
  return first;
}

void show(Map& form, const Transaction& transaction, const std::string& field, std::string_view model,
          const Value& id) {
  form.set(field, id);
  if (!id.is_int()) return;
  const Model& target = model_of(model);
  form.set(field + ".",
           Map{{"rec_name", record_name(transaction.tables, target, *transaction.tables.find(target, id.as_int()))}});
}

}  // namespace

Value filled_sale(const Transaction& transaction, const Value& typed) {
  const Record party(transaction, "party.party", typed["party"].int_or(0));
  Map form{{"shipment_party", nullptr}, {"invoice_party", nullptr}, {"price_list", nullptr}};
  show(form, transaction, "invoice_address", "party.address", party ? address_for(party, "invoice") : Value());
  show(form, transaction, "shipment_address", "party.address", party ? address_for(party, "delivery") : Value());
  show(form, transaction, "payment_term", "account.invoice.payment_term", party["customer_payment_term"]);
  return form;
}

Value filled_line(const Transaction& transaction, const Value& typed) {
  const Record product(transaction, "product.product", typed["product"].int_or(0));
  if (!product) return Map{};
  const bool has_company = typed["company"].is_int() || typed["sale"]["company"].is_int();
  const Record unit = product.to("sale_uom");
  Map form{{"type", "line"}, {"unit_digits", unit["digits"]}};
  show(form, transaction, "unit", "product.uom", unit.id());
  if (!has_company) {
    form.set("unit_price", nullptr);
    form.set("amount", decimal_value(Decimal::of(0, 2)));
    return form;
  }
  const Decimal price = product.number("list_price").rounded(4, Rounding::half_even).value_or(Decimal());
  List taxes;
  for (const Record& tax : product.to("account_category").all("customer_taxes")) {
    taxes.emplace_back(List{0, Map{{"id", tax.id()}}});
  }
  form.set("taxes", Map{{"add", std::move(taxes)}});
  form.set("unit_price", decimal_value(price));
  const Answer<Value> quantity = from_wire({"quantity", "Quantity", FieldKind::real}, typed["quantity"]);
  const Decimal count = quantity && quantity->is_decimal() ? quantity->as_decimal() : Decimal();
  form.set("amount", decimal_value(in_cents(times(count, price))));
  return form;
}

}  // namespace syncline::sandbox::tryton
