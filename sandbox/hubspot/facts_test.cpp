// What a client of HubSpot meets, as the API's documentation has it.
#include <doctest/doctest.h>

#include "base/json.h"
#include "sandbox/hubspot/hubspot_model.h"
#include "sandbox/hubspot/hubspot_vendor.h"

using namespace syncline;
using namespace syncline::sandbox;

namespace {

struct Account {
  HubspotModel model;
  Instant now{1'795'226'400'000'000};
  HttpHeaders headers{};

  explicit Account(const HubspotSetup& setup = {}) : model(setup) {}

  HttpResponse send(const std::string& method, const std::string& path, const std::string& body = "") {
    return model.answer(
        {method, "https://api.example" + path, {{"Authorization", "Bearer pat-eu1-sandbox-0123456789"}}, body, ""},
        now);
  }
  Value get(const std::string& path, int status = 200) { return read(send("GET", path), status); }
  Value post(const std::string& path, const std::string& body, int status = 200) {
    return read(send("POST", path, body), status);
  }
  static Value read(const HttpResponse& response, int status) {
    CHECK_MESSAGE(response.status == status, response.body);
    return parse_json(response.body).value_or(Value());
  }
  std::string company(const std::string& name) { return model.person_creates("companies", {{"name", name}}, now); }
  void wait(Duration length) { now = now + length; }
};

}  // namespace

TEST_CASE_FIXTURE(Account, "hubspot: values are texts, what is empty is null, what nobody knows is left out") {
  const Value made = post("/crm/v3/objects/deals",
                          R"({"properties":{"dealname":"Pump","amount":1250.50,"closedate":"2026-12-01"}})", 201);
  const Value shown =
      get("/crm/objects/2026-03/deals/" + made["id"].as_string() + "?properties=amount,closedate,dealstage,nonsense");
  CHECK(shown["properties"]["amount"] == Value("1250.50"));
  CHECK(shown["properties"]["closedate"] == Value("2026-12-01T00:00:00.000Z"));
  CHECK(shown["properties"]["dealstage"].is_null());
  CHECK_FALSE(shown["properties"].as_map().contains("nonsense"));
  CHECK(shown["properties"]["hs_object_id"] == made["id"]);
  CHECK(shown["updatedAt"] == shown["properties"]["hs_lastmodifieddate"]);
}

TEST_CASE_FIXTURE(Account, "hubspot: what is wrong with which property") {
  const Value wrong =
      post("/crm/v3/objects/deals",
           R"({"properties":{"amount":"much","dealstage":"x","nmae":"y","createdate":"2026-01-01"}})", 400);
  CHECK(wrong["category"] == Value("VALIDATION_ERROR"));
  CHECK(wrong["correlationId"].is_string());
  REQUIRE(wrong["errors"].as_list().size() == 4);
  CHECK(wrong["errors"].at(0)["code"] == Value("INVALID_LONG"));
  CHECK(wrong["errors"].at(0)["context"]["propertyName"].at(0) == Value("amount"));
  CHECK(wrong["errors"].at(1)["code"] == Value("INVALID_OPTION"));
  CHECK(wrong["errors"].at(2)["code"] == Value("PROPERTY_DOESNT_EXIST"));
  CHECK(wrong["errors"].at(3)["code"] == Value("READ_ONLY_VALUE"));
  CHECK(model.ids("deals").empty());
}

TEST_CASE_FIXTURE(Account, "hubspot: the search lags behind, a read does not; an edit shows as it was until then") {
  const std::string id = company("Old");
  const auto names = [&] {
    std::string out;
    const Value found = post("/crm/v3/objects/companies/search", R"({"filterGroups":[],"properties":["name"]})");
    for (const Value& each : found["results"].as_list()) out += each["properties"]["name"].string_or("") + " ";
    return out;
  };
  CHECK(names().empty());
  CHECK(get("/crm/v3/objects/companies/" + id)["properties"]["name"] == Value("Old"));
  wait(seconds(10));
  CHECK(names() == "Old ");
  model.person_edits("companies", id, {{"name", "New"}}, now);
  wait(seconds(1));
  CHECK(names() == "Old ");
  wait(seconds(10));
  CHECK(names() == "New ");
}

TEST_CASE_FIXTURE(Account, "hubspot: the limits of a search") {
  const auto refused = [&](const std::string& body) {
    wait(seconds(2));
    return send("POST", "/crm/v3/objects/companies/search", body).status == 400;
  };
  CHECK(refused(R"({"limit":201})"));
  CHECK(refused(R"({"limit":200,"after":"9900"})"));
  CHECK_FALSE(refused(R"({"limit":200,"after":"9800"})"));
  CHECK(refused(R"({"sorts":[{"propertyName":"name"},{"propertyName":"city"}]})"));
  CHECK(refused(R"({"filterGroups":[{"filters":[{"propertyName":"nmae","operator":"EQ","value":"1"}]}]})"));
  CHECK(refused(R"({"filterGroups":[{"filters":[{"propertyName":"name","operator":"LIKE","value":"1"}]}]})"));
  CHECK(refused(R"({"query":")" + std::string(3000, 'x') + "\"}"));
}

