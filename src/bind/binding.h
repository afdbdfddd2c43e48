#pragma once
// Binding: which object field of a connector carries which canonical field, and how it is converted, both ways.
// Immutable and thread-safe. Law (property-tested): exact: read(write(v)) = v; lossy: read(write(v)) = n(v), n(n(v)) =
// n(v).

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "model/entity.h"
#include "model/reading.h"

namespace syncline {

enum class BindingClass : std::uint8_t {
  exact,
  lossy,       ///< truncates, folds, rounds, or maps many to one: its member is right when it shows n(v)
  read_only,   ///< never written
  write_only,  ///< never read: base is what was sent
};
std::string_view name_of(BindingClass);

struct BindingField {
  std::string name;  ///< canonical
  FieldType type = FieldType::string;
  BindingClass cls = BindingClass::exact;
  /// Of type reference: the object (of the same system) whose native id stands here. read() gives that native id as a
  /// string; the engine turns it into a link and back.
  std::string object;
  bool required = false;  ///< the vendor refuses a create without it
  /// Of type parts: what of each part is bound. The canonical value is a list of maps by these names, in the vendor's
  /// order; what a part shows as empty is null, what it does not show is left out. No parts: the field is empty.
  std::vector<BindingField> parts = {};
  std::string place = {};      ///< marks where it stands there: what was read elsewhere is no base for it
  bool by_transition = false;  ///< changed by calls (confirm, post), never written as a value

  /// Of type parts: does one of their fields name a record?
  bool refers_in_parts() const { return std::ranges::count(parts, FieldType::reference, &BindingField::type) > 0; }
};

struct Binding {
  virtual ~Binding() = default;
  virtual const std::string& entity() const = 0;
  virtual const std::string& object() const = 0;
  virtual const std::vector<BindingField>& fields() const = 0;
  const BindingField* field(std::string_view name) const;

  /// Vendor paths that must be requested so that every field can be read, sorted, unique.
  virtual const std::vector<std::string>& native_paths() const = 0;

  /// The whole record, bound. A field whose path is missing is absent; a value that cannot be converted is an error of
  /// class validation whose place names object, id, field and path.
  virtual Result<Reading, Error> read(const NativeRecord&, Instant read_at) const = 0;
  /// A base through the current binding: what the vendor's form means canonically.
  virtual FieldValue canonical(std::string_view field, const Value& native) const = 0;
  /// Does what the member shows mean the agreed value? Equal to it or to n(v); of parts: the same parts, in any order,
  /// each compared in the fields that the agreed value says and that this member can be given.
  virtual bool shows(std::string_view field, const FieldValue& shown, const FieldValue& agreed) const;
  /// n(v): what the member will show when v was written. Equal to v for exact fields; of parts: only what is bound
  /// here.
  virtual FieldValue normalised(std::string_view field, const FieldValue& v) const = 0;

  /// The vendor's form of a write: only the given fields. `current` is the record's content as last read (null for a
  /// create): parts are addressed by it. `empty` clears. Errors: validation (a value the vendor cannot hold, an
  /// unmapped table value), naming field and value.
  virtual Result<Value, Error> write(const std::map<std::string, FieldValue>& set, const Value& current) const = 0;
};

}  // namespace syncline
