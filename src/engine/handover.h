#pragma once
// Handover: a write that leaves right after the decision that planned it, while nothing else waits for its system. The
// decision's commit is its licence, and what the decision made of the link goes with it: nothing is read again.

#include <string>

#include "store/store.h"

namespace syncline {

struct LicensedWrite {
  Effect effect;  ///< `sending`
  Link link;      ///< as its decision left it; others may have moved it since
};

struct Handover {
  virtual ~Handover() = default;
  /// May this write begin at once? Then a worker is kept for it, until begin() or give_back().
  virtual bool reserve(Reader&, const NewEffect&, Instant now) = 0;
  virtual void give_back(const NewEffect&) = 0;
  virtual void begin(LicensedWrite) = 0;
};

}  // namespace syncline
