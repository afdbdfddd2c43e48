#pragma once
// Policy: an entity's rules as compiled from the project. Immutable; shared by all workers.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bind/binding.h"

namespace syncline::expr {
class Program;
}

namespace syncline {

/// Several values for one field since the bases: which one stands.
enum class OnConcurrent : std::uint8_t { master, latest, review };
/// A member that may not write was edited.
enum class OnForeignEdit : std::uint8_t { revert, keep, review };
/// Values that differed when the records were linked.
enum class OnLink : std::uint8_t {
  fill,    ///< only empty sides are filled; two different values stand until the next edit
  master,  ///< the master's value is agreed
  review,
};
enum class OnDelete : std::uint8_t { deactivate, flag, remove, keep, review };

struct FieldRule {
  std::string field;
  FieldScope scope = FieldScope::link;
  std::vector<Slot> masters;  ///< in order, the first live member counts; empty: every member may write
  OnConcurrent on_concurrent = OnConcurrent::review;
  OnForeignEdit on_foreign_edit = OnForeignEdit::revert;
  OnLink on_link = OnLink::fill;
  Decimal tolerance;  ///< of numbers: how far a read-only member that takes part as a check may be off
};

/// How far a rollout has come; an order: each stage may do what the ones before it may.
enum class Stage : std::uint8_t {
  observe,  ///< read, match, link; nothing is planned
  shadow,   ///< what would be written is decided and shown, not planned
  one_way,  ///< only slots in `writable` are written
  two_way,
};

struct SlotRule {
  Slot slot;
  std::string system, object;
  std::shared_ptr<const Binding> binding;
  enum class Create : std::uint8_t { never, always, when } create = Create::never;
  std::shared_ptr<const expr::Program> create_when;  ///< sees canonical names
  bool writable = true;  ///< false: never written, whatever the stage; `one_way` says so of all slots but its targets
  bool uses_version = false;  ///< effects carry the base's version token as precondition
  Duration read_lag;
  Duration stamp_resolution;
  /// The vendor's clock minus ours, as measured. Set only when stamps are µs since 1970; `latest` then uses them.
  std::optional<Duration> clock_offset;
};

struct SimilarRule {
  std::string field;
  int at_least = 920;     ///< parts per thousand
  std::string and_field;  ///< must be equal as well; empty = none
};
struct MatchRule {
  std::vector<std::string> exact;      ///< fields, each by itself, in order of trust
  std::optional<SimilarRule> similar;  ///< only proposes: always a review
};

struct LoopRule {
  std::uint32_t times = 5;        ///< round trips of one field …
  Duration window = minutes(10);  ///< … within this time: parked as a conflict
};

struct EntityPolicy {
  std::shared_ptr<const Entity> entity;
  std::vector<SlotRule> slots;
  std::vector<FieldRule> fields;  ///< the fields that are synced, no others
  MatchRule match;
  std::shared_ptr<const expr::Program> skip;  ///< true, or in error: the link is paused
  OnDelete on_delete = OnDelete::deactivate;
  Stage stage = Stage::two_way;
  LoopRule loop;
  std::uint32_t max_hops = 8;

  const SlotRule* slot(const Slot&) const;
  const SlotRule* slot_of(std::string_view system, std::string_view object) const;
  const FieldRule* field(std::string_view name) const;
};

}  // namespace syncline
