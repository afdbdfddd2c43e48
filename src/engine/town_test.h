#pragma once
// For tests: the engine at work on simulated time, between systems kept in memory.

#include <doctest/doctest.h>
#include <functional>
#include <map>
#include <string>

#include "engine/engine.h"
#include "engine/shop_test.h"
#include "engine/spool.h"
#include "runtime/files.h"
#include "runtime/simulated.h"
#include "runtime/simulated_files.h"
#include "store/open.h"
#include "store/sqlite/memory_disk.h"
#include "telemetry/log.h"

namespace syncline::shop {

/// The engine at work between shops.
class Town {
 public:
  Town() = default;  ///< see connect
  /// As a project says; its systems are those of its manifests.
  explicit Town(const Sources& files) {
    Diagnostics findings;
    const auto project = load_project(files, findings);
    if (!project) FAIL(render(findings, files));
    for (const ProjectSystem& system : project->systems) shops[system.name] = std::make_shared<Shop>(system);
    setup = engine_setup(*project, ports());
    setup.installation = "test";
  }
  /// One entity, whose records are the object `account` in each slot; listed every minute.
  explicit Town(std::shared_ptr<const EntityPolicy> policy) {
    for (const SlotRule& slot : policy->slots) {
      shops[slot.system] = std::make_shared<Shop>(slot.system, std::vector<std::string>{"account"});
      setup.polls.push_back({slot.system, "account", minutes(1), days(1)});
    }
    for (const auto& [name, port] : ports()) setup.systems[name].port = port;
    setup.entities = {std::move(policy)};
    setup.installation = "test";
  }

  Shop& operator[](const std::string& name) { return *shops.at(name); }

  /// The engine runs while `story` is told; the story lets time pass with `wait`.
  void live(const std::function<void()>& story) {
    const auto scheduler = make_scheduler({.seed = seed});
    bool told = false;
    const SimEnd end = scheduler->run([&] {
      const auto process = scheduler->process("engine");
      Task main = process->spawn("main", [&] {
        wait = [&](Duration time) { process->sleep_for(time); };
        serve(*process, [&] {
          const Ends ends{told};  // also when a REQUIRE throws
          wait(minutes(5));
          story();
        });
      });
      while (!told) scheduler->world().sleep_for(minutes(1));
      scheduler->kill(*process);
      main.join();
    });
    REQUIRE(end.how == SimEnd::How::finished);
  }

  /// The engine dies at the point, `times` times, and is started again; the story is told by somebody who lives on.
  void outlive(const std::string& point, const std::function<void()>& story, int times = 1) {
    const auto scheduler = make_scheduler({.seed = seed});
    SimProcess& people = scheduler->world();
    world = &people;
    wait = [&](Duration time) { people.sleep_for(time); };
    std::string fatal = point;
    int to_die = times;
    bool doomed = false;
    std::shared_ptr<SimProcess> alive;
    die = [&](const std::string& next) {
      fatal = next;
      to_die = doomed ? 2 : 1;
      const auto dying = std::weak_ptr(alive).lock();  // the keeper may be done with it first
      if (dying) scheduler->kill(*dying);
    };
    const SimEnd end = scheduler->run([&] {
      bool over = false;
      Task keeper = people.spawn("keeper", [&] {
        while (!over) {
          SimProcessOptions options;
          doomed = to_die > 0;
          if (doomed) options.crash_at = CrashPoint{fatal};
          const std::shared_ptr<SimProcess> process = scheduler->process("engine", options);
          alive = process;
          Task main = process->spawn("main", [&] { serve(*process, [] {}); });
          while (!over && !process->dead()) people.sleep_for(seconds(1));
          alive = nullptr;
          deaths += process->dead() ? 1 : 0;
          if (process->dead() && doomed) --to_die;
          scheduler->kill(*process);
          main.join();
          disk->crash();
        }
      });
      const Ends ends{over};
      wait(minutes(5));
      story();
    });
    world = nullptr;
    REQUIRE(end.how == SimEnd::How::finished);
  }

  /// What the store holds after its last process.
  void look_back(const std::function<void(Reader&)>& look) {
    const auto scheduler = make_scheduler({});
    const SimEnd end = scheduler->run([&] {
      const auto opened = open_store(scheduler->world(), where());
      REQUIRE(opened.ok());
      look(*(*opened)->reader());
    });
    REQUIRE(end.how == SimEnd::How::finished);
  }

  /// What waits for a person.
  std::string problems() {
    std::string all;
    const auto reader = store->reader();
    for (const DeadLetter& each : reader->dead_letters(true, 100)) all += describe(each.error) + "\n";
    for (const Conflict& each : reader->conflicts(true, {}, 100))
      all += text_of(each.record) + ": " + each.message + "\n";
    return all;
  }

  /// For a person who looks for what went wrong: events and effects, newest first.
  std::string story() {
    std::string all;
    const auto reader = store->reader();
    for (const Event& each : reader->events(std::nullopt, nullptr, {}, 60))
      all += text_of(each.key) + " " + std::string(name_of(each.source)) + ": " + std::string(name_of(each.state)) +
             " " + each.reason + "\n";
    for (const Effect& each : reader->effects({}, {}, 60))
      all += "effect " + std::to_string(each.link.n) + " " + each.slot + " " + std::string(name_of(each.op)) + ": " +
             std::string(name_of(each.state)) + " " + each.reason + "\n";
    return all;
  }

  // Before it lives.
  EngineSetup setup;
  std::map<std::string, std::shared_ptr<Shop>> shops;
  std::uint64_t seed = 1;
  std::function<Store&(Store&)> through = [](Store& real) -> Store& { return real; };  ///< what the engine is given
  std::function<void(Runtime&, EngineSetup&)> connect;  ///< to systems that need the process's Runtime
  std::function<void()> before_start = [] {};           ///< the store is open, the engine does not run yet
  Log* log = &silent_log();

  // While it lives.
  std::function<void(Duration)> wait;
  SimProcess* world = nullptr;                  ///< of people and their systems; for outlive() only
  std::function<void(const std::string&)> die;  ///< now, and once more at the point that is named; as `world`
  Store* store = nullptr;                       ///< of the process that lives; for the story of live() only
  Engine* engine = nullptr;
  int deaths = 0;

  SimulatedDisk folder;
  std::unique_ptr<MemoryDisk> disk = std::make_unique<MemoryDisk>();

 private:
  /// Whoever waits for the end of the story sees it.
  struct Ends {
    bool& over;
    ~Ends() { over = true; }
  };
  StoreOptions where() const {
    StoreOptions options;
    options.path = "syncline.db";
    options.vfs = disk->vfs();
    return options;
  }
  std::map<std::string, std::shared_ptr<SystemPort>> ports() const { return {shops.begin(), shops.end()}; }

  /// One process from its start to its end.
  void serve(SimProcess& process, const std::function<void()>& story) {
    const auto opened = open_store(process, where());
    if (!opened) throw Stopped{};
    SimulatedFiles files(folder, process);
    EngineSetup mine = setup;
    store = opened->get();
    if (connect) connect(process, mine);
    mine.spool = std::make_shared<Spool>(files, "spool");
    const bool spooled = mine.spool->open().ok();
    CHECK(spooled);
    before_start();
    Engine at_work(process, through(*store), mine, *log, [](const Error&) {});
    engine = &at_work;
    at_work.start();
    story();
    process.sleep_until(far_future);
  }
};

}  // namespace syncline::shop
