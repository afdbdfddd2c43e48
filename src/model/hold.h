#pragma once
// Hold: writes that wait for a person, because there are more of one kind than a limit allows. Stop: a person has said
// that nothing is to be written: everywhere, to one system, of one entity, of one link.

#include <optional>
#include <string>

#include "model/effect.h"

namespace syncline {

struct NewHold {
  std::string system, entity;
  EffectOp op = EffectOp::update;  ///< as people see it: an update that sets a record inactive is a deactivation
  std::string cause;               ///< the limit that was passed, in words
  Instant ends_at = {};            ///< what nobody has decided by then becomes dead letters
};
struct Hold : NewHold {
  HoldId id;
  Instant opened_at;
  std::optional<Instant> closed_at;
  std::string resolution;
  std::uint64_t held = 0;  ///< writes that wait for it now
};

struct Stop {
  enum class Kind : std::uint8_t {
    writes,  ///< the kill switch: everything, or one system; meant for accidents, lifted by its own command only
    pause,   ///< of a system, an entity or a link
  };
  Kind kind = Kind::pause;
  std::string system, entity;  ///< one of them at most; none of all: everything
  LinkId link;
  std::string reason, by;
  Instant since;
};
std::string_view name_of(Stop::Kind);

/// What it stops, in a form by which it is found again: "writes", "writes erp", "pause system erp",
/// "pause entity customer", "pause link 17".
std::string scope_of(const Stop&);
/// For people: "all writes are stopped", "writes to erp are stopped", "customer is paused" …, with reason and author.
std::string text_of(const Stop&);

}  // namespace syncline
