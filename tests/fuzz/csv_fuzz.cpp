// Any bytes: parse_csv_table answers with a rectangular table or with findings that can be rendered.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "config/csv.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto table = syncline::parse_csv_table(text, "t.csv");
  if (table) {
    require(!table->header.empty());
    for (const syncline::CsvRow& row : table->rows) require(row.cells.size() == table->header.size());
    return 0;
  }
  require(!syncline::render(table.error(), {{"t.csv", text}}).empty());
  return 0;
}
