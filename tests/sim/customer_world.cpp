#include "tests/sim/customer_world.h"

#include <algorithm>

#include "engine/reject_hold.h"
#include "tests/sim/customer_invariants.h"
#include "tests/sim/end_invariants.h"
#include "tests/sim/findings.h"
#include "tests/sim/habit_invariants.h"
#include "tests/sim/only.h"
#include "tests/sim/plain_binding.h"
#include "tests/sim/rest.h"

namespace syncline::sim {
namespace {

constexpr Duration poll_period = seconds(30);
const std::vector<std::string> field_names{"tax", "name", "phone", "city", "credit"};
const std::vector<std::string> editable{"name", "phone", "city", "credit"};
const std::vector<std::string> system_names{"crm", "erp", "shop", "desk", "fleet"};

std::shared_ptr<const Entity> customer(const std::vector<std::string>& names) {
  auto entity = std::make_shared<Entity>();
  entity->name = "customer";
  for (const std::string& name : names) {
    FieldSpec spec;
    spec.name = name;
    spec.required = name == "tax";
    entity->fields.push_back(std::move(spec));
  }
  return entity;
}

std::map<std::string, Map> account(const CustomerEnds* ends) {
  Map fields;
  for (const std::string& name : field_names) fields.set(name, {});
  if (ends && ends->kinds().has_active) fields.set(active_field, true);
  return {{"account", fields}};
}

/// Half of the histories have systems that take several records by one call.
void draw_together(Temper& temper, Prng& plan) {
  if (plan.chance(1, 2)) return;
  temper.together = static_cast<int>(2 + plan.below(5));
  temper.refuse_together = plan.chance(1, 2) ? static_cast<std::uint32_t>(plan.below(300)) : 0;
  temper.fail_one = plan.chance(1, 2) ? static_cast<std::uint32_t>(plan.below(300)) : 0;
}

std::vector<std::unique_ptr<ModelSystem>> draw_systems(SimScheduler& scheduler, Prng& plan, std::uint64_t seed,
                                                       CustomerEnds* ends) {
  Prng groups(seed * 2), habits(seed * 2 + 17), searches(seed * 2 + 59);
  std::vector<std::unique_ptr<ModelSystem>> systems;
  const std::size_t count = plan.chance(2, 3) ? 2 : 3 + plan.below(3);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t chance = plan.next();
    Temper temper = draw_temper(plan);
    draw_together(temper, groups);
    temper.quirks = draw_quirks(habits, habits.pick(editable));
    temper.quirks.unsearchable = have_habits() && searches.chance(1, 6);
    if (!happens("habits of " + system_names[i])) temper.quirks = {};
    if (i == 0) temper.quirks.declared = false;
    if (temper.quirks.step_back.us > 0)
      temper.quirks.steps_at = scheduler.now() + seconds(static_cast<std::int64_t>(30 + habits.below(400)));
    systems.push_back(std::make_unique<ModelSystem>(system_names[i], scheduler, chance, temper, account(ends)));
    if (ends) systems.back()->shows_ends(ends->draw_endings());
  }
  if (plan.chance(1, 3)) {
    ModelSystem& cutting = *systems[1 + plan.below(count - 1)];
    if (happens("truncation in " + cutting.name())) {
      cutting.temper().truncates_at = 12;
      cutting.temper().quirks.fold = Fold::none;
    }
  }
  for (std::size_t i = count; i > 2; --i) {
    if (!happens("system " + systems[i - 1]->name()))
      systems.erase(systems.begin() + static_cast<std::ptrdiff_t>(i - 1));
  }
  return systems;
}

}  // namespace

CustomerWorld::CustomerWorld(SimScheduler& scheduler, std::uint64_t seed)
    : scheduler_(scheduler),
      plan_(seed * 2 + 1),
      ends_(CustomerEnds::draw(*this, seed)),
      systems_(draw_systems(scheduler, plan_, seed, ends_.get())),
      hostile_(seed * 2 + 31),
      closed_(hostile_.fork(), scheduler.now(), systems_),
      workflow_(hostile_.fork()),
      automation_(scheduler, hostile_.fork(), editable,
                  [this](ModelSystem& system, const std::string& id, const std::string& field,
                         const std::string& text) { edited(system, id, {{field, text}}, workflow_, true); }),
      rules_(draw_rules()),
      first_policy_(rules_.entities.front()),
      engine_(scheduler, plan_.fork(), [this](SimProcess& process) { return setup_for(process); }) {}

