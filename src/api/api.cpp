#include "api/api.h"

#include "base/json.h"
#include "net/response_text.h"

namespace syncline {
namespace {

HttpResponse json_response(int status, const Value& body) {
  return {status, {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}}, write_json(body) + "\n"};
}

}  // namespace

Api::Api(Runtime& rt, Store& store, Engine& engine, std::map<std::string, WebhookSource> sources, Log& log)
    : store_(store),
      engine_(engine),
      webhooks_(
          rt, std::move(sources), [&engine](std::span<const NewEvent> events) { return engine.accept(events); }, log) {}

HttpResponse Api::handle(const HttpRequest& request) {
  const std::string_view path = path_of(request.url);
  if (path.starts_with("/hooks/")) return webhooks_.handle(request);
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (path == "/healthz" && reads) return plain_response(200, "ok");
  if (path == "/readyz" && reads) return ready();
  return plain_response(404, "There is nothing here.");
}

/// A system in trouble is no reason to send traffic elsewhere: its webhooks must be stored here.
HttpResponse Api::ready() {
  const bool answers = store_.write([](Tx& tx) { return tx.now(); }).ok();
  Map systems;
  for (const auto& [name, system] : engine_.setup().systems)
    systems.set(name, engine_.trouble(name).empty() ? "ok" : "in trouble");
  return json_response(answers ? 200 : 503, Map{{"ready", answers}, {"systems", std::move(systems)}});
}

}  // namespace syncline
