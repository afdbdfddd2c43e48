#include "bind/binding.h"

#include "bind/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

NativeRecord record(std::string_view content) {
  return {{"erp", "company", "42"}, RecordState::live, {}, {}, {}, json(content)};
}

Reading reading(const Binding& binding, std::string_view content) {
  auto result = binding.read(record(content), Instant{7});
  if (!result) FAIL(describe(result.error()));
  return std::move(*result);
}

std::string shown(const Binding& binding, std::string_view field, std::string_view content) {
  return text_of(reading(binding, content).fields.at(std::string(field)).canonical);
}

FieldValue of(Value v) { return FieldValue::of(std::move(v)); }

std::string written(const Binding& binding, const std::map<std::string, FieldValue>& set, const Value& current) {
  const auto result = binding.write(set, current);
  return result ? write_json(*result) : describe(result.error());
}

const char* const party =
    "fields:\n"
    "  name: name\n"
    "  email: {part: mechanisms, where: {type: email}, path: value}\n"
    "  phone: {part: mechanisms, where: {type: phone}, path: value}\n"
    "  street: {part: addresses, path: street}\n"
    "  city: {part: addresses, path: city}\n"
    "  country: {part: addresses, path: country}\n";

}  // namespace

TEST_CASE("absent, empty and forbidden are told apart, and only the first two of four can change anything") {
  const auto binding = binding_of("fields:\n  name: name\n  city: address.city\n  email: {part: mails, path: value}\n");
  CHECK(shown(*binding, "name", R"({"name": "Müller"})") == "\"Müller\"");
  CHECK(shown(*binding, "name", R"({"name": null})") == "(empty)");
  CHECK(shown(*binding, "name", R"({"name": ""})") == "(empty)");
  CHECK(shown(*binding, "name", R"({})") == "(absent)");
  CHECK(shown(*binding, "name", R"({"name": {"$forbidden": true}})") == "(forbidden)");
  CHECK(shown(*binding, "city", R"({"address": {"city": "Köln"}})") == "\"Köln\"");
  CHECK(shown(*binding, "city", R"({"address": {"city": null}})") == "(empty)");
  CHECK(shown(*binding, "city", R"({"address": {}})") == "(absent)");
  CHECK(shown(*binding, "email", R"({})") == "(absent)");
  CHECK(shown(*binding, "email", R"({"mails": {"$forbidden": true}})") == "(forbidden)");
  CHECK(shown(*binding, "email", R"({"mails": []})") == "(empty)");
  CHECK(shown(*binding, "email", R"({"mails": [{"id": "1"}]})") == "(absent)");
  CHECK(written(*binding, {{"name", FieldValue::absent()}, {"city", FieldValue::forbidden()}}, Map{}) == "{}");
}

TEST_CASE("a base keeps the vendor's form, and means the same through the binding") {
  const auto binding = binding_of("fields:\n  phone: tel\n");
  const BoundField phone = reading(*binding, R"({"tel": "030 / 12345"})").fields.at("phone");
  CHECK(phone.native == Value("030 / 12345"));
  CHECK(phone.canonical == of("+493012345"));
  CHECK(binding->canonical("phone", phone.native) == phone.canonical);
  CHECK(binding->canonical("phone", Value()) == FieldValue::empty());
  CHECK(binding->canonical("phone", true) == FieldValue::absent());  // no longer readable: says nothing
}

TEST_CASE("the hash follows what the bound fields show, and nothing else") {
  const auto binding = binding_of("fields:\n  name: name\n  city: city\n  note: {path: secret, read: never}\n");
  const Hash128 hash = reading(*binding, R"({"name": "A", "city": null, "write_date": "1"})").hash;
  CHECK(reading(*binding, R"({"city": null, "write_date": "2", "secret": "x", "name": "A"})").hash == hash);
  CHECK(reading(*binding, R"({"name": "B", "city": null})").hash != hash);
  CHECK(reading(*binding, R"({"name": "A"})").hash != hash);
  CHECK(reading(*binding, R"({"name": "A", "city": {"$forbidden": true}})").hash != hash);
}

TEST_CASE("a record that is gone shows no fields") {
  NativeRecord gone = record("{}");
  gone.state = RecordState::merged;
  gone.merged_into = "43";
  const auto result = binding_of("fields:\n  name: name\n")->read(gone, {});
  REQUIRE(result.ok());
  CHECK(result->fields.empty());
  CHECK(result->merged_into == "43");
}

