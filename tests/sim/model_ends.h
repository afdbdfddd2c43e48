#pragma once
// Endings: how vendors show that a record was deleted or merged, and what they keep from a user who has lost a right.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace syncline::sim {

/// What the stream of what has ended adds to the object's name.
inline constexpr std::string_view ended_stream = "/ended";
/// What a deactivation sets, where the rules know no field for it.
inline const std::string archived = "archived";

struct Endings {
  bool lists_ended = false;   ///< the stream "<object>/ended" names the ids of what was deleted or merged
  bool tells_merged = false;  ///< a merged record answers with the id of the survivor; otherwise it is just gone
  bool keeps_stamp = false;   ///< what was undeleted has the stamp that it had
  bool empty_is_404 = false;  ///< a listing without a record is answered as if there was no such list
};

/// What the user that we are to a vendor may not see any more.
struct Denied {
  enum class As : std::uint8_t {
    forbidden,  ///< the field is there, its value is not shown
    absent,     ///< the answer does not have the field
  };
  std::map<std::string, As> fields;
  std::set<std::string> records;  ///< ids: not listed, and refused when they are asked for
};

}  // namespace syncline::sim
