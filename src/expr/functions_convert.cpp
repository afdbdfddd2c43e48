// Conversions, named like the types they give: int, uint, decimal, string, bytes, bool, timestamp, duration, money,
// type, dyn. None of them loses anything unseen: what does not fit is an error.

#include "base/text.h"
#include "expr/operators.h"
#include "expr/reading.h"
#include "expr/signature.h"

namespace syncline::expr {

using Arguments = std::span<const Val>;
using Kind = Val::Kind;

namespace {

Val same(Arguments in, Meter&) { return in[0]; }

template <Val (*read)(std::string_view)>
Val from_text(Arguments in, Meter& meter) {
  return meter.walk(in[0].as_text().size()) ? read(in[0].as_text()) : Val();
}

Val does_not_fit(const Val& val, std::string_view kind) {
  return Val::error("expr.overflow", shown(val) + " does not fit into " + std::string(kind), "keep it as a decimal");
}

/// Towards zero, as in CEL.
Val int_of_number(Arguments in, Meter&) {
  auto whole = in[0].as_decimal().rounded(0, Rounding::down);
  auto fits = whole ? whole->to_int64() : std::nullopt;
  return fits ? Val::integer(*fits) : does_not_fit(in[0], "an int");
}

Val int_of_timestamp(Arguments in, Meter&) {
  const std::int64_t us = in[0].as_timestamp().us;
  return Val::integer(us / 1'000'000 - (us % 1'000'000 < 0 ? 1 : 0));
}

Val uint_of_number(Arguments in, Meter&) {
  auto whole = in[0].as_decimal().rounded(0, Rounding::down);
  if (!whole || in[0].as_decimal().sign() < 0) return does_not_fit(in[0], "a uint");
  const Int128 value = whole->coefficient();
  if (value > static_cast<Int128>(std::numeric_limits<std::uint64_t>::max())) return does_not_fit(in[0], "a uint");
  return Val::uint(static_cast<std::uint64_t>(value));
}

Val decimal_of_number(Arguments in, Meter&) { return Val::decimal(in[0].as_decimal()); }

Val string_of(Arguments in, Meter& meter) {
  auto text = text_of(in[0]);
  if (!text)
    return Val::error("expr.no_overload", "string() cannot write " + shown(in[0]), "name a field, or join a list");
  return meter.allocate(text->size()) ? Val::text(std::move(*text)) : Val();
}

Val string_of_bytes(Arguments in, Meter& meter) {
  const auto bytes = in[0].as_bytes();
  if (!meter.walk(bytes.size()) || !meter.allocate(bytes.size())) return {};
  if (!is_valid_utf8(bytes)) return Val::error("expr.bad_value", "the bytes are no valid UTF-8", "decode them first");
  return Val::text(std::string(bytes));
}

Val bytes_of_text(Arguments in, Meter& meter) {
  if (!meter.allocate(in[0].as_text().size())) return {};
  return Val::bytes(std::string(in[0].as_text()));
}

Val timestamp_of_seconds(Arguments in, Meter&) {
  std::int64_t us = 0;
  if (__builtin_mul_overflow(in[0].as_int(), std::int64_t{1'000'000}, &us)) return does_not_fit(in[0], "a timestamp");
  return checked_timestamp({us});
}

Val type_of(Arguments in, Meter&) { return Val::type(in[0].kind()); }

Val money_of(Arguments in, Meter&) {
  const auto currency = in[1].as_text();
  const bool code =
      currency.size() == 3 && currency.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
  if (!code)
    return Val::error("expr.bad_value", shown(in[1]) + " is no currency",
                      "write the three capital letters of ISO 4217, for example EUR");
  return Val::money({in[0].as_decimal(), std::string(currency)});
}

void add_number_conversions(Overloads& to) {
  const Type text = Type::string();
  add_function(to, "int", {Type::integer()}, Type::integer(), same);
  add_function(to, "int", {Type::uint()}, Type::integer(), int_of_number);
  add_function(to, "int", {Type::decimal()}, Type::integer(), int_of_number);
  add_function(to, "int", {text}, Type::integer(), from_text<read_integer>);
  add_function(to, "int", {Type::timestamp()}, Type::integer(), int_of_timestamp);
  add_function(to, "uint", {Type::uint()}, Type::uint(), same);
  add_function(to, "uint", {Type::integer()}, Type::uint(), uint_of_number);
  add_function(to, "uint", {Type::decimal()}, Type::uint(), uint_of_number);
  add_function(to, "uint", {text}, Type::uint(), from_text<read_unsigned>);
  add_function(to, "decimal", {Type::decimal()}, Type::decimal(), decimal_of_number);
  add_function(to, "decimal", {Type::uint()}, Type::decimal(), decimal_of_number);
  add_function(to, "decimal", {text}, Type::decimal(), from_text<read_decimal>);
}

}  // namespace

void add_conversions(Overloads& to) {
  const Type text = Type::string();
  add_number_conversions(to);
  add_function(to, "bool", {Type::boolean()}, Type::boolean(), same);
  add_function(to, "bool", {text}, Type::boolean(), from_text<read_bool>);
  for (const Type& type : {Type::boolean(), Type::integer(), Type::uint(), Type::decimal(), text, Type::timestamp(),
                           Type::duration(), Type::money()}) {
    add_function(to, "string", {type}, text, type == text ? same : string_of);
  }
  add_function(to, "string", {Type::bytes()}, text, string_of_bytes);
  add_function(to, "bytes", {Type::bytes()}, Type::bytes(), same);
  add_function(to, "bytes", {text}, Type::bytes(), bytes_of_text);
  add_function(to, "timestamp", {Type::timestamp()}, Type::timestamp(), same);
  add_function(to, "timestamp", {text}, Type::timestamp(), from_text<read_timestamp>);
  add_function(to, "timestamp", {Type::integer()}, Type::timestamp(), timestamp_of_seconds);
  add_function(to, "duration", {Type::duration()}, Type::duration(), same);
  add_function(to, "duration", {text}, Type::duration(), from_text<read_duration>);
  add_function(to, "money", {Type::money()}, Type::money(), same);
  add_function(to, "money", {text}, Type::money(), from_text<read_money>);
  add_function(to, "money", {Type::decimal(), text}, Type::money(), money_of);
  add_function(to, "type", {Type::dyn()}, Type::type(), type_of);
  add_function(to, "dyn", {Type::dyn()}, Type::dyn(), same);
}

}  // namespace syncline::expr
