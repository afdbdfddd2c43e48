#include "bind/value_table.h"

#include <set>

#include "base/text.h"
#include "bind/finding.h"

namespace syncline {
namespace {

void require_column(const CsvTable& table, std::string_view column, Diagnostics& findings) {
  std::vector<std::string> names;
  for (const CsvCell& cell : table.header) {
    if (cell.text == column) return;
    names.push_back(cell.text);
  }
  findings.add(
      finding("B101", table.header.empty() ? Place{table.file} : table.header.front().at,
              "the table has no column \"" + std::string(column) + "\", only \"" + join(names, "\", \"") + "\"",
              "name the column of the system's values \"code\" and that of our values \"label\""));
}

}  // namespace

ValueTable::ValueTable(std::string name, const std::vector<std::pair<std::string, std::string>>& codes_and_labels)
    : name_(std::move(name)) {
  for (const auto& [code, label] : codes_and_labels) {
    const auto [known_label, is_new_code] = label_by_code_.try_emplace(code, label);
    if (is_new_code) codes_.push_back(code);
    if (!is_new_code && known_label->second != label) lossy_ = true;
    if (code_by_label_.try_emplace(label, code).second) labels_.push_back(label);
  }
}

const std::string* ValueTable::label_of(std::string_view code) const {
  const auto found = label_by_code_.find(code);
  return found == label_by_code_.end() ? nullptr : &found->second;
}

const std::string* ValueTable::code_of(std::string_view label) const {
  const auto found = code_by_label_.find(label);
  return found == code_by_label_.end() ? nullptr : &found->second;
}

Result<ValueTable, Diagnostics> read_value_table(const CsvTable& table) {
  Diagnostics findings;
  require_column(table, "code", findings);
  require_column(table, "label", findings);
  if (findings.has_errors()) return fail(std::move(findings));
  std::vector<std::pair<std::string, std::string>> pairs;
  std::set<std::pair<std::string, std::string>> seen;
  for (const CsvRow& row : table.rows) {
    const CsvCell& code = *table.cell(row, "code");
    const CsvCell& label = *table.cell(row, "label");
    const std::pair<std::string, std::string> pair{trim(code.text), trim(label.text)};
    if (pair.first.empty() || pair.second.empty()) {
      findings.add(finding("B102", pair.first.empty() ? code.at : label.at,
                           pair.first.empty() ? "the label \"" + pair.second + "\" has no code"
                                              : "the code \"" + pair.first + "\" has no label",
                           "fill the cell or remove the row; empty values need no row, they stay empty"));
    } else if (!seen.insert(pair).second) {
      findings.add(finding("B103", code.at, "the row " + pair.first + " – " + pair.second + " stands here twice",
                           "remove one of the two"));
    }
    pairs.push_back(pair);
  }
  if (findings.has_errors()) return fail(std::move(findings));
  return ValueTable(table_name(table.file), pairs);
}

std::string table_name(std::string_view file) {
  const std::size_t slash = file.rfind('/');
  if (slash != std::string_view::npos) file.remove_prefix(slash + 1);
  return std::string(file.ends_with(".csv") ? file.substr(0, file.size() - 4) : file);
}

}  // namespace syncline
