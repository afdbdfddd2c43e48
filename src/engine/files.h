#pragma once
// files: which files of a record another one still lacks. They are listed apart from the record's content, since many
// systems don't say of a record that a file came to it.

#include <vector>

#include "engine/context.h"

namespace syncline {

/// The key of events that say: look at the files of this record.
RecordKey files_key(const RecordKey& of);
bool is_files_key(const RecordKey&);

/// The looks that a decision sets off: a record with files was read, or one that gets them has come to be.
std::vector<NewEvent> file_looks(Reader&, const EngineSetup&, const EntityPolicy&, const Shadow& before,
                                 const Shadow& after, Instant now);
/// As often as the object is swept, for every known record of it.
void sweep_files(Context&, const PollPlan&);

/// Works off the queued looks at these files: plans one effect for each that is missing.
void look_for_files(Context&, const RecordKey& files);

}  // namespace syncline
