// Any bytes on a connection as a webhook, for every kind of proof: without the proof nothing is stored; with it what is
// understood is stored, of declared objects only; nothing of a request comes back. Lines of the input: proof, query;
// the rest is the body.
#include <array>

#include "api/webhook_intake.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "connect/testing.h"
#include "net/request_reader.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

const std::string secret = "MDEyMzQ1Njc4OWFiY2RlZi1zZWNyZXQ=";  // base64, which one of the proofs wants

constexpr std::array proofs{
    "{kind: standard_webhooks, secrets: ['${settings.hook_secret}']}",
    "{kind: hmac_sha256, header: X-Signature, prefix: 'sha256=', secrets: ['${settings.hook_secret}']}",
    "{kind: shared_secret, header: X-Secret, secrets: ['${settings.hook_secret}']}",
    "{kind: url_secret, query: key, secrets: ['${settings.hook_secret}']}",
    "{kind: url_secret, secrets: ['${settings.hook_secret}']}",
    "{kind: body_secret, found: '${body.secret}', secrets: ['${settings.hook_secret}']}",
};

std::string vendor_with(const std::string& proof) {
  return "connector: shop\ntitle: Shop\nprotocol: json-http\nbase_url: https://shop.example\n"
         "settings: {hook_secret: {type: secret, description: Secret}}\n"
         "auth: {kind: none}\nerrors: {code: '', message: '', classes: []}\n"
         "webhook:\n  proof: " +
         proof +
         "\n  each: '${body.items}'\n  object: '${item.kind}'\n  native: '${item.id}'\n"
         "  occurrence: '${has(item.event) ? item.event : \"\"}'\n  payload: full\n"
         "objects:\n"
         "  account: {title: Accounts, fields: {name: {}, at: {type: datetime}}, stamp: {field: at}, "
         "list: {sweep: {strategy: sweep, page: 10, request: {path: /a}}}}\n"
         "  note: {title: Notes, fields: {name: {}}, list: {sweep: {strategy: sweep, page: 10, request: {path: "
         "/n}}}}\n";
}

struct Desk {
  explicit Desk(const char* proof) {
    const auto manifest = testing::manifest_of(vendor_with(proof));
    const Map settings{{"hook_secret", secret}};
    auto prover = WebhookProver::make(manifest, settings);
    require(prover.ok());
    std::map<std::string, WebhookSource> sources;
    sources.emplace(
        "crm", WebhookSource{manifest, std::move(*prover), webhook_scope(*manifest, settings).value(), {"account"}});
    const auto accept = [this](const std::vector<NewEvent>& events) -> Result<Accepted, Error> {
      stored.insert(stored.end(), events.begin(), events.end());
      return Accepted{};
    };
    intake = std::make_unique<WebhookIntake>(rt, std::move(sources), accept, silent_log());
  }

  testing::StillRuntime rt;
  std::vector<NewEvent> stored;
  std::unique_ptr<WebhookIntake> intake;
};

Desk& desk(std::size_t i) {
  static std::array<std::unique_ptr<Desk>, proofs.size()> desks;
  if (!desks[i]) desks[i] = std::make_unique<Desk>(proofs[i]);
  return *desks[i];
}

/// The request with its proof, as its sender makes it.
HttpRequest proven(std::size_t kind, HttpRequest request) {
  switch (kind) {
    case 0: {
      const std::string time = std::to_string(desk(0).rt.now().us / 1'000'000);
      std::string raw;
      require(from_base64(secret, raw));
      request.headers = {{"webhook-id", "m1"},
                         {"webhook-timestamp", time},
                         {"webhook-signature", "v1," + base64(hmac_sha256(raw, "m1." + time + "." + request.body))}};
      break;
    }
    case 1: request.headers = {{"X-Signature", "sha256=" + to_hex(hmac_sha256(secret, request.body))}}; break;
    case 2: request.headers = {{"X-Secret", secret}}; break;
    case 3: request.url = "/hooks/crm?key=" + secret; break;
    case 4: request.url = "/hooks/crm/" + secret; break;
    default:
      if (auto body = parse_json(request.body); body && body->is_map()) {
        body->as_map().set("secret", secret);
        request.body = write_json(*body);
      }
  }
  return request;
}

bool holds_secret(const HttpRequest& request) {
  return percent_decode(request.url).find(secret) != std::string::npos ||
         request.body.find(secret) != std::string::npos;
}

void require_plain(const HttpResponse& response) {
  require(response.status == 200 || response.status == 400 || response.status == 401 || response.status == 404 ||
          response.status == 405);
  require(response.body.size() < 100 && response.body.find_first_of("<>&\"") == std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::size_t kind = input.byte() % proofs.size();
  Desk& at = desk(kind);
  at.stored.clear();
  RequestReader reader(16u << 10, 4u << 20);
  if (reader.feed(input.rest()) == RequestReader::State::complete) {
    const HttpRequest request = reader.take();
    require_plain(at.intake->handle(request));
    require(at.stored.empty() || holds_secret(request));
  }
  at.stored.clear();
  HttpRequest request{
      .method = "POST", .url = "/hooks/crm?" + std::string(input.line()), .headers = {}, .body = "", .peer = ""};
  request.body = input.rest();
  if (!holds_secret(request)) {
    require_plain(at.intake->handle(request));
    require(at.stored.empty());
  }
  const HttpResponse answer = at.intake->handle(proven(kind, request));
  require_plain(answer);
  require(answer.status == 200 || answer.status == 400 || kind == 5);
  require(at.stored.empty() || answer.status == 200);
  for (const NewEvent& event : at.stored) {
    require(event.key.system == "crm" && event.key.object == "account" && !event.key.native.empty());
    require(event.source == EventSource::webhook && (!event.record || event.record->key == event.key));
  }
  return 0;
}
