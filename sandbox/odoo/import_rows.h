#pragma once
// load(): the import of rows of texts. A row with an external id updates its record, or creates it under that id.

#include "sandbox/odoo/environment.h"

namespace syncline::sandbox::odoo {

/// {"ids": […], "messages": [], "nextrow": 0}; with any message of type error "ids" is false, and the caller rolls
/// back. A column is "field", "field/id" (external id), "field/.id" (database id), "id" or ".id".
Outcome<Value> import_rows(Environment&, const Model&, const Value& columns, const Value& data);

}  // namespace syncline::sandbox::odoo
