// The law of round trips. exact: read(write(v)) = v for every canonical v; lossy: read(write(v)) = n(v), n(n(v)) =
// n(v).
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "bind/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

/// Texts of the characters that give trouble: umlauts, digits, punctuation, mark-up, spaces, emoji, combining marks.
rc::Gen<std::string> any_text() {
  const std::vector<std::string> pieces{"a",      "B",  "z",  "0",     "0",        "4",       "9",
                                        "ä",      "Ö",  "ß",  "ﬁ",     "İ",        "Σ",       " ",
                                        "  ",     "\n", "\t", ".",     "-",        "/",       "+",
                                        "@",      "(",  ")",  "(0)",   "00",       ":",       "://",
                                        "<",      ">",  "&",  "&amp;", "<p>",      "<br>",    "\"",
                                        "'",      "_",  "?",  "#",     "https://", "e\u0301", "👩‍👩‍👧",
                                        "\u00A0", ";",  ","};
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces)),
                      [](const std::vector<std::string>& all) {
                        std::string out;
                        for (const std::string& each : all) out += each;
                        return out;
                      });
}

rc::Gen<Value> any_value(const std::string& field) {
  const auto number = [] { return rc::gen::inRange<std::int64_t>(-1'000'000'000, 1'000'000'000); };
  if (field == "active") return rc::gen::map(rc::gen::arbitrary<bool>(), [](bool b) { return Value(b); });
  if (field == "count")
    return rc::gen::map(rc::gen::arbitrary<std::int64_t>(), [](std::int64_t n) { return Value(n); });
  if (field == "weight" || field == "limit") {
    return rc::gen::apply([](std::int64_t n, int scale) { return Value(Decimal::of(n, scale)); }, number(),
                          rc::gen::inRange(0, 7));
  }
  if (field == "born") {
    return rc::gen::apply([](int y, unsigned m, unsigned d) { return Value(to_iso(Date{y, m, d})); },
                          rc::gen::inRange(1, 9999), rc::gen::inRange(1u, 13u), rc::gen::inRange(1u, 29u));
  }
  if (field == "seen")
    return rc::gen::map(number(), [](std::int64_t n) { return Value(to_iso(Instant{n * 1'234'567})); });
  if (field == "country") return rc::gen::element<Value>("DE", "at", "Ch", " FR");
  if (field == "currency") return rc::gen::element<Value>("EUR", "usd", "Chf");
  if (field == "language") return rc::gen::element<Value>("de", "de_AT", "EN-us", "zh-hant-TW", "sr-Latn", "es-419");
  if (field == "stage") return rc::gen::element<Value>("open", "won", "lost");
  if (field == "parent") return rc::gen::map(number(), [](std::int64_t n) { return Value(std::to_string(n)); });
  return rc::gen::map(any_text(), [](std::string text) { return Value(std::move(text)); });
}

/// What the record shows after v was written to it.
FieldValue read_back(const Binding& binding, const std::string& field, const FieldValue& v) {
  const auto content = binding.write({{field, v}}, Map{});
  if (!content) RC_FAIL(describe(content.error()));
  const auto reading = binding.read({{"erp", "company", "1"}, RecordState::live, {}, {}, {}, *content}, {});
  if (!reading) RC_FAIL(describe(reading.error()));
  return reading->fields.at(field).canonical;
}

void check_law(const Binding& binding, const std::string& field) {
  const Value raw = *any_value(field);
  const FieldValue v = FieldValue::of(raw);
  const FieldValue n = binding.normalised(field, v);
  RC_ASSERT(read_back(binding, field, v) == n);
  RC_ASSERT(binding.normalised(field, n) == n);
  RC_ASSERT(read_back(binding, field, n) == n);
  RC_ASSERT(read_back(binding, field, FieldValue::empty()) == FieldValue::empty());
}

/// The canonical form of the field's type: what a plain binding makes of a value, and so what every reading is in.
FieldValue canonical_form(const std::string& field, const Value& raw) {
  static const auto plain = binding_of(
      "fields:\n  name: name\n  note: note\n  email: email\n  phone: phone\n  tax_id: tax_id\n  website: website\n  "
      "country: country\n"
      "  currency: currency\n  language: language\n");
  const FieldValue v = FieldValue::of(raw);
  return plain->field(field) ? plain->normalised(field, v) : v;
}

const std::vector<std::string> all_fields{"name",     "note",   "active",  "count", "weight",  "limit",
                                          "born",     "seen",   "email",   "phone", "country", "currency",
                                          "language", "tax_id", "website", "stage", "parent"};

}  // namespace

TEST_CASE("exact: what is written is read back, for every canonical value of every converter") {
  std::string own = "fields:\n";
  std::string other =
      "fields:\n  note: {path: note, as: html_text}\n  language: {path: language, as: locale}\n"
      "  stage: {path: stage, map: stages, codes: integer}\n";
  for (const std::string& field : all_fields)
    own += "  " + field + ": {path: a." + field + (field == "parent" ? ", object: company" : "") + "}\n";
  const char* const third =
      "fields:\n  weight: {path: w, as: percent_fraction}\n  limit: {path: l, as: decimal_comma}\n"
      "  born: {path: b, as: day_of_instant, zone: America/New_York}\n  active: {path: a, map: {ja: \"true\", nein: "
      "\"false\"}}\n";
  const char* const fourth = "fields:\n  born: {path: b, as: day_of_local_time}\n";
  for (const auto& binding : {binding_of(own), binding_of(other), binding_of(third), binding_of(fourth)}) {
    for (const BindingField& field : binding->fields()) {
      CHECK(field.cls == BindingClass::exact);
      CHECK(rc::check(field.name, [&] {
        const FieldValue v = canonical_form(field.name, *any_value(field.name));
        RC_ASSERT(read_back(*binding, field.name, v) == v);
        RC_ASSERT(binding->normalised(field.name, v) == v);
        check_law(*binding, field.name);
      }));
    }
  }
}

