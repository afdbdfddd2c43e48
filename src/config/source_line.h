#pragma once
// One line of a source text, made safe and narrow enough for a terminal, with the columns to underline.

#include <string>
#include <string_view>
#include <vector>

#include "config/diagnostic.h"

namespace syncline {

struct SourceLine {
  std::string text;  ///< printable; tabs expanded; cut with "…" around the mark when long
  int indent = 0;    ///< terminal columns before the mark
  int width = 1;     ///< terminal columns of the mark, at least 1
};

/// The lines of a text, found once. Keeps a view.
class LineIndex {
 public:
  explicit LineIndex(std::string_view text);
  /// Counted from 1, without its end; empty when the text has fewer lines.
  std::string_view line(int number) const;

 private:
  std::string_view text_;
  std::vector<std::size_t> starts_;
};

/// `masked` replaces the marked code points by asterisks.
SourceLine lay_out(std::string_view line, const Place& mark, bool masked);
/// Control, bidirectional-override and invalid bytes replaced by visible stand-ins, for messages that quote input.
/// Line ends are kept when `keep_lines`.
std::string printable(std::string_view text, bool keep_lines = false);

}  // namespace syncline
