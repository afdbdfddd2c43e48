// What Bitrix24 sends by itself: forms with nested names, proven by the token of the outgoing webhook.
#include "connect/testing.h"
#include "connect/webhook.h"

using namespace syncline;

namespace {

constexpr Instant sent{1'795'226'400'000'000};

Map settings() {
  Map out = testing::settings_of("bitrix24");
  out.set("webhook_secret", "51856fefc120afa4b628cc82d3935cce");
  return out;
}

/// As the documentation shows a delivery, with this event, these fields and this token.
HttpRequest delivery(const std::string& event, const std::string& fields,
                     const std::string& token = "51856fefc120afa4b628cc82d3935cce") {
  return {
      "POST",
      "/hooks/crm",
      {{"Content-Type", "application/x-www-form-urlencoded"}},
      "event=" + event + "&event_handler_id=975&" + fields +
          "&ts=1736405807&auth%5Bdomain%5D=acme.bitrix24.com&auth%5Bclient_endpoint%5D=https%3A%2F%2Facme.bitrix24.com"
          "%2Frest%2F&auth%5Bmember_id%5D=a223c6b3710f85df22e9377d6c4f7553&auth%5Bapplication_token%5D=" +
          token,
      ""};
}

/// What it tells, as "object:id".
std::string told(const std::string& event, const std::string& fields) {
  const auto manifest = testing::shipped("bitrix24");
  const auto events =
      webhook_events(*manifest, *webhook_scope(*manifest, settings()), "crm", delivery(event, fields), sent);
  if (!events) return describe(events.error());
  std::string out;
  for (const NewEvent& each : *events) out += (out.empty() ? "" : " ") + each.key.object + ":" + each.key.native;
  return out;
}

}  // namespace

TEST_CASE("bitrix24: who sends must know the token, in the body; nothing is accepted without one that is set") {
  const auto prover = WebhookProver::make(testing::shipped("bitrix24"), settings());
  REQUIRE_MESSAGE(prover, describe(prover.error()));
  const std::string fields = "data%5BFIELDS%5D%5BID%5D=759";
  CHECK(prover->verify(delivery("ONCRMDEALUPDATE", fields), sent));
  CHECK_FALSE(prover->verify(delivery("ONCRMDEALUPDATE", fields, "51856fefc120afa4b628cc82d3935ccf"), sent));
  CHECK_FALSE(prover->verify(delivery("ONCRMDEALUPDATE", fields, ""), sent));
  Map none = settings();
  none.erase("webhook_secret");
  CHECK_FALSE(WebhookProver::make(testing::shipped("bitrix24"), none));
}

TEST_CASE("bitrix24: events name the record by their fields; of a smart process only invoices are ours") {
  const std::string id = "data%5BFIELDS%5D%5BID%5D=759";
  CHECK(told("ONCRMDEALUPDATE", id) == "deal:759");
  CHECK(told("ONCRMDEALADD", id) == "deal:759");
  CHECK(told("ONCRMDEALMOVETOCATEGORY", id) == "deal:759");
  CHECK(told("ONCRMCOMPANYDELETE", id) == "company:759");
  CHECK(told("ONCRMCONTACTADD", id) == "contact:759");
  CHECK(told("ONCRMQUOTEUPDATE", id) == "quote:759");
  CHECK(told("ONCRMDYNAMICITEMUPDATE", id + "&data%5BFIELDS%5D%5BENTITY_TYPE_ID%5D=31") == "invoice:759");
  CHECK(told("ONCRMDYNAMICITEMUPDATE", id + "&data%5BFIELDS%5D%5BENTITY_TYPE_ID%5D=1032").empty());
  CHECK(told("CATALOG.PRODUCT.ON.UPDATE", id) == "product:759");
  CHECK(told("ONCRMLEADADD", id).empty());
  CHECK(told("ONCRMREQUISITEUPDATE", id).empty());
}
