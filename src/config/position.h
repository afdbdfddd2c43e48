#pragma once
// Byte offsets of a text → lines and columns. Cheap when asked in rising order, also within one long line.

#include <string_view>

#include "config/document.h"

namespace syncline {

class PositionFinder {
 public:
  /// `text` must outlive the finder. A byte order mark takes no column.
  explicit PositionFinder(std::string_view text);
  /// Of bytes [begin, end); only the part on the first line is marked, at least one column.
  Span span(std::size_t begin, std::size_t end);

 private:
  void move_to(std::size_t offset);

  std::string_view text_;
  std::size_t offset_ = 0;
  std::size_t line_start_ = 0;
  int line_ = 1;
  int column_ = 1;
};

}  // namespace syncline
