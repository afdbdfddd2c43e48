#include "api/api.h"

#include "api/problem.h"
#include "base/hash.h"
#include "net/response_text.h"

namespace syncline {
Api::Api(Runtime& rt, Store& store, Engine& engine, std::map<std::string, WebhookSource> sources, std::string token,
         std::function<Reloaded()> reload, Log& log)
    : store_(store),
      engine_(engine),
      webhooks_(
          rt, std::move(sources), [&engine](std::vector<NewEvent> events) { return engine.accept(std::move(events)); },
          log),
      operator_(
          rt, store, &engine.setup(), [&engine] { engine.wake(); }, std::move(reload)),
      token_(std::move(token)) {}

HttpResponse Api::handle(const HttpRequest& request) {
  const std::string_view path = path_of(request.url);
  if (path.starts_with("/hooks/")) return webhooks_.handle(request);
  if (path.starts_with("/v1/")) {
    if (is_trusted(request)) return operator_.handle(request);
    return problem_response({ErrorClass::auth, "api.token", "this request did not prove who sent it", "",
                             "send the token of the file syncline.api in the data folder: Authorization: Bearer …",
                             std::nullopt});
  }
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (path == "/healthz" && reads) return plain_response(200, "ok");
  if (path == "/readyz" && reads) return ready();
  return plain_response(404, "There is nothing here.");
}

bool Api::is_trusted(const HttpRequest& request) const {
  const std::string* given = header(request.headers, "Authorization");
  return given && !token_.empty() && equal_in_constant_time(*given, "Bearer " + token_);
}

/// A system in trouble is no reason to send traffic elsewhere: its webhooks must be stored here.
HttpResponse Api::ready() {
  const bool answers = store_.write([](Tx& tx) { return tx.now(); }).ok();
  Map systems;
  for (const auto& [name, system] : engine_.setup().systems)
    systems.set(name, engine_.trouble(name).empty() ? "ok" : "in trouble");
  Map body{{"ready", answers}, {"systems", std::move(systems)}};
  List stopped;
  for (const Stop& stop : store_.reader()->stops()) stopped.emplace_back(scope_of(stop));
  if (!stopped.empty()) body.set("stopped", std::move(stopped));
  return json_response(answers ? 200 : 503, Value(std::move(body)));
}

}  // namespace syncline
