#pragma once
// CSV text → cells with places, one record at a time. Knows quoting only; tables are csv.h.

#include <optional>
#include <string_view>

#include "config/csv.h"

namespace syncline {

class CsvReader {
 public:
  /// Precondition: valid UTF-8. Findings (T001 quotes) go to `findings`.
  CsvReader(std::string_view text, std::string_view file, char separator, Diagnostics& findings, char quote = '"');

  /// Continues at a byte, which is the start of that line.
  void skip_to(std::size_t offset, int line);
  /// Nothing at the end of the text.
  std::optional<CsvRow> next();

 private:
  CsvCell read_cell();
  void read_quoted(CsvCell&);
  void read_bare(CsvCell&);
  void skip_rubbish_after_quote();
  void step();
  bool at_end() const { return pos_ >= text_.size(); }
  char peek() const { return text_[pos_]; }
  bool at_cell_end() const;
  void report(const Place&, std::string message, std::string remedy);

  std::string_view text_;
  std::string_view file_;
  char separator_;
  char quote_;
  Diagnostics& findings_;
  std::size_t pos_ = 0;
  int line_ = 1;
  int column_ = 1;
};

}  // namespace syncline
