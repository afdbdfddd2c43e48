#include "engine/stated_value.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "bind/converter.h"

namespace syncline {
namespace {

Error no_value(const FieldSpec& field, const Value& stated, std::string why, std::string remedy) {
  return {ErrorClass::validation,
          "value.wrong",
          write_json(stated) + " is no value of " + field.name + ": " + std::move(why),
          "",
          std::move(remedy),
          std::nullopt};
}

/// From the command line everything comes as text.
Result<Value, Error> from_text(const FieldSpec& field, const Converter& converter, const Value& stated) {
  if (!stated.is_string()) return stated;
  const std::string& text = stated.as_string();
  if (converter.substance == Substance::boolean) {
    if (text == "true" || text == "false") return Value(text == "true");
    return fail(no_value(field, stated, "it is true or false", "write true or false"));
  }
  if (converter.substance != Substance::integer && converter.substance != Substance::decimal) return stated;
  const auto number = Decimal::parse(text);
  if (!number) return fail(no_value(field, stated, "it is a number", "write it as 1200.50, without separators"));
  const auto whole = number->to_int64();
  return whole && number->scale() == 0 ? Value(*whole) : Value(*number);
}

Result<void, Error> fits_choices(const FieldSpec& field, const Value& value) {
  if (field.choices.empty() || !value.is_string() || std::ranges::count(field.choices, value.as_string()) > 0)
    return {};
  return fail(no_value(field, value, "it is not among its choices", "choose one of " + join(field.choices, ", ")));
}

/// Each system that is given this field must be able to hold it: better said now than refused later.
Result<void, Error> can_be_written(const EntityPolicy& policy, const std::string& field, const FieldValue& value) {
  for (const SlotRule& slot : policy.slots) {
    const BindingField* bound = slot.binding->field(field);
    if (!bound || slot.source != Source::system || bound->cls == BindingClass::read_only || bound->by_transition)
      continue;
    const auto written = slot.binding->write({{field, value}}, Value());
    // As if it were created, for then no parts must be known; what a creation needs besides is no matter.
    const bool others_missing =
        !written && written.error().code == "bind.required" && value.presence == Presence::value;
    if (!written && !others_missing) return fail(written.error());
  }
  return {};
}

}  // namespace

Result<FieldValue, Error> stated_value(const EntityPolicy& policy, const std::string& name, const Value& stated) {
  const FieldSpec* field = policy.entity->field(name);
  const Converter* converter = field ? converter_of(field->type) : nullptr;
  if (!converter || field->type == FieldType::reference) {
    return fail(Error{ErrorClass::validation, "value.not_stated", "a value of " + name + " cannot be stated", "",
                      "take the side whose value is right", std::nullopt});
  }
  FieldValue value = FieldValue::empty();
  if (!stated.is_null() && stated != Value("")) {
    auto given = from_text(*field, *converter, stated);
    if (!given) return fail(given.error());
    auto tidied = converter->tidy(*given, {});
    if (!tidied) return fail(no_value(*field, stated, tidied.error().words, tidied.error().remedy));
    if (auto fits = fits_choices(*field, *tidied); !fits) return fail(fits.error());
    if (!tidied->is_null()) value = FieldValue::of(std::move(*tidied));
  }
  if (auto writable = can_be_written(policy, name, value); !writable) return fail(writable.error());
  return value;
}

}  // namespace syncline
