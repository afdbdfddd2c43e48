// What a client of Customermates meets: ignored filters, pages without a second order, null for what is not there,
// lists that are replaced, batches that are done whole or not at all, texts as errors.
#include <doctest/doctest.h>
#include <set>

#include "base/json.h"
#include "sandbox/customermates/customermates_model.h"
#include "sandbox/customermates/customermates_vendor.h"
#include "sandbox/customermates/schema.h"

namespace syncline::sandbox {

using customermates::kind_named;
using customermates::uuid_of;

namespace {

struct Client {
  HttpResponse call(const std::string& method, const std::string& path, const Value& body = {}) {
    HttpHeaders headers{{"x-api-key", CustomermatesSetup{}.api_key}, {"Content-Type", "application/json"}};
    return model.answer({method, "https://customermates.example/api/v1/" + path, std::move(headers),
                         body.is_null() ? "" : write_json(body), ""},
                        now);
  }
  static Value json(const HttpResponse& response) { return parse_json(response.body).value_or(Value()); }
  Value search(const std::string& kind, const Value& query) { return json(call("POST", kind + "/search", query)); }
  static Map page(int number, int size = 5) { return {{"pagination", Map{{"page", number}, {"pageSize", size}}}}; }
  std::string organization(const std::string& name) {
    return model.person_creates("organizations", {{"name", name}}, now);
  }

