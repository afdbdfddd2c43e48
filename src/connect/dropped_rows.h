#pragma once
// The records of a file, and a file of records. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "connect/drop_spec.h"

namespace syncline {

struct DroppedRow {
  Map fields;  ///< by the names of columns, or as XML has them
  /// Where a field stands: "line 7, column 12"; of XML the number of the record.
  std::string at(std::string_view field) const;

  int line = 1;
  std::vector<int> columns = {};  ///< of the fields, in their order; none in XML
};

/// Errors (validation, drop.rows): the file as a whole is not understood; the place begins with `file`.
Result<std::vector<DroppedRow>, Error> rows_of(std::string_view bytes, const RowFormat&, const std::vector<RowColumn>&,
                                               const std::string& file);

/// A cell as text; `mark` stands before fractions.
std::string cell_of(const Value&, char mark);
/// Lines with their ends, in UTF-8. `head`: see OutgoingSpec; a row has a text for each column.
std::string csv_of(const RowFormat&, const std::vector<RowColumn>&, const List& head,
                   const std::vector<std::vector<std::string>>& rows);
/// In the format's charset. Error (config): there is no such charset.
Result<std::string, Error> encoded(const RowFormat&, const std::string& utf8);

}  // namespace syncline
