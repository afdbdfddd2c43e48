#pragma once
// LiveQueries: questions that a system answers at the moment when they are asked: how much of a product can be
// promised, how much credit is left. Nothing of it is stored; answers are remembered for a while, so that a system that
// is slow, or wants to be left alone, does not leave people without one.

#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "connect/single_flight.h"
#include "engine/setup.h"
#include "store/store.h"

namespace syncline {

struct LiveAnswer {
  std::string query;
  LinkId link;  ///< of the record that it was asked of
  RecordKey record;
  std::map<std::string, FieldValue> fields;
  Instant asked_at;            ///< when the system said so
  std::optional<Error> since;  ///< why it could not be asked anew; none: this is new enough
};

/// Thread-safe. All references outlive it.
class LiveQueries {
 public:
  LiveQueries(Runtime& rt, Store& store, const EngineSetup& setup) : rt_(rt), store_(store), setup_(setup) {}

  /// `record`: any id of it, a tax id, an e-mail address, "link:17". Blocks for as long as the question's `within` at
  /// most. Errors: not_found (no such question or record, or the system has none), transient (it does not answer now
  /// and nothing young enough is remembered; it may say when to come again), config (it answers what cannot be
  /// understood, or refuses).
  Result<LiveAnswer, Error> ask(const std::string& query, const std::string& record);

 private:
  struct Known {
    explicit Known(Runtime& rt) : asking(rt) {}
    SingleFlight asking;
    std::map<std::string, FieldValue> fields;
    Instant asked_at;            ///< 0: never
    std::optional<Error> error;  ///< why the latest question found nothing
  };
  using Name = std::pair<std::string, RecordKey>;
  struct Asked {
    const QueryRule& rule;
    LinkId link;
    RecordKey record;
  };

  const QueryRule* rule_of(const std::string& query) const;
  Result<Asked, Error> find(const std::string& query, const std::string& record);
  std::shared_ptr<Known> known_of(const Asked&);
  std::optional<LiveAnswer> young(const Asked&, const Known&);
  Result<LiveAnswer, Error> last_resort(const Asked&, const Known&, Error why);
  Result<LiveAnswer, Error> ask_or_wait(const Asked&, Known&);
  void ask_system(const Asked&, Known&, Instant deadline);
  bool enter(const std::string& system);
  void leave(const std::string& system);

  Runtime& rt_;
  Store& store_;
  const EngineSetup& setup_;
  LeafMutex mutex_;  // of all below, and of what is known but `asking`
  std::map<Name, std::pair<std::shared_ptr<Known>, std::list<Name>::iterator>> known_;
  std::list<Name> by_use_;  ///< the latest first
  std::map<std::string, int> under_way_;
};

}  // namespace syncline
