// Carries simulated tasks on threads that pass one baton: only its holder runs.

#include <condition_variable>
#include <mutex>
#include <thread>

#include "runtime/sim_task.h"

namespace syncline {

namespace {

class Runner final : public SimCarrier::Context {
 public:
  void give_baton() {
    const std::lock_guard lock(mutex_);
    has_baton_ = true;
    given_.notify_one();
  }
  void await_baton() {
    std::unique_lock lock(mutex_);
    given_.wait(lock, [this] { return has_baton_; });
    has_baton_ = false;
  }

  void start_thread() {
    thread_ = std::thread([this] { serve(); });
  }
  /// For one of the idle ones. Called before it is given the baton.
  void assign(void (*entry)(void*), void* argument) {
    const std::lock_guard lock(mutex_);
    entry_ = entry;
    argument_ = argument;
  }
  void end_thread() {
    assign(nullptr, nullptr);
    give_baton();
    thread_.join();
  }

 private:
  void serve() {
    for (;;) {
      await_baton();
      std::unique_lock lock(mutex_);
      if (!entry_) return;
      void (*const entry)(void*) = entry_;
      void* const argument = argument_;
      lock.unlock();
      entry(argument);  // has passed the baton on when it returns
    }
  }

  std::mutex mutex_;
  std::condition_variable given_;
  bool has_baton_ = false;
  void (*entry_)(void*) = nullptr;
  void* argument_ = nullptr;
  std::thread thread_;
};

class BatonCarrier final : public SimCarrier {
 public:
  // All threads end before any Runner does: one that has passed the baton on may still be inside the other's lock.
  ~BatonCarrier() override {
    for (const auto& runner : idle_) static_cast<Runner&>(*runner).end_thread();
  }

  Context& driver() override { return driver_; }

  std::unique_ptr<Context> start(void (*entry)(void*), void* argument) override {
    if (idle_.empty()) {
      auto runner = std::make_unique<Runner>();
      runner->start_thread();
      idle_.push_back(std::move(runner));
    }
    std::unique_ptr<Context> runner = std::move(idle_.back());
    idle_.pop_back();
    static_cast<Runner&>(*runner).assign(entry, argument);
    return runner;
  }

  void transfer(Context& from, Context& to) override {
    static_cast<Runner&>(to).give_baton();
    static_cast<Runner&>(from).await_baton();
  }
  void finish(Context&, Context& to) override { static_cast<Runner&>(to).give_baton(); }
  void recycle(std::unique_ptr<Context> context) override { idle_.push_back(std::move(context)); }

 private:
  Runner driver_;
  std::vector<std::unique_ptr<Context>> idle_;
};

}  // namespace

std::unique_ptr<SimScheduler> make_baton_scheduler(SimOptions options) {
  return std::make_unique<SimScheduler>(std::move(options), std::make_unique<BatonCarrier>());
}

}  // namespace syncline
