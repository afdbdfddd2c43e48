#pragma once
// Policy: an entity's rules as compiled from the project. Immutable; shared by all workers.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bind/binding.h"
#include "model/hop.h"

namespace syncline::expr {
class Program;
}

namespace syncline {

class ValueTable;

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

/// A field whose value is computed from other links.
struct ComputedField {
  std::string field;
  std::shared_ptr<const expr::Program> value;  ///< sees the names of decide/guards and the relations
  std::shared_ptr<const ValueTable> table;     ///< turns the value into the field's; unmapped is an error. May be null
};

/// The system of virtual members: their records are computed from links, never called, never written.
inline const std::string own_system = "syncline";

/// Where the records of a slot come from.
enum class Source : std::uint8_t {
  system,
  derived,    ///< one for each link of another entity that meets a condition; native id: that link
  reflected,  ///< one for each link of this entity: what the links around it amount to; native id: the link itself
};

/// Of a derived slot.
struct Derivation {
  std::string from;                            ///< the source's entity; also the slot's name
  std::shared_ptr<const expr::Program> when;   ///< sees the source by its entity's name ("deal.stage"); null: always
  std::shared_ptr<const expr::Program> until;  ///< sees source and target ("order.status"); null: follows for ever
};

struct SlotRule {
  Slot slot;
  std::string system, object;
  std::shared_ptr<const Binding> binding;
  Source source = Source::system;
  Derivation derivation = {};
  std::vector<ComputedField> computed = {};  ///< of derived and reflected slots
  enum class Create : std::uint8_t {
    never,
    always,
    when,
    on_demand,  ///< only once another record that is to be made there needs it
  } create = Create::never;
  std::shared_ptr<const expr::Program> create_when;  ///< sees canonical names
  bool writable = true;  ///< false: never written, whatever the stage; `one_way` says so of all slots but its targets
  std::string status;    ///< the canonical field that is changed by calls here; empty: none
  std::string advance;   ///< status to which a derived record that we made is brought; empty: left as it is
  std::string state_field;  ///< where the vendor's state stands
  std::vector<Hop> hops = {};
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
/// A field that identifies a record only among those of the same parent: a contact by e-mail within its customer.
struct WithinRule {
  std::string field;
  std::string within;  ///< a reference
};
struct MatchRule {
  std::vector<std::string> exact;       ///< fields, each by itself, in order of trust
  std::vector<WithinRule> within = {};  ///< trusted less than `exact`
  std::optional<SimilarRule> similar;   ///< only proposes: always a review
};

struct LoopRule {
  std::uint32_t times = 5;        ///< round trips of one field …
  Duration window = minutes(10);  ///< … with no longer pause than this between two of them: parked as a conflict
};

/// What must hold before a record is created from it.
struct Check {
  std::shared_ptr<const expr::Program> that;
  std::string otherwise;
};

/// A message to the owner of a slot's record, each time that a field gets a new value.
struct NoticeRule {
  Slot slot;
  std::string field;
};

/// The files of one slot's records are added to those of another.
struct FileRule {
  Slot from;
  std::string to_entity;  ///< of `to`: the rule's own entity, or the one that it is derived from
  Slot to;
  std::string name = "*";             ///< glob; its case does not matter
  std::uint64_t limit = 100'000'000;  ///< bytes
};

struct EntityPolicy {
  std::shared_ptr<const Entity> entity;
  std::vector<SlotRule> slots;
  std::vector<FieldRule> fields;  ///< the fields that are synced, no others
  MatchRule match;
  std::vector<Check> checks;
  std::vector<NoticeRule> notices;
  std::vector<FileRule> files;           ///< of those from one slot to one, the first counts that takes the name
  std::vector<std::string> provisioned;  ///< references whose records are made first where they are missing
  /// What skip, create conditions, `until` and checks read of other links: dotted relation paths, sorted.
  std::vector<std::string> relations;
  bool append_only = false;  ///< a ledger: what was created is never changed, only corrected by another entry
  std::shared_ptr<const expr::Program> skip;  ///< true, or in error: the link is paused
  OnDelete on_delete = OnDelete::deactivate;
  Stage stage = Stage::two_way;
  bool loading = false;  ///< it only observes until the first load ends: edits are merged meanwhile, and written then
  LoopRule loop;
  std::uint32_t max_hops = 8;

  const SlotRule* slot(const Slot&) const;
  const SlotRule* slot_of(std::string_view system, std::string_view object) const;
  const FieldRule* field(std::string_view name) const;
};

}  // namespace syncline
