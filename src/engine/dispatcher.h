#pragma once
// Dispatcher: hands due work to the systems' workers. A job goes out only when its lane is free, its system has room,
// its window is open, its breaker closed and no stop in the way; nobody waits for anybody else's record. Writes that
// are due at the same time are one job where one call can carry them.
//
// A write that was just decided, and for whose system nothing waits, begins without being looked for (handover.h).
//
// A look at the store costs as much as some jobs. So each crew is handed as many jobs again as it has workers, the
// dispatcher rests a moment after it handed out something, and it looks again only when a crew runs out.

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "engine/context.h"
#include "engine/handover.h"
#include "engine/health.h"
#include "engine/limit_guard.h"
#include "runtime/leaf_mutex.h"
#include "runtime/queue.h"

namespace syncline {

/// Setting: why a system is closed for writing and until when, for people; empty when it is open.
std::string closed_key(const std::string& system);

class Dispatcher final : public Handover {
 public:
  /// The crew of what calls nobody, so that no system holds it up: what is computed, and records of a system that the
  /// project no longer names.
  static constexpr const char* own_crew = "";
  static constexpr int own_workers = 4;  ///< they share the disk's writes

  Dispatcher(Context&, Health&);

  void run();                          ///< the dispatcher's task: returns when stopped
  void work(const std::string& crew);  ///< a worker's task, of a system or own_crew: returns when closed
  void wake();                         ///< new or finished work; callable from any task
  void close();                        ///< no more jobs are handed out; workers end when their queues are empty
  bool is_idle();                      ///< no job is handed out or under way

  bool reserve(Reader&, const NewEffect&, Instant now) override;
  void give_back(const NewEffect&) override;
  void begin(LicensedWrite) override;

 private:
  struct Job {
    std::string system;
    std::vector<std::string> lanes;
    /// A record to observe; effects to deliver, one per lane; or one that has its licence, which keeps others off it.
    std::variant<RecordKey, std::vector<EffectId>, LicensedWrite> what;
    Instant handed_out{};
    bool is_large() const { return lanes.size() > 1; }
  };
  struct Crew {
    std::unique_ptr<Queue<Job>> jobs;
    int busy = 0;   ///< jobs that wait, are under way, or are reserved
    int large = 0;  ///< of these, those of several writes
    int concurrency = 1;
    bool writes_wait = true;  ///< due ones may be in the store
    int most_together = 1;    ///< writes that one job may have
    int capacity() const { return 2 * concurrency; }
    int most_large() const { return std::max(1, concurrency - 1); }
    /// So much due work can be handed out at once, and as much again if that is busy.
    std::size_t reach() const { return static_cast<std::size_t>(2 * capacity() + most_large() * (most_together - 1)); }
    bool has_room() const { return busy < capacity(); }
    /// One worker never has a large job: what comes next would wait for all of its writes.
    bool has_room_for_large() const { return has_room() && large < most_large(); }
    bool runs_out() const { return busy <= concurrency + concurrency / 2; }
  };
  struct Round {
    bool offered = false;         ///< something was handed out
    std::optional<Instant> next;  ///< when something not due now is due
  };

  /// Of several effects, those whose lanes are free.
  bool offer(Job job);
  bool has_room(const std::string& system);
  bool has_room_for_large(const std::string& system);
  bool is_full();
  Round hand_out(Instant now);
  bool hand_out_events(Reader&, const std::string& system, Instant now);
  bool hand_out_effects(Reader&, const std::string& system, bool settle_only, Instant now);
  void say_writes_wait(const std::string& system, bool wait);
  bool may_be_written(const NewEffect&, Instant now);
  bool take_worker(const std::string& system);
  bool offer_effects(Reader&, const std::string& system, std::span<const DueEffect>, Instant now);
  template <class Look, class Take>
  bool fill(std::size_t enough, Look look, Take take);
  bool may_begin(const Job&);
  void finish(const Job&);
  void say_closed(Reader&, const std::string& system, const std::string& why);
  void say_not_called(Reader&, const std::string& system, Instant ready, Instant now);
  bool is_postponed(Reader&, const DueEffect&, Instant now);

  Context& cx_;
  Health& health_;
  LimitGuard limits_;
  std::unique_ptr<Parker> parker_;
  LeafMutex mutex_;
  std::map<std::string, Crew> crews_;
  std::unordered_map<std::string, bool> busy_lanes_;  ///< is more wanted of the lane?
  std::map<std::string, std::string> said_closed_;    ///< by system, as the setting says it
  bool closed_ = false;
  bool entities_have_times_ = false;
};

}  // namespace syncline
