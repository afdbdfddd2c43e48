#pragma once
// Bitrix24Vendor: the people who work with Bitrix24 as their CRM.

#include "sandbox/vendor/vendor.h"

namespace syncline::sandbox {

class Bitrix24Vendor final : public CrmVendor {
 public:
  Bitrix24Vendor();
  const char* connector() const override { return "bitrix24"; }
  std::unique_ptr<VendorModel> install(Instant at) const override;
  std::vector<Variable> environment(const std::string& url) const override;
  std::string add_company(VendorModel&, const Company&, Instant) const override;
  std::string add_person(VendorModel&, const Person&, const std::string& company, Instant) const override;
  std::string add_article(VendorModel&, const CatalogueArticle&, Instant) const override;
  std::string add_deal(VendorModel&, const std::string& company, const Deal&, Instant) const override;
  Spot spot(const VendorModel&, const std::string& kind, const std::string& id,
            const std::string& field) const override;
  std::string stage(const std::string& word) const override;
  void move(VendorModel&, const std::string& deal, const std::string& stage, Instant) const override;
  /// What stood at the loser is the winner's; the loser is gone without a trace.
  void merge(VendorModel&, const std::string& loser, const std::string& winner, Instant) const override;
  std::size_t messages(const VendorModel&, const std::string& deal) const override;
};

}  // namespace syncline::sandbox
