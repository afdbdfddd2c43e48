#pragma once
// Limit: how much of one kind may be changed in a system before a person is asked. What exceeds it is held; nothing
// else waits.

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "model/effect.h"

namespace syncline {

/// At most so many records in any such span of time.
struct Limit {
  std::uint64_t count = 0;
  Duration span = minutes(10);
  friend bool operator==(const Limit&, const Limit&) = default;
};

/// Of what is written to one system of one entity. A limit that is missing is not watched.
struct WriteLimits {
  std::optional<Limit> creates = Limit{500, minutes(10)};
  std::optional<Limit> updates = Limit{2000, minutes(10)};
  std::optional<Limit> deactivations = Limit{20, hours(1)};  ///< and removals
  /// Per thousand of the entity's records: where that is more than the count, it takes its place.
  std::uint32_t share = 20;
  /// The same while an entity is released for the first time, when everything that is missing is created at once; in
  /// any time. None: nothing of it is watched; 0: all of it is held.
  std::optional<std::uint32_t> first_load = 250;
  /// How long what is held waits for a person.
  Duration deadline = days(7);
  friend bool operator==(const WriteLimits&, const WriteLimits&) = default;
};

/// What a write does to the record as people see it: an update that sets it inactive is a deactivation.
EffectOp seen_as(EffectOp, const Changes&);

/// The limit that counts for writes of this kind.
const std::optional<Limit>& limit_for(const WriteLimits&, EffectOp seen_as);

/// Different records that were changed in a span of time.
class ChangeMeter {
 public:
  /// False: `most` others were changed in the span before `at`; this one is then not counted.
  bool admits(const std::string& record, Instant at, std::uint64_t most, Duration span);
  /// Would another record be admitted? It is not counted.
  bool has_room(Instant at, std::uint64_t most, Duration span);
  /// True: it was admitted in the span before `at`, and is again: it is one record.
  bool admits_again(const std::string& record, Instant at, Duration span);

 private:
  void forget_before(Instant);
  void count(const std::string& record, Instant at);

  std::map<std::string, Instant> latest_;
  std::deque<std::pair<Instant, std::string>> passed_;  // ascending; older entries of a record count no more
};

}  // namespace syncline
