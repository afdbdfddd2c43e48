#include "sandbox/text_binding.h"

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"

namespace syncline::sandbox {

TextBinding::TextBinding(std::string entity, std::string object, std::vector<TextField> fields)
    : entity_(std::move(entity)), object_(std::move(object)), texts_(std::move(fields)) {
  for (const TextField& text : texts_) {
    fields_.push_back({text.name, text.type, text.longest > 0 ? BindingClass::lossy : BindingClass::exact, "", false});
    paths_.push_back(text.native);
  }
  std::ranges::sort(paths_);
}

const TextField* TextBinding::text_field(std::string_view name) const {
  const auto found = std::ranges::find(texts_, name, &TextField::name);
  return found == texts_.end() ? nullptr : &*found;
}

Result<Reading, Error> TextBinding::read(const NativeRecord& record, Instant read_at) const {
  Reading reading;
  reading.key = record.key;
  reading.state = record.state;
  reading.stamp = record.stamp;
  reading.version = record.version;
  reading.read_at = read_at;
  Map forms;
  for (const TextField& text : texts_) {
    const Value& native = record.content[text.native];
    reading.fields[text.name] = {canonical(text.name, native), native};
    forms.set(text.native, native);
  }
  reading.hash = hash_of(forms);
  return reading;
}

FieldValue TextBinding::canonical(std::string_view, const Value& native) const {
  return native.is_null() ? FieldValue::empty() : FieldValue::of(native);
}

FieldValue TextBinding::normalised(std::string_view field, const FieldValue& v) const {
  const TextField* text = text_field(field);
  if (!text || text->longest == 0 || v.presence != Presence::value) return v;
  return FieldValue::of(truncate(v.value.string_or(""), text->longest));
}

Result<Value, Error> TextBinding::write(const std::map<std::string, FieldValue>& set, const Value&) const {
  Map content;
  for (const auto& [name, value] : set) {
    const TextField* text = text_field(name);
    if (!text) {
      return fail(Error{ErrorClass::config, "sandbox.field", "there is no field " + name, object_ + "." + name,
                        "bind it in the sandbox, or do not sync it", std::nullopt});
    }
    content.set(text->native, normalised(name, value).value);
  }
  return Value(std::move(content));
}

}  // namespace syncline::sandbox
