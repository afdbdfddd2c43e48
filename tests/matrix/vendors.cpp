#include "tests/matrix/vendors.h"

#include "sandbox/bitrix24/bitrix24_vendor.h"
#include "sandbox/business_central/business_central_vendor.h"
#include "sandbox/customermates/customermates_vendor.h"
#include "sandbox/hubspot/hubspot_vendor.h"
#include "sandbox/odoo/odoo_erp_vendor.h"
#include "sandbox/salesforce/salesforce_vendor.h"
#include "sandbox/sap_s4hana/sap_vendor.h"
#include "sandbox/tryton/tryton_vendor.h"
#include "sandbox/weclapp/weclapp_vendor.h"

namespace syncline::matrix {

using namespace sandbox;

const std::vector<CrmSide>& crms() {
  static const std::vector<CrmSide> all{
      {std::make_shared<SalesforceVendor>(), "Salesforce"},
      {std::make_shared<HubspotVendor>(),
       "HubSpot",
       {{Part::invoice_records, "the connector makes no invoices in HubSpot: what the ERP charges shows at the deal"}}},
      {std::make_shared<Bitrix24Vendor>(), "Bitrix24"},
      {std::make_shared<CustomermatesVendor>(),
       "Customermates",
       {{Part::invoice_records, "Customermates has no invoices: what the ERP charges shows at the deal"}}},
      {std::make_shared<CustomermatesVendor>(true),
       "Customermates, API records",
       {{Part::invoice_records, "Customermates has no invoices: what the ERP charges shows at the deal"}}}};
  return all;
}

const std::vector<ErpSide>& erps() {
  static const std::vector<ErpSide> all{
      {std::make_shared<OdooErpVendor>(), "Odoo 19"},
      {std::make_shared<TrytonVendor>(), "Tryton 6.0"},
      {std::make_shared<WeclappVendor>(), "weclapp"},
      {std::make_shared<BusinessCentralVendor>(),
       "Business Central",
       {{Part::confirmation, "Business Central's API cannot release an order: it is a draft until a person does"}}},
      {std::make_shared<SapVendor>(),
       "SAP S/4HANA",
       {{Part::prompt_edits, "a changed phone number does not touch a partner's stamp: the nightly sweep finds it"},
        {Part::shipped_amount, "S/4HANA's orders do not say what was delivered of a line"},
        {Part::part_payments, "S/4HANA clears an item whole: a part shows when the rest is paid"}}}};
  return all;
}

const char* name_of(Part part) {
  switch (part) {
    case Part::prompt_edits: return "edits within a poll";
    case Part::prices: return "list prices";
    case Part::confirmation: return "confirmed at once";
    case Part::shipped_amount: return "the shipped amount";
    case Part::invoice_records: return "invoices in the CRM";
    case Part::part_payments: return "payments in part";
  }
  return "";
}

}  // namespace syncline::matrix
