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

int status_of(const Value& error) {
  const std::string kind = error.at(0).string_or("");
  if (kind == "ConcurrencyException") return 423;
  if (kind == "LoginException") return 403;
  return kind == "UserError" ? 400 : 500;
}

HttpResponse refusal_answer(const Refusal& refusal, const Value& body) {
  if (refusal.status != 200) return error_page(refusal.status);
  if (!is_json_rpc(body.as_map())) return error_page(status_of(refusal.error));
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
  sessions_.add_user(setup_.login, setup_.password, integration_user);
}

std::unique_ptr<VendorModel> TrytonModel::clone() const { return std::make_unique<TrytonModel>(*this); }

HttpResponse TrytonModel::answer(const HttpRequest& request, Instant now) {
  const std::string_view path = path_in(request.url);
  const bool root = path == "/";
  if (!root && path != "/" + setup_.database + "/") {
    if (path != "/" + setup_.database) return error_page(404);
    return {308, {{"Content-Type", "text/html; charset=utf-8"}, {"Location", "/" + setup_.database + "/"}}, ""};
  }
  if (request.method != "POST") return error_page(405);
  const std::optional<Value> body = body_of(request);
  if (!body) return error_page(500);
  if (!root) return serve(request, *body, now);
  if ((*body)["method"] == Value("common.server.version")) {
    return json_answer(Map{{"id", (*body)["id"]}, {"result", version}});
  }
  return (*body)["method"] == Value("common.db.list")
             ? error_page(403)
             : refusal_answer(missing_key((*body)["method"].as_string()).error, *body);
}

HttpResponse TrytonModel::serve(const HttpRequest& request, const Value& body, Instant now) {
  const std::string& method = body["method"].as_string();
  if (method != "common.db.login" && !sessions_.user_of(request, now)) return unauthorized();
  Answer<Value> result = result_of(request, method, body["params"].as_list(), now);
  if (!result) return refusal_answer(result.error(), body);
  if (!is_json_rpc(body.as_map())) return json_answer(*result);
  return json_answer(Map{{"id", body["id"]}, {"result", std::move(*result)}});
}

Answer<Value> TrytonModel::result_of(const HttpRequest& request, const std::string& method, const List& parameters,
                                     Instant now) {
  if (method == "common.db.login") {
    if (parameters.size() < 2) return exception("login() missing 1 required positional argument: 'parameters'");
    return sessions_.log_in(parameters[0].string_or(""), parameters[1], now);
  }
  if (method == "common.db.logout") {
    sessions_.log_out(request);
    return Value();
  }
  Transaction transaction{tables_, ledger_, now};
  transaction.user = sessions_.user_of(request, now).value_or(0);
  transaction.faults = &field_faults_;
  return call(std::move(transaction), method_name(method), parameters);
}

bool TrytonModel::is_write(const HttpRequest& request) const {
  const std::optional<Value> body = body_of(request);
  return request.method == "POST" && body && changes_data(method_name((*body)["method"].as_string()));
}

}  // namespace syncline::sandbox
