#pragma once
// Api: a client of the model for tests: calls a method, moves the time on, keeps the last status.

#include "base/json.h"
#include "sandbox/odoo/odoo_model.h"

namespace syncline::sandbox {

struct Api {
  explicit Api(OdooSetup setup = {}) : model(std::move(setup)) {}

  OdooModel model;
  Instant now{1'795'000'000'250'000};
  int status = 0;

  /// JSON text in, the parsed body out.
  Value call(const std::string& path, const Value& body) {
    now = now + milliseconds(100);
    HttpRequest request{"POST", "https://crm.example/json/2/" + path, {}, write_json(body), {}};
    request.headers = {{"Authorization", "bearer KEY"},
                       {"X-Odoo-Database", "crm"},
                       {"Content-Type", "application/json; charset=utf-8"}};
    const HttpResponse response = model.answer(request, now);
    status = response.status;
    auto parsed = parse_json(response.body);
    return parsed ? std::move(*parsed) : Value();
  }
  Value call(const std::string& path, const char* body) { return call(path, *parse_json(body)); }

  /// "422 odoo.exceptions.ValidationError", or "200".
  std::string outcome(const std::string& path, const Value& body) {
    const Value answer = call(path, body);
    return std::to_string(status) + (status == 200 ? "" : " " + answer["name"].string_or("no name"));
  }
  std::string outcome(const std::string& path, const char* body) { return outcome(path, *parse_json(body)); }

  std::int64_t create(Map values) {
    if (!values.contains("name")) values.set("name", "Prüfling GmbH");
    if (!values.contains("is_company")) values.set("is_company", true);
    return call("res.partner/create", Map{{"vals_list", List{values}}}).at(0).int_or(0);
  }
  Value read(std::int64_t id, const char* field) {
    return call("res.partner/read", Map{{"ids", List{id}}, {"fields", List{field}}}).at(0)[field];
  }
  void write(std::int64_t id, Map values) {
    call("res.partner/write", Map{{"ids", List{id}}, {"vals", std::move(values)}});
  }
  void person(std::int64_t id, Map values) {
    now = now + milliseconds(100);
    model.person_edits("res.partner", std::to_string(id), values, now);
  }
  /// Ids that a search finds.
  Value search(const char* domain, Map context = {}) {
    return call("res.partner/search", Map{{"domain", *parse_json(domain)}, {"context", std::move(context)}});
  }
  std::string stored(std::int64_t id, const char* field) {
    return model.record("res.partner", std::to_string(id))[field].string_or("");
  }
};

}  // namespace syncline::sandbox
