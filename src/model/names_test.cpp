#include <doctest/doctest.h>

#include "model/conflict.h"
#include "model/entity.h"
#include "model/stored_words.h"

namespace syncline {
namespace {

TEST_CASE("names of kinds, types and states are read back as the same") {
  for (const auto kind :
       {EntityKind::master, EntityKind::document, EntityKind::ledger, EntityKind::feed, EntityKind::query}) {
    CHECK(entity_kind_from(name_of(kind)) == kind);
  }
  for (int i = 0; i <= static_cast<int>(FieldType::parts); ++i) {
    CHECK(field_type_from(name_of(static_cast<FieldType>(i))) == static_cast<FieldType>(i));
  }
  for (const auto state : {RecordState::live, RecordState::gone, RecordState::merged, RecordState::hidden}) {
    CHECK(record_state_from(name_of(state)) == state);
  }
  CHECK_FALSE(entity_kind_from("Master"));
  CHECK_FALSE(field_type_from(""));
  CHECK_FALSE(record_state_from("deleted"));
}

TEST_CASE("the last name of each list belongs to the last value") {
  CHECK(name_of(Presence::forbidden) == "forbidden");
  CHECK(name_of(EventSource::operator_) == "operator");
  CHECK(name_of(EventState::dead_lettered) == "dead-lettered");
  CHECK(name_of(EffectOp::append) == "append");
  CHECK(name_of(EffectState::superseded) == "superseded");
  CHECK(name_of(ConflictKind::unsettled) == "unsettled");
  CHECK(name_of(FieldType::reference) == "reference");
}

TEST_CASE("a stored number beyond the last word of its list is no word") {
  CHECK(enum_from<EffectState>(6) == EffectState::superseded);
  CHECK_FALSE(enum_from<EffectState>(7));
  CHECK_FALSE(enum_from<EffectOp>(-1));
  CHECK_FALSE(enum_from<RecordState>(256));  // would be `live` in its byte
  CHECK(name_of(last_of<EventSource>) == "related");
  CHECK(name_of(last_of<RecordState>) == "hidden");
}

TEST_CASE("texts for people") {
  CHECK(text_of(RecordKey{"erp", "party", "4711"}) == "erp party 4711");
  CHECK(text_of(RecordKey{"erp", "party", ""}) == "erp party (new)");
  CHECK(text_of(FieldValue::of("a")) == "\"a\"");
  CHECK(text_of(FieldValue::empty()) == "(empty)");
  CHECK(text_of(FieldValue::absent()) == "(absent)");
}

TEST_CASE("an entity finds its fields by name") {
  Entity customer;
  customer.fields.emplace_back().name = "name";
  CHECK(customer.field("name") == &customer.fields[0]);
  CHECK(customer.field("vat") == nullptr);
}

}  // namespace
}  // namespace syncline
