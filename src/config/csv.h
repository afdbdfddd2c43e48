#pragma once
// Value tables (maps/*.csv), as spreadsheets write them: RFC 4180, UTF-8 with or without a byte order mark, CRLF or LF,
// "," or ";" (the header decides; a first line "sep=;" as well). Every cell keeps its place.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/diagnostic.h"

namespace syncline {

struct CsvCell {
  std::string text = {};
  Place at = {};
  bool quoted = false;
};

struct CsvRow {
  int line = 1;  ///< of its first cell
  std::vector<CsvCell> cells = {};
};

struct CsvTable {
  std::string file = {};
  char separator = ',';
  std::vector<CsvCell> header = {};  ///< unique, not empty, trimmed
  std::vector<CsvRow> rows = {};     ///< each as long as the header; rows without any text are left out

  /// The column of that name, or nothing.
  const CsvCell* cell(const CsvRow&, std::string_view column) const;
};

struct CsvLimits {
  std::size_t max_bytes = 32u << 20;
  std::size_t max_columns = 256;
};

/// Diagnostics T001 … (codes.h), all of them, not the first only.
Result<CsvTable, Diagnostics> parse_csv_table(std::string_view text, std::string_view file, const CsvLimits& = {});

}  // namespace syncline
