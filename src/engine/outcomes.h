#pragma once
// Outcomes: how an attempt ends in the ledger.

#include "decide/retry.h"
#include "engine/context.h"

namespace syncline {

/// When a call of this system, wanted since then, is to be made again after so many that were charged. Never given up
/// because the system does not answer at all; then that is what it waits longer and longer for.
RetryStep next_step(Context&, const std::string& system, const Error&, std::uint32_t charged, Instant since);

EffectOutcome outcome_of(const Effect&, EffectState, std::string reason);

/// Done, and there is nothing to read back.
void applied(Context&, const Effect&);
/// The vendor said that the update is done, and the record could not be read back: done, and read again until that
/// succeeds.
void applied_unread(Context&, const Effect&, const Error&);
/// Nothing was sent, or the vendor asks to come later: planned again, or rejected when the attempts are used up; still
/// unknown where it was that before.
void try_later(Context&, const Effect&, const Error&);
/// No answer came, so it may have happened: to be settled once it cannot still be running.
void unknown(Context&, const Effect&, const Error&);
/// It was looked what became of it, and nobody knows yet: looked again, later each time. No attempt. What was found of
/// a creation is kept: its id.
void still_unknown(Context&, const Effect&, const Error&);
/// It provably did not happen: planned again, or rejected when the attempts are used up. No attempt by itself.
void not_applied(Context&, const Effect&);
/// Licensed, and not sent after all: planned again. No attempt.
void put_back(Context&, const Effect&, std::string why);
/// Refused for good: a dead letter; the field stays pending and is not tried again until its data changes.
void reject(Context&, const Effect&, const Error&);
/// Never sent, and it never will be: what it waited for has not come in time, or the project forbids it. As refused.
void refuse_unsent(Context&, const Effect&, const Error&);
/// The error of a write that the project forbids; `rule` as EngineSetup::forbids() says it.
Error forbidden(const Effect&, const std::string& rule);
/// A person must look: nothing can tell whether it happened.
void unsettled(Context&, const Effect&, const Error&);
/// The record that it made is known as another link's: a person must say whether both links are one.
void made_elsewhere(Context&, const Effect&, const RecordKey& made, LinkId other);
/// What its answer means cannot be committed: looked at again, later each time, and shown once the attempts are used
/// up.
void undecided(Context&, const Effect&, const Error&);
/// The record is not as it was when this was planned: nothing was written; it is looked at again and decided again.
void overtaken(Context&, const Effect&, const std::string& why);

/// When the outcome of this effect can be known: no call can still be running and every read shows it.
Instant settles_at(Context&, const Effect&);

}  // namespace syncline
