#include "sandbox/tryton/schema_parts.h"

namespace syncline::sandbox::tryton {
namespace {

using enum FieldKind;

std::vector<Model> terms() {
  return {
      model_with("currency.currency", "Currency", Access::read_only, "name", {{"name"}, {"id"}},
                 {{"name", "Name", text, {}, {}, true},
                  {"code", "Code", text, {}, {}, true},
                  {"symbol", "Symbol", text},
                  {"active", "Active", boolean}}),
      model_with("account.tax", "Account Tax", Access::read_only, "name", {{"id"}},
                 {{"name", "Name", text, {}, {}, true},
                  {"type", "Type", choice, {}, {}, true},
                  {"rate", "Rate", decimal},
                  {"active", "Active", boolean}}),
      model_with("account.invoice.payment_term", "Payment Term", Access::read_only, "name", {{"name"}, {"id"}},
                 {{"name", "Name", text, {}, {}, true},
                  {"lines", "Lines", one2many, "account.invoice.payment_term.line", "payment"},
                  {"active", "Active", boolean}}),
      model_with("account.invoice.payment_term.line", "Payment Term Line", Access::read_only, "id", {{"id"}},
                 {{"payment", "Payment Term", many2one, "account.invoice.payment_term", {}, true, OnDelete::cascade},
                  {"type", "Type", choice, {}, {}, true},
                  {"relativedeltas", "Deltas", one2many, "account.invoice.payment_term.line.delta", "line"}}),
      model_with(
          "account.invoice.payment_term.line.delta", "Payment Term Line Relative Delta", Access::read_only, "id",
          {{"id"}},
          {{"line", "Payment Term Line", many2one, "account.invoice.payment_term.line", {}, true, OnDelete::cascade},
           {"days", "Number of Days", integer}})};
}

std::vector<Model> bills() {
  return {
      model_with("account.invoice", "Invoice", Access::read_only, "number", {{"number", true, true}, {"id", true}},
                 {{"company", "Company", many2one, "company.company"},
                  {"type", "Type", choice, {}, {}, true},
                  {"number", "Number", text},
                  {"reference", "Reference", text},
                  {"description", "Description", text},
                  {"state", "State", choice, {}, {}, true},
                  {"invoice_date", "Invoice Date", date},
                  {"party", "Party", many2one, "party.party", {}, true, OnDelete::restrict},
                  {"invoice_address", "Invoice Address", many2one, "party.address"},
                  {"currency", "Currency", many2one, "currency.currency"},
                  {"payment_term", "Payment Term", many2one, "account.invoice.payment_term"},
                  {"move", "Move", many2one, "account.move"},
                  {"lines", "Lines", one2many, "account.invoice.line", "invoice"},
                  {"comment", "Comment", long_text},
                  {"payment_lines", "Payment Lines", many2many, "account.move.line"},
                  derived({"untaxed_amount", "Untaxed", decimal}),
                  derived({"tax_amount", "Tax", decimal}),
                  derived({"total_amount", "Total", decimal}),
                  derived({"amount_to_pay", "Amount to Pay", decimal}),
                  derived({"lines_to_pay", "Lines to Pay", many2many, "account.move.line"}),
                  derived({"sales", "Sales", many2many, "sale.sale"})}),
      model_with("account.invoice.line", "Invoice Line", Access::read_only, "id", {{"sequence", false, true}, {"id"}},
                 {{"invoice", "Invoice", many2one, "account.invoice", {}, true, OnDelete::cascade},
                  {"sequence", "Sequence", integer},
                  {"type", "Type", choice, {}, {}, true},
                  {"product", "Product", many2one, "product.product", {}, false, OnDelete::restrict},
                  {"description", "Description", long_text},
                  {"quantity", "Quantity", real},
                  {"unit", "Unit", many2one, "product.uom"},
                  {"unit_price", "Unit Price", decimal},
                  {"note", "Note", long_text},
                  {"origin", "Origin", reference},
                  {"taxes", "Taxes", many2many, "account.tax"},
                  derived({"amount", "Amount", decimal})})};
}

std::vector<Model> postings() {
  return {model_with("account.move", "Account Move", Access::read_only, "number", {{"date", true}, {"id", true}},
                     {{"number", "Number", text},
                      {"date", "Effective Date", date},
                      {"origin", "Origin", reference},
                      {"description", "Description", text},
                      {"state", "State", choice}}),
          model_with("account.move.line", "Account Move Line", Access::read_only, "id", {{"id", true}},
                     {{"move", "Move", many2one, "account.move", {}, true, OnDelete::cascade},
                      {"debit", "Debit", decimal},
                      {"credit", "Credit", decimal},
                      {"party", "Party", many2one, "party.party", {}, false, OnDelete::restrict},
                      {"maturity_date", "Maturity Date", date},
                      {"reconciliation", "Reconciliation", many2one, "account.move.reconciliation"},
                      {"second_currency", "Second Currency", many2one, "currency.currency"},
                      {"dunnings", "Dunnings", one2many, "account.dunning", "line"},
                      derived({"date", "Effective Date", date}),
                      derived({"invoice_payment", "Invoice Payment", many2one, "account.invoice"})}),
          model_with("account.move.reconciliation", "Account Move Reconciliation Lines", Access::read_only, "id",
                     {{"id"}}, {{"date", "Date", date}}),
          model_with("account.dunning.level", "Account Dunning Level", Access::read_only, "id", {{"sequence"}, {"id"}},
                     {{"sequence", "Sequence", integer}}),
          model_with("account.dunning", "Account Dunning", Access::read_only, "id", {{"id"}},
                     {{"line", "Line", many2one, "account.move.line", {}, true, OnDelete::cascade},
                      {"level", "Level", many2one, "account.dunning.level", {}, true},
                      {"state", "State", choice}})};
}

}  // namespace

const std::vector<std::string_view>& choices_of_documents(const Field& field) {
  static const std::vector<std::string_view> states{"",       "draft",     "quotation", "confirmed", "processing",
                                                    "done",   "cancelled", "waiting",   "assigned",  "picked",
                                                    "packed", "validated", "posted",    "paid",      "final"};
  static const std::vector<std::string_view> types{
      "goods",      "assets",    "service", "line",     "comment",  "title",     "subtotal", "out",  "in",
      "percentage", "warehouse", "storage", "customer", "supplier", "remainder", "fixed",    "data", "link"};
  static const std::vector<std::string_view> methods{"manual", "order", "shipment", "invoice"};
  static const std::vector<std::string_view> progress{"none", "waiting", "sent", "paid", "exception"};
  if (field.name == "state") return states;
  if (field.name == "type") return types;
  return field.name.ends_with("_method") ? methods : progress;
}

std::vector<Model> book_models() {
  std::vector<Model> all = terms();
  for (Model& each : bills()) all.push_back(std::move(each));
  for (Model& each : postings()) all.push_back(std::move(each));
  all.push_back(model_with("res.user.warning", "User Warning", Access::full, "name", {{"id"}},
                           {{"user", "User", many2one, "res.user", {}, true},
                            {"name", "Name", text, {}, {}, true},
                            {"always", "Always", boolean}}));
  all.push_back(model_with("ir.note", "Note", Access::full, "id", {{"create_date", true}, {"id", true}},
                           {{"resource", "Resource", reference, {}, {}, true}, {"message", "Message", long_text}}));
  all.push_back(model_with("ir.attachment", "Attachment", Access::full, "name", {{"create_date", true}, {"id", true}},
                           {{"name", "Name", text, {}, {}, true},
                            {"type", "Type", choice, {}, {}, true},
                            {"description", "Description", long_text},
                            {"resource", "Resource", reference, {}, {}, true},
                            {"data", "Data", binary},
                            derived({"data_size", "Data size", integer})}));
  return all;
}

}  // namespace syncline::sandbox::tryton
