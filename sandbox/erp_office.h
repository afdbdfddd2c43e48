#pragma once
// ErpOffice: what the ERP's people do with an order, from the offer to its money, and what they see of it.

#include <map>
#include <string>
#include <vector>

#include "base/decimal.h"
#include "sandbox/http/vendor_server.h"

namespace syncline::sandbox {

class ErpOffice {
 public:
  explicit ErpOffice(VendorServer& erp) : server_(erp) {}

  /// Sales with this reference, the oldest first.
  std::vector<std::string> sales(const std::string& reference);
  /// Those of which a field holds this text.
  std::vector<std::string> sales_with(const std::string& field, const std::string& text);
  /// A draft over (sku, quantity) at list prices, by phone or mail.
  std::string enter(const std::string& customer, const std::vector<std::pair<std::string, Decimal>>& lines,
                    const std::string& description);
  /// `button`: quote, confirm, draft, cancel. False: refused.
  bool press(const std::string& button, const std::string& sale);
  /// The first open shipment leaves; `shares` by article number, where less than all of it does. "": there is none.
  std::string ship(const std::string& sale, const std::map<std::string, Decimal>& shares = {});
  /// Issues what is not issued yet.
  std::vector<std::string> invoice(const std::string& sale);
  void collect(const std::string& invoice, const Decimal& amount);
  /// All of it; `settle` sets it off against the invoice.
  std::string credit(const std::string& invoice, bool settle = false);
  /// Reminds of all that is overdue so many days from now.
  void remind(std::int64_t in_days);
  void reprice(const std::string& sku, const Decimal& price);

  /// A field of sale.sale, account.invoice … as text; "" when there is nothing.
  std::string shown(const std::string& records, const std::string& id, const std::string& field);

 private:
  VendorServer& server_;
};

}  // namespace syncline::sandbox
