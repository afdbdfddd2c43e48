#pragma once
// People edits: what people typed, according to a system's ledger, that excuses a question which nobody caused.

#include "model/ids.h"
#include "tests/sim/model_system.h"

namespace syncline::sim {

/// A person typed into the field between our write and our look at it: nobody can tell that from a vendor that alters.
bool edited_before_our_look(const ModelSystem&, const RecordKey&);

/// As often as a rule of the vendor would, for which it must be taken.
bool edited_again_and_again(const ModelSystem&, const RecordKey&);

}  // namespace syncline::sim
