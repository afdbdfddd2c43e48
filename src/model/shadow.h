#pragma once
// Shadow: what the engine keeps of a link. Per field what is agreed; per member what it last showed (its base, in the
// vendor's own form) and up to which version it has confirmed. Work is the difference.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/conflict_kind.h"
#include "model/reading.h"

namespace syncline {

/// Who set the agreed value, and by which rule.
struct Origin {
  Slot slot;
  EventId event;
  std::string rule;        ///< "edit", "master", "latest", "fill", "adopt", "review by <actor>" …
  std::uint32_t hops = 0;  ///< effects between the first cause and this value
  friend bool operator==(const Origin&, const Origin&) = default;
};

struct AgreedField {
  FieldValue value;  ///< speaks(), always: an unset field has no entry
  std::uint32_t version = 0;
  Origin origin;
  Instant changed_at;  ///< when the engine learned it
  /// When the field itself was edited, on our clock: after the one, not after the other. `latest` compares these.
  Instant edited_after, edited_by;
  friend bool operator==(const AgreedField&, const AgreedField&) = default;
};

/// What a base means, once a decision has asked for it. Not stored, and no part of what is compared.
struct Meaning {
  const void* by = nullptr;  ///< the binding that said so; none: not asked yet
  FieldValue value;
  friend bool operator==(const Meaning&, const Meaning&) { return true; }
};

struct MemberField {
  Value base;         ///< last accepted reading, vendor's form
  std::string place;  ///< where the binding found it: a field that is bound to another place begins anew
  Presence presence = Presence::absent;
  std::uint32_t confirmed = 0;  ///< pending while < agreed.version
  bool standing = false;        ///< differs since first contact, undo or lifted skip; no edit: settled by `on_link`
  bool deviating = false;       ///< a foreign edit that policy lets stand (`keep`)
  Value former;                 ///< the base before this one: what a stale replica would show
  Instant based_at;             ///< when `base` replaced `former`, or was first read
  LinkId refers_to;             ///< of a reference: the link that `base` names; none while that record has no link
  std::uint32_t written =
      0;  ///< a version that the vendor acknowledged but does not show yet; read before any new write
  FieldValue written_value;                  ///< of that version; meaningless when `written` is 0
  Instant written_at;                        ///< when it was looked for in vain; none: nobody has looked yet
  Instant acknowledged_at = {};              ///< where nobody looked at once: earlier readings say nothing of it
  std::map<std::string, LinkId> links = {};  ///< of parts: what the references in `base` name, as in BoundField
  bool unasked = false;  ///< `standing` since the rules came to ask for the field: settled with the record's next edit
  bool unseen = false;   ///< the latest reading did not show it: nothing is written to it before one does
  bool undone = false;   ///< `standing` because of an undo: only an edit or a person settles it, never `on_link`
  mutable Meaning meaning = {};  ///< of `base`; whoever changes that forgets this
  friend bool operator==(const MemberField&, const MemberField&) = default;
};

/// A difference that `on_link` settles as soon as the link is decided again.
inline bool is_to_be_settled(const MemberField& field) { return field.standing && !field.undone && !field.unasked; }

/// What is still to be done to a member because another one is gone.
enum class Ending : std::uint8_t { none, deactivate, remove };

struct Member {
  Slot slot;
  RecordKey key;
  RecordState state = RecordState::live;
  bool duplicate = false;   ///< surplus record for its slot: read and shown, never written
  bool paused = false;      ///< `skip` holds, or eligibility is lost: bases follow, nothing is written
  bool made_by_us = false;  ///< we created it: only such a record is advanced
  bool released = false;    ///< of a derivation: the link follows its source no longer
  Ending ending = Ending::none;
  std::uint32_t incarnation = 1;
  std::optional<std::int64_t> stamp;
  std::string version;
  Hash128 hash{};  ///< of the latest accepted reading
  Instant read_at;
  std::map<std::string, MemberField> fields;
};

/// As if it was just linked: its next reading is its first contact.
Member unread(const Member&);

/// How a field swings: who overturned the agreed value how often, to find loops.
struct Swing {
  std::string field;
  Slot slot;
  std::uint32_t times = 0;  ///< in quarters
  Instant since;            ///< the last time
  Hash128 value{};
};

/// A write that was refused or altered: not tried again until a newer version is agreed, the member is edited, or a
/// person says so; what was refused, also when its record is edited in anything else.
struct Parked {
  Slot slot;
  std::string field;
  std::uint32_t version = 0;
  bool refused = false;     ///< with the slot's other refused fields, in one write: they are freed together
  std::uint32_t times = 0;  ///< it was tried again because its record had moved
  Instant since{};          ///< of what was refused: when it was sent, or rejected
  bool rejected = false;    ///< by a person or the project, before it was sent
  friend bool operator==(const Parked&, const Parked&) = default;
};

/// A file of one record that is, or will never be, at another. Which files there are is the vendor's to say; this only
/// keeps that each content is sent once, also after the file was changed.
struct FilePart {
  Slot from, to;
  std::string id;    ///< at its source
  std::string mark;  ///< of what the source said of it: another mark, and it has to be looked at again
  std::string name;
  std::string sha256;  ///< of the content; empty while it was not fetched
  std::uint64_t size = 0;
  enum class State : std::uint8_t {
    fetched,  ///< an upload may have begun
    delivered,
    refused,  ///< not tried again until it changes, or a person says so
  } state = State::fetched;
  std::vector<std::string> delivered = {};  ///< the hashes of all its contents that came to the target
  friend bool operator==(const FilePart&, const FilePart&) = default;
};

struct Shadow {
  std::map<std::string, AgreedField> agreed;
  std::map<std::string, ConflictKind> disputes;  ///< fields that wait for a person: bases follow, nothing is written
  std::vector<Parked> parked;                    ///< also of slots that have no member yet (a refused create)
  std::vector<Member> members;                   ///< at most one per slot that is not a duplicate
  std::vector<Swing> swings;                     ///< short; old entries are dropped
  /// References that could not be taken over yet: "slot field" → the record that has no link.
  std::map<std::string, RecordKey> unlinked;
  /// Why something that should exist in a system does not, for the people who wait for it. Empty: all is well.
  std::string problem;
  std::vector<FilePart> files;
  /// Of records that left for a link of their own the last incarnation of each slot: none is given twice.
  std::map<Slot, std::uint32_t> left;
  bool undecided = false;  ///< its match is under review: nothing is written for it until a person has decided

