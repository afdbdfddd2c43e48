#pragma once
// ListCursor: where a list of a model vendor goes on: by stamp and id within a pass, so that records with equal stamps
// stand on both sides of a page's border.

#include <cstdint>
#include <string>

namespace syncline::sim {

struct ListCursor {
  std::int64_t since = 0;            ///< stamps before it are not listed
  std::int64_t next_since = 0;       ///< of the pass after this one; 0 before its first page
  std::int64_t stamp = -1, id = -1;  ///< the last that was listed; -1: none yet

  static ListCursor parse(const std::string& text);
  std::string text() const;
};

}  // namespace syncline::sim
