// The names of the model's enumerations, as they stand in the store, on the command line and in the API.
#include <algorithm>
#include <array>

#include "base/json.h"
#include "model/conflict.h"
#include "model/effect.h"
#include "model/entity.h"
#include "model/event.h"
#include "model/field_value.h"
#include "model/ids.h"
#include "model/reading.h"

namespace syncline {
namespace {

template <std::size_t N>
using Names = std::array<std::string_view, N>;

constexpr Names<5> entity_kinds{"master", "document", "ledger", "feed", "query"};
constexpr Names<17> field_types{"string",   "text",    "boolean", "integer", "decimal",  "money",
                                "date",     "instant", "email",   "phone",   "country",  "currency",
                                "language", "tax_id",  "url",     "choice",  "reference"};
constexpr Names<4> record_states{"live", "gone", "merged", "hidden"};
constexpr Names<10> conflict_kinds{"concurrent", "foreign-edit", "standing", "ambiguous",      "similar",
                                   "duplicate",  "loop",         "check",    "edit-vs-delete", "unsettled"};

template <class Enum, std::size_t N>
std::optional<Enum> find(const Names<N>& names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

template <class Enum, std::size_t N>
std::string_view at(const Names<N>& names, Enum value) {
  return names[static_cast<std::size_t>(value)];
}

}  // namespace

std::string_view name_of(EntityKind kind) { return at(entity_kinds, kind); }
std::optional<EntityKind> entity_kind_from(std::string_view name) { return find<EntityKind>(entity_kinds, name); }
std::string_view name_of(FieldType type) { return type == FieldType::parts ? "parts" : at(field_types, type); }
std::optional<FieldType> field_type_from(std::string_view name) {
  return name == "parts" ? FieldType::parts : find<FieldType>(field_types, name);
}
std::string_view name_of(RecordState state) { return at(record_states, state); }
std::optional<RecordState> record_state_from(std::string_view name) { return find<RecordState>(record_states, name); }

std::string_view name_of(Presence presence) { return at(Names<4>{"value", "empty", "absent", "forbidden"}, presence); }

std::string_view name_of(EventSource source) {
  return at(Names<10>{"webhook", "poll", "sweep", "backfill", "readback", "reread", "replay", "decision", "operator",
                      "related"},
            source);
}
std::string_view name_of(EventState state) {
  return at(Names<8>{"queued", "held", "applied", "no-op", "superseded", "filtered", "conflict", "dead-lettered"},
            state);
}
std::string_view name_of(EffectOp op) {
  return at(Names<6>{"create", "update", "deactivate", "remove", "transition", "append"}, op);
}
std::string_view name_of(EffectState state) {
  return at(Names<7>{"planned", "waiting", "sending", "unknown", "applied", "rejected", "superseded"}, state);
}
std::string_view name_of(ConflictKind kind) { return at(conflict_kinds, kind); }
std::optional<ConflictKind> conflict_kind_from(std::string_view name) {
  return find<ConflictKind>(conflict_kinds, name);
}

std::string text_of(const RecordKey& key) {
  return key.system + " " + key.object + " " + (key.native.empty() ? "(new)" : key.native);
}

std::string text_of(const FieldValue& value) {
  return value.presence == Presence::value ? write_json(value.value) : "(" + std::string(name_of(value.presence)) + ")";
}

const FieldSpec* Entity::field(std::string_view field_name) const {
  const auto found = std::ranges::find(fields, field_name, &FieldSpec::name);
  return found == fields.end() ? nullptr : &*found;
}

const FieldSpec* FieldSpec::part(std::string_view part_name) const {
  const auto found = std::ranges::find(parts, part_name, &FieldSpec::name);
  return found == parts.end() ? nullptr : &*found;
}

}  // namespace syncline
