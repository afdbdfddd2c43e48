#include "bind/identity_binding.h"

#include <algorithm>

#include "base/json.h"
#include "bind/field_binding.h"

namespace syncline {
namespace {

FieldBinding field_binding_of(const FieldSpec& spec) {
  FieldBinding field;
  field.name = field.path = spec.name;
  field.type = spec.type;
  field.choices = spec.choices;
  field.personal = spec.personal;
  field.converter = converter_of(spec.type);
  field.writable = false;
  return field;
}

BindingField declared(const FieldSpec& spec) {
  BindingField field{spec.name, spec.type, BindingClass::read_only, ""};
  for (const FieldSpec& part : spec.parts) field.parts.push_back(declared(part));
  return field;
}

Result<FieldValue, Refusal> meaning(const FieldSpec&, const Value& native);

/// What the entity does not know of a part is left out, and so is what is empty.
Result<FieldValue, Refusal> meaning_of_parts(const FieldSpec& spec, const Value& native) {
  if (!native.is_list()) return fail(Refusal{"bind.parts", "is no list", "give a list of " + spec.name});
  List parts;
  for (const Value& item : native.as_list()) {
    if (!item.is_map()) return fail(Refusal{"bind.parts", "holds something that is no part", "give a list of maps"});
    Map part;
    for (const FieldSpec& each : spec.parts) {
      const Value* found = item.as_map().find(each.name);
      if (!found) continue;
      auto meant = meaning(each, *found);
      if (!meant) {
        meant.error().words += " in " + each.name;
        return fail(std::move(meant).error());
      }
      if (meant->presence == Presence::value) part.set(each.name, std::move(meant->value));
    }
    parts.emplace_back(std::move(part));
  }
  return FieldValue::of(std::move(parts));
}

Result<FieldValue, Refusal> meaning(const FieldSpec& spec, const Value& native) {
  if (native.is_null()) return FieldValue::empty();
  if (spec.type == FieldType::reference) {
    if (native.is_int()) return FieldValue::of(native);
    return fail(Refusal{"bind.reference", "is no link", "name the reference itself, not one of its fields"});
  }
  if (spec.type == FieldType::parts) return meaning_of_parts(spec, native);
  return canonical_of(field_binding_of(spec), native, {});
}

class IdentityBinding final : public Binding {
 public:
  IdentityBinding(const Entity& entity, std::string object, const std::vector<std::string>& names)
      : entity_(entity.name), object_(std::move(object)), paths_(names) {
    for (const std::string& name : names) {
      const FieldSpec* spec = entity.field(name);
      if (!spec) continue;
      specs_.push_back(*spec);
      fields_.push_back(declared(*spec));
    }
    std::ranges::sort(paths_);
    const auto twice = std::ranges::unique(paths_);
    paths_.erase(twice.begin(), twice.end());
  }

  const std::string& entity() const override { return entity_; }
  const std::string& object() const override { return object_; }
  const std::vector<BindingField>& fields() const override { return fields_; }
  const std::vector<std::string>& native_paths() const override { return paths_; }

  Result<Reading, Error> read(const NativeRecord& record, Instant read_at) const override {
    Reading reading{record.key, record.state, record.merged_into, record.stamp, record.version, {}, read_at, {}};
    Map natives;
    for (const FieldSpec& spec : specs_) {
      if (record.state != RecordState::live) break;
      const Value* native = record.content.is_map() ? record.content.as_map().find(spec.name) : nullptr;
      BoundField bound;
      if (native) {
        auto meant = meaning(spec, *native);
        if (!meant) return fail(refused(spec, *native, meant.error(), record.key));
        bound = {std::move(*meant), *native};
        natives.set(spec.name, *native);
      }
      reading.fields.emplace(spec.name, std::move(bound));
    }
    reading.hash = hash_of(natives);
    return reading;
  }

  FieldValue canonical(std::string_view field, const Value& native) const override {
    const auto spec = std::ranges::find(specs_, field, &FieldSpec::name);
    if (spec == specs_.end()) return FieldValue::absent();
    auto meant = meaning(*spec, native);
    return meant ? std::move(*meant) : FieldValue::absent();
  }

  FieldValue normalised(std::string_view, const FieldValue& v) const override { return v; }

  Result<Value, Error> write(const std::map<std::string, FieldValue>&, const Value&) const override {
    Error error;
    error.cls = ErrorClass::config;
    error.code = "bind.read_only";
    error.message = "the record is computed and never written";
    error.place = "binding of " + entity_ + " to " + object_;
    error.remedy = "change what it is computed from";
    return fail(std::move(error));
  }

 private:
  Error refused(const FieldSpec& spec, const Value& native, const Refusal& refusal, const RecordKey& key) const {
    Error error;
    error.cls = ErrorClass::validation;
    error.code = refusal.code;
    error.message = spec.name + ": " + (spec.personal ? "a personal value" : write_json(native)) + " " + refusal.words;
    error.place = object_ + " " + key.native + ", field " + spec.name;
    error.remedy = refusal.remedy;
    return error;
  }

  std::string entity_, object_;
  std::vector<std::string> paths_;
  std::vector<FieldSpec> specs_;
  std::vector<BindingField> fields_;
};

}  // namespace

std::shared_ptr<const Binding> make_identity_binding(const Entity& entity, std::string object,
                                                     const std::vector<std::string>& fields) {
  return std::make_shared<IdentityBinding>(entity, std::move(object), fields);
}

}  // namespace syncline
