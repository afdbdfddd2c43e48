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
  LinkId absorb;  ///< joined into `link` with the decision
  LinkVersion absorb_version;
  std::vector<Link> rivals;  ///< other links that the record may belong to: they must wait for the same decision
  std::vector<NewConflict> conflicts;
  std::vector<NewEvent> follow_ups;
  std::string story;  ///< for the event's reason: "linked by tax_id; " …
};

/// `known`: the link of a computed record, where that is known; it need not have the record yet.
Home home_of(Reader&, const EntityPolicy&, const Observation&, LinkId known = {});

/// The survivor's shadow with the other link's members: what fills a slot already becomes a surplus member.
Shadow joined(const Shadow& survivor, const Shadow& other);

}  // namespace syncline
