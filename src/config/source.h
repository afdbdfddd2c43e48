#pragma once
// A folder of configuration, already in memory → documents and tables, with all findings of all files in one pass.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/csv.h"
#include "config/diagnostic.h"
#include "config/document.h"

namespace syncline {

struct LoadedSources {
  std::map<std::string, Document, std::less<>> documents = {};  ///< *.yaml, *.yml
  std::map<std::string, CsvTable, std::less<>> tables = {};     ///< *.csv

  /// Paths of the documents that match "sync/*.yaml"; "*" stands for any part of one name. Sorted.
  std::vector<std::string> matching(std::string_view glob) const;
};

/// Paths are relative, with "/". Files with findings are left out; files of other kinds are not looked at.
/// Two files that differ only in .yaml and .yml are refused (F001), since one would silently win.
LoadedSources load(const Sources&, Diagnostics& findings);

/// "*" matches any run of characters but "/".
bool matches_glob(std::string_view path, std::string_view glob);

}  // namespace syncline
