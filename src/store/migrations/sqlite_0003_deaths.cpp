// Of effects: how many processes ended while they were sending it, or looking what became of it. `due_at` is 0
// meanwhile.
#include <string_view>

namespace syncline {

extern const std::string_view sqlite_0003_deaths;
const std::string_view sqlite_0003_deaths = R"sql(

ALTER TABLE effect ADD COLUMN deaths INTEGER NOT NULL DEFAULT 0;
CREATE INDEX effect_looked_at ON effect (id) WHERE state = 3 AND due_at = 0;

)sql";

}  // namespace syncline
