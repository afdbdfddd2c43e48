// What a client of Business Central meets: sign-in, pages, ETags, batches, limits, vanishing orders, subscriptions.
#include <doctest/doctest.h>

#include "base/json.h"
#include "base/text.h"
#include "sandbox/business_central/wholesaler_data.h"

namespace syncline::sandbox {
namespace {

struct Client {
  explicit Client(std::size_t calls = 6000) : setup{.calls_per_window = calls}, model(setup) {
    token = json(sign_in("https://api.businesscentral.dynamics.com/.default"))["access_token"].string_or("");
  }

  static Value json(const HttpResponse& response) { return parse_json(response.body).value_or(Value()); }
  HttpResponse sign_in(const std::string& scope, const std::string& secret = "sandbox", std::string tenant = "") {
    if (tenant.empty()) tenant = setup.tenant;
    HttpRequest request{"POST", "https://login.microsoftonline.com/" + tenant + "/oauth2/v2.0/token", {}, "", ""};
    request.body = "grant_type=client_credentials&client_id=" + setup.client_id + "&client_secret=" + secret +
                   "&scope=" + percent_encode(scope);
    return model.answer(request, now);
  }
  HttpResponse call(const std::string& method, const std::string& path, const std::string& body = "",
                    HttpHeaders headers = {}) {
    headers.emplace_back("Authorization", "Bearer " + token);
    const std::string url = path.starts_with("https://") ? path : root + path;
    return model.answer({method, url, std::move(headers), body, ""}, now);
  }
  HttpResponse in_company(const std::string& method, const std::string& path, const std::string& body = "",
                          HttpHeaders headers = {}) {
    return call(method, "/companies(" + model.company() + ")/" + path, body, std::move(headers));
  }
  std::string customer(const std::string& name) {
    return model.person_creates("customers", {{"displayName", name}}, now);
  }
  std::string order() {
    const std::string buyer = customer("Buyer");
    model.person_creates("items", {{"number", "A"}, {"displayName", "A"}, {"unitPrice", 2}}, now);
    const List lines{Map{{"lineObjectNumber", "A"}, {"quantity", 3}}};
    const Map document{{"customerId", buyer}, {"salesOrderLines", lines}};
    const auto made = json(in_company("POST", "salesOrders", write_json(document)));
    return made["id"].string_or("");
  }

