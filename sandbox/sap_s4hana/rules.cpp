#include "sandbox/sap_s4hana/rules.h"

#include <algorithm>

#include "sandbox/sap_s4hana/selling.h"

namespace syncline::sandbox::sap {
namespace {

std::string text(const Map& fields, std::string_view name) {
  const Value* found = fields.find(name);
  return found ? found->string_or("") : std::string();
}

void offer(Map& fields, const char* name, Value value) {
  const Value* given = fields.find(name);
  if (!given || given->is_null() || *given == Value("")) fields.set(name, std::move(value));
}

bool has_role(const Map& given, std::string_view prefix) {
  const Value* roles = given.find("to_BusinessPartnerRole");
  return roles && roles->is_list() && std::ranges::any_of(roles->as_list(), [&](const Value& each) {
           return each["BusinessPartnerRole"].string_or("").starts_with(prefix);
         });
}

Done<Map> partner(Tables& tables, Map fields, const Map& given, Instant now) {
  const std::string category = text(fields, "BusinessPartnerCategory");
  if (category != "1" && category != "2" && category != "3")
    return refused(400, "R11/220", "Business partner category '" + category + "' does not exist");
  if (text(fields, category == "1" ? "LastName" : "OrganizationBPName1").empty())
    return refused(400, "R11/401", category == "1" ? "Enter a last name" : "Enter a name for the organization");
  const std::string number = tables.next_number("BusinessPartner", 1'000'000);
  fields.set("BusinessPartner", number);
  offer(fields, "BusinessPartnerGrouping", "BP02");
  if (has_role(given, "FLCU")) {
    fields.set("Customer", number);
    tables.add(*type_of_set("A_Customer"), {{"Customer", number}, {"CustomerAccountGroup", "CUST"}}, now);
  }
  return fields;
}

Done<Map> below_partner(Tables& tables, const EntityType& type, Map fields) {
  if (type.set == "A_BusinessPartnerAddress") fields.set("AddressID", tables.next_number("AddressID", 20'000));
  if (type.property("OrdinalNumber")) {
    fields.set("Person", "");
    fields.set("OrdinalNumber", tables.next_number("Ordinal" + type.set + text(fields, "AddressID"), 0));
  }
  if (type.set == "A_AddressHomePageURL") {
    fields.set("ValidityStartDate", "0001-01-01");
    fields.set("IsDefaultURLAddress", true);
  }
  if (type.set == "A_BusinessPartnerTaxNumber" && tables.find(type.set, key_of(type, fields)))
    return refused(400, "R1/271", "Tax number category " + text(fields, "BPTaxType") + " exists already");
  if (type.set == "A_BusinessPartnerContact") {
    for (const char* end : {"BusinessPartnerCompany", "BusinessPartnerPerson"}) {
      if (!tables.find("A_BusinessPartner", text(fields, end)))
        return refused(400, "R1/101", "Business partner " + text(fields, end) + " does not exist");
    }
    fields.set("RelationshipNumber", tables.next_number("Relationship", 0));
    fields.set("ValidityEndDate", "9999-12-31");
    offer(fields, "RelationshipCategory", "BUR001");
    tables.add(*type_of_set("A_BPContactToFuncAndDept"), fields, {});
  }
  return fields;
}

Done<Map> document(Tables& tables, const EntityType& type, Map fields, Instant now) {
  const std::string customer = text(fields, "SoldToParty");
  const std::string area = text(fields, "SalesOrganization") + " " + text(fields, "DistributionChannel") + " " +
                           text(fields, "OrganizationDivision");
  const Row* sales_area = tables.find("A_CustomerSalesArea", customer + "/" + text(fields, "SalesOrganization") + "/" +
                                                                 text(fields, "DistributionChannel") + "/" +
                                                                 text(fields, "OrganizationDivision"));
  if (!sales_area)
    return fail(Refusal{400,
                        "V1/555",
                        "Sold-to party " + customer + " not maintained for sales area " + area,
                        {{"V1/313", "Ship-to party is not defined"}, {"V1/331", "Sales document cannot be edited"}}});
  const bool order = type.set == "A_SalesOrder";
  const Row* partner = tables.find("A_BusinessPartner", customer);
  if (partner && (*partner)["BusinessPartnerIsBlocked"] == Value(true))
    return refused(400, "V1/350", "Customer " + customer + " is blocked for all sales areas");
  const std::string today = to_iso(now).substr(0, 10);
  fields.set(order ? "SalesOrder" : "SalesQuotation", tables.next_number(type.set, order ? 4'700 : 20'000'000));
  for (const char* day : {"SalesOrderDate", "SalesQuotationDate", "RequestedDeliveryDate"}) {
    if (type.property(day)) offer(fields, day, today);
  }
  offer(fields, "TransactionCurrency", (*sales_area)["Currency"]);
  offer(fields, "CustomerPaymentTerms", (*sales_area)["CustomerPaymentTerms"]);
  return fields;
}

Done<Map> item(Tables& tables, const EntityType& type, Map fields) {
  const Row* product = tables.find("A_Product", text(fields, "Material"));
  if (!product || (*product)["IsMarkedForDeletion"] == Value(true))
    return refused(400, "V1/382", "Material " + text(fields, "Material") + " is not maintained");
  const Value* quantity = fields.find("RequestedQuantity");
  if (!quantity || quantity->as_decimal().sign() <= 0) return refused(400, "V1/384", "Enter a quantity");
  const bool order = type.set == "A_SalesOrderItem";
  const char* const number = order ? "SalesOrderItem" : "SalesQuotationItem";
  const std::string head = text(fields, order ? "SalesOrder" : "SalesQuotation");
  if (text(fields, number).empty()) fields.set(number, tables.next_number(type.set + head, 0) + "0");
  const Row* words = tables.find("A_ProductDescription", product->key + "/EN");
  offer(fields, order ? "SalesOrderItemText" : "SalesQuotationItemText", words ? (*words)["ProductDescription"] : "");
  offer(fields, "RequestedQuantityUnit", (*product)["BaseUnit"]);
  return fields;
}

}  // namespace

Map link_of(const EntityType& type, const Row& row, const Navigation& navigation) {
  Map out;
  if (!navigation.theirs.empty()) {
    out.set(navigation.theirs, row[navigation.ours]);
  } else {
    for (const Property* key : type.keys()) out.set(key->name, row[key->name]);
  }
  return out;
}

std::string parent_set(const EntityType& type) {
  if (type.set.starts_with("A_SalesOrder")) return "A_SalesOrder";
  if (type.set.starts_with("A_SalesQuotation")) return "A_SalesQuotation";
  const bool partner = type.service == "API_BUSINESS_PARTNER" && type.property("BusinessPartner");
  return partner ? "A_BusinessPartner" : type.set;
}

const Row* parent_of(const Tables& tables, const EntityType& type, const Map& fields) {
  const std::string set = parent_set(type);
  return set == type.set ? nullptr : tables.find(set, text(fields, set.substr(2)));
}

const Row& root_of(const Tables& tables, const EntityType& type, const Row& row) {
  const Row* parent = parent_of(tables, type, row.fields);
  return parent ? *parent : row;
}

Done<Map> complete(Tables& tables, const EntityType& type, Map fields, const Map& given, Instant now) {
  if (type.set == "A_BusinessPartner") return partner(tables, std::move(fields), given, now);
  if (type.service == "API_BUSINESS_PARTNER") return below_partner(tables, type, std::move(fields));
  if (type.set == "A_SalesOrder" || type.set == "A_SalesQuotation")
    return document(tables, type, std::move(fields), now);
  if (type.set == "A_SalesOrderItem" || type.set == "A_SalesQuotationItem")
    return item(tables, type, std::move(fields));
  if (type.set == "A_SalesOrderItemPrElement") {
    fields.set("PricingProcedureStep", "011");
    offer(fields, "PricingProcedureCounter", "1");
    fields.set("ConditionIsManuallyChanged", true);
    if (const Value* per = fields.find("ConditionQuantity"); !per || per->as_decimal().sign() <= 0)
      fields.set("ConditionQuantity", Decimal(1));
  }
  return fields;
}

Done<void> check_change(const Tables& tables, const EntityType& type, const Row& row, const Map& fields) {
  (void)tables;
  const Value* quantity = fields.find("RequestedQuantity");
  if (quantity && quantity->is_number() && quantity->as_decimal().sign() <= 0)
    return refused(400, "V1/384", "Enter a quantity");
  for (const char* name : {"OrganizationBPName1", "LastName"}) {
    const Value* given = fields.find(name);
    const bool person = name == std::string_view("LastName");
    if (type.set == "A_BusinessPartner" && given && *given == Value("") &&
        person == (row.text("BusinessPartnerCategory") == "1"))
      return refused(400, "R11/401", person ? "Enter a last name" : "Enter a name for the organization");
  }
  return {};
}

void settle(Tables& tables, const EntityType& type, const std::string& key, Instant now) {
  const Row* row = tables.find(type.set, key);
  if (row) settle_parent(tables, type, *row, now);
}

void settle_parent(Tables& tables, const EntityType& type, const Row& row, Instant now) {
  const std::string set = parent_set(type);
  if (set == "A_BusinessPartner") return;  // its stamp stays when an address or a number is changed
  if (set != "A_SalesOrder" && set != "A_SalesQuotation") return;
  Row* document = tables.find(set, row.text(set.substr(2)));
  if (!document) return;
  recount(tables, *document, set == "A_SalesOrder");
  if (type.set != set) Tables::touch(*document, now);
}

}  // namespace syncline::sandbox::sap
