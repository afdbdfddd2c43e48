#include "sandbox/business_central/schema.h"

#include <algorithm>
#include <cstdio>

#include "base/text.h"

namespace syncline::sandbox::business_central {
namespace {

/// One line per type: "name set", then properties as name:type, a text's length in brackets, ! for those that only the
/// system sets, then ">navigation:type" (* for many) and "@action".
struct Words {
  const char *name, *set, *words;
};

constexpr Words all[] = {
    {"company", "companies",
     "id:guid! systemVersion:string! name:string(30)! displayName:string(250)! businessProfileId:string(250)!"},
    {"companyInformation", "companyInformation",
     "id:guid! displayName:string(100) city:string(30) country:string(10) taxRegistrationNumber:string(20) "
     "currencyCode:string(10)! lastModifiedDateTime:datetime!"},
    {"customer", "customers",
     "id:guid! number:string(20) displayName:string(100) type:contactType addressLine1:string(100) "
     "addressLine2:string(50) "
     "city:string(30) state:string(30) country:string(10) postalCode:string(20) phoneNumber:string(30) "
     "email:string(80) "
     "website:string(80) salespersonCode:string(20) balanceDue:decimal! creditLimit:decimal taxLiable:boolean "
     "taxAreaId:guid "
     "taxAreaDisplayName:string! taxRegistrationNumber:string(20) currencyId:guid currencyCode:string(10) "
     "paymentTermsId:guid "
     "shipmentMethodId:guid paymentMethodId:guid blocked:customerBlocked lastModifiedDateTime:datetime! "
     ">contactsInformation:contactInformation* >customerFinancialDetail:customerFinancialDetail "
     ">paymentTerm:paymentTerm"},
    {"customerFinancialDetail", "customerFinancialDetails",
     "id:guid! number:string(20)! balance:decimal! totalSalesExcludingTax:decimal! overdueAmount:decimal! "
     "lastModifiedDateTime:datetime!"},
    {"contact", "contacts",
     "id:guid! number:string(20) type:contactType displayName:string(100) jobTitle:string(30) companyNumber:string(20) "
     "companyName:string(100)! contactBusinessRelation:contactBusinessRelation! addressLine1:string(100) "
     "addressLine2:string(50) "
     "city:string(30) state:string(30) country:string(10) postalCode:string(20) phoneNumber:string(30) "
     "mobilePhoneNumber:string(30) email:string(80) website:string(80) searchName:string(100) privacyBlocked:boolean "
     "taxRegistrationNumber:string(20) lastInteractionDate:date! lastModifiedDateTime:datetime!"},
    {"contactInformation", "contactsInformation",
     "contactId:guid! contactNumber:string(20)! contactName:string(100)! contactType:contactType! relatedId:guid! "
     "relatedType:contactBusinessRelationLinkToTable!"},
    {"paymentTerm", "paymentTerms",
     "id:guid! code:string(10) displayName:string(100) dueDateCalculation:string(32) "
     "discountDateCalculation:string(32) "
     "discountPercent:decimal lastModifiedDateTime:datetime!"},
    {"item", "items",
     "id:guid! number:string(20) displayName:string(100) displayName2:string(50) type:itemType itemCategoryId:guid "
     "itemCategoryCode:string(20) "
     "blocked:boolean gtin:string(14) inventory:decimal! unitPrice:decimal priceIncludesTax:boolean unitCost:decimal "
     "taxGroupId:guid taxGroupCode:string(20) baseUnitOfMeasureId:guid baseUnitOfMeasureCode:string(10) "
     "generalProductPostingGroupId:guid inventoryPostingGroupId:guid lastModifiedDateTime:datetime!"},
    {"itemLedgerEntry", "itemLedgerEntries",
     "id:guid! entryNumber:integer! itemNumber:string(20)! postingDate:date! entryType:itemLedgerEntryType! "
     "quantity:decimal! "
     "documentNumber:string(20)! lastModifiedDateTime:datetime!"},
    {"salesOrder", "salesOrders",
     "id:guid! number:string(20)! externalDocumentNumber:string(35) orderDate:date postingDate:date customerId:guid "
     "customerNumber:string(20) customerName:string(100)! billToName:string(100)! shipToName:string(100) "
     "shipToContact:string(100) "
     "sellToAddressLine1:string(100) sellToCity:string(30) sellToCountry:string(10) sellToPostCode:string(20) "
     "shipToAddressLine1:string(100) shipToAddressLine2:string(50) shipToCity:string(30) shipToCountry:string(10) "
     "shipToState:string(30) shipToPostCode:string(20) currencyId:guid currencyCode:string(10) "
     "pricesIncludeTax:boolean! "
     "paymentTermsId:guid shipmentMethodId:guid salesperson:string(20) partialShipping:boolean "
     "requestedDeliveryDate:date "
     "discountAmount:decimal totalAmountExcludingTax:decimal! totalTaxAmount:decimal! totalAmountIncludingTax:decimal! "
     "fullyShipped:boolean! status:salesOrderEntityBufferStatus! lastModifiedDateTime:datetime! phoneNumber:string(30) "
     "email:string(80) >salesOrderLines:salesOrderLine* >customer:customer @shipAndInvoice"},
    {"salesOrderLine", "salesOrderLines",
     "id:guid! documentId:guid sequence:integer! itemId:guid accountId:guid lineType:invoiceLineAggLineType "
     "lineObjectNumber:string(20) description:string(100) unitOfMeasureId:guid unitOfMeasureCode:string(10) "
     "quantity:decimal "
     "unitPrice:decimal discountAmount:decimal discountPercent:decimal amountExcludingTax:decimal! taxCode:string(20) "
     "taxPercent:decimal! totalTaxAmount:decimal! amountIncludingTax:decimal! netAmount:decimal! shipmentDate:date "
     "shippedQuantity:decimal! invoicedQuantity:decimal! invoiceQuantity:decimal shipQuantity:decimal "
     "itemVariantId:guid "
     "locationId:guid >salesOrder:salesOrder >item:item"},
    {"salesQuote", "salesQuotes",
     "id:guid! number:string(20)! externalDocumentNumber:string(35) documentDate:date postingDate:date dueDate:date "
     "customerId:guid "
     "customerNumber:string(20) customerName:string(100)! currencyId:guid currencyCode:string(10) paymentTermsId:guid "
     "salesperson:string(20) discountAmount:decimal totalAmountExcludingTax:decimal! totalTaxAmount:decimal! "
     "totalAmountIncludingTax:decimal! status:salesQuoteEntityBufferStatus! sentDate:datetime! validUntilDate:date "
     "acceptedDate:date! lastModifiedDateTime:datetime! >salesQuoteLines:salesQuoteLine* @makeOrder @makeInvoice "
     "@send"},
    {"salesQuoteLine", "salesQuoteLines",
     "id:guid! documentId:guid sequence:integer! itemId:guid lineType:invoiceLineAggLineType "
     "lineObjectNumber:string(20) "
     "description:string(100) unitOfMeasureId:guid unitOfMeasureCode:string(10) quantity:decimal unitPrice:decimal "
     "discountAmount:decimal discountPercent:decimal amountExcludingTax:decimal! taxCode:string(20) "
     "taxPercent:decimal! "
     "totalTaxAmount:decimal! amountIncludingTax:decimal! netAmount:decimal! >salesQuote:salesQuote"},
    {"salesInvoice", "salesInvoices",
     "id:guid! number:string(20)! externalDocumentNumber:string(35) invoiceDate:date postingDate:date dueDate:date "
     "promisedPayDate:date customerPurchaseOrderReference:string(35) customerId:guid customerNumber:string(20) "
     "customerName:string(100)! currencyId:guid currencyCode:string(10) orderId:guid! orderNumber:string(20)! "
     "paymentTermsId:guid "
     "salesperson:string(20) pricesIncludeTax:boolean! remainingAmount:decimal! discountAmount:decimal "
     "totalAmountExcludingTax:decimal! totalTaxAmount:decimal! totalAmountIncludingTax:decimal! "
     "status:invoiceEntityAggregateStatus! lastModifiedDateTime:datetime! >salesInvoiceLines:salesInvoiceLine* @post "
     "@postAndSend "
     "@send @cancel @cancelAndSend @makeCorrectiveCreditMemo"},
    {"salesInvoiceLine", "salesInvoiceLines",
     "id:guid! documentId:guid sequence:integer! itemId:guid lineType:invoiceLineAggLineType "
     "lineObjectNumber:string(20) "
     "description:string(100) unitOfMeasureId:guid unitOfMeasureCode:string(10) quantity:decimal unitPrice:decimal "
     "discountAmount:decimal discountPercent:decimal amountExcludingTax:decimal! taxCode:string(20) "
     "taxPercent:decimal! "
     "totalTaxAmount:decimal! amountIncludingTax:decimal! netAmount:decimal! >salesInvoice:salesInvoice"},
    {"salesCreditMemo", "salesCreditMemos",
     "id:guid! number:string(20)! externalDocumentNumber:string(35) creditMemoDate:date postingDate:date dueDate:date "
     "customerId:guid customerNumber:string(20) customerName:string(100)! currencyId:guid currencyCode:string(10) "
     "paymentTermsId:guid salesperson:string(20) pricesIncludeTax:boolean! discountAmount:decimal "
     "totalAmountExcludingTax:decimal! totalTaxAmount:decimal! totalAmountIncludingTax:decimal! "
     "status:salesCrMemoEntityBufferStatus! lastModifiedDateTime:datetime! invoiceId:guid invoiceNumber:string(20) "
     "customerReturnReasonId:guid >salesCreditMemoLines:salesCreditMemoLine* @post @postAndSend @send @cancel "
     "@cancelAndSend"},
    {"salesCreditMemoLine", "salesCreditMemoLines",
     "id:guid! documentId:guid sequence:integer! itemId:guid lineType:invoiceLineAggLineType "
     "lineObjectNumber:string(20) "
     "description:string(100) unitOfMeasureId:guid unitOfMeasureCode:string(10) quantity:decimal unitPrice:decimal "
     "discountAmount:decimal discountPercent:decimal amountExcludingTax:decimal! taxCode:string(20) "
     "taxPercent:decimal! "
     "totalTaxAmount:decimal! amountIncludingTax:decimal! netAmount:decimal! >salesCreditMemo:salesCreditMemo"},
    {"customerPayment", "customerPayments",
     "id:guid! journalId:guid journalDisplayName:string! lineNumber:integer customerId:guid customerNumber:string(20) "
     "postingDate:date documentNumber:string(20) externalDocumentNumber:string(35) amount:decimal "
     "appliesToInvoiceId:guid "
     "appliesToInvoiceNumber:string(20) description:string(100) comment:string(250) lastModifiedDateTime:datetime!"},
    {"subscription", "subscriptions",
     "subscriptionId:string(150)! notificationUrl:string(250) resource:string(250) timestamp:integer! userId:guid! "
     "lastModifiedDateTime:datetime! clientState:string(50) expirationDateTime:datetime! systemCreatedAt:datetime! "
     "systemCreatedBy:guid! systemModifiedAt:datetime! systemModifiedBy:guid!"},
};

struct Enumeration {
  const char* name;
  std::vector<std::string> members;
};

const std::vector<Enumeration>& enumerations() {
  static const std::vector<Enumeration> list{
      {"contactType", {"Company", "Person"}},
      {"customerBlocked", {" ", "Ship", "Invoice", "All"}},
      {"contactBusinessRelation", {"None", "Customer", "Vendor", "Bank Account", "Multiple", "Other"}},
      {"contactBusinessRelationLinkToTable", {" ", "Customer", "Vendor", "Bank Account", "Employee"}},
      {"itemType", {"Inventory", "Service", "Non-Inventory"}},
      {"itemLedgerEntryType", {"Purchase", "Sale", "Positive Adjmt.", "Negative Adjmt."}},
      {"salesOrderEntityBufferStatus", {"Draft", "In Review", "Open"}},
      {"salesQuoteEntityBufferStatus", {"Draft", "Sent", "Accepted", "Expired"}},
      {"invoiceEntityAggregateStatus", {" ", "Draft", "In Review", "Open", "Paid", "Canceled", "Corrective"}},
      {"salesCrMemoEntityBufferStatus", {" ", "Draft", "In Review", "Open", "Paid", "Canceled", "Corrective"}},
      {"invoiceLineAggLineType", {"Comment", "Account", "Item", "Resource", "Fixed Asset", "Charge"}}};
  return list;
}

Property property_of(const std::string& word) {
  Property out;
  const std::size_t colon = word.find(':');
  out.name = word.substr(0, colon);
  std::string type = word.substr(colon + 1);
  if (type.ends_with('!')) {
    out.read_only = true;
    type.pop_back();
  }
  if (const std::size_t bracket = type.find('('); bracket != std::string::npos) {
    out.max_length = std::stoul(type.substr(bracket + 1));
    type.resize(bracket);
  }
  out.type = type == "guid"       ? EdmType::guid
             : type == "string"   ? EdmType::string
             : type == "integer"  ? EdmType::integer
             : type == "decimal"  ? EdmType::decimal
             : type == "boolean"  ? EdmType::boolean
             : type == "date"     ? EdmType::date
             : type == "datetime" ? EdmType::datetime
                                  : EdmType::enumeration;
  if (out.type != EdmType::enumeration) return out;
  out.enumeration = type;
  for (const Enumeration& each : enumerations()) {
    if (each.name == type) out.members = each.members;
  }
  return out;
}

EntityType type_from(const Words& words) {
  EntityType out{words.name, words.set, {}, {}, {}};
  for (const std::string& word : split(words.words, ' ')) {
    if (word.starts_with('@')) {
      out.actions.push_back(word.substr(1));
    } else if (word.starts_with('>')) {
      const std::size_t colon = word.find(':');
      const bool many = word.ends_with('*');
      out.navigations.push_back(
          {word.substr(1, colon - 1), word.substr(colon + 1, word.size() - colon - 1 - (many ? 1 : 0)), many});
    } else {
      out.properties.push_back(property_of(word));
    }
  }
  return out;
}

const char* edm_name(EdmType type) {
  switch (type) {
    case EdmType::guid: return "Edm.Guid";
    case EdmType::string: return "Edm.String";
    case EdmType::integer: return "Edm.Int32";
    case EdmType::decimal: return "Edm.Decimal";
    case EdmType::boolean: return "Edm.Boolean";
    case EdmType::date: return "Edm.Date";
    case EdmType::datetime: return "Edm.DateTimeOffset";
    case EdmType::enumeration: break;
  }
  return "";
}

std::string described(const EntityType& type) {
  const std::string key = type.properties.front().name;
  std::string out = "<EntityType Name=\"" + type.name + "\"><Key><PropertyRef Name=\"" + key + "\"/></Key>\n";
  for (const Property& each : type.properties) {
    const bool is_enum = each.type == EdmType::enumeration;
    out += "<Property Name=\"" + each.name + "\" Type=\"" +
           (is_enum ? "Microsoft.NAV." + each.enumeration : std::string(edm_name(each.type))) + "\"";
    if (each.name == key) out += " Nullable=\"false\"";
    if (each.max_length > 0) out += " MaxLength=\"" + std::to_string(each.max_length) + "\"";
    if (each.type == EdmType::decimal) out += " Scale=\"Variable\"";
    out += each.read_only ? "><Annotation Term=\"Org.OData.Core.V1.Computed\" Bool=\"true\"/></Property>\n" : "/>\n";
  }
  for (const Navigation& each : type.navigations) {
    const std::string target = "Microsoft.NAV." + each.target;
    out += "<NavigationProperty Name=\"" + each.name + "\" Type=\"" +
           (each.many ? "Collection(" + target + ")" : target) + "\" ContainsTarget=\"" +
           (each.many ? "true" : "false") + "\"/>\n";
  }
  return out + "</EntityType>\n";
}

}  // namespace

const std::vector<EntityType>& entity_types() {
  static const std::vector<EntityType> types = [] {
    std::vector<EntityType> out;
    for (const Words& each : all) out.push_back(type_from(each));
    return out;
  }();
  return types;
}

const Property* EntityType::property(std::string_view wanted) const {
  const auto found = std::ranges::find(properties, wanted, &Property::name);
  return found == properties.end() ? nullptr : &*found;
}

const Navigation* EntityType::navigation(std::string_view wanted) const {
  const auto found = std::ranges::find(navigations, wanted, &Navigation::name);
  return found == navigations.end() ? nullptr : &*found;
}

const EntityType* type_of_set(std::string_view set) {
  const auto found = std::ranges::find(entity_types(), set, &EntityType::set);
  return found == entity_types().end() ? nullptr : &*found;
}

const EntityType* type_named(std::string_view name) {
  const auto found = std::ranges::find(entity_types(), name, &EntityType::name);
  return found == entity_types().end() ? nullptr : &*found;
}

Value nothing_of(const Property& property) {
  switch (property.type) {
    case EdmType::guid: return zero_guid;
    case EdmType::string: return "";
    case EdmType::integer:
    case EdmType::decimal: return 0;
    case EdmType::boolean: return false;
    case EdmType::date: return zero_date;
    case EdmType::datetime: return "0001-01-01T00:00:00Z";
    case EdmType::enumeration: return property.members.front();
  }
  return {};
}

std::string coded_name(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    char coded[8];
    std::snprintf(coded, sizeof coded, "_x%04X_", static_cast<unsigned char>(c));
    out += plain ? std::string(1, c) : std::string(coded);
  }
  return out;
}

