#include "store/sqlite/writer.h"

#include <algorithm>

#include "store/sqlite/schema.h"

namespace syncline::sqlite {
namespace {

constexpr std::int64_t worth_a_checkpoint = 1000;  // frames, when the queue happens to be empty
constexpr Duration idle{1'000'000};                // after which all of the WAL is copied
constexpr Duration longest_wait{20'000};           // for readers, once the WAL has grown by its limit

}  // namespace

Writer::Writer(Runtime& rt, std::unique_ptr<Database> db, const StoreOptions& options)
    : rt_(rt),
      options_(options),
      frames_limit_(std::max<std::int64_t>(1, static_cast<std::int64_t>(options.wal_limit) / page_size(*db))),
      db_(std::move(db)),
      tx_(rt, *db_),
      parker_(rt.make_parker()) {
  task_ = rt.spawn("store writer", [this] {
    struct Gone {
      Writer& writer;
      ~Gone() {
        const std::lock_guard lock(writer.mutex_);
        writer.gone_ = true;
      }
    } gone{*this};
    serve();
  });
}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    parker_->unpark();
  }
  task_.join();
  if (failure_) return;
  try {
    db_->checkpoint(true);
  } catch (const Trouble&) {
    // The WAL stays and is read at the next start.
  }
}

Result<void, Error> Writer::run(const std::function<void(Tx&)>& call) {
  Job job;
  job.call = &call;
  job.parker = rt_.make_parker();
  {
    const std::lock_guard lock(mutex_);
    if (failure_) return syncline::fail(*failure_);
    if (gone_) throw Stopped{};
    queue_.push_back(&job);
    parker_->unpark();
  }
  const auto is_done = [&] {
    const std::lock_guard lock(mutex_);
    return job.done;
  };
  try {
    while (!is_done()) job.parker->park(far_future);
  } catch (...) {
    withdraw(job);
    throw;
  }
  if (job.thrown) std::rethrow_exception(job.thrown);
  if (job.error) return syncline::fail(std::move(*job.error));
  return {};
}

void Writer::withdraw(Job& job) {
  const std::lock_guard until_it_has_run(running_);
  const std::lock_guard lock(mutex_);
  std::erase(queue_, &job);
  std::erase(group_, &job);
}

void Writer::fail_for_good(const Trouble& trouble) {
  const std::lock_guard lock(mutex_);
  if (!failure_) failure_ = error_of({Trouble::Kind::failed, trouble.message}, options_.path);
}

void Writer::serve() {
  while (wait_for_jobs()) {
    rt_.yield();
    take_group();
    run_group();
    run_alone();
    rt_.yield();
    answer_group();
    checkpoint_perhaps(false);
  }
}

/// False: closing, and nothing waits.
bool Writer::wait_for_jobs() {
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      if (!queue_.empty()) return true;
      if (closing_) return false;
    }
    const bool has_more = db_->wal_frames() > copied_;
    if (!parker_->park(has_more ? rt_.now() + idle : far_future)) checkpoint_perhaps(true);
  }
}

void Writer::take_group() {
  const std::lock_guard lock(mutex_);
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(std::min(queue_.size(), options_.group));
  group_.assign(queue_.begin(), end);
  queue_.erase(queue_.begin(), end);
}

void Writer::run_group() {
  const std::lock_guard running(running_);
  const auto jobs = [&] {
    const std::lock_guard lock(mutex_);
    return group_;
  }();
  if (jobs.empty()) return;
  const Attempt result = attempt(jobs);
  // Something in the group failed: nothing of it was kept, and each job gets its own transaction.
  if (result != Attempt::committed && result != Attempt::failed && jobs.size() > 1) return;
  for (Job* job : jobs) {
    job->ran = true;
    if (trouble_) job->error = error_of(*trouble_, options_.path);
  }
}

