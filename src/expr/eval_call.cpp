// Calls: the first candidate whose parameters accept the values that came.

#include <utility>

#include "expr/eval.h"

namespace syncline::expr {

using Kind = Val::Kind;

namespace {

bool accepts(const Type& parameter, const Val& val) {
  auto kind = kind_of(parameter);
  if (!kind || val.is(*kind)) return true;
  return *kind == Kind::decimal && val.is(Kind::integer);
}

bool accepts(const Signature& signature, std::span<const Val> arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (!accepts(signature.parameters[i], arguments[i])) return false;
  }
  return true;
}

Val refused(const Call& call, std::span<const Val> arguments) {
  std::string shown_arguments;
  bool empty = false;
  for (const Val& argument : arguments) {
    shown_arguments += (shown_arguments.empty() ? "" : ", ") + shown(argument);
    empty = empty || argument.is(Kind::null);
  }
  return Val::error(
      "expr.no_overload", call.name + " cannot work on " + (arguments.empty() ? "nothing" : shown_arguments),
      empty ? "test for null first (x != null && …)" : "there is " + text_of(call.candidates.front()->signature));
}

std::size_t weight(const Value& value) {
  std::size_t total = sizeof(Value);
  if (value.is_string()) total += value.as_string().size();
  if (value.is_list()) {
    for (const auto& item : value.as_list()) total += weight(item);
  }
  if (value.is_map()) {
    for (const auto& [key, item] : value.as_map()) total += key.size() + weight(item);
  }
  return total;
}

}  // namespace

Val Evaluator::form(const Node&, const Call& call) {
  const std::size_t base = arguments_.size();
  Val failure;
  for (const auto& argument : call.arguments) {
    Val val = eval(*argument);
    if (val.is_error()) {
      failure = std::move(val);
      break;
    }
    arguments_.push_back(std::move(val));
  }
  Val result = failure.is_error() ? failure : called(call, std::span<const Val>(arguments_).subspan(base));
  arguments_.resize(base);
  return result;
}

Val Evaluator::called(const Call& call, std::span<const Val> arguments) {
  if (call.pattern && arguments[0].is(Kind::string)) {
    if (!meter_.step(1 + arguments[0].as_text().size() / 16)) return {};
    return Val::boolean(call.pattern->found_in(arguments[0].as_text()));
  }
  for (const auto& candidate : call.candidates) {
    if (accepts(candidate->signature, arguments)) return called(*candidate, arguments);
  }
  return refused(call, arguments);
}

Val Evaluator::called(const Overload& overload, std::span<const Val> arguments) {
  if (overload.builtin) return overload.builtin(arguments, meter_);
  std::vector<Value> values;
  for (const Val& argument : arguments) {
    auto value = to_value(argument, meter_);
    if (!value) return Val::error(value.error());
    values.push_back(std::move(*value));
  }
  auto result = overload.registered(values);
  if (!result) {
    const Error& error = result.error();
    return Val::error(error.code.empty() ? "expr.function" : error.code, error.message, error.remedy);
  }
  if (!meter_.allocate(weight(*result))) return {};
  made_.push_back(std::move(*result));
  return Val::borrow(made_.back());
}

}  // namespace syncline::expr
