#pragma once
// Api: what the HTTP server of a running project answers.

#include "api/webhook_intake.h"
#include "engine/engine.h"

namespace syncline {

/// GET /healthz: the process lives. GET /readyz: its store has not failed; which systems are in trouble. POST /hooks/…:
/// webhooks. Thread-safe.
class Api {
 public:
  /// All references outlive it.
  Api(Runtime&, Store&, Engine&, std::map<std::string, WebhookSource>, Log&);

  HttpResponse handle(const HttpRequest&);

 private:
  HttpResponse ready();

  Store& store_;
  Engine& engine_;
  WebhookIntake webhooks_;
};

}  // namespace syncline
