// Of optional values: optional.of, optional.ofNonZeroValue, optional.none, hasValue, value, or, orValue.

#include "expr/signature.h"

namespace syncline::expr {

using Arguments = std::span<const Val>;
using Kind = Val::Kind;

namespace {

bool is_zero(const Val& val) {
  switch (val.kind()) {
    case Kind::null: return true;
    case Kind::boolean: return !val.as_bool();
    case Kind::integer:
    case Kind::uint:
    case Kind::decimal: return val.as_decimal().sign() == 0;
    case Kind::string: return val.as_text().empty();
    case Kind::bytes: return val.as_bytes().empty();
    case Kind::list:
    case Kind::map: return val.size() == 0;
    case Kind::duration: return val.as_duration().us == 0;
    case Kind::money: return val.as_money().amount.sign() == 0;
    case Kind::optional: return !val.as_optional();
    default: return false;
  }
}

Val made(Arguments in, Meter& meter) { return meter.allocate(sizeof(Val)) ? Val::optional_of(in[0]) : Val(); }
Val made_unless_zero(Arguments in, Meter& meter) { return is_zero(in[0]) ? Val::none() : made(in, meter); }
Val nothing(Arguments, Meter&) { return Val::none(); }
Val has_value(Arguments in, Meter&) { return Val::boolean(in[0].as_optional() != nullptr); }
Val either(Arguments in, Meter&) { return in[0].as_optional() ? in[0] : in[1]; }
Val value_or(Arguments in, Meter&) { return in[0].as_optional() ? *in[0].as_optional() : in[1]; }

Val value_of(Arguments in, Meter&) {
  if (in[0].as_optional()) return *in[0].as_optional();
  return Val::error("expr.no_value", "the optional value is none", "say what stands for none: x.orValue(…)");
}

}  // namespace

void add_optional_functions(Overloads& to) {
  const Type held = Type::parameter("T");
  const Type optional = Type::optional(held);
  add_function(to, "optional.of", {held}, optional, made);
  add_function(to, "optional.ofNonZeroValue", {held}, optional, made_unless_zero);
  add_function(to, "optional.none", {}, optional, nothing);
  add_method(to, "hasValue", {optional}, Type::boolean(), has_value);
  add_method(to, "value", {optional}, held, value_of);
  add_method(to, "or", {optional, optional}, optional, either);
  add_method(to, "orValue", {optional, held}, held, value_or);
}

}  // namespace syncline::expr
