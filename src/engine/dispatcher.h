#pragma once
// Dispatcher: hands due work to the systems' workers. A job goes out only when its lane is free, its system has room,
// its window is open, its breaker closed and no stop in the way; nobody waits for anybody else's record.
//
// A look at the store costs as much as some jobs. So each crew is handed as many jobs again as it has workers, the
// dispatcher rests a moment after it handed out something, and it looks again only when a crew runs out.

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "engine/context.h"
#include "engine/health.h"
#include "engine/limit_guard.h"
#include "runtime/leaf_mutex.h"
#include "runtime/queue.h"

namespace syncline {

/// Setting: why a system is closed for writing and until when, for people; empty when it is open.
std::string closed_key(const std::string& system);

class Dispatcher {
 public:
  Dispatcher(Context&, Health&);

  void run();                            ///< the dispatcher's task: returns when stopped
  void work(const std::string& system);  ///< a worker's task: returns when closed
  void wake();                           ///< new or finished work; callable from any task
  void close();                          ///< no more jobs are handed out; workers end when their queues are empty
  bool is_idle();                        ///< no job is handed out or under way

 private:
  struct Job {
    std::string system;
    std::string lane;
    std::variant<RecordKey, EffectId> what;  ///< a record to observe, or an effect to deliver
    Instant handed_out{};
  };
  struct Crew {
    std::unique_ptr<Queue<Job>> jobs;
    int busy = 0;  ///< jobs that wait or are under way
    int concurrency = 1;
    int capacity() const { return 2 * concurrency; }
    bool has_room() const { return busy < capacity(); }
    bool runs_out() const { return busy <= concurrency + concurrency / 2; }
  };
  struct Round {
    bool offered = false;         ///< something was handed out
    std::optional<Instant> next;  ///< when something not due now is due
  };

  bool offer(Job job);
  bool has_room(const std::string& system);
  std::string any_with_room();
  Round hand_out(Instant now);
  bool hand_out_events(Reader&, const std::string& system, Instant now);
  bool hand_out_effects(Reader&, const std::string& system, bool settle_only, Instant now);
  template <class Look, class Take>
  bool fill(const std::string& crew, Look look, Take take);
  bool may_begin(const Job&);
  void finish(const Job&);
  void say_closed(Reader&, const std::string& system, const std::string& why);
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
