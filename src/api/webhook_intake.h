#pragma once
// WebhookIntake: POST /hooks/<system>[/…]: proven, understood, durable, and only then acknowledged.

#include <atomic>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>

#include "connect/webhook.h"
#include "project/project.h"
#include "runtime/queue.h"
#include "runtime/runtime.h"
#include "store/store.h"
#include "telemetry/log.h"

namespace syncline {

/// One system that sends webhooks.
struct WebhookSource {
  std::shared_ptr<const Manifest> manifest;
  WebhookProver prover;
  Map scope;                      ///< of webhook_scope
  std::set<std::string> objects;  ///< what is named beside these is acknowledged and dropped
};

/// The systems of a project that send webhooks. `settings`: resolved, by system. Errors (config): a system whose
/// requests could not be proven; none of them is then to be served.
Result<std::map<std::string, WebhookSource>, Error> webhook_sources(const Project&,
                                                                    const std::map<std::string, Map>& settings);

/// Thread-safe. Answers are constant texts: nothing of a request comes back but a handshake that the connector
/// declares.
class WebhookIntake {
 public:
  /// So many wait for the disk. Whoever calls handle() has more workers: they answer while it takes its time.
  static constexpr int most_at_once = 64;
  /// Durable when it returns; an error means that nothing was stored.
  using Accept = std::function<Result<Accepted, Error>(std::vector<NewEvent>)>;

  WebhookIntake(Runtime&, std::map<std::string, WebhookSource>, Accept, Log&);

  /// 200 stored (or known already), 400 not understood, 401 not proven, 404 no such system, 405, 503 cannot be stored
  /// now.
  HttpResponse handle(const HttpRequest&);

 private:
  bool enter();
  void leave();
  HttpResponse refuse(int status, const std::string& system, const Error&);

  Runtime& rt_;
  const std::map<std::string, WebhookSource> sources_;
  const Accept accept_;
  Log& log_;
  Queue<bool> places_;
  std::atomic<std::int64_t> moved_at_{0};  // when one left, or the first one came; in microseconds
};

}  // namespace syncline
