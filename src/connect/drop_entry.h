#pragma once
// DropEntry: what one write becomes in a file: its rows, which are in one file or in none.

#include <string>
#include <vector>

#include "connect/drop_site.h"

namespace syncline {

struct DropEntry {
  std::size_t write = 0;  ///< its place among those to be sent
  SentRow record;
  Value shown;                                 ///< ${row}
  std::vector<std::vector<std::string>> rows;  ///< each with a text for each column
  std::string apart;
};

/// Errors (validation): it cannot be sent, as checks, columns or the format say.
Result<DropEntry, Error> drop_entry(const DropSite&, const ObjectSpec&, const WriteRequest&);
Error same_id(const DropSite&, const ObjectSpec&, const std::string& native);

}  // namespace syncline
