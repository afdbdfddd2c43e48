// What a client of S/4HANA's OData v2 services meets: tokens, shapes of answers, ETags, stamps, change sets, refusals.
#include <doctest/doctest.h>

#include "base/hash.h"
#include "base/json.h"
#include "sandbox/sap_s4hana/sap_model.h"

using namespace syncline;
using namespace syncline::sandbox;

namespace {

constexpr Instant noon{1'795'176'000'000'000};  // 2026-11-20T12:00:00Z

struct Client {
  SapModel model;
  Instant now = noon;
  std::string token, cookies;

  HttpResponse send(const std::string& method, const std::string& path, HttpHeaders headers = {},
                    std::string body = "") {
    HttpRequest request{method, "https://s4.example/sap/opu/odata/sap/" + path, std::move(headers), std::move(body),
                        ""};
    request.headers.emplace_back("Authorization", "Basic " + base64("SYNC_USER:sandbox"));
    request.headers.emplace_back("sap-client", "100");
    request.headers.emplace_back("Accept", "application/json");
    if (!token.empty()) request.headers.emplace_back("x-csrf-token", token);
    if (!cookies.empty()) request.headers.emplace_back("Cookie", cookies);
    return model.answer(request, now);
  }
  Value get(const std::string& path) {
    const HttpResponse answer = send("GET", path);
    REQUIRE_MESSAGE(answer.status == 200, answer.body);
    return (*parse_json(answer.body))["d"];
  }
  void fetch_token() {
    token = "Fetch";
    const HttpResponse answer = send("HEAD", "API_BUSINESS_PARTNER/");
    CHECK(answer.body.empty());
    token = *header(answer.headers, "x-csrf-token");
    for (const auto& [name, value] : answer.headers) {
      if (name == "set-cookie") cookies += (cookies.empty() ? "" : "; ") + value.substr(0, value.find(';'));
    }
  }
  std::string partner(const char* name) {
    return model.person_creates("A_BusinessPartner", {{"BusinessPartnerCategory", "2"}, {"OrganizationBPName1", name}},
                                now);
  }
};

std::string code_of(const HttpResponse& answer) { return (*parse_json(answer.body))["error"]["code"].string_or(""); }

}  // namespace

TEST_CASE("sap: no change without a token and the cookies that came with it") {
  Client client;
  const char* const body = R"({"BusinessPartnerCategory":"2","OrganizationBPName1":"A"})";
  const HttpResponse refused = client.send("POST", "API_BUSINESS_PARTNER/A_BusinessPartner", {}, body);
  CHECK(refused.status == 403);
  CHECK(*header(refused.headers, "x-csrf-token") == "Required");
  CHECK(refused.body == "CSRF token validation failed");
  client.fetch_token();
  CHECK(client.send("POST", "API_BUSINESS_PARTNER/A_BusinessPartner", {}, body).status == 201);
  const std::string cookies = std::exchange(client.cookies, "");
  CHECK(client.send("POST", "API_BUSINESS_PARTNER/A_BusinessPartner", {}, body).status == 403);
  client.cookies = cookies;
  client.now = client.now + minutes(31);
  CHECK(client.send("POST", "API_BUSINESS_PARTNER/A_BusinessPartner", {}, body).status == 403);
}

TEST_CASE("sap: a partner that was never changed shows no day of change; days and times are the system's zone's") {
  Client client;
  client.now = Instant{noon.us + 11 * 3'600'000'000 + 1'000'000};  // 23:00:01Z, the next day in Berlin
  const std::string id = client.partner("A");
  Value shown = client.get("API_BUSINESS_PARTNER/A_BusinessPartner('" + id + "')");
  CHECK(shown["LastChangeDate"].is_null());
  CHECK(shown["LastChangeTime"] == Value("PT00H00M00S"));
  CHECK(shown["CreationDate"] == Value("/Date(1795219200000)/"));
  CHECK(shown["CreationTime"] == Value("PT00H00M01S"));
  client.model.person_edits("A_BusinessPartner", id, {{"SearchTerm1", "X"}}, client.now + hours(1));
  shown = client.get("API_BUSINESS_PARTNER/A_BusinessPartner('" + id + "')");
  CHECK(shown["LastChangeDate"] == Value("/Date(1795219200000)/"));
  CHECK(shown["LastChangeTime"] == Value("PT01H00M01S"));
  CHECK(shown["to_BusinessPartnerAddress"]["__deferred"]["uri"].string_or("").ends_with("/to_BusinessPartnerAddress"));
}

TEST_CASE("sap: lists, counts, filters and their literals") {
  Client client;
  for (const char* name : {"A", "B", "O'Neil"}) client.partner(name);
  const Value page = client.get(
      "API_BUSINESS_PARTNER/A_BusinessPartner?$filter=CreationDate%20ge%20datetime'2026-11-20T00:00:00'%20and%20("
      "OrganizationBPName1%20eq%20'O''Neil'%20or%20startswith(OrganizationBPName1,'A'))&$orderby=BusinessPartner%20desc"
      "&$top=1&$inlinecount=allpages&$select=OrganizationBPName1");
  REQUIRE(page["results"].as_list().size() == 1);
  CHECK(page["results"].at(0)["OrganizationBPName1"] == Value("O'Neil"));
  CHECK(page["results"].at(0)["BusinessPartner"].is_null());
  CHECK(page["__count"] == Value("2"));
  CHECK(client.send("GET", "API_BUSINESS_PARTNER/A_BusinessPartner/$count").body == "3");
  for (const char* wrong : {"CreationDate%20ge%20'2026-11-20'", "Nothing%20eq%20'1'", "BusinessPartner%20eq%201",
                            "BusinessPartner%20eq", "(BusinessPartner%20eq%20'1'"})
    CHECK(client.send("GET", std::string("API_BUSINESS_PARTNER/A_BusinessPartner?$filter=") + wrong).status == 400);
}

TEST_CASE("sap: changes are conditional where a type has an ETag: 428 without, 412 with an old one, 204 with its own") {
  Client client;
  client.fetch_token();
  const std::string path = "API_BUSINESS_PARTNER/A_BusinessPartner('" + client.partner("A") + "')";
  const std::string etag = client.get(path)["__metadata"]["etag"].as_string();
  const char* const body = R"({"SearchTerm1":"X"})";
  CHECK(client.send("PATCH", path, {}, body).status == 428);
  CHECK(client.send("PATCH", path, {{"If-Match", etag}}, body).status == 204);
  CHECK(client.send("PATCH", path, {{"If-Match", etag}}, body).status == 412);
  CHECK(client.send("POST", path, {{"If-Match", "*"}, {"X-HTTP-Method", "MERGE"}}, body).status == 204);
  CHECK(client.send("PATCH", path, {{"If-Match", "*"}}, R"({"Nothing":"X"})").status == 400);
  CHECK(client.send("DELETE", path, {{"If-Match", "*"}}).status == 405);
}

TEST_CASE("sap: a change set that is refused is one answer, and nothing of it is done") {
  Client client;
  client.fetch_token();
  const std::string id = client.partner("A");
  const std::string call = "\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n";
  const auto patch = [&](const std::string& body) {
    return "--c" + call + "PATCH A_BusinessPartner('" + id +
           "') HTTP/1.1\r\nAccept: application/json\r\nIf-Match: *\r\n\r\n" + body + "\r\n";
  };
  const auto batch = [&](const std::string& calls) {
    return client.send("POST", "API_BUSINESS_PARTNER/$batch", {{"Content-Type", "multipart/mixed; boundary=b"}},
                       "--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n" + calls + "--c--\r\n\r\n--b--\r\n");
  };
  HttpResponse answer = batch(patch(R"({"SearchTerm1":"X"})") + patch(R"({"SearchTerm1":7})"));
  CHECK(answer.status == 202);
  CHECK(answer.body.find("HTTP/1.1 400") != std::string::npos);
  CHECK(answer.body.find("HTTP/1.1 204") == std::string::npos);
  CHECK(client.model.record("A_BusinessPartner", id)["SearchTerm1"] == Value(""));
  answer = batch(patch(R"({"SearchTerm1":"X"})") + patch(R"({"SearchTerm2":"Y"})"));
  CHECK(client.model.record("A_BusinessPartner", id)["SearchTerm2"] == Value("Y"));
  CHECK(client.send("POST", "API_BUSINESS_PARTNER/$batch", {{"Content-Type", "multipart/mixed; boundary=b"}}, "?")
            .status == 400);
}

TEST_CASE("sap: refusals have all messages; services and records that are not there") {
  Client client;
  client.fetch_token();
  const HttpResponse refused = client.send(
      "POST", "API_SALES_ORDER_SRV/A_SalesOrder", {},
      R"({"SoldToParty":"1","SalesOrganization":"1010","DistributionChannel":"10","OrganizationDivision":"00"})");
  CHECK(refused.status == 400);
  CHECK(code_of(refused) == "V1/555");
  CHECK((*parse_json(refused.body))["error"]["innererror"]["errordetails"].as_list().size() == 4);
  CHECK(code_of(client.send("GET", "API_NOTHING_SRV/A_X")) == "/IWFND/MED/170");
  CHECK(client.send("GET", "API_SALES_ORDER_SRV/A_SalesOrder('1')").status == 404);
  CHECK(client.send("GET", "API_SALES_ORDER_SRV/A_BusinessPartner").status == 404);
}
