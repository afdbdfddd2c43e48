#pragma once
// Paging: where a listing stands, as text; what the next request asks; where it stands after the page. Pure.
//
// A position that is not understood begins again: delivered twice is harmless, forgotten is not.

#include <optional>
#include <string>
#include <vector>

#include "connect/manifest.h"

namespace syncline {

struct PagePlan {
  const ListSpec* list = nullptr;  ///< the one to ask: of branches, the branch
  Map variables;                   ///< since, until, after, offset, page, token; moments in the vendor's form
  Value state;                     ///< understood position of `list`
  std::string branch;              ///< empty: no branches
  Value others;                    ///< positions of all branches
  Instant now;                     ///< stamps beyond it say nothing about what was told
  bool nothing = false;            ///< no time has passed that could be asked for: the position stands
};

struct PageRow {
  std::string native;
  std::optional<std::int64_t> stamp;  ///< µs
};

struct PageEnd {
  std::string position;
  bool more = false;
  std::string stuck;  ///< why it cannot go on: no page can hold what the vendor has at one moment
};

/// A number of a stored position, brought to where sums and products of two cannot overflow.
std::int64_t number_in(const Value& state, const char* key, std::int64_t other);

PagePlan plan_page(const ListSpec&, const std::string& position, const ValueFormat&, Instant now,
                   Duration stamp_resolution);
/// Where to begin again when the vendor has forgotten the plan's token. Unset: it had none.
std::optional<std::string> without_token(const ListSpec&, const PagePlan&, Duration stamp_resolution);
/// `rows` in the order in which they came; `next` is the token of the following page.
PageEnd end_page(const ListSpec&, const PagePlan&, const std::vector<PageRow>& rows, const std::string& next,
                 Duration stamp_resolution);

}  // namespace syncline
