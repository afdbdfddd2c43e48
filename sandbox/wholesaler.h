#pragma once
// Wholesaler: the customers of a mid-sized wholesaler, and the people one talks to there, as a CRM and an ERP came to
// hold them over the years. Generated from a seed; the same seed gives the same records.

#include <cstdint>
#include <string>
#include <vector>

#include "sandbox/vendor/vendor.h"
#include "sandbox/wholesaler_sales.h"

namespace syncline::sandbox {

/// Why two records mean the same company or person, as planted.
enum class Likeness : std::uint8_t {
  tax_id,   ///< the same tax id, written differently
  email,    ///< no tax id on one side, the same address
  similar,  ///< only alike names in the same country
};

struct Pair {
  Likeness by = Likeness::tax_id;
  std::string crm, erp;  ///< ids
};

/// A person, and where: ids.
struct KnownPerson {
  std::string crm, crm_company, erp, erp_company;  ///< "" where the person, or the company, is not known
};

/// What was planted, to compare with what was found.
struct Truth {
  std::vector<Pair> pairs;                      ///< of companies; those with a tax id come first
  std::vector<std::string> only_crm, only_erp;  ///< companies
  std::vector<std::string> surplus_crm;         ///< second records of companies that the CRM has already
  std::vector<std::string> affiliates_crm;      ///< share the mailbox of a customer of the ERP, under another tax id
  std::vector<KnownPerson> people;              ///< those on both sides have one e-mail address
  std::vector<PlantedArticle> articles;         ///< all of them the ERP's
  PlantedDeals deals;
};

struct ErpSide {
  const ErpVendor& vendor;
  VendorModel& model;
};

/// Fills both, with records that were entered in the months before `now`. `part`: 2 gives half as many, and so on.
Truth populate(const CrmSide&, const ErpSide&, std::uint64_t seed, Instant now, std::size_t part = 1);

}  // namespace syncline::sandbox
