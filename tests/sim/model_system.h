#pragma once
// ModelSystem: a vendor with one object, as a model with a ledger. It holds records and versions, shows stale reads,
// drops answers after it has committed, commits late, truncates stamps; people edit it as well. Its ledger is the truth
// that the invariants are checked against.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "connect/system_port.h"
#include "runtime/random.h"
#include "runtime/simulated.h"

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

struct Temper {
  Duration stamp_resolution = microseconds(1);
  Duration read_lag{0};                 ///< reads may show a state up to this old
  Duration max_execution{0};            ///< a call given up on may take effect up to this late
  bool checks_version = true;           ///< precondition `version`; otherwise `read`
  std::size_t truncates_at = 0;         ///< a text field keeps so many characters; 0 = all
  std::uint32_t lose_answer = 0;        ///< per thousand writes: committed, the answer is lost
  std::uint32_t late_commit = 0;        ///< per thousand writes: given up on, committed later
  std::uint32_t refuse_connection = 0;  ///< per thousand calls: nothing was sent
  std::uint32_t throttle = 0;           ///< per thousand calls: 429 with Retry-After
  std::uint32_t fail = 0;               ///< per thousand calls: 500 before anything happened
  std::uint32_t stale_read = 0;         ///< per thousand reads
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
  std::map<std::string, std::uint64_t> fired() const { return fired_; }

  void heal() {
    temper_.lose_answer = temper_.late_commit = temper_.refuse_connection = temper_.throttle = temper_.fail =
        temper_.stale_read = 0;
  }
  Temper& temper() { return temper_; }
  const Temper& temper() const { return temper_; }

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
  struct Write {
    WriteRequest request;
    std::string id;
  };

  Instant stamp_now() const;
  void put(const std::string& id, Content set, Mutation::By by, const std::string& key);
  bool fires(const char* site, std::uint32_t per_thousand);
  NativeRecord show(const std::string& id, const State& state) const;
  const State* state_at(const std::string& id, Instant at) const;
  std::optional<Error> commit(const WriteRequest& request, std::string& id);

  std::string name_;
  SimScheduler& world_;
  Prng random_;
  Temper temper_;
  ObjectTraits traits_;
  std::map<std::string, Record> records_;
  std::vector<Mutation> ledger_;
  std::map<std::string, std::uint64_t> fired_;
  std::vector<Task> late_;
  std::uint64_t next_id_ = 1;
  std::uint64_t next_version_ = 1;
};

}  // namespace syncline::sim
