#pragma once
// ModelSystem: a vendor with several objects, some with lines and with states that calls change, as a model with a
// ledger. It shows stale reads, drops answers after it has committed, commits late, truncates stamps; people edit it as
// well. Its ledger is the truth that the invariants are checked against.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/value.h"
#include "tests/sim/call_log.h"
#include "tests/sim/faults.h"
#include "tests/sim/model_ends.h"
#include "tests/sim/model_files.h"

namespace syncline::sim {

struct ListCursor;

/// "" where it shows no text.
std::string text_in(const Map& record, std::string_view field);

/// What was asked for, and what became of it.
struct Entry {
  enum class By : std::uint8_t { person, engine } by = By::person;
  EffectOp op = EffectOp::update;
  Instant at;
  std::string object, id;
  Map set, before;  ///< whole fields, lists as they came out
  Map asked = {};   ///< as they were asked for
  Instant stamp{};  ///< that the record got
  std::string key;  ///< stamped by a create or a message of the engine
  Hop hop;
  std::string state;             ///< the record's, before
  bool late = false;             ///< done after it had been given up on
  bool made = true;              ///< false: refused, or acknowledged and not done
  std::string merged_into = {};  ///< of a remove: it was not deleted, but merged
  bool revived = false;          ///< the record had ended, and is back
};

class ModelSystem {
 public:
  /// `objects` has each object's fields, as a record without values shows them. Of `traits` counts what no temper says.
  ModelSystem(std::string name, SimScheduler&, std::uint64_t seed, Temper, std::map<std::string, Map> objects,
              std::map<std::string, ObjectTraits> traits = {});

  std::string person_creates(const std::string& object, Map content);
  void person_edits(const std::string& object, const std::string& id, Map set);
  void person_deletes(const std::string& object, const std::string& id);
  /// Only what was deleted.
  void person_undeletes(const std::string& object, const std::string& id);
  /// `taken`: what the survivor takes over.
  void person_merges(const std::string& object, const std::string& loser, const std::string& survivor, Map taken);

  const std::string& name() const { return name_; }
  const std::vector<Entry>& ledger() const { return ledger_; }
  std::vector<std::string> objects() const;
  std::vector<std::string> ids(const std::string& object) const;    ///< of those that are there
  std::vector<std::string> ended(const std::string& object) const;  ///< that were deleted or merged
  const Map& now(const std::string& object, const std::string& id) const;
  /// All that the record ever was, with the moment since which it was so.
  std::vector<std::pair<Instant, Map>> past(const std::string& object, const std::string& id) const;

  ModelFiles& files() { return files_; }
  const ModelFiles& files() const { return files_; }

  void heal() { faults_.temper.heal(); }
  Temper& temper() { return faults_.temper; }
  const Temper& temper() const { return faults_.temper; }
  const std::map<std::string, std::uint64_t>& fired() const { return faults_.fired; }

  std::shared_ptr<SystemPort> port_for(SimProcess& process);

  /// How the vendor shows what has ended. Before the first port is made.
  void shows_ends(Endings);
  const Endings& endings() const { return endings_; }
  /// What its user of ours may see; until it is allowed to see all again.
  Denied& denied() { return denied_; }

  /// As its manifest would say it, of get and of search.
  Duration declared_lag() const;
  /// For which a call of ours may wait between our look at a record and its write: where calls are counted.
  Duration wait_for_turn() const;
  const CallLog& calls() const { return calls_; }

  /// Called after each change that the engine has made; it may change the record again.
  std::vector<std::function<void(const Entry&)>> after_engine;
  /// What the vendor fills in by itself after each change.
  std::function<void(const std::string& object, const std::string& id, Map& record)> by_itself;

 private:
  friend class ModelPort;
  struct State {
    Instant at, stamp;
    std::uint64_t version = 0;
    Map content;
    RecordState life = RecordState::live;
    std::string merged_into = {};
  };
  struct Record {
    std::vector<State> states;  ///< ascending; the last is now
    std::string key;
  };
  using Records = std::map<std::int64_t, Record>;

  Record& record(const RecordKey& key) { return objects_.at(key.object).at(std::stoll(key.native)); }
  std::string put(const std::string& object, const std::string& id, const Map& set, Entry entry);
  void merge(Map& into, const Map& set);
  void end(const std::string& object, const std::string& id, Entry entry);
  std::optional<Error> refusal_of(const WriteRequest&);
  NativeRecord show(const std::string& object, std::int64_t id, const State&) const;
  /// A search finds only what is there.
  bool is_found(const RecordKey&, Instant at);
  Result<Page, Error> page(const std::string& stream, ListMode, const std::string& cursor);
  /// What a list has yet to show, in its order: by stamp where it has pages, and by id.
  std::map<std::pair<std::int64_t, std::int64_t>, const State*> due(const std::string& object, ListMode, bool of_ended,
                                                                    const ListCursor&, Instant seen_at);
  const State* state_at(const Record&, Instant at) const;
  std::optional<Error> commit(const WriteRequest&, std::string& id, bool late);
  std::optional<Error> hop(const WriteRequest&, bool late);

  std::string name_;
  SimScheduler& world_;
  Faults faults_;
  ModelFiles files_;
  CallLog calls_;
  std::map<std::string, Map> blank_;
  std::map<std::string, ObjectTraits> traits_;
  std::map<std::string, Records> objects_;
  std::vector<Entry> ledger_;
  Endings endings_;
  Denied denied_;
  std::int64_t next_id_ = 1, next_part_ = 1;
  std::uint64_t next_version_ = 1;
};

}  // namespace syncline::sim
