#pragma once
// Values as the JSON-RPC shows them ({"__class__": "Decimal", …}) ⇄ values as rows hold them.

#include "sandbox/tryton/refusal.h"
#include "sandbox/tryton/schema.h"

namespace syncline::sandbox::tryton {

/// What is stored for a field, as the API shows it.
Value to_wire(const Field&, const Value& stored);
/// What the API was given, converted as Tryton converts it (a number for a text is taken, a text for a number is an
/// exception). Not for one2many, many2many and computed fields.
Answer<Value> from_wire(const Field&, const Value& given);

Value timestamp_to_wire(std::int64_t us);
/// "1795241342.878589": of the last write, or of the creation.
std::string version_text(std::int64_t us);

/// -1, 0, 1. Precondition: both of the same kind, none null.
int compare(const Value& a, const Value& b);

}  // namespace syncline::sandbox::tryton
