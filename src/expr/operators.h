#pragma once
// The operators on values. Each answers an error value without a position where CEL has "no such overload".

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

#include "expr/meter.h"
#include "expr/val.h"

namespace syncline::expr {

enum class BinaryOp : std::uint8_t {
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  in,
  add,
  subtract,
  multiply,
  divide,
  modulo
};
enum class UnaryOp : std::uint8_t { negate, invert };

std::string_view symbol_of(BinaryOp);
std::string_view symbol_of(UnaryOp);

Val apply(BinaryOp, const Val& left, const Val& right, Meter&);
Val apply(UnaryOp, const Val& operand);
Val arithmetic(BinaryOp, const Val& left, const Val& right, Meter&);

/// Deep; numbers by value (1 == 1u == 1.0), maps without order; other kinds are equal only within their kind.
bool equal(const Val& left, const Val& right, Meter&);
/// Of map keys: null, bool, number or text.
bool same_key(const Val& left, const Val& right);
/// Empty when the two have no order: different kinds, or money of two currencies.
std::optional<std::strong_ordering> compare(const Val& left, const Val& right, Meter&);

Val no_overload(BinaryOp, const Val& left, const Val& right);
/// Checks that the time lies in the years 0001 … 9999.
Val checked_timestamp(Instant);
/// The problem of base as an error value: decimal.range becomes expr.overflow, decimal.zero expr.division_by_zero.
Val failed(const Error&);

}  // namespace syncline::expr
