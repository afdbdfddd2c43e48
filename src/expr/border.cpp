// The border between records and the evaluator: text that a field of type timestamp, money … holds comes in as its own
// kind and goes out as text again.

#include <algorithm>
#include <utility>

#include "expr/eval.h"
#include "expr/reading.h"

namespace syncline::expr {

using Kind = Val::Kind;

namespace {

Val read_stored_money(const Val& val) {
  if (val.is(Kind::string)) return read_money(val.as_text());
  auto amount = val.find("amount");
  auto currency = val.find("currency");
  if (!amount || !currency || !currency->is(Kind::string))
    return Val::error("expr.bad_value", "a map without amount and currency is no money",
                      "write for example \"12.50 EUR\"");
  if (amount->is(Kind::string)) amount = read_decimal(amount->as_text());
  if (amount->is_error()) return *amount;
  if (!amount->is_number())
    return Val::error("expr.bad_value", shown(*amount) + " is no amount of money", "write a number");
  return Val::money({amount->as_decimal(), std::string(currency->as_text())});
}

Val read_items(const Val& list, const Type& element, Meter& meter) {
  if (!meter.allocate(list.size() * sizeof(Val)) || !meter.step(list.size())) return {};
  Val::Items items;
  items.reserve(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    items.push_back(converted(list.item(i), element, meter));
    if (items.back().is_error()) return items.back();
  }
  return Val::list(std::move(items));
}

Failure<Problem> out_of_memory() {
  return fail(Problem{{0, 0}, "expr.budget", "the result takes too much memory", "choose fewer fields or items"});
}

/// What is handed on as it came in is shared, and counts as if it had been made: a result's size is bounded.
bool counted(const Value& value, Meter& meter) {
  if (!meter.step() || !meter.allocate(sizeof(Value))) return false;
  if (value.is_string()) return meter.allocate(value.as_string().size());
  if (value.is_list())
    return std::ranges::all_of(value.as_list(), [&](const Value& each) { return counted(each, meter); });
  if (!value.is_map()) return true;
  std::size_t before = 0;
  return std::ranges::all_of(value.as_map(), [&](const auto& entry) {
    return counted(entry.second, meter) && meter.step(1 + before++ / 16) && meter.allocate(entry.first.size());
  });
}

Result<Value, Problem> list_value(const Val& val, Meter& meter) {
  List list;
  for (std::size_t i = 0; i < val.size(); ++i) {
    auto item = to_value(val.item(i), meter);
    if (!item) return item;
    list.push_back(std::move(*item));
  }
  return Value(std::move(list));
}

Result<Value, Problem> map_value(const Val& val, Meter& meter) {
  Map map;
  for (std::size_t i = 0; i < val.size(); ++i) {
    const std::string key = text_of(val.key(i)).value_or("");
    auto item = to_value(val.value(i), meter);
    if (!item) return item;
    if (!meter.step(1 + map.size() / 16) || !meter.allocate(key.size())) return out_of_memory();
    map.set(key, std::move(*item));
  }
  return Value(std::move(map));
}

}  // namespace

Val converted(const Val& val, const Type& type, Meter& meter) {
  const bool text = val.is(Kind::string);
  switch (type.kind()) {
    case Type::Kind::optional: {
      if (!val.is(Kind::optional) || !val.as_optional()) return val;
      Val held = converted(*val.as_optional(), type.element(), meter);
      return held.is_error() ? held : Val::optional_of(std::move(held));
    }
    case Type::Kind::list: return val.is(Kind::list) ? read_items(val, type.element(), meter) : val;
    case Type::Kind::timestamp: return text ? read_timestamp(val.as_text()) : val;
    case Type::Kind::duration: return text ? read_duration(val.as_text()) : val;
    case Type::Kind::decimal:
      if (val.is(Kind::integer)) return Val::decimal(val.as_decimal());
      return text ? read_decimal(val.as_text()) : val;
    case Type::Kind::money: return text || val.is(Kind::map) ? read_stored_money(val) : val;
    default: return val;
  }
}

Result<Value, Problem> to_value(const Val& val, Meter& meter) {
  if (val.is_error()) return fail(val.as_error());
  if (const Value* whole = val.borrowed())
    return counted(*whole, meter) ? Result<Value, Problem>(*whole) : out_of_memory();
  if (!meter.step() || !meter.allocate(sizeof(Value))) return out_of_memory();
  switch (val.kind()) {
    case Kind::null: return Value();
    case Kind::boolean: return Value(val.as_bool());
    case Kind::integer: return Value(val.as_int());
    case Kind::uint: {
      auto fits = val.as_decimal().to_int64();
      return fits ? Value(*fits) : Value(val.as_decimal());
    }
    case Kind::decimal: return Value(val.as_decimal());
    case Kind::optional: return val.as_optional() ? to_value(*val.as_optional(), meter) : Value();
    case Kind::list: return list_value(val, meter);
    case Kind::map: return map_value(val, meter);
    case Kind::type: return Value(name_of(val.as_type()));
    case Kind::bytes:
    case Kind::provided:
    case Kind::error:
      return fail(Problem{{0, 0},
                          "expr.no_overload",
                          std::string(name_of(val.kind())) + " cannot be a result",
                          "convert bytes with string(…)"});
    default: break;
  }
  auto text = text_of(val);
  if (!meter.allocate(text->size())) return out_of_memory();
  return Value(std::move(*text));
}

}  // namespace syncline::expr
