#pragma once
// Refusal: an exception of the server as an API client sees it: status, name of the exception, message, arguments.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/value.h"

namespace syncline::sandbox::odoo {

struct Refusal {
  int status = 500;
  std::string name;     ///< "odoo.exceptions.ValidationError", "builtins.KeyError"
  std::string message;  ///< as str() shows it
  List arguments;
  std::string bare = {};  ///< of a constraint: its own text, as an import shows it
};

template <class T>
using Outcome = Result<T, Refusal>;

Refusal access_error(std::string message);
Refusal field_access_error(std::string_view field, std::string_view label, std::string_view model, bool write);
Refusal missing_error(std::string_view model, std::int64_t id, std::int64_t user);
Refusal validation_error(std::string message);
Refusal constraint_error(std::string message);  ///< "The operation cannot be completed: …"
Refusal user_error(std::string message);
Refusal value_error(std::string message);
Refusal key_error(std::string_view key);
Refusal type_error(std::string message);
Refusal not_a_number(std::string_view text);  ///< a text where PostgreSQL wants an integer
Refusal http_error(int status, std::string name, std::string message);
Refusal unprocessable(std::string message);

/// The body that a client gets. The traceback has its first and its last line only.
Value body_of(const Refusal&);

/// As Python's repr() writes a value: 'DE', 1, False, ['a', 1].
std::string repr(const Value&);

}  // namespace syncline::sandbox::odoo
