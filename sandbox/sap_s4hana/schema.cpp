#include "sandbox/sap_s4hana/schema.h"

#include <algorithm>

#include "base/text.h"

namespace syncline::sandbox::sap {
namespace {

/// Properties as name:type (s20: a text of 20 characters, g: guid, b, n, d: day, m: moment, t: time of day), # for
/// keys, ! for those that only the system sets, * for the one that the ETag is made of; ">navigation:set" (* for many),
/// where it is not by our keys "(theirs=ours)". `may`: c, u, d: created, updated, deleted.
struct Words {
  const char *service, *set, *may, *words;
};

constexpr Words all[] = {
    {"API_BUSINESS_PARTNER", "A_BusinessPartner", "cu",
     "BusinessPartner:s10# Customer:s10! Supplier:s10! BusinessPartnerCategory:s1 BusinessPartnerFullName:s81! "
     "BusinessPartnerGrouping:s4 BusinessPartnerName:s81! CorrespondenceLanguage:s2 CreationDate:d! CreationTime:t! "
     "FirstName:s40 Language:s2 LastChangeDate:d! LastChangeTime:t! LastName:s40 LegalForm:s2 OrganizationBPName1:s40 "
     "OrganizationBPName2:s40 OrganizationBPName3:s40 OrganizationBPName4:s40 SearchTerm1:s20 SearchTerm2:s20 "
     "BusinessPartnerIsBlocked:b ETag:s26!* YY1_DoNotSync_bus:b IsMarkedForArchiving:b "
     "BusinessPartnerIDByExtSystem:s20 "
     ">to_BusinessPartnerAddress:A_BusinessPartnerAddress* >to_BusinessPartnerRole:A_BusinessPartnerRole* "
     ">to_BusinessPartnerTax:A_BusinessPartnerTaxNumber* "
     ">to_BusinessPartnerContact:A_BusinessPartnerContact*(BusinessPartnerCompany=BusinessPartner) "
     ">to_Customer:A_Customer(Customer=Customer)"},
    {"API_BUSINESS_PARTNER", "A_BusinessPartnerAddress", "cud",
     "BusinessPartner:s10# AddressID:s10# AdditionalStreetPrefixName:s40 CityName:s40 Country:s3 HouseNumber:s10 "
     "Language:s2 PostalCode:s10 Region:s3 StreetName:s60 StreetPrefixName:s40 StreetSuffixName:s40 "
     ">to_EmailAddress:A_AddressEmailAddress*(AddressID=AddressID) "
     ">to_PhoneNumber:A_AddressPhoneNumber*(AddressID=AddressID) "
     ">to_URLAddress:A_AddressHomePageURL*(AddressID=AddressID)"},
    {"API_BUSINESS_PARTNER", "A_AddressEmailAddress", "cud",
     "AddressID:s10# Person:s10# OrdinalNumber:s3# IsDefaultEmailAddress:b EmailAddress:s241 SearchEmailAddress:s20!"},
    {"API_BUSINESS_PARTNER", "A_AddressPhoneNumber", "cud",
     "AddressID:s10# Person:s10# OrdinalNumber:s3# DestinationLocationCountry:s3 IsDefaultPhoneNumber:b "
     "PhoneNumber:s30 PhoneNumberExtension:s10 InternationalPhoneNumber:s30! PhoneNumberType:s1"},
    {"API_BUSINESS_PARTNER", "A_AddressHomePageURL", "cud",
     "AddressID:s10# Person:s10# OrdinalNumber:s3# ValidityStartDate:d# IsDefaultURLAddress:b# WebsiteURL:s2048"},
    {"API_BUSINESS_PARTNER", "A_BusinessPartnerTaxNumber", "cud",
     "BusinessPartner:s10# BPTaxType:s4# BPTaxNumber:s20 BPTaxLongNumber:s60"},
    {"API_BUSINESS_PARTNER", "A_BusinessPartnerRole", "cu", "BusinessPartner:s10# BusinessPartnerRole:s6#"},
    {"API_BUSINESS_PARTNER", "A_BusinessPartnerContact", "cud",
     "RelationshipNumber:s12# BusinessPartnerCompany:s10# BusinessPartnerPerson:s10# ValidityEndDate:d# "
     "ValidityStartDate:d IsStandardRelationship:b RelationshipCategory:s6 "
     ">to_ContactRelationship:A_BPContactToFuncAndDept"},
    {"API_BUSINESS_PARTNER", "A_BPContactToFuncAndDept", "u",
     "RelationshipNumber:s12# BusinessPartnerCompany:s10# BusinessPartnerPerson:s10# ValidityEndDate:d# "
     "ContactPersonDepartment:s4 ContactPersonFunction:s4 EmailAddress:s241 "
     "PhoneNumber:s30"},
    {"API_BUSINESS_PARTNER", "A_Customer", "u",
     "Customer:s10# CustomerAccountGroup:s4 CustomerName:s80! OrderIsBlockedForCustomer:s2 DeletionIndicator:b "
     "VATRegistration:s20! >to_CustomerSalesArea:A_CustomerSalesArea*"},
    {"API_BUSINESS_PARTNER", "A_CustomerSalesArea", "cu",
     "Customer:s10# SalesOrganization:s4# DistributionChannel:s2# Division:s2# Currency:s5 CustomerPaymentTerms:s4 "
     "CustomerPriceGroup:s2 CustomerPricingProcedure:s2 PriceListType:s2 ShippingCondition:s2 "
     "OrderIsBlockedForCustomer:s2 DeletionIndicator:b"},
    {"API_SALES_ORDER_SRV", "A_SalesOrder", "cud",
     "SalesOrder:s10# SalesOrderType:s4 SalesOrganization:s4 DistributionChannel:s2 OrganizationDivision:s2 "
     "SoldToParty:s10 CreationDate:d! LastChangeDate:d! LastChangeDateTime:m!* ExternalDocumentID:s40! "
     "PurchaseOrderByCustomer:s35 PurchaseOrderByShipToParty:s35 CustomerPurchaseOrderDate:d SalesOrderDate:d "
     "TotalNetAmount:n! OverallDeliveryStatus:s1! OverallOrdReltdBillgStatus:s1! TransactionCurrency:s5 PricingDate:d "
     "RequestedDeliveryDate:d HeaderBillingBlockReason:s2 DeliveryBlockReason:s2 CustomerPaymentTerms:s4 "
     "OverallSDProcessStatus:s1! TotalCreditCheckStatus:s1! OverallTotalDeliveryStatus:s1! "
     "OverallSDDocumentRejectionSts:s1! >to_Item:A_SalesOrderItem* "
     ">to_SubsequentProcFlowDoc:A_SalesOrderSubsqntProcFlow*"},
    {"API_SALES_ORDER_SRV", "A_SalesOrderItem", "cud",
     "SalesOrder:s10!# SalesOrderItem:s6# SalesOrderItemText:s40 Material:s40 MaterialByCustomer:s35 "
     "RequestedQuantity:n RequestedQuantityUnit:s3 OrderQuantityUnit:s3! ConfdDelivQtyInOrderQtyUnit:n! "
     "TransactionCurrency:s5! NetAmount:n! TaxAmount:n! ProductionPlant:s4 SalesDocumentRjcnReason:s2 "
     "SDProcessStatus:s1! DeliveryStatus:s1! OrderRelatedBillingStatus:s1! "
     ">to_PricingElement:A_SalesOrderItemPrElement*"},
    {"API_SALES_ORDER_SRV", "A_SalesOrderItemPrElement", "cud",
     "SalesOrder:s10!# SalesOrderItem:s6!# PricingProcedureStep:s3# PricingProcedureCounter:s3# ConditionType:s4 "
     "ConditionRateValue:n ConditionCurrency:s5 ConditionQuantity:n ConditionQuantityUnit:s3 ConditionAmount:n! "
     "ConditionIsManuallyChanged:b!"},
    {"API_SALES_ORDER_SRV", "A_SalesOrderSubsqntProcFlow", "",
     "SalesOrder:s10# DocRelationshipUUID:g# SubsequentDocument:s10 SubsequentDocumentCategory:s4 CreationDate:d "
     "CreationTime:t"},
    {"API_SALES_QUOTATION_SRV", "A_SalesQuotation", "cud",
     "SalesQuotation:s10# SalesQuotationType:s4 SalesOrganization:s4 DistributionChannel:s2 OrganizationDivision:s2 "
     "SoldToParty:s10 CreationDate:d! LastChangeDate:d! LastChangeDateTime:m!* PurchaseOrderByCustomer:s35 "
     "SalesQuotationDate:d TotalNetAmount:n! TransactionCurrency:s5 RequestedDeliveryDate:d "
     "BindingPeriodValidityStartDate:d BindingPeriodValidityEndDate:d CustomerPaymentTerms:s4 "
     "OverallSDProcessStatus:s1! OverallSDDocumentRejectionSts:s1! >to_Item:A_SalesQuotationItem*"},
    {"API_SALES_QUOTATION_SRV", "A_SalesQuotationItem", "cud",
     "SalesQuotation:s10!# SalesQuotationItem:s6# SalesQuotationItemText:s40 Material:s40 RequestedQuantity:n "
     "RequestedQuantityUnit:s3 TransactionCurrency:s5! NetAmount:n! SalesDocumentRjcnReason:s2 SDProcessStatus:s1!"},
    {"API_BILLING_DOCUMENT_SRV", "A_BillingDocument", "",
     "BillingDocument:s10# SDDocumentCategory:s4 BillingDocumentType:s4 CreationDate:d LastChangeDateTime:m* "
     "SalesOrganization:s4 BillingDocumentDate:d BillingDocumentIsCancelled:b CancelledBillingDocument:s10 "
     "TotalNetAmount:n TransactionCurrency:s5 TaxAmount:n TotalGrossAmount:n PayerParty:s10 CustomerPaymentTerms:s4 "
     "CompanyCode:s4 FiscalYear:s4 AccountingDocument:s10 DocumentReferenceID:s16 SoldToParty:s10 "
     "PurchaseOrderByCustomer:s35 OverallBillingStatus:s1 AccountingPostingStatus:s1 InvoiceClearingStatus:s1 "
     ">to_Item:A_BillingDocumentItem*"},
    {"API_BILLING_DOCUMENT_SRV", "A_BillingDocumentItem", "",
     "BillingDocument:s10# BillingDocumentItem:s6# Material:s40 BillingDocumentItemText:s40 BillingQuantity:n "
     "BillingQuantityUnit:s3 NetAmount:n TransactionCurrency:s5 GrossAmount:n TaxAmount:n ReferenceSDDocument:s10 "
     "SalesDocument:s10 SalesDocumentItem:s6 >to_BillingDocument:A_BillingDocument(BillingDocument=BillingDocument)"},
    {"API_PRODUCT_SRV", "A_Product", "cu",
     "Product:s40# ProductType:s4 CreationDate:d! LastChangeDate:d! LastChangeDateTime:m! IsMarkedForDeletion:b "
     "ProductGroup:s9 BaseUnit:s3 GrossWeight:n ProductStandardID:s18 >to_Description:A_ProductDescription*"},
    {"API_PRODUCT_SRV", "A_ProductDescription", "cud", "Product:s40# Language:s2# ProductDescription:s40"},
    {"API_MATERIAL_STOCK_SRV", "A_MaterialStock", "",
     "Material:s40# MaterialBaseUnit:s3 >to_MatlStkInAcctMod:A_MatlStkInAcctMod*"},
    {"API_MATERIAL_STOCK_SRV", "A_MatlStkInAcctMod", "",
     "Material:s40# Plant:s4# StorageLocation:s4# Batch:s10# Supplier:s10# Customer:s10# WBSElementInternalID:s24# "
     "SDDocument:s10# SDDocumentItem:s6# InventorySpecialStockType:s1# InventoryStockType:s2# "
     "MaterialBaseUnit:s3 MatlWrhsStkQtyInMatlBaseUnit:n"},
    {"API_SLSPRICINGCONDITIONRECORD_SRV", "A_SlsPrcgConditionRecord", "cu",
     "ConditionRecord:s10# ConditionType:s4 ConditionApplication:s2 ConditionValidityStartDate:d "
     "ConditionValidityEndDate:d ConditionRateValue:n ConditionRateValueUnit:s5 ConditionQuantity:n "
     "ConditionQuantityUnit:s3 ConditionIsDeleted:b LastChangeDateTime:m! ETag:s40!* "
     ">to_SlsPrcgCndnRecdValidity:A_SlsPrcgCndnRecdValidity*"},
    {"API_SLSPRICINGCONDITIONRECORD_SRV", "A_SlsPrcgCndnRecdValidity", "",
     "ConditionRecord:s10# ConditionValidityEndDate:d# ConditionValidityStartDate:d ConditionApplication:s2 "
     "ConditionType:s4 Material:s40 Customer:s10 PriceListType:s2"},
    {"API_OPLACCTGDOCITEMCUBE_SRV", "A_OperationalAcctgDocItemCube", "",
     "CompanyCode:s4# FiscalYear:s4# AccountingDocument:s10# AccountingDocumentItem:s3# ClearingDate:d "
     "ClearingAccountingDocument:s10 IsCleared:b FinancialAccountType:s1 DebitCreditCode:s1 BillingDocument:s10 "
     "Customer:s10 NetDueDate:d DunningLevel:s1 PaymentReference:s30 PostingDate:d TransactionCurrency:s5 "
     "AmountInTransactionCurrency:n"},
};

Property property_of(std::string_view word) {
  const std::size_t colon = word.find(':');
  Property out{.name = std::string(word.substr(0, colon))};
  std::string_view rest = word.substr(colon + 1);
  out.key = rest.find('#') != std::string_view::npos;
  out.read_only = rest.find('!') != std::string_view::npos;
  switch (rest.front()) {
    case 'g': out.type = EdmType::guid; break;
    case 'b': out.type = EdmType::boolean; break;
    case 'n': out.type = EdmType::decimal; break;
    case 'd': out.type = EdmType::day; break;
    case 'm': out.type = EdmType::moment; break;
    case 't': out.type = EdmType::time; break;
    default: out.max_length = std::stoul(std::string(rest.substr(1)));
  }
  return out;
}

Navigation navigation_of(std::string_view word) {
  const std::size_t colon = word.find(':'), bracket = std::min(word.find('('), word.size());
  std::string_view target = word.substr(colon + 1, bracket - colon - 1);
  Navigation out{.name = std::string(word.substr(0, colon)), .target = {}, .many = target.ends_with('*')};
  if (out.many) target.remove_suffix(1);
  out.target = target;
  if (bracket < word.size()) {
    const std::string_view link = word.substr(bracket + 1, word.size() - bracket - 2);
    out.theirs = link.substr(0, link.find('='));
    out.ours = link.substr(link.find('=') + 1);
  }
  return out;
}

std::string edm_name(const Property& property) {
  switch (property.type) {
    case EdmType::string: return "Edm.String\" MaxLength=\"" + std::to_string(property.max_length);
    case EdmType::guid: return "Edm.Guid";
    case EdmType::boolean: return "Edm.Boolean";
    case EdmType::decimal: return "Edm.Decimal\" Precision=\"24\" Scale=\"9";
    case EdmType::day: return "Edm.DateTime\" Precision=\"0";
    case EdmType::moment: return "Edm.DateTimeOffset\" Precision=\"7";
    case EdmType::time: return "Edm.Time\" Precision=\"0";
  }
  return "";
}

}  // namespace

const Property* EntityType::property(std::string_view name) const {
  const auto found = std::ranges::find(properties, name, &Property::name);
  return found == properties.end() ? nullptr : &*found;
}

const Navigation* EntityType::navigation(std::string_view name) const {
  const auto found = std::ranges::find(navigations, name, &Navigation::name);
  return found == navigations.end() ? nullptr : &*found;
}

std::vector<const Property*> EntityType::keys() const {
  std::vector<const Property*> out;
  for (const Property& each : properties) {
    if (each.key) out.push_back(&each);
  }
  return out;
}

const std::vector<EntityType>& entity_types() {
  static const std::vector<EntityType> types = [] {
    std::vector<EntityType> out;
    for (const Words& each : all) {
      EntityType type{.service = each.service, .set = each.set};
      const std::string_view may = each.may;
      type.creatable = may.find('c') != std::string_view::npos;
      type.updatable = may.find('u') != std::string_view::npos;
      type.deletable = may.find('d') != std::string_view::npos;
      for (const std::string& word : split(each.words, ' ')) {
        if (word.starts_with('>')) {
          type.navigations.push_back(navigation_of(std::string_view(word).substr(1)));
          continue;
        }
        type.properties.push_back(property_of(word));
        if (word.ends_with('*')) type.etag = type.properties.back().name;
      }
      out.push_back(std::move(type));
    }
    return out;
  }();
  return types;
}

const EntityType* type_of_set(std::string_view set) {
  const auto found = std::ranges::find(entity_types(), set, &EntityType::set);
  return found == entity_types().end() ? nullptr : &*found;
}

bool is_service(std::string_view name) {
  return std::ranges::find(entity_types(), name, &EntityType::service) != entity_types().end();
}

Value nothing_of(const Property& property) {
  switch (property.type) {
    case EdmType::string: return "";
    case EdmType::boolean: return false;
    case EdmType::decimal: return Decimal();
    case EdmType::guid:
    case EdmType::day:
    case EdmType::moment:
    case EdmType::time: break;
  }
  return {};
}

std::string metadata_document(const std::string& service) {
  std::string types, sets;
  for (const EntityType& type : entity_types()) {
    if (type.service != service) continue;
    types += "<EntityType Name=\"" + type.set + "Type\"><Key>";
    for (const Property* key : type.keys()) types += "<PropertyRef Name=\"" + key->name + "\"/>";
    types += "</Key>";
    for (const Property& each : type.properties) {
      types += "<Property Name=\"" + each.name + "\" Type=\"" + edm_name(each) + "\"" +
               (each.key ? " Nullable=\"false\"" : "") +
               (each.read_only || !type.creatable ? " sap:creatable=\"false\" sap:updatable=\"false\"" : "") +
               (each.name == type.etag ? " ConcurrencyMode=\"Fixed\"" : "") + "/>";
    }
    for (const Navigation& each : type.navigations)
      types +=
          "<NavigationProperty Name=\"" + each.name + "\" ToRole=\"" + each.target + (each.many ? "*" : "") + "\"/>";
    types += "</EntityType>";
    sets += "<EntitySet Name=\"" + type.set + "\" EntityType=\"" + service + "." + type.set + "Type\"/>";
  }
  return "<?xml version=\"1.0\" encoding=\"utf-8\"?><edmx:Edmx Version=\"1.0\" "
         "xmlns:edmx=\"http://schemas.microsoft.com/ado/2007/06/edmx\" "
         "xmlns:m=\"http://schemas.microsoft.com/ado/2007/08/dataservices/metadata\" "
         "xmlns:sap=\"http://www.sap.com/Protocols/SAPData\"><edmx:DataServices "
         "m:DataServiceVersion=\"2.0\"><Schema Namespace=\"" +
         service + "\" xmlns=\"http://schemas.microsoft.com/ado/2008/09/edm\">" + types + "<EntityContainer>" + sets +
         "</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>";
}

}  // namespace syncline::sandbox::sap
