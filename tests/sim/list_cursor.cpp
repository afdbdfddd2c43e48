#include "tests/sim/list_cursor.h"

#include <sstream>

namespace syncline::sim {

ListCursor ListCursor::parse(const std::string& text) {
  ListCursor at;
  std::istringstream in(text);
  in >> at.since >> at.next_since >> at.stamp >> at.id;
  if (!in) at = {at.since, 0, -1, -1};
  return at;
}

std::string ListCursor::text() const {
  if (stamp < 0) return std::to_string(since);
  return std::to_string(since) + " " + std::to_string(next_since) + " " + std::to_string(stamp) + " " +
         std::to_string(id);
}

}  // namespace syncline::sim
