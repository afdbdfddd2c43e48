#include "runtime/thread_runtime.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <pthread.h>
#include <semaphore.h>
#include <sys/random.h>
#include <unistd.h>
#include <utility>

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

/// A Parker on a semaphore: one system call to wake, none when nobody waits, and no lock that the woken task would find
/// taken. As long as it lives, request_stop() wakes it.
class ThreadRuntime::Place final : public Parker {
 public:
  explicit Place(ThreadRuntime& rt) : rt_(rt) {
    sem_init(&permits_, 0, 0);
    const std::lock_guard lock(rt_.places_mutex_);
    rt_.places_.insert(this);
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() override {
    const std::lock_guard lock(rt_.places_mutex_);
    rt_.places_.erase(this);
    sem_destroy(&permits_);
  }

  bool park(Instant until) override;
  void unpark() override {
    given_.fetch_add(1, std::memory_order_release);
    sem_post(&permits_);
  }

 private:
  bool take_permits();
  bool wait(Duration longest);

  ThreadRuntime& rt_;
  sem_t permits_;
  std::atomic<unsigned> given_{0};  // the order that the semaphore gives, for ThreadSanitizer: gcc 12's does not see it
};

/// Several are one.
bool ThreadRuntime::Place::take_permits() {
  bool any = false;
  while (sem_trywait(&permits_) == 0) any = true;
  return any;
}

/// True: a permit was taken.
bool ThreadRuntime::Place::wait(Duration longest) {
  timespec until{};
  clock_gettime(CLOCK_MONOTONIC, &until);
  const std::int64_t ns = until.tv_nsec + longest.us * 1000;
  until.tv_sec += ns / 1'000'000'000;
  until.tv_nsec = ns % 1'000'000'000;
  return sem_clockwait(&permits_, CLOCK_MONOTONIC, &until) == 0;
}

bool ThreadRuntime::Place::park(Instant until) {
  require_no_leaf_lock("park");
  for (bool taken = false;;) {
    rt_.throw_if_stopping();
    taken |= take_permits();
    if (taken) {
      static_cast<void>(given_.load(std::memory_order_acquire));
      return true;
    }
    const Instant now = rt_.now();
    if (now >= until) return false;
    taken = wait(std::min(until - now, longest_slice));
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

/// Fetched by the kernel's most per call that is never cut short: two of them make each event's trace.
std::uint64_t ThreadRuntime::random() {
  thread_local std::array<std::uint64_t, 32> fetched;
  thread_local std::size_t left = 0;
  while (left == 0) {
    if (::getrandom(fetched.data(), sizeof fetched, 0) == sizeof fetched) {
      left = fetched.size();
    } else if (errno != EINTR) {
      die("The kernel gives no random bytes:", std::strerror(errno), "getrandom(2) must be allowed.");
    }
  }
  return std::exchange(fetched[--left], 0);
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
  const std::lock_guard lock(places_mutex_);
  for (Place* place : places_) place->unpark();
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
