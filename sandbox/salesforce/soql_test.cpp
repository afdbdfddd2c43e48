// Queries as the vendor understands them, and those that it refuses.
#include "sandbox/salesforce/org_test.h"

namespace syncline::sandbox {
namespace {

SalesforceSetup at_once() {
  SalesforceSetup setup;
  setup.shown_late = false;
  return setup;
}

TEST_CASE("conditions: comparisons, AND and OR in parentheses, IN, LIKE, NOT, null, dates") {
  SignedInOrg org(at_once());
  org.account("Anton", {{"BillingCity", "Kiel"}, {"Open_Amount__c", 10}});
  org.account("Berta", {{"BillingCity", "Bonn"}, {"Open_Amount__c", *Decimal::parse("2.5")}});
  org.now = org.now + minutes(10);
  org.account("O'Neil \\ Co 100%", {{"Open_Amount__c", 3}});
  CHECK(org.names("") == "Anton,Berta,O'Neil \\ Co 100%");
  CHECK(org.names("Name = 'anton'") == "Anton");
  CHECK(org.names("Name = 'O\\'Neil \\\\ Co 100%'") == "O'Neil \\ Co 100%");
  CHECK(org.names("Name LIKE '%100\\%'") == "O'Neil \\ Co 100%");
  CHECK(org.names("Name LIKE '_ERT%'") == "Berta");
  CHECK(org.names("BillingCity IN ('Kiel', 'Bonn') AND Open_Amount__c < 3") == "Berta");
  CHECK(org.names("BillingCity NOT IN ('Kiel')") == "Berta,O'Neil \\ Co 100%");
  CHECK(org.names("(BillingCity = null OR Name = 'Anton') AND Open_Amount__c >= 3") == "Anton,O'Neil \\ Co 100%");
  CHECK(org.names("NOT (Name = 'Anton')") == "Berta,O'Neil \\ Co 100%");
  CHECK(org.names("SystemModstamp >= 2026-11-21T06:09:02Z AND SystemModstamp < 2026-11-21T06:10:00Z") == "Anton,Berta");
  CHECK(org.names("SystemModstamp > 2026-11-21T07:10:00+01:00") == "O'Neil \\ Co 100%");
  CHECK(org.query("SELECT Name FROM Account ORDER BY Open_Amount__c DESC LIMIT 1")["records"].at(0)["Name"] ==
        Value("Anton"));
  CHECK(org.query("SELECT COUNT() FROM Account")["totalSize"] == Value(3));
}

TEST_CASE("what a query may not be") {
  SignedInOrg org;
  for (const char* soql :
       {"", "SELECT", "SELECT Id", "SELECT Id FROM Account WHERE", "SELECT Id FROM Account WHERE Name = 'x",
        "SELECT Id FROM Account WHERE Name == 'x'", "SELECT Id FROM Account LIMIT x",
        "SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Name = 'c'",
        "SELECT Id FROM Account WHERE Name = 'it's'", "SELECT Id FROM Account WHERE Name = 'a\\q'",
        "SELECT Id FROM Account; DELETE"}) {
    CAPTURE(soql);
    CHECK(org.refused_query(soql) == "400 MALFORMED_QUERY");
  }
  for (const char* soql : {"SELECT Nmae FROM Account", "SELECT Id FROM Account WHERE Nmae = 'x'",
                           "SELECT Id FROM Account WHERE SystemModstamp > '2026-01-01T00:00:00Z'",
                           "SELECT Id FROM Account WHERE Name = 5", "SELECT Id FROM Account WHERE Description = 'x'",
                           "SELECT (SELECT Id FROM Contact) FROM Account", "SELECT Boss.Name FROM Account"}) {
    CAPTURE(soql);
    CHECK(org.refused_query(soql) == "400 INVALID_FIELD");
  }
  CHECK(org.refused_query("SELECT Id FROM Acount") == "400 INVALID_TYPE");
}

TEST_CASE("an answer holds fewer rows than asked for now and then; the rest is at the address that it names") {
  SalesforceSetup setup = at_once();
  setup.most_rows = 5;
  SignedInOrg org(setup);
  for (int i = 0; i < 23; ++i) org.account("A");
  Value page = org.query("SELECT Id FROM Account");
  std::size_t rows = 0;
  std::set<std::size_t> sizes;
  for (int pages = 0; pages < 20; ++pages) {
    rows += page["records"].as_list().size();
    sizes.insert(page["records"].as_list().size());
    CHECK(page["totalSize"] == Value(23));
    if (page["done"].as_bool()) break;
    page =
        parse_json(
            org.send("GET", page["nextRecordsUrl"].as_string().substr(std::string("/services/data/v66.0").size())).body)
            .value();
  }
  CHECK(rows == 23);
  CHECK(sizes.size() > 1);
  CHECK(*sizes.rbegin() == 5);
}

TEST_CASE("a locator is good for two days") {
  SalesforceSetup setup = at_once();
  setup.most_rows = 5;
  SignedInOrg org(setup);
  for (int i = 0; i < 7; ++i) org.account("A");
  const std::string next = org.query("SELECT Id FROM Account")["nextRecordsUrl"].as_string().substr(20);
  CHECK(org.send("GET", next).status == 200);
  org.now = org.now + days(3);
  CHECK(org.refusal("GET", next) == "400 INVALID_QUERY_LOCATOR");
}

TEST_CASE("what people do shows in queries seconds after its stamp, and by its id at once") {
  SignedInOrg org;
  const std::string id = org.account("A");
  CHECK(org.names("") == "");
  CHECK(org.send("GET", "/sobjects/Account/" + id).status == 200);
  org.now = org.now + seconds(4);
  CHECK(org.names("SystemModstamp = 2026-11-21T06:09:02Z") == "A");
  CHECK(org.names("SystemModstamp < 2026-11-21T06:09:03Z") == "A");
  org.model.person_edits("Account", id, {{"Name", "B"}}, org.now);
  CHECK(org.names("") == "A");
  org.now = org.now + seconds(4);
  CHECK(org.names("") == "B");
}

}  // namespace
}  // namespace syncline::sandbox
