#include "connect/webhook.h"

#include <algorithm>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "connect/failure.h"
#include "connect/manifest_scope.h"
#include "connect/values.h"

namespace syncline {
namespace {

constexpr std::size_t least_secret = 16;

Error config(const Manifest& manifest, std::string message, std::string remedy) {
  return {ErrorClass::config, "webhook.config",
          std::move(message), "connector " + manifest.name + " webhook",
          std::move(remedy),  {}};
}

Error refusal(std::string code, std::string message) {
  return {ErrorClass::auth,
          "webhook." + code,
          std::move(message),
          "webhook request",
          "compare the secret here with the one at the vendor",
          {}};
}

Map no_variables() {
  Map out;
  for (const std::string& name : manifest_variables()) out.set(name, Value());
  return out;
}

Map pairs(const std::vector<std::pair<std::string, std::string>>& all) {
  Map out;
  for (const auto& [name, value] : all) out.set(name, value);
  return out;
}

/// settings, and the names computed from them.
Result<Map, Error> settings_and_names(const Manifest& manifest, Map settings) {
  for (const auto& [name, spec] : manifest.settings) {
    if (!settings.contains(name)) settings.set(name, spec.fallback);
  }
  Map out = no_variables();
  out.set("settings", std::move(settings));
  for (const auto& [name, tree] : manifest.names) {
    auto value = tree.fill(expr::MapBindings(out));
    if (!value) return fail(config(manifest, "names." + name + ": " + value.error().message, "correct the settings"));
    out.set(name, std::move(*value));
  }
  return out;
}

Result<std::vector<std::string>, Error> secrets_of(const Manifest& manifest, const Map& variables) {
  std::vector<std::string> out;
  for (const TemplateTree& tree : manifest.webhook->proof.secrets) {
    auto text = tree.text(expr::MapBindings(variables));
    if (!text) return fail(config(manifest, "the secret cannot be found: " + text.error().message, "set it"));
    if (!text->empty()) out.push_back(std::move(*text));
  }
  if (out.empty())
    return fail(config(manifest, "no secret is set; anybody could send events",
                       "set the webhook secret of the system: at least 16 random bytes"));
  return out;
}

Result<WebhookScheme, Error> scheme_of(const Manifest& manifest, const Map& variables) {
  const WebhookProof& proof = manifest.webhook->proof;
  auto secrets = secrets_of(manifest, variables);
  if (!secrets) return fail(secrets.error());
  WebhookScheme out;
  switch (proof.kind) {
    case WebhookProof::Kind::standard_webhooks: out.kind = WebhookScheme::Kind::standard_webhooks; break;
    case WebhookProof::Kind::hmac_sha256: out.kind = WebhookScheme::Kind::hmac_sha256; break;
    case WebhookProof::Kind::shared_secret: out.kind = WebhookScheme::Kind::shared_secret; break;
    case WebhookProof::Kind::url_secret:
    case WebhookProof::Kind::body_secret:
      return fail(config(manifest, "the secret stands in the address or body, in no header", "use WebhookProver"));
  }
  out.secrets = std::move(*secrets);
  out.header = proof.header;
  out.prefix = proof.prefix;
  out.encoding = proof.base64 ? WebhookScheme::Encoding::base64 : WebhookScheme::Encoding::hex;
  out.signed_text = proof.signed_text;
  out.timestamp_header = proof.timestamp_header;
  out.timestamp_in_ms = proof.timestamp_in_ms;
  out.tolerance = proof.tolerance;
  out.unescaped = proof.unescaped;
  out.public_url = text_or(proof.address, expr::MapBindings(variables), "");
  return out;
}

Error no_webhook(const Manifest& manifest) {
  return config(manifest, "it describes no webhook", "poll this system, or add webhook to connector.yaml");
}

Result<Value, Error> body_of(const WebhookSpec& spec, const HttpRequest& request, const std::string& place) {
  if (spec.form) return Value(pairs(parse_form(request.body)));
  auto body = parse_json(request.body);
  if (body) return body;
  return fail(
      Error{ErrorClass::validation,
            "webhook.body",
            "the body is no JSON: " + body.error().message + "; it begins with \"" + beginning_of(request.body) + "\"",
            place,
            spec.remedy,
            {}});
}

/// What one request tells.
struct Reader {
  const Manifest& manifest;
  const Map& scope;
  const std::string& system;
  const HttpRequest& request;
  Instant now;

