#include <array>

#include "store/migrations/migration.h"

namespace syncline {

extern const std::string_view sqlite_0001_initial;

std::span<const Migration> sqlite_migrations() {
  static const std::array steps{
      Migration{1, "initial", sqlite_0001_initial},
  };
  return steps;
}

}  // namespace syncline
