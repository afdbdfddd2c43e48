#include "tests/sim/world.h"

#include <algorithm>

#include "engine/calls.h"
#include "store/open.h"
#include "tests/sim/plain_binding.h"

namespace syncline::sim {
namespace {

constexpr Duration poll_period = seconds(30);
const std::vector<std::string> field_names{"tax", "name", "phone", "city", "credit"};

std::shared_ptr<const Entity> customer() {
  auto entity = std::make_shared<Entity>();
  entity->name = "customer";
  for (const std::string& name : field_names) {
    FieldSpec spec;
    spec.name = name;
    spec.required = name == "tax";
    entity->fields.push_back(std::move(spec));
  }
  return entity;
}

}  // namespace

Temper World::draw_temper(Prng& plan) {
  Temper temper;
  const std::vector<Duration> resolutions{microseconds(1), microseconds(1), seconds(1), minutes(1)};
  temper.stamp_resolution = plan.pick(resolutions);
  temper.checks_version = plan.chance(2, 3);
  if (plan.chance(1, 3)) temper.read_lag = seconds(static_cast<std::int64_t>(1 + plan.below(20)));
  if (plan.chance(1, 2)) temper.max_execution = seconds(static_cast<std::int64_t>(5 + plan.below(60)));
  // Each history has some of the faults only, so that rare combinations get room.
  const auto rate = [&](std::uint64_t most) {
    return plan.chance(1, 2) ? static_cast<std::uint32_t>(plan.below(most)) : 0u;
  };
  temper.lose_answer = rate(150);
  temper.late_commit = rate(150);
  temper.refuse_connection = rate(100);
  temper.throttle = rate(80);
  temper.fail = rate(100);
  temper.stale_read = rate(300);
  return temper;
}

World::World(SimScheduler& scheduler, std::uint64_t seed)
    : scheduler_(scheduler),
      plan_(seed * 2 + 1),
      crm_("crm", scheduler, plan_.next(), draw_temper(plan_)),
      erp_("erp", scheduler, plan_.next(), draw_temper(plan_)),
      supervisor_(scheduler.world().make_parker()) {
  if (plan_.chance(1, 3)) erp_.temper().truncates_at = 12;
  crash_rate_ = plan_.chance(2, 3) ? static_cast<std::uint32_t>(plan_.below(6000)) : 0;
  rules_ = draw_rules();
}

EngineSetup World::draw_rules() {
  auto policy = std::make_shared<EntityPolicy>();
  policy->entity = customer();
  for (ModelSystem* system : {&crm_, &erp_}) {
    SlotRule rule;
    rule.slot = rule.system = system->name();
    rule.object = "account";
    rule.binding = std::make_shared<PlainBinding>(field_names, system->temper().truncates_at);
    rule.create = SlotRule::Create::always;
    rule.uses_version = system->temper().checks_version;
    rule.read_lag = system->temper().read_lag;
    rule.stamp_resolution = system->temper().stamp_resolution;
    policy->slots.push_back(std::move(rule));
  }
  const auto add = [&](std::string name, std::vector<Slot> masters, OnConcurrent concurrent) {
    FieldRule rule;
    rule.field = std::move(name);
    rule.masters = std::move(masters);
    rule.on_concurrent = concurrent;
    rule.on_link = rule.masters.empty() ? OnLink::fill : OnLink::master;
    policy->fields.push_back(std::move(rule));
  };
  const std::vector<OnConcurrent> ways{OnConcurrent::latest, OnConcurrent::review};
  add("tax", {"crm"}, OnConcurrent::master);
  add("name", {}, plan_.pick(ways));
  add("phone", {}, plan_.pick(ways));
  add("city", {"crm"}, OnConcurrent::master);
  add("credit", {"erp"}, OnConcurrent::master);
  policy->match.exact = {"tax"};

  EngineSetup rules;
  rules.entities.push_back(policy);
  rules.installation = "sim";
  rules.max_attempts = 1000;  // no fault here lasts: nothing is to be given up
  for (const char* system : {"crm", "erp"}) rules.polls.push_back({system, "account", poll_period, days(365)});
  return rules;
}

EngineSetup World::setup_for(SimProcess& process) const {
  EngineSetup setup = rules_;
  auto& self = const_cast<World&>(*this);
  for (ModelSystem* system : {&self.crm_, &self.erp_}) {
    SystemSetup one;
    one.port = system->port_for(process);
    one.concurrency = 2;
    setup.systems.emplace(system->name(), std::move(one));
  }
  return setup;
}

void World::populate() {
  const auto count = 1 + plan_.below(4);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::string tax = "T" + std::to_string(next_tax_++);
    const auto fresh = [&](const char* field) {
      return std::string(field) + std::to_string(next_text_++) + "-first-contact";
    };
    const auto content = [&] {
      return Content{
          {"tax", tax}, {"name", fresh("n")}, {"phone", fresh("p")}, {"city", fresh("c")}, {"credit", fresh("k")}};
    };
    const std::uint64_t where = plan_.below(3);
    if (where != 1) crm_.person_creates(content());
    if (where != 0) erp_.person_creates(content());
  }
}

