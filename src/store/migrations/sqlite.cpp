#include <array>

#include "store/migrations/migration.h"

namespace syncline {

extern const std::string_view sqlite_0001_initial;
extern const std::string_view sqlite_0002_holds;
extern const std::string_view sqlite_0003_deaths;
extern const std::string_view sqlite_0004_hold_deadlines;
extern const std::string_view sqlite_0005_due_by_system;

std::span<const Migration> sqlite_migrations() {
  static const std::array steps{
      Migration{1, "initial", sqlite_0001_initial},
      Migration{2, "holds and stops", sqlite_0002_holds},
      Migration{3, "deaths while sending", sqlite_0003_deaths},
      Migration{4, "deadlines of holds", sqlite_0004_hold_deadlines},
      Migration{5, "due events by system", sqlite_0005_due_by_system},
  };
  return steps;
}

}  // namespace syncline
