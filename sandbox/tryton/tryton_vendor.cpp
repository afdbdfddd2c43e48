#include "sandbox/tryton/tryton_vendor.h"

#include "sandbox/tryton/trade_data.h"
#include "sandbox/tryton/tryton_model.h"
#include "sandbox/tryton/wholesaler_data.h"

namespace syncline::sandbox {
namespace {

Forms forms() {
  const Form document{"invoice",
                      "account.invoice",
                      {{"customer", "party"}, {"open_amount", "amount_to_pay"}, {"gross_total", "total_amount"}},
                      {}};
  return {{"customer", {"party", "party.party", {}, {}, {"active", false}}},
          {"contact", {"person", "party.party", {}, {}}},
          {"product", {"product", "product.product", {{"sku", "code"}}, {}}},
          {"order",
           {"sale",
            "sale.sale",
            {{"subject", "description"}, {"customer", "party"}, {"status", "state"}, {"net_total", "untaxed_amount"}},
            {}}},
          {"invoice", document},
          {"credit_note", document}};
}

TrytonModel& tryton_of(VendorModel& model) { return dynamic_cast<TrytonModel&>(model); }

std::string text_id(const Value& id) { return std::to_string(id.int_or(0)); }

/// The first record in a list of the party's, of this type where one is named.
Spot first_part(const VendorModel& erp, const std::string& party, const char* list, const char* records,
                const std::string& field, const std::string& type) {
  const Value record = erp.record("party.party", party);
  if (!record[list].is_list()) return {};
  for (const Value& id : record[list].as_list()) {
    if (type.empty() || erp.record(records, text_id(id))["type"] == Value(type)) return {records, text_id(id), field};
  }
  return {};
}

}  // namespace

TrytonVendor::TrytonVendor() : ErpVendor(forms()) {}

std::unique_ptr<VendorModel> TrytonVendor::install(Instant at) const {
  TrytonSetup setup;
  setup.installed = at;
  return std::make_unique<TrytonModel>(setup);
}

std::vector<Variable> TrytonVendor::environment(const std::string& url) const {
  const TrytonSetup setup;
  return {{"URL", url}, {"DATABASE", setup.database}, {"USER", setup.login}, {"PASSWORD", setup.password, true}};
}

std::string TrytonVendor::add_company(VendorModel& model, const Company& company, Instant at) const {
  return tryton::add_company(model, company, at);
}

std::string TrytonVendor::add_person(VendorModel& model, const Person& person, const std::string& company,
                                     Instant at) const {
  return tryton::add_person(model, company, person.name, person.email, person.phone, at);
}

/// Phones, addresses and whom a person works for are records of their own.
Spot TrytonVendor::spot(const VendorModel& model, const std::string& kind, const std::string& id,
                        const std::string& field) const {
  if (kind != "customer" && kind != "contact") return Vendor::spot(model, kind, id, field);
  if (field == "phone" || field == "email")
    return first_part(model, id, "contact_mechanisms", "party.contact_mechanism", "value", field);
  if (field == "street" || field == "city" || field == "country")
    return first_part(model, id, "addresses", "party.address", field, "");
  if (field == "customer") return first_part(model, id, "relations", "party.relation.all", "to", "");
  return Vendor::spot(model, kind, id, field);
}

std::string TrytonVendor::shown(const VendorModel& model, const std::string& kind, const std::string& id,
                                const std::string& field) const {
  const Spot at = spot(model, kind, id, field);
  if (at.id.empty() || model.record(at.records, at.id).is_null()) return "";
  if (field == "country")
    return model.record("country.country", text_id(model.record(at.records, at.id)["country"]))["code"].string_or("");
  return text_of(dynamic_cast<const TrytonModel&>(model).shown(at.records, at.id, at.field));
}

void TrytonVendor::add_catalogue(VendorModel& model, Instant at) const { tryton::add_catalogue(tryton_of(model), at); }

void TrytonVendor::add_past_sales(VendorModel& model, const std::vector<std::string>& customers, Instant begin,
                                  Instant now) const {
  tryton::add_past_sales(tryton_of(model), customers, begin, now);
}

std::string TrytonVendor::enter(VendorModel& model, const std::string& customer, const Lines& lines,
                                const std::string& subject, Instant at) const {
  const std::string id = tryton::add_sale(tryton_of(model), customer, lines, "", at);
  model.person_edits("sale.sale", id, {{"description", subject}}, at);
  return id;
}

bool TrytonVendor::confirm(VendorModel& model, const std::string& order, Instant at) const {
  return tryton_of(model).person_presses("quote", order, at) && tryton_of(model).person_presses("confirm", order, at);
}

bool TrytonVendor::ship(VendorModel& model, const std::string& order, const std::map<std::string, Decimal>& shares,
                        Instant at) const {
  return !tryton_of(model).person_ships(order, shares, at).empty();
}

std::vector<std::string> TrytonVendor::invoice(VendorModel& model, const std::string& order, Instant at) const {
  return tryton_of(model).person_posts(order, at);
}

void TrytonVendor::collect(VendorModel& model, const std::string& invoice, const Decimal& amount, Instant at) const {
  tryton_of(model).person_collects(invoice, amount, at);
}

std::string TrytonVendor::credit(VendorModel& model, const std::string& invoice, Instant at) const {
  return tryton_of(model).person_credits(invoice, false, at);
}

void TrytonVendor::reprice(VendorModel& model, const std::string& sku, const Decimal& price, Instant at) const {
  for (const std::string& id : model.ids("product.product")) {
    const Value product = model.record("product.product", id);
    if (product["code"] != Value(sku)) continue;
    model.person_edits("product.template", text_id(product["template"]),
                       {{"list_price", Map{{"__class__", "Decimal"}, {"decimal", price.text()}}}}, at);
  }
}

}  // namespace syncline::sandbox
