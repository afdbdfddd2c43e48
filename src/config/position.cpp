#include "config/position.h"

#include <algorithm>

namespace syncline {
namespace {

bool starts_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

}  // namespace

PositionFinder::PositionFinder(std::string_view text) : text_(text) {
  if (text_.starts_with("\xEF\xBB\xBF")) offset_ = line_start_ = 3;
}

void PositionFinder::move_to(std::size_t offset) {
  offset = std::min(offset, text_.size());
  if (offset < line_start_) {  // rare: back to the start
    *this = PositionFinder(text_);
  } else if (offset < offset_) {
    offset_ = line_start_;
    column_ = 1;
  }
  for (; offset_ < offset; ++offset_) {
    if (text_[offset_] == '\n') {
      ++line_;
      column_ = 1;
      line_start_ = offset_ + 1;
    } else if (starts_code_point(text_[offset_])) {
      ++column_;
    }
  }
}

Span PositionFinder::span(std::size_t begin, std::size_t end) {
  move_to(begin);
  Span result{line_, column_, 0};
  for (std::size_t i = offset_; i < std::min(end, text_.size()) && text_[i] != '\n' && text_[i] != '\r'; ++i) {
    if (starts_code_point(text_[i])) ++result.length;
  }
  result.length = std::max(result.length, 1);
  return result;
}

}  // namespace syncline
