#pragma once
// CrmDesk: what the CRM's sales people do with deals, products and what is shown there of the ERP, and what they see.
// Kinds: deal, product, invoice, credit_note, payment; fields and stages in our words (sandbox/vendor/vendor.h).

#include <string>
#include <utility>
#include <vector>

#include "sandbox/http/vendor_server.h"
#include "sandbox/vendor/vendor.h"

namespace syncline::sandbox {

class CrmDesk {
 public:
  CrmDesk(VendorServer& crm, const CrmVendor& vendor) : server_(crm), vendor_(vendor) {}

  /// The product's id.
  std::string add_product(const std::string& sku, const std::string& name, const std::string& price);
  /// A deal in the first stage over (product's id, quantity). Its id.
  std::string add_deal(const std::string& company, const std::string& name,
                       const std::vector<std::pair<std::string, std::string>>& lines);
  /// Drags the card. "won" wins it.
  void move(const std::string& deal, const std::string& stage);
  bool is_in(const std::string& deal, const std::string& stage);
  void type(const std::string& kind, const std::string& id, const std::string& field, const Value& value);
  /// The loser is gone.
  void merge(const std::string& loser, const std::string& winner);

  /// Ids, the oldest first, of those that show this text in the field.
  std::vector<std::string> with(const std::string& kind, const std::string& field, const std::string& text);
  std::size_t count(const std::string& kind);
  /// As text; of a related record its name; "" when there is nothing.
  std::string shown(const std::string& kind, const std::string& id, const std::string& field);
  /// What was written about the deal by anybody.
  std::size_t messages(const std::string& deal);

 private:
  VendorServer& server_;
  const CrmVendor& vendor_;
};

}  // namespace syncline::sandbox
