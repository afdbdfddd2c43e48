#pragma once
// FunctionTable: pure functions that other modules lend to expressions (phones, VAT ids, value tables).

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/value.h"
#include "expr/type.h"

namespace syncline::expr {

struct Overload;

/// Arguments come in the form of results of `evaluate` (a timestamp as ISO text, money as "12.50 EUR") and already have
/// the declared types. Must depend on its arguments alone, be safe to call from several threads, and end.
using PureFunction = std::function<Result<Value, Error>(std::span<const Value>)>;

struct Signature {
  std::string name;
  std::vector<Type> parameters;  ///< with `method`, the first is the receiver
  Type result;
  bool method = false;  ///< called as first.name(rest…); else name(all…)
};

class FunctionTable {
 public:
  /// Several signatures may share a name; they are tried in the order of registration.
  void add(Signature signature, PureFunction body);
  const std::vector<std::shared_ptr<const Overload>>& overloads() const { return overloads_; }

 private:
  std::vector<std::shared_ptr<const Overload>> overloads_;
};

}  // namespace syncline::expr
