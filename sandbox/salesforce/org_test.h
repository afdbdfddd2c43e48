#pragma once
// A model of an org and a program that is signed in to it.

#include <doctest/doctest.h>

#include "base/json.h"
#include "base/text.h"
#include "sandbox/salesforce/salesforce_model.h"

namespace syncline::sandbox {

struct SignedInOrg {
  SalesforceModel model;
  Instant now = *parse_instant("2026-11-21T06:09:02.780791Z");
  std::string token;

  explicit SignedInOrg(const SalesforceSetup& setup = {}) : model(setup) { sign_in(); }

  void sign_in() {
    const HttpResponse answer =
        model.answer({"POST",
                      "https://acme.example/services/oauth2/token",
                      {},
                      "grant_type=client_credentials&client_id=sandbox-client&client_secret=sandbox-secret",
                      ""},
                     now);
    token = parse_json(answer.body).value()["access_token"].string_or("");
  }

  /// `path` below /services/data/v66.0.
  HttpResponse send(const std::string& method, const std::string& path, const Value& body = {},
                    HttpHeaders headers = {}) {
    headers.emplace_back("Authorization", "Bearer " + token);
    return model.answer({method, "https://acme.example/services/data/v66.0" + path, headers,
                         body.is_null() ? "" : write_json(body), ""},
                        now);
  }
  Value query(const std::string& soql, const char* how = "query") {
    return parse_json(send("GET", std::string("/") + how + "?q=" + percent_encode(soql)).body).value();
  }
  /// The names of what matches, joined by commas.
  std::string names(const std::string& where) {
    std::string out;
    const Value answer = query("SELECT Name FROM Account" + (where.empty() ? "" : " WHERE " + where));
    INFO(write_json(answer));
    REQUIRE(answer["records"].is_list());
    for (const Value& each : answer["records"].as_list()) out += (out.empty() ? "" : ",") + each["Name"].string_or("");
    return out;
  }
  /// "400 MALFORMED_QUERY"
  std::string refusal(const std::string& method, const std::string& path, const Value& body = {},
                      HttpHeaders headers = {}) {
    const HttpResponse answer = send(method, path, body, std::move(headers));
    const auto parsed = parse_json(answer.body);
    return std::to_string(answer.status) + " " + (parsed ? parsed->at(0)["errorCode"].string_or("") : "");
  }
  std::string refused_query(const std::string& soql) { return refusal("GET", "/query?q=" + percent_encode(soql)); }
  std::string account(const char* name, Map more = {}) {
    more.set("Name", name);
    const std::string id = model.person_creates("Account", more, now);
    REQUIRE_FALSE(id.empty());
    return id;
  }
};

}  // namespace syncline::sandbox
