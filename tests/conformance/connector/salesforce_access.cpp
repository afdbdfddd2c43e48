// How Salesforce is reached: signing in, limits of calls, locks, fields and versions that an org does not have.
#include "base/rsa_keys_test.h"
#include "tests/conformance/connector/salesforce_org.h"

namespace syncline::conformance {
namespace {

using Kind = WriteOutcome::Kind;
using sandbox::SalesforceModel;

}  // namespace

CONNECTOR_CASE_OF("an API version that the org does not have is no proof that records are gone [salesforce]",
                  SalesforceAccounts) {
  const std::string native = bench.person_creates("A");
  Map settings = bench.vendor.settings;
  settings.set("api_version", "99.0");
  const auto client = bench.server.client();
  const auto port = make_http_port(bench.rt, *client, testing_manifest(bench.vendor), "sys", settings);
  REQUIRE(port.ok());
  CHECK_FALSE((*port)->read(bench.key(native), bench.context()));
}

CONNECTOR_CASE_OF("the day's calls are used up: nothing is asked for a quarter of an hour [salesforce]",
                  SalesforceAccounts) {
  const std::string native = bench.person_creates("A");
  with_org(bench, [](SalesforceModel& org, Instant) { org.set_daily_calls(0); });
  const auto refused = bench.port->read(bench.key(native), bench.context());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().cls == ErrorClass::throttled);
  CHECK(refused.error().retry_after == minutes(15));
  with_org(bench, [](SalesforceModel& org, Instant) { org.set_daily_calls(100'000); });
  const std::size_t asked = bench.server.requests();
  bench.rt.sleep_for(minutes(12));
  CHECK_FALSE(bench.port->read(bench.key(native), bench.context()).ok());
  CHECK(bench.server.requests() == asked);
  bench.rt.sleep_for(minutes(3));
  CHECK(bench.read(native).state == RecordState::live);
}

CONNECTOR_CASE_OF("when nine tenths of the day's calls are used, ours pause before the org's are gone [salesforce]",
                  SalesforceAccounts) {
  const std::string native = bench.person_creates("A");
  with_org(bench, [](SalesforceModel& org, Instant) { org.set_daily_calls(20); });
  for (int i = 0; i < 18; ++i) bench.read(native);
  const auto refused = bench.port->read(bench.key(native), bench.context());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().cls == ErrorClass::throttled);
  CHECK(refused.error().retry_after > minutes(14));
  with_org(bench, [](SalesforceModel& org, Instant) { org.set_daily_calls(100'000); });
  bench.rt.sleep_for(minutes(15));
  CHECK(bench.read(native).state == RecordState::live);
}

CONNECTOR_CASE_OF("too many long requests, and a row that is locked: nothing was done, it is tried again [salesforce]",
                  SalesforceAccounts) {
  const std::string native = bench.person_creates("A");
  const NativeRecord record = bench.read(native);
  with_org(bench, [&](SalesforceModel& org, Instant now) { org.person_locks("Account", native, now + seconds(5)); });
  const WriteOutcome locked = bench.rename(record, "B");
  CHECK(locked.kind == Kind::not_sent);
  CHECK(locked.error->cls == ErrorClass::transient);
  with_org(bench, [&](SalesforceModel& org, Instant now) { org.refuse_calls_until(now + seconds(5)); });
  const WriteOutcome busy = bench.rename(record, "B");
  CHECK(busy.kind == Kind::not_sent);
  CHECK(busy.error->cls == ErrorClass::throttled);
  CHECK(busy.error->retry_after == seconds(10));
  bench.rt.sleep_for(seconds(30));
  CHECK(bench.rename(record, "B").kind == Kind::applied);
}

CONNECTOR_CASE_OF("a query that the vendor has forgotten begins its window again [salesforce]", SalesforceAccounts) {
  std::vector<std::string> natives;
  for (int i = 0; i < 12; ++i) natives.push_back(bench.person_creates("r" + std::to_string(i)));
  bench.wait();
  std::string cursor;
  int left = 1;
  const Bench::Seen seen = bench.pass(ListMode::changes, cursor, [&] {
    if (left-- > 0) with_org(bench, [](SalesforceModel& org, Instant) { org.forget_locators(); });
  });
  for (std::size_t i = 0; i < natives.size(); ++i) CHECK(seen.name(natives[i]) == "r" + std::to_string(i));
}

CONNECTOR_CASE_OF("a field that the org lacks is left out when the settings say so [salesforce]", SalesforceAccounts) {
  const std::string native = bench.person_creates("A");
  with_org(bench, [](SalesforceModel& org, Instant) {
    org.set_field_faults({.ignored = {}, .forbidden = {"Account.BillingCountryCode"}, .shortened = {}});
  });
  const auto refused = bench.port->read(bench.key(native), bench.context());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find("BillingCountryCode") != std::string::npos);
  Map settings = bench.vendor.settings;
  settings.set("missing_fields", "ShippingCountryCode, BillingCountryCode");
  const auto client = bench.server.client();
  const auto port = make_http_port(bench.rt, *client, testing_manifest(bench.vendor), "sys", settings);
  REQUIRE(port.ok());
  const auto record = (*port)->read(bench.key(native), bench.context());
  REQUIRE_MESSAGE(record, describe(record.error()));
  CHECK_FALSE(record->content.as_map().contains("BillingCountryCode"));
  CHECK(record->content.as_map().contains("BillingCity"));
}

CONNECTOR_CASE_OF("a custom field for the key that is missing is told as a matter of configuration [salesforce]",
                  SalesforceAccounts) {
  Map settings = bench.vendor.settings;
  settings.set("key_field", "Sync_Key__c");
  const auto client = bench.server.client();
  const auto port = make_http_port(bench.rt, *client, testing_manifest(bench.vendor), "sys", settings);
  REQUIRE(port.ok());
  WriteRequest request;
  request.op = EffectOp::create;
  request.key = bench.key("");
  request.content = Map{{"name", "A"}};
  request.idempotency_key = "l1";
  const WriteOutcome refused = (*port)->write(request, bench.context());
  CHECK(refused.kind == Kind::rejected);
  CHECK(refused.error->cls == ErrorClass::config);
  CHECK(refused.error->message.find("Sync_Key__c") != std::string::npos);
}

CONNECTOR_CASE_OF("calls go where the sign-in says [salesforce]", SalesforceAccounts) {
  sandbox::SalesforceSetup setup;
  setup.instance = "https://eu7.acme.example";
  sandbox::VendorServer org(bench.rt, std::make_unique<SalesforceModel>(setup));
  const auto client = org.client();
  const auto port = make_http_port(bench.rt, *client, testing_manifest(bench.vendor), "sys", bench.vendor.settings);
  REQUIRE(port.ok());
  CHECK((*port)->list("account", ListMode::sweep, "", bench.context()).ok());
  CHECK(org.served().front().url == "https://acme.example/services/oauth2/token");
  CHECK(org.served().back().url.starts_with("https://eu7.acme.example/services/data/v66.0/query?q="));
}

CONNECTOR_CASE_OF("signs in by a key: an assertion that the org believes, and one that it does not [salesforce]",
                  SalesforceAccounts) {
  sandbox::SalesforceSetup setup;
  setup.app.public_key = testing::rsa_public_key;
  sandbox::VendorServer org(bench.rt, std::make_unique<SalesforceModel>(setup));
  const auto client = org.client();
  const auto sign_in = [&](const std::string& user, const std::string& audience) {
    Map settings = bench.vendor.settings;
    settings.set("private_key", testing::rsa_private_key);
    settings.set("user", user);
    settings.set("audience", audience);
    const auto port = make_http_port(bench.rt, *client, testing_manifest(bench.vendor), "sys", settings);
    REQUIRE(port.ok());
    return (*port)->list("account", ListMode::sweep, "", bench.context());
  };
  CHECK(sign_in("sync@example.com", "https://login.salesforce.com").ok());
  CHECK(sign_in("other@example.com", "https://login.salesforce.com").error().cls == ErrorClass::auth);
  const auto refused = sign_in("sync@example.com", "https://elsewhere.example");
  CHECK(refused.error().cls == ErrorClass::auth);
  CHECK(refused.error().message.find("audience is invalid") != std::string::npos);
}

}  // namespace syncline::conformance
