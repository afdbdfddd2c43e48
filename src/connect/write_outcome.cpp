#include "connect/write_outcome.h"

namespace syncline {

WriteOutcome refused_here(Error error) {
  WriteOutcome out;
  // Our own preparation failed for a reason that passes: nothing was sent.
  const bool later = error.cls == ErrorClass::transient || error.cls == ErrorClass::throttled ||
                     error.cls == ErrorClass::auth || error.cls == ErrorClass::conflict;
  out.kind = later ? WriteOutcome::Kind::not_sent : WriteOutcome::Kind::rejected;
  out.error = std::move(error);
  return out;
}

WriteOutcome outcome_of(const CallFailure& failure) {
  WriteOutcome out;
  out.error = failure.error;
  if (failure.not_done) {
    const bool permanent =
        failure.refused && failure.error.cls != ErrorClass::throttled && failure.error.cls != ErrorClass::auth;
    out.kind = permanent ? WriteOutcome::Kind::rejected : WriteOutcome::Kind::not_sent;
  } else {
    out.kind = failure.refused ? WriteOutcome::Kind::rejected : WriteOutcome::Kind::unknown;
  }
  return out;
}

}  // namespace syncline
