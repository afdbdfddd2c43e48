#pragma once
// What the fuzz targets share: how a broken promise ends the run, and how one input becomes several arguments.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <source_location>
#include <string>
#include <string_view>

namespace syncline::fuzz {

inline void require(bool holds, std::source_location at = std::source_location::current()) {
  if (holds) return;
  std::fprintf(stderr, "%s:%u: this does not hold\n", at.file_name(), at.line());
  std::abort();
}

/// Takes arguments from the front; what is used up gives 0 and empty texts.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : left_(reinterpret_cast<const char*>(data), size) {}

  bool empty() const { return left_.empty(); }
  std::uint8_t byte() {
    if (left_.empty()) return 0;
    const auto first = static_cast<std::uint8_t>(left_.front());
    left_.remove_prefix(1);
    return first;
  }
  std::uint64_t number(int bytes) {
    std::uint64_t n = 0;
    for (; bytes > 0; --bytes) n = n << 8 | byte();
    return n;
  }
  /// Up to the next line feed, which is dropped.
  std::string_view line() {
    const std::string_view first = left_.substr(0, left_.find('\n'));
    left_.remove_prefix(std::min(left_.size(), first.size() + 1));
    return first;
  }
  std::string_view rest() const { return left_; }

 private:
  std::string_view left_;
};

}  // namespace syncline::fuzz