TEST_CASE_FIXTURE(Account, "hubspot: a batch has an outcome for each where each has a trace id; else one for all") {
  const auto inputs = [](const char* first, const char* second) {
    return R"({"inputs":[{"idProperty":"erp_id","id":"D-1",)" + std::string(first) +
           R"("properties":{"name":"A"}},{"idProperty":"erp_id","id":"D-2",)" + second +
           R"("properties":{"name":"B","industry":"NONE"}}]})";
  };
  post("/crm/v3/objects/companies/batch/upsert", inputs("", ""), 400);
  CHECK(model.ids("companies").empty());
  CHECK(model.ledger().empty());
  const Value mixed = post("/crm/v3/objects/companies/batch/upsert",
                           inputs(R"("objectWriteTraceId":"t1",)", R"("objectWriteTraceId":"t2",)"), 207);
  CHECK(mixed["numErrors"] == Value(1));
  CHECK(mixed["errors"].at(0)["context"]["objectWriteTraceId"].at(0) == Value("t2"));
  CHECK(mixed["results"].at(0)["new"] == Value(true));
  CHECK(mixed["results"].at(0)["properties"]["erp_id"] == Value("D-1"));
  const Value twice = post(
      "/crm/v3/objects/companies/batch/upsert",
      R"({"inputs":[{"idProperty":"erp_id","id":"D-1","properties":{}},{"idProperty":"erp_id","id":"D-1","properties":{}}]})",
      400);
  CHECK(twice["message"].string_or("").find("Duplicate") == 0);
  const Value read = post("/crm/v3/objects/companies/batch/read",
                          R"({"idProperty":"erp_id","properties":["name"],"inputs":[{"id":"D-1"},{"id":"D-9"}]})", 207);
  CHECK(read["errors"].at(0)["context"]["ids"].at(0) == Value("D-9"));
  post("/crm/v3/objects/companies/batch/upsert", R"({"inputs":[{"idProperty":"name","id":"A","properties":{}}]})", 200);
  post("/crm/v3/objects/companies/batch/upsert", R"({"inputs":[{"idProperty":"name","id":"Z","properties":{}}]})", 400);
}

TEST_CASE_FIXTURE(Account,
                  "hubspot: related both ways; one company is primary, the first or the one that is said to be") {
  const std::string first = company("First"), second = company("Second");
  const std::string contact = model.person_creates("contacts", {{"lastname", "Ida"}}, now);
  const auto create = [&](const std::string& to, const char* type) {
    post("/crm/v4/associations/contacts/companies/batch/create",
         R"({"inputs":[{"from":{"id":")" + contact + R"("},"to":{"id":")" + to +
             R"("},"types":[{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":)" + type + "}]}]}",
         201);
  };
  const auto primary = [&] { return model.record("contacts", contact)["associatedcompanyid"].string_or(""); };
  create(first, "279");
  CHECK(primary() == first);
  create(second, "279");
  CHECK(primary() == first);
  create(second, "1");
  CHECK(primary() == second);
  const Value back = post("/crm/v4/associations/companies/contacts/batch/read",
                          R"({"inputs":[{"id":")" + first + R"("},{"id":")" + second + R"("}]})");
  CHECK(back["results"].at(0)["to"].at(0)["associationTypes"].as_list().size() == 1);
  CHECK(back["results"].at(1)["to"].at(0)["associationTypes"].as_list().size() == 2);
  const Value none = post("/crm/v4/associations/deals/companies/batch/read", R"({"inputs":[{"id":"1"}]})", 207);
  CHECK(none["errors"].at(0)["subCategory"] == Value("crm.associations.NO_ASSOCIATIONS_FOUND"));
}

