// Power cuts at random moments of random work, several in the life of one database: what was acknowledged is there,
// whole, and the file is sound. SYNCLINE_CUTS=n plays n cuts instead of the few that every build plays, SYNCLINE_SEED
// says with which history they begin.
#include <cstdio>
#include <cstdlib>
#include <map>

#include "runtime/random.h"
#include "runtime/simulated.h"
#include "store/sqlite/database.h"
#include "tests/conformance/store/bench.h"

namespace syncline::conformance {
namespace {

constexpr int tasks = 6, lives = 10;
constexpr int steps = 5;  ///< of a record's life: told, linked with a write planned, sent, applied, told again

std::uint64_t from_environment(const char* name, std::uint64_t other) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : other;
}

std::string native(const std::string& task, int record) { return task + "-" + std::to_string(record); }

/// One task's work. Each transaction does one step of one record and notes under the task's name how many are done.
class Worker {
 public:
  Worker(Store& store, std::string name, std::int64_t epoch) : store_(store), name_(std::move(name)), epoch_(epoch) {}

  /// Step `n` of all, counted from 0. False: the store refused it.
  bool take(int n) {
    const int record = n / steps;
    const auto reader = store_.reader();
    const RecordKey key = crm(native(name_, record));
    const LinkId link = reader->link_of(key);
    const auto effects = reader->effects(link, {}, 1);
    const EffectId effect = link.n == 0 || effects.empty() ? EffectId{} : effects[0].id;
    const auto queued = reader->queued_of(key, 1);
    const Plan plan = first_plan(key, queued.empty() ? EventId{} : queued[0].id);
    const NewEvent event = event_of(key, std::to_string(n) + std::string(filling(n), 'x'));
    const CursorPosition cursor{"crm", name_, std::to_string(n), {}};
    const auto done = store_.write([&](Tx& tx) {
      tx.set_setting(name_, std::to_string(n + 1));
      switch (n % steps) {
        case 0: tx.accept(std::span(&event, 1), &cursor); return true;
        case 1: return tx.commit(plan).ok();
        case 2: return tx.sending(effect, epoch_).ok();
        case 3: return apply(tx, effect);
        default: tx.accept(std::span(&event, 1), &cursor); return true;
      }
    });
    if (done && !*done) FAIL_CHECK(name_ << ": step " << n << " was refused");
    return done.ok();
  }

