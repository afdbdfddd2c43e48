// The limit: what SQLite alone commits on this disk, under the PRAGMAs of the store (src/store/sqlite/schema.cpp).
//   commit_limit FOLDER WRITERS SECONDS BYTES
// WRITERS threads hand in a row of BYTES each and wait until it is on disk. One thread commits all rows that wait, up
// to 256, at once. With one writer each row is a commit. Prints one line of JSON.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <random>
#include <sqlite3.h>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t largest_group = 256;

void require(int code, sqlite3* db) {
  if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
  std::fprintf(stderr, "commit_limit: %s\n", sqlite3_errmsg(db));
  std::exit(1);
}

class Table {
 public:
  explicit Table(const std::string& path) {
    require(sqlite3_open(path.c_str(), &db_), db_);
    run("PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768;"
        "PRAGMA wal_autocheckpoint = 32768;"
        "CREATE TABLE waiting (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT");
    require(sqlite3_prepare_v2(db_, "INSERT INTO waiting (body) VALUES (?)", -1, &insert_, nullptr), db_);
  }
  ~Table() {
    sqlite3_finalize(insert_);
    sqlite3_close(db_);
  }
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  void commit(std::size_t rows, const std::string& body) {
    run("BEGIN IMMEDIATE");
    for (std::size_t n = 0; n < rows; ++n) {
      require(sqlite3_bind_blob(insert_, 1, body.data(), static_cast<int>(body.size()), SQLITE_STATIC), db_);
      require(sqlite3_step(insert_), db_);
      require(sqlite3_reset(insert_), db_);
    }
    run("COMMIT");
  }

 private:
  void run(const char* sql) { require(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr), db_); }
  sqlite3* db_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
};

/// Rows that wait are numbered; `durable` is the last one that is on disk.
struct Desk {
  std::mutex mutex;
  std::condition_variable has_rows, is_durable;
  std::size_t handed_in = 0, durable = 0, commits = 0;
  bool over = false;
};

std::vector<long> write_until(Desk& desk, Clock::time_point end) {
  std::vector<long> latencies;
  for (Clock::time_point begun = Clock::now(); begun < end; begun = Clock::now()) {
    std::unique_lock lock(desk.mutex);
    const std::size_t mine = ++desk.handed_in;
    desk.has_rows.notify_one();
    desk.is_durable.wait(lock, [&] { return desk.durable >= mine; });
    latencies.push_back(std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun).count());
  }
  return latencies;
}

void commit_until_over(Desk& desk, Table& table, const std::string& body) {
  std::unique_lock lock(desk.mutex);
  for (;;) {
    desk.has_rows.wait(lock, [&] { return desk.over || desk.handed_in > desk.durable; });
    const std::size_t rows = std::min(largest_group, desk.handed_in - desk.durable);
    if (rows == 0) return;
    lock.unlock();
    table.commit(rows, body);
    lock.lock();
    desk.durable += rows;
    ++desk.commits;
    desk.is_durable.notify_all();
  }
}

std::string noise(std::size_t bytes) {
  std::minstd_rand next(1);
  std::string text(bytes, ' ');
  std::ranges::generate(text, [&] { return static_cast<char>('0' + next() % 64); });
  return text;
}

/// Of one writer: no other thread stands between it and the disk.
std::vector<long> commit_alone(Desk& desk, Table& table, const std::string& body, Clock::time_point end) {
  std::vector<long> latencies;
  for (Clock::time_point begun = Clock::now(); begun < end; begun = Clock::now()) {
    table.commit(1, body);
    ++desk.commits;
    latencies.push_back(std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun).count());
  }
  return latencies;
}

std::vector<long> commit_together(Desk& desk, Table& table, const std::string& body, std::size_t writers,
                                  Clock::time_point end) {
  std::vector<std::vector<long>> each(writers);
  std::thread committer([&] { commit_until_over(desk, table, body); });
  std::vector<std::thread> threads;
  for (std::size_t n = 0; n < writers; ++n) threads.emplace_back([&, n] { each[n] = write_until(desk, end); });
  for (std::thread& thread : threads) thread.join();
  {
    const std::lock_guard lock(desk.mutex);
    desk.over = true;
  }
  desk.has_rows.notify_one();
  committer.join();
  std::vector<long> all;
  for (const auto& latencies : each) all.insert(all.end(), latencies.begin(), latencies.end());
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> given(argv + 1, argv + argc);
  if (given.size() != 4) return std::fputs("usage: commit_limit FOLDER WRITERS SECONDS BYTES\n", stderr), 2;
  const std::size_t writers = std::strtoul(given[1].c_str(), nullptr, 10);
  const std::string body = noise(std::strtoul(given[3].c_str(), nullptr, 10));
  if (writers == 0 || body.empty()) return std::fputs("commit_limit: WRITERS and BYTES are at least 1\n", stderr), 2;
  Table table(given[0] + "/commits.db");
  Desk desk;
  const auto begun = Clock::now();
  const auto end = begun + std::chrono::seconds(std::strtol(given[2].c_str(), nullptr, 10));
  auto latencies =
      writers == 1 ? commit_alone(desk, table, body, end) : commit_together(desk, table, body, writers, end);
  const auto us = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun).count();
  std::ranges::sort(latencies);
  const std::size_t rows = latencies.size();
  if (rows == 0) return std::fputs("commit_limit: nothing was committed\n", stderr), 1;
  std::printf("{\"rows\": %zu, \"commits\": %zu, \"us\": %lld, \"p50_us\": %ld, \"p99_us\": %ld}\n", rows, desk.commits,
              static_cast<long long>(us), latencies[rows / 2], latencies[rows - 1 - rows / 100]);
  return 0;
}
