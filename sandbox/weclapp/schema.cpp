#include "sandbox/weclapp/schema.h"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "base/text.h"

namespace syncline::sandbox::weclapp {
namespace {

// One line per entity: name, "w" when it can be written or "-" when it only is a part, then its properties:
// name:type, with "-" behind what is read-only and "!" behind what always has a value. Types: text(most), decimal, int,
// bool, time, >entity (a reference), a|b (a choice), [>entity] (list of ids), [entity] (list within), {entity}
// (within).
constexpr const char* tables = R"(
party w partyType:ORGANIZATION|PERSON! company:text(1000) company2:text(1000) firstName:text(1000) lastName:text(1000) salutation:COMPANY|FAMILY|MR|MRS|NO_SALUTATION email:text(1000) phone:text(1000) mobilePhone1:text(1000) website:text(1000) description:text customer:bool! supplier:bool! competitor:bool! salesPartner:bool! customerNumber:text(1000) supplierNumber:text(1000) referenceNumber:text(1000) vatIdentificationNumber:text(1000) currencyId:>currency customerTermOfPaymentId:>termOfPayment customerCreditLimit:decimal customerBlocked:bool! invoiceBlock:bool! customerDeliveryBlock:bool! optInEmail:bool! responsibleUserId:>user parentPartyId:>party primaryContactId:>party customerSalesChannel:NET1|NET2|GROSS1 customerBusinessType:B2B|B2C|B2G! tags:texts contacts:[>party] addresses:[address] customAttributes:[customAttribute]
address - street1:text(1000) street2:text(1000) zipcode:text(1000) city:text(1000) state:text(1000) countryCode:text(5) company:text(1000) firstName:text(1000) lastName:text(1000) phoneNumber:text(1000) primaryAddress:bool invoiceAddress:bool deliveryAddress:bool
article w articleNumber:text(1000)! name:text(300)! description:text shortDescription1:text ean:text(18) matchCode:text(1000) manufacturerPartNumber:text(300) articleType:BASIC|STORABLE|SERVICE|SALES_BILL_OF_MATERIAL|SHIPPING_COST! unitId:>unit! articleCategoryId:>articleCategory taxRateType:STANDARD|REDUCED|ZERO! active:bool! availableInSale:bool! productionArticle:bool! minimumStockQuantity:decimal articlePrices:[articlePriceWithoutArticleReference] customAttributes:[customAttribute]
articlePriceWithoutArticleReference - price:decimal! currencyId:>currency! salesChannel:NET1|NET2|GROSS1! priceScaleType:SCALE_FROM|SCALE_TO! priceScaleValue:decimal! startDate:time endDate:time customerId:>party
salesOrder w orderNumber:text(30)! orderNumberAtCustomer:text(64) customerId:>party orderDate:time! status:ORDER_ENTRY_IN_PROGRESS|ORDER_CONFIRMATION_PRINTED|CLOSED|CANCELLED|MANUALLY_CLOSED! recordCurrencyId:>currency termOfPaymentId:>termOfPayment plannedDeliveryDate:time note:text(512) description:text commission:text(255) headerDiscount:decimal responsibleUserId:>user salesChannel:NET1|NET2|GROSS1 warehouseId:>warehouse quotationId:>quotation- salesOrderPaymentType:STANDARD|PREPAYMENT! template:bool! sentToRecipient:bool! netAmount:decimal- grossAmount:decimal- invoiced:bool- paid:bool- shipped:bool- servicesFinished:bool- orderItems:[salesOrderItem] customAttributes:[customAttribute]
salesOrderItem - articleId:>article title:text(1000) description:text quantity:decimal unitId:>unit unitPrice:decimal manualUnitPrice:bool discountPercentage:decimal taxId:>tax itemType:DEFAULT|FREE_TEXT|SERVICE positionNumber:int groupName:text(1000) note:text(1000) netAmount:decimal- grossAmount:decimal- shippedQuantity:decimal- invoicedQuantity:decimal-
quotation w quotationNumber:text(30)! customerId:>party quotationDate:time! validTo:time status:OPEN|ACCEPTED|REJECTED|CANCELLED|INQUIRED! activeVersion:bool! template:bool! sentToRecipient:bool! recordCurrencyId:>currency termOfPaymentId:>termOfPayment rejectionReason:text note:text(512) description:text headerDiscount:decimal responsibleUserId:>user salesChannel:NET1|NET2|GROSS1 quotationType:SALES_ORDER|NONE! netAmount:decimal- grossAmount:decimal- quotationItems:[quotationItem] customAttributes:[customAttribute]
quotationItem - articleId:>article title:text(1000) description:text quantity:decimal unitId:>unit unitPrice:decimal manualUnitPrice:bool discountPercentage:decimal taxId:>tax itemType:DEFAULT|FREE_TEXT|SERVICE positionNumber:int alternative:bool optional:bool netAmount:decimal- grossAmount:decimal-
salesInvoice w invoiceNumber:text(255)! invoiceDate:time! dueDate:time salesInvoiceType:STANDARD_INVOICE|CREDIT_NOTE|PREPAYMENT_INVOICE|PART_PAYMENT_INVOICE|FINAL_INVOICE|ADVANCE_PAYMENT_INVOICE|RETAIL_INVOICE! status:NEW|DOCUMENT_CREATED|OPEN_ITEM_CREATED|ENTRY_COMPLETED|CANCELLED! paymentStatus:CLEARED_WITH_CREDIT_NOTE|CREDIT_NOTE_CLEARED|NO_OPEN_ITEM|OPEN|PAID|UNKNOWN! paid:bool- customerId:>party recordCurrencyId:>currency orderNumberAtCustomer:text(255) precedingSalesInvoiceId:>salesInvoice- sentToRecipient:bool! salesOrders:[>salesOrder] netAmount:decimal- grossAmount:decimal- salesInvoiceItems:[salesInvoiceItem] customAttributes:[customAttribute]
salesInvoiceItem - articleId:>article title:text(1000) description:text quantity:decimal unitId:>unit unitPrice:decimal manualUnitPrice:bool discountPercentage:decimal taxId:>tax itemType:DEFAULT|FREE_TEXT|SERVICE positionNumber:int netAmount:decimal- grossAmount:decimal-
salesOpenItem r amount:decimal! amountDiscount:decimal! amountOpen:decimal! amountPaid:decimal! cleared:bool! clearanceDate:time openItemNumber:text(255)! openItemType:DEBTOR|CREDIT_NOTE_DEBITOR! salesInvoiceId:>salesInvoice- paymentApplications:[paymentApplication]
paymentApplication - amountApplied:decimal! amountDiscountApplied:decimal! bankTransactionId:text
articlePrice r articleId:>article! price:decimal! currencyId:>currency! salesChannel:NET1|NET2|GROSS1! priceScaleType:SCALE_FROM|SCALE_TO! priceScaleValue:decimal! startDate:time endDate:time customerId:>party
warehouse r name:text(150)! shortIdentifier:text(1000) active:bool-
warehouseStock r articleId:>article! warehouseId:>warehouse! storagePlaceId:text! quantity:decimal inboundDate:time!
warehouseStockMovement r articleId:>article! quantity:decimal! postingDate:time! stockMovementType:IN|OUT!
shipment r shipmentNumber:text(255) salesOrders:[>salesOrder] status:NEW|SHIPPED|CANCELLED
currency r name:text(150)! currencySymbol:text(8)
unit r name:text(150)! description:text(60)
termOfPayment r name:text(255) numberOfDays:int
articleCategory r name:text(120)!
user r username:text(256)- email:text(256)! firstName:text(50) lastName:text(50)
tax r name:text(256)! taxValue:decimal! taxType:SALES|PURCHASE!
customAttributeDefinition r attributeKey:text(256)! label:text(1000)! attributeType:BOOLEAN|DATE|DECIMAL|INTEGER|LARGE_TEXT|LIST|STRING! active:bool! entities:texts selectableValues:[customAttributeDefinitionListValue]
customAttributeDefinitionListValue - value:text(1000) active:bool
customAttribute v attributeDefinitionId:>customAttributeDefinition stringValue:text numberValue:decimal booleanValue:bool dateValue:time selectedValueId:text
webhook w entityName:text(255)! url:text(1000)! requestMethod:GET|POST! atCreate:bool! atUpdate:bool! atDelete:bool! deactivatedDate:time errorMessage:text(255)
)";

Property property_of(std::string word) {
  Property out;
  for (; word.back() == '-' || word.back() == '!'; word.pop_back())
    (word.back() == '-' ? out.read_only : out.mandatory) = true;
  const std::size_t colon = word.find(':');
  out.name = word.substr(0, colon);
  std::string type = word.substr(colon + 1);
  if (type.starts_with("[>")) {
    out.kind = Kind::ids;
    out.target = type.substr(2, type.size() - 3);
  } else if (type.starts_with('[')) {
    out.target = type.substr(1, type.size() - 2);
    out.kind = out.target == "customAttribute" ? Kind::values : Kind::entities;
  } else if (type.starts_with('>')) {
    out.kind = Kind::reference;
    out.target = type.substr(1);
  } else if (type.find('|') != std::string::npos) {
    out.kind = Kind::choice;
    out.choices = split(type, '|');
  } else if (type.starts_with("text")) {
    if (type == "texts") out.kind = Kind::object;
    if (const std::size_t open = type.find('('); open != std::string::npos)
      std::from_chars(type.data() + open + 1, type.data() + type.size() - 1, out.max_length);
  } else {
    out.kind = type == "decimal" ? Kind::decimal
               : type == "int"   ? Kind::integer
               : type == "bool"  ? Kind::boolean
                                 : Kind::moment;
  }
  return out;
}

std::map<std::string, Entity, std::less<>> parsed() {
  std::map<std::string, Entity, std::less<>> out;
  std::istringstream lines(tables);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    std::istringstream words(line);
    Entity entity;
    std::string use;
    words >> entity.name >> use;
    entity.can_write = use == "w";
    entity.has_id = use != "v";
    if (entity.has_id) {
      for (const char* name : {"id", "version"}) entity.properties.push_back({.name = name, .read_only = true});
      for (const char* name : {"createdDate", "lastModifiedDate"})
        entity.properties.push_back({.name = name, .kind = Kind::moment, .read_only = true});
    }
    for (std::string word; words >> word;) entity.properties.push_back(property_of(word));
    out.emplace(entity.name, std::move(entity));
  }
  return out;
}

}  // namespace

const Property* Entity::property(std::string_view wanted) const {
  const auto found = std::ranges::find(properties, wanted, &Property::name);
  return found == properties.end() ? nullptr : &*found;
}

const std::map<std::string, Entity, std::less<>>& entities() {
  static const auto all = parsed();
  return all;
}

const Entity* find_entity(std::string_view name) {
  const auto found = entities().find(name);
  return found == entities().end() ? nullptr : &found->second;
}

}  // namespace syncline::sandbox::weclapp
