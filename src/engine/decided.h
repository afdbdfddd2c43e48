#pragma once
// decided: a Decision put into the store's words. Pure but for the reads that references need.

#include <optional>
#include <string>
#include <vector>

#include "decide/decide.h"
#include "engine/setup.h"
#include "store/store.h"

namespace syncline {

/// The plan that commits `decision` on `link` (id none: a new link).
/// What it sets off at other links is part of it.
Plan plan_of(Reader&, const EngineSetup&, const EntityPolicy&, const Link& link, const Decision& decision, Instant now);

/// A create of which nothing can tell whether it happened, while a person is asked: no other is made for its slot.
struct AskedCreate {
  ConflictId conflict;  ///< none: nobody is asked yet
  Effect effect;
};
std::optional<AskedCreate> create_asked_about(Reader&, LinkId, const Slot&);

/// A reading that equals the last one would say nothing: it is forgotten.
void read_again(const RecordKey&, Instant now, Plan&);

/// The story of a decision in one line, for the event's reason: "name: edit by crm; email: adopted".
std::string story_of(const Decision&);

}  // namespace syncline
