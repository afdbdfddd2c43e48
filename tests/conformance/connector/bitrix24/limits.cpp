// What Bitrix24 refuses, and what it means: both limits, errors by their codes and words.
#include "sandbox/bitrix24/bitrix24_model.h"
#include "tests/conformance/connector/bench.h"

namespace syncline::conformance {
namespace {

using Kind = WriteOutcome::Kind;

struct BusyCompanies {
  static Vendor vendor() {
    Vendor out = Bitrix24Companies::vendor();
    out.make_model = [] {
      sandbox::Bitrix24Setup setup;
      setup.portal.page = 5;
      setup.allowance.per_method = milliseconds(500);
      return std::make_unique<sandbox::Bitrix24Model>(setup);
    };
    return out;
  }
};

}  // namespace

CONNECTOR_CASE_OF("a method that worked too long: its calls wait a minute, those of others go on [bitrix24]",
                  BusyCompanies) {
  const std::string native = bench.person_creates("A");
  Result<Page, Error> page = Page{};
  for (int i = 0; i < 30 && page; ++i) page = bench.port->list("quote", ListMode::sweep, "", bench.context());
  REQUIRE_FALSE(page);
  CHECK(page.error().cls == ErrorClass::throttled);
  const Instant refused = bench.rt.now();
  const std::size_t asked = bench.server.requests();
  CallContext soon = bench.context();
  soon.deadline = bench.rt.now() + seconds(20);
  CHECK_FALSE(bench.port->list("quote", ListMode::sweep, "", soon));
  CHECK(bench.server.requests() == asked);
  CHECK(bench.create("B", "b").kind == Kind::applied);
  CHECK(bench.rt.now() - refused < seconds(30));
  for (int i = 0; i < 30 && !page; ++i) {
    bench.rt.sleep_for(page.error().retry_after.value_or(seconds(1)));
    page = bench.port->list("quote", ListMode::sweep, "", bench.context());
  }
  CHECK(page);
  CHECK(bench.rt.now() - refused < minutes(12));
}

CONNECTOR_CASE_OF("what leaves the bucket is never more than goes in: nobody is refused [bitrix24]", Bitrix24Deals) {
  for (int i = 0; i < 150; ++i) REQUIRE(bench.port->list("quote", ListMode::sweep, "", bench.context()));
  for (const auto& each : bench.server.served()) CHECK(each.status == 200);
}

CONNECTOR_CASE_OF("errors by their class [bitrix24]", Bitrix24Companies) {
  const std::string native = bench.person_creates("A");
  bench.read(native);
  struct Case {
    int status;
    const char* body;
    ErrorClass cls;
  };
  for (const Case& each :
       {Case{401, R"({"error":"NO_AUTH_FOUND","error_description":"Wrong authorization data"})", ErrorClass::auth},
        Case{403, R"({"error":"insufficient_scope","error_description":"The request requires higher privileges"})",
             ErrorClass::permission},
        Case{403, R"({"error":"ACCESS_DENIED","error_description":"REST API is available only on commercial plans"})",
             ErrorClass::permission},
        Case{400, R"({"error":200040300010,"error_description":"Access Denied"})", ErrorClass::permission},
        Case{400, R"({"error":0,"error_description":"Access denied."})", ErrorClass::permission},
        Case{200, R"({"error":"ACCESS_DENIED","error_description":"Access denied"})", ErrorClass::permission},
        Case{
            400,
            R"({"error":"INVALID_ARG_VALUE","error_description":"Invalid filter: field 'X' is not allowed in filter"})",
            ErrorClass::config},
        Case{404, R"({"error":"ERROR_METHOD_NOT_FOUND","error_description":"Method not found!"})", ErrorClass::config},
        Case{400, R"({"error":"CRM_FIELD_ERROR_REQUIRED","error_description":"Field is required"})",
             ErrorClass::validation},
        Case{400, R"({"error":100,"error_description":"Could not find value for parameter {id}"})",
             ErrorClass::validation},
        Case{400, R"({"error":"","error_description":"ENTITY_ID is not defined or invalid."})", ErrorClass::validation},
        Case{
            200,
            R"({"result":{"result":[],"result_error":{"r":{"error":"","error_description":"TypeAddress not found"}}}})",
            ErrorClass::validation},
        Case{503, R"({"error":"QUERY_LIMIT_EXCEEDED","error_description":"Too many requests"})", ErrorClass::throttled},
        Case{503, R"({"error":"OVERLOAD_LIMIT","error_description":"REST API is blocked due to overload."})",
             ErrorClass::throttled},
        Case{500, R"({"error":"INTERNAL_SERVER_ERROR","error_description":"Internal server error"})",
             ErrorClass::transient},
        Case{500, R"({"error":"PORTAL_DELETED","error_description":"Portal was deleted"})", ErrorClass::config}}) {
    CAPTURE(each.body);
    bench.server.set_faults({.altered_answers = 1, .alter = [&](HttpResponse& response) {
                               response = {each.status, {{"Content-Type", "application/json"}}, each.body};
                             }});
    const auto record = bench.port->read(bench.key(native), bench.context());
    REQUIRE_FALSE(record);
    CHECK_MESSAGE(record.error().cls == each.cls, describe(record.error()));
    bench.rt.sleep_for(hours(1));
  }
}

}  // namespace syncline::conformance
