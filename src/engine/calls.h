#pragma once
// Calls to a system's port with the deadline and priority of the job they serve.

#include <string>

#include "engine/context.h"

namespace syncline {

CallContext call_context(Context&, const std::string& system, Priority, const std::string& trace);
Result<NativeRecord, Error> read_record(Context&, const RecordKey&, Priority, const std::string& trace);

/// An event that says only: look at this record.
NewEvent hint(const RecordKey&, EventSource, Instant due);
/// The event shows the record, and is known by its hash when an equal reading comes. One that cannot be bound leaves it
/// a hint: it fails by itself, beside the others.
void show(const EngineSetup&, NewEvent&, NativeRecord&&, Instant now);

}  // namespace syncline
