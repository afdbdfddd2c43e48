#include "api/webhook_intake.h"

#include <doctest/doctest.h>

#include "connect/testing.h"
#include "runtime/simulated.h"
#include "runtime/thread_runtime.h"

namespace syncline {
namespace {

const std::string secret = "a-secret-of-twenty-four";

const char* const vendor = R"(
connector: shop
title: Shop
docs: https://shop.example/docs
protocol: json-http
settings:
  url: {type: url, required: true, description: "Address"}
  hook_secret: {type: secret, description: "Secret of the webhooks"}
base_url: "${settings.url}"
auth: {kind: none}
errors: {code: "", message: "", classes: []}
webhook:
  proof: {kind: shared_secret, header: X-Secret, secrets: ["${settings.hook_secret}"]}
  each: "${body.items}"
  object: "${item.kind}"
  native: "${item.id}"
  handshake: "${'challenge' in query ? query.challenge : ''}"
objects:
  account:
    title: Accounts
    fields: {name: {}}
    list: {sweep: {strategy: sweep, page: 10, request: {path: /accounts}}}
  note:
    title: Notes
    fields: {name: {}}
    list: {sweep: {strategy: sweep, page: 10, request: {path: /notes}}}
)";

/// An intake for system "crm", of which only accounts are wanted, and what it stored.
struct Bench {
  explicit Bench(Runtime* at = nullptr) : rt(at ? *at : threads) {
    const auto manifest = testing::manifest_of(vendor);
    auto prover = WebhookProver::make(manifest, Map{{"url", "https://shop.example"}, {"hook_secret", secret}});
    REQUIRE_MESSAGE(prover.ok(), (prover ? "" : describe(prover.error())));
    std::map<std::string, WebhookSource> sources;
    sources.emplace("crm", WebhookSource{manifest, std::move(*prover), {}, {"account"}});
    intake = std::make_unique<WebhookIntake>(
        rt, std::move(sources),
        [this](const std::vector<NewEvent>& events) -> Result<Accepted, Error> {
          if (full) return fail(Error{ErrorClass::transient, "store.full", "the disk is full", "", "", {}});
          if (slow.us > 0) rt.sleep_for(slow);
          stored.insert(stored.end(), events.begin(), events.end());
          return Accepted{};
        },
        silent_log());
  }

  HttpResponse post(const std::string& url, const std::string& body, const std::string& shown = secret) {
    return intake->handle({.method = "POST", .url = url, .headers = {{"X-Secret", shown}}, .body = body, .peer = ""});
  }

  ThreadRuntime threads;
  Runtime& rt;
  bool full = false;
  Duration slow{0};  ///< how long the disk takes
  std::vector<NewEvent> stored;
  std::unique_ptr<WebhookIntake> intake;
};

const std::string two = R"({"items": [{"kind": "account", "id": 7}, {"kind": "account", "id": "8"}]})";

}  // namespace

TEST_CASE("every record that a proven webhook names is stored before it is acknowledged") {
  Bench b;
  CHECK(b.post("/hooks/crm", two).status == 200);
  REQUIRE(b.stored.size() == 2);
  CHECK(text_of(b.stored[0].key) == text_of(RecordKey{"crm", "account", "7"}));
  CHECK(b.stored[1].key.native == "8");
  CHECK(b.stored[1].source == EventSource::webhook);
}

TEST_CASE("what cannot be stored is not acknowledged, and the sender is told to come again") {
  Bench b;
  b.full = true;
  const HttpResponse answer = b.post("/hooks/crm", two);
  CHECK(answer.status == 503);
  REQUIRE(header(answer.headers, "Retry-After"));
  CHECK(b.stored.empty());
}

