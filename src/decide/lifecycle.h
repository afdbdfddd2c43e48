#pragma once
// lifecycle: records that are gone, merged, hidden, or back. Private to decide/.

#include "decide/frame.h"

namespace syncline {

/// A record that is proven gone, merged away, or hidden. `only_follow`: nothing becomes work.
void end_of_record(Frame&, Member&, bool only_follow);
/// A person has decided what becomes of the others, or that it is made again.
void settle_delete(Frame&, Member& gone, AfterDelete, const std::string& actor);
/// We made it, and know that now; all that it was made for has ended meanwhile: it ends as a record that stood there.
void end_what_came_late(Frame&, const Member& made);
/// Undelete: the same id is live again.
void come_back(Frame&, Member&);
/// The edit of a member whose end is planned, but not sent: the edit wins, a person looks at the rest.
void edit_beats_ending(Frame&, const Member& edited);
/// Fields that were shown once and are not now: who knows what was typed into them.
std::vector<std::string> withheld_in(const Frame&, const Member&);
/// The same where a field that was shown `before` is withheld now.
void withheld_stops_ending(Frame&, const Member&, const std::vector<std::string>& before);

}  // namespace syncline
