#pragma once
// The stored form of a field's value: {"v": value}, or {"p": presence} where there is none.

#include "base/json.h"
#include "model/field_value.h"
#include "model/stored_words.h"

namespace syncline {

void write(JsonWriter&, const FieldValue&);
/// What is no such form is absent.
FieldValue field_value_from(const Value& stored, StoredWords&);

}  // namespace syncline
