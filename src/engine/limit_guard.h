#pragma once
// LimitGuard: looks at every planned write once and holds what exceeds its limit, and what follows of its kind until a
// person has decided: an accident does no more than the limit allows, however long nobody looks.

#include <map>
#include <tuple>

#include "decide/limit.h"
#include "engine/context.h"
#include "runtime/leaf_mutex.h"

namespace syncline {

class LimitGuard {
 public:
  explicit LimitGuard(Context& cx) : cx_(cx) {}

  /// Judges what was planned since the last time, as this reader shows it; the first time, all that still counts. True:
  /// something was put under a hold, so that the reader's view of it is old.
  bool look(Reader&);

  /// May a write be sent that is not planned yet, surely? It counts as soon as look() comes to it, and until then as
  /// one more; forget() when it does not come to be. Callable from any task.
  bool lets_go(Reader&, const NewEffect&, Instant now);
  void forget(const NewEffect&);

 private:
  using Kind = std::tuple<std::string, std::string, EffectOp>;  ///< system, entity, kind of write
  struct Surplus {
    std::string cause;
    Duration deadline;
    std::vector<EffectId> effects;
  };

  /// What is counted together: one kind of write, in the first load or after it.
  struct Count {
    ChangeMeter meter;
    std::uint64_t ahead = 0;  ///< let go by lets_go(), not looked at yet
  };
  Count& count_of(const NewEffect&, const std::string& entity, bool first_load, const Limit&);

  bool begin(Reader&);  ///< true: something was put under a hold
  void judge(Reader&, const Effect&);
  void add_surplus(const Kind&, std::string cause, const WriteLimits&, const Effect&);
  bool hold_surplus();

  Context& cx_;
  EffectId seen_;
  std::map<Kind, Surplus> surplus_;
  LeafMutex mutex_;  // guards what follows
  bool began_ = false;
  std::map<std::tuple<std::string, std::string, bool, const void*>, Count> counts_;
  std::map<Kind, Hold> open_;
};

}  // namespace syncline
