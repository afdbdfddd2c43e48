// What weclapp sends by itself: registered by us, once per object, switched on again; proven by the address alone.
#include "connect/testing.h"
#include "connect/webhook.h"
#include "sandbox/weclapp/weclapp_model.h"
#include "tests/conformance/connector/bench.h"

namespace syncline::conformance {
namespace {

constexpr const char* url = "https://sync.example/hooks/erp";

struct HookedWeclapp {
  static Vendor vendor() {
    Vendor out = WeclappCustomers::vendor();
    out.settings.set("webhook_secret", "twenty4randomletters");
    return out;
  }
};

/// Our server, as weclapp meets it.
struct Hook {
  explicit Hook(Bench& b) : bench(b), manifest(testing::shipped("weclapp")) {
    scope = *webhook_scope(*manifest, bench.vendor.settings);
  }
  HttpResponse answer(const HttpRequest& request) {
    const auto prover = WebhookProver::make(manifest, bench.vendor.settings);
    if (!prover->verify(request, bench.rt.now())) return {401, {}, ""};
    const auto told = webhook_events(*manifest, scope, "sys", request, bench.rt.now());
    if (!told) return {400, {}, ""};
    for (const NewEvent& each : *told) events.push_back(each.key.object + ":" + each.key.native);
    return {200, {}, ""};
  }
  void people(const std::function<void(sandbox::WeclappModel&, Instant)>& deed) {
    bench.server.with_model(
        [&](sandbox::VendorModel& model, Instant now) { deed(dynamic_cast<sandbox::WeclappModel&>(model), now); });
  }
  void keep() {
    const auto done = bench.port->keep_subscribed(url, {"customer", "contact", "order"}, bench.context());
    CHECK_MESSAGE(done, (done ? "" : describe(done.error())));
  }
  std::vector<std::string> hooks() {
    std::vector<std::string> out;
    people([&](sandbox::WeclappModel& model, Instant) { out = model.ids("webhook"); });
    return out;
  }
  void tell() {
    people([&](sandbox::WeclappModel& model, Instant now) {
      model.tell([this](const HttpRequest& request) { return answer(request); }, now);
    });
  }

  Bench& bench;
  std::shared_ptr<const Manifest> manifest;
  Map scope;
  std::vector<std::string> events;
};

}  // namespace

CONNECTOR_CASE_OF("webhooks are registered once, and each tells of its own kind of record [weclapp]", HookedWeclapp) {
  Hook hook(bench);
  hook.keep();
  hook.keep();
  CHECK(hook.hooks().size() == 3);
  hook.tell();
  hook.events.clear();
  const std::string id = bench.person_creates("Otter");
  hook.tell();
  CHECK(hook.events == std::vector<std::string>{"customer:" + id, "contact:" + id});
  CHECK(bench.port->read({"sys", "contact", id}, bench.context())->state == RecordState::gone);
}

CONNECTOR_CASE_OF("a webhook that weclapp switched off is switched on again [weclapp]", HookedWeclapp) {
  Hook hook(bench);
  hook.keep();
  bench.person_creates("Otter");
  hook.people([](sandbox::WeclappModel& model, Instant now) {
    model.tell([](const HttpRequest&) { return HttpResponse{503, {}, ""}; }, now);
  });
  const auto is_off = [&](const std::string& id) {
    bool off = false;
    hook.people([&](sandbox::WeclappModel& model, Instant) {
      off = !model.record("webhook", id)["deactivatedDate"].is_null();
    });
    return off;
  };
  CHECK(is_off(hook.hooks().front()));
  hook.keep();
  CHECK(hook.hooks().size() == 3);
  for (const std::string& each : hook.hooks()) CHECK_FALSE(is_off(each));
}

CONNECTOR_CASE_OF("an address without the secret proves nothing, and without a secret nothing is accepted [weclapp]",
                  HookedWeclapp) {
  Hook hook(bench);
  const std::string body = R"({"entityId":"7992","entityName":"party","type":"UPDATE"})";
  const auto post = [&](const std::string& query) {
    return hook.answer({"POST", "/hooks/erp" + query, {{"Content-Type", "application/json"}}, body, ""}).status;
  };
  CHECK(post("?object=customer&token=twenty4randomletters") == 200);
  CHECK(hook.events == std::vector<std::string>{"customer:7992"});
  CHECK(post("?object=customer&token=twenty4randomletterz") == 401);
  CHECK(post("?object=customer") == 401);
  CHECK_FALSE(WebhookProver::make(hook.manifest, WeclappCustomers::vendor().settings));
}

}  // namespace syncline::conformance