TEST_CASE("lossy: what is read back is n(v), and n changes nothing twice") {
  struct Words {
    std::vector<const char*> fields;
    std::vector<const char*> words;
  };
  for (const Words& each : {
           Words{{"name", "note", "email", "phone", "tax_id", "website"}, {"upper: true", "lower: true", "trim: true"}},
           Words{{"name", "note"}, {"max: 1", "max: 7", "trim: true, upper: true, max: 3", "lower: true, max: 2"}},
       }) {
    for (const char* field : each.fields) {
      for (const char* words : each.words) {
        const auto binding = binding_of(std::string("fields:\n  ") + field + ": {path: x, " + words + "}\n");
        CHECK(binding->field(field)->cls == BindingClass::lossy);
        CHECK(rc::check(std::string(field) + " " + words, [&] { check_law(*binding, field); }));
      }
    }
  }
  for (const char* fields :
       {"  weight: {path: x, scale: 0}\n", "  limit: {path: x, scale: 2}\n", "  seen: {path: x, as: local_time}\n",
        "  note: {path: x, as: html_text, max: 3}\n", "  stage: {path: x, map: {1: won, 2: lost, 3: open}}\n"}) {
    const auto binding = binding_of(std::string("fields:\n") + fields);
    CHECK(rc::check(fields, [&] { check_law(*binding, binding->fields().front().name); }));
  }
}

TEST_CASE("the hour that autumn repeats is its first one, for good") {
  const auto binding = binding_of("fields:\n  seen: {path: x, as: local_time}\n");
  const FieldValue second = FieldValue::of("2026-10-25T01:30:00Z"), first = FieldValue::of("2026-10-25T00:30:00Z");
  CHECK(binding->field("seen")->cls == BindingClass::lossy);
  CHECK(read_back(*binding, "seen", second) == first);
  CHECK(binding->normalised("seen", second) == first);
  CHECK(binding->normalised("seen", first) == first);
}

TEST_CASE("a table that maps several labels to one code is lossy, and keeps the law") {
  Diagnostics findings;
  const ValueTables lossy{{"t", ValueTable("t", {{"1", "open"}, {"1", "won"}, {"2", "lost"}, {"3", "lost"}})}};
  const auto spec = read_binding_file(document_of("entity: customer\nobject: x\nfields: {stage: {path: s, map: t}}\n"),
                                      {customer(), lossy, {}}, findings);
  REQUIRE(spec);
  const auto binding = make_binding(*spec);
  CHECK(binding->field("stage")->cls == BindingClass::lossy);
  CHECK(binding->normalised("stage", FieldValue::of("won")) == FieldValue::of("open"));
  CHECK(rc::check("stage", [&] { check_law(*binding, "stage"); }));
}

TEST_CASE("a number that shows 0 for nothing: nothing is written as 0, and 0 there is as good as nothing here") {
  const BindingScope scope{customer(), {}, {}, 0};
  Diagnostics findings;
  const auto spec = read_binding_file(
      document_of("entity: customer\nobject: x\nfields: {limit: l, count: c, name: n, weight: {path: w, empty: -1}}\n"),
      scope, findings);
  REQUIRE(spec);
  const auto binding = make_binding(*spec);
  const FieldValue nothing = FieldValue::empty(), zero = FieldValue::of(0);
  for (const char* field : {"limit", "count"}) {
    CAPTURE(field);
    CHECK(binding->field(field)->cls == BindingClass::exact);
    CHECK(read_back(*binding, field, nothing) == zero);
    CHECK(binding->shows(field, zero, nothing));
    CHECK_FALSE(binding->shows(field, nothing, zero));
    CHECK_FALSE(binding->shows(field, FieldValue::of(7), nothing));
    CHECK(read_back(*binding, field, FieldValue::of(7)) == FieldValue::of(7));
  }
  CHECK(read_back(*binding, "weight", nothing) == FieldValue::of(-1));
  CHECK(read_back(*binding, "name", nothing) == nothing);
  const auto made = binding->write({{"limit", nothing}, {"name", FieldValue::of("A")}}, Value());
  REQUIRE(made);
  CHECK(*made == Value(Map{{"n", "A"}}));  // what says nothing leaves a new record's defaults alone
}

TEST_CASE("what stands for nothing must be a value of the field, and the field both read and written") {
  Diagnostics findings;
  read_binding_file(document_of("entity: customer\nobject: x\nfields:\n  count: {path: c, empty: none}\n"
                                "  limit: {path: l, empty: 0, write: never}\n"),
                    {customer(), {}, {}}, findings);
  CHECK(listed(findings).find("B308@4:") != std::string::npos);
  CHECK(listed(findings).find("B308@5:") != std::string::npos);
}
