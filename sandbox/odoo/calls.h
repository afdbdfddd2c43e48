#pragma once
// Calls: the public methods of models that JSON-2 reaches, their arguments by name, and who may use which model.

#include <string_view>
#include <vector>

#include "sandbox/odoo/environment.h"

namespace syncline::sandbox::odoo {

struct Caller {
  std::int64_t user = 0;
  bool reads_external_ids = false;          ///< the right to ir.model.data
  std::vector<std::string> languages = {};  ///< installed
};

/// `arguments` is the body of the request: ids, context and whatever the method takes. A refusal may leave half of the
/// work done.
Outcome<Value> call(Environment&, const Caller&, std::string_view model, std::string_view method, const Map& arguments);

/// Of a method's arguments, in the order that they have when they come without names; ids first where it takes some.
/// Empty: there is no such method.
std::vector<std::string> argument_names(std::string_view method);

/// Whether a method of this name may change data.
bool changes_data(std::string_view method);

}  // namespace syncline::sandbox::odoo