  BusinessCentralSetup setup;
  BusinessCentralModel model;
  Instant now{1'795'227'904'123'456};
  std::string token;
  std::string root = "https://api.businesscentral.dynamics.com/v2.0/" + setup.tenant + "/Production/api/v2.0";
};

std::string code_of(const HttpResponse& response) { return Client::json(response)["error"]["code"].string_or(""); }

}  // namespace

TEST_CASE_FIXTURE(Client, "business central: sign-in by form, with a scope that ends in /.default") {
  CHECK(sign_in("https://api.businesscentral.dynamics.com/.default").status == 200);
  CHECK(sign_in("https://api.businesscentral.dynamics.com").status == 400);
  const HttpResponse wrong = sign_in("x/.default", "guess");
  CHECK(wrong.status == 401);
  CHECK(json(wrong)["error"] == Value("invalid_client"));
  CHECK(json(wrong)["error_description"].string_or("").starts_with("AADSTS7000215"));
  CHECK(sign_in("x/.default", "sandbox", "nobody").status == 400);
  now = now + hours(1);
  CHECK(call("GET", "/companies").status == 401);
}

TEST_CASE_FIXTURE(Client, "business central: a change needs the ETag of now, or a star; each moves it") {
  const std::string id = customer("A");
  const std::string path = "customers(" + id + ")";
  const std::string etag = json(in_company("GET", path))["@odata.etag"].string_or("");
  CHECK(code_of(in_company("PATCH", path, "{}")) == "BadRequest_InvalidToken");
  CHECK(code_of(in_company("DELETE", path)) == "BadRequest_InvalidToken");
  now = now + seconds(1);
  const Value same = json(in_company("PATCH", path, R"({"displayName":"A"})", {{"If-Match", etag}}));
  CHECK(same["@odata.etag"] != Value(etag));
  CHECK(same["lastModifiedDateTime"].string_or("") == to_iso(Instant{now.us - now.us % 1000}));
  const HttpResponse stale = in_company("PATCH", path, "{}", {{"If-Match", etag}});
  CHECK(stale.status == 409);
  CHECK(code_of(stale) == "Request_EntityChanged");
  CHECK(in_company("PATCH", path, R"({"displayName":"B"})", {{"If-Match", "*"}}).status == 200);
}

TEST_CASE_FIXTURE(Client,
                  "business central: pages end with a link, the last one without; stamps are finer than they look") {
  for (int i = 0; i < 7; ++i) {
    customer("C" + std::to_string(i));
    now = now + microseconds(300);
  }
  std::string next = "/companies(" + model.company() + ")/customers?$orderby=lastModifiedDateTime&$select=displayName";
  std::string names;
  int pages = 0;
  for (; !next.empty(); ++pages) {
    const Value page = json(call("GET", next, "", {{"Prefer", "odata.maxpagesize=3"}}));
    for (const Value& each : page["value"].as_list()) names += each["displayName"].string_or("");
    next = page["@odata.nextLink"].string_or("");
  }
  CHECK(pages == 3);
  CHECK(names == "C0C1C2C3C4C5C6");
  const Value last = json(in_company("GET", "customers?$orderby=lastModifiedDateTime%20desc"))["value"].at(0);
  const std::string shown = last["lastModifiedDateTime"].string_or("");
  CHECK(json(in_company("GET", "customers?$filter=lastModifiedDateTime%20gt%20" + shown))["value"].as_list().size() >=
        1);
}

TEST_CASE("business central: too many calls in five minutes are answered 429, without a body and without a time") {
  Client client(20);
  HttpResponse answer;
  for (int i = 0; i < 21; ++i) answer = client.call("GET", "/companies");
  CHECK(answer.status == 429);
  CHECK(answer.body.empty());
  CHECK(header(answer.headers, "Retry-After") == nullptr);
  client.now = client.now + minutes(5) + seconds(1);
  CHECK(client.call("GET", "/companies").status == 200);
}

TEST_CASE_FIXTURE(Client, "business central: an order that is shipped and invoiced is not found, its invoice is") {
  const std::string id = order();
  CHECK(in_company("POST", "salesOrders(" + id + ")/Microsoft.NAV.shipAndInvoice").status == 204);
  CHECK(code_of(in_company("GET", "salesOrders(" + id + ")")) == "BadRequest_ResourceNotFound");
  const Value invoices = json(in_company("GET", "salesInvoices?$filter=orderId%20eq%20" + id));
  REQUIRE(invoices["value"].as_list().size() == 1);
  CHECK(invoices["value"].at(0)["status"] == Value("Open"));
  CHECK(in_company("POST", "salesOrders(" + id + ")/Microsoft.NAV.shipAndInvoice").status == 404);
}

TEST_CASE_FIXTURE(Client,
                  "business central: a batch answers 200 whatever its parts do; a snapshot undoes what was done") {
  const std::string id = order(), url = "companies(" + model.company() + ")/salesOrders(" + id + ")";
  const auto patch = [&](const char* number, Map headers, Map body) {
    return Map{{"id", number}, {"method", "PATCH"}, {"url", url}, {"headers", headers}, {"body", body}};
  };
  const std::string requests =
      write_json(Map{{"requests", List{patch("1", {{"If-Match", "*"}}, {{"shipToName", "X"}}), patch("2", {}, {})}}});
  const HttpResponse snapshot = call("POST", "/$batch", requests, {{"Isolation", "snapshot"}});
  CHECK(snapshot.status == 200);
  CHECK(json(snapshot)["responses"].at(0)["status"] == Value(200));
  CHECK(json(snapshot)["responses"].at(1)["status"] == Value(400));
  CHECK(model.record("salesOrders", id)["shipToName"] == Value("Buyer"));
  CHECK(call("POST", "/$batch", requests).status == 200);
  CHECK(model.record("salesOrders", id)["shipToName"] == Value("X"));
}

TEST_CASE_FIXTURE(Client, "business central: the change of a line moves the ETag of its header") {
  const std::string id = order();
  const Value before = json(in_company("GET", "salesOrders(" + id + ")?$expand=salesOrderLines"));
  const std::string line = before["salesOrderLines"].at(0)["id"].string_or("");
  CHECK(in_company("PATCH", "salesOrderLines(" + line + ")", R"({"quantity":5})", {{"If-Match", "*"}}).status == 200);
  const Value after = json(in_company("GET", "salesOrders(" + id + ")"));
  CHECK(after["@odata.etag"] != before["@odata.etag"]);
  CHECK(after["totalAmountExcludingTax"].as_decimal() == Decimal(10));
}

TEST_CASE_FIXTURE(Client, "business central: blanks in names are coded, raw ones are taken; other values are refused") {
  const std::string path = "customers(" + customer("A") + ")";
  CHECK(json(in_company("GET", path))["blocked"] == Value("_x0020_"));
  for (const char* blank : {" ", "_x0020_"})
    CHECK(in_company("PATCH", path, write_json(Map{{"blocked", blank}}), {{"If-Match", "*"}}).status == 200);
  const auto refused = [&](const std::string& body) {
    return code_of(in_company("PATCH", path, body, {{"If-Match", "*"}}));
  };
  CHECK(refused(R"({"blocked":"Maybe"})") == "BadRequest");
  CHECK(refused(R"({"displayname":"A"})") == "BadRequest");
  CHECK(refused(R"({"creditLimit":"1.00"})") == "BadRequest");
  CHECK(refused(R"({"balanceDue":1})") == "BadRequest");
  CHECK(refused(R"({"number":"X"})") == "Application_DialogException");
  CHECK(refused(R"({"currencyCode":"XXX"})") == "Internal_InvalidTableRelation");
  CHECK(refused(write_json(Map{{"displayName", std::string(101, 'x')}})) == "Application_StringExceededLength");
}

TEST_CASE_FIXTURE(
    Client, "business central: a subscription needs an address that repeats the token, and ends after three days") {
  HttpResponse says{200, {{"Content-Type", "text/plain"}}, ""};
  bool echoes = true;
  std::vector<HttpRequest> sent;
  model.set_receiver([&](const HttpRequest& request) {
    sent.push_back(request);
    HttpResponse out = says;
    for (const auto& [name, value] : parse_form(query_of(request.url))) {
      if (name == "validationToken" && echoes) out.body = value;
    }
    return out;
  });
  const std::string body = write_json(Map{{"notificationUrl", "https://us.example/hooks/erp"},
                                          {"resource", "/api/v2.0/companies(" + model.company() + ")/customers"},
                                          {"clientState", "secret"}});
  echoes = false;
  CHECK(call("POST", "/subscriptions", body).status == 400);
  CHECK(model.subscriptions().empty());
  echoes = true;
  const HttpResponse made = call("POST", "/subscriptions", body);
  CHECK(made.status == 201);
  const std::string id = customer("New");
  sent.clear();
  model.tell(now);
  CHECK(sent.empty());  // half a minute later
  now = now + seconds(30);
  says.status = 503;
  model.tell(now);
  says.status = 200;
  model.tell(now);
  REQUIRE(sent.size() == 2);
  const Value notice = parse_json(sent[1].body).value_or(Value())["value"].at(0);
  CHECK(notice["clientState"] == Value("secret"));
  CHECK(notice["changeType"] == Value("created"));
  CHECK(notice["resource"].string_or("").ends_with("customers(" + id + ")"));
  const std::string path = "/subscriptions('" + json(made)["subscriptionId"].string_or("") + "')";
  CHECK(call("PATCH", path, body).status == 400);
  now = now + days(2);
  token = json(sign_in("x/.default"))["access_token"].string_or("");
  CHECK(call("PATCH", path, body, {{"If-Match", json(made)["@odata.etag"].string_or("")}}).status == 200);
  now = now + days(2);
  token = json(sign_in("x/.default"))["access_token"].string_or("");
  CHECK(json(call("GET", "/subscriptions"))["value"].as_list().size() == 1);
  customer("Another");
  now = now + minutes(1);
  says.status = 401;
  model.tell(now);
  CHECK(model.subscriptions().empty());  // without a word
}

TEST_CASE_FIXTURE(Client, "business central: the wholesaler's customers, people and articles") {
  Prng chance(7);
  const auto companies = invent_companies(chance, 40);
  std::size_t people = 0;
  for (const Company& each : companies) {
    const std::string id = business_central::add_company(model, each, now);
    REQUIRE_FALSE(id.empty());
    for (const Person& person : invent_people(chance, each, 2))
      people += business_central::add_person(model, id, person, now).empty() ? 0u : 1u;
  }
  business_central::add_catalogue(model, now);
  CHECK(people == 80);
  CHECK(model.ids("customers").size() == 40);
  CHECK(model.ids("contacts").size() == 120);
  CHECK(model.ids("items").size() > 35);
  const Value first = json(in_company("GET", "customers?$expand=contactsInformation"))["value"].at(0);
  CHECK(first["contactsInformation"].as_list().size() == 3);
}

}  // namespace syncline::sandbox
