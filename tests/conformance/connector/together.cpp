// Calls about several records: what becomes of each is its own, whatever becomes of the others and of the call.
#include "base/json.h"
#include "tests/conformance/connector/bench.h"
#include "tests/conformance/connector/salesforce_org.h"

namespace syncline::conformance {
namespace {

using Kind = WriteOutcome::Kind;
using sandbox::HttpFaults;
using Outcomes = Result<std::vector<WriteOutcome>, Error>;

std::vector<WriteRequest> creations(const Bench& bench, const std::vector<std::string>& names) {
  std::vector<WriteRequest> out;
  for (const std::string& name : names) out.push_back(bench.create_request(name, "key of " + name));
  return out;
}

CallContext soon(const Bench& bench) {
  CallContext call = bench.context();
  call.deadline = bench.rt.now() + seconds(20);
  return call;
}

/// Signed in, lookups fetched: the next call is the one that is meant.
void warm_up(Bench& bench) { REQUIRE(bench.create("Another", "l0").kind == Kind::applied); }

/// Nobody knows of any of them, and each is settled by itself.
void each_exactly_once(Bench& bench, HttpFaults faults) {
  warm_up(bench);
  bench.server.set_faults(std::move(faults));
  const std::vector<std::string> names{"A", "B", "C"};
  const Outcomes outcomes = bench.port->write_together(creations(bench, names), soon(bench));
  REQUIRE(outcomes.ok());
  REQUIRE(outcomes->size() == names.size());
  for (const WriteOutcome& each : *outcomes) CHECK(each.kind == Kind::unknown);
  bench.server.set_faults({});
  for (const std::string& name : names) {
    bench.settle(name, "key of " + name);
    CHECK(bench.count(name) == 1);
  }
}

#define TOGETHER_CASE(name)                                                                                 \
  CONNECTOR_CASE_OF(name, SalesforceAccounts, SalesforceContacts, BusinessCentral, BusinessCentralContacts, \
                    HubspotCompanies, HubspotContacts, SapCustomers, Bitrix24Contacts)

}  // namespace

TOGETHER_CASE("several are made by one call, and each is what it would be alone") {
  warm_up(bench);
  const std::size_t before = bench.server.requests();
  const Outcomes outcomes = bench.port->write_together(creations(bench, {"A", "B", "C"}), bench.context());
  CHECK(bench.server.requests() == before + 1);
  REQUIRE(outcomes.ok());
  std::vector<RecordKey> keys;
  for (const WriteOutcome& each : *outcomes) {
    CHECK(each.kind == Kind::applied);
    keys.push_back(bench.key(each.native));
  }
  CHECK(bench.stored_name(keys[1].native) == "B");
  bench.wait();
  bench.read(keys[0].native);  // lookups fetched
  const std::size_t made = bench.server.requests();
  const auto together = bench.port->read_together(keys, bench.context());
  CHECK(bench.server.requests() == made + 1);
  REQUIRE(together.size() == 3);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    REQUIRE(together[i].ok());
    NativeRecord alone = bench.read(keys[i].native);
    alone.content.as_map().erase("etag");  // of accounts, which only a call about one shows
    NativeRecord among = *together[i];
    among.content.as_map().erase("etag");
    CHECK(among.key == alone.key);
    CHECK(among.stamp == alone.stamp);
    CHECK(among.content == alone.content);
  }
}

TOGETHER_CASE("one that the system refuses is refused; those before and after it are made") {
  warm_up(bench);
  auto requests = creations(bench, {"A", "B", "C"});
  for (const auto& [name, value] : bench.vendor.impossible) requests[1].content.as_map().set(name, value);
  const Outcomes outcomes = bench.port->write_together(requests, bench.context());
  REQUIRE(outcomes.ok());
  CHECK(outcomes->at(0).kind == Kind::applied);
  CHECK(outcomes->at(1).kind == Kind::rejected);
  CHECK(outcomes->at(1).error->cls == ErrorClass::validation);
  CHECK_FALSE(outcomes->at(1).error->message.empty());
  CHECK(outcomes->at(2).kind == Kind::applied);
  CHECK(bench.count("A") == 1);
  CHECK(bench.count("C") == 1);
  CHECK(bench.natives().size() == 3);
}

TOGETHER_CASE("together, the answer is lost") { each_exactly_once(bench, {.lose_answers = 1}); }
TOGETHER_CASE("together, the request is lost") { each_exactly_once(bench, {.lose_requests = 1}); }
TOGETHER_CASE("together, done after we gave up") { each_exactly_once(bench, {.late_commits = 1}); }
TOGETHER_CASE("together, a proxy answers 502 after it was done") { each_exactly_once(bench, {.bad_gateway = 1}); }
TOGETHER_CASE("together, the answer ends in the middle") { each_exactly_once(bench, {.truncated_answers = 1}); }
TOGETHER_CASE("together, 200 with an empty body") { each_exactly_once(bench, {.empty_answers = 1}); }

CONNECTOR_CASE_OF("together, an answer about fewer records than were sent: whose it is cannot be said",
                  SalesforceAccounts, SalesforceContacts, BusinessCentral, BusinessCentralContacts) {
  each_exactly_once(bench, {.altered_answers = 1, .alter = [](HttpResponse& response) {
                              Value body = parse_json(response.body).value();
                              (body.is_list() ? body : body.as_map()["responses"]).as_list().pop_back();
                              response.body = write_json(body);
                            }});
}

