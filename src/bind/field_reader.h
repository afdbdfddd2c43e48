#pragma once
// The words of one field of a binding file → FieldBinding, with every mistake in them.

#include <optional>
#include <string>

#include "bind/binding_file.h"

namespace syncline {

/// Where the field's words stand, and which canonical field they are about.
struct FieldWords {
  std::string path;  ///< in the document
  std::string name;
  const std::vector<FieldSpec>& known;  ///< the fields among which it is
  std::string owner;                    ///< whose they are, for people: "the entity order"
  const FieldBinding* bound = nullptr;  ///< what an installation's words are laid over
};

/// Adds findings B302 …; nothing when the field cannot be bound at all.
std::optional<FieldBinding> read_field(const Document&, const FieldWords&, const Value& words, const BindingScope&,
                                       Diagnostics& findings);

}  // namespace syncline
