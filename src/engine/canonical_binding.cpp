#include "engine/canonical_binding.h"

#include "base/json.h"

namespace syncline {
namespace {

class CanonicalBinding final : public Binding {
 public:
  CanonicalBinding(std::shared_ptr<const Binding> real, std::shared_ptr<const Entity> entity)
      : real_(std::move(real)), entity_(std::move(entity)) {}

  const std::string& entity() const override { return real_->entity(); }
  const std::string& object() const override { return real_->object(); }
  const std::vector<BindingField>& fields() const override { return real_->fields(); }
  const std::vector<std::string>& native_paths() const override { return real_->native_paths(); }

  Result<Reading, Error> read(const NativeRecord& record, Instant read_at) const override {
    Reading reading{record.key, record.state, record.merged_into, record.stamp, record.version, {}, read_at, {}};
    Map forms;
    for (const BindingField& field : fields()) {
      BoundField& bound = reading.fields[field.name];
      const Value* given = record.content.is_map() ? record.content.as_map().find(field.name) : nullptr;
      if (!given) continue;
      const Value whole = with_all_parts(field, *given);
      bound = {canonical(field.name, whole), whole};
      forms.set(field.name, whole);
    }
    reading.hash = hash_of(forms);
    return reading;
  }

  /// YAML writes postal codes and numbers alike: the entity knows which of them are texts.
  FieldValue canonical(std::string_view name, const Value& native) const override {
    if (native.is_null()) return FieldValue::empty();
    const FieldSpec* field = entity_->field(name);
    return FieldValue::of(as_type(field ? field->type : FieldType::string, native));
  }

  FieldValue normalised(std::string_view field, const FieldValue& v) const override {
    return real_->normalised(field, v);
  }
  bool shows(std::string_view field, const FieldValue& shown, const FieldValue& agreed) const override {
    return real_->shows(field, shown, agreed);
  }

  Result<Value, Error> write(const std::map<std::string, FieldValue>& set, const Value&) const override {
    Map content;
    for (const auto& [name, value] : set) content.set(name, normalised(name, value).value);
    return Value(std::move(content));
  }

 private:
  static Value as_type(FieldType type, const Value& given) {
    switch (type) {
      case FieldType::integer:
      case FieldType::decimal:
      case FieldType::money:
      case FieldType::boolean:
      case FieldType::parts: return given;
      default: return given.is_string() || given.is_null() ? given : Value(write_json(given));
    }
  }

  /// As a system shows them: each line with every field that is bound, null where it has none.
  static Value with_all_parts(const BindingField& field, const Value& given) {
    if (field.parts.empty() || !given.is_list()) return given;
    List lines = given.as_list();
    for (Value& line : lines) {
      if (!line.is_map()) continue;
      for (const BindingField& part : field.parts)
        line.as_map().set(part.name, as_type(part.type, Value(line[part.name])));
    }
    return lines;
  }

  const std::shared_ptr<const Binding> real_;
  const std::shared_ptr<const Entity> entity_;
};

}  // namespace

std::shared_ptr<const Binding> canonical_binding(std::shared_ptr<const Binding> real,
                                                 std::shared_ptr<const Entity> entity) {
  return std::make_shared<CanonicalBinding>(std::move(real), std::move(entity));
}

}  // namespace syncline
