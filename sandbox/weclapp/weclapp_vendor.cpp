#include "sandbox/weclapp/weclapp_vendor.h"

#include <algorithm>

#include "sandbox/tryton/trade_data.h"
#include "sandbox/weclapp/weclapp_model.h"

namespace syncline::sandbox {
namespace {

Forms forms() {
  const std::map<std::string, std::string> bill{{"number", "invoiceNumber"},
                                                {"customer", "customerId"},
                                                {"net_total", "netAmount"},
                                                {"gross_total", "grossAmount"}};
  return {{"customer",
           {"customer",
            "party",
            {{"name", "company"}, {"tax_id", "vatIdentificationNumber"}},
            {"partyType", "ORGANIZATION"},
            {"customerBlocked", true}}},
          {"contact", {"contact", "party", {{"name", "full_name"}}, {"partyType", "PERSON"}}},
          {"product", {"product", "article", {{"sku", "articleNumber"}}, {}}},
          {"order",
           {"order",
            "salesOrder",
            {{"number", "orderNumber"},
             {"customer", "customerId"},
             {"subject", "commission"},
             {"net_total", "netAmount"},
             {"gross_total", "grossAmount"}},
            {}}},
          {"invoice", {"invoice", "salesInvoice", bill, {"salesInvoiceType", "STANDARD_INVOICE"}}},
          {"credit_note", {"credit_note", "salesInvoice", bill, {"salesInvoiceType", "CREDIT_NOTE"}}}};
}

WeclappModel& tenant_of(VendorModel& model) { return dynamic_cast<WeclappModel&>(model); }

std::string named(const VendorModel& model, const std::string& records, const std::string& name) {
  for (const std::string& id : model.ids(records)) {
    if (model.record(records, id)["name"] == Value(name)) return id;
  }
  return "";
}

std::string article_of(const VendorModel& model, const std::string& sku) {
  for (const std::string& id : model.ids("article")) {
    if (model.record("article", id)["articleNumber"] == Value(sku)) return id;
  }
  return "";
}

Map address_of(const Company& company) {
  return {{"street1", company.street},
          {"zipcode", company.postal_code},
          {"city", company.city},
          {"countryCode", company.country},
          {"primaryAddress", true}};
}

const std::map<std::string, std::string>& address_fields() {
  static const std::map<std::string, std::string> all{
      {"street", "street1"}, {"postal_code", "zipcode"}, {"city", "city"}, {"country", "countryCode"}};
  return all;
}

List prices(const Decimal& price) {
  return {Map{{"price", price}, {"salesChannel", "NET1"}, {"priceScaleType", "SCALE_FROM"}, {"priceScaleValue", 0}}};
}

/// As people type a full name.
Map parts_of_name(const std::string& name) {
  const std::size_t blank = name.rfind(' ');
  if (blank == std::string::npos) return {{"firstName", nullptr}, {"lastName", name}};
  return {{"firstName", name.substr(0, blank)}, {"lastName", name.substr(blank + 1)}};
}

}  // namespace

WeclappVendor::WeclappVendor() : ErpVendor(forms()) {}

std::unique_ptr<VendorModel> WeclappVendor::install(Instant at) const {
  return std::make_unique<WeclappModel>(WeclappSetup{.installed = at});
}

std::vector<Variable> WeclappVendor::environment(const std::string& url) const {
  return {{"URL", url}, {"TOKEN", WeclappSetup{}.token, true}};
}

std::string WeclappVendor::add_company(VendorModel& model, const Company& company, Instant at) const {
  const std::string days = company.payment_terms.substr(0, company.payment_terms.find(' '));
  Map fields{{"partyType", "ORGANIZATION"},
             {"customer", true},
             {"company", company.name},
             {"vatIdentificationNumber", company.tax_id},
             {"email", company.email},
             {"phone", company.phone},
             {"customerCreditLimit", company.credit_limit},
             {"addresses", List{address_of(company)}}};
  if (const std::string term = named(model, "termOfPayment", days + " Tage netto"); !term.empty())
    fields.set("customerTermOfPaymentId", term);
  return model.person_creates("party", fields, at);
}

std::string WeclappVendor::add_person(VendorModel& model, const Person& person, const std::string& company,
                                      Instant at) const {
  Map fields = parts_of_name(person.name);
  fields.set("partyType", "PERSON");
  fields.set("email", person.email);
  fields.set("phone", person.phone);
  const std::string id = model.person_creates("party", fields, at);
  List contacts = model.record("party", company)["contacts"].as_list();
  contacts.emplace_back(Map{{"id", id}});
  model.person_edits("party", company, {{"contacts", std::move(contacts)}}, at);
  return id;
}

std::string WeclappVendor::kind_of(const VendorModel& model, const std::string& id) const {
  return model.record("party", id)["partyType"] == Value("PERSON") ? "contact" : "customer";
}

/// Who a person belongs to, its organization says; where one lives, its primary address; what is open, the open item.
std::string WeclappVendor::shown(const VendorModel& model, const std::string& kind, const std::string& id,
                                 const std::string& field) const {
  if (kind == "contact" && field == "customer") {
    for (const std::string& each : model.ids("party")) {
      const Value contacts = model.record("party", each)["contacts"];
      if (contacts.is_list() &&
          std::ranges::find(contacts.as_list(), Value(Map{{"id", id}})) != contacts.as_list().end())
        return each;
    }
    return "";
  }
  if (kind == "customer" && address_fields().contains(field)) {
    const Value party = model.record("party", id);
    for (const Value& each : party["addresses"].as_list()) {
      if (each["primaryAddress"] == Value(true)) return text_of(each[address_fields().at(field)]);
    }
    return "";
  }
  if (field == "open_amount") {
    for (const std::string& each : model.ids("salesOpenItem")) {
      const Value item = model.record("salesOpenItem", each);
      if (item["salesInvoiceId"] == Value(id)) return text_of(item["amountOpen"]);
    }
    return "";
  }
  return Vendor::shown(model, kind, id, field);
}

void WeclappVendor::type(VendorModel& model, const std::string& kind, const std::string& id, const std::string& field,
                         const Value& value, Instant now) const {
  if (kind == "contact" && field == "name") return model.person_edits("party", id, parts_of_name(text_of(value)), now);
  if (kind != "customer" || !address_fields().contains(field)) return Vendor::type(model, kind, id, field, value, now);
  List all;
  const Value party = model.record("party", id);
  for (const Value& each : party["addresses"].as_list()) {
    Map item{{"id", each["id"]}};
    if (each["primaryAddress"] == Value(true)) item.set(address_fields().at(field), value);
    all.emplace_back(std::move(item));
  }
  model.person_edits("party", id, {{"addresses", std::move(all)}}, now);
}

void WeclappVendor::add_catalogue(VendorModel& model, Instant at) const {
  for (const tryton::Article& each : tryton::catalogue()) {
    const bool service = std::string_view(each.kind) == "service";
    Map fields{{"articleNumber", each.sku},
               {"name", each.name},
               {"articleType", service ? "SERVICE" : "STORABLE"},
               {"active", true},
               {"articlePrices", prices(*Decimal::parse(each.price))}};
    const std::string unit = std::string_view(each.unit) == "u" ? "Stk." : each.unit;
    if (const std::string known = named(model, "unit", unit); !known.empty()) fields.set("unitId", known);
    const std::string id = model.person_creates("article", fields, at);
    if (each.stock > 0) tenant_of(model).person_stocks(id, Decimal(each.stock), at);
  }
}

void WeclappVendor::add_past_sales(VendorModel& model, const std::vector<std::string>& customers, Instant begin,
                                   Instant now) const {
  const std::vector<tryton::Article>& articles = tryton::catalogue();
  std::size_t n = 0;
  for (const std::string& customer : customers) {
    const Instant at = begin + days(static_cast<std::int64_t>(n) * 9);
    if (at + days(6) > now) return;
    const tryton::Article& first = articles[n % articles.size()];
    const tryton::Article& second = articles[(n * 7 + 3) % articles.size()];
    const std::string order = enter(
        model, customer, {{first.sku, Decimal::of(static_cast<int>(n % 5) + 2, 0)}, {second.sku, Decimal(10)}}, "", at);
    ++n;
    if (n % 11 == 0 || !confirm(model, order, at + days(1))) continue;  // written, nobody answered
    ship(model, order,
         n % 6 == 0 ? std::map<std::string, Decimal>{{second.sku, Decimal(4)}} : std::map<std::string, Decimal>{},
         at + days(3));
    for (const std::string& each : invoice(model, order, at + days(3))) {
      const auto total = Decimal::parse(model.record("salesInvoice", each)["grossAmount"].string_or("0"));
      if (n % 7 == 0) {
        credit(model, each, at + days(5));
      } else if (n % 4 != 0) {
        collect(model, each, n % 5 == 0 ? Decimal(10) : *total, at + days(6));
      }
    }
  }
}

std::string WeclappVendor::enter(VendorModel& model, const std::string& customer, const Lines& lines,
                                 const std::string& subject, Instant at) const {
  List items;
  for (const auto& [sku, quantity] : lines)
    items.emplace_back(Map{{"articleId", article_of(model, sku)}, {"quantity", quantity}});
  return model.person_creates(
      "salesOrder", {{"customerId", customer}, {"orderItems", std::move(items)}, {"commission", subject}}, at);
}

bool WeclappVendor::confirm(VendorModel& model, const std::string& order, Instant at) const {
  if (model.record("salesOrder", order)["status"] != Value("ORDER_ENTRY_IN_PROGRESS")) return false;
  model.person_edits("salesOrder", order, {{"status", "ORDER_CONFIRMATION_PRINTED"}}, at);
  return true;
}

bool WeclappVendor::ship(VendorModel& model, const std::string& order, const std::map<std::string, Decimal>& shares,
                         Instant at) const {
  return tenant_of(model).person_ships(order, shares, at);
}

std::vector<std::string> WeclappVendor::invoice(VendorModel& model, const std::string& order, Instant at) const {
  const std::string made = tenant_of(model).person_invoices(order, at);
  return made.empty() ? std::vector<std::string>{} : std::vector<std::string>{made};
}

void WeclappVendor::collect(VendorModel& model, const std::string& invoice, const Decimal& amount, Instant at) const {
  tenant_of(model).person_pays(invoice, amount, at);
}

std::string WeclappVendor::credit(VendorModel& model, const std::string& invoice, Instant at) const {
  return tenant_of(model).person_credits(invoice, at);
}

void WeclappVendor::reprice(VendorModel& model, const std::string& sku, const Decimal& price, Instant at) const {
  model.person_edits("article", article_of(model, sku), {{"articlePrices", prices(price)}}, at);
}

}  // namespace syncline::sandbox
