// The store on SQLite. Writers queue up; whoever gets the commit lock first leads: it runs up to 256 waiting jobs in one
// transaction with one fsync, the others find their job done. No task of its own is needed, and nobody waits longer than
// one group.
#include <algorithm>
#include <deque>
#include <mutex>

#include <sqlite3.h>

#include "store/open.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/snapshot.h"
#include "store/sqlite/transaction.h"

namespace syncline {
namespace sqlite {
namespace {

constexpr std::size_t largest_group = 256;
constexpr int frames_when_idle = 1'000;    // 8 MB of write-ahead log
constexpr int frames_at_most = 16'000;     // 128 MB

struct Job {
  std::function<void(Tx&)> work;
  bool done = false;
  std::optional<Error> error;
};

class SqliteStore final : public Store {
 public:
  SqliteStore(Runtime& rt, const StoreOptions& options)
      : rt_(rt), options_(options), writer_(std::make_unique<Database>(options.path, OpenMode{true, options.full_sync, options.vfs, 32 * 1024})) {
    bring_up_to_date(*writer_);
  }

  std::unique_ptr<Reader> reader() override {
    std::unique_ptr<Database> connection;
    {
      const std::lock_guard hold(readers_mutex_);
      if (!readers_.empty()) {
        connection = std::move(readers_.back());
        readers_.pop_back();
      }
    }
    if (!connection) connection = std::make_unique<Database>(options_.path, OpenMode{false, true, options_.vfs, 2048});
    return std::make_unique<Snapshot>(std::move(connection), [this](std::unique_ptr<Database> back) {
      const std::lock_guard hold(readers_mutex_);
      if (readers_.size() < 32) readers_.push_back(std::move(back));
    });
  }

 protected:
  Result<void, Error> run(std::function<void(Tx&)> work) override {
    rt_.yield();
    Job job{std::move(work), false, std::nullopt};
    {
      const std::lock_guard hold(queue_mutex_);
      queue_.push_back(&job);
    }
    {
      const std::lock_guard lead(commit_mutex_);
      while (!job.done) lead_group(rt_.now());
    }
    rt_.yield();
    if (job.error) return fail(std::move(*job.error));
    return {};
  }

 private:
  void lead_group(Instant now) {
    std::vector<Job*> group;
    bool idle = false;
    {
      const std::lock_guard hold(queue_mutex_);
      while (!queue_.empty() && group.size() < largest_group) {
        group.push_back(queue_.front());
        queue_.pop_front();
      }
      idle = queue_.empty();
    }
    if (!commit_together(group, now)) {
      // One of them failed: alone, each tells its own fate.
      for (Job* job : group) commit_alone(*job, now);
    }
    for (Job* job : group) job->done = true;
    keep_log_short(idle);
  }

  bool commit_together(const std::vector<Job*>& group, Instant now) {
    if (broken_ || group.size() < 2) return false;
    try {
      writer_->execute("BEGIN IMMEDIATE");
      Transaction tx(*writer_, now);
      for (Job* job : group) job->work(tx);
      writer_->execute("COMMIT");
      return true;
    } catch (const Failed&) {
      roll_back();
      return false;
    }
  }

  void commit_alone(Job& job, Instant now) {
    if (broken_) {
      job.error = *broken_;
      return;
    }
    try {
      writer_->execute("BEGIN IMMEDIATE");
      Transaction tx(*writer_, now);
      job.work(tx);
      writer_->execute("COMMIT");
    } catch (const Failed& failed) {
      roll_back();
      job.error = to_error(failed, options_.path);
      // After a failed fsync nobody knows what is on the disk: only a new start, which reads it, may go on.
      if (job.error->code != "store.full" && !is_constraint(failed)) broken_ = job.error;
    }
  }

  void roll_back() { sqlite3_exec(writer_->handle(), "ROLLBACK", nullptr, nullptr, nullptr); }

  void keep_log_short(bool idle) {
    const int frames = writer_->wal_frames();
    if (broken_ || frames < frames_when_idle || (!idle && frames < frames_at_most)) return;
    try {
      writer_->checkpoint();
    } catch (const Failed& failed) {
      if (!is_full(failed)) broken_ = to_error(failed, options_.path);
    }
  }

  Runtime& rt_;
  const StoreOptions options_;
  std::mutex commit_mutex_;  // held while a group is written and fsynced; never across a Runtime call but now()
  std::mutex queue_mutex_;
  std::deque<Job*> queue_;
  std::optional<Error> broken_;
  std::unique_ptr<Database> writer_;
  std::mutex readers_mutex_;
  std::vector<std::unique_ptr<Database>> readers_;
};

}  // namespace
}  // namespace sqlite

Result<std::unique_ptr<Store>, Error> open_store(Runtime& rt, const StoreOptions& options) {
  try {
    return std::unique_ptr<Store>(std::make_unique<sqlite::SqliteStore>(rt, options));
  } catch (const sqlite::Failed& failed) {
    Error error = sqlite::to_error(failed, options.path);
    if (failed.code == SQLITE_SCHEMA) {
      error = {ErrorClass::config, "store.newer", failed.what, options.path, "run the newer program that made it", std::nullopt};
    }
    return fail(std::move(error));
  }
}

}  // namespace syncline