void World::edit_something(ModelSystem& system, Prng& chance) {
  const auto records = system.records();
  if (records.empty() || chance.chance(1, 12)) {
    const std::string tax = "T" + std::to_string(next_tax_++);
    const std::string id = system.person_creates({{"tax", tax}, {"name", "n" + std::to_string(next_text_++)}});
    tell_engine(system, id, chance);
    return;
  }
  auto record = records.begin();
  std::advance(record, static_cast<std::ptrdiff_t>(chance.below(records.size())));
  const std::vector<std::string> editable{"name", "phone", "city", "credit"};
  Content set;
  for (std::uint64_t n = 1 + chance.below(2); n > 0; --n) {
    const std::string& field = editable[chance.below(editable.size())];
    set[field] = field.substr(0, 1) + std::to_string(next_text_++);
    if (chance.chance(1, 4)) set[field] += "-and-a-long-tail";
  }
  system.person_edits(record->first, set);
  for (const auto& [field, text] : set) {
    typed_.push_back({scheduler_.now(), &system, record->first, field, system.records().at(record->first).at(field)});
  }
  tell_engine(system, record->first, chance);
}

/// A webhook: lost, late, doubled, out of order; it reaches whichever process is alive then.
void World::tell_engine(const ModelSystem& system, const std::string& id, Prng& chance) {
  for (std::uint64_t copies = chance.below(3); copies > 0; --copies) {
    const Duration delay{static_cast<std::int64_t>(chance.below(20'000'000))};
    const RecordKey key{system.name(), "account", id};
    errands_.push_back(scheduler_.world().spawn("webhook", [this, key, delay] {
      scheduler_.world().sleep_for(delay);
      if (!engine_ || !process_ || process_->dead()) return;
      intakes_.push_back(process_->spawn("intake", [this, key] {
        if (!engine_) return;
        const NewEvent event = hint(key, EventSource::webhook, scheduler_.now());
        ++hints_;
        (void)engine_->accept(std::span(&event, 1));
      }));
    }));
  }
}

void World::work_at(ModelSystem& system, Prng chance) {
  while (scheduler_.now() < edits_end_) {
    scheduler_.world().sleep_for(Duration{static_cast<std::int64_t>(chance.below(60'000'000))});
    if (scheduler_.now() < edits_end_) edit_something(system, chance);
  }
}

void World::start_engine() {
  SimProcessOptions options;
  options.crash_per_million = healed_ ? 0 : crash_rate_;
  options.on_crash = [this](std::string_view) {
    ++crashes_;
    supervisor_->unpark();
  };
  process_ = scheduler_.process("engine", options);
  main_ = process_->spawn("main", [this, &process = *process_] {
    StoreOptions where;
    where.path = "syncline.db";
    where.vfs = disk_.vfs();
    auto store = open_store(process, where);
    if (!store) throw Stopped{};
    Engine engine(process, **store, setup_for(process), silent_log(), [](const Error&) {});
    struct Reachable {
      World& world;
      Reachable(World& w, Engine& e) : world(w) { world.engine_ = &e; }
      ~Reachable() {
        world.engine_ = nullptr;
        world.intakes_.clear();  // as a server does that stops: what it has begun ends before the store goes
      }
    } reachable(*this, engine);
    engine.start();
    process.sleep_until(far_future);
  });
}

void World::stop_engine() {
  scheduler_.kill(*process_);
  main_.join();
  engine_ = nullptr;
}

void World::supervise() {
  while (!over_) {
    start_engine();
    supervisor_->park(far_future);
    stop_engine();
    if (over_) return;
    scheduler_.note("engine died");
    scheduler_.world().sleep_for(Duration{static_cast<std::int64_t>(plan_.below(5'000'000))});
  }
}

std::size_t World::engine_writes() const {
  std::size_t count = 0;
  for (const ModelSystem* system : {&crm_, &erp_}) {
    count += static_cast<std::size_t>(std::ranges::count(system->ledger(), Mutation::By::engine, &Mutation::by));
  }
  return count;
}

void World::run() {
  SimProcess& rt = scheduler_.world();
  populate();
  edits_end_ = rt.now() + minutes(static_cast<std::int64_t>(2 + plan_.below(8)));
  Task supervisor = rt.spawn("supervisor", [this] { supervise(); });
  Task at_crm = rt.spawn("sales", [this, chance = plan_.fork()] { work_at(crm_, chance); });
  Task at_erp = rt.spawn("finance", [this, chance = plan_.fork()] { work_at(erp_, chance); });
  at_crm.join();
  at_erp.join();

  healed_ = true;
  crm_.heal();
  erp_.heal();
  supervisor_->unpark();  // one last death: what follows runs without faults
  rt.sleep_for(minutes(20));
  writes_before_rest_ = engine_writes();
  rt.sleep_for(poll_period * 10);

  over_ = true;
  supervisor_->unpark();
  supervisor.join();
  for (std::size_t i = 0; i < errands_.size(); ++i) errands_[i].join();
}

}  // namespace syncline::sim
