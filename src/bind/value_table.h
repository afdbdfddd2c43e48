#pragma once
// ValueTable: the vendor's codes ⇄ canonical labels. Kept as maps/<name>.csv with the columns "code" and "label" (more
// columns are remarks), or written into a binding. A code that stands for several labels shows its first label only:
// lossy. A label with several codes is written as its first one.

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/csv.h"

namespace syncline {

class ValueTable {
 public:
  /// Repetitions of a pair have no effect.
  ValueTable(std::string name, const std::vector<std::pair<std::string, std::string>>& codes_and_labels);

  const std::string& name() const { return name_; }
  /// Null when it is not in the table.
  const std::string* label_of(std::string_view code) const;
  const std::string* code_of(std::string_view label) const;
  bool is_lossy() const { return lossy_; }
  const std::vector<std::string>& codes() const { return codes_; }    ///< in the order of the table
  const std::vector<std::string>& labels() const { return labels_; }  ///< in the order of the table

 private:
  std::string name_;
  std::vector<std::string> codes_, labels_;
  std::map<std::string, std::string, std::less<>> label_by_code_, code_by_label_;
  bool lossy_ = false;
};

/// By name: "payment_terms" of maps/payment_terms.csv.
using ValueTables = std::map<std::string, ValueTable, std::less<>>;

/// B101 missing column, B102 empty cell, B103 a row twice.
Result<ValueTable, Diagnostics> read_value_table(const CsvTable&);
/// "maps/payment_terms.csv" → "payment_terms"
std::string table_name(std::string_view file);

}  // namespace syncline
