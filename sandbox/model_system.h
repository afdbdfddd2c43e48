#pragma once
// ModelSystem: a vendor with one object, in this process, on any Runtime. It keeps records, versions, stamps and a
// ledger of every mutation; people edit it too. The ledger is what the demo's statements are read from. Thread-safe.

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connect/system_port.h"
#include "runtime/runtime.h"

namespace syncline::sandbox {

using Fields = std::map<std::string, std::string>;  ///< the vendor's field → text; "" = empty

enum class By : std::uint8_t { person, engine };

struct Mutation {
  By by = By::person;
  bool created = false;
  Instant at;
  std::string id;
  Fields before, after;  ///< of the fields that were set
};

/// What kind of vendor it is.
struct Nature {
  std::string system, object;
  std::string id_prefix;
  Precondition precondition = Precondition::read;
  Duration stamp_resolution = microseconds(1);
  std::map<std::string, std::size_t> longest;  ///< field → characters that are kept
};

/// Faults fire at once; each one that fires is used up.
struct Faults {
  int lose_answers = 0;        ///< so many creates are committed, but the caller hears nothing
  int throttle = 0;            ///< so many calls are answered "too many requests"
  int doubled_creates = 0;     ///< so many creates are executed twice
  std::set<std::string> deaf;  ///< updates of these records are acknowledged and not done; never used up
};

class ModelSystem {
 public:
  ModelSystem(Runtime& rt, Nature nature);

  std::string person_creates(Fields);
  void person_edits(const std::string& id, Fields);

  std::map<std::string, Fields> records() const;
  Fields record(const std::string& id) const;  ///< empty when there is none
  std::vector<Mutation> ledger() const;
  std::size_t engine_writes() const;
  const Nature& nature() const { return nature_; }

  void set_faults(Faults);
  std::uint64_t answers_lost() const;

  /// The system outlives it.
  std::shared_ptr<SystemPort> port();

 private:
  friend class ModelPort;
  struct Record {
    Fields fields;
    Instant stamp;
    std::uint64_t version = 0;
    std::string key;  ///< stamped by the create of the engine
  };

  std::string put(const std::string& id, const Fields& set, By by, const std::string& key);  // holds the mutex
  std::string next_id();
  NativeRecord show(const std::string& id, const Record& record) const;
  bool fires(int& count);

  Runtime& rt_;
  const Nature nature_;
  ObjectTraits traits_;
  mutable std::mutex mutex_;  // a leaf: nothing is called while it is held but the clock
  std::map<std::string, Record> records_;
  std::vector<Mutation> ledger_;
  Faults faults_;
  std::uint64_t answers_lost_ = 0, ids_ = 0, versions_ = 0;
};

}  // namespace syncline::sandbox
