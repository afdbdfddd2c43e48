// What Business Central sends by itself: subscribed to with a handshake, renewed before it ends, understood record by
// record.
#include "connect/testing.h"
#include "connect/webhook.h"
#include "tests/conformance/connector/bench.h"
#include "tests/conformance/connector/business_central/checked_model.h"

namespace syncline::conformance {
namespace {

constexpr const char* url = "https://sync.example/hooks/erp";
const std::string secret = "twenty-four-random-chars";

struct HookedBusinessCentral {
  static Vendor vendor() {
    Vendor out = BusinessCentral::vendor();
    out.settings.set("webhook_secret", secret);
    return out;
  }
};

/// Our server, as the vendor meets it.
struct Hook {
  explicit Hook(Bench& b) : bench(b), manifest(testing::shipped("business-central")) {
    scope = *webhook_scope(*manifest, bench.vendor.settings);
    model([&](CheckedBusinessCentral& m, Instant) {
      m.set_receiver([this](const HttpRequest& request) { return answer(request); });
    });
  }
  ~Hook() {
    model([](CheckedBusinessCentral& m, Instant) { m.set_receiver(nullptr); });
  }
  HttpResponse answer(const HttpRequest& request) {
    if (auto said = webhook_handshake(*manifest, scope, request); !said.empty())
      return {200, {{"Content-Type", "text/plain"}}, said};
    const auto prover = WebhookProver::make(manifest, bench.vendor.settings);
    if (!prover->verify(request, bench.rt.now())) return {401, {}, ""};
    const auto told = webhook_events(*manifest, scope, "sys", request, bench.rt.now());
    if (!told) return {400, {}, ""};
    events.insert(events.end(), told->begin(), told->end());
    return {200, {}, ""};
  }
  void model(const std::function<void(CheckedBusinessCentral&, Instant)>& deed) {
    bench.server.with_model(
        [&](sandbox::VendorModel& m, Instant now) { deed(dynamic_cast<CheckedBusinessCentral&>(m), now); });
  }
  Result<void, Error> keep() {
    return bench.port->keep_subscribed(url, {"customer", "order", "contact"}, bench.context());
  }
  std::vector<sandbox::business_central::Subscription> all() {
    std::vector<sandbox::business_central::Subscription> out;
    model([&](CheckedBusinessCentral& m, Instant) { out = m.subscriptions(); });
    return out;
  }

  Bench& bench;
  std::shared_ptr<const Manifest> manifest;
  Map scope;
  std::vector<NewEvent> events;
};

}  // namespace

CONNECTOR_CASE_OF("subscriptions are made once, live on for weeks, and come back when they were ended [bc]",
                  HookedBusinessCentral) {
  Hook hook(bench);
  REQUIRE(hook.keep().ok());
  CHECK(hook.all().size() == 2);
  const std::string first = hook.all().at(0).id;
  for (int hour = 0; hour < 24 * 14; ++hour) {
    bench.rt.sleep_for(hours(1));
    REQUIRE(hook.keep().ok());
  }
  CHECK(hook.all().size() == 2);
  CHECK(hook.all().at(0).id == first);
  CHECK(hook.all().at(0).expires > bench.rt.now() + hours(23));
  std::size_t writes = 0;
  for (const auto& each : bench.server.served()) writes += each.write;
  CHECK(writes <= 2 + 2 * 7);
  bench.rt.sleep_for(days(4));  // we were away
  CHECK(hook.keep().ok());
  CHECK(hook.all().size() == 2);
  CHECK(hook.all().at(0).id != first);
}

CONNECTOR_CASE_OF("what a person does is announced; without our secret nothing is taken [bc]", HookedBusinessCentral) {
  Hook hook(bench);
  REQUIRE(hook.keep().ok());
  const std::string native = bench.person_creates("New"), other = bench.person_creates("Other");
  bench.rt.sleep_for(seconds(1));
  bench.person_deletes(other);
  bench.rt.sleep_for(seconds(31));
  hook.model([](CheckedBusinessCentral& model, Instant now) { model.tell(now); });
  REQUIRE(hook.events.size() == 2);
  for (const NewEvent& each : hook.events) {
    CHECK(each.key.object == "customer");
    CHECK((each.key.native == native || each.key.native == other));
    CHECK_FALSE(each.record);
  }
  const auto notice = [](const char* type, const char* of, const std::string& state) {
    const std::string resource = std::string("api/v2.0/companies(c)/") + of;
    return Map{{"subscriptionId", "w"}, {"changeType", type}, {"resource", resource}, {"clientState", state}};
  };
  const auto answered = [&](List notices) {
    const std::string body = write_json(Map{{"value", std::move(notices)}});
    return hook.answer({"POST", url, {}, body, ""}).status;
  };
  const Map ours = notice("updated", "customers(7)", secret), guess = notice("updated", "customers(7)", "a guess");
  CHECK(answered({ours}) == 200);
  CHECK(answered({guess}) == 401);
  CHECK(answered({ours, guess}) == 401);
  CHECK(answered({}) == 401);
  const std::size_t before = hook.events.size();
  CHECK(answered({notice("collection", "customers?$filter=x", secret), notice("updated", "vendors(7)", secret)}) ==
        200);
  CHECK(hook.events.size() == before);
}

}  // namespace syncline::conformance
