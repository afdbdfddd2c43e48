#include "bind/field_binding.h"

#include <algorithm>

#include "base/text.h"

namespace syncline {
namespace {

using Converted = Result<Value, Refusal>;

std::string code_text(const Value& native) {
  if (native.is_bool()) return native.as_bool() ? "true" : "false";
  if (native.is_number()) return native.as_decimal().normalised().text();
  return native.string_or("");
}

std::string known(const std::vector<std::string>& names) {
  constexpr std::size_t shown = 8;
  std::vector<std::string> first(names.begin(),
                                 names.begin() + static_cast<std::ptrdiff_t>(std::min(shown, names.size())));
  return join(first, ", ") + (names.size() > shown ? ", …" : "");
}

Failure<Refusal> unmapped(const ValueTable& table, const char* side, const std::vector<std::string>& names) {
  return fail(
      Refusal{"bind.unmapped",
              "is no " + std::string(side) + " of the value table \"" + table.name() + "\" (" + known(names) + ")",
              "add a row for it to the table"});
}

Converted label_of(const FieldBinding& field, const Value& native) {
  const std::string code = code_text(native);
  if (code.empty()) return Value();
  const std::string* label = field.table->label_of(code);
  if (!label) return unmapped(*field.table, "code", field.table->codes());
  return Value(*label);
}

Converted code_of(const FieldBinding& field, const Value& canonical) {
  const std::string* code = field.table->code_of(code_text(canonical));
  if (!code) return unmapped(*field.table, "label", field.table->labels());
  if (field.codes == CodeForm::boolean) return Value(*code == "true");
  if (field.codes == CodeForm::integer) return Decimal::parse(*code).value_or(Decimal(0)).to_int64().value_or(0);
  return Value(*code);
}

/// With the zone of the field's own.
Converted stepped(const FieldBinding& field, Converter::Step step, const Value& value,
                  const ConvertSettings& settings) {
  if (field.zone.empty()) return step(value, settings);
  ConvertSettings own = settings;
  own.zone = field.zone;
  return step(value, own);
}

std::string shaped(const FieldBinding& field, std::string text) {
  if (field.trim) text = std::string(trim(text));
  if (field.letters == Letters::upper) text = to_upper(text);
  if (field.letters == Letters::lower) text = to_lower(text);
  if (field.max_length) text = truncate(text, *field.max_length);
  return field.trim ? std::string(trim(text)) : text;
}

Converted shape(const FieldBinding& field, Value value) {
  if (value.is_string()) return Value(shaped(field, value.as_string()));
  if (!field.scale || !value.is_decimal()) return value;
  auto rounded = value.as_decimal().rounded(*field.scale, Rounding::half_up);
  if (!rounded)
    return fail(
        Refusal{rounded.error().code, "cannot be rounded: " + rounded.error().message, "correct it at the source"});
  return Value(*rounded);
}

Converted checked_choice(const FieldBinding& field, Value value) {
  if (field.type != FieldType::choice || value.is_null()) return value;
  if (std::ranges::find(field.choices, value.string_or("")) != field.choices.end()) return value;
  return fail(Refusal{"bind.choice", "is none of the choices " + known(field.choices),
                      "translate it with a value table (map: …) in the binding"});
}

}  // namespace

BindingClass FieldBinding::cls() const {
  if (!writable) return BindingClass::read_only;
  if (!readable) return BindingClass::write_only;
  if (is_list()) {
    const bool loses = std::ranges::any_of(parts, [](const auto& each) { return each.cls() == BindingClass::lossy; });
    return loses ? BindingClass::lossy : BindingClass::exact;
  }
  const bool lossy = max_length || scale || letters != Letters::as_they_are || trim || (table && table->is_lossy()) ||
                     converter->lossy;
  return lossy ? BindingClass::lossy : BindingClass::exact;
}

bool FieldBinding::same_part(const FieldBinding& other) const {
  return !is_list() && !other.is_list() && part == other.part && where == other.where;
}

bool is_forbidden(const Value& native) { return native["$forbidden"].bool_or(false); }

Result<FieldValue, Refusal> canonical_of(const FieldBinding& field, const Value& native,
                                         const ConvertSettings& settings) {
  if (native.is_null()) return FieldValue::empty();
  if (is_forbidden(native)) return FieldValue::forbidden();
  Converted meant = field.table ? label_of(field, native) : stepped(field, field.converter->decode, native, settings);
  if (meant && !meant->is_null() && field.table) meant = field.converter->tidy(*meant, settings);
  if (meant) meant = checked_choice(field, std::move(*meant));
  if (!meant) return fail(std::move(meant.error()));
  return meant->is_null() ? FieldValue::empty() : FieldValue::of(std::move(*meant));
}

Result<Value, Refusal> native_of(const FieldBinding& field, const FieldValue& value, const ConvertSettings& settings) {
  if (value.presence == Presence::empty || value.value.is_null()) return Value();
  Converted tidy = field.converter->tidy(value.value, settings);
  if (tidy && !tidy->is_null()) tidy = checked_choice(field, std::move(*tidy));
  if (tidy && !tidy->is_null()) tidy = shape(field, std::move(*tidy));
  if (!tidy || tidy->is_null() || tidy->string_or("x").empty()) return tidy.ok() ? Value() : std::move(tidy);
  return field.table ? code_of(field, *tidy) : stepped(field, field.converter->encode, *tidy, settings);
}

Value cleared(const FieldBinding& field, const ConvertSettings& settings) {
  return field.empty ? native_of(field, FieldValue::of(*field.empty), settings).value_or(Value()) : Value();
}

FieldValue normalised_of(const FieldBinding& field, const FieldValue& v, const ConvertSettings& settings) {
  if (v.presence == Presence::empty && field.empty) return FieldValue::of(*field.empty);
  const bool converts = v.presence == Presence::value && field.readable && field.writable &&
                        field.converter->substance != Substance::reference;
  if (!converts) return v;
  const auto native = native_of(field, v, settings);
  if (!native) return v;
  auto meant = canonical_of(field, *native, settings);
  return meant ? std::move(*meant) : v;
}

}  // namespace syncline
