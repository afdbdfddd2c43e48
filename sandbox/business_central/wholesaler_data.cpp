#include "sandbox/business_central/wholesaler_data.h"

#include "base/text.h"
#include "sandbox/tryton/trade_data.h"

namespace syncline::sandbox::business_central {
namespace {

/// "30 days net" is the term "30 TAGE".
Value payment_term(const BusinessCentralModel& model, const std::string& words) {
  for (const std::string& id : model.ids("paymentTerms")) {
    const std::string code = model.record("paymentTerms", id)["code"].string_or("");
    if (code.substr(0, code.find(' ')) == words.substr(0, words.find(' '))) return id;
  }
  return zero_guid;
}

const char* unit_of(std::string_view unit) {
  return unit == "m" ? "M" : unit == "kg" ? "KG" : unit == "h" ? "STD" : "STK";
}

}  // namespace

std::string add_company(BusinessCentralModel& model, const Company& company, Instant at) {
  Map fields{{"displayName", truncate(company.name, 100)},
             {"taxRegistrationNumber", truncate(company.tax_id, 20)},
             {"email", company.email},
             {"phoneNumber", company.phone},
             {"addressLine1", company.street},
             {"postalCode", company.postal_code},
             {"city", company.city},
             {"country", company.country},
             {"paymentTermsId", payment_term(model, company.payment_terms)}};
  if (const auto limit = Decimal::parse(company.credit_limit)) fields.set("creditLimit", *limit);
  return model.person_creates("customers", fields, at);
}

std::string add_person(BusinessCentralModel& model, const std::string& customer_id, const Person& person, Instant at) {
  return model.person_creates("contacts",
                              {{"type", "Person"},
                               {"companyNumber", model.record("customers", customer_id)["$contact"]},
                               {"displayName", person.name},
                               {"email", person.email},
                               {"phoneNumber", person.phone},
                               {"jobTitle", truncate(person.function, 30)}},
                              at);
}

void add_catalogue(BusinessCentralModel& model, Instant at) {
  for (const tryton::Article& each : tryton::catalogue()) {
    const bool service = std::string_view(each.kind) == "service";
    const std::string id = model.person_creates("items",
                                                {{"number", each.sku},
                                                 {"displayName", each.name},
                                                 {"type", service ? "Service" : "Inventory"},
                                                 {"itemCategoryCode", truncate(each.category, 20)},
                                                 {"baseUnitOfMeasureCode", unit_of(each.unit)},
                                                 {"unitPrice", *Decimal::parse(each.price)}},
                                                at);
    if (each.stock > 0) model.person_stocks(id, Decimal(each.stock), at);
  }
}

std::string add_order(BusinessCentralModel& model, const std::string& customer_id,
                      const std::vector<std::pair<std::string, Decimal>>& lines, Instant at) {
  List all;
  for (const auto& [number, quantity] : lines)
    all.emplace_back(Map{{"lineType", "Item"}, {"lineObjectNumber", number}, {"quantity", quantity}});
  return model.person_creates("salesOrders", {{"customerId", customer_id}, {"salesOrderLines", std::move(all)}}, at);
}

std::string add_credit_memo(BusinessCentralModel& model, const std::string& invoice_id, Instant at) {
  if (!model.person_acts("salesInvoices", invoice_id, "makeCorrectiveCreditMemo", at)) return "";
  for (const std::string& id : model.ids("salesCreditMemos")) {
    if (model.record("salesCreditMemos", id)["invoiceId"] != Value(invoice_id)) continue;
    return model.person_acts("salesCreditMemos", id, "post", at) ? id : "";
  }
  return "";
}

void add_past_sales(BusinessCentralModel& model, const std::vector<std::string>& customers, Instant begin,
                    Instant now) {
  const std::vector<tryton::Article>& articles = tryton::catalogue();
  std::size_t n = 0;
  for (const std::string& customer : customers) {
    const Instant at = begin + days(static_cast<std::int64_t>(n) * 9);
    if (at + days(6) > now) return;
    const tryton::Article& first = articles[n % articles.size()];
    const tryton::Article& second = articles[(n * 7 + 3) % articles.size()];
    const std::string order = add_order(
        model, customer, {{first.sku, Decimal::of(static_cast<int>(n % 5) + 2, 0)}, {second.sku, Decimal(10)}}, at);
    ++n;
    if (n % 11 == 0 || !model.person_releases(order, at + days(1))) continue;  // written, nobody answered
    const bool in_part = n % 6 == 0;
    model.person_ships(
        order, in_part ? std::map<std::string, Decimal>{{second.sku, Decimal(4)}} : std::map<std::string, Decimal>{},
        at + days(3));
    const std::string invoice = model.person_invoices(order, at + days(3));
    const Decimal total = model.record("salesInvoices", invoice)["totalAmountIncludingTax"].as_decimal();
    if (n % 7 == 0) {
      add_credit_memo(model, invoice, at + days(5));
    } else if (n % 5 == 0) {
      model.person_pays(invoice, Decimal(10), at + days(5));
    } else if (n % 4 != 0) {
      model.person_pays(invoice, total, at + days(6));
    }
  }
}

}  // namespace syncline::sandbox::business_central