TEST_CASE_FIXTURE(Account, "hubspot: archived records are in the recycle bin, not in lists, and 404 by their id") {
  const std::string id = company("A");
  CHECK(send("DELETE", "/crm/v3/objects/companies/" + id).status == 204);
  CHECK(send("DELETE", "/crm/v3/objects/companies/" + id).status == 204);
  CHECK(get("/crm/v3/objects/companies/" + id, 404)["category"] == Value("OBJECT_NOT_FOUND"));
  CHECK(get("/crm/v3/objects/companies")["results"].as_list().empty());
  const Value bin = get("/crm/v3/objects/companies?archived=true");
  CHECK(bin["results"].at(0)["id"] == Value(id));
  CHECK(bin["results"].at(0)["archivedAt"].is_string());
  CHECK(get("/crm/v3/objects/companies/" + id + "?archived=true")["archived"] == Value(true));
}

TEST_CASE_FIXTURE(Account, "hubspot: lists go from token to token, by id") {
  for (int i = 0; i < 5; ++i) company("C" + std::to_string(i));
  const Value first = get("/crm/v3/objects/companies?limit=3");
  CHECK(first["results"].as_list().size() == 3);
  const Value rest = get("/crm/v3/objects/companies?limit=3&after=" + first["paging"]["next"]["after"].as_string());
  CHECK(rest["results"].as_list().size() == 2);
  CHECK(rest["paging"].is_null());
  get("/crm/v3/objects/companies?limit=101", 400);
}

TEST_CASE("hubspot: searches, ten seconds and days have limits; a day begins at midnight there") {
  HubspotSetup setup;
  setup.allowance = {.in_ten_seconds = 7, .searches_in_a_second = 2, .in_a_day = 12, .zone = "Europe/Berlin"};
  Account account(setup);
  const auto policy = [](const HttpResponse& response) {
    return response.status == 429 ? parse_json(response.body).value()["policyName"].string_or("") : std::string("ok");
  };
  const auto search = [&] { return policy(account.send("POST", "/crm/v3/objects/companies/search", "{}")); };
  const auto list = [&] { return policy(account.send("GET", "/crm/v3/objects/companies")); };
  CHECK(search() == "ok");
  CHECK(search() == "ok");
  CHECK(search() == "SECONDLY");
  account.wait(seconds(1));
  CHECK(search() == "ok");
  for (int i = 0; i < 4; ++i) CHECK(list() == "ok");
  CHECK(list() == "TEN_SECONDLY_ROLLING");
  account.wait(seconds(11));
  for (int i = 0; i < 5; ++i) CHECK(list() == "ok");
  CHECK(list() == "DAILY");
  account.now = *instant_of({*parse_date(to_iso(account.now).substr(0, 10)), 23, 59, 0, 0}, "Europe/Berlin");
  CHECK(list() == "DAILY");
  account.wait(minutes(1));
  CHECK(list() == "ok");
}

TEST_CASE("hubspot: without the token, or at an address that is none") {
  Account account;
  CHECK(account.model.answer({"GET", "/crm/v3/objects/companies", {}, "", ""}, account.now).status == 401);
  CHECK(account.get("/crm/v3/objects/invoices_x", 400)["category"] == Value("VALIDATION_ERROR"));
  CHECK_FALSE(account.get("/crm/v9/objects/companies", 404).as_map().contains("category"));
}

TEST_CASE("hubspot: people's deals have the sum of their lines as amount, which nobody keeps in step") {
  const HubspotVendor vendor;
  const Instant now{1'795'226'400'000'000};
  const auto model = vendor.install(now - days(1));
  const std::string pump = vendor.add_article(*model, {"P-1", "Pump", "u", "950.50"}, now);
  const std::string deal = vendor.add_deal(*model, "", {"Pump line", "won", {{pump, "2"}}}, now);
  CHECK(vendor.shown(*model, "deal", deal, "amount") == "1901.00");
  model->person_edits("line_items", model->ids("line_items").front(), {{"quantity", 3}}, now);
  CHECK(vendor.shown(*model, "deal", deal, "amount") == "1901.00");
  CHECK(vendor.shown(*model, "deal", deal, "stage") == "closedwon");
}
