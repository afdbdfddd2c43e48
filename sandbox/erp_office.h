#pragma once
// ErpOffice: what the ERP's people do with an order, from the offer to its money, and what they see of it. Kinds:
// order, invoice, credit_note; fields in our words (sandbox/vendor/vendor.h).

#include <map>
#include <string>
#include <vector>

#include "sandbox/http/vendor_server.h"
#include "sandbox/vendor/vendor.h"

namespace syncline::sandbox {

class ErpOffice {
 public:
  ErpOffice(VendorServer& erp, const ErpVendor& vendor) : server_(erp), vendor_(vendor) {}

  /// Orders of which a field shows this text, the oldest first.
  std::vector<std::string> orders_with(const std::string& field, const std::string& text);
  /// A draft over (sku, quantity) at list prices, by phone or mail.
  std::string enter(const std::string& customer, const ErpVendor::Lines&, const std::string& subject);
  /// Whether it is as far as Syncline can bring it.
  bool is_ordered(const std::string& order) { return shown("order", order, "status") == vendor_.ordered(); }
  /// False: refused.
  bool confirm(const std::string& order);
  /// Goods leave; `shares` by article number, where less than all of it does. False: there is nothing.
  bool ship(const std::string& order, const std::map<std::string, Decimal>& shares = {});
  /// Issues what is not issued yet.
  std::vector<std::string> invoice(const std::string& order);
  void collect(const std::string& invoice, const Decimal& amount);
  /// All of it.
  std::string credit(const std::string& invoice);
  void reprice(const std::string& sku, const Decimal& price);

  /// The id of the article with that number.
  std::string product(const std::string& sku);
  void type(const std::string& kind, const std::string& id, const std::string& field, const Value&);
  /// As text; "" when there is nothing.
  std::string shown(const std::string& kind, const std::string& id, const std::string& field);

 private:
  VendorServer& server_;
  const ErpVendor& vendor_;
};

}  // namespace syncline::sandbox
