#pragma once
// What must hold of deals and orders, judged from the systems' own ledgers and from what the store says to people.
//   I1  no loss: every accepted event has ended; a dead letter only for a change of status that was refused.
//   I2  no doubled effect: at most one order for each deal that was ever won, none for another; one message per key; no
//       write of what stood there already.
//   I5  convergence: a won deal has its order, with its lines or those it had when the order was released; the deal
//       shows the order's number and status.
//   I6  rest: after convergence nothing is written any more.
//   I14 changes of status: sent only from the state they start from, not past `advance`, irreversible ones once.
//   I15 what is not followed is not written: an order that is past the draft, or was born there.
//   I16 lines stay themselves: a line of the order is not turned into one of another article.

#include "tests/sim/document_world.h"

namespace syncline::sim {

Judgement judge(const DocumentWorld&, Reader&);

}  // namespace syncline::sim
