#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "base/json.h"
#include "base/text.h"

namespace syncline {
namespace {

Value any_value(int depth) {
  const int kind = *rc::gen::inRange(0, depth > 0 ? 7 : 5);
  switch (kind) {
    case 0: return Value();
    case 1: return Value(*rc::gen::arbitrary<bool>());
    case 2: return Value(*rc::gen::arbitrary<std::int64_t>());
    case 3: return Value(Decimal::of(*rc::gen::arbitrary<std::int64_t>(), *rc::gen::inRange(0, 19)));
    case 4: return Value(repair_utf8(*rc::gen::arbitrary<std::string>()));
    case 5: {
      List list;
      for (int n = *rc::gen::inRange(0, 5); n > 0; --n) list.push_back(any_value(depth - 1));
      return Value(std::move(list));
    }
    default: {
      Map map;
      for (int n = *rc::gen::inRange(0, 5); n > 0; --n) {
        map.set(repair_utf8(*rc::gen::arbitrary<std::string>()), any_value(depth - 1));
      }
      return Value(std::move(map));
    }
  }
}

Value with_reversed_keys(const Value& value) {
  if (value.is_list()) {
    List list;
    for (const Value& item : value.as_list()) list.push_back(with_reversed_keys(item));
    return Value(std::move(list));
  }
  if (!value.is_map()) return value;
  std::vector<Map::Entry> entries(value.as_map().begin(), value.as_map().end());
  Map map;
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    map.append(entry->first, with_reversed_keys(entry->second));
  }
  return Value(std::move(map));
}

TEST_CASE("a written value is read back as it was") {
  CHECK(rc::check("compact, pretty and canonical", [] {
    const Value value = any_value(4);
    const std::string text = write_json(value);
    RC_ASSERT(parse_json(text).value() == value);
    RC_ASSERT(write_json(parse_json(text).value()) == text);
    RC_ASSERT(parse_json(write_json_pretty(value)).value() == value);
    RC_ASSERT(parse_json(canonical_json(value)).value() == value);
    RC_ASSERT(canonical_json(with_reversed_keys(value)) == canonical_json(value));
  }));
  CHECK(rc::check("any bytes are written as valid UTF-8", [] {
    const auto bytes = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
    const std::string text = write_json(Value(bytes));
    RC_ASSERT(is_valid_utf8(text));
    RC_ASSERT(parse_json(text).value() == Value(repair_utf8(bytes)));
  }));
}

}  // namespace
}  // namespace syncline
