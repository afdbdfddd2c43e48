#pragma once
// OdooErpVendor: the people who work with Odoo as their ERP.

#include "sandbox/vendor/vendor.h"

namespace syncline::sandbox {

class OdooErpVendor final : public ErpVendor {
 public:
  OdooErpVendor();
  const char* connector() const override { return "odoo"; }
  std::unique_ptr<VendorModel> install(Instant at) const override;
  std::vector<Variable> environment(const std::string& url) const override;
  std::string add_company(VendorModel&, const Company&, Instant) const override;
  std::string add_person(VendorModel&, const Person&, const std::string& company, Instant) const override;
  std::string kind_of(const VendorModel&, const std::string& id) const override;
  std::string shown(const VendorModel&, const std::string& kind, const std::string& id,
                    const std::string& field) const override;
  void add_catalogue(VendorModel&, Instant) const override;
  void add_past_sales(VendorModel&, const std::vector<std::string>& customers, Instant begin,
                      Instant now) const override;
  std::string enter(VendorModel&, const std::string& customer, const Lines&, const std::string& subject,
                    Instant) const override;
  const char* ordered() const override { return "sale"; }
  bool confirm(VendorModel&, const std::string& order, Instant) const override;
  bool ship(VendorModel&, const std::string& order, const std::map<std::string, Decimal>& shares,
            Instant) const override;
  std::vector<std::string> invoice(VendorModel&, const std::string& order, Instant) const override;
  void collect(VendorModel&, const std::string& invoice, const Decimal& amount, Instant) const override;
  std::string credit(VendorModel&, const std::string& invoice, Instant) const override;
  void reprice(VendorModel&, const std::string& sku, const Decimal& price, Instant) const override;
};

}  // namespace syncline::sandbox
