// Any file that a system leaves: it is understood whole, or refused with its place and a remedy. What was understood
// says where each field stands, and reads the same once it is written again.
// The first line says how it is to be read, a letter each from a on: kind, separator, quote, charset,
// titles, lines to skip, the records of XML.
#include "connect/dropped_rows.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

const std::string file = "erp in/orders.csv";

RowFormat format_of(fuzz::Input said) {
  const auto one_of = [&](std::size_t all) { return (said.byte() + 256U - 'a') % all; };
  RowFormat how;
  how.kind = one_of(4) == 1 ? RowFormat::Kind::xml : RowFormat::Kind::csv;
  how.separator = ",;|\t"[one_of(4)];
  how.quote = "\"'\0"[one_of(3)];
  const char* const charsets[] = {"UTF-8", "windows-1252", "UTF-16LE", "ISO-8859-15"};
  how.charset = charsets[one_of(4)];
  how.titles = one_of(4) != 1;
  how.skip = static_cast<int>(one_of(4));
  how.records = one_of(2) == 0 ? "orders.order" : "feed.list.item";
  return how;
}

std::vector<RowColumn> columns_of(const RowFormat& how) {
  std::vector<RowColumn> columns;
  for (const char* name : {"no", "name", "total"}) {
    if (!how.titles) columns.push_back({name, false, 0, {}});
  }
  return columns;
}

/// All columns that a row has a field for, each always in quotes, so that an empty row is no blank line.
std::vector<RowColumn> columns_of(const DroppedRow& row) {
  std::vector<RowColumn> columns;
  for (const auto& [name, _] : row.fields) columns.push_back({name, true, 0, {}});
  return columns;
}

/// Line ends within a cell are understood as LF.
bool same(const std::string& read, const std::string& again) {
  return read == again || read.find('\r') != std::string::npos;
}

void write_and_read(RowFormat how, const std::vector<DroppedRow>& rows) {
  const std::vector<RowColumn> columns = columns_of(rows.front());
  if (columns.empty() || how.quote == '\0') return;
  how.skip = 0;
  how.charset = "UTF-8";
  std::vector<std::vector<std::string>> cells;
  for (const DroppedRow& row : rows) {
    cells.emplace_back();
    for (const auto& [_, value] : row.fields) cells.back().push_back(cell_of(value, '.'));
  }
  const auto again =
      rows_of(csv_of(how, columns, {}, cells), how, how.titles ? std::vector<RowColumn>{} : columns, file);
  require(again.ok() && again->size() == rows.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    std::size_t column = 0;
    for (const auto& [_, value] : (*again)[i].fields) require(same(cells[i][column++], value.as_string()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::string_view said = input.line();
  const RowFormat how = format_of({reinterpret_cast<const std::uint8_t*>(said.data()), said.size()});
  const auto rows = rows_of(input.rest(), how, columns_of(how), file);
  if (!rows) {
    require(rows.error().cls == ErrorClass::validation && rows.error().place.starts_with(file));
    require(!rows.error().message.empty() && !rows.error().remedy.empty());
    return 0;
  }
  int line = 0;
  for (const DroppedRow& row : *rows) {
    require(row.line > line || how.kind == RowFormat::Kind::xml);
    line = row.line;
    for (const auto& [name, _] : row.fields) require(!row.at(name).empty());
  }
  if (how.kind == RowFormat::Kind::csv && !rows->empty()) write_and_read(how, *rows);
  return 0;
}
