// Writes whose outcome nobody told: they are never taken for done or not done, and in the end there is exactly one
// record.
#include "tests/conformance/connector/bench.h"

namespace syncline::conformance {
namespace {

using Kind = WriteOutcome::Kind;
using sandbox::HttpFaults;

/// The create meets the faults; what it made, if anything, is found or made in the end.
void exactly_one(Bench& bench, HttpFaults faults) {
  CHECK(bench.create("Another", "l0").kind == Kind::applied);  // signed in, lookups fetched
  bench.server.set_faults(std::move(faults));
  const WriteOutcome made = bench.create("Once", "l1");
  CHECK(made.kind == Kind::unknown);
  REQUIRE(made.error);
  CHECK_FALSE(made.error->place.empty());
  const std::string native = bench.settle("Once", "l1");
  CHECK(bench.count("Once") == 1);
  CHECK(bench.stored_name(native) == "Once");
  bench.rt.sleep_for(minutes(10));
  CHECK(bench.count("Once") == 1);
}

/// Of an update: unknown, and a reading settles it.
void told_by_reading(Bench& bench, HttpFaults faults, const std::string& then) {
  const std::string native = bench.person_creates("before");
  bench.wait();
  const NativeRecord before = bench.read(native);
  bench.server.set_faults(std::move(faults));
  CHECK(bench.rename(before, "after").kind == Kind::unknown);
  bench.rt.sleep_for(bench.traits.max_execution + bench.traits.read_lag);
  CHECK(name_of(bench.read(native)) == then);
}

}  // namespace

CONNECTOR_CASE("create, the answer is lost") { exactly_one(bench, {.lose_answers = 1}); }
CONNECTOR_CASE("create, the request is lost") { exactly_one(bench, {.lose_requests = 1}); }
CONNECTOR_CASE("create, a proxy answers 502 after it was done") { exactly_one(bench, {.bad_gateway = 1}); }
CONNECTOR_CASE("create, 200 with an empty body") { exactly_one(bench, {.empty_answers = 1}); }
CONNECTOR_CASE("create, the answer ends in the middle") { exactly_one(bench, {.truncated_answers = 1}); }

CONNECTOR_CASE("create, an answer without the id of what was made") {
  CHECK(bench.create("Another", "l0").kind == Kind::applied);  // signed in, lookups fetched
  int number = 0;
  for (const char* body :
       {"{}", "[]", "null", R"({"id":"","ids":[""],"result":[""]})", R"({"id":null,"ids":[],"result":[]})",
        R"({"id":null,"ids":[null],"result":[null]})", R"({"id":{},"ids":{},"result":{}})"}) {
    CAPTURE(body);
    const std::string key = "l" + std::to_string(++number);
    bench.server.set_faults({.altered_answers = 1, .alter = [body](HttpResponse& response) { response.body = body; }});
    CHECK(bench.create("Once " + key, key).kind == Kind::unknown);
    bench.server.set_faults({});
    bench.settle("Once " + key, key);
    CHECK(bench.count("Once " + key) == 1);
  }
}

CONNECTOR_CASE("create, a deadline passes and it is done later") {
  CHECK(bench.traits.max_execution >= seconds(90));
  exactly_one(bench, {.late_commits = 1, .late_by = seconds(90)});
}

CONNECTOR_CASE_OF("create, done later, and sent again before that: the key makes them one", Odoo, OdooBefore19,
                  SalesforceAccounts, SalesforceDeals, HubspotCompanies, PlainContacts, PlainDeals) {
  bench.server.set_faults({.late_commits = 1, .late_by = seconds(90)});
  CHECK(bench.create("Once", "l1").kind == Kind::unknown);
  CHECK(bench.create("Once", "l1").kind == Kind::applied);
  CHECK(bench.count("Once") == 1);
  bench.rt.sleep_for(minutes(10));
  CHECK(bench.count("Once") == 1);
}

// Not where the vendor remembers keys, nor Business Central, which has no field for one and is searched by what was
// written.
CONNECTOR_CASE_OF("create, the answer is lost and a person edits: it is found, so the edit is not written over", Odoo,
                  OdooPersons, OdooDeals, OdooProducts, OdooBefore19, OdooDealsBefore19, Tryton, TrytonPersons,
                  SalesforceAccounts, SalesforceContacts, SalesforceDeals, HubspotCompanies, HubspotContacts,
                  HubspotDeals, WeclappCustomers, WeclappContacts, Bitrix24Companies, Bitrix24Contacts, Bitrix24Deals) {
  CHECK(bench.create("Another", "l0").kind == Kind::applied);  // signed in, lookups fetched
  bench.server.set_faults({.lose_answers = 1});
  CHECK(bench.create("Once", "l1").kind == Kind::unknown);
  bench.rt.sleep_for(bench.traits.max_execution + bench.traits.read_lag);
  const ProbeOutcome found = bench.port->probe(bench.create_request("Once", "l1"), bench.context());
  REQUIRE(found.kind == ProbeOutcome::Kind::found);
  bench.person_renames(found.native, "Edited");
  CHECK(bench.settle("Once", "l1") == found.native);
  CHECK(bench.stored_name(found.native) == "Edited");
}

CONNECTOR_CASE_OF("a probe before anything was done finds nothing, and says so [tryton]", Tryton) {
  WriteRequest request;
  request.op = EffectOp::create;
  request.key = bench.key("");
  request.idempotency_key = "l1";
  CHECK(bench.port->probe(request, bench.context()).kind == ProbeOutcome::Kind::absent);
  bench.server.set_faults({.html_answers = 1});
  CHECK(bench.port->probe(request, bench.context()).kind == ProbeOutcome::Kind::cannot_tell);
}

CONNECTOR_CASE("create, never sent: two creates with two keys are two records") {
  CHECK(bench.create("Twice", "l1").kind == Kind::applied);
  CHECK(bench.create("Twice", "l2").kind == Kind::applied);
  CHECK(bench.count("Twice") == 2);
}

CONNECTOR_CASE("update, the answer is lost") { told_by_reading(bench, {.lose_answers = 1}, "after"); }
CONNECTOR_CASE("update, the request is lost") { told_by_reading(bench, {.lose_requests = 1}, "before"); }
CONNECTOR_CASE("update, a proxy answers 502 after it was done") { told_by_reading(bench, {.bad_gateway = 1}, "after"); }
CONNECTOR_CASE("update, a deadline passes and it is done later") {
  told_by_reading(bench, {.late_commits = 1, .late_by = seconds(90)}, "after");
}

CONNECTOR_CASE("a refused creation makes nothing and is no open question") {
  WriteRequest request;
  request.op = EffectOp::create;
  request.key = bench.key("");
  request.idempotency_key = "l1";
  Map content = bench.vendor.sync_gives;
  content.set("name", "Impossible");
  for (const auto& [name, value] : bench.vendor.impossible) content.set(name, value);
  request.content = std::move(content);
  const WriteOutcome refused = bench.port->write(request, bench.context());
  CHECK(refused.kind == Kind::rejected);
  REQUIRE(refused.error);
  CHECK_MESSAGE(refused.error->cls == ErrorClass::validation, describe(*refused.error));
  CHECK(bench.natives().empty());
}

}  // namespace syncline::conformance
