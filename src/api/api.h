#pragma once
// Api: what the HTTP server of a running project answers.

#include "api/operator_api.h"
#include "api/webhook_intake.h"
#include "engine/engine.h"

namespace syncline {

/// GET /healthz: the process lives. GET /readyz: its store has not failed; which systems are in trouble. POST /hooks/…:
/// webhooks. /v1/…: what people tell it to do, with the token. Thread-safe.
class Api {
 public:
  /// All references outlive it. /v1/ is closed to requests without the token.
  Api(Runtime&, Store&, Engine&, std::map<std::string, WebhookSource>, std::string token,
      std::function<Reloaded()> reload, Log&);

  HttpResponse handle(const HttpRequest&);

 private:
  HttpResponse ready();
  bool is_trusted(const HttpRequest&) const;

  Store& store_;
  Engine& engine_;
  WebhookIntake webhooks_;
  OperatorApi operator_;
  const std::string token_;
};

}  // namespace syncline
