// What a client of weclapp meets: ignored filters, pages, updates of the whole and of a part, versions, locks,
// problems.
#include <doctest/doctest.h>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "sandbox/weclapp/weclapp_model.h"
#include "sandbox/weclapp/weclapp_vendor.h"

namespace syncline::sandbox {
namespace {

struct Client {
  static Value json(const HttpResponse& response) { return parse_json(response.body).value_or(Value()); }
  HttpResponse call(const std::string& method, const std::string& path, const std::string& body = "") {
    HttpHeaders headers{{"AuthenticationToken", WeclappSetup{}.token}, {"Content-Type", "application/json"}};
    return model.answer({method, "https://acme.weclapp.example/webapp/api/v2/" + path, std::move(headers), body, ""},
                        now);
  }
  Value get(const std::string& path) { return json(call("GET", path))["result"]; }
  std::string customer(const std::string& name) {
    return model.person_creates("party", {{"partyType", "ORGANIZATION"}, {"customer", true}, {"company", name}}, now);
  }
  std::string problem(const HttpResponse& response) {
    const Value body = json(response);
    const Value& one = body["validationErrors"].is_list() ? body["validationErrors"].at(0)["type"] : body["type"];
    const std::string type = one.string_or("");
    return std::to_string(response.status) + " " + type.substr(type.rfind('/') + 1);
  }

