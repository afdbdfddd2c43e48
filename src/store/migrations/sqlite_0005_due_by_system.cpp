// Due events are looked for system by system: one whose workers are all busy must not hide the others behind thousands.
#include <string_view>

namespace syncline {

extern const std::string_view sqlite_0005_due_by_system;
const std::string_view sqlite_0005_due_by_system = R"sql(

DROP INDEX event_due;
CREATE INDEX event_due ON event (system, priority, due_at, id) WHERE state < 2;

)sql";

}  // namespace syncline
