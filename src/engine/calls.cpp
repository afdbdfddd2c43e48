#include "engine/calls.h"

namespace syncline {

CallContext call_context(Context& cx, const std::string& system, Priority priority, const std::string& trace) {
  CallContext context;
  context.deadline = cx.rt.now() + cx.setup.systems.at(system).call_timeout;
  context.priority = priority;
  context.trace = trace;
  return context;
}

Result<NativeRecord, Error> read_record(Context& cx, const RecordKey& key, Priority priority,
                                        const std::string& trace) {
  return cx.setup.systems.at(key.system).port->read(key, call_context(cx, key.system, priority, trace));
}

NewEvent hint(const RecordKey& key, EventSource source, Instant due) {
  NewEvent event;
  event.key = key;
  event.source = source;
  event.due_at = due;
  return event;
}

void show(const EngineSetup& setup, NewEvent& event, NativeRecord&& record, Instant now) {
  const EntityPolicy* policy = setup.policy_of(event.key.system, event.key.object);
  if (!policy) return;
  const auto reading = policy->slot_of(event.key.system, event.key.object)->binding->read(record, now);
  if (!reading) return;
  event.hash = reading->hash;
  event.state = state_hash(reading->hash, reading->stamp, reading->version);
  event.record = std::move(record);
}

}  // namespace syncline