CONNECTOR_CASE_OF("together, an answer that leaves out one that was sent: of that alone nobody knows [hubspot]",
                  HubspotCompanies, HubspotContacts) {
  warm_up(bench);
  bench.server.set_faults({.altered_answers = 1, .alter = [](HttpResponse& response) {
                             Value body = parse_json(response.body).value();
                             std::erase_if(body.as_map()["results"].as_list(), [](const Value& each) {
                               return each["objectWriteTraceId"] == Value("key of B");
                             });
                             response.body = write_json(body);
                           }});
  const Outcomes outcomes = bench.port->write_together(creations(bench, {"A", "B", "C"}), soon(bench));
  REQUIRE(outcomes.ok());
  CHECK(outcomes->at(0).kind == Kind::applied);
  CHECK(outcomes->at(1).kind == Kind::unknown);
  CHECK(outcomes->at(2).kind == Kind::applied);
  bench.settle("B", "key of B");
  CHECK(bench.count("B") == 1);
}

TOGETHER_CASE("together, throttled: nothing was done, and each is sent later") {
  warm_up(bench);
  bench.server.set_faults({.throttle = 1, .retry_after = seconds(30)});
  const Outcomes outcomes = bench.port->write_together(creations(bench, {"A", "B"}), soon(bench));
  REQUIRE(outcomes.ok());
  for (const WriteOutcome& each : *outcomes) CHECK(each.kind == Kind::not_sent);
  CHECK(bench.natives().size() == 1);
}

CONNECTOR_CASE_OF("changed together, each is compared with its own version", BusinessCentral, BusinessCentralContacts) {
  std::vector<WriteRequest> requests;
  for (const char* name : {"A", "B", "C"}) {
    const NativeRecord record = bench.read(bench.person_creates(name));
    WriteRequest& request = requests.emplace_back();
    request.key = record.key;
    request.precondition = record.version;
    request.content = Map{{"name", std::string(name) + " new"}};
  }
  bench.person_renames(requests[1].key.native, "B by a person");
  const Outcomes outcomes = bench.port->write_together(requests, bench.context());
  REQUIRE(outcomes.ok());
  CHECK(outcomes->at(0).kind == Kind::applied);
  CHECK(outcomes->at(1).kind == Kind::rejected);
  CHECK(outcomes->at(1).error->cls == ErrorClass::conflict);
  CHECK(outcomes->at(2).kind == Kind::applied);
  CHECK(bench.stored_name(requests[1].key.native) == "B by a person");
  CHECK(bench.stored_name(requests[2].key.native) == "C new");
}

CONNECTOR_CASE_OF("the same key twice in one call makes none of the two [salesforce]", SalesforceAccounts) {
  auto requests = creations(bench, {"A", "B", "C"});
  requests[2].idempotency_key = requests[0].idempotency_key;
  const Outcomes outcomes = bench.port->write_together(requests, bench.context());
  REQUIRE(outcomes.ok());
  CHECK(outcomes->at(0).error->cls == ErrorClass::duplicate);
  CHECK(outcomes->at(1).kind == Kind::applied);
  CHECK(outcomes->at(2).error->cls == ErrorClass::duplicate);
  CHECK(bench.natives().size() == 1);
}

CONNECTOR_CASE_OF("a row that is locked is sent later, the others are made [salesforce]", SalesforceContacts) {
  std::string account;
  with_org(bench, [&](sandbox::SalesforceModel& org, Instant now) {
    account = org.person_creates("Account", {{"Name", "Parent"}}, now);
    org.person_locks("Account", account, now + seconds(60));
  });
  auto requests = creations(bench, {"A", "B"});
  requests[0].content.as_map().set("AccountId", account);
  const Outcomes outcomes = bench.port->write_together(requests, bench.context());
  REQUIRE(outcomes.ok());
  CHECK(outcomes->at(0).kind == Kind::not_sent);
  CHECK(outcomes->at(1).kind == Kind::applied);
}

CONNECTOR_CASE_OF("more than a collection takes: refused as a whole, nothing is made [salesforce]",
                  SalesforceAccounts) {
  CHECK(bench.traits.together.at(EffectOp::create) == 200);
  std::vector<std::string> names;
  for (int i = 0; i < 200; ++i) names.push_back("N" + std::to_string(i));
  const Outcomes outcomes = bench.port->write_together(creations(bench, names), bench.context());
  REQUIRE(outcomes.ok());
  std::vector<RecordKey> keys;
  for (const WriteOutcome& each : *outcomes) keys.push_back(bench.key(each.native));
  bench.wait();
  for (const auto& each : bench.port->read_together(keys, bench.context()))
    REQUIRE_MESSAGE(each.ok(), (each ? "" : describe(each.error())));
  names.emplace_back("one too many");
  for (std::string& each : names) each += " again";
  CHECK_FALSE(bench.port->write_together(creations(bench, names), bench.context()).ok());
  CHECK(bench.natives().size() == 200);
}

}  // namespace syncline::conformance
