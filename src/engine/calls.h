#pragma once
// Calls to a system's port with the deadline and priority of the job they serve.

#include <string>

#include "engine/context.h"

namespace syncline {

CallContext call_context(Context&, const std::string& system, Priority, const std::string& trace);
Result<NativeRecord, Error> read_record(Context&, const RecordKey&, Priority, const std::string& trace);

/// An event that says only: look at this record.
NewEvent hint(const RecordKey&, EventSource, Instant due);

}  // namespace syncline