EngineSetup CustomerWorld::draw_rules() {
  auto policy = std::make_shared<EntityPolicy>();
  std::vector<std::string> names = field_names;
  if (ends_ && ends_->kinds().has_active) names.push_back(active_field);
  policy->entity = customer(names);
  EngineSetup rules;
  for (const auto& system : systems_) {
    SlotRule rule;
    rule.slot = rule.system = system->name();
    rule.object = "account";
    rule.binding = std::make_shared<PlainBinding>(names, system->temper().truncates_at, system->temper().quirks, "");
    rule.create = SlotRule::Create::always;
    rule.uses_version = system->temper().checks_version;
    rule.read_lag = system->declared_lag();
    rule.stamp_resolution = system->temper().stamp_resolution;
    const Quirks& quirks = system->temper().quirks;
    if (have_habits() && quirks.step_back.us == 0 && hostile_.chance(1, 2)) rule.clock_offset = quirks.clock;
    policy->slots.push_back(std::move(rule));
    // What a clock that was set back stamps too early, the sweep finds.
    const Duration sweep = ends_ ? minutes(2) : quirks.step_back.us > 0 ? minutes(3) : days(365);
    rules.polls.push_back({system->name(), "account", poll_period, sweep});
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
  add("credit", {systems_[1]->name(), "crm"}, OnConcurrent::master);
  if (ends_) ends_->rule(*policy);
  policy->match.exact = {"tax"};
  rules.entities.push_back(policy);
  rules.installation = "sim";
  rules.max_attempts = 1000;  // no fault here lasts: nothing is to be given up
  return rules;
}

EngineSetup CustomerWorld::setup_for(SimProcess& process) const {
  EngineSetup setup = rules_;
  for (const auto& system : systems_) {
    SystemSetup one;
    one.port = system->port_for(process);
    one.concurrency = 2;
    setup.systems.emplace(system->name(), std::move(one));
  }
  closed_.into(setup, "account");
  return setup;
}

bool CustomerWorld::keeps_whole(const ModelSystem& system, const std::string& field) const {
  return policy().slot(system.name())->binding->field(field)->cls == BindingClass::exact;
}

std::string CustomerWorld::meant(const ModelSystem& system, const std::string& field, const std::string& text) const {
  return policy().slot(system.name())->binding->canonical(field, Value(text)).value.string_or("");
}

void CustomerWorld::populate() {
  const auto count = 1 + plan_.below(4);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::string tax = "T" + std::to_string(next_tax_++);
    const auto fresh = [&](const char* field) {
      return std::string(field) + std::to_string(next_text_++) + "-first-contact";
    };
    const auto content = [&] {
      return Map{
          {"tax", tax}, {"name", fresh("n")}, {"phone", fresh("p")}, {"city", fresh("c")}, {"credit", fresh("k")}};
    };
    const std::size_t sure = plan_.below(systems_.size());
    for (std::size_t s = 0; s < systems_.size(); ++s) {
      const bool drawn = s == sure || plan_.chance(1, 2);
      if (drawn && happens("customer in " + systems_[s]->name())) systems_[s]->person_creates("account", content());
    }
  }
  if (ends_) ends_->populate();
}

void CustomerWorld::add_customer(ModelSystem& system, Prng& chance) {
  std::string tax = "T" + std::to_string(next_tax_++);
  const std::string id = system.person_creates("account", {{"tax", tax}, {"name", "n" + std::to_string(next_text_++)}});
  engine_.tell({system.name(), "account", id}, chance);
}

void CustomerWorld::edit_something(ModelSystem& system, Prng& chance) {
  const auto records = system.ids("account");
  if (records.empty() || chance.chance(1, 12)) {
    // Somebody imports a list, so that several are due at the same time.
    const bool many = std::ranges::any_of(systems_, [](const auto& each) { return each->temper().together > 1; });
    for (std::uint64_t n = many ? 1 + chance.below(8) : 1; n > 0; --n) add_customer(system, chance);
    return;
  }
  edit(system, chance.pick(records), chance);
}