bool is_guid(std::string_view text) {
  if (text.size() != zero_guid.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (zero_guid[i] == '-' ? text[i] != '-' : !std::isxdigit(static_cast<unsigned char>(text[i]))) return false;
  }
  return true;
}

std::string metadata_document() {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<edmx:Edmx Version=\"4.0\" "
      "xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\">\n<edmx:DataServices>\n<Schema "
      "Namespace=\"Microsoft.NAV\" xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">\n";
  for (const EntityType& each : entity_types()) out += described(each);
  for (const Enumeration& each : enumerations()) {
    out += "<EnumType Name=\"" + std::string(each.name) + "\">";
    for (std::size_t i = 0; i < each.members.size(); ++i)
      out += "<Member Name=\"" + coded_name(each.members[i]) + "\" Value=\"" + std::to_string(i) + "\"/>";
    out += "</EnumType>\n";
  }
  for (const EntityType& type : entity_types()) {
    for (const std::string& action : type.actions)
      out += "<Action Name=\"" + action +
             "\" IsBound=\"true\"><Parameter Name=\"bindingParameter\" Type=\"Microsoft.NAV." + type.name +
             "\"/></Action>\n";
  }
  out += "<EntityContainer Name=\"NAV\">\n";
  for (const EntityType& each : entity_types())
    out += "<EntitySet Name=\"" + each.set + "\" EntityType=\"Microsoft.NAV." + each.name + "\"/>\n";
  return out + "</EntityContainer>\n</Schema>\n</edmx:DataServices>\n</edmx:Edmx>\n";
}

}  // namespace syncline::sandbox::business_central