 private:
  static std::size_t filling(int n) { return mix_bits(static_cast<std::uint64_t>(n)) % 6'000; }

  static Plan first_plan(const RecordKey& key, EventId seen) {
    Plan plan = new_link({member_of("crm", key)});
    plan.keys = {claimed(key.native)};
    plan.effects = {write_to("erp", erp(""), EffectOp::create)};
    plan.ends = {{seen, EventState::applied, "linked", {}}};
    return plan;
  }

  /// What an earlier process has sent needs the licence of this one.
  bool apply(Tx& tx, EffectId effect) const {
    EffectOutcome applied = outcome(effect, EffectState::applied, true);
    applied.native = "made of " + name_;
    return tx.settle(applied, epoch_).ok() || (tx.sending(effect, epoch_).ok() && tx.settle(applied, epoch_).ok());
  }

  Store& store_;
  const std::string name_;
  const std::int64_t epoch_;
};

/// Whether all that is kept of a record is as after so many of its steps.
bool is_whole(Reader& reader, const RecordKey& key, int done) {
  const std::size_t waiting = done == 1 || done == steps ? 1 : 0;
  const LinkId link = reader.link_of(key);
  const std::size_t linked = done >= 2 ? 1 : 0;
  if (reader.queued_of(key, 10).size() != waiting || (link.n != 0 ? 1U : 0U) != linked ||
      reader.links_by_key(claimed(key.native)).size() != linked)
    return false;
  if (linked == 0) return true;
  const auto effects = reader.effects(link, {}, 10);
  if (effects.size() != 1) return false;
  const EffectState state = effects[0].state;
  if (done == 2) return state == EffectState::planned;
  if (done == 3) return state == EffectState::sending || state == EffectState::unknown;
  return state == EffectState::applied;
}

/// Everything of a task is as after its step `kept`: nothing of it is missing, nothing came later.
void check_whole(Reader& reader, const std::string& task, int kept) {
  for (int record = 0; record * steps <= kept; ++record) {
    const RecordKey key = crm(native(task, record));
    const int done = std::min(kept - record * steps, steps);
    if (!is_whole(reader, key, done)) FAIL_CHECK(key.native << " is not as after " << done << " steps");
  }
  const int told = kept == 0 ? -1 : kept % steps == 0 ? kept - 1 : (kept - 1) / steps * steps;
  const auto cursor = reader.cursor("crm", task);
  CHECK(cursor.has_value() == (told >= 0));
  if (cursor) CHECK(cursor->position == std::to_string(told));
}

/// What all histories together came to.
struct Tally {
  std::uint64_t cuts = 0, acknowledged = 0, lost = 0, unsound = 0;
};

struct Disk {
  explicit Disk(bool full_sync) {
    options.path = "state.db";
    options.vfs = files.vfs();
    options.full_sync = full_sync;
    options.wal_limit = 60'000;  // so that checkpoints and restarts of the log take part
  }
  bool is_sound() const {
    sqlite::Database db({options.path, options.vfs, true});
    sqlite::Rows rows = db.query("PRAGMA integrity_check");
    return rows.next() && rows.view(0) == "ok" && !rows.next();
  }
  MemoryDisk files;
  StoreOptions options;
};

using Done = std::map<std::string, int>;  ///< task → steps that it was told are durable

void live(Runtime& process, const Disk& disk, Done& told) {
  const auto store = open_store(process, disk.options);
  if (!store) return;  // the power went while it was opened
  const auto epoch = (*store)->write([](Tx& tx) { return tx.begin_epoch(); });
  if (!epoch) return;
  std::vector<Task> workers;
  for (auto& [name, done] : told) {
    workers.push_back(process.spawn(name, [&, s = store->get()] {
      Worker worker(*s, name, *epoch);
      while (worker.take(done)) ++done;
    }));
  }
  for (Task& worker : workers) worker.join();
}

/// Compares what is there with what was told, and goes on from what is there.
void judge(Runtime& world, const Disk& disk, Done& told, Tally& tally) {
  Bench after(world, disk.options);
  const auto reader = after.reader();
  for (auto& [name, done] : told) {
    const int kept = std::atoi(reader->setting(name).value_or("0").c_str());
    tally.lost += kept < done;
    CHECK(kept <= done + 1);  // at most the one that was under way
    check_whole(*reader, name, kept);
    done = kept;
  }
  tally.unsound += !disk.is_sound();
}

void play(std::uint64_t seed, bool full_sync, Tally& tally) {
  CAPTURE(seed);
  Disk disk(full_sync);
  SimOptions how;
  how.seed = seed;
  const auto scheduler = make_scheduler(how);
  const SimEnd end = scheduler->run([&] {
    Prng chance(seed);
    Done told;
    for (int task = 0; task < tasks; ++task) told["task " + std::to_string(task)] = 0;
    for (int life = 0; life < lives; ++life) {
      const auto process = scheduler->process("engine");
      const Done before = told;
      Task main = process->spawn("main", [&] { live(*process, disk, told); });
      for (auto left = 1 + chance.below(120); left > 0; --left) scheduler->world().yield();
      disk.files.power_cut(chance.next());
      scheduler->kill(*process);
      main.join();
      ++tally.cuts;
      for (const auto& [name, done] : told) tally.acknowledged += static_cast<std::uint64_t>(done - before.at(name));
      judge(scheduler->world(), disk, told, tally);
    }
  });
  CHECK_MESSAGE(end.how == SimEnd::How::finished, end.detail);
}

TEST_CASE("power cuts in random work lose nothing that was acknowledged, and leave the database sound") {
  Tally tally;
  const std::uint64_t cuts = from_environment("SYNCLINE_CUTS", 500);
  for (std::uint64_t seed = from_environment("SYNCLINE_SEED", 1); tally.cuts < cuts; ++seed) play(seed, true, tally);
  CHECK(tally.lost == 0);
  CHECK(tally.unsound == 0);
  CHECK(tally.acknowledged > 5 * tally.cuts);
  if (std::getenv("SYNCLINE_CUTS"))
    std::printf("%llu power cuts, %llu transactions acknowledged, %llu lost, %llu times unsound\n",
                static_cast<unsigned long long>(tally.cuts), static_cast<unsigned long long>(tally.acknowledged),
                static_cast<unsigned long long>(tally.lost), static_cast<unsigned long long>(tally.unsound));
}

TEST_CASE("negative control: with synchronous = NORMAL the same power cuts lose what was acknowledged") {
  Tally tally;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) play(seed, false, tally);
  CHECK(tally.lost > 0);
  CHECK(tally.unsound == 0);
}

}  // namespace
}  // namespace syncline::conformance
