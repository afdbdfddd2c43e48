#include "config/csv.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "config/bytes.h"
#include "config/csv_reader.h"

namespace syncline {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string_view first_line(std::string_view text) { return text.substr(0, text.find_first_of("\r\n")); }

std::size_t count_outside_quotes(std::string_view line, char wanted) {
  std::size_t n = 0;
  bool quoted = false;
  for (char c : line) {
    if (c == '"') quoted = !quoted;
    if (c == wanted && !quoted) ++n;
  }
  return n;
}

class TableParser {
 public:
  TableParser(std::string_view text, std::string_view file, const CsvLimits& limits, Diagnostics& findings)
      : text_(text), limits_(limits), findings_(findings) {
    table_.file = file;
  }

  CsvTable parse() {
    std::size_t offset = text_.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    int line = 1;
    read_separator(offset, line);
    CsvReader reader(text_, table_.file, table_.separator, findings_);
    reader.skip_to(offset, line);
    std::optional<CsvRow> header = reader.next();
    if (!header || is_blank(*header)) {
      report("T002", {table_.file}, "the table has no header", "write the column names into the first line");
      return std::move(table_);
    }
    take_header(std::move(*header));
    while (std::optional<CsvRow> row = reader.next()) {
      if (!is_blank(*row)) take_row(std::move(*row));
    }
    return std::move(table_);
  }

 private:
  static bool is_blank(const CsvRow& row) {
    return std::all_of(row.cells.begin(), row.cells.end(), [](const CsvCell& c) { return trim(c.text).empty(); });
  }

  // "sep=;" is what a spreadsheet reads to choose its separator.
  void read_separator(std::size_t& offset, int& line) {
    const std::string_view top = first_line(text_.substr(offset));
    if (top.size() == 5 && top.starts_with("sep=")) {
      table_.separator = top[4];
      offset += top.size();
      if (text_.substr(offset).starts_with("\r\n")) ++offset;
      if (offset < text_.size()) ++offset;
      ++line;
      if (table_.separator != ',' && table_.separator != ';') {
        report("T006", {table_.file, 1, 5, 1}, "the separator " + std::string(top.substr(4)) + " is not supported",
               "separate the columns by \",\" or \";\"");
        table_.separator = ',';
      }
      return;
    }
    const std::size_t semicolons = count_outside_quotes(top, ';');
    const std::size_t commas = count_outside_quotes(top, ',');
    table_.separator = semicolons > commas ? ';' : ',';
    if (semicolons + commas == 0 && count_outside_quotes(top, '\t') > 0) {
      report("T006", {table_.file, 1, 1, static_cast<int>(code_points(top))}, "the columns are separated by tabs",
             "save the table as \"CSV UTF-8\", separated by \",\" or \";\"");
    }
  }

  void take_header(CsvRow row) {
    while (row.cells.size() > 1 && trim(row.cells.back().text).empty()) row.cells.pop_back();
    if (row.cells.size() > limits_.max_columns) {
      report("T007", {table_.file, row.line, 1, 1},
             "the table has " + std::to_string(row.cells.size()) + " columns; the limit is " +
                 std::to_string(limits_.max_columns),
             "remove the columns that are not needed");
      row.cells.resize(limits_.max_columns);
    }
    std::map<std::string, Place> seen;
    for (CsvCell& cell : row.cells) {
      cell.text = trim(cell.text);
      if (cell.text.empty()) report("T003", cell.at, "a column has no name", "name it, or remove the column");
      const auto [first, is_new] = seen.emplace(cell.text, cell.at);
      if (!is_new && !cell.text.empty()) {
        Diagnostic finding{.code = "T004",
                           .message = "the column \"" + cell.text + "\" stands twice in the header",
                           .at = cell.at,
                           .remedy = "rename or remove one of them"};
        finding.notes.push_back({"first written here", first->second});
        findings_.add(std::move(finding));
      }
    }
    table_.header = std::move(row.cells);
  }

  bool is_separated_otherwise(const CsvRow& row) const {
    const char other = table_.separator == ',' ? ';' : ',';
    return row.cells.size() == 1 && row.cells.front().text.find(other) != std::string::npos;
  }

  // Spreadsheets pad short rows and add empty cells at the end of long ones; both are harmless.
  void take_row(CsvRow row) {
    const std::size_t wanted = table_.header.size();
    while (row.cells.size() > wanted && trim(row.cells.back().text).empty()) row.cells.pop_back();
    if (row.cells.size() != wanted) {
      const bool long_row = row.cells.size() > wanted;
      const Place at = long_row ? row.cells[wanted].at : Place{table_.file, row.line, 1, 1};
      report("T005", at,
             "this row has " + std::to_string(row.cells.size()) + (row.cells.size() == 1 ? " cell" : " cells") +
                 ", the header has " + std::to_string(wanted),
             is_separated_otherwise(row)
                 ? std::string("separate all lines by \"") + table_.separator + "\", as the header is"
             : long_row
                 ? std::string("quote a cell that contains \"") + table_.separator + "\", or remove the extra cell"
                 : std::string("add the missing cells (an empty one is just a \"") + table_.separator + "\")");
      return;
    }
    table_.rows.push_back(std::move(row));
  }

  void report(std::string code, Place at, std::string message, std::string remedy) {
    findings_.add(
        {.code = std::move(code), .message = std::move(message), .at = std::move(at), .remedy = std::move(remedy)});
  }

  std::string_view text_;
  const CsvLimits& limits_;
  Diagnostics& findings_;
  CsvTable table_;
};

}  // namespace

const CsvCell* CsvTable::cell(const CsvRow& row, std::string_view column) const {
  for (std::size_t i = 0; i < header.size() && i < row.cells.size(); ++i) {
    if (header[i].text == column) return &row.cells[i];
  }
  return nullptr;
}

Result<CsvTable, Diagnostics> parse_csv_table(std::string_view text, std::string_view file, const CsvLimits& limits) {
  Diagnostics findings;
  if (text.size() > limits.max_bytes) {
    findings.add({.code = "T007",
                  .message = "the table has " + std::to_string(text.size()) + " bytes; the limit is " +
                             std::to_string(limits.max_bytes),
                  .at = {std::string(file)},
                  .remedy = "split the table, or look the values up in a system instead"});
    return fail(std::move(findings));
  }
  if (auto bad = check_bytes(text, file, 'T')) {
    findings.add(std::move(*bad));
    return fail(std::move(findings));
  }
  CsvTable table = TableParser(text, file, limits, findings).parse();
  if (!findings.empty()) return fail(std::move(findings));
  return table;
}

}  // namespace syncline
