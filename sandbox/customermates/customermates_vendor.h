#pragma once
// CustomermatesVendor: the people who work with Customermates as their CRM.

#include "sandbox/vendor/vendor.h"

namespace syncline::sandbox {

class CustomermatesVendor final : public CrmVendor {
 public:
  /// `has_records`: with the newer API.
  explicit CustomermatesVendor(bool has_records = false);
  const char* connector() const override { return "customermates"; }
  std::unique_ptr<VendorModel> install(Instant at) const override;
  std::vector<Variable> environment(const std::string& url) const override;
  std::string add_company(VendorModel&, const Company&, Instant) const override;
  std::string add_person(VendorModel&, const Person&, const std::string& company, Instant) const override;
  std::string add_article(VendorModel&, const CatalogueArticle&, Instant) const override;
  std::string add_deal(VendorModel&, const std::string& company, const Deal&, Instant) const override;
  void type(VendorModel&, const std::string& kind, const std::string& id, const std::string& field, const Value&,
            Instant) const override;
  std::string shown(const VendorModel&, const std::string& kind, const std::string& id,
                    const std::string& field) const override;
  std::string stage(const std::string& word) const override;
  void move(VendorModel&, const std::string& deal, const std::string& stage, Instant) const override;
  /// By hand: what belonged to the loser is given to the winner, and the loser deleted.
  void merge(VendorModel&, const std::string& loser, const std::string& winner, Instant) const override;
  /// The connector leaves none.
  std::size_t messages(const VendorModel&, const std::string&) const override { return 0; }

 private:
  const bool has_records_;
};

}  // namespace syncline::sandbox
