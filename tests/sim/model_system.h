#pragma once
// ModelSystem: a vendor with one object, as a model with a ledger. It holds records and versions, shows stale reads,
// drops answers after it has committed, commits late, truncates stamps; people edit it as well. Its ledger is the truth
// that the invariants are checked against.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "tests/sim/faults.h"

namespace syncline::sim {

using Content = std::map<std::string, std::string>;  ///< field → text; "" = empty

struct Mutation {
  enum class By : std::uint8_t { person, engine } by = By::person;
  enum class Kind : std::uint8_t { create, update, remove } kind = Kind::update;
  Instant at;
  std::string id;
  Content set;      ///< fields and their new values
  Content before;   ///< of the same fields
  std::string key;  ///< stamped by a create of the engine
};

class ModelSystem {
 public:
  ModelSystem(std::string name, SimScheduler& world, std::uint64_t seed, Temper temper);

  // What people do.
  std::string person_creates(Content);
  void person_edits(const std::string& id, Content set);
  void person_removes(const std::string& id);

  // What the checker looks at.
  const std::vector<Mutation>& ledger() const { return ledger_; }
  std::map<std::string, Content> records() const;  ///< as they are now
  const std::string& name() const { return name_; }
  std::map<std::string, std::uint64_t> fired() const { return faults_.fired; }

  void heal() { faults_.temper.heal(); }
  Temper& temper() { return faults_.temper; }
  const Temper& temper() const { return faults_.temper; }

  /// The port through which one engine process sees this system.
  std::shared_ptr<SystemPort> port_for(SimProcess& process);

 private:
  friend class ModelPort;
  struct State {
    Instant at;
    Instant stamp;
    std::uint64_t version = 0;
    bool live = true;
    Content content;
  };
  struct Record {
    std::vector<State> states;  ///< ascending; the last is now
    std::string key;
  };

  void put(const std::string& id, Content set, Mutation::By by, const std::string& key);
  NativeRecord show(const std::string& id, const State& state) const;
  const State* state_at(const std::string& id, Instant at) const;
  std::optional<Error> commit(const WriteRequest& request, std::string& id);

  std::string name_;
  SimScheduler& world_;
  Faults faults_;
  ObjectTraits traits_;
  std::map<std::string, Record> records_;
  std::vector<Mutation> ledger_;
  std::uint64_t next_id_ = 1;
  std::uint64_t next_version_ = 1;
};

}  // namespace syncline::sim