void Writer::run_alone() {
  for (;;) {
    {
      const std::lock_guard running(running_);
      Job* next = nullptr;
      {
        const std::lock_guard lock(mutex_);
        const auto found = std::ranges::find(group_, false, &Job::ran);
        if (found == group_.end()) return;
        next = *found;
      }
      next->thrown = nullptr;
      attempt({next});
      next->ran = true;
      if (trouble_) next->error = error_of(*trouble_, options_.path);
    }
    rt_.yield();
  }
}

/// One transaction. Afterwards `trouble_` says what went wrong below the jobs, and Job::thrown what a job threw.
Writer::Attempt Writer::attempt(const std::vector<Job*>& jobs) {
  trouble_.reset();
  {
    const std::lock_guard lock(mutex_);
    if (failure_) {
      trouble_ = Trouble{Trouble::Kind::failed, failure_->message};
      return Attempt::failed;
    }
  }
  try {
    db_->run("BEGIN IMMEDIATE");
    tx_.begin_transaction(rt_.now());
    bool all_well = true;
    for (Job* job : jobs) all_well = all_well && call(*job);
    if (all_well) {
      commit();
      return Attempt::committed;
    }
    trouble_ = tx_.trouble();
  } catch (const Trouble& trouble) {
    trouble_ = trouble;
  }
  roll_back();
  if (!trouble_) return Attempt::job_failed;
  switch (trouble_->kind) {
    case Trouble::Kind::full: return Attempt::full;
    case Trouble::Kind::job: return Attempt::job_failed;
    default: break;
  }
  trouble_->kind = Trouble::Kind::failed;
  fail_for_good(*trouble_);
  return Attempt::failed;
}

/// False: the job threw, or its transaction is in trouble.
bool Writer::call(Job& job) {
  tx_.begin_job();
  try {
    (*job.call)(tx_);
  } catch (...) {
    job.thrown = std::current_exception();
    return false;
  }
  return !tx_.trouble();
}

void Writer::commit() {
  tx_.finish_transaction();
  const std::int64_t before = db_->wal_frames();
  db_->run("COMMIT");
  if (db_->wal_frames() < before) copied_ = waited_at_ = 0;  // the WAL began anew
}

void Writer::roll_back() {
  try {
    if (db_->in_transaction()) db_->run("ROLLBACK");
  } catch (const Trouble& trouble) {
    trouble_ = Trouble{Trouble::Kind::failed, trouble.message};
  }
}

/// Woken after the lock is left: the first thing that each of them does is to take it.
void Writer::answer_group() {
  {
    const std::lock_guard lock(mutex_);
    for (Job* job : group_) {
      job->done = true;
      answered_.push_back(job->parker);
    }
    group_.clear();
  }
  for (const auto& parker : answered_) parker->unpark();
  answered_.clear();
}

bool Writer::is_idle() const {
  const std::lock_guard lock(mutex_);
  return queue_.empty() && !failure_;
}

void Writer::checkpoint_perhaps(bool idle_for_long) {
  const std::int64_t frames = db_->wal_frames() - copied_;
  const std::int64_t enough = !is_idle()      ? frames_limit_
                              : idle_for_long ? 1
                                              : std::min(worth_a_checkpoint, frames_limit_);
  if (frames < enough) return;
  try {
    copied_ = db_->checkpoint(false);
    if (db_->wal_frames() - waited_at_ >= frames_limit_) wait_for_readers();
  } catch (const Trouble& trouble) {
    // Commits rest on the WAL alone; a full disk only makes it grow on. Damage is another matter.
    if (trouble.kind != Trouble::Kind::full) fail_for_good(trouble);
  }
}

/// Where at every moment somebody reads, the log would never begin anew by itself. While nothing is committed, each new
/// reader finds the database whole and needs no log; so the last one that does soon ends.
void Writer::wait_for_readers() {
  const Instant until = rt_.now() + longest_wait;
  while (!db_->begin_log_anew()) {
    if (rt_.now() >= until) {
      waited_at_ = db_->wal_frames();
      return;
    }
    rt_.sleep_for(milliseconds(1));
  }
}

}  // namespace syncline::sqlite
