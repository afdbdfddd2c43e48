// What HubSpot sends by itself: proven by signature v3, understood event by event.
#include "base/hash.h"
#include "connect/testing.h"
#include "connect/webhook.h"

using namespace syncline;

namespace {

constexpr Instant sent{1'795'226'400'000'000};
const std::string secret = "11111111-2222-3333-4444-555555555555";

Map settings() {
  return {{"token", "pat-eu1-x"}, {"webhook_secret", secret}, {"public_url", "https://sync.example.com"}};
}

HttpRequest delivery(std::string body) {
  return {"POST",
          "/hooks/hubspot?tenant=a1",
          {{"X-HubSpot-Signature-v3", "0p1ZFR/Nh2icW3BLzjIOkqjxUdHBQMTYCQlJ450JgSs="},
           {"X-HubSpot-Request-Timestamp", "1795226400000"}},
          std::move(body),
          ""};
}

/// What it tells, as "object:id".
std::string told(const std::string& body) {
  const auto manifest = testing::shipped("hubspot");
  const auto events = webhook_events(*manifest, *webhook_scope(*manifest, settings()), "crm", delivery(body), sent);
  if (!events) return describe(events.error());
  std::string out;
  for (const NewEvent& each : *events) out += (out.empty() ? "" : " ") + each.key.object + ":" + each.key.native;
  return out;
}

}  // namespace

TEST_CASE("hubspot: signature v3, by a vector that was computed apart") {
  const auto prover = WebhookProver::make(testing::shipped("hubspot"), settings());
  REQUIRE_MESSAGE(prover, describe(prover.error()));
  const HttpRequest request = delivery(R"([{"eventId":1,"objectId":512}])");
  CHECK(prover->verify(request, sent));
  CHECK(prover->verify(request, sent + minutes(5)));
  CHECK_FALSE(prover->verify(request, sent + minutes(5) + milliseconds(1)));
  CHECK_FALSE(prover->verify(delivery(R"([{"eventId":1,"objectId":513}])"), sent));
  HttpRequest elsewhere = request;
  elsewhere.url = "/hooks/hubspot?tenant=a2";
  CHECK_FALSE(prover->verify(elsewhere, sent));
  HttpRequest older = request;  // v1 and v2 prove no time: they are no proof
  older.headers = {{"X-HubSpot-Signature", "e07b90eda9ed911208ba851e2b1f60db97eab225c6e2adcaed0408cc895e5665"},
                   {"X-HubSpot-Signature-Version", "v1"}};
  CHECK_FALSE(prover->verify(older, sent));
}

TEST_CASE("hubspot: nothing is accepted without the app's secret") {
  Map none = settings();
  none.erase("webhook_secret");
  CHECK_FALSE(WebhookProver::make(testing::shipped("hubspot"), none));
}

TEST_CASE("hubspot: events of both kinds name records, of a merge all that took part, of a link its deal") {
  const auto event = [](const std::string& rest) {
    return R"([{"eventId":1,"subscriptionId":2,"occurredAt":3,)" + rest + "}]";
  };
  CHECK(
      told(event(
          R"("subscriptionType":"object.propertyChange","objectTypeId":"0-2","objectId":512,"propertyName":"phone")")) ==
      "company:512");
  CHECK(told(event(R"("subscriptionType":"contact.creation","objectId":7)")) == "contact:7");
  CHECK(told(event(R"("subscriptionType":"deal.deletion","objectId":8)")) == "deal:8");
  CHECK(told(event(R"("subscriptionType":"product.restore","objectId":9)")) == "product:9");
  CHECK(
      told(event(
          R"("subscriptionType":"company.merge","objectId":1,"primaryObjectId":1,"mergedObjectIds":[2,3],"newObjectId":1)")) ==
      "company:1 company:2 company:3");
  CHECK(
      told(event(
          R"("subscriptionType":"deal.associationChange","fromObjectId":8,"toObjectId":512,"associationType":"DEAL_TO_COMPANY")")) ==
      "deal:8");
  CHECK(told(R"([{"subscriptionType":"deal.creation","objectId":8,"subscriptionId":2,"occurredAt":3},
                 {"subscriptionType":"deal.propertyChange","objectId":8,"subscriptionId":4,"occurredAt":3}])") ==
        "deal:8");
}
