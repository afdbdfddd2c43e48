#include "api/problem.h"

#include <algorithm>

#include "base/json.h"

namespace syncline {
namespace {

int status_of(ErrorClass cls) {
  switch (cls) {
    case ErrorClass::auth: return 401;
    case ErrorClass::permission: return 403;
    case ErrorClass::not_found:
    case ErrorClass::gone: return 404;
    case ErrorClass::conflict:
    case ErrorClass::duplicate:
    case ErrorClass::closed_period: return 409;
    case ErrorClass::validation: return 422;
    case ErrorClass::throttled: return 429;
    case ErrorClass::transient: return 503;
    case ErrorClass::config:
    case ErrorClass::unknown: break;
  }
  return 500;
}

}  // namespace

HttpResponse json_response(int status, const Value& body) {
  return {status, {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}}, write_json(body) + "\n"};
}

HttpResponse problem_response(const Error& error, const Map& more) {
  const int status = status_of(error.cls);
  Map body{{"status", status},
           {"title", error.message},
           {"class", name_of(error.cls)},
           {"code", error.code},
           {"remedy", error.remedy}};
  for (const auto& [name, value] : more) body.set(name, value);
  HttpResponse response = json_response(status, std::move(body));
  set_header(response.headers, "Content-Type", "application/problem+json");
  if (error.retry_after)
    set_header(response.headers, "Retry-After",
               std::to_string(std::max<std::int64_t>(1, error.retry_after->us / 1'000'000)));
  return response;
}

Result<Value, Error> read_answer(const HttpResponse& response, const std::string& place) {
  auto body = parse_json(response.body);
  if (response.status / 100 == 2 && body) return std::move(*body);
  Error error{
      ErrorClass::transient, "api.answer", "the running process answered " + std::to_string(response.status), place, "",
      std::nullopt};
  if (body && (*body)["title"].is_string()) {
    error.cls = error_class_from((*body)["class"].string_or("")).value_or(ErrorClass::transient);
    error.code = (*body)["code"].string_or("");
    error.message = (*body)["title"].string_or("");
    if (const std::string detail = (*body)["detail"].string_or(""); !detail.empty())
      error.message += "\n\n" + detail + "\n";
    error.remedy = (*body)["remedy"].string_or("");
  }
  return fail(std::move(error));
}

}  // namespace syncline
