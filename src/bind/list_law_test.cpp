// The law of round trips for lists of parts, whatever the record has had: what was written is shown, writing it again
// does nothing, and what does not belong to the list stays.
#include <algorithm>
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "bind/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

const char* const words =
    "fields:\n"
    "  lines:\n"
    "    part: rows\n"
    "    where: {type: line}\n"
    "    fields:\n"
    "      product: {path: article, object: product}\n"
    "      quantity: qty\n"
    "      unit_price: {path: price, scale: 2}\n"
    "      description: {path: text, max: 3}\n"
    "      unit: {path: uom, map: {Stk: piece, Kg: kg}}\n"
    "      amount: {path: total, write: never}\n";

/// A system that does what it is told: new rows show every column, and the total is its own.
class System {
 public:
  Value content() const { return Map{{"rows", rows_}}; }

  void add_title() { rows_.push_back(Map{{"id", next_id()}, {"type", "title"}, {"text", "as it was"}}); }

  void obey(const Value& content) {
    const Value& commands = content["rows"]["$parts"];
    if (!commands.is_list()) return;
    for (const Value& each : commands.as_list()) apply(each);
  }

 private:
  std::string next_id() { return std::to_string(++last_id_); }

  void apply(const Value& command) {
    const std::string op = command["op"].string_or("");
    if (op == "create") {
      rows_.push_back(Map{{"id", next_id()}});
      for (const char* column : {"article", "qty", "price", "text", "uom"}) rows_.back().as_map().set(column, Value());
      rows_.back().as_map().set("total", last_id_);
    }
    const auto row = op == "create"
                         ? rows_.end() - 1
                         : std::ranges::find(rows_, command["id"], [](const Value& each) { return each["id"]; });
    RC_ASSERT(row != rows_.end());
    if (op == "delete") {
      rows_.erase(row);
    } else {
      for (const auto& [path, value] : command["set"].as_map()) row->as_map().set(path, value);
    }
  }

  List rows_;
  int last_id_ = 0;
};

rc::Gen<Value> any_value(const std::string& field) {
  if (field == "product") return rc::gen::element<Value>("7", "8", "9", Value());
  if (field == "unit") return rc::gen::element<Value>("piece", "kg", Value());
  if (field == "description") return rc::gen::element<Value>("a", "ab", "abcd", "abce", Value());
  const auto number = [](int n) { return Value(Decimal::of(n, 3)); };
  return rc::gen::map(rc::gen::elementOf(std::vector<int>{0, 1, 1000, 1001, 1234, 5005, -250}), number);
}

FieldValue any_lines(bool complete) {
  List lines;
  const int count = *rc::gen::inRange(0, 6);
  for (int i = 0; i < count; ++i) {
    Map line;
    for (const char* field : {"product", "quantity", "unit_price", "description", "unit"}) {
      if (complete || *rc::gen::inRange(0, 5) != 0) line.set(field, *any_value(field));
    }
    lines.push_back(std::move(line));
  }
  return lines.empty() ? FieldValue::empty() : FieldValue::of(std::move(lines));
}

FieldValue shown(const Binding& binding, const Value& content) {
  const auto reading = binding.read({{"erp", "order", "1"}, RecordState::live, {}, {}, {}, content}, {});
  if (!reading) RC_FAIL(describe(reading.error()));
  return reading->fields.at("lines").canonical;
}

void write(const Binding& binding, System& system, const FieldValue& lines) {
  const auto content = binding.write({{"lines", lines}}, system.content());
  if (!content) RC_FAIL(describe(content.error()));
  system.obey(*content);
}

List titles(const Value& content) {
  List out;
  for (const Value& row : content["rows"].as_list()) {
    if (row["type"] == Value("title")) out.push_back(row);
  }
  return out;
}

}  // namespace

TEST_CASE("whatever a record had, after a write it shows the lines, and writing them again does nothing") {
  const auto binding = binding_of(words);
  CHECK(rc::check("any list over any list", [&] {
    System system;
    system.add_title();
    write(*binding, system, any_lines(true));
    const List before = titles(system.content());
    const FieldValue wanted = any_lines(false);
    write(*binding, system, wanted);
    RC_ASSERT(binding->shows("lines", shown(*binding, system.content()), wanted));
    const auto again = binding->write({{"lines", wanted}}, system.content());
    RC_ASSERT(again.ok());
    RC_ASSERT(*again == Value(Map{}));
    RC_ASSERT(titles(system.content()) == before);
  }));
}

TEST_CASE("lines that say everything are read back as n(v), and n changes nothing twice") {
  const auto binding = binding_of(words);
  CHECK(rc::check("read(write(v)) = n(v)", [&] {
    const FieldValue v = any_lines(true);
    const FieldValue n = binding->normalised("lines", v);
    System system;
    write(*binding, system, v);
    FieldValue back = shown(*binding, system.content());
    if (back.value.is_list()) {
      for (Value& line : back.value.as_list()) line.as_map().erase("amount");
    }
    RC_ASSERT(back == n);
    RC_ASSERT(binding->normalised("lines", n) == n);
  }));
}

TEST_CASE("a line that stays is not touched") {
  const auto binding = binding_of(words);
  CHECK(rc::check("one line more, one line less", [&] {
    System system;
    FieldValue lines = any_lines(true);
    write(*binding, system, lines);
    List changed = lines.value.is_list() ? lines.value.as_list() : List{};
    const bool removes = !changed.empty() && *rc::gen::arbitrary<bool>();
    if (removes) {
      changed.erase(changed.begin() + *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(changed)));
    } else {
      changed.insert(changed.begin(), Value(Map{{"product", "12"}, {"quantity", 77}}));
    }
    const auto content = binding->write({{"lines", FieldValue::of(changed)}}, system.content());
    RC_ASSERT(content.ok());
    RC_ASSERT((*content)["rows"]["$parts"].as_list().size() == 1u);
    RC_ASSERT((*content)["rows"]["$parts"].as_list()[0]["op"] == Value(removes ? "delete" : "create"));
  }));
}
