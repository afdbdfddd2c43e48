#include "project/write_rules_schema.h"

namespace syncline {
namespace {

using namespace schema;

Schema day() {
  return choice({{"mon", ""}, {"tue", ""}, {"wed", ""}, {"thu", ""}, {"fri", ""}, {"sat", ""}, {"sun", ""}});
}

Schema time_of_day() { return text().pattern("([01][0-9]|2[0-3]):[0-5][0-9]|24:00", "a time of day like \"08:30\""); }

Schema date() {
  return text().pattern("([0-9]{4}-)?[0-9]{2}-[0-9]{2}", "a date like 2026-12-24, or 12-24 for every year");
}

Schema limit() {
  return text().pattern("none|[1-9][0-9]{0,8} per [1-9][0-9]{0,5}[smhd]", "a limit like \"50 per 10m\", or none");
}

}  // namespace

Schema windows_schema() {
  return list(map({
                      optional("days", list(day()).items(1).unique(), "Days on which it opens; without it every day"),
                      required("from", time_of_day(), "When it opens"),
                      required("to", time_of_day(), "When it closes; before `from`: on the next day"),
                      optional("zone", text().format(Format::zone), "Whose clock").otherwise("UTC"),
                  })
                  .named("Window"))
      .items(1);
}

Schema closures_schema() {
  return list(map({
                      optional("first_days", integer(1, 31), "So many days at the beginning of each month"),
                      optional("last_days", integer(1, 31), "So many days at the end of each month"),
                      optional("first_working_days", integer(1, 23), "The same, Monday to Friday"),
                      optional("last_working_days", integer(1, 23),
                               "The same, Monday to Friday; days off among them count as closed"),
                      optional("on", date(), "One day: 2026-12-24, or 12-24 in every year"),
                      optional("from", date(), "First day of a period"),
                      optional("to", date(), "Its last day, in the same form; both belong to it"),
                      optional("zone", text().format(Format::zone), "Whose days").otherwise("UTC"),
                      optional("reason", text(), "For whoever asks why nothing is written"),
                  })
                  .named("Closure"))
      .items(1);
}

Schema limits_schema() {
  return map({
                 optional("creates", limit(), "Records that are made. Default: 500 per 10m"),
                 optional("updates", limit(), "Records that are changed. Default: 2000 per 10m"),
                 optional("deactivations", limit(), "Records that are archived or deleted. Default: 20 per 1h"),
                 optional(
                     "share", text().pattern("[0-9]{1,2}(\\.[0-9])?%|100%", "a share like 5%"),
                     "Of the entity's records; where that is more than the number, it counts instead. Default: 2%"),
                 optional("first_load",
                          text().pattern("free|approve|[1-9][0-9]?%", "free, approve or a share like 25%"),
                          "When an entity is written for the first time, in place of creates and updates: `free`, "
                          "`approve` (all of it is held) or the share of its records that is free. Default: 25%"),
                 optional("deadline", text().format(Format::duration),
                          "How long what is held waits for a person; then each of its writes becomes a dead letter. "
                          "Default: 7d"),
             })
      .named("Limits");
}

Schema forbid_schema() {
  return list(text().pattern("(create|update|deactivate|remove|transition|append)( [a-z][a-z0-9_]*)?",
                             "an operation, also of one entity: remove, deactivate customer"))
      .items(1)
      .unique();
}

}  // namespace syncline
