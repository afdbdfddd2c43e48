// Lists of parts: the lines of a document as one field.
#include "bind/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

const char* const lines =
    "fields:\n"
    "  name: name\n"
    "  lines:\n"
    "    part: rows\n"
    "    where: {type: line}\n"
    "    fields:\n"
    "      product: {path: article, object: product, required: true}\n"
    "      quantity: qty\n"
    "      unit_price: {path: price, scale: 2}\n"
    "      unit: {path: uom, map: {Stk: piece, Kg: kg}, default: piece}\n"
    "      amount: {path: total, write: never}\n";

const char* const record =
    R"({"name": "SO1", "rows": [
      {"id": "10", "type": "line", "article": "7", "qty": 2, "price": 9.5, "uom": "Stk", "total": 19, "seen": 1},
      {"id": "11", "type": "title", "article": null, "qty": null, "price": null, "uom": null, "total": null},
      {"id": "12", "type": "line", "article": "8", "qty": 1.5, "price": 3, "uom": null, "total": 4.5, "seen": 1}]})";

Result<Reading, Error> read(const Binding& binding, std::string_view content) {
  return binding.read({{"erp", "order", "42"}, RecordState::live, {}, {}, {}, json(content)}, {});
}

std::string shown(const Binding& binding, std::string_view content) {
  const auto reading = read(binding, content);
  return reading ? text_of(reading->fields.at("lines").canonical) : describe(reading.error());
}

/// Of a list of parts, as JSON.
FieldValue of(std::string_view parts) { return FieldValue::of(json(parts)); }

/// The commands for the rows.
std::string written(const Binding& binding, const FieldValue& wanted, const Value& current) {
  const auto result = binding.write({{"lines", wanted}}, current);
  return result ? write_json((*result)["rows"]["$parts"]) : describe(result.error());
}

}  // namespace

TEST_CASE(
    "the lines of a document: only those that match, in the system's order; empty is null, not shown is left out") {
  const auto binding = binding_of(lines);
  CHECK(shown(*binding, record) == R"([{"product":"7","quantity":2,"unit_price":9.5,"unit":"piece","amount":19},)"
                                   R"({"product":"8","quantity":1.5,"unit_price":3,"unit":null,"amount":4.5}])");
  CHECK(shown(*binding, R"({"rows": [{"id": "1", "type": "line", "qty": 1, "price": {"$forbidden": true}}]})") ==
        R"([{"quantity":1}])");
  CHECK(shown(*binding, R"({"rows": [{"id": "11", "type": "title"}]})") == "(empty)");
  CHECK(shown(*binding, R"({"rows": []})") == "(empty)");
  CHECK(shown(*binding, R"({})") == "(absent)");
  CHECK(shown(*binding, R"({"rows": {"$forbidden": true}})") == "(forbidden)");
}

TEST_CASE("a list keeps its base in the system's form, and its hash follows every bound field of every line") {
  const auto binding = binding_of(lines);
  const auto reading = read(*binding, record);
  REQUIRE(reading.ok());
  const BoundField& bound = reading->fields.at("lines");
  CHECK(bound.native.as_list()[0]["uom"] == Value("Stk"));
  CHECK(binding->canonical("lines", bound.native) == bound.canonical);
  CHECK(binding->native_paths() == std::vector<std::string>{"name", "rows"});
  const auto hash_with = [&](std::string_view from, std::string_view to) {
    std::string content = record;
    content.replace(content.find(from), from.size(), to);
    return read(*binding, content)->hash;
  };
  CHECK(hash_with(R"("price": 3)", R"("price": 4)") != reading->hash);
  CHECK(hash_with(R"("total": 4.5)", R"("total": 5)") != reading->hash);
  CHECK(hash_with(R"("seen": 1)", R"("seen": 2)") == reading->hash);
  CHECK(hash_with(R"("type": "title")", R"("type": "note")") == reading->hash);
}

TEST_CASE("the engine is told what of a line refers to which object, and what can be given") {
  const auto binding = binding_of(lines);
  const BindingField& list = *binding->field("lines");
  CHECK(list.cls == BindingClass::lossy);
  REQUIRE(list.parts.size() == 5);
  CHECK(list.parts[0].object == "product");
  CHECK(list.parts[0].type == FieldType::reference);
  CHECK(list.parts[0].required);
  CHECK(list.parts[2].cls == BindingClass::lossy);
  CHECK(list.parts[4].cls == BindingClass::read_only);
}

