#pragma once
// CrmDesk: what the CRM's sales people do with deals, products and what is shown there of the ERP, and what they see.

#include <string>
#include <utility>
#include <vector>

#include "sandbox/http/vendor_server.h"

namespace syncline::sandbox {

class CrmDesk {
 public:
  explicit CrmDesk(VendorServer& crm) : server_(crm) {}

  /// The product's id.
  std::string add_product(const std::string& sku, const std::string& name, const std::string& price);
  /// A deal in the first stage with a quotation of (product's id, quantity). Its id.
  std::string add_deal(const std::string& company, const std::string& name,
                       const std::vector<std::pair<std::string, std::string>>& lines);
  /// Drags the card. "Won" wins it.
  void move(const std::string& deal, const std::string& stage);
  void type(const std::string& records, const std::string& id, const std::string& field, const Value& value);

  /// Ids, the oldest first, of those that show this text in the field.
  std::vector<std::string> with(const std::string& records, const std::string& field, const std::string& text);
  std::size_t count(const std::string& records);
  /// As text; of a related record its name; "" when there is nothing.
  std::string shown(const std::string& records, const std::string& id, const std::string& field);
  /// What was written about the deal by anybody.
  std::size_t messages(const std::string& deal);

 private:
  VendorServer& server_;
};

}  // namespace syncline::sandbox
