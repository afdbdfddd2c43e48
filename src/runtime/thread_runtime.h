#pragma once
// ThreadRuntime: the Runtime of production. Tasks are threads, time is the machine's, chance is the kernel's.

#include <atomic>
#include <mutex>
#include <optional>
#include <set>

#include "runtime/clock_guard.h"
#include "runtime/crash_point.h"
#include "runtime/runtime.h"

namespace syncline {

/// One domain of stopping: request_stop() ends all tasks of this object and of no other. Every Task must be joined
/// before it is destroyed (checked).
class ThreadRuntime final : public Runtime {
 public:
  struct Options {
    std::optional<CrashPoint> crash_at =
        std::nullopt;  ///< that pass of that point ends the process: status 137, no cleanup
  };

  ThreadRuntime() = default;
  explicit ThreadRuntime(Options options) : options_(std::move(options)) {}
  ~ThreadRuntime() override;

  Instant now() override;
  std::uint64_t random() override;
  void sleep_until(Instant until) override;
  Task spawn(std::string_view name, std::function<void()> body) override;
  std::unique_ptr<Parker> make_parker() override;
  void yield() override;
  void point(std::string_view name) override;
  bool stopping() override { return stopping_.load(std::memory_order_acquire); }

  /// Every blocked sleep and park throws Stopped, and so does every later one. From any thread, not from a signal
  /// handler.
  void request_stop();

 private:
  class Place;
  struct Body;
  static void* run(void* body);
  void throw_if_stopping();

  const Options options_;
  std::atomic<bool> stopping_{false};
  std::atomic<std::uint64_t> passes_{0};
  std::atomic<int> live_tasks_{0};
  std::mutex clock_mutex_;
  ClockGuard clock_;
  std::mutex places_mutex_;
  std::set<Place*> places_;
};

}  // namespace syncline
