#include "sandbox/tryton/tryton_model.h"

#include "base/json.h"
#include "base/text.h"
#include "sandbox/tryton/installation.h"
#include "sandbox/tryton/rpc.h"

namespace syncline::sandbox {
namespace {

using namespace tryton;

constexpr Id integration_user = 2;
constexpr const char* version = "6.0.29";

HttpResponse json_answer(const Value& body) { return {200, {{"Content-Type", "application/json"}}, write_json(body)}; }

std::string_view path_in(std::string_view url) {
  if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos) {
    const std::size_t slash = url.find('/', scheme + 3);
    url = slash == std::string_view::npos ? std::string_view("/") : url.substr(slash);
  }
  return path_of(url);
}

/// A body with other keys than id, method and params is taken for another protocol: bare results, HTTP for errors.
bool is_json_rpc(const Map& body) {
  return body.size() == 3 && body.contains("id") && body.contains("method") && body.contains("params");
}

/// For callers of that other protocol.
HttpResponse page_of(const Value& error) {
  const std::string kind = error.at(0).string_or("");
  if (kind == "UserError") return error_page(400, error.at(1).at(0).string_or("") + " - ");
  if (kind == "ConcurrencyException") return error_page(423, error.at(1).string_or(""));
  if (kind == "LoginException") return error_page(403);
  return error_page(500, kind);
}

HttpResponse refusal_answer(const Refusal& refusal, const Value& body) {
  if (refusal.status != 200) return error_page(refusal.status);
  if (!is_json_rpc(body.as_map())) return page_of(refusal.error);
  return json_answer(Map{{"id", body["id"]}, {"error", refusal.error}});
}

HttpResponse unauthorized() {
  return {401, {{"WWW-Authenticate", "Basic realm=\"Tryton\""}, {"Content-Type", "text/plain; charset=utf-8"}}, ""};
}

std::optional<Value> body_of(const HttpRequest& request) {
  const std::string* type = header(request.headers, "Content-Type");
  if (!type || type->find("json") == std::string::npos) return std::nullopt;
  Result<Value, Error> parsed = parse_json(request.body);
  if (!parsed || !parsed->is_map() || !(*parsed)["method"].is_string() || !(*parsed)["params"].is_list()) {
    return std::nullopt;
  }
  return std::move(*parsed);
}

}  // namespace

TrytonModel::TrytonModel(const TrytonSetup& setup) : setup_(setup) {
  install(tables_, setup_.own_company, setup_.installed);
  sessions_->add_user(setup_.login, setup_.password, integration_user);
}

std::unique_ptr<VendorModel> TrytonModel::clone() const { return std::make_unique<TrytonModel>(*this); }

HttpResponse TrytonModel::answer(const HttpRequest& request, Instant now) {
  const std::string path(path_in(request.url));
  if (path == "/" + setup_.database) {
    return {308, {{"Content-Type", "text/html; charset=utf-8"}, {"Location", path + "/"}}, ""};
  }
  const bool root = path == "/", database = !root && path.find('/', 1) == path.size() - 1;
  if (request.method != "POST" || (!root && !database)) return error_page(405);
  const std::optional<Value> body = body_of(request);
  if (!body) return error_page(500, "Value after * must be an iterable, not NoneType");
  if (root) return serve_root(*body);
  if (path != "/" + setup_.database + "/") return serve_nowhere(request, *body, path.substr(1, path.size() - 2));
  return serve(request, *body, now);
}

HttpResponse TrytonModel::serve_root(const Value& body) const {
  const std::string& method = body["method"].as_string();
  if (method == "common.server.version") return json_answer(Map{{"id", body["id"]}, {"result", version}});
  if (method == "common.db.list") return json_answer(Map{{"id", body["id"]}, {"result", List{setup_.database}}});
  return refusal_answer(missing_key(method).error, body);
}

HttpResponse TrytonModel::serve_nowhere(const HttpRequest& request, const Value& body,
                                        const std::string& database) const {
  if (body["method"] == Value("common.db.login")) return error_page(404);
  if (!header(request.headers, "Authorization")) return unauthorized();
  return refusal_answer(
      exception("connection to server failed: FATAL:  database \"" + database + "\" does not exist\n").error, body);
}

HttpResponse TrytonModel::serve(const HttpRequest& request, const Value& body, Instant now) {
  const std::string& method = body["method"].as_string();
  if (method != "common.db.login" && !sessions_->user_of(request, now)) return unauthorized();
  Answer<Value> result = result_of(request, method, body["params"].as_list(), now);
  if (!result) return refusal_answer(result.error(), body);
  if (!is_json_rpc(body.as_map())) return json_answer(*result);
  return json_answer(Map{{"id", body["id"]}, {"result", std::move(*result)}});
}

Answer<Value> TrytonModel::result_of(const HttpRequest& request, const std::string& method, const List& parameters,
                                     Instant now) {
  if (method == "common.db.login") {
    if (parameters.size() < 2) return exception("login() missing 1 required positional argument: 'parameters'");
    return sessions_->log_in(parameters[0].string_or(""), parameters[1], now);
  }
  if (method == "common.db.logout") {
    sessions_->log_out(request);
    return Value();
  }
  Transaction transaction{tables_, ledger_, now};
  transaction.user = sessions_->user_of(request, now).value_or(0);
  transaction.faults = &field_faults_;
  return call(std::move(transaction), method_name(method), parameters);
}

bool TrytonModel::is_write(const HttpRequest& request) const {
  const std::optional<Value> body = body_of(request);
  return request.method == "POST" && body && changes_data(method_name((*body)["method"].as_string()));
}

}  // namespace syncline::sandbox
