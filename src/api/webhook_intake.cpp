#include "api/webhook_intake.h"

#include <algorithm>
#include <vector>

#include "net/response_text.h"
#include "runtime/queue_impl.h"

namespace syncline {
namespace {

constexpr std::string_view root = "/hooks/";
constexpr Duration patience = seconds(1);

std::string system_in(std::string_view target) {
  std::string_view rest = path_of(target);
  if (!rest.starts_with(root)) return {};
  rest.remove_prefix(root.size());
  return std::string(rest.substr(0, rest.find('/')));
}

std::string_view words_for(int status) {
  switch (status) {
    case 400: return "This request was not understood; nothing was stored.";
    case 401: return "This request did not prove who sent it.";
    case 404: return "No webhook is expected here.";
    default: return "Not now; please repeat.";
  }
}

}  // namespace

Result<std::map<std::string, WebhookSource>, Error> webhook_sources(const Project& project,
                                                                    const std::map<std::string, Map>& settings) {
  std::map<std::string, WebhookSource> sources;
  for (const ProjectSystem& system : project.systems) {
    if (system.webhook_objects.empty()) continue;
    auto prover = WebhookProver::make(system.manifest, settings.at(system.name));
    auto scope = webhook_scope(*system.manifest, settings.at(system.name));
    if (!prover || !scope) {
      Error error = prover ? scope.error() : prover.error();
      error.place = system.name + ", " + error.place;
      return fail(std::move(error));
    }
    sources.emplace(system.name, WebhookSource{system.manifest,
                                               std::move(*prover),
                                               std::move(*scope),
                                               {system.webhook_objects.begin(), system.webhook_objects.end()}});
  }
  return sources;
}

WebhookIntake::WebhookIntake(Runtime& rt, std::map<std::string, WebhookSource> sources, Accept accept, Log& log)
    : rt_(rt), sources_(std::move(sources)), accept_(std::move(accept)), log_(log), places_(rt, most_at_once) {
  for (int n = 0; n < most_at_once; ++n) places_.push(true, far_future);
}

/// False: all places are taken, and the disk has not let anybody go for a while.
bool WebhookIntake::enter() {
  const Instant now = rt_.now();
  if (!places_.pop(std::max(now, Instant{moved_at_.load()} + patience))) return false;
  if (places_.size() + 1 == most_at_once) moved_at_ = now.us;  // the first one
  return true;
}

void WebhookIntake::leave() {
  moved_at_ = rt_.now().us;
  places_.push(true, far_future);
}

HttpResponse WebhookIntake::refuse(int status, const std::string& system, const Error& error) {
  log_.write(
      {LogLevel::warn,
       "A webhook was refused",
       {{"system", system}, {"status", status}, {"code", error.code}, {"class", std::string(name_of(error.cls))}}});
  return plain_response(status, words_for(status));
}

HttpResponse WebhookIntake::handle(const HttpRequest& request) {
  const std::string system = system_in(request.url);
  const auto source = sources_.find(system);
  if (source == sources_.end()) return plain_response(404, words_for(404));
  if (request.method != "POST") {
    HttpResponse response = plain_response(405, "Webhooks are sent with POST.");
    set_header(response.headers, "Allow", "POST");
    return response;
  }
  if (auto said = webhook_handshake(*source->second.manifest, source->second.scope, request); !said.empty())
    return {.status = 200, .headers = {{"Content-Type", "text/plain"}}, .body = std::move(said)};
  const Instant now = rt_.now();
  if (const auto proven = source->second.prover.verify(request, now); !proven)
    return refuse(401, system, proven.error());
  auto events = webhook_events(*source->second.manifest, source->second.scope, system, request, now);
  if (!events) return refuse(400, system, events.error());
  std::erase_if(*events, [&](const NewEvent& event) { return !source->second.objects.contains(event.key.object); });
  if (!events->empty()) {
    rt_.point("intake.received");
    if (!enter()) {
      log_.write({LogLevel::warn, "A webhook was refused: the disk is slow", {{"system", system}}});
      return overloaded_response(words_for(503));
    }
    const auto accepted = accept_(std::move(*events));
    leave();
    if (!accepted) {
      HttpResponse response = refuse(503, system, accepted.error());
      set_header(response.headers, "Retry-After", "30");
      return response;
    }
    rt_.point("intake.stored");
  }
  return plain_response(200, "Stored.");
}

}  // namespace syncline