TEST_CASE("what a line cannot be is named with its number, field and value") {
  const auto binding = binding_of(lines);
  const auto wrong = read(*binding, R"({"rows": [{"type": "line"}, {"type": "line", "uom": "Palette"}]})");
  REQUIRE_FALSE(wrong.ok());
  CHECK(wrong.error().message == "lines 2, unit: \"Palette\" is no code of the value table \"unit\" (Stk, Kg)");
  CHECK(wrong.error().place == "order 42, field lines (rows (type line)), number 2, unit (uom)");
  CHECK(wrong.error().remedy == "add a row for it to the table");
  const auto missing = binding->write({{"lines", of(R"([{"quantity": 1}])")}}, Value());
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.error().code == "bind.required");
  CHECK(missing.error().message == "lines 1, product: is empty, and the system accepts none without it");
  const auto link = binding->write({{"lines", of(R"([{"product": 7}])")}}, Value());
  CHECK_FALSE(link.ok());  // a link that nobody has turned into a native id
}

TEST_CASE("an order and its lines are created together, with the values of where and the defaults") {
  const auto binding = binding_of(lines);
  CHECK(written(*binding, of(R"([{"product": "7", "quantity": 2, "amount": 19}, {"product": "8", "unit": "kg"}])"),
                Value()) == R"([{"op":"create","set":{"type":"line","article":"7","qty":2,"uom":"Stk"}},)"
                            R"({"op":"create","set":{"type":"line","article":"8","uom":"Kg"}}])");
  CHECK(written(*binding, FieldValue::empty(), Value()) == "null");
}

TEST_CASE("only what differs is written: unchanged lines get no command, removed ones go, new ones come") {
  const auto binding = binding_of(lines);
  const Value current = json(record);
  const char* const same = R"([{"product": "7", "quantity": 2.0, "unit_price": 9.5, "unit": "piece", "amount": 99},
                               {"product": "8", "quantity": 1.5, "unit_price": 3.001}])";
  CHECK(written(*binding, of(same), current) == "null");
  CHECK(written(*binding, of(R"([{"product": "8", "quantity": 1.5}, {"product": "7", "quantity": 2}])"), current) ==
        "null");  // another order
  CHECK(written(*binding, of(R"([{"product": "8", "quantity": 4}, {"product": "7", "unit": null}])"), current) ==
        R"([{"op":"update","id":"12","set":{"qty":4}},{"op":"update","id":"10","set":{"uom":null}}])");
  CHECK(written(*binding, of(R"([{"product": "8"}, {"product": "9", "quantity": 1}, {"product": "7"}])"), current) ==
        R"([{"op":"create","set":{"type":"line","article":"9","qty":1,"uom":"Stk"}}])");
  CHECK(written(*binding, of(R"([{"product": "8"}])"), current) == R"([{"op":"delete","id":"10"}])");
  CHECK(written(*binding, FieldValue::empty(), current) == R"([{"op":"delete","id":"10"},{"op":"delete","id":"12"}])");
}

TEST_CASE("lines are matched: equal ones first, then by their key, then in order") {
  const auto binding = binding_of(lines);
  const Value current = json(R"({"rows": [{"id": "1", "type": "line", "article": "7", "qty": 1},
    {"id": "2", "type": "line", "article": "7", "qty": 5}, {"id": "3", "type": "line", "article": "8", "qty": 1}]})");
  CHECK(written(*binding, of(R"([{"product": "7", "quantity": 5}, {"product": "7", "quantity": 2},
                                 {"product": "8", "quantity": 1}])"),
                current) == R"([{"op":"update","id":"1","set":{"qty":2}}])");
  CHECK(written(*binding, of(R"([{"product": "9", "quantity": 1}, {"product": "8", "quantity": 2},
                                 {"product": "7", "quantity": 5}])"),
                current) ==
        R"([{"op":"update","id":"1","set":{"article":"9"}},{"op":"update","id":"3","set":{"qty":2}}])");
}

