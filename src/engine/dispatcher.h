#pragma once
// Dispatcher: hands due work to the systems' workers. A job goes out only when its lane is free, its system has a
// worker to spare, its window is open, its breaker closed and no stop in the way; nobody waits for anybody else's
// record.

#include <map>
#include <memory>
#include <set>
#include <string>
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
  };
  struct Crew {
    std::unique_ptr<Queue<Job>> jobs;
    int busy = 0;
    int concurrency = 1;
  };

  bool offer(Job job);
  bool has_room(const std::string& system);
  std::optional<Instant> hand_out(Instant now);
  void hand_out_events(Reader&, Instant now);
  std::optional<Instant> hand_out_effects(Reader&, const std::string& system, bool stopped, Instant now);
  void finish(const Job&);
  void say_closed(Reader&, const std::string& system, const std::string& why);
  bool is_postponed(Reader&, const DueEffect&, Instant now);

  Context& cx_;
  Health& health_;
  LimitGuard limits_;
  std::unique_ptr<Parker> parker_;
  LeafMutex mutex_;
  std::map<std::string, Crew> crews_;
  std::set<std::string> busy_lanes_;
  bool closed_ = false;
  bool entities_have_times_ = false;
};

}  // namespace syncline
