#include "sandbox/bitrix24/schema.h"

#include <algorithm>

#include "base/text.h"

namespace syncline::sandbox::bitrix24 {
namespace {

std::vector<Field> joined(std::vector<Field> a, const std::vector<Field>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

const std::vector<Field> made_elsewhere{{"originatorId"}, {"originId"}};
const std::vector<Field> of_sales{{"title"},
                                  {"stageId", Type::stage},
                                  {"companyId", Type::integer},
                                  {"contactId", Type::integer},
                                  {"currencyId"},
                                  {"begindate", Type::date},
                                  {"closedate", Type::date},
                                  {"opportunity", Type::number},
                                  {"comments"},
                                  {"assignedById", Type::integer},
                                  {"isManualOpportunity", Type::boolean},
                                  {"taxValue", Type::number, true}};

Kind company() {
  return {.name = "company",
          .type_id = 4,
          .owner_type = "CO",
          .fields = joined(made_elsewhere, {{"title"},
                                            {"industry"},
                                            {"comments"},
                                            {"assignedById", Type::integer},
                                            {"UF_CRM_ERP_ARCHIVED", Type::boolean},
                                            {"UF_CRM_ERP_NUMBER"},
                                            {"UF_CRM_ERP_COUNTRY"},
                                            {"UF_CRM_ERP_PAYMENT_TERMS"},
                                            {"UF_CRM_ERP_CREDIT_STATUS"},
                                            {"UF_CRM_ERP_OPEN_AMOUNT", Type::number},
                                            {"UF_CRM_ERP_DUNNING_LEVEL", Type::integer},
                                            {"UF_CRM_ERP_DO_NOT_SYNC", Type::boolean}}),
          .has_multifields = true};
}

Kind contact() {
  return {.name = "contact",
          .type_id = 3,
          .owner_type = "C",
          .fields = joined(made_elsewhere, {{"name"},
                                            {"lastName"},
                                            {"post"},
                                            {"comments"},
                                            {"companyId", Type::integer},
                                            {"assignedById", Type::integer},
                                            {"UF_CRM_ERP_ARCHIVED", Type::boolean},
                                            {"UF_CRM_ERP_DO_NOT_SYNC", Type::boolean}}),
          .has_multifields = true};
}

Kind deal() {
  return {.name = "deal",
          .type_id = 2,
          .owner_type = "D",
          .fields = joined(joined(made_elsewhere, of_sales), {{"categoryId", Type::integer},
                                                              {"probability", Type::integer},
                                                              {"UF_CRM_ERP_ARCHIVED", Type::boolean},
                                                              {"UF_CRM_ERP_ORDER_NUMBER"},
                                                              {"UF_CRM_ERP_ORDER_STATUS"},
                                                              {"UF_CRM_ERP_SHIPPED_AMOUNT", Type::number},
                                                              {"UF_CRM_ERP_INVOICED_AMOUNT", Type::number},
                                                              {"UF_CRM_ERP_PAID_AMOUNT", Type::number},
                                                              {"UF_CRM_ERP_OPEN_AMOUNT", Type::number},
                                                              {"UF_CRM_ERP_INVOICE_NUMBER"},
                                                              {"UF_CRM_ERP_PAYMENT_STATUS"},
                                                              {"UF_CRM_ERP_PAYMENT_DATE", Type::date},
                                                              {"UF_CRM_ERP_DUNNING_LEVEL", Type::integer},
                                                              {"UF_CRM_ERP_SYNC_PROBLEM"}})};
}

Kind quote() {
  return {.name = "quote",
          .type_id = 7,
          .owner_type = "Q",
          .fields = joined(of_sales, {{"quoteNumber", Type::text, true},
                                      {"dealId", Type::integer},
                                      {"actualDate", Type::date},
                                      {"UF_CRM_QUOTE_ERP_ID"},
                                      {"UF_CRM_QUOTE_ERP_ARCHIVED", Type::boolean}})};
}

Kind invoice() {
  return {.name = "invoice",
          .type_id = 31,
          .owner_type = "SI",
          .fields = joined(of_sales, {{"xmlId"},
                                      {"accountNumber"},
                                      {"parentId2", Type::integer},
                                      {"UF_CRM_SMART_INVOICE_ERP_ARCHIVED", Type::boolean},
                                      {"UF_CRM_SMART_INVOICE_ERP_STATUS"},
                                      {"UF_CRM_SMART_INVOICE_ERP_PAYMENT_DATE", Type::date},
                                      {"UF_CRM_SMART_INVOICE_ERP_NET", Type::number},
                                      {"UF_CRM_SMART_INVOICE_ERP_TAX", Type::number},
                                      {"UF_CRM_SMART_INVOICE_ERP_PAID", Type::number},
                                      {"UF_CRM_SMART_INVOICE_ERP_OPEN", Type::number},
                                      {"UF_CRM_SMART_INVOICE_ERP_DUNNING_LEVEL", Type::integer},
                                      {"UF_CRM_SMART_INVOICE_ERP_REFERENCE"}})};
}

/// A smart process "Credit notes", the seventh type of the portal.
Kind credit_note() {
  return {.name = "credit_note",
          .type_id = 1032,
          .owner_type = "T408",
          .fields = joined(of_sales, {{"xmlId"},
                                      {"parentId31", Type::integer},
                                      {"UF_CRM_7_ERP_ARCHIVED", Type::boolean},
                                      {"UF_CRM_7_ERP_STATUS"},
                                      {"UF_CRM_7_ERP_NET", Type::number},
                                      {"UF_CRM_7_ERP_TAX", Type::number},
                                      {"UF_CRM_7_ERP_PAID", Type::number},
                                      {"UF_CRM_7_ERP_OPEN", Type::number},
                                      {"UF_CRM_7_ERP_REFERENCE"}})};
}

/// A smart process "Payments", the ninth.
Kind payment() {
  return {.name = "payment",
          .type_id = 1036,
          .owner_type = "T40c",
          .fields = joined(of_sales, {{"xmlId"},
                                      {"parentId31", Type::integer},
                                      {"UF_CRM_9_ERP_ARCHIVED", Type::boolean},
                                      {"UF_CRM_9_ERP_DIRECTION"},
                                      {"UF_CRM_9_ERP_REFERENCE"}})};
}

Kind requisite() {
  return {.name = "requisite",
          .family = Family::texts,
          .id = "ID",
          .created = "DATE_CREATE",
          .changed = "DATE_MODIFY",
          .fields = {{"ENTITY_TYPE_ID", Type::integer},
                     {"ENTITY_ID", Type::integer},
                     {"PRESET_ID", Type::integer},
                     {"NAME"},
                     {"ACTIVE", Type::boolean},
                     {"SORT", Type::integer},
                     {"XML_ID"},
                     {"RQ_VAT_ID"},
                     {"RQ_INN"},
                     {"RQ_EDRPOU"},
                     {"RQ_USRLE"},
                     {"RQ_COMPANY_NAME"},
                     {"RQ_COMPANY_FULL_NAME"}}};
}

Kind address() {
  return {.name = "address",
          .family = Family::texts,
          .id = "ID",
          .fields = {{"TYPE_ID", Type::integer},
                     {"ENTITY_TYPE_ID", Type::integer},
                     {"ENTITY_ID", Type::integer},
                     {"ANCHOR_TYPE_ID", Type::integer},
                     {"ANCHOR_ID", Type::integer},
                     {"ADDRESS_1"},
                     {"ADDRESS_2"},
                     {"CITY"},
                     {"POSTAL_CODE"},
                     {"REGION"},
                     {"PROVINCE"},
                     {"COUNTRY"},
                     {"COUNTRY_CODE"}}};
}

Kind row() {
  return {.name = "row",
          .family = Family::catalog,
          .fields = {{"ownerId", Type::integer},
                     {"ownerType"},
                     {"productId", Type::integer},
                     {"productName"},
                     {"price", Type::number},
                     {"priceAccount", Type::number},
                     {"priceExclusive", Type::number},
                     {"priceNetto", Type::number},
                     {"priceBrutto", Type::number},
                     {"quantity", Type::number},
                     {"discountTypeId", Type::integer},
                     {"discountRate", Type::number},
                     {"discountSum", Type::number},
                     {"taxRate", Type::number},
                     {"taxIncluded", Type::boolean},
                     {"customized", Type::boolean},
                     {"measureCode", Type::integer},
                     {"measureName"},
                     {"sort", Type::integer},
                     {"xmlId"},
                     {"type", Type::integer}}};
}

Kind product() {
  return {.name = "product",
          .family = Family::catalog,
          .created = "dateCreate",
          .changed = "timestampX",
          .fields = {{"iblockId", Type::integer},
                     {"name"},
                     {"active", Type::boolean},
                     {"code"},
                     {"xmlId"},
                     {"detailText"},
                     {"measure", Type::integer},
                     {"quantity", Type::number},
                     {"type", Type::integer, true},
                     {"vatIncluded", Type::boolean},
                     {"property108"}}};
}

Kind price() {
  return {.name = "price",
          .family = Family::catalog,
          .changed = "timestampX",
          .fields = {
              {"productId", Type::integer}, {"catalogGroupId", Type::integer}, {"price", Type::number}, {"currency"}}};
}

Kind comment() {
  return {.name = "comment",
          .family = Family::texts,
          .id = "ID",
          .created = "CREATED",
          .fields = {{"ENTITY_ID", Type::integer}, {"ENTITY_TYPE"}, {"COMMENT"}}};
}

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all{company(),   contact(), deal(), quote(),   invoice(), credit_note(), payment(),
                                     requisite(), address(), row(),  product(), price(),   comment()};
  return all;
}

}  // namespace

const Field* Kind::field(std::string_view wanted) const {
  const auto found = std::ranges::find(fields, wanted, &Field::name);
  return found == fields.end() ? nullptr : &*found;
}

const Kind& kind_named(std::string_view name) { return *std::ranges::find(kinds(), name, &Kind::name); }

const Kind* kind_of_type(std::int64_t type_id) {
  const auto found =
      std::ranges::find_if(kinds(), [&](const Kind& each) { return each.type_id != 0 && each.type_id == type_id; });
  return found == kinds().end() ? nullptr : &*found;
}

const Kind* kind_of_owner(std::string_view owner_type) {
  const auto found = std::ranges::find_if(
      kinds(), [&](const Kind& each) { return !owner_type.empty() && each.owner_type == owner_type; });
  return found == kinds().end() ? nullptr : &*found;
}

const std::vector<Stage>& stages() {
  static const std::vector<Stage> all{{"deal", "NEW", "New"},
                                      {"deal", "PREPARATION", "Create papers"},
                                      {"deal", "PREPAYMENT_INVOICE", "Invoice"},
                                      {"deal", "EXECUTING", "In progress"},
                                      {"deal", "FINAL_INVOICE", "Final invoice"},
                                      {"deal", "WON", "Deal won"},
                                      {"deal", "LOSE", "Deal lost"},
                                      {"quote", "DRAFT", "Draft"},
                                      {"quote", "SENT", "Sent to client"},
                                      {"quote", "APPROVED", "Accepted"},
                                      {"quote", "DECLAINED", "Declined"},
                                      {"invoice", "DT31_2:N", "New"},
                                      {"invoice", "DT31_2:P", "Paid"},
                                      {"invoice", "DT31_2:D", "Not paid"},
                                      {"credit_note", "DT1032_8:NEW", "Begin"},
                                      {"payment", "DT1036_9:NEW", "Begin"}};
  return all;
}

std::string camel_name(std::string_view original) {
  std::string out;
  for (const std::string& word : split(original, '_')) {
    std::string lower = to_lower(word);
    if (!out.empty() && !lower.empty() && lower[0] >= 'a') lower[0] = static_cast<char>(lower[0] - 'a' + 'A');
    out += lower;
  }
  return out;
}

}  // namespace syncline::sandbox::bitrix24
