#pragma once
// LimitGuard: looks at every planned write once and holds what exceeds its limit, and what follows of its kind until a
// person has decided: an accident does no more than the limit allows, however long nobody looks.

#include <map>
#include <tuple>

#include "decide/limit.h"
#include "engine/context.h"

namespace syncline {

class LimitGuard {
 public:
  explicit LimitGuard(Context& cx) : cx_(cx) {}

  /// Judges what was planned since the last time, as this reader shows it; the first time, all that still counts. True:
  /// something was put under a hold, so that the reader's view of it is old.
  bool look(Reader&);

 private:
  using Kind = std::tuple<std::string, std::string, EffectOp>;  ///< system, entity, kind of write
  struct Surplus {
    std::string cause;
    Duration deadline;
    std::vector<EffectId> effects;
  };

  bool begin(Reader&);  ///< true: something was put under a hold
  void judge(Reader&, const Effect&);
  void add_surplus(const Kind&, std::string cause, const WriteLimits&, const Effect&);
  bool hold_surplus();

  Context& cx_;
  bool began_ = false;
  EffectId seen_;
  std::map<std::tuple<std::string, std::string, bool, const void*>, ChangeMeter> meters_;
  std::map<Kind, Hold> open_;
  std::map<Kind, Surplus> surplus_;
};

}  // namespace syncline
