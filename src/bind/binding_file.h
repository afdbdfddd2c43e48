#pragma once
// bindings/<entity>.yaml of a connector → BindingSpec; and what an installation changes in it.

#include <optional>
#include <string_view>

#include "bind/record_binding.h"
#include "config/schema.h"

namespace syncline {

/// The declared shape of a binding file.
const Schema& binding_file_schema();
/// One field: "vat", or {path: vat, as: tax_id, …}. Also for the `bind:` of an installation.
Schema field_binding_schema();

/// What the words of a binding refer to.
struct BindingScope {
  const Entity& entity;
  const ValueTables& tables;
  ConvertSettings settings;
  Value empty_number = {};  ///< what the system shows in numbers where there is nothing; null: nothing
};

/// Adds all findings (config's codes, and B301 …); no spec when there are errors.
std::optional<BindingSpec> read_binding_file(const Document&, const BindingScope&, Diagnostics& findings);

/// Lays an installation's own bindings over a connector's: each field named in `fields` is bound anew, as if only that
/// stood in the file. `fields`: the checked value of a map_of(field_binding_schema()); `path`: where it stands in the
/// document ("bind.crm"). False when there are errors; then the spec is unchanged.
bool rebind(BindingSpec&, const Document&, std::string_view path, const Value& fields, const BindingScope&,
            Diagnostics& findings);

}  // namespace syncline
