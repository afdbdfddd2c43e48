#include "model/shadow.h"

#include <doctest/doctest.h>

#include "base/json.h"

namespace syncline {
namespace {

Member member_of(const std::string& slot, const std::string& native, RecordState state = RecordState::live) {
  Member member;
  member.slot = slot;
  member.key = {slot, "partner", native};
  member.state = state;
  return member;
}

// Every element differs from its default, so that one that is not stored is missed.
Shadow full() {
  AgreedField agreed;
  agreed.value = FieldValue::of(Decimal::of(129900, 2));
  agreed.version = 7;
  agreed.origin = {"crm", EventId{41}, "edit", 3};
  agreed.changed_at = {100};
  agreed.edited_after = {98};
  agreed.edited_by = {99};

  MemberField field;
  field.base = Map{{"street", "Hauptstraße 1"}, {"lines", List{1, nullptr, true, Decimal::of(10, 1)}}};
  field.presence = Presence::value;
  field.confirmed = 6;
  field.standing = true;
  field.deviating = true;
  field.former = "before";
  field.based_at = {101};
  field.refers_to = {12};
  field.written = 5;
  field.written_value = FieldValue::empty();
  field.written_at = {102};
  field.acknowledged_at = {103};
  field.undone = true;
  field.unasked = true;
  field.unseen = true;

  Member member = member_of("erp.customer", "4711", RecordState::merged);
  member.duplicate = true;
  member.paused = true;
  member.ending = Ending::remove;
  member.incarnation = 2;
  member.stamp = -5;
  member.version = "W/\"3\"";
  member.hash = xxh3("reading");
  member.read_at = {103};
  member.fields["credit"] = field;

  Shadow shadow;
  shadow.agreed["credit"] = agreed;
  shadow.disputes["name"] = ConflictKind::loop;
  shadow.parked.push_back({"erp", "vat", 4, true, 2, {105}, true});
  shadow.members = {member_of("crm", "a"), member};
  shadow.swings.push_back({"name", "crm", 3, {104}, xxh3("value")});
  shadow.files.push_back(
      {"erp", "crm", "17", "mark", "order.pdf", "ab12", 3'000'000'000, FilePart::State::delivered, {"aa01", "ab12"}});
  shadow.files.push_back({"erp", "crm", "18", "", "", "", 0, FilePart::State::refused});
  shadow.left = {{"erp", 2}};
  shadow.undecided = true;
  return shadow;
}

void check_equal(const Member& a, const Member& b) {
  CHECK(a.slot == b.slot);
  CHECK(a.key == b.key);
  CHECK(a.state == b.state);
  CHECK(a.duplicate == b.duplicate);
  CHECK(a.paused == b.paused);
  CHECK(a.ending == b.ending);
  CHECK(a.incarnation == b.incarnation);
  CHECK(a.stamp == b.stamp);
  CHECK(a.version == b.version);
  CHECK(a.hash == b.hash);
  CHECK(a.read_at == b.read_at);
  CHECK(a.fields == b.fields);
}

void check_equal(const Shadow& a, const Shadow& b) {
  CHECK(a.agreed == b.agreed);
  CHECK(a.disputes == b.disputes);
  CHECK(a.parked == b.parked);
  CHECK(a.undecided == b.undecided);
  CHECK(a.files == b.files);
  CHECK(a.left == b.left);
  REQUIRE(a.members.size() == b.members.size());
  for (std::size_t i = 0; i < a.members.size(); ++i) check_equal(a.members[i], b.members[i]);
  REQUIRE(a.swings.size() == b.swings.size());
  for (std::size_t i = 0; i < a.swings.size(); ++i) {
    CHECK(a.swings[i].field == b.swings[i].field);
    CHECK(a.swings[i].slot == b.swings[i].slot);
    CHECK(a.swings[i].times == b.swings[i].times);
    CHECK(a.swings[i].since == b.swings[i].since);
    CHECK(a.swings[i].value == b.swings[i].value);
  }
}

TEST_CASE("a shadow survives the store, element by element") {
  const auto back = decode_shadow(encode(full()));
  REQUIRE(back);
  check_equal(full(), *back);
}

TEST_CASE("what was refused without ever being sent, of a store from before rejections were marked, is a person's") {
  const auto back = decode_shadow(R"({"format":1,"p":[{"s":"erp","f":"vat","n":4,"r":true}]})");
  REQUIRE(back);
  REQUIRE(back->parked.size() == 1);
  CHECK(back->parked[0].rejected);
}

TEST_CASE("an empty shadow and defaults survive the store") {
  Shadow shadow;
  shadow.members.push_back(member_of("crm", "1"));
  shadow.members[0].fields["name"];
  shadow.agreed["name"].value = FieldValue::of(Value());
  for (const Shadow& one : {Shadow(), shadow}) {
    const auto back = decode_shadow(encode(one));
    REQUIRE(back);
    check_equal(one, *back);
  }
}

TEST_CASE("amounts keep their written scale") {
  const auto back = decode_shadow(encode(full()));
  REQUIRE(back);
  CHECK(text_of(back->agreed.at("credit").value) == "1299.00");
}

TEST_CASE("a format that a newer program wrote is refused, and so are damaged bytes") {
  Value stored = *parse_json(encode(full()));
  stored.as_map().set("format", 2);
  const auto newer = decode_shadow(write_json(stored));
  REQUIRE_FALSE(newer);
  CHECK(newer.error().cls == ErrorClass::config);
  CHECK(newer.error().code == "shadow.format");
  const std::string bytes = encode(full());
  CHECK_FALSE(decode_shadow(std::string_view(bytes).substr(0, bytes.size() / 2)));
  for (const char* unknown : {R"({"format":1,"m":[{"st":4}]})", R"({"format":1,"d":{"name":10}})",
                              R"({"format":1,"a":{"name":{"v":{"p":-1}}}})", R"({"format":1,"fi":[{"s":256}]})"})
    CHECK_MESSAGE(!decode_shadow(unknown), unknown);
}

TEST_CASE("a difference that begins as another one ends is one more to settle") {
  Shadow before;
  before.members.push_back(member_of("crm", "1"));
  before.members[0].fields["stage"].standing = true;
  CHECK_FALSE(has_more_to_settle(before, before));
  Shadow after = before;
  after.members[0].fields["stage"].standing = false;
  CHECK_FALSE(has_more_to_settle(before, after));
  after.members[0].fields["order_no"].standing = true;
  CHECK(has_more_to_settle(before, after));
  after.members[0].fields["order_no"].unasked = true;
  CHECK_FALSE(has_more_to_settle(before, after));
}

TEST_CASE("the member of a slot is the live one; duplicates never count") {
  Shadow shadow;
  shadow.members = {member_of("erp", "1", RecordState::gone), member_of("erp", "2"), member_of("erp", "3")};
  shadow.members[2].duplicate = true;
  CHECK(shadow.member("erp")->key.native == "2");
  shadow.members[1].state = RecordState::gone;
  CHECK(shadow.member("erp")->key.native == "2");
  CHECK(shadow.member(RecordKey{"erp", "partner", "3"})->duplicate);
  CHECK(shadow.member("crm") == nullptr);
}

}  // namespace
}  // namespace syncline
