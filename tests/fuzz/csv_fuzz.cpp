// Any bytes: parse_csv_table answers with a rectangular table that survives being written and read again, or with
// findings that can be rendered.
#include "config/csv.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

void write_row(std::string& out, const std::vector<CsvCell>& cells, char separator) {
  bool first = true;
  for (const CsvCell& cell : cells) {
    if (!first) out += separator;
    first = false;
    out += '"';
    for (const char c : cell.text) out.append(c == '"' ? 2 : 1, c);
    out += '"';
  }
  out += "\r\n";
}

std::string written(const CsvTable& table) {
  std::string out = std::string("sep=") + table.separator + "\r\n";
  write_row(out, table.header, table.separator);
  for (const CsvRow& row : table.rows) write_row(out, row.cells, table.separator);
  return out;
}

/// Line ends within a cell become LF, so CR LF is nothing that could be written.
void require_same(const std::vector<CsvCell>& a, const std::vector<CsvCell>& b) {
  require(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i)
    require(a[i].text == b[i].text || b[i].text.find("\r\n") != std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto table = parse_csv_table(text, "t.csv");
  if (!table) {
    require(table.error().has_errors());
    require(!render(table.error(), {{"t.csv", text}}).empty());
    return 0;
  }
  require(!table->header.empty());
  const auto again = parse_csv_table(written(*table), "t.csv");
  require(again.ok() && again->rows.size() == table->rows.size());
  require_same(again->header, table->header);
  for (std::size_t i = 0; i < table->rows.size(); ++i) {
    require(table->rows[i].cells.size() == table->header.size());
    require_same(again->rows[i].cells, table->rows[i].cells);
  }
  return 0;
}
