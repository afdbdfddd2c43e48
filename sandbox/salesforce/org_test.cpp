// One record at a time, as the vendor's REST API has it: writes, refusals, conditions, limits, signing in.
#include "sandbox/salesforce/org_test.h"

#include "sandbox/salesforce/record_id.h"

namespace syncline::sandbox {
namespace {

TEST_CASE("ids have 15 characters and three that say which of them are upper case") {
  CHECK(salesforce::long_id("001000000000001") == std::optional<std::string>("001000000000001AAA"));
  CHECK(salesforce::long_id("001xx000003DGb2") == std::optional<std::string>("001xx000003DGb2AAG"));
  CHECK_FALSE(salesforce::long_id("001xx000003DGb2AAA"));
  CHECK_FALSE(salesforce::long_id("001xx000003DGb"));
  CHECK_FALSE(salesforce::long_id("001xx000003DG'2"));
}

TEST_CASE("an upsert makes a record once, then changes it, and never takes the key in its body") {
  SignedInOrg org;
  const HttpResponse made = org.send("PATCH", "/sobjects/Account/ERP_Id__c/K%2F2", Map{{"Name", "A"}});
  CHECK(made.status == 201);
  const HttpResponse again = org.send("PATCH", "/sobjects/Account/ERP_Id__c/k%2F2", Map{{"Name", "B"}});
  CHECK(again.status == 200);
  CHECK(parse_json(again.body)->path("created") == Value(false));
  CHECK(parse_json(again.body)->path("id") == parse_json(made.body)->path("id"));
  CHECK(org.model.ids("Account").size() == 1);
  CHECK(org.refusal("PATCH", "/sobjects/Account/ERP_Id__c/X", Map{{"Name", "A"}, {"ERP_Id__c", "X"}}) ==
        "400 INVALID_FIELD");
  CHECK(org.refusal("PATCH", "/sobjects/Account/ERP_Id__c/X?updateOnly=true", Map{{"Name", "A"}}) == "404 NOT_FOUND");
  CHECK(org.refusal("PATCH", "/sobjects/Account/VAT_ID__c/X", Map{{"Name", "A"}}) == "404 NOT_FOUND");
}

TEST_CASE("writes that are refused, and nothing is stored") {
  SignedInOrg org;
  const auto refused = [&](Map fields, const char* object = "Account") {
    return org.refusal("POST", std::string("/sobjects/") + object, std::move(fields));
  };
  CHECK(refused({{"BillingCity", "Kiel"}}) == "400 REQUIRED_FIELD_MISSING");
  CHECK(refused({{"Name", " "}}) == "400 REQUIRED_FIELD_MISSING");
  CHECK(refused({{"Name", std::string(256, 'x')}}) == "400 STRING_TOO_LONG");
  CHECK(refused({{"Name", "A"}, {"Nmae", "B"}}) == "400 INVALID_FIELD");
  CHECK(refused({{"Name", "A"}, {"SystemModstamp", "2026-01-01T00:00:00Z"}}) == "400 INVALID_FIELD_FOR_INSERT_UPDATE");
  CHECK(refused({{"Name", "A"}, {"ParentId", "x"}}) == "400 MALFORMED_ID");
  CHECK(refused({{"Name", "A"}, {"ParentId", "001Wz0000000009IAA"}}) == "400 INVALID_CROSS_REFERENCE_KEY");
  CHECK(refused({{"Name", "A"}, {"Open_Amount__c", "much"}}) == "400 JSON_PARSER_ERROR");
  CHECK(refused({{"LastName", "A"}, {"Email", "a@"}}, "Contact") == "400 INVALID_EMAIL_ADDRESS");
  CHECK(refused({{"Name", "A"}, {"StageName", "Prospecting"}, {"CloseDate", "tomorrow"}}, "Opportunity") ==
        "400 JSON_PARSER_ERROR");
  CHECK(org.model.ids("Account").empty());
  CHECK(org.model.ids("Contact").empty());
}

TEST_CASE("a parent may be named by its own key") {
  SignedInOrg org;
  const std::string account = org.account("A", {{"ERP_Id__c", "K-1"}});
  CHECK(org.send("POST", "/sobjects/Contact", Map{{"LastName", "B"}, {"Account", Map{{"ERP_Id__c", "k-1"}}}}).status ==
        201);
  CHECK(org.model.record("Contact", org.model.ids("Contact").front())["AccountId"] == Value(account));
  CHECK(org.refusal("POST", "/sobjects/Contact", Map{{"LastName", "B"}, {"Account", Map{{"ERP_Id__c", "K-2"}}}}) ==
        "400 INVALID_FIELD");
}

TEST_CASE("conditions: only accounts have ETags; a date counts in whole seconds; a DELETE has none") {
  SignedInOrg org;
  const std::string account = "/sobjects/Account/" + org.account("A");
  const HttpResponse shown = org.send("GET", account);
  const std::string etag = *header(shown.headers, "ETag");
  org.now = org.now + seconds(2);
  CHECK(org.send("PATCH", account, Map{{"Name", "B"}}, {{"If-Match", etag}}).status == 204);
  CHECK(org.refusal("PATCH", account, Map{{"Name", "C"}}, {{"If-Match", etag}}) == "412 PRECONDITION_FAILED");
  CHECK(org.refusal("PATCH", account, Map{{"Name", "C"}}, {{"If-Unmodified-Since", "Sat, 21 Nov 2026 06:09:03 GMT"}}) ==
        "412 PRECONDITION_FAILED");
  CHECK(org.send("PATCH", account, Map{{"Name", "C"}}, {{"If-Unmodified-Since", "Sat, 21 Nov 2026 06:09:04 GMT"}})
            .status == 204);
  CHECK(org.send("PATCH", account, Map{{"Name", "C"}}, {{"If-Unmodified-Since", "yesterday"}}).status == 400);
  CHECK(org.send("DELETE", account, {}, {{"If-Match", etag}}).status == 204);
  CHECK(org.refusal("GET", account) == "404 ENTITY_IS_DELETED");
  const std::string contact = org.model.person_creates("Contact", {{"LastName", "A"}}, org.now);
  CHECK(header(org.send("GET", "/sobjects/Contact/" + contact).headers, "ETag") == nullptr);
  CHECK(org.send("PATCH", "/sobjects/Contact/" + contact, Map{{"LastName", "B"}}, {{"If-Match", "\"x\""}}).status ==
        204);
}

TEST_CASE("deleting takes what belongs to a record along; a merge hands it over") {
  SignedInOrg org;
  const std::string loser = org.account("Loser"), winner = org.account("Winner");
  const std::string contact = org.model.person_creates("Contact", {{"LastName", "A"}, {"AccountId", loser}}, org.now);
  org.model.person_merges("Account", loser, winner, org.now);
  CHECK(org.model.record("Contact", contact)["AccountId"] == Value(winner));
  org.now = org.now + seconds(5);
  const Value gone = org.query(
      "SELECT Id, IsDeleted, MasterRecordId FROM Account WHERE Id = '" + loser.substr(0, 15) + "'", "queryAll");
  CHECK(gone["records"].at(0)["MasterRecordId"] == Value(winner));
  org.send("DELETE", "/sobjects/Account/" + winner);
  CHECK(org.model.ids("Contact").empty());
  const std::string from = "?start=2026-11-21T06:00:00Z&end=2026-11-21T07:00:00Z";
  CHECK(
      parse_json(org.send("GET", "/sobjects/Account/deleted/" + from).body)->path("deletedRecords").as_list().size() ==
      2);
  CHECK(parse_json(org.send("GET", "/sobjects/Account/updated/" + from).body)->path("ids").as_list().empty());
}

TEST_CASE("the amount of a deal is the sum of its products; other changes of them do not stamp it") {
  SignedInOrg org;
  SalesforceModel& model = org.model;
  const std::string product = model.person_creates("Product2", {{"Name", "Pump"}, {"IsActive", true}}, org.now);
  const std::string price = model.person_creates(
      "PricebookEntry", {{"Product2Id", product}, {"Pricebook2Id", model.ids("Pricebook2").front()}, {"UnitPrice", 19}},
      org.now);
  const std::string deal = model.person_creates(
      "Opportunity", {{"Name", "A"}, {"StageName", "Prospecting"}, {"CloseDate", "2026-12-01"}, {"Amount", 5}},
      org.now);
  const std::string line = model.person_creates(
      "OpportunityLineItem", {{"OpportunityId", deal}, {"PricebookEntryId", price}, {"Quantity", 3}, {"Discount", 10}},
      org.now);
  CHECK(model.record("Opportunity", deal)["Amount"] == Value(*Decimal::parse("51.30")));
  const Value stamp = model.record("Opportunity", deal)["SystemModstamp"];
  org.now = org.now + seconds(10);
  model.person_edits("OpportunityLineItem", line, {{"Description", "blue"}}, org.now);
  CHECK(model.record("Opportunity", deal)["SystemModstamp"] == stamp);
  model.person_edits("OpportunityLineItem", line, {{"Quantity", 4}}, org.now);
  CHECK(model.record("Opportunity", deal)["SystemModstamp"] != stamp);
  CHECK(model
            .person_creates(
                "PricebookEntry",
                {{"Product2Id", product}, {"Pricebook2Id", model.ids("Pricebook2").front()}, {"UnitPrice", 1}}, org.now)
            .empty());
  CHECK(model.person_creates("OpportunityLineItem", {{"OpportunityId", deal}, {"Quantity", 3}}, org.now).empty());
}

TEST_CASE("a deal's lines are sold by the entries of one price book, and with lines it keeps that") {
  SignedInOrg org;
  SalesforceModel& model = org.model;
  const std::string standard = model.ids("Pricebook2").front();
  const std::string partners = model.person_creates("Pricebook2", {{"Name", "Partners"}, {"IsActive", true}}, org.now);
  const std::string product = model.person_creates("Product2", {{"Name", "Pump"}, {"IsActive", true}}, org.now);
  const auto entry = [&](const std::string& book) {
    return model.person_creates("PricebookEntry", {{"Product2Id", product}, {"Pricebook2Id", book}, {"UnitPrice", 19}},
                                org.now);
  };
  const std::string usual = entry(standard), special = entry(partners);
  const std::string deal = model.person_creates(
      "Opportunity", {{"Name", "A"}, {"StageName", "Prospecting"}, {"CloseDate", "2026-12-01"}}, org.now);
  const auto line = [&](const std::string& price) {
    return Map{{"OpportunityId", deal}, {"PricebookEntryId", price}, {"Quantity", 1}, {"UnitPrice", 19}};
  };
  CHECK(org.send("POST", "/sobjects/OpportunityLineItem", line(special)).status == 201);
  CHECK(model.record("Opportunity", deal)["Pricebook2Id"] == Value(partners));
  CHECK(org.refusal("POST", "/sobjects/OpportunityLineItem", line(usual)) == "400 FIELD_INTEGRITY_EXCEPTION");
  CHECK(org.refusal("PATCH", "/sobjects/Opportunity/" + deal, Map{{"Pricebook2Id", standard}}) ==
        "400 FIELD_INTEGRITY_EXCEPTION");
}

TEST_CASE("a collection counts one call, and is undone as a whole only when it is asked to") {
  SignedInOrg org;
  const auto records = [](bool all) {
    const Map type{{"type", "Account"}};
    return Map{{"allOrNone", all},
               {"records", List{Map{{"attributes", type}, {"Name", "A"}}, Map{{"attributes", type}, {"Name", ""}}}}};
  };
  const HttpResponse whole = org.send("POST", "/composite/sobjects", records(true));
  CHECK(whole.status == 200);
  CHECK(*header(whole.headers, "Sforce-Limit-Info") == "api-usage=1/100000");
  CHECK(parse_json(whole.body)->at(0)["errors"].at(0)["statusCode"] == Value("ALL_OR_NONE_OPERATION_ROLLED_BACK"));
  CHECK(org.model.ids("Account").empty());
  const HttpResponse each = org.send("POST", "/composite/sobjects", records(false));
  CHECK(parse_json(each.body)->at(0)["success"] == Value(true));
  CHECK(parse_json(each.body)->at(1)["errors"].at(0)["statusCode"] == Value("REQUIRED_FIELD_MISSING"));
  CHECK(org.model.ids("Account").size() == 1);
}

TEST_CASE("a session, its end, and the org's limits") {
  SalesforceSetup setup;
  setup.daily_calls = 3;
  SignedInOrg org(setup);
  CHECK(*header(org.send("GET", "/limits").headers, "Sforce-Limit-Info") == "api-usage=1/3");
  org.model.expire_sessions();
  CHECK(org.refusal("GET", "/limits") == "401 INVALID_SESSION_ID");
  org.sign_in();
  CHECK(org.send("GET", "/limits").status == 200);
  CHECK(org.send("GET", "/limits").status == 200);
  CHECK(org.refusal("GET", "/limits") == "403 REQUEST_LIMIT_EXCEEDED");
  const auto sign_in = [&](const char* form) {
    const HttpResponse answer =
        org.model.answer({"POST", "https://acme.example/services/oauth2/token", {}, form, ""}, org.now);
    return std::to_string(answer.status) + " " + parse_json(answer.body)->path("error").string_or("");
  };
  CHECK(sign_in("grant_type=client_credentials&client_id=sandbox-client&client_secret=x") == "400 invalid_client");
  CHECK(sign_in("grant_type=client_credentials&client_id=x&client_secret=sandbox-secret") == "400 invalid_client_id");
  CHECK(sign_in("grant_type=password") == "400 unsupported_grant_type");
  CHECK(sign_in("grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=a.b.c") == "400 invalid_grant");
}

}  // namespace
}  // namespace syncline::sandbox
