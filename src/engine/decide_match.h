#pragma once
// decide_match: a person decides which records are one and the same, where keys and names cannot.

#include "engine/resolve_conflict.h"

namespace syncline {

/// One of these.
struct MatchChoice {
  std::string same;        ///< an id: of the link that the record belongs to, or of the one that counts among several
  bool different = false;  ///< the record is none of the others
};

struct Matched {
  Conflict conflict;
  std::string how;
  LinkId link;                     ///< where the record belongs now
  std::vector<RecordKey> records;  ///< of that link; those that are surplus are read, never written
  std::vector<RecordKey> surplus;
  std::vector<NewEffect> effects;  ///< what is planned at once; more may follow when the records are read again
};

/// For conflicts that ask which records belong together (ambiguous, similar, duplicate). The records are read again and
/// meet for the first time, so nothing is overwritten unseen. `only_plan`: nothing is changed.
Result<Matched, Error> decide_match(Store&, const EngineSetup&, Instant now, ConflictId, const MatchChoice&,
                                    const Decider&, bool only_plan);

}  // namespace syncline
