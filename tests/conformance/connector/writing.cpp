// Writes: what is stored, what is refused, and what never overwrites unseen.
#include "tests/conformance/connector/bench.h"

namespace syncline::conformance {
namespace {

using Kind = WriteOutcome::Kind;

const char* const difficult[] = {
    "Müller & Söhne ÄÖÜß",       "Zoë’s “Café” – №1",     "Emoji 👩‍👩‍👧 🇩🇪 end",
    "cafe\u0301 combining",      "שלום עולם mixed",       "مرحبا",
    R"(quotes " ' ` \ \\ \n /)", "<b>&amp;</b> %20 ${x}", "日本語の会社",
};

}  // namespace

CONNECTOR_CASE("what is created can be read, under the id that was answered") {
  const WriteOutcome made = bench.create("Neu GmbH", "l1");
  REQUIRE_MESSAGE(made.kind == Kind::applied, describe(made.error.value_or(Error{})));
  bench.wait();
  const NativeRecord record = bench.read(made.native);
  CHECK(record.state == RecordState::live);
  CHECK(name_of(record) == "Neu GmbH");
  CHECK(bench.stored_name(made.native) == "Neu GmbH");
}

CONNECTOR_CASE("what was written shows in a read as soon as the declared read_lag has passed") {
  const std::string native = bench.person_creates("before");
  bench.wait();
  bench.server.set_faults({.stale_reads = bench.traits.read_lag});
  CHECK(bench.rename(bench.read(native), "after").kind == Kind::applied);
  if (bench.traits.read_lag.us > 0) CHECK(name_of(bench.read(native)) == "before");
  bench.rt.sleep_for(bench.traits.read_lag + milliseconds(1));
  CHECK(name_of(bench.read(native)) == "after");
}

CONNECTOR_CASE("a record that a lagging read does not find yet is no error, and is there after read_lag") {
  bench.wait();
  bench.server.set_faults({.stale_reads = bench.traits.read_lag});
  const WriteOutcome made = bench.create("Neu GmbH", "l1");
  REQUIRE(made.kind == Kind::applied);
  const RecordState early = bench.read(made.native).state;
  CHECK(early == (bench.traits.read_lag.us > 0 ? RecordState::gone : RecordState::live));
  bench.rt.sleep_for(bench.traits.read_lag + milliseconds(1));
  CHECK(bench.read(made.native).state == RecordState::live);
}

CONNECTOR_CASE_OF("an edit between reading and writing is refused, not overwritten", Tryton, BusinessCentral,
                  SalesforceAccounts, SalesforceContacts, SalesforceDeals, WeclappCustomers, WeclappContacts,
                  SapCustomers, SapContacts, CustomermatesRecordOrganizations, CustomermatesRecordContacts,
                  CustomermatesRecordDeals, PlainContacts, PlainDeals) {
  const std::string native = bench.person_creates("A");
  bench.wait();
  const NativeRecord before = bench.read(native);
  bench.rt.sleep_for(milliseconds(10));
  bench.person_renames(native, "by a person");
  const WriteOutcome refused = bench.rename(before, "by us");
  CHECK(refused.kind == Kind::rejected);
  REQUIRE(refused.error);
  CHECK(refused.error->cls == ErrorClass::conflict);
  CHECK(bench.stored_name(native) == "by a person");
  bench.wait();
  CHECK(bench.rename(bench.read(native), "by us").kind == Kind::applied);
  CHECK(bench.stored_name(native) == "by us");
}

CONNECTOR_CASE_OF("the vendor compares nothing: the traits say that a write needs a reading [odoo]", Odoo) {
  CHECK(bench.traits.precondition == Precondition::read);
  CHECK(bench.traits.reads_before_write);
}

CONNECTOR_CASE_OF("a write without the version that it needs is not sent", Tryton, BusinessCentral, SalesforceAccounts,
                  SalesforceContacts, WeclappCustomers, SapCustomers, SapContacts, CustomermatesRecordOrganizations,
                  PlainContacts) {
  const std::string native = bench.person_creates("A");
  bench.wait();
  NativeRecord record = bench.read(native);
  record.version.clear();
  const std::size_t sent = bench.server.requests();
  CHECK(bench.rename(record, "B").kind == Kind::not_sent);
  CHECK(bench.server.requests() == sent);
}

CONNECTOR_CASE("difficult texts come back as they went") {
  const std::string native = bench.person_creates("A");
  bench.wait();
  for (const char* text : difficult) {
    CAPTURE(text);
    const WriteOutcome written = bench.rename(bench.read(native), text);
    CHECK_MESSAGE(written.kind == Kind::applied, describe(written.error.value_or(Error{})));
    bench.wait();
    CHECK(bench.stored_name(native) == text);
    CHECK(name_of(bench.read(native)) == text);
  }
  std::string cursor;
  const Bench::Seen seen = bench.pass(ListMode::changes, cursor);
  CHECK(seen.name(native) == std::end(difficult)[-1]);
}

CONNECTOR_CASE("difficult texts in a creation") {
  int number = 0;
  for (const char* text : difficult) {
    CAPTURE(text);
    const WriteOutcome made = bench.create(text, "l" + std::to_string(++number));
    CHECK_MESSAGE(made.kind == Kind::applied, describe(made.error.value_or(Error{})));
    CHECK(bench.stored_name(made.native) == text);
  }
}

CONNECTOR_CASE_OF("the answer of a write that holds the whole record is a reading; another one is not [plain]",
                  PlainContacts) {
  const std::string native = bench.person_creates("A");
  bench.wait();
  const WriteOutcome written = bench.rename(bench.read(native), "B");
  REQUIRE(written.stored);
  CHECK(written.stored->key == bench.key(native));
  CHECK(name_of(*written.stored) == "B");
  bench.wait();
  CHECK(written.stored->version == bench.read(native).version);
  bench.server.set_faults(
      {.altered_answers = 1, .alter = [](HttpResponse& response) { response.body = R"({"id":"c-9"})"; }});
  const WriteOutcome other = bench.rename(*written.stored, "C");
  CHECK(other.kind == Kind::applied);
  CHECK_FALSE(other.stored);
}

CONNECTOR_CASE_OF("decimals lose no digit [plain]", PlainContacts) {
  const std::string native = bench.person_creates("A");
  bench.wait();
  for (const char* text : {"0.1", "1234567890123456.78", "-0.005", "1000000.10", "0", "99999999999999999.9999"}) {
    CAPTURE(text);
    const NativeRecord before = bench.read(native);
    WriteRequest request{EffectOp::update, before.key, Map{{"credit_limit", *Decimal::parse(text)}}, before.version,
                         ""};
    CHECK(bench.port->write(request, bench.context()).kind == Kind::applied);
    bench.wait();
    CHECK(bench.read(native).content["credit_limit"].as_decimal() == *Decimal::parse(text));
  }
}

CONNECTOR_CASE("a field that the vendor silently drops or cuts shows in the reading after the write") {
  const std::string native = bench.person_creates("before");
  bench.wait();
  const std::string field = bench.vendor.model + "." + bench.vendor.typed_name;
  bench.server.with_model([&](sandbox::VendorModel& model, Instant) {
    model.set_field_faults({.ignored = {field}, .forbidden = {}, .shortened = {}});
  });
  CHECK(bench.rename(bench.read(native), "dropped").kind == Kind::applied);
  bench.wait();
  CHECK(name_of(bench.read(native)) == "before");
  bench.server.with_model([&](sandbox::VendorModel& model, Instant) {
    model.set_field_faults({.ignored = {}, .forbidden = {}, .shortened = {{field, 4}}});
  });
  CHECK(bench.rename(bench.read(native), "shortened").kind == Kind::applied);
  bench.wait();
  CHECK(name_of(bench.read(native)) == "shor");
}

CONNECTOR_CASE("a field that we may not write is refused as a missing right, and nothing is done") {
  const std::string native = bench.person_creates("before");
  bench.wait();
  const NativeRecord before = bench.read(native);
  bench.server.with_model([&](sandbox::VendorModel& model, Instant) {
    model.set_field_faults(
        {.ignored = {}, .forbidden = {bench.vendor.model + "." + bench.vendor.typed_name}, .shortened = {}});
  });
  const WriteOutcome refused = bench.rename(before, "after");
  CHECK(refused.kind == Kind::rejected);
  REQUIRE(refused.error);
  CHECK_MESSAGE(refused.error->cls == ErrorClass::permission, describe(*refused.error));
  CHECK(bench.stored_name(native) == "before");
}

CONNECTOR_CASE("a field that we may not read is refused or missing: never read as empty") {
  const std::string native = bench.person_creates("before");
  bench.wait();
  bench.read(native);
  bench.server.with_model([&](sandbox::VendorModel& model, Instant) {
    model.set_field_faults(
        {.ignored = {}, .forbidden = {bench.vendor.model + "." + bench.vendor.typed_name}, .shortened = {}});
  });
  const auto record = bench.port->read(bench.key(native), bench.context());
  if (record) {
    CHECK(record->state == RecordState::live);
    CHECK_FALSE(record->content.as_map().contains("name"));
  } else {
    CHECK_MESSAGE(record.error().cls == ErrorClass::permission, describe(record.error()));
    CHECK_FALSE(record.error().remedy.empty());
  }
}

CONNECTOR_CASE("a deleted record is gone by reading it, and in no listing") {
  const std::string native = bench.person_creates("A");
  const std::string other = bench.person_creates("B");
  bench.wait();
  std::string cursor;
  bench.pass(ListMode::changes, cursor);
  bench.person_deletes(native);
  bench.wait();
  CHECK(bench.read(native).state == RecordState::gone);
  std::string sweep;
  const Bench::Seen seen = bench.pass(ListMode::sweep, sweep);
  CHECK_FALSE(seen.latest.contains(native));
  CHECK(seen.name(other) == "B");
}

CONNECTOR_CASE("a write to a deleted record is refused and creates nothing") {
  const std::string native = bench.person_creates("A");
  bench.wait();
  const NativeRecord before = bench.read(native);
  bench.person_deletes(native);
  const WriteOutcome refused = bench.rename(before, "B");
  CHECK(refused.kind == Kind::rejected);
  REQUIRE(refused.error);
  const ErrorClass cls = refused.error->cls;
  CHECK_MESSAGE((cls == ErrorClass::not_found || cls == ErrorClass::gone || cls == ErrorClass::conflict),
                describe(*refused.error));
  CHECK(bench.count("B") == 0);
}

CONNECTOR_CASE("deactivated is not deleted: it is read and listed as before") {
  const std::string native = bench.person_creates("A");
  bench.wait();
  const NativeRecord before = bench.read(native);
  WriteRequest request{EffectOp::deactivate, before.key, {}, before.version, ""};
  CHECK(bench.port->write(request, bench.context()).kind == Kind::applied);
  bench.wait();
  CHECK(bench.read(native).state == RecordState::live);
  std::string cursor, sweep;
  CHECK(bench.pass(ListMode::changes, cursor).name(native) == "A");
  CHECK(bench.pass(ListMode::sweep, sweep).name(native) == "A");
}

CONNECTOR_CASE("what we remove is gone") {
  if (!bench.traits.can_remove) return;  // a vendor that only takes records out of use
  const std::string native = bench.person_creates("A");
  bench.wait();
  const NativeRecord before = bench.read(native);
  WriteRequest request{EffectOp::remove, before.key, {}, before.version, ""};
  const WriteOutcome removed = bench.port->write(request, bench.context());
  CHECK_MESSAGE(removed.kind == Kind::applied, describe(removed.error.value_or(Error{})));
  bench.wait();
  CHECK(bench.read(native).state == RecordState::gone);
}

}  // namespace syncline::conformance