  bool has_refused(const Slot&) const;
  const Parked* parked_in(std::string_view slot, std::string_view field) const;  ///< null: none is
  /// What the slot says of the field now, and could not be taken over: that record. Null: nothing is missing.
  const RecordKey* unlinked_in(const Slot& slot, const std::string& field) const;
  const RecordKey* any_key() const;         ///< by which the link can be decided again; null: it has no record yet
  const Member* member(const Slot&) const;  ///< the live or last non-duplicate one
  Member* member(const Slot&);
  const Member* member(const RecordKey&) const;
  Member* member(const RecordKey&);
  FilePart* file(const Slot& from, const Slot& to, const std::string& id);
};

/// A difference is to be settled by `on_link` after a decision which was not before, however many it settled itself.
bool has_more_to_settle(const Shadow& before, const Shadow& after);

/// Bytes for the store and back (versioned; unknown newer version is an error of class config).
std::string encode(const Shadow&);
Result<Shadow, Error> decode_shadow(std::string_view bytes);

struct LinkVersion {
  std::int64_t n = 0;
  friend auto operator<=>(const LinkVersion&, const LinkVersion&) = default;
};

/// A link as loaded: identity, version for the optimistic check, and its shadow.
struct Link {
  LinkId id;
  std::string entity;
  LinkVersion version;
  LinkId merged_into;  ///< set: this is a redirect
  Shadow shadow;
  // What the engine found out for the decision; not stored.
  Map related = {};                          ///< what expressions see of the links around this one, by relation
  std::vector<std::string> awaited_in = {};  ///< systems where other links wait for this one to exist
};

}  // namespace syncline
