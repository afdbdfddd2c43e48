#include "engine/engine.h"

#include <utility>

#include "engine/calls.h"
#include "engine/context.h"
#include "engine/deadlines.h"
#include "engine/dispatcher.h"
#include "engine/lateness.h"
#include "engine/poller.h"
#include "engine/release.h"
#include "engine/ripples.h"
#include "engine/subscriber.h"

namespace syncline {

struct Engine::Parts {
  Parts(Runtime& rt, Store& store, EngineSetup given, Log& log, std::function<void(const Error&)> failed)
      : setup(std::move(given)),
        health(rt),
        cx{rt, store, setup, log, 0, {}, std::move(failed), [this](const auto& name) { return health.is_down(name); }},
        dispatcher(cx, health) {
    setup.uses = std::make_shared<const Uses>(uses_of(setup));
    for (auto& [name, system] : setup.systems) system.port = watched(system.port, health);
    cx.new_work = [this] { dispatcher.wake(); };
    cx.handover = &dispatcher;
    cx.lateness = &lateness;
  }

  EngineSetup setup;
  Health health;
  Context cx;
  Lateness lateness;
  Dispatcher dispatcher;
  std::vector<Task> tasks;  // last: joined before anything they use goes
};

Engine::Engine(Runtime& rt, Store& store, EngineSetup setup, Log& log, std::function<void(const Error&)> failed)
    : parts_(std::make_unique<Parts>(rt, store, std::move(setup), log, std::move(failed))) {}

Engine::~Engine() = default;

void Engine::start() {
  Parts& parts = *parts_;
  Context& cx = parts.cx;
  cx.epoch = commit(cx, [](Tx& tx) { return tx.begin_epoch(); });
  parts.tasks.push_back(cx.rt.spawn("dispatcher", [&parts] { parts.dispatcher.run(); }));
  for (const auto& [name, system] : parts.setup.systems) {
    for (int n = 0; n < std::clamp(system.concurrency, 1, 25); ++n) {
      parts.tasks.push_back(cx.rt.spawn(name + " worker", [&parts, name = name] { parts.dispatcher.work(name); }));
    }
  }
  for (int n = 0; n < Dispatcher::own_workers; ++n)
    parts.tasks.push_back(cx.rt.spawn("worker", [&parts] { parts.dispatcher.work(Dispatcher::own_crew); }));
  for (const PollPlan& plan : parts.setup.polls) {
    parts.tasks.push_back(cx.rt.spawn("poll " + plan.system, [&cx, &plan] { poll_forever(cx, plan); }));
  }
  for (const auto& [name, system] : parts.setup.systems) {
    if (system.hook_url.empty() || system.hooked_objects.empty()) continue;
    parts.tasks.push_back(cx.rt.spawn(name + " webhooks", [&cx, name = name] { keep_subscribed_forever(cx, name); }));
  }
  parts.tasks.push_back(cx.rt.spawn("deadlines", [&cx] { watch_deadlines(cx); }));
  parts.tasks.push_back(cx.rt.spawn("release", [&cx] { release_forever(cx); }));
}

bool Engine::drain(Instant until) {
  parts_->dispatcher.close();
  Runtime& rt = parts_->cx.rt;
  while (!parts_->dispatcher.is_idle()) {
    if (rt.now() >= until) return false;
    rt.sleep_for(milliseconds(20));
  }
  return true;
}

Result<Accepted, Error> Engine::accept(std::vector<NewEvent> events) {
  for (NewEvent& event : events) {
    auto record = std::exchange(event.record, std::nullopt);
    if (record) show(parts_->setup, event, std::move(*record), parts_->cx.rt.now());
  }
  auto accepted = parts_->cx.store.write([&](Tx& tx) { return tx.accept(events, nullptr); });
  if (accepted) parts_->dispatcher.wake();
  return accepted;
}

void Engine::wake() { parts_->dispatcher.wake(); }

const EngineSetup& Engine::setup() const { return parts_->setup; }

std::string Engine::trouble(const std::string& system) { return parts_->health.trouble(system); }

}  // namespace syncline
