// Any JSON as a record's content before each binding that ships: read, or refused with the place; what was read means
// itself, its normal form is final, and what is written of it, read again, shows what it must.
#include "base/json.h"
#include "bind/binding_file.h"
#include "bind/entity_file.h"
#include "bind/testing.h"
#include "project/builtin.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

const std::vector<std::shared_ptr<const Binding>>& bindings() {
  static const std::vector<std::shared_ptr<const Binding>> all = [] {
    std::vector<std::shared_ptr<const Binding>> made;
    for (const auto& [path, text] : builtin_sources()) {
      if (path.find("/bindings/") == std::string::npos) continue;
      const auto document = parse_yaml(text, path);
      Diagnostics findings;
      const std::string entity = document->value()["entity"].as_string();
      const auto entity_text = builtin_sources().at("entities/" + entity + ".yaml");
      const auto read = read_entity_file(parse_yaml(entity_text, entity).value(), findings);
      auto spec = read_binding_file(*document, {*read, testing::tables(), {}}, findings);
      if (spec) made.push_back(make_binding(std::move(*spec)));
    }
    require(made.size() > 10);
    return made;
  }();
  return all;
}

void require_settled(const Binding& binding, const BindingField& field, const BoundField& bound) {
  const FieldValue once = binding.normalised(field.name, bound.canonical);
  require(binding.normalised(field.name, once) == once);
  require(binding.shows(field.name, once, bound.canonical));
}

/// The law of writing and reading, for the one field.
void require_written(const Binding& binding, const BindingField& field, const FieldValue& value, const Value& current) {
  if (field.cls == BindingClass::read_only || field.type == FieldType::parts || field.by_transition) return;
  const auto written = binding.write({{field.name, value}}, current);
  if (!written) return require(!written.error().message.empty() && !written.error().place.empty());
  NativeRecord record;
  record.key = {"it", binding.object(), "7"};
  record.content = *written;
  const auto reading = binding.read(record, {});
  if (!reading || field.cls == BindingClass::write_only) return;
  const auto again = reading->fields.find(field.name);
  if (again == reading->fields.end() || !again->second.canonical.speaks()) return;
  require(binding.shows(field.name, again->second.canonical, value));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const Binding& binding = *bindings()[input.byte() % bindings().size()];
  const auto content = parse_json(input.rest());
  if (!content) return 0;
  NativeRecord record;
  record.key = {"it", binding.object(), "7"};
  record.content = *content;
  const auto reading = binding.read(record, {});
  if (!reading) {
    require(reading.error().cls == ErrorClass::validation && reading.error().place.find(binding.object()) == 0);
    return 0;
  }
  for (const BindingField& field : binding.fields()) {
    const auto bound = reading->fields.find(field.name);
    if (bound == reading->fields.end() || !bound->second.canonical.speaks()) continue;
    require(binding.canonical(field.name, bound->second.native) == bound->second.canonical);
    require_settled(binding, field, bound->second);
    require_written(binding, field, bound->second.canonical, *content);
  }
  return 0;
}
