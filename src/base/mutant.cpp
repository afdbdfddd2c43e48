#include "base/mutant.h"

#ifdef SYNCLINE_MUTANTS

#include <algorithm>
#include <array>

namespace syncline {
namespace {

// Each with the place where it is planted.
constexpr std::array<std::string_view, 24> names{
    "cursor-before-events",    // engine/poller: the cursor is stored before the page's events
    "precondition-dropped",    // engine/deliver: written without a look whether the record is as it was planned on
    "probe-miss-believed",     // engine/settle: not seen at once is taken for not done
    "unknown-retried",         // engine/outcomes: a lost answer is retried as if nothing had been sent
    "sending-forgotten",       // store: a new process takes what was being sent for not sent
    "event-ended-first",       // engine/observe: the event ends in a transaction before its decision
    "written-while-loading",   // engine/stages: writing begins before everything was read once
    "keys-unclaimed",          // store: two new links may hold the same match key
    "lost-effect-on-restart",  // store: what was planned and not sent is dropped by a new process
    "derived-per-event",       // engine/ripples: one order for each change of a deal instead of one for each deal
    "until-ignored",           // decide/follow_source: an order follows its deal for ever
    "late-source-written",     // decide/follow_source: what the deal said too late is written to the order
    "hop-state-unread",        // engine/deliver: a change of status is sent without a look at the state
    "reflection-no-master",    // decide/frame: a reflected value is one among others
    "wake-up-dropped",         // engine/ripples: what waits for a record's link is not told of it
    "parts-by-position",       // bind: lines are matched by their position only
    "rules-move-bases",        // decide/absorb: a difference that new rules make is taken for an edit
    "new-field-filled",        // decide/absorb: a field that new rules ask for is filled without anybody's edit
    "file-hash-forgotten",     // engine/file_delivery: a file that only looks changed is sent again
    "rejection-forgotten",     // engine/reject_hold: what was rejected is planned again with the next reading
    "together-unlicensed",     // engine/deliver: only the first of those that share a call is `sending` before it
    "together-one-for-all",    // engine/deliver: the first outcome of a call is taken for all
    "together-retried",        // engine/deliver: those of a call without an answer are sent again, unsettled
    "own-create-unawaited",    // engine/observe: a record is linked while the answer to our create is awaited
};
std::string_view chosen;

}  // namespace

bool mutant(std::string_view name) { return !chosen.empty() && chosen == name; }

bool choose_mutant(std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return false;
  chosen = *found;
  return true;
}

std::string mutant_names() {
  std::string all;
  for (const std::string_view name : names) all += " " + std::string(name);
  return all;
}

}  // namespace syncline

#endif
