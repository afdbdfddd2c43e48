// Carries simulated tasks on fibers (glibc ucontext). One thread, one running fiber.

#include <cstdint>
#include <cstring>
#include <cxxabi.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include "runtime/sim_task.h"
#include "runtime/stack_size.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

namespace syncline {

namespace {

/// Stacks with a guard page below, kept for the next history of this thread.
class StackPool {
 public:
  ~StackPool() {
    for (char* stack : free_) ::munmap(stack - guard(), guard() + task_stack_bytes);
  }
  char* take() {
    if (!free_.empty()) {
      char* const stack = free_.back();
      free_.pop_back();
      return stack;
    }
    void* const area = ::mmap(nullptr, guard() + task_stack_bytes, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    if (area == MAP_FAILED || ::mprotect(area, guard(), PROT_NONE) != 0) {
      abort_simulation("no memory for the stack of a fiber", nullptr, "Run fewer tasks, or raise vm.max_map_count.");
    }
    return static_cast<char*>(area) + guard();
  }
  void give_back(char* stack) {
#ifdef __SANITIZE_ADDRESS__
    __asan_unpoison_memory_region(stack, task_stack_bytes);  // frames that never returned left their red zones
#endif
    free_.push_back(stack);
  }

 private:
  static std::size_t guard() { return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)); }
  std::vector<char*> free_;
};

thread_local StackPool stacks;

/// The Itanium ABI's __cxa_eh_globals: which exceptions this thread handles and throws. It belongs to the fiber: left
/// with the thread, a fiber that is switched inside a handler or while unwinding would end another one's exception.
struct ExceptionState {
  void* caught = nullptr;
  unsigned int uncaught = 0;
};

struct Fiber final : SimCarrier::Context {
  ~Fiber() override {
    if (stack) stacks.give_back(stack);
  }
  ucontext_t machine{};
  ExceptionState exceptions;
  char* stack = nullptr;  // null: the driver's own
  void (*entry)(void*) = nullptr;
  void* argument = nullptr;
  // For ASan; a driver's bounds are learned when it is first left.
  void* fake_stack = nullptr;
  const void* bottom = nullptr;
  std::size_t size = 0;
};

class FiberCarrier final : public SimCarrier {
 public:
  Context& driver() override { return driver_; }

  std::unique_ptr<Context> start(void (*entry)(void*), void* argument) override {
    auto fiber = std::make_unique<Fiber>();
    fiber->stack = stacks.take();
    fiber->bottom = fiber->stack;
    fiber->size = task_stack_bytes;
    fiber->entry = entry;
    fiber->argument = argument;
    ::getcontext(&fiber->machine);
    fiber->machine.uc_stack.ss_sp = fiber->stack;
    fiber->machine.uc_stack.ss_size = task_stack_bytes;
    fiber->machine.uc_link = nullptr;
    const auto self = reinterpret_cast<std::uintptr_t>(this);
    ::makecontext(&fiber->machine, reinterpret_cast<void (*)()>(&FiberCarrier::begin), 2,
                  static_cast<unsigned>(self >> 32), static_cast<unsigned>(self));
    // ASan would forget all red zones of a stack named here at each switch, and spend 15 µs on it.
    fiber->machine.uc_stack = {};
    return fiber;
  }

  void transfer(Context& from, Context& to) override { switch_between(from, to, false); }
  void finish(Context& from, Context& to) override { switch_between(from, to, true); }
  void recycle(std::unique_ptr<Context> context) override { context.reset(); }

 private:
  // makecontext passes ints only.
  static void begin(unsigned high, unsigned low) {
    auto& carrier = *reinterpret_cast<FiberCarrier*>((std::uintptr_t{high} << 32) | low);
    Fiber& self = *carrier.running_;
    carrier.arrived(nullptr);
    self.entry(self.argument);
  }

  void switch_between(Context& from_context, Context& to_context, bool last) {
    auto& from = static_cast<Fiber&>(from_context);
    auto& to = static_cast<Fiber&>(to_context);
    auto* const exceptions = static_cast<void*>(abi::__cxa_get_globals());
    std::memcpy(&from.exceptions, exceptions, sizeof(ExceptionState));
    std::memcpy(exceptions, &to.exceptions, sizeof(ExceptionState));
    left_ = &from;
    running_ = &to;
    leaving(from, to, last);
    ::swapcontext(&from.machine, &to.machine);
    arrived(from.fake_stack);
  }

#ifdef __SANITIZE_ADDRESS__
  static void leaving(Fiber& from, const Fiber& to, bool last) {
    __sanitizer_start_switch_fiber(last ? nullptr : &from.fake_stack, to.bottom, to.size);
  }
  void arrived(void* fake_stack) { __sanitizer_finish_switch_fiber(fake_stack, &left_->bottom, &left_->size); }
#else
  static void leaving(Fiber&, const Fiber&, bool) {}
  void arrived(void*) {}
#endif

  Fiber driver_;
  Fiber* running_ = nullptr;
  Fiber* left_ = nullptr;
};

}  // namespace

std::unique_ptr<SimScheduler> make_fiber_scheduler(SimOptions options) {
  return std::make_unique<SimScheduler>(std::move(options), std::make_unique<FiberCarrier>());
}

}  // namespace syncline