  WeclappModel model;
  Instant now{1'795'227'904'123'456};
};

}  // namespace

TEST_CASE_FIXTURE(Client, "weclapp: without the token nothing is shown, and the problem is an RFC 7807 one") {
  const HttpResponse none = model.answer({"GET", "/webapp/api/v2/party", {}, "", ""}, now);
  CHECK(problem(none) == "401 unauthorized");
  CHECK(json(none)["error"].is_string());
  CHECK(problem(call("GET", "customer")) == "404 not_found");  // of v1
  CHECK(problem(call("GET", "party/id/4711")) == "404 not_found");
}

TEST_CASE_FIXTURE(Client,
                  "weclapp: a filter that is unknown is ignored; an order or a property that is unknown is not") {
  const std::string a = customer("Alpha"), b = customer("Beta");
  CHECK(get("party?company-eq=Beta").as_list().size() == 1);
  CHECK(get("party?compnay-eq=Beta").as_list().size() == 2);
  CHECK(get("party?contacts-eq=1").as_list().size() == 2);
  CHECK(json(call("GET", "party/count?company-eq=Beta"))["result"] == Value(1));
  CHECK(call("GET", "party?sort=compnay").status == 400);
  CHECK(call("GET", "party?properties=id,compnay").status == 400);
  CHECK(get("party?id-in=%5B%22" + b + "%22%5D").at(0)["company"] == Value("Beta"));
}

TEST_CASE_FIXTURE(Client,
                  "weclapp: ids are texts of digits that are sorted and compared as numbers; pages begin with 1") {
  std::vector<std::string> all;
  for (int i = 0; i < 12; ++i) all.push_back(customer("C" + std::to_string(i)));
  CHECK(all.front().size() < all.back().size());
  std::vector<std::string> seen;
  for (int page = 1; page <= 3; ++page) {
    const Value rows = get("party?sort=id&pageSize=5&page=" + std::to_string(page));
    for (const Value& each : rows.as_list()) seen.push_back(each["id"].as_string());
  }
  CHECK(seen == all);
  CHECK(get("party?sort=id&id-gt=" + all[7]).as_list().size() == 4);
  CHECK(call("GET", "party?pageSize=1001").status == 400);
  CHECK(call("GET", "party?page=0").status == 400);
}

TEST_CASE_FIXTURE(Client, "weclapp: nulls are left out unless they are asked for; custom fields show their ids only") {
  const std::string id = customer("Alpha");
  CHECK_FALSE(get("party").at(0).as_map().contains("email"));
  CHECK(get("party?serializeNulls=true").at(0).as_map().contains("email"));
  CHECK_FALSE(json(call("GET", "party/id/" + id)).as_map().contains("email"));
  const Value fields = get("party?properties=customAttributes").at(0)["customAttributes"];
  REQUIRE(fields.as_list().size() == 4);
  CHECK(fields.at(0).as_map().size() == 1);
  CHECK(get("customAttributeDefinition?attributeKey-eq=sync_key").at(0)["id"] == fields.at(0)["attributeDefinitionId"]);
}

TEST_CASE_FIXTURE(Client,
                  "weclapp: an update of the whole clears what it does not name, and must name what is yes or no") {
  const std::string id = customer("Alpha");
  model.person_edits("party", id, {{"phone", "+49 431 1"}}, now);
  const std::string path = "party/id/" + id;
  CHECK(problem(call("PUT", path, R"({"partyType":"ORGANIZATION","company":"Alpha"})")) == "400 empty");
  CHECK(call("PUT", path + "?ignoreMissingProperties=true", R"({"email":"a@a.example"})").status == 200);
  CHECK(model.record("party", id)["phone"] == Value("+49 431 1"));
  Map whole = json(call("GET", path)).as_map();
  whole.erase("phone");
  CHECK(call("PUT", path, write_json(whole)).status == 200);
  CHECK(model.record("party", id)["phone"].is_null());
  CHECK(model.record("party", id)["email"] == Value("a@a.example"));
}

TEST_CASE_FIXTURE(Client,
                  "weclapp: a version that is not the record's is a conflict; without one the update goes through") {
  const std::string path = "party/id/" + customer("Alpha") + "?ignoreMissingProperties=true";
  const HttpResponse first = call("PUT", path, R"({"version":"0","company":"Beta"})");
  CHECK(json(first)["version"] == Value("1"));
  CHECK(problem(call("PUT", path, R"({"version":"0","company":"Gamma"})")) == "409 optimistic_lock");
  CHECK(call("PUT", path, R"({"company":"Gamma"})").status == 200);
}

TEST_CASE_FIXTURE(Client, "weclapp: what a property cannot hold is refused, with its place and what is allowed") {
  const auto refused = [&](const char* body) { return problem(call("POST", "party", body)); };
  CHECK(refused(R"({"partyType":"ORGANIZATION","company":"A","nmae":"x"})") == "400 unknown_property");
  CHECK(refused(R"({"partyType":"ORGANIZATION","company":"A","id":"7"})") == "400 read_only");
  CHECK(refused(R"({"partyType":"FIRM","company":"A"})") == "400 enum");
  CHECK(refused(R"({"partyType":"ORGANIZATION","company":"A","currencyId":"4711"})") == "400 reference");
  CHECK(refused(R"({"partyType":"ORGANIZATION","company":"A","customerCreditLimit":"much"})") == "400 digits");
  CHECK(refused(R"({"partyType":"ORGANIZATION","company":"  "})") == "400 empty");
  const Value body = json(call("POST", "party", R"({"partyType":"FIRM","company":"A"})"));
  CHECK(body["validationErrors"].at(0)["location"] == Value("partyType"));
  CHECK(body["validationErrors"].at(0)["allowed"].at(0) == Value("ORGANIZATION"));
  CHECK(model.ids("party").empty());
  CHECK(call("POST", "party?dryRun=true", R"({"partyType":"ORGANIZATION","company":"A"})").status == 200);
  CHECK(model.ids("party").empty());
  const HttpResponse made =
      call("POST", "party", R"({"partyType":"ORGANIZATION","company":"A","customerCreditLimit":2000})");
  CHECK(made.status == 201);
  CHECK(json(made)["customerCreditLimit"] == Value("2000"));
  CHECK(header(made.headers, "Location") != nullptr);
}

TEST_CASE_FIXTURE(Client, "weclapp: a party with documents cannot be deleted; one without can") {
  const std::string buyer = customer("Buyer"), other = customer("Other");
  model.person_creates("salesOrder", {{"customerId", buyer}}, now);
  CHECK(problem(call("DELETE", "party/id/" + buyer)) == "400 blocked");
  CHECK(call("DELETE", "party/id/" + other).status == 204);
  CHECK(get("party").as_list().size() == 1);
}

TEST_CASE_FIXTURE(Client, "weclapp: an item without a price by hand costs what its article costs, whatever was sent") {
  const std::string buyer = customer("Buyer");
  const List price{
      Map{{"price", "39.95"}, {"salesChannel", "NET1"}, {"priceScaleType", "SCALE_FROM"}, {"priceScaleValue", "0"}}};
  const std::string saw = model.person_creates("article", {{"name", "Saw"}, {"articlePrices", price}}, now);
  const auto item = [&](bool by_hand) {
    const Map line{{"articleId", saw}, {"quantity", "2"}, {"unitPrice", "30.00"}, {"manualUnitPrice", by_hand}};
    return json(call("POST", "salesOrder", write_json(Map{{"customerId", buyer}, {"orderItems", List{line}}})));
  };
  CHECK(item(false)["netAmount"] == Value("79.90"));
  CHECK(item(true)["netAmount"] == Value("60.00"));
  const std::string path = "salesOrder/id/" + item(true)["id"].as_string();
  CHECK(call("POST", path + "/cancelOrManuallyClose", "{}").status == 200);
  CHECK(problem(call("POST", path + "/cancelOrManuallyClose", "{}")) == "409 context");
  CHECK(problem(call("PUT", path + "?ignoreMissingProperties=true", R"({"note":"x"})")) == "409 context");
}

TEST_CASE_FIXTURE(Client,
                  "weclapp: a webhook says what changed, proves nothing, and is switched off when nobody takes it") {
  const char* hook =
      R"({"entityName":"party","url":"https://us.example/hooks/erp?token=s","requestMethod":"POST","atCreate":true,"atUpdate":true,"atDelete":false})";
  const Value made = json(call("POST", "webhook", hook));
  std::vector<HttpRequest> sent;
  int status = 200;
  const auto receive = [&](const HttpRequest& request) {
    sent.push_back(request);
    return HttpResponse{status, {}, ""};
  };
  model.tell(receive, now);
  const std::string id = customer("New");
  model.tell(receive, now);
  REQUIRE(sent.size() == 1);
  CHECK(parse_json(sent[0].body).value() == Value(Map{{"entityId", id}, {"entityName", "party"}, {"type", "CREATE"}}));
  status = 401;
  customer("Another");
  customer("A third");
  model.tell(receive, now);
  CHECK(sent.size() == 2);
  CHECK(model.record("webhook", made["id"].as_string())["deactivatedDate"].is_int());
}

TEST_CASE_FIXTURE(Client, "weclapp: the wholesaler's customers, people, articles and past business") {
  const WeclappVendor vendor;
  const auto tenant = vendor.install(now);
  Prng chance(7);
  std::vector<std::string> customers;
  for (const Company& each : invent_companies(chance, 40)) {
    customers.push_back(vendor.add_company(*tenant, each, now));
    REQUIRE_FALSE(customers.back().empty());
    for (const Person& person : invent_people(chance, each, 2))
      CHECK(vendor.shown(*tenant, "contact", vendor.add_person(*tenant, person, customers.back(), now), "customer") ==
            customers.back());
  }
  vendor.add_catalogue(*tenant, now);
  vendor.add_past_sales(*tenant, customers, now, now + days(400));
  CHECK(vendor.ids(*tenant, "customer").size() == 40);
  CHECK(vendor.ids(*tenant, "contact").size() == 80);
  CHECK(vendor.ids(*tenant, "product").size() > 35);
  CHECK(vendor.ids(*tenant, "invoice").size() > 25);
  CHECK(vendor.ids(*tenant, "credit_note").size() > 3);
  const std::string first = customers.front();
  vendor.type(*tenant, "customer", first, "city", "Kiel", now);
  CHECK(vendor.shown(*tenant, "customer", first, "city") == "Kiel");
  CHECK_FALSE(vendor.shown(*tenant, "customer", first, "street").empty());
}

}  // namespace syncline::sandbox