TEST_CASE("what cannot be read is named: object, id, field, path, value, remedy; personal values are not shown") {
  const auto binding =
      binding_of("fields:\n  country: land\n  email: {part: mails, where: {type: email}, path: value}\n");
  const auto country = binding->read(record(R"({"land": "Germany"})"), {});
  REQUIRE_FALSE(country.ok());
  CHECK(country.error().cls == ErrorClass::validation);
  CHECK(country.error().place == "company 42, field country (land)");
  CHECK(country.error().message == "country: \"Germany\" is no country code of two letters (ISO 3166)");
  CHECK_FALSE(country.error().remedy.empty());
  const auto email = binding->read(record(R"({"mails": [{"id": "1", "type": "email", "value": ["m@x.de"]}]})"), {});
  REQUIRE_FALSE(email.ok());
  CHECK(email.error().place == "company 42, field email (mails (type email) value)");
  CHECK(email.error().message == "email: a personal value is a list, not a text");
}

TEST_CASE("value tables translate both ways and refuse what they do not hold") {
  const auto binding = binding_of(
      "fields:\n  stage: {path: state, map: stages, codes: integer}\n  country: {path: land, map: countries}\n"
      "  active: {path: archived, map: {no: \"true\", yes: \"false\"}}\n  language: {path: lang, map: {D: de, A: "
      "de}}\n");
  CHECK(shown(*binding, "stage", R"({"state": 2})") == "\"won\"");
  CHECK(shown(*binding, "stage", R"({"state": null})") == "(empty)");
  CHECK(shown(*binding, "active", R"({"archived": "yes"})") == "false");
  CHECK(shown(*binding, "country", R"({"land": "Germany"})") == "\"DE\"");
  CHECK(written(*binding, {{"stage", of("lost")}, {"country", of("DE")}, {"active", of(true)}}, Map{}) ==
        R"({"archived":"no","land":"Deutschland","state":3})");
  CHECK(written(*binding, {{"language", of("de")}}, Map{}) == R"({"lang":"D"})");
  const auto unread = binding->read(record(R"({"state": 9})"), {});
  REQUIRE_FALSE(unread.ok());
  CHECK(unread.error().message == "stage: 9 is no code of the value table \"stages\" (1, 2, 3)");
  const auto unwritten = binding->write({{"country", of("CH")}}, Map{});
  REQUIRE_FALSE(unwritten.ok());
  CHECK(unwritten.error().cls == ErrorClass::validation);
  CHECK(unwritten.error().message == "country: \"CH\" is no label of the value table \"countries\" (DE, AT)");
}

TEST_CASE("creates carry constants and defaults, leave out what is empty, and need what is required") {
  const auto binding = binding_of(
      "create: {is_company: true, kind: 7}\n"
      "fields:\n  name: {path: name, required: true}\n  country: {path: land, default: DE}\n  city: city\n  limit: "
      "kind\n");
  CHECK(written(*binding, {{"name", of("Müller")}, {"city", FieldValue::empty()}}, Value()) ==
        R"({"is_company":true,"kind":7,"land":"DE","name":"Müller"})");
  CHECK(written(*binding, {{"name", of("A")}, {"country", of("AT")}, {"limit", of(5)}}, Value()) ==
        R"({"is_company":true,"kind":5,"land":"AT","name":"A"})");
  CHECK(written(*binding, {{"name", of("A")}, {"country", FieldValue::empty()}}, Value()) ==
        R"({"is_company":true,"kind":7,"name":"A"})");
  CHECK(written(*binding, {{"city", FieldValue::empty()}}, Map{}) == R"({"city":null})");
  for (const Value& current : {Value(), Value(Map{})}) {
    const auto refused = binding->write({{"name", FieldValue::empty()}}, current);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == "bind.required");
    CHECK(refused.error().place == "company name");
  }
  CHECK_FALSE(binding->write({{"city", of("Ulm")}}, Value()).ok());
}

TEST_CASE("fields that are never written, or not bound, are refused by name") {
  const auto binding =
      binding_of("fields:\n  name: {path: name, write: never}\n  limit: {path: total, check: {tolerance: 0.01}}\n");
  CHECK(binding->field("limit")->cls == BindingClass::read_only);
  for (const char* field : {"name", "limit", "city"}) {
    const auto refused = binding->write({{field, of("x")}}, Map{});
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().cls == ErrorClass::config);
    CHECK(refused.error().message.find(field) != std::string::npos);
  }
}

TEST_CASE("what is requested: every readable path once, part lists by their name") {
  const auto paths = binding_of(std::string(party) + "  note: {path: memo, read: never}\n")->native_paths();
  CHECK(paths == std::vector<std::string>{"addresses", "mechanisms", "name"});
}

