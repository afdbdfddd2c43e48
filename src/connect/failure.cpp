#include "connect/failure.h"

#include "base/text.h"

namespace syncline {
namespace {

/// A proxy's page passes with what is wrong behind it; above all, its 404 proves nothing of a record.
ErrorClass class_of_status(int status, bool understood) {
  if (!understood && (status == 404 || status == 410)) return ErrorClass::transient;
  switch (status) {
    case 401: return ErrorClass::auth;
    case 403: return ErrorClass::permission;
    case 404: return ErrorClass::not_found;
    case 408:
    case 423:
    case 425: return ErrorClass::transient;
    case 409:
    case 412: return ErrorClass::conflict;
    case 410: return ErrorClass::gone;
    case 429: return ErrorClass::throttled;
    default: break;
  }
  if (status >= 500) return ErrorClass::transient;
  return status >= 400 ? ErrorClass::validation : ErrorClass::transient;
}

/// Other statuses say more than a fault does: 401, 429, 503.
bool leaves_it_to_fault(int status) { return status < 300 || status == 400 || status == 500; }

std::string remedy_of(ErrorClass cls, int status) {
  if (status >= 300 && status < 400) return "when it lasts, the address moved: correct url";
  if (status == 404 && cls == ErrorClass::transient) return "when it lasts, check the address of the system";
  switch (cls) {
    case ErrorClass::auth: return "check the credentials of the system";
    case ErrorClass::permission: return "give the integration user this right";
    case ErrorClass::config: return "check url, database and the installed modules";
    default: return "";
  }
}

std::optional<Duration> wait_of(const ErrorRule& rule, const expr::Bindings& bindings, Instant now) {
  const auto until = parse_instant(text_or(rule.retry_at, bindings, ""));
  if (until) return std::max(*until - now, Duration{});
  return rule.retry_after;
}

}  // namespace

bool holds(const TemplateTree& condition, const expr::Bindings& bindings) {
  if (condition.empty()) return false;
  const auto value = condition.fill(bindings);
  return value && value->bool_or(false);
}

std::string text_or(const TemplateTree& tree, const expr::Bindings& bindings, std::string_view other) {
  if (tree.empty()) return std::string(other);
  auto text = tree.text(bindings);
  return text && !text->empty() ? std::move(*text) : std::string(other);
}

std::string beginning_of(std::string_view body) { return truncate(squeeze(repair_utf8(body.substr(0, 600))), 120); }

Failure<Error> placed(Error error, const std::string& place) {
  error.cls = ErrorClass::config;
  error.place = place + (error.place.empty() ? "" : " (expression at " + error.place + ")");
  return fail(std::move(error));
}

std::string path_below(std::string_view url, std::string_view base_url) {
  if (url.starts_with(base_url)) {
    url.remove_prefix(base_url.size());
  } else if (const std::size_t host = url.find("://"); host != std::string_view::npos) {
    url.remove_prefix(std::min(url.find('/', host + 3), url.size()));
  }
  return std::string(url.substr(0, url.find('?')));
}

CallFailure failure_of(const Manifest& manifest, const std::string& place, const HttpResponse& response,
                       const std::optional<Received>& received, const Map& variables, Instant now) {
  Map all = variables;
  static const Fault none;
  const bool has_fault = received && received->fault;
  const Fault& fault = has_fault ? *received->fault : none;
  const std::string code = text_or(manifest.errors.code, expr::MapBindings(variables), fault.code);
  const std::string status = std::to_string(response.status) + " " + std::string(reason_of(response.status));
  const std::string shown = response.body.empty() ? "nothing" : "\"" + beginning_of(response.body) + "\"";
  const std::string message = text_or(manifest.errors.message, expr::MapBindings(variables), fault.message);
  all.set("code", code);
  all.set("message", message);
  all.set("now", to_iso(now));
  const expr::MapBindings bindings(all);
  CallFailure out;
  const bool by_fault = has_fault && leaves_it_to_fault(response.status);
  out.error = {by_fault ? fault.cls : class_of_status(response.status, received.has_value()),
               code.empty() ? "http." + std::to_string(response.status) : code,
               message.empty() ? "the system answered " + status + " with " + shown : truncate(message, 500),
               place,
               "",
               {}};
  out.not_done = by_fault && fault.nothing_done;
  out.refused = (by_fault || response.status < 500) && out.error.cls != ErrorClass::transient &&
                out.error.cls != ErrorClass::unknown;
  out.error.retry_after = retry_after(response, now);
  for (const ErrorRule& rule : manifest.errors.rules) {
    if (!holds(rule.when, bindings)) continue;
    out.error.cls = rule.cls;
    out.not_done = out.not_done || rule.nothing_sent;
    out.refused = rule.cls != ErrorClass::transient && rule.cls != ErrorClass::unknown;
    out.pauses_path = rule.pauses_path;
    if (!out.error.retry_after) out.error.retry_after = wait_of(rule, bindings, now);
    break;
  }
  out.token_expired = manifest.auth.write_token && holds(manifest.auth.write_token->expired, bindings);
  if (out.token_expired) {  // says nothing of the data; where it stays so, calls go to different servers
    out.refused = false;
    out.error.cls = ErrorClass::transient;
  }
  // Refused before anything was done.
  if (response.status == 401 || response.status == 429 || out.token_expired) out.not_done = true;
  out.error.remedy = remedy_of(out.error.cls, response.status);
  if (manifest.warnings && out.refused) out.warning = text_or(manifest.warnings->name, bindings, "");
  out.expired = manifest.auth.expired.empty() ? response.status == 401 : holds(manifest.auth.expired, bindings);
  return out;
}

}  // namespace syncline
