#pragma once
// A model of Tryton and someone who is signed in to it.

#include <doctest/doctest.h>

#include "base/hash.h"
#include "base/json.h"
#include "sandbox/tryton/tryton_model.h"

namespace syncline::sandbox {

struct SignedIn {
  TrytonModel model;
  Instant now = *parse_instant("2026-11-21T06:09:02.780791Z");
  std::string authorization;

  explicit SignedIn(const TrytonSetup& setup = {}) : model(setup) { sign_in(setup); }

  void sign_in(const TrytonSetup& setup = {}) {
    const Value user = raw("common.db.login", List{setup.login, Map{{"password", setup.password}}, "en"})["result"];
    authorization =
        "Session " + base64(setup.login + ":" + std::to_string(user.at(0).as_int()) + ":" + user.at(1).as_string());
  }

  HttpRequest request(const std::string& method, List parameters) const {
    HttpRequest made{"POST", "http://erp.example/erp/", {{"Content-Type", "application/json"}}, {}, {}};
    if (!authorization.empty()) made.headers.emplace_back("Authorization", authorization);
    made.body = write_json(Map{{"id", 1}, {"method", method}, {"params", std::move(parameters)}});
    return made;
  }
  HttpResponse send(const std::string& method, List parameters) {
    return model.answer(request(method, std::move(parameters)), now);
  }

  /// The whole body.
  Value raw(const std::string& method, List parameters) {
    return parse_json(send(method, std::move(parameters)).body).value();
  }
  /// With a context.
  Value result(const std::string& method, List parameters, Map context = {}) {
    parameters.emplace_back(std::move(context));
    const Value body = raw(method, std::move(parameters));
    INFO(method << ": " << write_json(body));
    REQUIRE(body.as_map().contains("result"));
    return body["result"];
  }
  Value error(const std::string& method, List parameters, Map context = {}) {
    parameters.emplace_back(std::move(context));
    return raw(method, std::move(parameters))["error"];
  }
  /// The text of a UserError.
  std::string refusal(const std::string& method, List parameters, Map context = {}) {
    const Value given = error(method, std::move(parameters), std::move(context));
    CHECK(given.at(0) == Value("UserError"));
    return given.at(1).at(0).string_or("");
  }
  Value create(Map values) { return result("model.party.party.create", List{List{std::move(values)}}).at(0); }
  Value write(const Value& id, Map values) {
    return result("model.party.party.write", List{List{id}, std::move(values)});
  }
  Value read(const Value& id, List fields) {
    return result("model.party.party.read", List{List{id}, std::move(fields)}).at(0);
  }
  Value found(List domain, Map context = {}) {
    return result("model.party.party.search", List{std::move(domain), 0, nullptr, nullptr}, std::move(context));
  }
};

/// JSON without escapes, for tests.
inline Value json(std::string text) {
  for (char& c : text) c = c == '\'' ? '"' : c;
  return parse_json(text).value();
}

}  // namespace syncline::sandbox
