#include "sandbox/business_central/business_central_vendor.h"

#include "sandbox/business_central/wholesaler_data.h"

namespace syncline::sandbox {
namespace {

Forms forms() {
  const std::map<std::string, std::string> document{{"customer", "customerId"},
                                                    {"net_total", "totalAmountExcludingTax"},
                                                    {"gross_total", "totalAmountIncludingTax"},
                                                    {"open_amount", "remainingAmount"}};
  return {{"customer",
           {"customer",
            "customers",
            {{"name", "displayName"},
             {"phone", "phoneNumber"},
             {"street", "addressLine1"},
             {"tax_id", "taxRegistrationNumber"}},
            {},
            {"blocked", "All"}}},
          {"contact", {"contact", "contacts", {{"name", "displayName"}, {"phone", "phoneNumber"}}, {"type", "Person"}}},
          {"product", {"product", "items", {{"sku", "number"}, {"name", "displayName"}}, {}}},
          {"order", {"order", "salesOrders", document, {}}},
          {"invoice", {"invoice", "salesInvoices", document, {}}},
          {"credit_note", {"credit_note", "salesCreditMemos", document, {}}}};
}

BusinessCentralModel& office_of(VendorModel& model) { return dynamic_cast<BusinessCentralModel&>(model); }

}  // namespace

BusinessCentralVendor::BusinessCentralVendor() : ErpVendor(forms()) {}

std::unique_ptr<VendorModel> BusinessCentralVendor::install(Instant) const {
  return std::make_unique<BusinessCentralModel>();
}

std::vector<Variable> BusinessCentralVendor::environment(const std::string&) const {
  const BusinessCentralSetup setup;
  return {{"TENANT", setup.tenant},
          {"COMPANY", setup.company},
          {"CLIENT_ID", setup.client_id},
          {"CLIENT_SECRET", setup.client_secret, true}};
}

std::string BusinessCentralVendor::add_company(VendorModel& model, const Company& company, Instant at) const {
  return business_central::add_company(office_of(model), company, at);
}

std::string BusinessCentralVendor::add_person(VendorModel& model, const Person& person, const std::string& company,
                                              Instant at) const {
  return business_central::add_person(office_of(model), company, person, at);
}

/// A person names the company's contact number; the customer has it, too.
std::string BusinessCentralVendor::shown(const VendorModel& model, const std::string& kind, const std::string& id,
                                         const std::string& field) const {
  if (kind != "contact" || field != "customer") return Vendor::shown(model, kind, id, field);
  const Value company = model.record("contacts", id)["companyNumber"];
  for (const std::string& customer : model.ids("customers")) {
    if (model.record("customers", customer)["$contact"] == company) return customer;
  }
  return "";
}

void BusinessCentralVendor::add_catalogue(VendorModel& model, Instant at) const {
  business_central::add_catalogue(office_of(model), at);
}

void BusinessCentralVendor::add_past_sales(VendorModel& model, const std::vector<std::string>& customers, Instant begin,
                                           Instant now) const {
  business_central::add_past_sales(office_of(model), customers, begin, now);
}

/// Orders have no subject.
std::string BusinessCentralVendor::enter(VendorModel& model, const std::string& customer, const Lines& lines,
                                         const std::string&, Instant at) const {
  return business_central::add_order(office_of(model), customer, lines, at);
}

bool BusinessCentralVendor::confirm(VendorModel& model, const std::string& order, Instant at) const {
  return office_of(model).person_releases(order, at);
}

bool BusinessCentralVendor::ship(VendorModel& model, const std::string& order,
                                 const std::map<std::string, Decimal>& shares, Instant at) const {
  if (model.record("salesOrders", order)["fullyShipped"] == Value(true)) return false;
  office_of(model).person_ships(order, shares, at);
  return true;
}

std::vector<std::string> BusinessCentralVendor::invoice(VendorModel& model, const std::string& order,
                                                        Instant at) const {
  return {office_of(model).person_invoices(order, at)};
}

void BusinessCentralVendor::collect(VendorModel& model, const std::string& invoice, const Decimal& amount,
                                    Instant at) const {
  office_of(model).person_pays(invoice, amount, at);
}

std::string BusinessCentralVendor::credit(VendorModel& model, const std::string& invoice, Instant at) const {
  return business_central::add_credit_memo(office_of(model), invoice, at);
}

void BusinessCentralVendor::reprice(VendorModel& model, const std::string& sku, const Decimal& price,
                                    Instant at) const {
  for (const std::string& id : model.ids("items")) {
    if (model.record("items", id)["number"] == Value(sku)) model.person_edits("items", id, {{"unitPrice", price}}, at);
  }
}

}  // namespace syncline::sandbox
