#pragma once
// Domains: conditions in prefix notation, [["is_company", "=", true], "|", […], […]], over the rows of one model.

#include <optional>
#include <string>
#include <vector>

#include "sandbox/odoo/environment.h"

namespace syncline::sandbox::odoo {

struct Search {
  Value domain;
  std::string order = {};  ///< "write_date asc, id asc"; empty: the model's own
  std::int64_t offset = 0;
  std::optional<std::int64_t> limit = {};
};

/// Ids in order. Times compare in whole seconds and sort with all their digits. Archived records are left out unless
/// the domain names `active` or the context wants them.
Outcome<std::vector<std::int64_t>> search(const Environment&, const Model&, const Search&);

}  // namespace syncline::sandbox::odoo
