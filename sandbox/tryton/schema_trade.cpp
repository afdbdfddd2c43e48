#include "sandbox/tryton/schema_parts.h"

namespace syncline::sandbox::tryton {
namespace {

using enum FieldKind;

std::vector<Model> catalogue() {
  return {model_with("product.uom", "Unit of Measure", Access::read_only, "name", {{"name"}, {"id"}},
                     {{"name", "Name", text, {}, {}, true},
                      {"symbol", "Symbol", text, {}, {}, true},
                      {"digits", "Display Digits", integer},
                      {"active", "Active", boolean}}),
          model_with("product.category", "Product Category", Access::read_only, "name", {{"name"}, {"id"}},
                     {{"name", "Name", text, {}, {}, true},
                      {"accounting", "Accounting", boolean},
                      {"customer_taxes", "Customer Taxes", many2many, "account.tax"}}),
          model_with("product.template", "Product Template", Access::read_only, "name", {{"name"}, {"id"}},
                     {{"name", "Name", text, {}, {}, true},
                      {"code", "Code", text},
                      {"type", "Type", choice, {}, {}, true},
                      {"default_uom", "Default UOM", many2one, "product.uom", {}, true, OnDelete::restrict},
                      {"sale_uom", "Sale UOM", many2one, "product.uom", {}, false, OnDelete::restrict},
                      {"salable", "Salable", boolean},
                      {"list_price", "List Price", decimal},
                      {"account_category", "Account Category", many2one, "product.category"},
                      {"categories", "Categories", many2many, "product.category"},
                      {"products", "Variants", one2many, "product.product", "template"},
                      {"active", "Active", boolean}}),
          model_with("product.product", "Product Variant", Access::read_only, "code", {{"code"}, {"id"}},
                     {{"template", "Product Template", many2one, "product.template", {}, true, OnDelete::cascade},
                      {"suffix_code", "Suffix Code", text},
                      {"code", "Code", text},
                      {"description", "Description", long_text},
                      {"active", "Active", boolean},
                      derived({"name", "Name", text}),
                      derived({"type", "Type", choice}),
                      derived({"list_price", "List Price", decimal}),
                      derived({"default_uom", "Default UOM", many2one, "product.uom"}),
                      derived({"sale_uom", "Sale UOM", many2one, "product.uom"}),
                      derived({"salable", "Salable", boolean}),
                      derived({"account_category", "Account Category", many2one, "product.category"}),
                      derived({"categories", "Categories", many2many, "product.category"}),
                      derived({"quantity", "Quantity", real}),
                      derived({"forecast_quantity", "Forecast Quantity", real})}),
          model_with("product.price_list", "Price List", Access::read_only, "name", {{"name"}, {"id"}},
                     {{"name", "Name", text, {}, {}, true}, {"active", "Active", boolean}})};
}

std::vector<Model> warehouse() {
  return {model_with("stock.location", "Stock Location", Access::read_only, "name", {{"name"}, {"id"}},
                     {{"name", "Name", text, {}, {}, true},
                      {"code", "Code", text},
                      {"type", "Location type", choice},
                      {"parent", "Parent", many2one, "stock.location"},
                      {"storage_location", "Storage", many2one, "stock.location"},
                      {"output_location", "Output", many2one, "stock.location"},
                      {"active", "Active", boolean}}),
          model_with("stock.move", "Stock Move", Access::read_only, "id", {{"id", true}},
                     {{"product", "Product", many2one, "product.product", {}, true, OnDelete::restrict},
                      {"uom", "Uom", many2one, "product.uom", {}, true, OnDelete::restrict},
                      {"quantity", "Quantity", real, {}, {}, true},
                      {"from_location", "From Location", many2one, "stock.location", {}, true, OnDelete::restrict},
                      {"to_location", "To Location", many2one, "stock.location", {}, true, OnDelete::restrict},
                      {"state", "State", choice},
                      {"shipment", "Shipment", reference},
                      {"origin", "Origin", reference},
                      {"planned_date", "Planned Date", date},
                      {"effective_date", "Effective Date", date},
                      {"company", "Company", many2one, "company.company"},
                      derived({"sale", "Sale", many2one, "sale.sale"})}),
          model_with("stock.shipment.out", "Customer Shipment", Access::read_only, "number", {{"id"}},
                     {{"number", "Number", text},
                      {"reference", "Reference", text},
                      {"state", "State", choice},
                      {"customer", "Customer", many2one, "party.party", {}, true, OnDelete::restrict},
                      {"delivery_address", "Delivery Address", many2one, "party.address"},
                      {"warehouse", "Warehouse", many2one, "stock.location"},
                      {"planned_date", "Planned Date", date},
                      {"effective_date", "Effective Date", date},
                      {"company", "Company", many2one, "company.company"},
                      derived({"outgoing_moves", "Outgoing Moves", many2many, "stock.move"})})};
}

std::vector<Model> sales() {
  return {model_with("sale.sale", "Sale", Access::full, "number", {{"sale_date", true}, {"id", true}},
                     {{"company", "Company", many2one, "company.company", {}, true},
                      {"number", "Number", text},
                      {"reference", "Reference", text},
                      {"description", "Description", text},
                      {"sale_date", "Sale Date", date},
                      {"shipping_date", "Shipping Date", date},
                      {"payment_term", "Payment Term", many2one, "account.invoice.payment_term"},
                      {"party", "Party", many2one, "party.party", {}, true, OnDelete::restrict},
                      {"invoice_party", "Invoice Party", many2one, "party.party"},
                      {"invoice_address", "Invoice Address", many2one, "party.address"},
                      {"shipment_party", "Shipment Party", many2one, "party.party"},
                      {"shipment_address", "Shipment Address", many2one, "party.address"},
                      {"warehouse", "Warehouse", many2one, "stock.location"},
                      {"currency", "Currency", many2one, "currency.currency", {}, true},
                      {"price_list", "Price List", many2one, "product.price_list"},
                      {"lines", "Lines", one2many, "sale.line", "sale"},
                      {"comment", "Comment", long_text},
                      {"invoice_method", "Invoice Method", choice, {}, {}, true},
                      {"invoice_state", "Invoice State", choice, {}, {}, true},
                      {"shipment_method", "Shipment Method", choice, {}, {}, true},
                      {"shipment_state", "Shipment State", choice, {}, {}, true},
                      {"state", "State", choice, {}, {}, true},
                      derived({"untaxed_amount", "Untaxed", decimal}),
                      derived({"tax_amount", "Tax", decimal}),
                      derived({"total_amount", "Total", decimal}),
                      derived({"shipments", "Shipments", many2many, "stock.shipment.out"}),
                      derived({"invoices", "Invoices", many2many, "account.invoice"})}),
          model_with("sale.line", "Sale Line", Access::full, "id", {{"sequence", false, true}, {"id"}},
                     {{"sale", "Sale", many2one, "sale.sale", {}, true, OnDelete::cascade},
                      {"sequence", "Sequence", integer},
                      {"type", "Type", choice, {}, {}, true},
                      {"product", "Product", many2one, "product.product", {}, false, OnDelete::restrict},
                      {"description", "Description", long_text},
                      {"quantity", "Quantity", real},
                      {"actual_quantity", "Actual Quantity", real},
                      {"unit", "Unit", many2one, "product.uom", {}, false, OnDelete::restrict},
                      {"unit_price", "Unit Price", decimal},
                      {"note", "Note", long_text},
                      {"taxes", "Taxes", many2many, "account.tax"},
                      derived({"amount", "Amount", decimal}),
                      derived({"moves", "Moves", many2many, "stock.move"})})};
}

}  // namespace

std::vector<Model> trade_models() {
  std::vector<Model> all = catalogue();
  for (Model& each : warehouse()) all.push_back(std::move(each));
  for (Model& each : sales()) all.push_back(std::move(each));
  return all;
}

}  // namespace syncline::sandbox::tryton
