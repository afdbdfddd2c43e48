#include "base/value.h"

#include <doctest/doctest.h>

namespace syncline {
namespace {

Decimal dec(std::string_view text) { return Decimal::parse(text).value(); }

TEST_CASE("a map keeps the order of insertion and compares without it") {
  Map map{{"b", 1}, {"a", 2}};
  map.set("c", 3);
  map.set("b", 4);
  std::string order;
  for (const auto& [key, value] : map) order += key + std::to_string(value.as_int());
  CHECK(order == "b4a2c3");
  CHECK(map == Map{{"c", 3}, {"a", 2}, {"b", 4}});
  CHECK(map != Map{{"c", 3}, {"a", 2}, {"x", 4}});
  CHECK(map != Map{{"c", 3}, {"a", 2}});
  CHECK(map != Map{{"c", 3}, {"a", 2}, {"b", 5}});
}

TEST_CASE("an initialiser that names a key twice keeps its last value") {
  const Map map{{"a", 1}, {"a", 2}};
  CHECK(map.size() == 1);
  CHECK(map.find("a")->as_int() == 2);
}

TEST_CASE("keys are found, made and removed") {
  Map map;
  CHECK(map.find("a") == nullptr);
  map["a"] = "x";
  map.append("b", true);
  CHECK(map.contains("b"));
  CHECK(map.erase("a"));
  CHECK(!map.erase("a"));
  CHECK(map.size() == 1);
}

TEST_CASE("large maps in another order are still equal") {
  Map forward, backward;
  for (int i = 0; i < 2'000; ++i) forward.append("k" + std::to_string(i), i);
  for (int i = 1'999; i >= 0; --i) backward.append("k" + std::to_string(i), i);
  CHECK(forward == backward);
  backward["k7"] = 8;
  CHECK(forward != backward);
}

TEST_CASE("a copy is not changed with what it was copied from") {
  Value first = Map{{"a", List{1, Map{{"b", 2}}}}, {"c", 3}};
  const Value before = first;
  first.as_map().set("c", 4);
  CHECK(before["c"] == 3);
  first.as_map()["a"].as_list()[1].as_map().set("b", 5);
  CHECK(before["a"].at(1)["b"] == 2);
  first.as_map().erase("a");
  CHECK(before["a"].at(0) == 1);
  for (auto& [key, value] : first.as_map()) value = "new";
  CHECK(before["c"] == 3);
  CHECK(before == Map{{"c", 3}, {"a", List{1, Map{{"b", 2}}}}});
}

TEST_CASE("what is written through a reference does not show in a copy that was made meanwhile") {
  Value list = List{1}, map = Map{{"a", 1}};
  List& items = list.as_list();
  Value& found = *map.as_map().find("a");
  const auto first = map.as_map().begin();
  const Value list_copy = list, map_copy = map;
  items.push_back(2);
  found = 2;
  CHECK(list_copy == List{1});
  CHECK(map_copy == Map{{"a", 1}});
  first->second = 3;
  CHECK(map_copy == Map{{"a", 1}});
  CHECK(list == List{1, 2});
  CHECK(map == Map{{"a", 3}});
}

TEST_CASE("integers and decimals compare by number, nothing else crosses kinds") {
  CHECK(Value(1) == Value(dec("1.00")));
  CHECK(Value(1) != Value(dec("1.01")));
  CHECK(Value(INT64_MAX) == Value(dec("9223372036854775807")));
  CHECK(Value(1) != Value("1"));
  CHECK(Value(0) != Value(false));
  CHECK(Value() != Value(0));
  CHECK(Value(List{1, Map{{"a", dec("2.0")}}}) == Value(List{dec("1.0"), Map{{"a", 2}}}));
  CHECK(Value(List{1, 2}) != Value(List{2, 1}));
  CHECK(Value("") != Value());
}

TEST_CASE("paths walk maps and lists and end in null") {
  const Value order = Map{{"lines", List{Map{{"sku", "A-1"}}, Map{{"sku", "B-2"}}}}, {"number", "SO1"}};
  CHECK(order.path("lines.1.sku") == Value("B-2"));
  CHECK(order.path("number") == Value("SO1"));
  CHECK(order.path("") == order);
  for (const char* path : {"lines.2.sku", "lines.x", "lines.-1", "lines.1x", "number.a", "absent.a.b"}) {
    CHECK_MESSAGE(order.path(path).is_null(), path);
  }
  CHECK(order["lines"].at(0)["sku"].as_string() == "A-1");
  CHECK(order.at(0).is_null());
}

TEST_CASE("defaults stand in for other kinds only") {
  CHECK(Value("x").string_or("y") == "x");
  CHECK(Value(1).string_or("y") == "y");
  CHECK(Value(7).int_or(1) == 7);
  CHECK(Value("7").int_or(1) == 1);
  CHECK(Value(false).bool_or(true) == false);
  CHECK(Value().bool_or(true));
}

TEST_CASE("kinds have names for messages") {
  CHECK(name_of(Value().kind()) == "null");
  CHECK(name_of(Value(true).kind()) == "boolean");
  CHECK(name_of(Value(1).kind()) == "integer");
  CHECK(name_of(Value(dec("1")).kind()) == "decimal");
  CHECK(name_of(Value("").kind()) == "string");
  CHECK(name_of(Value(List{}).kind()) == "list");
  CHECK(name_of(Value(Map{}).kind()) == "map");
}

}  // namespace
}  // namespace syncline
