#include "bind/binding_file.h"

#include "bind/field_reader.h"
#include "bind/finding.h"

namespace syncline {
namespace {

std::vector<FieldBinding> read_fields(const Document& document, std::string_view path, const Value& fields,
                                      const BindingScope& scope, const BindingSpec& below, Diagnostics& findings) {
  std::vector<FieldBinding> out;
  if (!fields.is_map()) return out;
  for (const auto& [name, words] : fields.as_map()) {
    const FieldWords at{std::string(path) + "." + name, name, scope.entity.fields, "the entity " + scope.entity.name,
                        below.field(name)};
    auto field = read_field(document, at, words, scope, findings);
    if (field) out.push_back(std::move(*field));
  }
  return out;
}

}  // namespace

std::optional<BindingSpec> read_binding_file(const Document& document, const BindingScope& scope,
                                             Diagnostics& findings) {
  Diagnostics own;
  const Value file = check(document, binding_file_schema(), own);
  BindingSpec spec;
  spec.settings = scope.settings;
  if (!own.has_errors()) {
    spec.entity = file["entity"].string_or("");
    spec.object = file["object"].string_or("");
    if (file["create"].is_map()) spec.create = file["create"].as_map();
    if (spec.entity != scope.entity.name) {
      own.add(finding("B301", document.place("entity"),
                      "the binding is for the entity \"" + spec.entity + "\", not \"" + scope.entity.name + "\"",
                      "correct the name, or move the file"));
    } else {
      spec.fields = read_fields(document, "fields", file["fields"], scope, spec, own);
      spec.custom = read_fields(document, "custom", file["custom"], scope, spec, own);
    }
  }
  const bool good = !own.has_errors();
  findings.append(std::move(own));
  return good ? std::optional(std::move(spec)) : std::nullopt;
}

bool rebind(BindingSpec& spec, const Document& document, std::string_view path, const Value& fields,
            const BindingScope& scope, Diagnostics& findings) {
  Diagnostics own;
  std::vector<FieldBinding> bound = read_fields(document, path, fields, scope, spec, own);
  const bool good = !own.has_errors();
  findings.append(std::move(own));
  if (!good) return false;
  for (FieldBinding& each : bound) {
    if (FieldBinding* known = spec.field(each.name)) {
      *known = std::move(each);
    } else {
      spec.fields.push_back(std::move(each));
    }
  }
  return true;
}

}  // namespace syncline
