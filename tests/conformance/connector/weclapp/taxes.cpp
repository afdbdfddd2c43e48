// What weclapp's invoices say of their taxes.
#include "tests/conformance/connector/weclapp/tenant.h"

namespace syncline::conformance {

CONNECTOR_CASE_OF("an invoice and its credit note say their totals by tax rate, if they are the invoice's [weclapp]",
                  WeclappOrders) {
  Tenant tenant(bench);
  std::string invoice, note;
  tenant.people([&](WeclappModel& model, Instant now) {
    model.person_edits("article", tenant.nail, {{"taxRateType", "REDUCED"}}, now);
  });
  const std::string order =
      tenant.document({Tenant::made(tenant.line(tenant.saw, "1")), Tenant::made(tenant.line(tenant.nail, "7")),
                       Tenant::made(tenant.line(tenant.saw, "2"))});
  tenant.people([&](WeclappModel& model, Instant now) {
    model.person_ships(order, {}, now);
    invoice = model.person_invoices(order, now);
    note = model.person_credits(invoice, now);
  });
  for (const auto& [object, native] : {std::pair("invoice", invoice), std::pair("credit_note", note)}) {
    const NativeRecord record = tenant.read(object, native);
    CHECK(amount(record, "tax_total") == "22.82");
    std::map<std::string, std::string> told;
    for (const Value& each : record.content["taxes"].as_list())
      told[each["name"].as_string()] = each["rate"].as_decimal().text() + " % of " + each["net"].as_decimal().text() +
                                       " are " + each["tax"].as_decimal().text();
    CHECK(told == std::map<std::string, std::string>{{"REDUCED", "7 % of 0.70 are 0.05"},
                                                     {"STANDARD", "19 % of 119.85 are 22.77"}});
  }
}

CONNECTOR_CASE_OF("a rate that is not the one of the invoice any more is not told [weclapp]", WeclappOrders) {
  Tenant tenant(bench);
  std::string invoice;
  const std::string order = tenant.document({Tenant::made(tenant.line(tenant.saw, "1"))});
  tenant.people([&](WeclappModel& model, Instant now) {
    model.person_ships(order, {}, now);
    invoice = model.person_invoices(order, now);
    for (const std::string& id : model.ids("tax")) model.person_edits("tax", id, {{"taxValue", "16"}}, now);
  });
  const Value content = tenant.read("invoice", invoice).content;
  CHECK(content["tax_total"].as_decimal() == *Decimal::parse("7.59"));
  CHECK_FALSE(content.as_map().contains("taxes"));
}

}  // namespace syncline::conformance
