#pragma once
// What a vendor sends by itself: who sent it, and which records it names. Pure. Prove first, understand then.

#include <string>
#include <vector>

#include "connect/manifest.h"
#include "model/event.h"
#include "net/webhook_signature.h"

namespace syncline {

/// The signature scheme of net. Errors (config): no webhook, no secret, a kind that net does not know (url_secret,
/// body_secret: use WebhookProver).
Result<WebhookScheme, Error> webhook_scheme(const Manifest&, const Map& settings);

/// Every kind of proof that a manifest may name.
class WebhookProver {
 public:
  /// Errors (config): as webhook_scheme; a secret of less than 16 bytes.
  static Result<WebhookProver, Error> make(std::shared_ptr<const Manifest>, const Map& settings);
  /// Errors (auth): it does not prove itself; no message holds the secret.
  Result<void, Error> verify(const HttpRequest&, Instant now) const;

 private:
  WebhookProver() = default;
  Result<std::string, Error> presented(const HttpRequest&) const;

  std::shared_ptr<const Manifest> manifest_;
  std::vector<std::string> secrets_;
  std::optional<WebhookVerifier> verifier_;
};

/// What the manifest's expressions see of the settings. Errors (config): no webhook; a name that cannot be computed.
Result<Map, Error> webhook_scope(const Manifest&, const Map& settings);

/// What is answered, as text, to a request that only asks whether we are here; empty: it is none. `scope`: of
/// webhook_scope. Anybody may ask, so only what is no markup comes back.
std::string webhook_handshake(const Manifest&, const Map& scope, const HttpRequest&);

/// Hints, one for each record, due when a read shows the change; or the records themselves, each that is told, due now.
/// Nothing when none is ours. `scope`: of webhook_scope. Errors: validation (not the declared form), config (an object
/// that the manifest does not have).
Result<std::vector<NewEvent>, Error> webhook_events(const Manifest&, const Map& scope, const std::string& system,
                                                    const HttpRequest&, Instant now);

}  // namespace syncline
