#pragma once
// FieldBinding: the words of one field of a binding, checked and resolved; and how one value passes through them.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bind/binding.h"
#include "bind/converter.h"
#include "bind/value_table.h"

namespace syncline {

enum class Letters : std::uint8_t { as_they_are, upper, lower };
enum class CodeForm : std::uint8_t { text, integer, boolean };  ///< what the vendor's codes of a value table are

struct FieldBinding {
  std::string name;  ///< canonical
  FieldType type = FieldType::string;
  std::vector<std::string> choices;  ///< of type choice
  bool personal = false;             ///< its values stand in no message
  std::string path;                  ///< in the record, or in the part
  const Converter* converter = nullptr;
  std::optional<std::size_t> max_length;  ///< code points
  std::optional<int> scale;               ///< digits after the point
  std::string zone;                       ///< of converters that need one; empty: the project's
  Letters letters = Letters::as_they_are;
  bool trim = false;
  std::shared_ptr<const ValueTable> table;
  CodeForm codes = CodeForm::text;
  bool readable = true;
  bool writable = true;
  bool required = false;
  std::optional<Value> fallback;      ///< canonical; for creates that say nothing of the field
  std::optional<Value> empty;         ///< canonical: what is shown where there is nothing, as 0 is of numbers
  std::optional<Decimal> tolerance;   ///< of a computed field that takes part as a check
  bool by_transition = false;         ///< changed by calls: read, never written as a value
  std::string part;                   ///< the list of child records; empty: the record itself
  Map where;                          ///< which part of the list; of type parts: which parts
  std::string object;                 ///< of references
  std::vector<FieldBinding> parts;    ///< of type parts: what of each part is bound; path is in the part
  std::vector<std::string> part_key;  ///< of type parts: fields by which parts are matched

  bool is_list() const { return type == FieldType::parts; }
  /// Of a list: judged by the fields of its parts that are written.
  BindingClass cls() const;
  /// What must be requested to read it.
  const std::string& native_path() const { return part.empty() ? path : part; }
  /// Whether both stand in the same single part.
  bool same_part(const FieldBinding& other) const;
};

// The functions below are for single values; those of lists are in part_values.h.

/// {"$forbidden": true}: the vendor shows that there is a field, not what is in it.
bool is_forbidden(const Value&);

/// The vendor's form → what it means. Never absent.
Result<FieldValue, Refusal> canonical_of(const FieldBinding&, const Value& native, const ConvertSettings&);
/// A canonical value → the vendor's form; null clears.
Result<Value, Refusal> native_of(const FieldBinding&, const FieldValue&, const ConvertSettings&);
/// What is written over a value to leave nothing, in the vendor's form.
Value cleared(const FieldBinding&, const ConvertSettings&);
/// n(v): what is shown when v was written; v itself where that cannot be told.
FieldValue normalised_of(const FieldBinding&, const FieldValue&, const ConvertSettings&);

}  // namespace syncline
