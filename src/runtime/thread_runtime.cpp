#include "runtime/thread_runtime.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <pthread.h>
#include <sys/random.h>
#include <unistd.h>

#include "runtime/leaf_mutex.h"
#include "runtime/stack_size.h"

namespace syncline {

namespace {

// A wait is cut into slices, so that a wall clock that jumps forward (a machine that slept) is noticed this soon.
constexpr Duration longest_slice = seconds(30);

template <class Clock>
std::int64_t nanoseconds_of() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now().time_since_epoch()).count();
}

[[noreturn]] void die(std::string_view what, std::string_view name, std::string_view remedy) {
  std::fprintf(stderr, "%.*s '%.*s'. %.*s\n", static_cast<int>(what.size()), what.data(), static_cast<int>(name.size()),
               name.data(), static_cast<int>(remedy.size()), remedy.data());
  std::abort();
}

class JoinedThread final : public Task::State {
 public:
  explicit JoinedThread(pthread_t thread) : thread_(thread) {}
  ~JoinedThread() override { join(); }
  void join() override {
    if (joined_) return;
    require_no_leaf_lock("join");
    joined_ = true;
    pthread_join(thread_, nullptr);
  }

 private:
  pthread_t thread_;
  bool joined_ = false;
};

}  // namespace

/// A Parker on a condition variable.
class ThreadRuntime::Place final : public Parker {
 public:
  explicit Place(ThreadRuntime& rt) : rt_(rt) {}

  bool park(Instant until) override;

  void unpark() override {
    const std::lock_guard lock(mutex_);
    permit_ = true;
    changed_.notify_one();
  }

  // The waiter looks at the stop flag with the mutex held: taking it here makes sure that it saw the flag or waits.
  void wake_to_stop() {
    const std::lock_guard lock(mutex_);
    changed_.notify_one();
  }

 private:
  ThreadRuntime& rt_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool permit_ = false;
};

/// While it lives, request_stop() wakes the place.
class ThreadRuntime::WaitList {
 public:
  WaitList(ThreadRuntime& rt, Place& place) : rt_(rt), place_(place) {
    const std::lock_guard lock(rt_.waiting_mutex_);
    rt_.waiting_.insert(&place_);
  }
  WaitList(const WaitList&) = delete;
  WaitList& operator=(const WaitList&) = delete;
  ~WaitList() {
    const std::lock_guard lock(rt_.waiting_mutex_);
    rt_.waiting_.erase(&place_);
  }

 private:
  ThreadRuntime& rt_;
  Place& place_;
};

bool ThreadRuntime::Place::park(Instant until) {
  require_no_leaf_lock("park");
  const WaitList listed(rt_, *this);
  std::unique_lock lock(mutex_);
  for (;;) {
    rt_.throw_if_stopping();
    if (std::exchange(permit_, false)) return true;
    const Instant now = rt_.now();
    if (now >= until) return false;
    changed_.wait_for(lock, std::chrono::microseconds(std::min(until - now, longest_slice).us));
  }
}

ThreadRuntime::~ThreadRuntime() {
  if (live_tasks_.load() != 0) {
    die("The runtime ends while tasks of it run:", std::to_string(live_tasks_.load()), "Join every Task before.");
  }
}

Instant ThreadRuntime::now() {
  const std::lock_guard lock(clock_mutex_);
  const std::int64_t wall = nanoseconds_of<std::chrono::system_clock>();
  return clock_.read(wall, nanoseconds_of<std::chrono::steady_clock>());
}

std::uint64_t ThreadRuntime::random() {
  std::uint64_t value = 0;
  while (::getrandom(&value, sizeof value, 0) != sizeof value) {
    if (errno != EINTR) die("The kernel gives no random bytes:", std::strerror(errno), "getrandom(2) must be allowed.");
  }
  return value;
}

void ThreadRuntime::sleep_until(Instant until) {
  Place place(*this);
  place.park(until);
}

std::unique_ptr<Parker> ThreadRuntime::make_parker() { return std::make_unique<Place>(*this); }

void ThreadRuntime::throw_if_stopping() {
  if (stopping()) throw Stopped{};
}

void ThreadRuntime::yield() {
  require_no_leaf_lock("yield");
  throw_if_stopping();
}

void ThreadRuntime::point(std::string_view name) {
  require_no_leaf_lock("point");
  if (options_.crash_at && options_.crash_at->name == name && ++passes_ == options_.crash_at->pass) ::_exit(137);
  throw_if_stopping();
}

void ThreadRuntime::request_stop() {
  stopping_.store(true, std::memory_order_release);
  const std::lock_guard lock(waiting_mutex_);
  for (Place* place : waiting_) place->wake_to_stop();
}

struct ThreadRuntime::Body {
  ThreadRuntime* runtime;
  std::string name;
  std::function<void()> call;
};

// Any exception but Stopped is a defect: it leaves this function and ends the program with its name.
void* ThreadRuntime::run(void* raw) {
  std::unique_ptr<Body> body(static_cast<Body*>(raw));
  ThreadRuntime* const runtime = body->runtime;
  pthread_setname_np(pthread_self(), body->name.substr(0, 15).c_str());  // the kernel's limit
  try {
    body->call();
  } catch (const Stopped&) {
  }
  body.reset();
  --runtime->live_tasks_;
  return nullptr;
}

Task ThreadRuntime::spawn(std::string_view name, std::function<void()> call) {
  require_no_leaf_lock("spawn");
  auto body = std::make_unique<Body>(Body{this, std::string(name), std::move(call)});
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, task_stack_bytes);
  pthread_t thread{};
  ++live_tasks_;
  const int failure = pthread_create(&thread, &attributes, run, body.get());
  pthread_attr_destroy(&attributes);
  if (failure != 0) die("No thread can be started for", name, "Raise the limit of tasks (TasksMax=, ulimit -u).");
  static_cast<void>(body.release());  // run() owns it now
  return Task(std::make_unique<JoinedThread>(thread));
}

}  // namespace syncline
