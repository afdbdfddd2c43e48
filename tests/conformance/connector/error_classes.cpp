// What vendors refuse, in their own words, and what the engine makes of it: the class, how long it waits, and whether a
// write that was refused so may have been done.
#include "base/json.h"
#include "tests/conformance/connector/bench.h"

namespace syncline::conformance {
namespace {

using Kind = WriteOutcome::Kind;

struct Case {
  int status;
  std::string body;
  ErrorClass cls;
  Kind write;                                ///< what became of a create that is answered so
  std::optional<Duration> retry_after = {};  ///< as the class says it; none: not looked at
  std::map<std::string, std::string> headers = {};
};

/// `pause`: until nothing waits any more.
void play(Bench& bench, Duration pause, const std::vector<Case>& cases) {
  const std::string native = bench.person_creates("A");
  bench.read(native);
  REQUIRE(bench.create("B", "warm").kind == Kind::applied);  // whatever is asked once has been
  for (const Case& each : cases) {
    CAPTURE(each.status);
    CAPTURE(each.body);
    HttpResponse answer{each.status, {{"Content-Type", "application/json"}}, each.body};
    for (const auto& [name, value] : each.headers) answer.headers.emplace_back(name, value);
    bench.server.set_faults({.altered_answers = 99, .alter = [&](HttpResponse& response) {
                               const bool describes_itself = response.body.find("\"paths\"") != std::string::npos;
                               if (!describes_itself) response = answer;
                             }});
    const auto record = bench.port->read(bench.key(native), bench.context());
    REQUIRE_FALSE(record);
    CHECK_MESSAGE(record.error().cls == each.cls, describe(record.error()));
    if (each.retry_after) CHECK(record.error().retry_after == each.retry_after);
    bench.rt.sleep_for(pause);
    const WriteOutcome made = bench.create("C", "key " + each.body);
    CHECK_MESSAGE(made.kind == each.write, describe(made.error.value_or(Error{})));
    bench.server.set_faults({});
    bench.rt.sleep_for(pause);
  }
  CHECK(bench.read(native).key.native == native);  // none of it lasts
}

std::string weclapp(const std::string& type, const std::string& problem = "") {
  Map body{{"type", "/webapp/view/api/errors.html#!/errors/" + type}, {"title", "refused"}, {"detail", "refused"}};
  if (!problem.empty())
    body.set("validationErrors", List{Map{{"type", "/webapp/view/api/errors.html#!/validation/" + problem},
                                          {"title", "refused"},
                                          {"detail", "refused"}}});
  return write_json(body);
}

std::string hubspot(const char* category, const char* message, const char* policy = nullptr) {
  Map body{{"status", "error"}, {"message", message}, {"category", category}};
  if (policy) body.set("policyName", policy);
  return write_json(body);
}

std::string sap(const char* code, const char* message) {
  return write_json(Map{{"error", Map{{"code", code}, {"message", Map{{"lang", "en"}, {"value", message}}}}}});
}

std::string customermates(const char* code) {
  const Map issue{{"code", "custom"}, {"customCode", code}, {"path", List{}}, {"message", "Abgelehnt"}};
  return write_json(Map{{"error", Map{{"kind", "conflict"}, {"issues", List{issue}}}}});
}

}  // namespace

CONNECTOR_CASE_OF("errors by their class: a token that ended, calls too many, a store that is busy [weclapp]",
                  WeclappCustomers) {
  play(bench, hours(1),
       {{401, weclapp("unauthorized"), ErrorClass::auth, Kind::not_sent},
        {429, "", ErrorClass::throttled, Kind::not_sent, seconds(5)},
        {429, weclapp("too_many_requests"), ErrorClass::throttled, Kind::not_sent, seconds(5)},
        {409, weclapp("persistence"), ErrorClass::transient, Kind::not_sent, seconds(2)},
        {500, weclapp("persistence"), ErrorClass::transient, Kind::not_sent, seconds(2)},
        {403, weclapp("forbidden"), ErrorClass::permission, Kind::rejected},
        {400, weclapp("validation", "authorization"), ErrorClass::permission, Kind::rejected},
        {400, weclapp("validation", "notNull"), ErrorClass::validation, Kind::rejected},
        {400, weclapp("context"), ErrorClass::closed_period, Kind::rejected},
        {404, weclapp("endpoint_not_found"), ErrorClass::config, Kind::rejected},
        {404, "<html>404</html>", ErrorClass::transient, Kind::unknown},
        {500, weclapp("unexpected"), ErrorClass::transient, Kind::unknown}});
}

CONNECTOR_CASE_OF("errors by their class: scopes, limits of a second and of a day, an account that is moved [hubspot]",
                  HubspotCompanies) {
  play(bench, days(2),
       {{401, hubspot("INVALID_AUTHENTICATION", "Authentication credentials not found"), ErrorClass::auth,
         Kind::not_sent},
        {403, hubspot("MISSING_SCOPES", "This app hasn't been granted all required scopes"), ErrorClass::permission,
         Kind::rejected},
        {423, hubspot("LOCKED", "The resource is locked"), ErrorClass::transient, Kind::not_sent, seconds(2)},
        {477, hubspot("MIGRATION_IN_PROGRESS", "This hub is being migrated"), ErrorClass::throttled, Kind::not_sent,
         minutes(10)},
        {429, hubspot("RATE_LIMITS", "ten_secondly_rolling", "TEN_SECONDLY_ROLLING"), ErrorClass::throttled,
         Kind::not_sent, seconds(10)},
        {429, hubspot("RATE_LIMITS", "secondly", "SECONDLY"), ErrorClass::throttled, Kind::not_sent, seconds(1)},
        {429, hubspot("RATE_LIMITS", "daily", "DAILY"), ErrorClass::throttled, Kind::not_sent},
        {400, hubspot("VALIDATION_ERROR", "Property \"x\" PROPERTY_DOESNT_EXIST"), ErrorClass::permission,
         Kind::rejected},
        {400, hubspot("VALIDATION_ERROR", "Property values were not valid"), ErrorClass::validation, Kind::rejected},
        {404, hubspot("", "resource not found"), ErrorClass::config, Kind::rejected},
        {502, "<html>Bad gateway</html>", ErrorClass::transient, Kind::unknown}});
}

CONNECTOR_CASE_OF("errors by their class: a service that is not there, a lock, too many calls [sap-s4hana]",
                  SapCustomers) {
  play(bench, hours(1),
       {{401, "<html>Logon failed</html>", ErrorClass::auth, Kind::not_sent},
        {403, sap("/IWFND/MED/170", "No service found for namespace '', name 'API_X', version '0001'"),
         ErrorClass::config, Kind::rejected},
        {403, sap("/IWFND/CM_COS/001", "You are not authorized"), ErrorClass::permission, Kind::rejected},
        {428, sap("/IWFND/CM_MGW_RT/175", "Data provider requires an If-Match header"), ErrorClass::config,
         Kind::rejected},
        {429, "", ErrorClass::throttled, Kind::not_sent},
        {429, "", ErrorClass::throttled, Kind::not_sent, seconds(7), {{"Retry-After", "7"}}},
        {503, "", ErrorClass::throttled, Kind::rejected, seconds(9), {{"Retry-After", "9"}}},
        {503, "", ErrorClass::transient, Kind::unknown},
        {423, sap("R1/143", "locked"), ErrorClass::transient, Kind::not_sent, seconds(15)},
        {400, sap("V1/042", "Sales document 12 is currently being processed (by user X)"), ErrorClass::transient,
         Kind::not_sent, seconds(15)},
        {400, sap("V1/320", "Enter a sold-to party"), ErrorClass::validation, Kind::rejected},
        {404, "<html>404</html>", ErrorClass::transient, Kind::unknown}});
}

CONNECTOR_CASE_OF("errors by their class: writes that are paused, a key that another call had [customermates]",
                  CustomermatesRecordOrganizations) {
  play(bench, minutes(10),
       {{401, R"({"error":"Unauthorized"})", ErrorClass::auth, Kind::not_sent},
        {409, customermates("recordWritePaused"), ErrorClass::transient, Kind::not_sent, seconds(30)},
        {409, customermates("channelAlreadyLinked"), ErrorClass::duplicate, Kind::rejected},
        {409, customermates("recordIdempotencyConflict"), ErrorClass::unknown, Kind::unknown},
        {400, customermates("recordValueInvalid"), ErrorClass::validation, Kind::rejected},
        {404, "<!DOCTYPE html><html>404</html>", ErrorClass::transient, Kind::unknown},
        {422, "<html>Blocked</html>", ErrorClass::transient, Kind::unknown}});
}

}  // namespace syncline::conformance
