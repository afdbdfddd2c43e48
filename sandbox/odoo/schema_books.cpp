// The models of accounting: ordinary users read them, the server and its accountants write.
#include <array>

#include "sandbox/odoo/schema.h"

namespace syncline::sandbox::odoo {
namespace {

using enum FieldKind;

constexpr std::array move_types{Choice{"out_invoice", "Customer Invoice"},
                                Choice{"out_refund", "Customer Credit Note"}};
constexpr std::array move_states{Choice{"draft", "Draft"}, Choice{"posted", "Posted"}, Choice{"cancel", "Cancelled"}};
constexpr std::array payment_states{Choice{"not_paid", "Not Paid"}, Choice{"partial", "Partially Paid"},
                                    Choice{"paid", "Paid"}, Choice{"reversed", "Reversed"}};
constexpr std::array line_types{Choice{"product", "Product"}, Choice{"line_section", "Section"},
                                Choice{"line_note", "Note"}};
constexpr std::array tax_kinds{Choice{"fixed", "Fixed"}, Choice{"percent", "Percentage"}};
constexpr std::array partner_types{Choice{"customer", "Customer"}, Choice{"supplier", "Vendor"}};
constexpr std::array directions{Choice{"inbound", "Receive"}, Choice{"outbound", "Send"}};
constexpr std::array payment_progress{Choice{"draft", "Draft"}, Choice{"in_process", "In Process"},
                                      Choice{"paid", "Paid"}};

Model move() {
  return {"account.move",
          "Journal Entry",
          "date desc, id desc",
          false,
          {{"name", text, "Number"},
           {"move_type", selection, "Type", "", false, move_types},
           {"state", selection, "Status", "", false, move_states},
           {"payment_state", selection, "Payment Status", "", true, payment_states},
           {"partner_id", many2one, "Partner", "res.partner"},
           {"commercial_partner_id", many2one, "Commercial Entity", "res.partner", true},
           {"date", date, "Date"},
           {"invoice_date", date, "Invoice Date"},
           {"invoice_date_due", date, "Due Date"},
           {"ref", text, "Reference"},
           {"currency_id", many2one, "Currency", "res.currency"},
           {"amount_untaxed", monetary, "Untaxed Amount", "", true},
           {"amount_tax", monetary, "Tax", "", true},
           {"amount_total", monetary, "Total", "", true},
           {"amount_residual", monetary, "Amount Due", "", true},
           {"reversed_entry_id", many2one, "Reversal of", "account.move"},
           {"invoice_line_ids", one2many, "Invoice lines", "account.move.line", false, {}, "move_id"}}};
}

Model move_line() {
  return {"account.move.line",
          "Journal Item",
          "sequence, id",
          false,
          {{"move_id", many2one, "Journal Entry", "account.move"},
           {"sequence", integer, "Sequence"},
           {"display_type", selection, "Display Type", "", false, line_types},
           {"product_id", many2one, "Product", "product.product"},
           {"name", text, "Label"},
           {"quantity", monetary, "Quantity"},
           {"product_uom_id", many2one, "Unit", "uom.uom"},
           {"price_unit", monetary, "Unit Price"},
           {"discount", monetary, "Discount (%)"},
           {"price_subtotal", monetary, "Subtotal", "", true},
           {"price_total", monetary, "Total", "", true},
           {"tax_ids", many2many, "Taxes", "account.tax"},
           {"sale_line_ids", many2many, "Sales Order Lines", "sale.order.line"}}};
}

Model tax() {
  return {"account.tax",
          "Tax",
          "sequence, id",
          false,
          {{"name", text, "Tax Name"},
           {"sequence", integer, "Sequence"},
           {"amount_type", selection, "Tax Computation", "", false, tax_kinds},
           {"amount", monetary, "Amount"},
           {"active", boolean, "Active"}}};
}

Model payment() {
  return {"account.payment",
          "Payments",
          "date desc, name desc",
          false,
          {{"name", text, "Number"},
           {"partner_type", selection, "Partner Type", "", false, partner_types},
           {"payment_type", selection, "Payment Type", "", false, directions},
           {"state", selection, "State", "", false, payment_progress},
           {"partner_id", many2one, "Customer/Vendor", "res.partner"},
           {"reconciled_invoice_ids", many2many, "Reconciled Invoices", "account.move"},
           {"date", date, "Date"},
           {"amount", monetary, "Amount"},
           {"currency_id", many2one, "Currency", "res.currency"},
           {"memo", text, "Memo"}}};
}

}  // namespace

std::vector<Model> book_models() {
  return {with_log(move()), with_log(move_line()), with_log(tax()), with_log(payment())};
}

}  // namespace syncline::sandbox::odoo
