#pragma once
// Writer: the one task that writes and checkpoints. Jobs that wait are committed together: one fsync for up to 256.

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "runtime/leaf_mutex.h"
#include "runtime/runtime.h"
#include "store/open.h"
#include "store/sqlite/database.h"
#include "store/sqlite/tx.h"

namespace syncline::sqlite {

class Writer {
 public:
  Writer(Runtime&, std::unique_ptr<Database>, const StoreOptions&);
  /// Ends the task after the jobs that wait; checkpoints.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Returns after the fsync of the commit that holds the job. What the job throws is thrown here. Throws Stopped; the
  /// job is then not touched any more, and may have been committed.
  Result<void, Error> run(const std::function<void(Tx&)>& call);
  /// From now on everything is refused as store.failed; the first reason stays.
  void fail_for_good(const Trouble&);

 private:
  struct Job {
    const std::function<void(Tx&)>* call = nullptr;
    std::shared_ptr<Parker> parker;  // shared: its owner may leave as soon as it is done
    bool ran = false;                // committed or failed, not yet answered
    bool done = false;               // answered
    std::optional<Error> error;
    std::exception_ptr thrown;
  };
  enum class Attempt : std::uint8_t { committed, job_failed, full, failed };

  void serve();
  bool wait_for_jobs();
  void take_group();
  void run_group();
  void run_alone();
  Attempt attempt(const std::vector<Job*>& jobs);
  bool call(Job&);
  void commit();
  void roll_back();
  void answer_group();
  void withdraw(Job&);
  bool is_idle() const;
  void checkpoint_perhaps(bool idle_for_long);
  void wait_for_readers();

  Runtime& rt_;
  const StoreOptions options_;
  const std::int64_t frames_limit_;
  std::unique_ptr<Database> db_;
  SqliteTx tx_;
  std::optional<Trouble> trouble_;  // of the latest attempt
  std::int64_t copied_ = 0;         // frames of the WAL that are in the database already
  std::int64_t waited_at_ = 0;      // frames in the WAL when readers were waited for in vain

  // While a job runs, its caller may not leave: it waits for `running_` before its frame goes.
  LeafMutex running_;
  mutable LeafMutex mutex_;  // taken after running_; guards what follows, and done of each job
  std::vector<Job*> queue_, group_;
  std::vector<std::shared_ptr<Parker>> answered_;  // of the writer's task alone
  std::optional<Error> failure_;
  bool closing_ = false;
  bool gone_ = false;  // the task has ended
  std::unique_ptr<Parker> parker_;
  Task task_;
};

}  // namespace syncline::sqlite
