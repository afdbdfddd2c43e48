// The models of selling.
#include <array>

#include "sandbox/odoo/schema.h"

namespace syncline::sandbox::odoo {
namespace {

using enum FieldKind;

constexpr std::array lead_types{Choice{"lead", "Lead"}, Choice{"opportunity", "Opportunity"}};
constexpr std::array won_states{Choice{"won", "Won"}, Choice{"lost", "Lost"}, Choice{"pending", "Pending"}};
constexpr std::array product_types{Choice{"consu", "Goods"}, Choice{"service", "Service"}, Choice{"combo", "Combo"}};
constexpr std::array order_states{Choice{"draft", "Quotation"}, Choice{"sent", "Quotation Sent"},
                                  Choice{"sale", "Sales Order"}, Choice{"cancel", "Cancelled"}};
constexpr std::array line_types{Choice{"line_section", "Section"}, Choice{"line_note", "Note"}};
constexpr std::array applied_on{Choice{"3_global", "All Products"}, Choice{"1_product", "Product"},
                                Choice{"0_product_variant", "Product Variant"}};
constexpr std::array price_types{Choice{"fixed", "Fixed Price"}, Choice{"percentage", "Discount"}};

Model lead() {
  return {"crm.lead",
          "Lead",
          "id desc",
          true,
          {{"name", text, "Opportunity"},
           {"type", selection, "Type", "", false, lead_types},
           {"active", boolean, "Active"},
           {"partner_id", many2one, "Customer", "res.partner"},
           {"stage_id", many2one, "Stage", "crm.stage"},
           {"won_status", selection, "Won/Lost", "", true, won_states},
           {"probability", monetary, "Probability"},
           {"expected_revenue", monetary, "Expected Revenue"},
           {"company_currency", many2one, "Currency", "res.currency", true},
           {"date_deadline", date, "Expected Closing"},
           {"date_closed", datetime, "Closed Date", "", true},
           {"user_id", many2one, "Salesperson", "res.users"},
           {"description", html, "Notes"},
           {"order_ids", one2many, "Orders", "sale.order", false, {}, "opportunity_id"},
           {"x_erp_order_number", text, "Erp order number"},
           {"x_order_status", text, "Order status"},
           {"x_shipped_amount", monetary, "Shipped amount"},
           {"x_invoiced_amount", monetary, "Invoiced amount"},
           {"x_paid_amount", monetary, "Paid amount"},
           {"x_open_amount", monetary, "Open amount"},
           {"x_erp_invoice_number", text, "Erp invoice number"},
           {"x_payment_status", text, "Payment status"},
           {"x_payment_date", date, "Payment date"},
           {"x_dunning_level", integer, "Dunning level"},
           {"x_sync_problem", text, "Sync problem"},
           {"x_do_not_sync", boolean, "Do not sync"}}};
}

Model order() {
  return {"sale.order",
          "Sales Order",
          "date_order desc, id desc",
          true,
          {{"name", text, "Order Reference", "", true},
           {"partner_id", many2one, "Customer", "res.partner"},
           {"opportunity_id", many2one, "Opportunity", "crm.lead"},
           {"client_order_ref", text, "Customer Reference"},
           {"origin", text, "Source Document"},
           {"state", selection, "Status", "", false, order_states},
           {"date_order", datetime, "Order Date"},
           {"validity_date", date, "Expiration"},
           {"commitment_date", datetime, "Delivery Date"},
           {"payment_term_id", many2one, "Payment Terms", "account.payment.term"},
           {"currency_id", many2one, "Currency", "res.currency", true},
           {"user_id", many2one, "Salesperson", "res.users"},
           {"note", html, "Terms and conditions"},
           {"amount_untaxed", monetary, "Untaxed Amount", "", true},
           {"amount_tax", monetary, "Taxes", "", true},
           {"amount_total", monetary, "Total", "", true},
           {"order_line", one2many, "Order Lines", "sale.order.line", false, {}, "order_id"}}};
}

Model order_line() {
  return {"sale.order.line",
          "Sales Order Line",
          "order_id, sequence, id",
          true,
          {{"order_id", many2one, "Order Reference", "sale.order"},
           {"sequence", integer, "Sequence"},
           {"display_type", selection, "Display Type", "", false, line_types},
           {"is_downpayment", boolean, "Is a down payment"},
           {"state", selection, "Order Status", "", true, order_states},
           {"product_id", many2one, "Product", "product.product"},
           {"name", text, "Description"},
           {"product_uom_qty", monetary, "Quantity"},
           {"product_uom_id", many2one, "Unit", "uom.uom"},
           {"price_unit", monetary, "Unit Price"},
           {"discount", monetary, "Discount (%)"},
           {"price_subtotal", monetary, "Subtotal", "", true},
           {"qty_delivered", monetary, "Delivery Quantity"}}};
}

Model product() {
  return {"product.product",
          "Product Variant",
          "default_code, name, id",
          true,
          {{"default_code", text, "Internal Reference"},
           {"name", text, "Name"},
           {"description_sale", text, "Sales Description"},
           {"type", selection, "Product Type", "", false, product_types},
           {"list_price", monetary, "Sales Price"},
           {"currency_id", many2one, "Currency", "res.currency", true},
           {"categ_id", many2one, "Product Category", "product.category"},
           {"uom_id", many2one, "Unit", "uom.uom"},
           {"sale_ok", boolean, "Sales"},
           {"active", boolean, "Active"},
           {"x_stock_quantity", monetary, "Stock quantity"},
           {"x_availability", text, "Availability"}}};
}

Model price() {
  return {"product.pricelist.item",
          "Pricelist Rule",
          "applied_on, min_quantity desc, id desc",
          true,
          {{"pricelist_id", many2one, "Pricelist", "product.pricelist"},
           {"applied_on", selection, "Apply On", "", false, applied_on},
           {"product_id", many2one, "Variant", "product.product"},
           {"compute_price", selection, "Price Type", "", false, price_types},
           {"min_quantity", monetary, "Min. Quantity"},
           {"fixed_price", monetary, "Fixed Price"},
           {"currency_id", many2one, "Currency", "res.currency", true},
           {"date_start", datetime, "Start Date"},
           {"date_end", datetime, "End Date"}}};
}

Model message() {
  return {"mail.message",
          "Message",
          "id desc",
          false,
          {{"model", text, "Related Document Model"},
           {"res_id", integer, "Related Document ID"},
           {"author_id", many2one, "Author", "res.partner"},
           {"message_type", text, "Type"},
           {"subject", text, "Subject"},
           {"body", html, "Contents"}}};
}

Model attachment() {
  return {"ir.attachment",
          "Attachment",
          "id desc",
          true,
          {{"name", text, "Name"},
           {"description", text, "Description"},
           {"res_model", text, "Resource Model"},
           {"res_id", integer, "Resource ID"},
           {"type", text, "Type"},
           {"mimetype", text, "Mime Type"},
           {"datas", text, "File Content (base64)"},
           {"file_size", integer, "File Size"},
           {"checksum", text, "Checksum/SHA1"}}};
}

Model erp_invoice() {
  return {"x_erp_invoice",
          "ERP invoice",
          "id",
          true,
          {{"x_name", text, "Name"},
           {"x_kind", text, "Kind"},
           {"x_partner_id", many2one, "Partner", "res.partner"},
           {"x_deal_id", many2one, "Deal", "crm.lead"},
           {"x_invoice_id", many2one, "Invoice", "x_erp_invoice"},
           {"x_status", text, "Status"},
           {"x_invoice_date", date, "Invoice date"},
           {"x_due_date", date, "Due date"},
           {"x_payment_date", date, "Payment date"},
           {"x_currency", text, "Currency"},
           {"x_net", monetary, "Net"},
           {"x_tax", monetary, "Tax"},
           {"x_total", monetary, "Total"},
           {"x_paid", monetary, "Paid"},
           {"x_open", monetary, "Open"},
           {"x_dunning_level", integer, "Dunning level"},
           {"x_reference", text, "Reference"}}};
}

Model erp_payment() {
  return {"x_erp_payment",
          "ERP payment",
          "id",
          true,
          {{"x_name", text, "Name"},
           {"x_partner_id", many2one, "Partner", "res.partner"},
           {"x_invoice_id", many2one, "Invoice", "x_erp_invoice"},
           {"x_date", date, "Date"},
           {"x_amount", monetary, "Amount"},
           {"x_currency", text, "Currency"},
           {"x_direction", text, "Direction"},
           {"x_reference", text, "Reference"}}};
}

Model named(std::string_view model, std::string_view label) {
  return {model, label, "id", false, {{"name", text, "Name"}, {"active", boolean, "Active"}}};
}

}  // namespace

std::vector<Model> sales_models() {
  Model stage = named("crm.stage", "CRM Stages");
  stage.fields.push_back({"sequence", integer, "Sequence"});
  stage.fields.push_back({"is_won", boolean, "Is Won Stage?"});
  Model category = named("product.category", "Product Category");
  category.fields.push_back({"complete_name", text, "Complete Name"});
  std::vector<Model> all;
  for (const Model& each :
       {lead(), order(), order_line(), product(), price(), message(), attachment(), erp_invoice(), erp_payment(), stage,
        category, named("res.currency", "Currency"), named("uom.uom", "Unit"), named("product.pricelist", "Pricelist")})
    all.push_back(with_log(each));
  return all;
}

}  // namespace syncline::sandbox::odoo
