#pragma once
// Migrations: the schema's history. Each step stands in a file of its own and is never edited once released.

#include <cstdint>
#include <span>
#include <string_view>

namespace syncline {

struct Migration {
  std::int64_t version = 0;  ///< of the schema after it; 1, 2, 3 … without gaps
  std::string_view what;
  std::string_view sql;
};

std::span<const Migration> sqlite_migrations();

}  // namespace syncline
