#include "connect/connector.h"

#include <algorithm>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "connect/envelope.h"
#include "connect/failure.h"
#include "connect/manifest_scope.h"
#include "connect/multipart_calls.h"
#include "connect/settled.h"
#include "connect/values.h"
#include "net/url.h"

namespace syncline {
namespace {

Failure<Error> config(std::string place, std::string message, std::string remedy) {
  return fail(Error{ErrorClass::config, "connect.config", std::move(message), std::move(place), std::move(remedy), {}});
}

Map headers_of(const HttpResponse& response) {
  Map out;
  for (const auto& [name, value] : response.headers) out.set(to_lower(name), value);
  return out;
}

/// The next page would get the sign-in: it is only asked where this one came from.
bool leads_away(const std::string& next, const std::string& from) {
  if (!next.starts_with("http://") && !next.starts_with("https://")) return false;
  const auto there = parse_url(next), here = parse_url(from);
  return !there || !here || origin_of(*there) != origin_of(*here);
}

Result<Received, Error> answers_of(const HttpResponse& response) {
  auto all = answers_in(response);
  if (!all) return fail(std::move(all.error()));
  return Received{std::move(*all)};
}

Failure<CallFailure> not_understood(const Manifest& manifest, const std::string& place, const HttpResponse& response,
                                    const Error& why) {
  const bool cut = why.code.ends_with(".truncated");
  Error error{cut ? ErrorClass::transient : manifest.errors.not_understood,
              cut ? "connect.truncated" : "connect.not_understood",
              (cut ? "the answer ends too early: "
                   : "the answer is no " + std::string(name_of(manifest.format.protocol)) + ": ") +
                  why.message + "; it begins with \"" + beginning_of(response.body) + "\"",
              place + " answer " + why.place,
              cut ? "" : "check the address and that the system's programming interface is switched on",
              {}};
  return fail(CallFailure{std::move(error)});
}

/// What expressions see where there is nothing.
Value or_empty(Value body) { return body.is_null() ? Value(Map{}) : std::move(body); }

bool is_success(int status) { return status >= 200 && status < 300; }

}  // namespace

std::string text_of(const CallPlace& place) { return place.system + " " + place.method + " " + place.path; }

Result<Connector, Error> Connector::make(std::shared_ptr<const Manifest> manifest, std::string system, Map settings) {
  Connector out;
  for (const auto& [name, spec] : manifest->settings) {
    const Value* given = settings.find(name);
    if (given && !given->is_null()) continue;
    if (spec.required)
      return config("system " + system, "the setting \"" + name + "\" is missing",
                    "add it to the system: " + spec.description);
    settings.set(name, spec.fallback);
  }
  if (const Value* url = settings.find("url"); url && url->is_string() && url->as_string().ends_with('/'))
    settings.set("url", url->as_string().substr(0, url->as_string().size() - 1));
  for (const std::string& name : manifest_variables()) out.base_.set(name, Value());
  for (const DiscoverySpec& each : manifest->discover) out.base_.set(each.name, Value());
  out.base_.set("settings", std::move(settings));
  for (const auto& [name, tree] : manifest->names) {
    auto value = tree.fill(expr::MapBindings(out.base_));
    if (!value) return placed(value.error(), manifest->name + " names." + name);
    out.base_.set(name, std::move(*value));
  }
  auto url = manifest->base_url.text(expr::MapBindings(out.base_));
  if (!url) return placed(url.error(), manifest->name + " base_url");
  auto own = settled(*manifest, system, out.base_);
  if (!own) return fail(own.error());
  out.base_url_ = std::move(*url);
  out.system_ = std::move(system);
  out.manifest_ = std::move(*own);
  return out;
}

Map Connector::variables(const Map& given) const {
  Map out = base_;
  for (const auto& [name, value] : given) out.set(name, value);
  return out;
}

Result<HttpRequest, Error> Connector::build_sql(const CallSpec& call, const Map& variables) const {
  const expr::MapBindings bindings(variables);
  const MessageFormat& format = manifest_->format;
  const std::string path = "/" + call.sql.table();
  const std::string place = text_of(CallPlace{system_, call.sql.verb(), path});
  auto statement = call.sql.fill(bindings);
  if (!statement) return placed(statement.error(), place);
  for (const auto& [tree, into] : {std::pair(&format.sql_tls, &statement->session.tls),
                                   std::pair(&format.sql_ca_file, &statement->session.ca_file),
                                   std::pair(&format.sql_zone, &statement->session.zone)}) {
    if (tree->empty()) continue;
    auto text = tree->text(bindings);
    if (!text) return placed(text.error(), system_ + " sql");
    *into = std::move(*text);
  }
  if (!is_known_zone(statement->session.zone))
    return config(system_ + " sql.zone", "\"" + statement->session.zone + "\" is no time zone",
                  "write it as Europe/Berlin");
  statement->session.patience =
      manifest_->timeout - Duration{manifest_->timeout.us / 10};  // its word comes before ours
  return HttpRequest{call.sql.verb(), base_url_ + path, {}, sql_body(*statement), ""};
}

Result<HttpRequest, Error> Connector::build(const CallSpec& call, const Map& variables, const SignIn& session) const {
  if (!call.sql.empty()) return build_sql(call, variables);
  if (call.enveloped) {
    auto inside = enveloped(call, variables, system_);
    if (!inside) return fail(std::move(inside.error()));
    Map all = variables;
    all.set("request", std::move(*inside));
    return build(manifest_->envelope->call, all, session);
  }
  const expr::MapBindings bindings(variables);
  HttpRequest request;
  request.method = call.method;
  const auto path = filled_path(call, variables);
  if (!path) return placed(path.error(), system_ + " " + call.method + " path");
  const std::string place = text_of(CallPlace{system_, call.method, *path});
  request.url = path->starts_with("http://") || path->starts_with("https://")
                    ? *path
                    : (session.base_url.empty() ? base_url_ : session.base_url) + *path;
  for (const auto& [name, tree] : call.query) {
    const auto value = tree.fill(bindings);
    if (!value) return placed(value.error(), place + " query " + name);
    if (value->is_null()) continue;
    request.url += (request.url.find('?') == std::string::npos ? "?" : "&") + percent_encode(name) + "=" +
                   percent_encode(text_of(*value));
  }
  const MessageFormat& format = manifest_->format;
  const bool is_json = format.protocol == MessageFormat::Protocol::json;
  set_header(request.headers, "Accept",
             is_json ? "application/json" : "text/xml, application/xml, application/soap+xml");
  for (const auto& [name, tree] : call.headers) {
    const auto value = tree.fill(bindings);
    if (!value) return placed(value.error(), place + " header " + name);
    if (!value->is_null()) set_header(request.headers, name, text_of(*value));
  }
  if (!call.body.empty() || format.calls_actions()) {
    if (auto put = write_body(call, bindings, place, request); !put) return fail(std::move(put.error()));
  }
  if (!call.batch.empty()) {
    const auto calls = call.batch.fill(bindings);
    if (!calls) return placed(calls.error(), place + " batch");
    set_header(request.headers, "Accept", "multipart/mixed");
    if (auto done = put_calls(request, *calls); !done) return placed(done.error(), place + " batch");
  }
  return request;
}

Result<void, Error> Connector::write_body(const CallSpec& call, const expr::Bindings& bindings,
                                          const std::string& place, HttpRequest& request) const {
  const auto action = call.action.text(bindings);
  if (!action) return placed(action.error(), place + " action");
  const auto head = manifest_->format.soap_header.fill(bindings);
  if (!head) return placed(head.error(), place + " header");
  const auto body = call.body.fill(bindings);
  if (!body) return placed(body.error(), place + " body");
  auto put = put_body(manifest_->format, *action, *head, *body, request);
  if (!put) put.error().place = place + " body " + put.error().place;
  return put;
}

Result<void, Error> Connector::authorize(HttpRequest& request, const std::string& token) const {
  const AuthSpec& auth = manifest_->auth;
  const Map all = variables({{"token", token}});
  const expr::MapBindings bindings(all);
  if (auth.kind == AuthSpec::Kind::basic) {
    const auto user = auth.user.text(bindings);
    const auto password = auth.password.text(bindings);
    if (!user || !password) return placed(user ? password.error() : user.error(), system_ + " auth");
    if (user->find(':') != std::string::npos) {
      return fail(Error{ErrorClass::config,
                        "connect.user",
                        "a user name with a colon cannot be sent (RFC 7617)",
                        system_ + " auth.user",
                        "choose a user whose name has none",
                        {}});
    }
    set_header(request.headers, "Authorization", "Basic " + base64(*user + ":" + *password));
  }
  if (auth.kind == AuthSpec::Kind::oauth2) set_header(request.headers, "Authorization", "Bearer " + token);
  for (const auto& [name, tree] : auth.headers) {
    const auto value = tree.fill(bindings);
    if (!value) return placed(value.error(), system_ + " auth.headers." + name);
    if (!value->is_null()) set_header(request.headers, name, text_of(*value));
  }
  return {};
}

std::string Connector::place_of(const HttpRequest& request) const {
  return text_of(CallPlace{system_, request.method, path_below(request.url, base_url_)});
}

Result<Answer, CallFailure> Connector::interpret(const HttpRequest& request, const HttpResponse& response,
                                                 const OperationSpec& operation, Map variables, Instant now) const {
  const bool holds_several = is_success(response.status) && holds_answers(response);
  auto received = holds_several ? answers_of(response) : receive(manifest_->format, response);
  if (received && holds_several && !operation.answer.each_judged) {
    if (const auto refused = first_refused(received->body.as_list()))
      return interpret(request, *refused, operation, std::move(variables), now);
  }
  const CallSpec& call = operation.call;
  const auto inside = call.enveloped ? filled_path(call, variables) : Result<std::string, Error>("");
  const std::string place = place_of(request) + (inside && !inside->empty() ? " " + *inside : "");
  if (!received && is_success(response.status)) return not_understood(*manifest_, place, response, received.error());
  const std::optional<Received> understood = received ? std::optional(std::move(*received)) : std::nullopt;
  return interpret({request, response, understood, place, call.enveloped ? &manifest_->envelope->answer : nullptr},
                   operation.answer, std::move(variables), now);
}

Result<Answer, CallFailure> Connector::interpret(const HttpRequest& request, const HttpResponse& response,
                                                 const std::optional<Received>& received, const AnswerSpec& spec,
                                                 Map variables, Instant now) const {
  return interpret({request, response, received, place_of(request), nullptr}, spec, std::move(variables), now);
}

Result<Answer, CallFailure> Connector::interpret(const Came& came, const AnswerSpec& spec, Map variables,
                                                 Instant now) const {
  variables.set("status", came.response.status);
  variables.set("headers", headers_of(came.response));
  variables.set("body", came.received ? or_empty(came.received->body) : Value(Map{}));
  const bool outdated = std::ranges::any_of(manifest_->discover, [&](const DiscoverySpec& each) {
    return holds(each.outdated, expr::MapBindings(variables));
  });
  auto answer = judged(came, spec, std::move(variables), now);
  (answer ? answer->outdated : answer.error().outdated) = outdated;
  return answer;
}

Result<Value, Error> Connector::content(const CallSpec& call, Value body, const Map& variables) const {
  if (!call.enveloped) return body;
  Map all = variables;
  all.set("body", or_empty(std::move(body)));
  return manifest_->envelope->answer.fill(expr::MapBindings(all), of_answers);
}

Result<Answer, CallFailure> Connector::judged(const Came& came, const AnswerSpec& spec, Map variables,
                                              Instant now) const {
  const auto wrong = [&](const char* what, const std::string& why) {
    return fail(CallFailure{Error{ErrorClass::transient,  // it may be a page of maintenance
                                  "connect.wrong_form",
                                  std::string(what) + " cannot be found in the answer (" + why + "): \"" +
                                      beginning_of(came.response.body) + "\"",
                                  came.place,
                                  "compare the answer with connector.yaml",
                                  {}}});
  };
  const bool success = is_success(came.response.status) && !(came.received && came.received->fault);
  const bool says_failed = holds(manifest_->errors.failed, expr::MapBindings(variables));
  const auto failure = [&] {
    return fail(failure_of(*manifest_, came.place, came.response, came.received, variables, now));
  };
  if (!success || (says_failed && (came.content || !spec.each_judged))) return failure();
  Answer answer;
  answer.body = came.received ? came.received->body : Value();
  if (came.content) {
    auto content = came.content->fill(expr::MapBindings(variables), of_answers);
    if (!content) return wrong("what stands in the envelope", content.error().message);
    answer.body = std::move(*content);
    variables.set("body", or_empty(answer.body));
  }
  const expr::MapBindings bindings(variables);
  auto records = spec.records.empty() ? Result<Value, Error>(answer.body) : spec.records.fill(bindings, of_answers);
  if (says_failed && !(records && records->is_list())) return failure();
  const auto refused = spec.refused.fill(bindings, of_answers);
  if (refused && refused->bool_or(false)) {
    Error error{spec.refusal_class, "refused", text_or(spec.refusal_message, bindings, "the system refused the data"),
                came.place,         "",        {}};
    return fail(CallFailure{std::move(error), false, spec.refusal_class != ErrorClass::unknown});
  }
  if (!records) return wrong("records", records.error().message);
  answer.has_records = records->is_list() || records->is_map();
  if (records->is_list()) {
    answer.records = std::move(records->as_list());
  } else if (records->is_map()) {
    answer.records.push_back(std::move(*records));
  } else if (!spec.records.empty() && !records->is_null()) {
    return wrong("records", "it is no list");
  }
  if (!spec.id.empty()) {
    const auto id = spec.id.fill(bindings);
    if (!id) return wrong("id", id.error().message);
    if (!id->is_string() && !id->is_int() && !id->is_null()) return wrong("id", "it is neither text nor number");
    answer.id = id_text(*id);
  }
  if (!spec.next.empty()) {
    auto next = spec.next.text(bindings);  // not found, it would end the list too early
    if (!next) return wrong("the next page's token", next.error().message);
    answer.next = std::move(*next);
  }
  if (leads_away(answer.next, came.request.url))
    return fail(
        CallFailure{Error{ErrorClass::config,
                          "connect.leads_away",
                          "the next page is said to be at another server: \"" + beginning_of(answer.next) + "\"",
                          came.place,
                          "correct url, so that it is the address that the system gives of itself",
                          {}}});
  return answer;
}

Result<WriteToken, CallFailure> Connector::write_token_of(const HttpRequest& request, const HttpResponse& response,
                                                          Instant now) const {
  const auto body = parse_json(response.body);
  const Map all = variables({{"status", response.status},
                             {"headers", headers_of(response)},
                             {"body", body && !body->is_null() ? *body : Value(Map{})}});
  WriteToken out{text_or(manifest_->auth.write_token->token, expr::MapBindings(all), "")};
  if (out.token.empty()) {
    auto answer = interpret(request, response, OperationSpec{}, variables({}), now);
    if (!answer) return fail(std::move(answer.error()));
    return fail(CallFailure{Error{ErrorClass::config,
                                  "connect.no_write_token",
                                  "the system gave no token for calls that change something",
                                  text_of(CallPlace{system_, request.method, path_below(request.url, base_url_)}),
                                  "correct auth.write_token in connector.yaml, or the address",
                                  {}},
                            true});
  }
  for (const auto& [name, value] : response.headers) {
    if (to_lower(name) != "set-cookie") continue;
    out.cookies += (out.cookies.empty() ? "" : "; ") + value.substr(0, value.find(';'));
  }
  return out;
}

void Connector::add_write_token(HttpRequest& request, const WriteToken& token) const {
  if (token.token.empty()) return;
  set_header(request.headers, manifest_->auth.write_token->header, token.token);
  if (!token.cookies.empty()) set_header(request.headers, "Cookie", token.cookies);
}

Result<std::string, Error> Connector::base_url_of(const HttpResponse& response) const {
  if (manifest_->auth.base_url.empty()) return std::string();
  const auto body = parse_json(response.body);
  const auto found = manifest_->auth.base_url.text(expr::MapBindings(variables({{"body", body ? *body : Value()}})));
  const std::string remedy = "compare the answer of the sign-in with auth.base_url in connector.yaml";
  if (!found) return config(system_ + " auth.base_url", found.error().message, remedy);
  const auto url = parse_url(*found);
  if (!url) return config(system_ + " auth.base_url", "\"" + *found + "\" is no address", remedy);
  if (url->scheme != "https" && base_url_.starts_with("https:"))
    return config(system_ + " auth.base_url", "\"" + *found + "\" is not encrypted", remedy);
  return found->ends_with('/') ? found->substr(0, found->size() - 1) : *found;
}

Result<std::string, CallFailure> Connector::token_of(const HttpRequest& request, const HttpResponse& response,
                                                     Instant now) const {
  OperationSpec signing_in;
  signing_in.answer.id = manifest_->auth.token;
  auto answer = interpret(request, response, signing_in, variables({}), now);
  if (!answer) {
    answer.error().error.cls =
        answer.error().error.cls == ErrorClass::config ? ErrorClass::auth : answer.error().error.cls;
    return fail(std::move(answer.error()));
  }
  return answer->id;
}

}  // namespace syncline
