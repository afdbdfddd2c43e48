#pragma once
// Linking: which link a reading belongs to: its own, one that matches, or a new one. Linking writes nothing.

#include <optional>
#include <string>
#include <vector>

#include "decide/decide.h"
#include "store/store.h"

namespace syncline {

struct Home {
  std::optional<Link> link;  ///< id none: a new link is to be made; empty: there is nothing to link
  Slot slot;
  std::optional<Link> absorbed;  ///< joined into `link` with the decision
  std::string not_yet;           ///< why that has to wait; empty: it does not
  bool may_never_be = false;     ///< … and may have to for ever
  std::vector<Link> rivals;      ///< other links that the record may belong to: they must wait for the same decision
  std::vector<NewConflict> conflicts;
  std::vector<NewEvent> follow_ups;
  std::vector<RecordKey> to_read;  ///< again, as at first contact
  std::string story;               ///< for the event's reason: "linked by tax_id; " …
};

/// `known`: the link of a computed record, where that is known; it need not have the record yet.
Home home_of(Reader&, const EntityPolicy&, const Observation&, LinkId known = {});

/// Is a write of the link sent, of which the outcome is not known yet? `op`: one of that kind.
bool is_under_way(Reader&, LinkId, std::optional<EffectOp> op);

/// A record that was gone is back in `next`: what we put out of use because of it stays so where no field says that.
/// Each such record is named to a person.
std::vector<NewConflict> still_out_of_use(Reader&, const Link&, const Shadow& next, const RecordKey& back);

/// The survivor's shadow with the other link's members, which meet it as at first contact. Of two that fill one slot
/// the survivor's counts.
Shadow joined(const Shadow& survivor, const Shadow& other);

}  // namespace syncline
