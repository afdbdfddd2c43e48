#pragma once
// Overload: one signature with its body; ours work on Val in place, registered ones on base::Value.

#include <memory>
#include <span>
#include <vector>

#include "expr/function_table.h"
#include "expr/meter.h"
#include "expr/val.h"

namespace syncline::expr {

/// Gets arguments of the declared kinds; answers an error value without a position.
using Builtin = Val (*)(std::span<const Val> arguments, Meter&);

struct Overload {
  Signature signature;
  Builtin builtin = nullptr;
  PureFunction registered;  ///< used when `builtin` is null
};

using Overloads = std::vector<std::shared_ptr<const Overload>>;

/// The functions of the language itself.
const Overloads& builtins();

void add_text_functions(Overloads&);
void add_rewriting_functions(Overloads&);
void add_list_functions(Overloads&);
void add_number_functions(Overloads&);
void add_amount_functions(Overloads&);
void add_conversions(Overloads&);
void add_optional_functions(Overloads&);
void add_time_functions(Overloads&);
void add_day_functions(Overloads&);
void add_company_functions(Overloads&);

/// "first(list<T>) → T", "string.startsWith(string) → bool".
std::string text_of(const Signature&);

}  // namespace syncline::expr