TEST_CASE("a part is the one with the lowest id that matches") {
  const auto binding = binding_of(party);
  const char* content = R"({"mechanisms": [{"id": "10", "type": "email", "value": "ten@x.de"},
      {"id": "9", "type": "email", "value": "nine@x.de"}, {"id": "1", "type": "fax", "value": "1"}]})";
  CHECK(shown(*binding, "email", content) == "\"nine@x.de\"");
  CHECK(shown(*binding, "phone", content) == "(empty)");
}

TEST_CASE("parts are updated, created and deleted by what the record has") {
  const auto binding = binding_of(party);
  const Value current = json(R"({"name": "A", "mechanisms": [{"id": "7", "type": "email", "value": "a@x.de"}],
      "addresses": [{"id": "3", "street": "Weg 1", "city": "Ulm", "country": null}]})");
  CHECK(written(*binding, {{"email", of("b@x.de")}, {"phone", of("+493012345")}}, current) ==
        R"({"mechanisms":{"$parts":[{"op":"update","id":"7","set":{"value":"b@x.de"}},)"
        R"({"op":"create","set":{"type":"phone","value":"+493012345"}}]}})");
  CHECK(written(*binding, {{"email", FieldValue::empty()}}, current) ==
        R"({"mechanisms":{"$parts":[{"op":"delete","id":"7"}]}})");
  CHECK(written(*binding, {{"phone", FieldValue::empty()}, {"name", of("B")}}, current) == R"({"name":"B"})");
  CHECK(written(*binding, {{"street", FieldValue::empty()}, {"country", of("DE")}}, current) ==
        R"({"addresses":{"$parts":[{"op":"update","id":"3","set":{"country":"DE","street":null}}]}})");
  CHECK(written(*binding, {{"street", FieldValue::empty()}}, current) ==
        R"({"addresses":{"$parts":[{"op":"update","id":"3","set":{"street":null}}]}})");
  CHECK(written(*binding, {{"street", FieldValue::empty()}, {"city", FieldValue::empty()}}, current) ==
        R"({"addresses":{"$parts":[{"op":"delete","id":"3"}]}})");
  CHECK(written(*binding, {{"name", of("A")}, {"city", of("Köln")}, {"street", of("Weg 2")}}, Value()) ==
        R"({"name":"A","addresses":{"$parts":[{"op":"create","set":{"city":"Köln","street":"Weg 2"}}]}})");
}

TEST_CASE("parts that were not read are never written blindly") {
  const auto binding = binding_of(party);
  const auto unread = binding->write({{"email", of("a@x.de")}}, json(R"({"name": "A"})"));
  REQUIRE_FALSE(unread.ok());
  CHECK(unread.error().cls == ErrorClass::conflict);
  const auto hidden = binding->write({{"email", of("a@x.de")}}, json(R"({"mechanisms": {"$forbidden": true}})"));
  REQUIRE_FALSE(hidden.ok());
  CHECK(hidden.error().cls == ErrorClass::permission);
}

TEST_CASE("a lossy member is right when it shows what it can hold") {
  const auto binding = binding_of(
      "fields:\n  name: {path: name, max: 6, upper: true}\n  weight: {path: kg, scale: 1}\n  city: {path: city, trim: "
      "true}\n");
  CHECK(binding->normalised("name", of("Müller & Söhne")) == of("MÜLLER"));
  CHECK(binding->normalised("weight", of(*Decimal::parse("1.25"))) == of(*Decimal::parse("1.3")));
  CHECK(binding->normalised("city", of(" Ulm ")) == of("Ulm"));
  CHECK(binding->normalised("city", of("  ")) == FieldValue::empty());
  CHECK(binding->normalised("name", FieldValue::empty()) == FieldValue::empty());
  CHECK(binding->field("name")->cls == BindingClass::lossy);
  CHECK(written(*binding, {{"name", of("Straßenbau")}}, Map{}) == R"({"name":"STRASS"})");
}

TEST_CASE("a binding may name a zone of its own; without one it is the project's") {
  const auto binding = binding_of(
      "fields:\n  born: {path: at, as: day_of_instant}\n  seen: {path: local, as: local_time, zone: Asia/Tokyo}\n"
      "  name: name\n");
  const char* const content = R"({"at": "2026-11-20T23:30:00Z", "local": "2026-11-21 08:30:00"})";
  CHECK(shown(*binding, "born", content) == "\"2026-11-21\"");
  CHECK(shown(*binding, "seen", content) == "\"2026-11-20T23:30:00Z\"");
  CHECK(written(*binding, {{"seen", of("2026-11-20T23:30:00Z")}}, Map{}) == R"({"local":"2026-11-21T08:30:00"})");
}
