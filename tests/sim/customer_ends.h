#pragma once
// CustomerEnds: what people and vendors do to whole customers in some histories. Records are deleted, undeleted, made
// again, merged, entered twice; rights are taken from our user and given back; lists come empty or not whole; and
// somebody decides what the engine asks.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "decide/policy.h"
#include "engine/resolve_conflict.h"
#include "tests/sim/engine_life.h"
#include "tests/sim/model_system.h"

namespace syncline::sim {

class CustomerWorld;

/// The histories before it stay as they were: planted bugs and regressions are found in them by their seeds.
inline constexpr std::uint64_t first_seed_with_ends = 1'000'000;

inline const std::string active_field = "active";

/// What happens in a history: each has some of it only.
struct EndKinds {
  bool deletes = false, merges = false, twice = false, rights = false, lists = false;
  bool has_active = false;   ///< the customers have a field that says whether they are in use
  bool decides = false;      ///< somebody answers the engine's questions now and then
  bool decides_all = false;  ///< and all of them in the end
  std::uint64_t one_in = 3;  ///< of what people do, so much ends something
};

/// A question that a person has answered.
struct Word {
  Instant at;
  ConflictKind kind = ConflictKind::concurrent;
  std::string what;                ///< "create again", "end others", "same", "different", "leave", "take"
  std::vector<RecordKey> records;  ///< of the links in question
  std::string field = {};
};

/// A field that our user could not see for a while.
struct Unseen {
  const ModelSystem* system;
  std::string field;
  Instant from, until = far_future;
};

class CustomerEnds {
 public:
  /// None: no record ends in this history.
  static std::unique_ptr<CustomerEnds> draw(CustomerWorld&, std::uint64_t seed);

  const EndKinds& kinds() const { return kinds_; }
  Endings draw_endings();
  /// Its part of the entity's rules.
  void rule(EntityPolicy&);

  /// Customers that are there twice when the engine sees them first.
  void populate();
  void begin();
  /// Something that ends a record, or makes one that is there twice. False: nothing of that was to be done.
  bool act(ModelSystem&, Prng& chance);
  /// From now on nothing ends any more, and rights are given back; returns when the engine can have seen it all.
  void calm_down();
  /// All is healed; somebody closes what is open.
  void close();
  void end();

  const std::vector<Word>& words() const { return words_; }
  const std::vector<Unseen>& unseen() const { return unseen_; }
  const std::vector<std::string>& cannot_be_closed() const { return cannot_be_closed_; }
  const std::map<std::string, std::uint64_t>& done() const { return done_; }
  /// Since then everything that ended before must be known.
  Instant quiet_since() const { return quiet_since_; }
  /// Since then all questions were answered; none: they were not.
  Instant closed_since() const { return closed_since_; }
  /// The engine had read everything once.
  Instant loaded_at() const { return loaded_at_; }

 private:
  CustomerEnds(CustomerWorld& world, std::uint64_t seed);

  void delete_one(ModelSystem&, Prng& chance);
  bool undelete_one(ModelSystem&, Prng& chance);
  bool make_again(ModelSystem&, Prng& chance);
  bool merge_two(ModelSystem&, Prng& chance);
  void enter_twice(ModelSystem&, Prng& chance);
  /// Somebody edits the customer in another system at the same moment.
  void edit_elsewhere(const ModelSystem& but, const std::string& tax, Prng& chance);
  std::string make(ModelSystem&, const std::string& tax);
  void trouble();
  void troubled(ModelSystem&, bool with_rights, Prng& chance);
  void give_back(ModelSystem&);
  void decide_now_and_then(Prng chance);
  void answer(Store&, Prng& chance, bool all);
  void answer_one(Store&, const Conflict&, Prng& chance);

  CustomerWorld& world_;
  Prng plan_;
  EndKinds kinds_;
  OnDelete on_delete_ = OnDelete::deactivate;
  std::vector<Word> words_;
  std::vector<Unseen> unseen_;
  std::vector<std::string> cannot_be_closed_;
  std::map<std::string, std::uint64_t> done_;
  Instant calm_since_ = far_future, quiet_since_ = far_future, closed_since_ = far_future, loaded_at_ = far_future;
  bool over_ = false;
  std::vector<Task> tasks_;
};

}  // namespace syncline::sim
