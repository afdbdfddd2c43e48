#pragma once
// How the built-in functions are declared.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "expr/overload.h"

namespace syncline::expr {

inline void add_function(Overloads& to, std::string name, std::vector<Type> parameters, Type result, Builtin body) {
  to.push_back(std::make_shared<const Overload>(
      Overload{{std::move(name), std::move(parameters), std::move(result), false}, body, {}}));
}

/// The first parameter is the receiver.
inline void add_method(Overloads& to, std::string name, std::vector<Type> parameters, Type result, Builtin body) {
  to.push_back(std::make_shared<const Overload>(
      Overload{{std::move(name), std::move(parameters), std::move(result), true}, body, {}}));
}

inline void add_both(Overloads& to, const std::string& name, const std::vector<Type>& parameters, const Type& result,
                     Builtin body) {
  add_function(to, name, parameters, result, body);
  add_method(to, name, parameters, result, body);
}

}  // namespace syncline::expr
