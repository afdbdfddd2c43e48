#include "tests/sim/customer_ends.h"

#include <algorithm>

#include "engine/stages.h"
#include "tests/sim/customer_world.h"

namespace syncline::sim {
namespace {

const std::string object = "account";

std::vector<std::string> deleted_ids(const ModelSystem& system) {
  std::vector<std::string> all = system.ended(object);
  std::erase_if(all, [&](const std::string& id) {
    const auto last = std::ranges::find_if(system.ledger().rbegin(), system.ledger().rend(), [&](const Entry& entry) {
      return entry.id == id && entry.op == EffectOp::remove;
    });
    return !last->merged_into.empty();
  });
  return all;
}

}  // namespace

std::unique_ptr<CustomerEnds> CustomerEnds::draw(CustomerWorld& world, std::uint64_t seed) {
  Prng plan(seed * 7 + 3);
  if (seed < first_seed_with_ends || !plan.chance(1, 3)) return nullptr;
  return std::unique_ptr<CustomerEnds>(new CustomerEnds(world, plan.next()));
}

CustomerEnds::CustomerEnds(CustomerWorld& world, std::uint64_t seed) : world_(world), plan_(seed) {
  while (!(kinds_.deletes || kinds_.merges || kinds_.twice || kinds_.rights || kinds_.lists)) {
    kinds_.deletes = plan_.chance(1, 2);
    kinds_.merges = plan_.chance(1, 3);
    kinds_.twice = plan_.chance(1, 3);
    kinds_.rights = plan_.chance(1, 3);
    kinds_.lists = plan_.chance(1, 3);
  }
  kinds_.has_active = plan_.chance(1, 2);
  kinds_.decides = plan_.chance(1, 2);
  kinds_.decides_all = plan_.chance(1, 2);
  const std::vector<std::uint64_t> often{2, 4, 12};
  kinds_.one_in = plan_.pick(often);
}

Endings CustomerEnds::draw_endings() {
  Endings how;
  how.lists_ended = plan_.chance(1, 3);
  how.tells_merged = plan_.chance(2, 3);
  how.keeps_stamp = plan_.chance(1, 4);
  how.empty_is_404 = kinds_.lists && plan_.chance(1, 3);
  return how;
}

void CustomerEnds::rule(EntityPolicy& policy) {
  const std::vector<OnDelete> rules{OnDelete::deactivate, OnDelete::deactivate, OnDelete::deactivate,
                                    OnDelete::remove,     OnDelete::flag,       OnDelete::review};
  on_delete_ = plan_.pick(rules);
  policy.on_delete = on_delete_;
  if (!kinds_.has_active) return;
  FieldRule active;
  active.field = active_field;
  active.on_concurrent = OnConcurrent::review;
  policy.fields.push_back(std::move(active));
}

std::string CustomerEnds::make(ModelSystem& system, const std::string& tax) {
  Map content{{"tax", tax}, {"name", world_.fresh_text("n")}};
  if (plan_.chance(1, 2)) content.set("phone", world_.fresh_text("p"));
  return system.person_creates(object, std::move(content));
}

void CustomerEnds::populate() {
  if (!kinds_.twice || !plan_.chance(1, 2)) return;
  ModelSystem& system = *plan_.pick(world_.systems());
  const auto ids = system.ids(object);
  if (ids.empty()) return;
  make(system, text_in(system.now(object, plan_.pick(ids)), "tax"));
  ++done_["customers there twice at first contact"];
}

void CustomerEnds::begin() {
  tasks_.push_back(world_.scheduler().world().spawn("trouble", [this] { trouble(); }));
  if (!kinds_.decides) return;
  tasks_.push_back(
      world_.scheduler().world().spawn("operator", [this, chance = plan_.fork()] { decide_now_and_then(chance); }));
}

bool CustomerEnds::act(ModelSystem& system, Prng& chance) {
  if (!chance.chance(1, kinds_.one_in) || world_.scheduler().now() >= calm_since_) return false;
  if (system.ids(object).empty()) return false;
  if (kinds_.deletes && chance.chance(1, 2)) {
    if (chance.chance(1, 3) && undelete_one(system, chance)) return true;
    if (chance.chance(1, 3) && make_again(system, chance)) return true;
    delete_one(system, chance);
    return true;
  }
  if (kinds_.merges && chance.chance(1, 2)) return merge_two(system, chance);
  if (!kinds_.twice || !chance.chance(1, 2)) return false;
  enter_twice(system, chance);
  return true;
}

void CustomerEnds::delete_one(ModelSystem& system, Prng& chance) {
  const auto ids = system.ids(object);
  const std::string& id = chance.pick(ids);
  const std::string tax = text_in(system.now(object, id), "tax");
  if (chance.chance(1, 3)) edit_elsewhere(system, tax, chance);
  if (kinds_.has_active && chance.chance(1, 3)) {
    const bool active = system.now(object, id).find(active_field)->bool_or(true);
    system.person_edits(object, id, Map{{active_field, !active}});
    ++done_["customers put out of use, or back"];
  } else {
    system.person_deletes(object, id);
    ++done_["customers deleted"];
  }
  world_.engine().tell({system.name(), object, id}, chance);
  if (chance.chance(1, 3)) edit_elsewhere(system, tax, chance);
}

void CustomerEnds::edit_elsewhere(const ModelSystem& but, const std::string& tax, Prng& chance) {
  for (const auto& other : world_.systems()) {
    if (other.get() == &but) continue;
    for (const std::string& id : other->ids(object)) {
      if (text_in(other->now(object, id), "tax") != tax) continue;
      world_.edit(*other, id, chance);
      ++done_["edits at the moment of a deletion"];
      return;
    }
  }
}

bool CustomerEnds::undelete_one(ModelSystem& system, Prng& chance) {
  const auto ids = deleted_ids(system);
  if (ids.empty()) return false;
  const std::string& id = chance.pick(ids);
  system.person_undeletes(object, id);
  world_.engine().tell({system.name(), object, id}, chance);
  ++done_["customers undeleted"];
  return true;
}

bool CustomerEnds::make_again(ModelSystem& system, Prng& chance) {
  const auto ids = deleted_ids(system);
  if (ids.empty()) return false;
  const std::string id = make(system, text_in(system.now(object, chance.pick(ids)), "tax"));
  world_.engine().tell({system.name(), object, id}, chance);
  ++done_["customers made again"];
  return true;
}

bool CustomerEnds::merge_two(ModelSystem& system, Prng& chance) {
  const auto ids = system.ids(object);
  if (ids.size() < 2) return false;
  const auto loser = static_cast<std::size_t>(chance.below(ids.size()));
  const auto survivor = (loser + 1 + static_cast<std::size_t>(chance.below(ids.size() - 1))) % ids.size();
  const std::string tax = text_in(system.now(object, ids[loser]), "tax");
  if (chance.chance(1, 3)) edit_elsewhere(system, tax, chance);
  Map taken;
  if (chance.chance(1, 2)) taken.set("phone", *system.now(object, ids[loser]).find("phone"));
  system.person_merges(object, ids[loser], ids[survivor], std::move(taken));
  world_.engine().tell({system.name(), object, ids[loser]}, chance);
  world_.engine().tell({system.name(), object, ids[survivor]}, chance);
  ++done_[system.endings().tells_merged ? "customers merged" : "customers merged without a word"];
  return true;
}

void CustomerEnds::enter_twice(ModelSystem& system, Prng& chance) {
  const auto ids = system.ids(object);
  const std::string id = make(system, text_in(system.now(object, chance.pick(ids)), "tax"));
  world_.engine().tell({system.name(), object, id}, chance);
  ++done_["customers entered twice"];
}

void CustomerEnds::trouble() {
  SimProcess& rt = world_.scheduler().world();
  Prng chance = plan_.fork();
  while (loaded_at_ == far_future && calm_since_ == far_future) {
    world_.engine().order([this](Store& store) {
      const auto reader = store.reader();
      if (loaded_at_ == far_future && is_loaded(*reader, world_.policy())) loaded_at_ = world_.scheduler().now();
    });
    rt.sleep_for(seconds(5));
  }
  while (calm_since_ == far_future && (kinds_.rights || kinds_.lists)) {
    rt.sleep_for(Duration{static_cast<std::int64_t>(chance.below(60'000'000))});
    if (calm_since_ != far_future) return;
    ModelSystem& system = *chance.pick(world_.systems());
    const bool with_rights = kinds_.rights && (!kinds_.lists || chance.chance(1, 2));
    troubled(system, with_rights, chance);
    rt.sleep_for(Duration{static_cast<std::int64_t>(chance.below(120'000'000))});
    troubled(system, with_rights, chance);
  }
}

/// Once: it begins; twice: it is over.
void CustomerEnds::troubled(ModelSystem& system, bool with_rights, Prng& chance) {
  if (!with_rights) {
    const bool begins = system.temper().omit_rows + system.temper().empty_list == 0;
    system.temper().omit_rows = begins ? 500 : 0;
    system.temper().empty_list = begins ? 300 : 0;
    return;
  }
  if (!system.denied().fields.empty()) {
    give_back(system);
    return;
  }
  const std::vector<std::string> fields{"name", "phone", "city", "credit"};
  const std::string& field = chance.pick(fields);
  const bool named = chance.chance(1, 2);
  system.denied().fields[field] = named ? Denied::As::forbidden : Denied::As::absent;
  world_.scheduler().note(system.name() + " does not show " + field + " any more");
  ++done_[named ? "fields forbidden" : "fields not delivered"];
  unseen_.push_back({&system, field, world_.scheduler().now()});
}

void CustomerEnds::give_back(ModelSystem& system) {
  if (system.denied().fields.empty()) return;
  system.denied() = {};
  unseen_.back().until = world_.scheduler().now();
  world_.scheduler().note(system.name() + " gives the rights back");
}

void CustomerEnds::calm_down() {
  calm_since_ = world_.scheduler().now();
  tasks_.front().join();
  for (const auto& system : world_.systems()) {
    give_back(*system);
    system->temper().omit_rows = system->temper().empty_list = 0;
  }
  world_.scheduler().world().sleep_for(minutes(6));
  quiet_since_ = world_.scheduler().now();
}

void CustomerEnds::close() {
  over_ = true;
  if (!kinds_.decides_all) return;
  Prng chance = plan_.fork();
  SimProcess& rt = world_.scheduler().world();
  for (int round = 0; round < 30; ++round) {
    rt.sleep_for(seconds(30));
    world_.engine().order([this, chance = chance.fork()](Store& store) mutable { answer(store, chance, true); });
  }
  rt.sleep_for(seconds(30));
  closed_since_ = world_.scheduler().now();
}

void CustomerEnds::end() {
  for (Task& task : tasks_) task.join();
}

}  // namespace syncline::sim