  CustomermatesModel model;
  Instant now{1'795'227'904'123'000};
};

}  // namespace

TEST_CASE_FIXTURE(Client,
                  "customermates: without the key a text is answered, and what is no path of the API is a page") {
  const HttpResponse none = model.answer({"GET", "/api/v1/users/me", {}, "", ""}, now);
  CHECK(none.status == 401);
  CHECK(json(none).is_string());
  CHECK(call("POST", "records/query", Map{}).status == 404);
  CHECK(json(call("POST", "records/query", Map{})).is_null());
  CHECK(model.answer({"GET", "/api/v1/openapi", {}, "", ""}, now).status == 200);
}

TEST_CASE_FIXTURE(Client, "customermates: what is not there is null, and a write to it a refusal that names the id") {
  const std::string id = uuid_of("nowhere");
  CHECK(call("GET", "deals/" + id).status == 200);
  CHECK(json(call("GET", "deals/" + id)).as_map().contains("deal"));
  CHECK(json(call("GET", "deals/" + id))["deal"].is_null());
  CHECK(json(call("PUT", "deals/" + id, Map{{"name", "A"}})) == Value("✖ deal not found\n  → at id"));
  CHECK(call("PUT", "deals/" + id, Map{{"name", "A"}}).status == 400);
  model = CustomermatesModel({.tells_missing = true});
  CHECK(call("DELETE", "deals/" + id).status == 404);
}

TEST_CASE_FIXTURE(Client, "customermates: a filter that it does not know it ignores; one of the wrong form not") {
  organization("Alpha");
  organization("Beta");
  const auto found = [&](const char* field, const char* operation, const Value& value) {
    return search("organizations",
                  Map{{"filters", List{Map{{"field", field}, {"operator", operation}, {"value", value}}}}});
  };
  CHECK(found("updatedAt", "gte", "2030-01-01T00:00:00.000Z")["items"].as_list().empty());
  CHECK(found("changedAt", "gte", "2030-01-01T00:00:00.000Z")["items"].as_list().size() == 2);
  CHECK(found("name", "equals", "Alpha")["items"].as_list().size() == 2);
  CHECK(found("updatedAt", "equals", "x")["items"].as_list().size() == 2);
  CHECK(found("updatedAt", "gte", List{}).is_string());
  CHECK(found("updatedAt", "later", "x").is_string());
}

TEST_CASE_FIXTURE(Client, "customermates: pages are of four sizes; what is equal in the order comes in any") {
  for (int i = 0; i < 40; ++i) organization("Org " + std::to_string(i));
  CHECK(call("POST", "organizations/search", page(1, 50)).status == 400);
  CHECK(search("organizations", page(1, 10))["pagination"]["totalPages"] == Value(4));
  std::set<std::string> met;
  for (int i = 1; i <= 8; ++i) {
    Map query = page(i);
    query.set("sortDescriptor", Map{{"field", "updatedAt"}, {"direction", "asc"}});
    const Value items = search("organizations", query)["items"];
    for (const Value& each : items.as_list()) met.insert(each["id"].as_string());
  }
  CHECK(met.size() < 40);
  CHECK(search("organizations", Map{})["items"].at(0)["name"] == Value("Org 0"));
}

TEST_CASE_FIXTURE(Client,
                  "customermates: lists of references and columns are replaced by what is named, nothing else") {
  const std::string a = organization("A"), b = organization("B");
  const std::string phone = kind_named("contacts").labelled("Phone")->id,
                    title = kind_named("contacts").labelled("Job title")->id;
  const std::string ann = json(call("POST", "contacts",
                                    Map{{"firstName", "Ann"},
                                        {"lastName", ""},
                                        {"organizationIds", List{a, b}},
                                        {"customFieldValues", List{Map{{"columnId", phone}, {"value", "+4930123456"}},
                                                                   Map{{"columnId", title}, {"value", "CEO"}}}}}))["id"]
                              .as_string();
  now = now + seconds(1);
  const Value put = json(
      call("PUT", "contacts/" + ann,
           Map{{"organizationIds", List{b}}, {"customFieldValues", List{Map{{"columnId", title}, {"value", ""}}}}}));
  CHECK(put["organizations"].as_list().size() == 1);
  CHECK(put["customFieldValues"].as_list().size() == 1);
  CHECK(put["updatedAt"] != put["createdAt"]);
  CHECK(put["firstName"] == Value("Ann"));
  CHECK(call("PUT", "contacts/" + ann, Map{{"customFieldValues", List{Map{{"columnId", phone}, {"value", "030 123"}}}}})
            .status == 400);
  CHECK(
      call("PUT", "contacts/" + ann, Map{{"customFieldValues", List{Map{{"columnId", uuid_of("x")}, {"value", "1"}}}}})
          .status == 400);
  // Who belongs to whom does not stamp the other side.
  CHECK(json(call("GET", "organizations/" + b))["organization"]["updatedAt"] == put["createdAt"]);
}

TEST_CASE_FIXTURE(Client, "customermates: a batch is done whole or not at all") {
  const Value bad = List{Map{{"name", "A"}}, Map{{"name", ""}}};
  const HttpResponse refused = call("POST", "organizations/many", Map{{"organizations", bad}});
  CHECK(refused.status == 400);
  CHECK(json(refused).as_string().ends_with("→ at organizations[1].name"));
  CHECK(model.ids("organizations").empty());
  CHECK(model.ledger().empty());
  const Value made =
      json(call("POST", "organizations/many", Map{{"organizations", List{Map{{"name", "A"}}, Map{{"name", "B"}}}}}));
  CHECK(made.at(1)["name"] == Value("B"));
  CHECK(call("DELETE", "organizations/many", Map{{"ids", List{made.at(0)["id"]}}}).status == 200);
  CHECK(model.ids("organizations").size() == 1);
}

TEST_CASE_FIXTURE(Client, "customermates: the deal's total is that of its services' prices, which do not stamp it") {
  const CustomermatesVendor people;
  const std::string pump = people.add_article(model, {"P-1", "Pump", "u", "950.10"}, now);
  const std::string deal = people.add_deal(model, organization("A"), {"Line 2", "proposed", {{pump, "2"}}}, now);
  CHECK(people.shown(model, "deal", deal, "stage") == "Proposal");
  Value shown = json(call("GET", "deals/" + deal))["deal"];
  CHECK(shown["totalValue"] == Value(Decimal::of(190020, 2)));
  now = now + seconds(1);
  CHECK(call("PUT", "services/" + pump, Map{{"amount", 1000}}).status == 200);
  const Value after = json(call("GET", "deals/" + deal))["deal"];
  CHECK(after["services"].at(0)["amount"] == Value(1000));
  CHECK(after["updatedAt"] == shown["updatedAt"]);
  CHECK(call("POST", "services", Map{{"name", "Free"}, {"amount", 0}}).status == 400);
}

}  // namespace syncline::sandbox
