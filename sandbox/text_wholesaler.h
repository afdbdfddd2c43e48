#pragma once
// Wholesaler: the customers of a mid-sized wholesaler as two systems came to hold them over the years. Generated from a
// seed; the same seed gives the same companies.

#include <cstdint>
#include <string>
#include <vector>

#include "sandbox/model_system.h"

namespace syncline::sandbox {

/// Why two records mean the same company, as planted.
enum class Likeness : std::uint8_t {
  tax_id,   ///< the same tax id, written differently
  email,    ///< no tax id on one side, the same address
  similar,  ///< only alike names in the same country
};

struct Pair {
  Likeness by = Likeness::tax_id;
  std::string crm, erp;  ///< ids
};

/// What was planted, to compare with what was found.
struct Planted {
  std::vector<Pair> pairs;
  std::vector<std::string> only_crm, only_erp;
  std::vector<std::string> surplus_crm;     ///< second CRM records of companies that are there already
  std::vector<std::string> affiliates_crm;  ///< share the mailbox of an ERP customer, under another tax id
  std::vector<std::string> long_names;  ///< CRM records of pairs by tax id, with names that the ERP cannot hold whole

  std::size_t count(Likeness) const;
};

Nature crm_nature();
Nature erp_nature();
constexpr std::size_t erp_name_length = 40;

/// Fills both systems.
Planted populate(ModelSystem& crm, ModelSystem& erp, std::uint64_t seed);

}  // namespace syncline::sandbox