  std::string place(const std::string& at) const { return system + " webhook" + at; }

  Failure<Error> wrong(const std::string& what, const std::string& why, const std::string& at) const {
    const std::string& remedy = manifest.webhook->remedy;
    return fail(Error{
        ErrorClass::validation,
        "webhook.form",
        what + " cannot be found in the body (" + why + "); it begins with \"" + beginning_of(request.body) + "\"",
        place(at),
        remedy.empty() ? "compare the body with webhook in connector.yaml" : remedy,
        {}});
  }

  /// The record itself, when the item shows all of it and where it stands in time. Otherwise it is read.
  std::optional<NativeRecord> record(const ObjectSpec& object, const RecordKey& key, const expr::Bindings& bindings,
                                     const std::string& at) const {
    const WebhookSpec& spec = *manifest.webhook;
    const bool elsewhere =
        std::ranges::any_of(object.fields, [](const ValueSpec& f) { return f.parts_from != nullptr; });
    if (!spec.full || elsewhere) return std::nullopt;
    auto vendor = spec.record.empty() ? Result<Value, Error>(*bindings.find("item")) : spec.record.fill(bindings);
    if (!vendor) return std::nullopt;
    const Lookups none;
    Translation translation{manifest, none, place(at), scope};
    auto decoded = decode_record(translation, object, system, *vendor);
    if (!decoded || decoded->key != key || (!decoded->stamp && decoded->version.empty())) return std::nullopt;
    return std::move(*decoded);
  }

