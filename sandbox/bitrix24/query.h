#pragma once
// Lists: filters with prefixes and nested conditions, order, pages of a fixed size.

#include <optional>
#include <vector>

#include "sandbox/bitrix24/refusal.h"

namespace syncline::sandbox::bitrix24 {

struct Page {
  List rows;
  std::optional<std::int64_t> next, total;
};

/// `all`: every row as it is shown. A name in the filter that a row does not have is refused, or with `lenient`, as the
/// older methods do it, ignored. start=-1: nothing is counted, and the first page comes.
Answer<Page> page_of(std::vector<Map> all, const Map& params, std::size_t page_size, bool lenient);

}  // namespace syncline::sandbox::bitrix24