TEST_CASE("while the disk hangs only so many wait for it, and the others are soon told to come again") {
  const auto scheduler = make_scheduler();
  int stored = 0, refused = 0;
  Duration longest{0};
  const SimEnd end = scheduler->run([&] {
    SimProcess& world = scheduler->world();
    Bench b(&world);
    b.slow = seconds(5);
    std::vector<Task> senders;
    for (int n = 0; n < WebhookIntake::most_at_once + 30; ++n) {
      senders.push_back(world.spawn("sender", [&] {
        const Instant began = world.now();
        const HttpResponse answer = b.post("/hooks/crm", two);
        if (answer.status == 200) ++stored;
        if (answer.status != 503) return;
        ++refused;
        longest = std::max(longest, world.now() - began);
        CHECK(header(answer.headers, "Retry-After"));
      }));
    }
    for (Task& sender : senders) sender.join();
    CHECK(b.post("/hooks/crm", two).status == 200);
  });
  CHECK(end.how == SimEnd::How::finished);
  CHECK(stored == WebhookIntake::most_at_once);
  CHECK(refused == 30);
  CHECK(longest <= seconds(1));
}

TEST_CASE("without the secret nothing is looked at") {
  Bench b;
  CHECK(b.post("/hooks/crm", two, "another-secret-of-some-length").status == 401);
  CHECK(b.post("/hooks/crm", two, "").status == 401);
  CHECK(b.post("/hooks/crm", "{not json", "wrong").status == 401);
  CHECK(b.intake->handle({.method = "POST", .url = "/hooks/crm", .headers = {}, .body = two, .peer = ""}).status ==
        401);
  CHECK(b.stored.empty());
}

TEST_CASE("only systems that are configured to send webhooks have an address") {
  Bench b;
  for (const char* url :
       {"/hooks/erp", "/hooks/", "/hooks", "/hooks/crm2", "/hooks/CRM", "/hooks/%63rm", "//hooks/crm"})
    CHECK_MESSAGE(b.post(url, two).status == 404, url);
  CHECK(b.stored.empty());
}

TEST_CASE("a proven body that is not understood is refused whole") {
  Bench b;
  for (const char* body : {"", "{", "[]", "{}", R"({"items": 3})", R"({"items": [{"kind": "account"}]})",
                           R"({"items": [{"kind": "account", "id": 1}, {"kind": "account", "id": ""}]})", "\xff\xfe"})
    CHECK_MESSAGE(b.post("/hooks/crm", body).status == 400, body);
  CHECK(b.stored.empty());
}

TEST_CASE("a handshake that the connector declares is answered with its word, exactly, and stores nothing") {
  Bench b;
  const HttpResponse answer = b.post("/hooks/crm?challenge=aB3-_%2F.", "", "");
  CHECK(answer.status == 200);
  CHECK(answer.body == "aB3-_/.");
  CHECK(*header(answer.headers, "Content-Type") == "text/plain");
  CHECK(b.stored.empty());
  for (const char* bad : {"%3Cscript%3E", "a%20b", "a%0Ab", ""})
    CHECK(b.post(std::string("/hooks/crm?challenge=") + bad, two, "").status == 401);
  CHECK(b.post("/hooks/crm?challenge=" + std::string(1001, 'x'), two, "").status == 401);
  CHECK(b.post("/hooks/erp?challenge=x", "").status == 404);
}

TEST_CASE("objects that are not synced are acknowledged and dropped") {
  Bench b;
  CHECK(b.post("/hooks/crm", R"({"items": [{"kind": "note", "id": 1}]})").status == 200);
  CHECK(b.stored.empty());
}

TEST_CASE("nothing of a request comes back, and webhooks are posted") {
  Bench b;
  const std::string attack = "<script>alert(1)</script>";
  for (const HttpResponse& answer :
       {b.post("/hooks/" + attack, attack), b.post("/hooks/crm", attack), b.post("/hooks/crm?" + attack, two)}) {
    CHECK(answer.body.find("script") == std::string::npos);
    REQUIRE(header(answer.headers, "Content-Type"));
    CHECK(header(answer.headers, "Content-Type")->starts_with("text/plain"));
  }
  CHECK(b.intake->handle({.method = "GET", .url = "/hooks/crm", .headers = {}, .body = "", .peer = ""}).status == 405);
}

}  // namespace syncline