TEST_CASE("a member shows a list when it has the same lines in any order, in what it can be given") {
  const auto binding = binding_of(lines);
  const auto shows = [&](std::string_view there, std::string_view agreed) {
    return binding->shows("lines", of(there), of(agreed));
  };
  const char* const two = R"([{"product": 7, "quantity": 2, "amount": 19}, {"product": 8, "quantity": 1.234}])";
  CHECK(shows(two, R"([{"product": 8, "quantity": 1.234}, {"product": 7, "quantity": 2}])"));
  CHECK(shows(two, R"([{"product": 8}, {"product": 7, "amount": 20, "description": "unknown here"}])"));
  CHECK_FALSE(shows(two, R"([{"product": 8}, {"product": 7, "quantity": 3}])"));
  CHECK_FALSE(shows(two, R"([{"product": 8}])"));
  CHECK_FALSE(shows(two, R"([{"product": 8}, {"product": 8}])"));
  CHECK(shows(R"([{"unit_price": 1.23}, {"unit_price": 1.234}])", R"([{"unit_price": 1.234}, {"unit_price": 1.23}])"));
  CHECK(shows(R"([{"unit_price": 1.23}])", R"([{"unit_price": 1.234}])"));
  CHECK(shows(R"([{"unit": null}])", R"([{"unit": null}])"));
  CHECK_FALSE(shows(R"([{"unit": null}])", R"([{"unit": "kg"}])"));
  CHECK_FALSE(binding->shows("lines", FieldValue::absent(), of(two)));
  CHECK_FALSE(binding->shows("lines", FieldValue::empty(), of(two)));
  CHECK(binding->shows("lines", FieldValue::empty(), FieldValue::empty()));
}

TEST_CASE("n of a list keeps what is bound here") {
  const auto binding = binding_of(lines);
  CHECK(text_of(binding->normalised("lines", of(R"([{"product": 7, "unit_price": 1.239, "description": "x"}])"))) ==
        R"([{"product":7,"unit_price":1.24}])");
  CHECK(binding->normalised("lines", of("[]")) == FieldValue::empty());
}

TEST_CASE("lists that were not read, or may not be seen, are never written blindly") {
  const auto binding = binding_of(lines);
  const FieldValue wanted = of(R"([{"product": "7"}])");
  CHECK(binding->write({{"lines", wanted}}, json(R"({"name": "x"})")).error().cls == ErrorClass::conflict);
  CHECK(binding->write({{"lines", wanted}}, json(R"({"rows": {"$forbidden": true}})")).error().cls ==
        ErrorClass::permission);
}

TEST_CASE("a list and a single field may stand in the same child records") {
  const auto binding = binding_of(std::string(lines) + "  note: {part: rows, where: {type: note}, path: text}\n");
  const auto result = binding->write(
      {{"note", FieldValue::of("careful")}, {"lines", of(R"([{"product": "7"}, {"product": "8"}, {"product": "9"}])")}},
      json(record));
  REQUIRE(result.ok());
  CHECK(write_json((*result)["rows"]) == R"({"$parts":[{"op":"create","set":{"type":"note","text":"careful"}},)"
                                         R"({"op":"create","set":{"type":"line","article":"9","uom":"Stk"}}]})");
}

TEST_CASE("a state that only calls change is read, and refused as a value") {
  const auto binding = binding_of("fields:\n  name: name\n  stage: {path: state, map: stages, write: transitions}\n");
  CHECK(binding->field("stage")->by_transition);
  CHECK(binding->field("stage")->cls == BindingClass::read_only);
  CHECK_FALSE(binding->field("name")->by_transition);
  CHECK(text_of(read(*binding, R"({"state": "2"})")->fields.at("stage").canonical) == "\"won\"");
  const auto refused = binding->write({{"stage", FieldValue::of("won")}}, Map{});
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().message == "the field \"stage\" is changed by calls, not written");
}

TEST_CASE("a list that is never read is made as any other, and changed as a whole") {
  const auto binding = binding_of(
      "fields:\n  name: name\n  lines:\n    part: rows\n    read: never\n    fields: {quantity: qty, unit_price: "
      "{path: "
      "price, scale: 2}}\n");
  const auto rows = [&](const Value& current) {
    const auto result =
        binding->write({{"lines", of(R"([{"quantity": 2}, {"quantity": 1, "unit_price": 1.239}])")}}, current);
    return result ? write_json((*result)["rows"]) : describe(result.error());
  };
  CHECK(rows(Value()) ==
        R"({"$parts":[{"op":"create","set":{"qty":2}},{"op":"create","set":{"qty":1,"price":1.24}}]})");
  CHECK(rows(json(R"({"name": "x"})")) ==
        R"({"$whole":[{"id":"","set":{"qty":2}},{"id":"","set":{"qty":1,"price":1.24}}]})");
}
