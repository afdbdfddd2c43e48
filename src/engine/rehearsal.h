#pragma once
// Rehearsal: what the engine makes of given records, played with its own code on a store in memory and a simulated
// clock. It calls no system; the same input gives the same result.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/conflict.h"
#include "project/project.h"

namespace syncline {

struct RehearsedEffect {
  Slot slot;
  EffectOp op = EffectOp::update;
  std::optional<Value> content;  ///< the system's form; none where nothing is written but the act itself
  std::string waits;             ///< why it is not sent yet
};

struct Rehearsed {
  std::map<Slot, std::map<std::string, FieldValue>> shown;  ///< of each slot's last reading, by canonical name
  std::map<std::string, FieldValue> agreed;                 ///< of the link of the last record that was given
  std::size_t links = 0;                                    ///< of the entity
  bool for_review = false;                                  ///< a link is undecided, or has a surplus record
  std::vector<RehearsedEffect> effects;                     ///< that would be sent now or later
  std::vector<Conflict> conflicts;
  EventState end = EventState::no_op;  ///< of the last record that was given
  std::string reason;
};

/// Errors: validation, a given record that its binding refuses, or of which something cannot be computed.
Result<Rehearsed, Error> rehearse(const Project&, const MappingTest&);

}  // namespace syncline
