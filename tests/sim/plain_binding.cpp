#include "tests/sim/plain_binding.h"

#include <cctype>

#include "base/hash.h"

namespace syncline::sim {
namespace {

Value turned(const Value& value) {
  std::string text = value.string_or("");
  for (char& c : text) {
    const auto letter = static_cast<unsigned char>(c);
    c = static_cast<char>(std::isupper(letter) ? std::tolower(letter) : std::toupper(letter));
  }
  return value.is_null() ? Value() : Value(text);
}

}  // namespace

PlainBinding::PlainBinding(std::vector<std::string> fields, std::size_t truncates_at, const Quirks& quirks,
                           std::string turned)
    : paths_(fields),
      truncates_at_(truncates_at),
      fold_(quirks.declared ? quirks.fold : Fold::none),
      folds_(quirks.folds),
      turned_(std::move(turned)) {
  for (std::string& name : fields) {
    const FieldType type = name == "active" ? FieldType::boolean : FieldType::string;
    const bool lossy = type != FieldType::boolean && (truncates_at > 0 || (fold_ != Fold::none && name == folds_));
    fields_.push_back({name, type, lossy ? BindingClass::lossy : BindingClass::exact, "", false});
  }
}

Result<Reading, Error> PlainBinding::read(const NativeRecord& record, Instant read_at) const {
  Reading reading;
  reading.key = record.key;
  reading.state = record.state;
  reading.stamp = record.stamp;
  reading.version = record.version;
  reading.read_at = read_at;
  Map forms;
  for (const BindingField& field : fields_) {
    const Value* native = record.content.is_map() ? record.content.as_map().find(field.name) : nullptr;
    if (!native) continue;  // absent
    reading.fields[field.name] = {canonical(field.name, *native), *native};
    forms.set(field.name, *native);
  }
  reading.hash = hash_of(forms);
  return reading;
}

FieldValue PlainBinding::canonical(std::string_view field, const Value& native) const {
  if (native.is_null()) return FieldValue::empty();
  if (native["$forbidden"].bool_or(false)) return FieldValue::forbidden();
  return FieldValue::of(field == turned_ ? turned(native) : native);
}

FieldValue PlainBinding::normalised(std::string_view field, const FieldValue& v) const {
  if (v.presence != Presence::value || !v.value.is_string()) return v;
  Value text = v.value;
  if (field == folds_ && fold_ != Fold::none) {
    const Value native = field == turned_ ? turned(text) : text;
    const Value stored(folded(fold_, native.string_or("")));
    text = field == turned_ ? turned(stored) : stored;
  }
  return FieldValue::of(truncates_at_ == 0 ? text : Value(text.string_or("").substr(0, truncates_at_)));
}

Result<Value, Error> PlainBinding::write(const std::map<std::string, FieldValue>& set, const Value&) const {
  Map content;
  for (const auto& [name, value] : set) {
    const Value fitting = normalised(name, value).value;
    content.set(name, name == turned_ ? turned(fitting) : fitting);
  }
  return Value(std::move(content));
}

}  // namespace syncline::sim