void CustomerWorld::edit(ModelSystem& system, const std::string& id, Prng& chance) {
  Map set;
  for (std::uint64_t n = 1 + chance.below(2); n > 0; --n) {
    const std::string& field = editable[chance.below(editable.size())];
    const std::string tail = chance.chance(1, 4) ? "-and-a-long-tail" : "";
    set.set(field, field.substr(0, 1) + std::to_string(next_text_++) + tail);
    const auto past = system.past("account", id);
    const std::string former = text_in(chance.pick(past).second, field);
    // Not so soon that nobody can have seen the change in between.
    const bool settled = past.back().first + minutes(2) < scheduler_.now();
    if (chance.chance(1, 10) && settled && !former.empty() && former != text_in(system.now("account", id), field))
      set.set(field, former);
  }
  edited(system, id, set, chance, false);
  if (!system.temper().quirks.stamps_all || !chance.chance(1, 6)) return;
  for (const std::string& each : system.ids("account")) system.person_edits("account", each, {});
}

/// What a vendor makes of our writes, and its binding knows nothing of, is an edit of its own.
void CustomerWorld::watch_alterations() {
  for (const auto& system : systems_) {
    system->after_engine.push_back([this, &altering = *system](const Entry& entry) {
      const Quirks& quirks = altering.temper().quirks;
      const std::string& field = quirks.folds;
      if (quirks.declared || !entry.asked.contains(field)) return;
      if (text_in(entry.set, field) != text_in(entry.asked, field))
        typed_.push_back({entry.at, &altering, entry.id, field, text_in(entry.set, field), true});
    });
  }
}

void CustomerWorld::edited(ModelSystem& system, const std::string& id, const Map& set, Prng& chance, bool by_vendor) {
  const Map before = system.now("account", id);
  system.person_edits("account", id, set);
  const Map after = system.now("account", id);
  for (const auto& [field, text] : set) {  // what stood there already, says nothing
    if (text_in(after, field) != text_in(before, field))
      typed_.push_back({scheduler_.now(), &system, id, field, text_in(after, field), by_vendor});
  }
  engine_.tell({system.name(), "account", id}, chance);
}

void CustomerWorld::work_at(ModelSystem& system, Prng chance) {
  while (scheduler_.now() < edits_end_) {
    scheduler_.world().sleep_for(Duration{static_cast<std::int64_t>(chance.below(30'000'000 * systems_.size()))});
    Prng act = chance.fork();
    if (scheduler_.now() >= edits_end_ || !happens("edit in " + system.name())) continue;
    if (!ends_ || !ends_->act(system, act)) edit_something(system, act);
  }
}

void CustomerWorld::people_work(Duration time) {
  edits_end_ = scheduler_.now() + time;
  std::vector<Task> people;
  for (const auto& system : systems_) {
    people.push_back(scheduler_.world().spawn(
        "people", [this, &system = *system, chance = plan_.fork()] { work_at(system, chance); }));
  }
  for (Task& person : people) person.join();
}

/// Everything comes to rest, the rules are changed, and again it rests: the change by itself writes nothing.
void CustomerWorld::change_rules() {
  std::vector<Temper> tempers;
  for (const auto& system : systems_) {
    tempers.push_back(system->temper());
    system->temper().heal();
  }
  scheduler_.world().sleep_for(minutes(15));
  engine_.restart([this] {
    auto policy = std::make_shared<EntityPolicy>(*rules_.entities.front());
    ModelSystem& system = *plan_.pick(systems_);
    const std::string field = plan_.pick(editable);
    if (plan_.chance(1, 2)) {
      std::ranges::find(policy->fields, field, &FieldRule::field)->masters = {system.name()};
      scheduler_.note("rules: the master of " + field + " is now " + system.name());
    } else {
      std::ranges::find(policy->slots, system.name(), &SlotRule::slot)->binding =
          std::make_shared<PlainBinding>(field_names, system.temper().truncates_at, system.temper().quirks, field);
      scheduler_.note("rules: the map of " + field + " in " + system.name() + " is another");
    }
    rules_.entities.front() = policy;
    rules_changed_ = scheduler_.now();
  });
  scheduler_.world().sleep_for(minutes(5));
  for (std::size_t i = 0; i < systems_.size(); ++i) systems_[i]->temper() = tempers[i];
}

