// A database in which someone has written: each line of the input puts a value into a column of every row. The store
// opens or refuses, answers or fails, and never believes what it does not understand.
// A line: table, column, form (i number, t text, b bytes, j or z packed), then the value.
#include <sqlite3.h>

#include "api/as_json.h"
#include "base/json.h"
#include "runtime/thread_runtime.h"
#include "store/encode.h"
#include "store/open.h"
#include "store/packed.h"
#include "store/sqlite/memory_disk.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

const RecordKey company{"crm", "company", "1"}, party{"erp", "party", "P1"};

Plan first_plan() {
  Plan plan;
  plan.entity = "customer";
  plan.shadow.emplace();
  Member member;
  member.slot = "crm";
  member.key = company;
  member.fields["name"].base = "Nord";
  plan.shadow->members = {member};
  plan.shadow->agreed["name"] = {FieldValue::of("Nordlicht"), 1, {}, {}, {}, {}};
  plan.keys = {{"customer", "tax_id", "de1", true}};
  NewEffect effect;
  effect.slot = "erp";
  effect.key = party;
  effect.changes["name"] = {Value("Alt"), FieldValue::of("Nordlicht"), 1, "edit"};
  plan.effects = {effect};
  NewConflict conflict;
  conflict.record = company;
  conflict.field = "name";
  conflict.sides = {{"crm", FieldValue::of("Nord")}, {"erp", FieldValue::empty()}};
  plan.conflicts = {conflict};
  NewDeadLetter letter;
  letter.record = company;
  letter.error = {ErrorClass::validation, "vendor.refused", "no", "erp", "mend it", seconds(3)};
  plan.dead_letters = {letter};
  return plan;
}

/// One of everything that the store keeps.
void fill(Store& store) {
  NewEvent event;
  event.key = company;
  event.record = NativeRecord{company, RecordState::live, "", 7, "v1", Map{{"name", "Nord"}}};
  event.dedup = "d1";
  const CursorPosition cursor{"crm", "company", "{}", {5}};
  (void)store.write([&](Tx& tx) {
    tx.begin_epoch();
    tx.accept(std::vector{event}, &cursor);
    const auto committed = tx.commit(first_plan());
    require(committed.ok());
    tx.hold({"erp", "customer", EffectOp::update, "many"}, committed->effects);
    Stop stop;
    stop.kind = Stop::Kind::writes;
    stop.system = "erp";
    tx.stop(stop);
    tx.set_setting("stage/customer", "two-way");
  });
}

struct Damage {
  std::string table, column;
  char form = 'i';
  std::string value;
};

Damage damage_in(std::string_view line) {
  const auto word = [&line] {
    const std::string first(line.substr(0, line.find(' ')));
    line.remove_prefix(std::min(line.size(), first.size() + 1));
    return first;
  };
  Damage damage;
  damage.table = word();
  damage.column = word();
  const std::string form = word();
  damage.form = form.empty() ? 'i' : form[0];
  damage.value = line;
  return damage;
}

bool is_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

void inflict(sqlite3* db, const Damage& damage) {
  if (!is_name(damage.table) || !is_name(damage.column)) return;
  const std::string sql = "UPDATE " + damage.table + " SET " + damage.column + " = ?";
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) return;
  std::string bytes = damage.value;
  if (damage.form == 'j') bytes = "j" + bytes;
  if (damage.form == 'z') bytes = Packer().pack(bytes + std::string(300, ' '));
  const auto size = static_cast<int>(bytes.size());
  if (damage.form == 'i') {
    sqlite3_bind_int64(statement, 1, std::strtoll(bytes.c_str(), nullptr, 10));
  } else if (damage.form == 't') {
    sqlite3_bind_text(statement, 1, bytes.data(), size, SQLITE_STATIC);
  } else {
    sqlite3_bind_blob(statement, 1, bytes.data(), size, SQLITE_STATIC);
  }
  sqlite3_step(statement);
  sqlite3_finalize(statement);
}

void inflict_all(const std::string& vfs, fuzz::Input& input) {
  sqlite3* db = nullptr;
  require(sqlite3_open_v2("state.db", &db, SQLITE_OPEN_READWRITE, vfs.c_str()) == SQLITE_OK);
  for (int lines = 0; !input.empty() && lines < 8; ++lines) inflict(db, damage_in(input.line()));
  sqlite3_close(db);
}

template <class All>
void show(const All& all) {
  for (const auto& each : all) require(!write_json(value_of(each)).empty());
}

void look_at(Reader& reader) {
  (void)reader.cursor("crm", "company");
  if (const auto link = reader.link(reader.link_of(company))) require(!encode(link->shadow).empty());
  show(reader.effects({}, {}, 100));
  show(reader.effects_after({}, 100));
  show(reader.events(std::nullopt, nullptr, {}, 100));
  show(reader.queued_of(company, 100));
  show(reader.conflicts(false, {}, 100));
  show(reader.dead_letters(false, 100));
  show(reader.stops());
  for (const Hold& hold : reader.holds(false, 100))
    require(!write_json(value_of(hold, reader.held(hold.id, {}, 5))).empty());
  for (const char* system : {"crm", "erp"}) {
    (void)reader.due_events(system, {100}, 100);
    (void)reader.due_effects(system, {100}, 100);
    (void)reader.due_to_settle(system, {100}, 100);
    (void)reader.records(system, "company", "", 100);
  }
  (void)reader.links({}, {}, 100);
  (void)reader.find("de1", 10);
  (void)reader.systems_with_events();
  (void)reader.next_due({});
  (void)reader.counts();
}

void work_on(Store& store) {
  const auto epoch = store.write([](Tx& tx) { return tx.begin_epoch(); });
  if (!epoch) return require(!epoch.error().message.empty());
  (void)store.write([&](Tx& tx) {
    EffectOutcome refused;
    refused.id = {1};
    refused.state = EffectState::rejected;
    if (tx.sending({1}, *epoch)) (void)tx.settle(refused, *epoch);
  });
  (void)store.write([](Tx& tx) { (void)tx.approve({1}, 1, "eva"); });
  (void)store.write([](Tx& tx) { (void)tx.retry({1}); });
  (void)store.write([](Tx& tx) { tx.end({{1}, EventState::applied, "done", {}}); });
  Plan plan = first_plan();
  plan.link = {1};
  plan.expected = {1};
  (void)store.write([&](Tx& tx) { (void)tx.commit(plan); });
  (void)store.write([](Tx& tx) { (void)tx.forget(far_future, far_future, 100); });
}

void play(fuzz::Input& input) {
  ThreadRuntime rt;
  MemoryDisk disk;
  StoreOptions where;
  where.path = "state.db";
  where.vfs = disk.vfs();
  fill(*open_store(rt, where).value());
  inflict_all(where.vfs, input);
  auto store = open_store(rt, where);
  if (!store) return require(!store.error().message.empty() && !store.error().remedy.empty());
  look_at(*(*store)->reader());
  work_on(**store);
  look_at(*(*store)->reader());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  ThreadRuntime rt;
  rt.spawn("fuzz", [&] { play(input); }).join();
  return 0;
}
