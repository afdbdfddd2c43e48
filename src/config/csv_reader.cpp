#include "config/csv_reader.h"

#include <algorithm>

namespace syncline {

CsvReader::CsvReader(std::string_view text, std::string_view file, char separator, Diagnostics& findings, char quote)
    : text_(text), file_(file), separator_(separator), quote_(quote), findings_(findings) {}

void CsvReader::skip_to(std::size_t offset, int line) {
  pos_ = offset;
  line_ = line;
  column_ = 1;
}

// One byte; a line end is CRLF, LF or CR (old spreadsheets).
void CsvReader::step() {
  const char c = text_[pos_++];
  if (c == '\r' && !at_end() && peek() == '\n') ++pos_;
  if (c == '\r' || c == '\n') {
    ++line_;
    column_ = 1;
  } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
    ++column_;
  }
}

bool CsvReader::at_cell_end() const { return at_end() || peek() == separator_ || peek() == '\r' || peek() == '\n'; }

void CsvReader::report(const Place& at, std::string message, std::string remedy) {
  findings_.add({.code = "T001", .message = std::move(message), .at = at, .remedy = std::move(remedy)});
}

std::optional<CsvRow> CsvReader::next() {
  if (at_end()) return std::nullopt;
  CsvRow row;
  row.line = line_;
  for (;;) {
    row.cells.push_back(read_cell());
    if (at_end()) return row;
    const bool more = peek() == separator_;
    step();
    if (!more) return row;
  }
}

CsvCell CsvReader::read_cell() {
  CsvCell cell;
  cell.at = {std::string(file_), line_, column_, 1};
  const int start_column = column_;
  if (!at_end() && peek() == quote_) {
    read_quoted(cell);
  } else {
    read_bare(cell);
  }
  if (line_ == cell.at.line) cell.at.length = std::max(1, column_ - start_column);
  return cell;
}

void CsvReader::read_quoted(CsvCell& cell) {
  cell.quoted = true;
  const Place opening = cell.at;
  step();
  while (!at_end()) {
    if (peek() != quote_) {
      const std::size_t start = pos_;
      step();
      cell.text += text_.substr(start, pos_ - start) == "\r\n" ? "\n" : text_.substr(start, pos_ - start);
      continue;
    }
    step();
    if (at_end() || peek() != quote_) return skip_rubbish_after_quote();
    cell.text += quote_;
    step();
  }
  report(opening, "the quoted cell that starts here is never closed",
         "add the closing quote; write \"\" for a quote inside");
}

void CsvReader::skip_rubbish_after_quote() {
  if (at_cell_end()) return;
  report({std::string(file_), line_, column_, 1}, "text follows the closing quote of a cell",
         "quote the whole cell, and write \"\" for a quote inside");
  while (!at_cell_end()) step();
}

void CsvReader::read_bare(CsvCell& cell) {
  while (!at_cell_end()) {
    if (peek() == quote_) {
      report({std::string(file_), line_, column_, 1}, "a quote stands inside an unquoted cell",
             "quote the whole cell and double the quote: \"… \"\" …\"");
      while (!at_cell_end()) step();
      return;
    }
    const std::size_t start = pos_;
    step();
    cell.text += text_.substr(start, pos_ - start);
  }
}

}  // namespace syncline