/// Few records of one system may be written in a while without being asked about.
void CustomerWorld::limit_writes() {
  operated_ = true;
  WriteRules rules;
  rules.limits.updates = Limit{1 + plan_.below(3), minutes(10)};
  rules.limits.creates = Limit{1 + plan_.below(3), minutes(10)};
  rules.limits.share = 0;
  rules_.write_rules[{plan_.pick(systems_)->name(), "account"}] = rules;
}

void CustomerWorld::answer_holds(Store& store, bool yes, std::uint64_t most) {
  for (const Hold& hold : store.reader()->holds(true, 10)) {
    if (yes) {
      const auto done = store.write([&](Tx& tx) { return tx.approve(hold.id, most, "Eva"); });
      if (done && *done) approved_ += **done;
      continue;
    }
    const auto reader = store.reader();
    for (const Effect& effect : reader->held(hold.id, {}, 1000)) {
      Rejected one{effect.id, scheduler_.now(), effect.key.system, effect.key.native, "", {}};
      for (const auto& [field, change] : effect.changes) one.fields.push_back(field);
      if (effect.op == EffectOp::create) one.tax = effect.changes.at("tax").after.value.string_or("");
      rejected_.push_back(std::move(one));
    }
    (void)reject_hold(store, hold.id, rejection);
  }
}

/// Somebody looks at what is held now and then; in the end all of it is let go.
void CustomerWorld::operate(Prng chance) {
  while (!over_) {
    scheduler_.world().sleep_for(Duration{static_cast<std::int64_t>(chance.below(120'000'000))});
    const bool yes = scheduler_.now() >= edits_end_ || chance.chance(2, 3);
    const std::uint64_t most = scheduler_.now() >= edits_end_ || chance.chance(1, 2) ? 1000 : 1;
    if (!over_) engine_.order([this, yes, most](Store& store) { answer_holds(store, yes, most); });
  }
}

std::vector<const ModelSystem*> CustomerWorld::all_systems() const {
  std::vector<const ModelSystem*> all;
  for (const auto& system : systems_) all.push_back(system.get());
  return all;
}

void CustomerWorld::run() {
  SimProcess& rt = scheduler_.world();
  populate();
  const bool limited = plan_.chance(1, 5) && !ends_ && happens("limit");
  if (limited) limit_writes();
  edits_end_ = far_future;
  if (have_habits()) watch_alterations();
  if (automation_.kind() != Automation::Kind::none && happens("workflows"))
    automation_.watch(*systems_[0], *systems_[1]);
  engine_.begin();
  Task person;
  if (limited) person = rt.spawn("operator", [this, chance = plan_.fork()] { operate(chance); });
  const bool changes = !limited && plan_.chance(1, 3) && !ends_ && happens("change of rules");
  if (ends_) ends_->begin();
  people_work(minutes(static_cast<std::int64_t>(2 + plan_.below(8))));
  if (changes) {
    change_rules();
    people_work(minutes(static_cast<std::int64_t>(2 + plan_.below(4))));
  }
  if (ends_) {
    ends_->calm_down();
    people_work(minutes(static_cast<std::int64_t>(1 + plan_.below(3))));
  }
  for (const auto& system : systems_) system->heal();
  engine_.heal();
  if (ends_) ends_->close();
  writes_before_rest_ = come_to_rest(rt, engine_, all_systems(), minutes(25));
  over_ = true;
  if (limited) person.join();
  if (ends_) ends_->end();
  engine_.end();
}

Judgement CustomerWorld::judge(Reader& reader) {
  Judgement judgement = sim::judge(*this, reader);
  if (have_habits()) judge_habits(*this, reader, judgement);
  for (const auto& system : systems_) {
    for (const auto& [site, count] : system->fired()) judgement.counts["fault: " + site] += count;
  }
  for (const auto& system : systems_) {
    const Quirks& quirks = system->temper().quirks;
    judgement.counts["clocks set back"] += quirks.step_back.us > 0;
    judgement.counts["skewed clocks"] += quirks.clock.us != 0;
    judgement.counts["pages"] += quirks.page > 0;
    for (const Entry& entry : system->ledger()) judgement.counts["stamps without a change"] += entry.set.empty();
  }
  judgement.counts["edits"] += typed_.size();
  judgement.counts["held writes approved"] += approved_;
  judgement.counts["held writes rejected"] += rejected_.size();
  if (ends_) judge_ends(*this, reader, judgement);
  return judgement;
}

}  // namespace syncline::sim