  Result<std::vector<NewEvent>, Error> item(const expr::Bindings& bindings, const std::string& at) const {
    const WebhookSpec& spec = *manifest.webhook;
    std::vector<NewEvent> out;
    const auto object = spec.object.text(bindings);
    if (!object) return wrong("the object", object.error().message, at);
    if (object->empty()) return out;
    const auto known = manifest.objects.find(*object);
    if (known == manifest.objects.end())
      return fail(config(manifest, "it names the object \"" + *object + "\", which is none", "correct webhook.object"));
    auto natives = spec.native.fill(bindings);
    if (!natives) return wrong("the id", natives.error().message, at);
    if (!natives->is_list()) natives = Value(List{std::move(*natives)});
    const std::string occurrence = text_or(spec.occurrence, bindings, "");
    for (const Value& each : natives->as_list()) {
      NewEvent event;
      event.key = {system, *object, id_text(each)};
      if (event.key.native.empty()) return wrong("the id", "it is empty", at);
      event.source = EventSource::webhook;
      event.priority = Priority::event;
      if (!occurrence.empty()) event.dedup = occurrence + "/" + *object + "/" + event.key.native;
      event.record = record(known->second, event.key, bindings, at);
      event.due_at = event.record ? now : now + known->second.traits.read_lag;
      out.push_back(std::move(event));
    }
    return out;
  }
};

}  // namespace

Result<Map, Error> webhook_scope(const Manifest& manifest, const Map& settings) {
  if (!manifest.webhook) return fail(no_webhook(manifest));
  return settings_and_names(manifest, settings);
}

std::string webhook_handshake(const Manifest& manifest, const Map& scope, const HttpRequest& request) {
  constexpr std::size_t longest = 1000;
  if (!manifest.webhook || manifest.webhook->handshake.empty()) return {};
  Map variables = scope;
  variables.set("query", pairs(parse_form(query_of(request.url))));
  std::string text = text_or(manifest.webhook->handshake, expr::MapBindings(variables), "");
  const bool harmless = std::ranges::all_of(
      text, [](char c) { return c > 0x20 && c < 0x7f && c != '<' && c != '>' && c != '&' && c != '"'; });
  return harmless && text.size() <= longest ? text : std::string();
}

Result<WebhookScheme, Error> webhook_scheme(const Manifest& manifest, const Map& settings) {
  auto variables = webhook_scope(manifest, settings);
  if (!variables) return fail(variables.error());
  return scheme_of(manifest, *variables);
}

Result<WebhookProver, Error> WebhookProver::make(std::shared_ptr<const Manifest> manifest, const Map& settings) {
  auto variables = webhook_scope(*manifest, settings);
  if (!variables) return fail(variables.error());
  WebhookProver out;
  out.manifest_ = std::move(manifest);
  const WebhookProof::Kind kind = out.manifest_->webhook->proof.kind;
  if (kind != WebhookProof::Kind::url_secret && kind != WebhookProof::Kind::body_secret) {
    auto scheme = scheme_of(*out.manifest_, *variables);
    if (!scheme) return fail(scheme.error());
    auto verifier = WebhookVerifier::make(std::move(*scheme));
    if (!verifier) return fail(verifier.error());
    out.verifier_ = std::move(*verifier);
    return out;
  }
  auto secrets = secrets_of(*out.manifest_, *variables);
  if (!secrets) return fail(secrets.error());
  for (const std::string& secret : *secrets) {
    if (secret.size() < least_secret)
      return fail(config(*out.manifest_, "the secret has " + std::to_string(secret.size()) + " bytes",
                         "use at least 16 random bytes: shorter ones can be guessed"));
  }
  out.secrets_ = std::move(*secrets);
  return out;
}

Result<std::string, Error> WebhookProver::presented(const HttpRequest& request) const {
  const WebhookProof& proof = manifest_->webhook->proof;
  if (proof.kind == WebhookProof::Kind::body_secret) {
    auto body = body_of(*manifest_->webhook, request, "webhook request");
    if (!body) return fail(refusal("body", "the body that should hold the secret cannot be understood"));
    Map variables = no_variables();
    variables.set("body", std::move(*body));
    return text_or(proof.found, expr::MapBindings(variables), "");
  }
  if (proof.query.empty()) {
    const std::string_view path = path_of(request.url);
    const std::size_t slash = path.rfind('/');
    return percent_decode(slash == std::string_view::npos ? path : path.substr(slash + 1));
  }
  std::vector<std::string> found;
  for (const auto& [name, value] : parse_form(query_of(request.url))) {
    if (name == proof.query) found.push_back(value);
  }
  if (found.size() > 1) return fail(refusal("repeated", "the address holds " + proof.query + " twice"));
  return found.empty() ? std::string() : found.front();
}

Result<void, Error> WebhookProver::verify(const HttpRequest& request, Instant now) const {
  if (verifier_) return verifier_->verify(request, now);
  const auto given = presented(request);
  if (!given) return fail(given.error());
  bool fits = false;
  // Hashed, so that not even the secret's length shows in the time that it takes.
  for (const std::string& secret : secrets_) fits |= equal_in_constant_time(sha256(secret), sha256(*given));
  if (!fits) return fail(refusal("secret", "the request does not hold the secret"));
  return {};
}

Result<std::vector<NewEvent>, Error> webhook_events(const Manifest& manifest, const Map& scope,
                                                    const std::string& system, const HttpRequest& request,
                                                    Instant now) {
  if (!manifest.webhook) return fail(no_webhook(manifest));
  const WebhookSpec& spec = *manifest.webhook;
  const Reader reader{manifest, scope, system, request, now};
  auto body = body_of(spec, request, reader.place(""));
  if (!body) return fail(body.error());
  Map variables = scope;
  Map headers;
  for (const auto& [name, value] : request.headers) headers.set(to_lower(name), value);
  variables.set("headers", std::move(headers));
  variables.set("query", pairs(parse_form(query_of(request.url))));
  variables.set("body", std::move(*body));
  auto items = spec.each.empty() ? Result<Value, Error>(List{*variables.find("body")})
                                 : spec.each.fill(expr::MapBindings(variables));
  if (!items) return reader.wrong("the list of items", items.error().message, "");
  if (!items->is_list()) return reader.wrong("the list of items", "it is no list", "");
  std::vector<NewEvent> out;
  for (std::size_t i = 0; i < items->as_list().size(); ++i) {
    variables.set("item", items->as_list()[i]);
    auto events = reader.item(expr::MapBindings(variables), " item " + std::to_string(i));
    if (!events) return events;
    for (NewEvent& event : *events) {
      // Each state that is told counts; that a record is to be read needs to be said once.
      if (event.record || std::ranges::none_of(out, [&](const NewEvent& other) { return other.key == event.key; }))
        out.push_back(std::move(event));
    }
  }
  return out;
}

}  // namespace syncline
