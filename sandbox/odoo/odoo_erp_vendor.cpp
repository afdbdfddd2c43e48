#include "sandbox/odoo/odoo_erp_vendor.h"

#include <charconv>

#include "sandbox/odoo/odoo_model.h"
#include "sandbox/odoo/wholesaler_data.h"
#include "sandbox/tryton/trade_data.h"

namespace syncline::sandbox {
namespace {

constexpr const char* key = "sandbox-key-of-the-erp";

OdooSetup setup() { return {.database = "erp", .api_key = key}; }

Forms forms() {
  const std::map<std::string, std::string> bill{{"number", "name"},
                                                {"customer", "partner_id"},
                                                {"net_total", "amount_untaxed"},
                                                {"gross_total", "amount_total"},
                                                {"open_amount", "amount_residual"}};
  return {{"customer", {"company", "res.partner", {{"tax_id", "vat"}}, {"company_type", "company"}, {"active", false}}},
          {"contact", {"person", "res.partner", {{"customer", "parent_id"}}, {"company_type", "person"}}},
          {"product", {"product", "product.product", {{"sku", "default_code"}}, {}}},
          {"order",
           {"order",
            "sale.order",
            {{"number", "name"},
             {"customer", "partner_id"},
             {"status", "state"},
             {"subject", "client_order_ref"},
             {"net_total", "amount_untaxed"}},
            {}}},
          {"invoice", {"invoice", "account.move", bill, {"move_type", "out_invoice"}}},
          {"credit_note", {"credit_note", "account.move", bill, {"move_type", "out_refund"}}}};
}

OdooModel& odoo_of(VendorModel& model) { return dynamic_cast<OdooModel&>(model); }

std::int64_t number_of(const std::string& id) {
  std::int64_t number = 0;
  std::from_chars(id.data(), id.data() + id.size(), number);
  return number;
}

std::string article_of(const VendorModel& model, const std::string& sku) {
  for (const std::string& id : model.ids("product.product")) {
    if (model.record("product.product", id)["default_code"] == Value(sku)) return id;
  }
  return "";
}

}  // namespace

OdooErpVendor::OdooErpVendor() : ErpVendor(forms()) {}

/// Who owns companies in the CRM is a user here, too.
std::unique_ptr<VendorModel> OdooErpVendor::install(Instant at) const {
  OdooSetup mine = setup();
  mine.installed = at;
  auto model = std::make_unique<OdooModel>(mine);
  model->person_creates("res.users", {{"name", "Sales"}, {"login", "sales@example.com"}}, at);
  return model;
}

std::vector<Variable> OdooErpVendor::environment(const std::string& url) const {
  return {{"URL", url}, {"DATABASE", setup().database}, {"API_KEY", key, true}};
}

std::string OdooErpVendor::add_company(VendorModel& model, const Company& company, Instant at) const {
  return sandbox::add_company(model, company, at);
}

std::string OdooErpVendor::add_person(VendorModel& model, const Person& person, const std::string& company,
                                      Instant at) const {
  return sandbox::add_person(model, company, {person.name, person.email, person.phone, person.function}, at);
}

std::string OdooErpVendor::kind_of(const VendorModel& model, const std::string& id) const {
  return model.record("res.partner", id)["is_company"] == Value(true) ? "customer" : "contact";
}

std::string OdooErpVendor::shown(const VendorModel& model, const std::string& kind, const std::string& id,
                                 const std::string& field) const {
  if (field != "customer") return Vendor::shown(model, kind, id, field);
  const Value related = model.record(form(kind).records, id)[form(kind).own(field)];
  return related.is_list() ? std::to_string(related.at(0).int_or(0)) : "";
}

void OdooErpVendor::add_catalogue(VendorModel& model, Instant at) const {
  static const std::map<std::string, const char*> units{{"u", "Units"}, {"h", "Hours"}, {"m", "m"}, {"kg", "kg"}};
  for (const tryton::Article& each : tryton::catalogue())
    add_product(model, {each.sku, each.name, units.at(each.unit), each.price}, at);
}

void OdooErpVendor::add_past_sales(VendorModel& model, const std::vector<std::string>& customers, Instant begin,
                                   Instant now) const {
  const std::vector<tryton::Article>& articles = tryton::catalogue();
  std::size_t n = 0;
  for (const std::string& customer : customers) {
    const Instant at = begin + days(static_cast<std::int64_t>(n) * 9);
    if (at + days(6) > now) return;
    const std::string order = enter(model, customer, {{articles[n % articles.size()].sku, Decimal(3)}}, "", at);
    if (++n % 11 == 0 || !confirm(model, order, at + days(1))) continue;  // written, nobody answered
    ship(model, order, {}, at + days(3));
    for (const std::string& each : invoice(model, order, at + days(3))) {
      if (n % 4 != 0) collect(model, each, *Decimal::parse(shown(model, "invoice", each, "gross_total")), at + days(6));
    }
  }
}

std::string OdooErpVendor::enter(VendorModel& model, const std::string& customer, const Lines& lines,
                                 const std::string& subject, Instant at) const {
  List items;
  for (const auto& [sku, quantity] : lines)
    items.emplace_back(
        List{0, 0, Map{{"product_id", number_of(article_of(model, sku))}, {"product_uom_qty", quantity}}});
  return model.person_creates(
      "sale.order",
      {{"partner_id", number_of(customer)}, {"client_order_ref", subject}, {"order_line", std::move(items)}}, at);
}

bool OdooErpVendor::confirm(VendorModel& model, const std::string& order, Instant at) const {
  return odoo_of(model).person_confirms(order, at);
}

bool OdooErpVendor::ship(VendorModel& model, const std::string& order, const std::map<std::string, Decimal>& shares,
                         Instant at) const {
  return odoo_of(model).person_ships(order, shares, at);
}

std::vector<std::string> OdooErpVendor::invoice(VendorModel& model, const std::string& order, Instant at) const {
  const std::string made = odoo_of(model).person_invoices(order, at);
  return made.empty() ? std::vector<std::string>{} : std::vector<std::string>{made};
}

void OdooErpVendor::collect(VendorModel& model, const std::string& invoice, const Decimal& amount, Instant at) const {
  odoo_of(model).person_pays(invoice, amount, at);
}

std::string OdooErpVendor::credit(VendorModel& model, const std::string& invoice, Instant at) const {
  return odoo_of(model).person_credits(invoice, at);
}

void OdooErpVendor::reprice(VendorModel& model, const std::string& sku, const Decimal& price, Instant at) const {
  model.person_edits("product.product", article_of(model, sku), {{"list_price", price}}, at);
}

}  // namespace syncline::sandbox
