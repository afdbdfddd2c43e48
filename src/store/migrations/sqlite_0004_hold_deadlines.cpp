// Holds that are open already get a week from their beginning.
#include <string_view>

namespace syncline {

extern const std::string_view sqlite_0004_hold_deadlines;
const std::string_view sqlite_0004_hold_deadlines = R"sql(

ALTER TABLE hold ADD COLUMN ends_at INTEGER NOT NULL DEFAULT 0;
UPDATE hold SET ends_at = opened_at + 604800000000;

)sql";

}  // namespace syncline
