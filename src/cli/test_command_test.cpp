// test, as people run it: what passes, what differs and how that is shown.
#include <doctest/doctest.h>
#include <fstream>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/testing.h"

using namespace syncline;
using cli::testing::Folder;
using cli::testing::Ran;
using cli::testing::run;
namespace fs = std::filesystem;

namespace {

constexpr const char* project_yaml = R"(project: acme
systems:
  crm: {connector: odoo, url: "${env:CRM_URL}", database: sales, api_key: "${env:CRM_API_KEY}"}
  erp: {connector: tryton, url: "${env:ERP_URL}", database: books, user: sync, password: "${env:ERP_PASSWORD}"}
)";
constexpr const char* sync_yaml = R"(entity: customer
systems: {crm: company, erp: party}
match: [tax_id]
fields:
  name: {master: crm}
  tax_id: {}
  phone: {on_concurrent: review}
stage: observe
)";
constexpr const char* given_pair = R"(entity: customer
tests:
  - name: an edit
    given:
      crm: {id: 7, canonical: {name: Nord, tax_id: DE136695976, phone: "+49301"}}
      erp: {id: 9, canonical: {name: Nord, tax_id: DE136695976, phone: "+49301"}}
)";

struct Written : Folder {
  explicit Written(const std::string& tests) {
    fs::create_directories(path / "sync");
    fs::create_directories(path / "tests");
    std::ofstream(path / "syncline.yaml") << project_yaml;
    std::ofstream(path / "sync/customer.yaml") << sync_yaml;
    std::ofstream(path / "tests/customer.yaml") << tests;
  }
  Ran test(std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"test", path.string()});
    return run(std::move(more));
  }
};

std::string edited(const std::string& when, const std::string& expect) {
  return given_pair + ("    when: " + when) + "\n    expect: " + expect + "\n";
}

}  // namespace

TEST_SUITE("mapping tests") {
  TEST_CASE("rules are tested as they will be, whatever the stage of today") {
    const Written project(
        edited("{crm: {id: 7, canonical: {name: Süd}}}",
               "{match: linked, agreed: {name: Süd}, effects: [{slot: erp, op: update, set: {name: Süd}}], "
               "conflicts: [], end: applied}"));
    const Ran ran = project.test();
    CHECK_MESSAGE(ran.code == 0, ran.out);
    CHECK(ran.err == "1 test, all pass.\n");
  }

  TEST_CASE("what differs is shown value by value, and the program ends with 1") {
    const Written project(edited("{crm: {id: 7, canonical: {name: Süd}}}",
                                 "{agreed: {name: West}, effects: [{slot: erp, op: update, set: {name: West}}]}"));
    const Ran ran = project.test();
    CHECK(ran.code == cli::Exit::failed);
    CHECK(ran.out.find("FAILS  an edit  (line 3)") != std::string::npos);
    CHECK(ran.out.find("agreed.name\n      expected  \"West\"\n      found     \"Süd\"") != std::string::npos);
    CHECK(ran.out.find("effects: erp update set.name") != std::string::npos);
    const auto json = parse_json(project.test({"--json"}).out);
    REQUIRE(json);
    CHECK((*json)["failed"] == Value(1));
    CHECK((*json)["tests"].at(0)["differences"].as_list().size() == 2);
  }

  TEST_CASE("a write that nobody expected fails a test, and so does one that did not come") {
    const std::string edit = "{crm: {id: 7, canonical: {name: Süd}}}";
    CHECK(Written(edited(edit, "{effects: []}")).test().code == cli::Exit::failed);
    CHECK(Written(edited(edit, "{effects: [{slot: erp, op: update}, {slot: crm, op: update}]}")).test().code ==
          cli::Exit::failed);
  }

  TEST_CASE("two edits at once are the conflict that the rules ask for") {
    const Written project(
        edited("[{crm: {id: 7, canonical: {phone: \"+49302\"}}}, {erp: {id: 9, canonical: {phone: \"+49303\"}}}]",
               "{conflicts: [{kind: concurrent, field: phone}], effects: []}"));
    const Ran ran = project.test();
    CHECK_MESSAGE(ran.code == 0, ran.out);
  }

  TEST_CASE("a single file is played, and a project without tests says how to come by one") {
    const Written project(edited("{crm: {id: 7, canonical: {name: Nord}}}", "{effects: []}"));
    CHECK(run({"test", (project.path / "tests/customer.yaml").string()}).code == 0);
    fs::remove(project.path / "tests/customer.yaml");
    const Ran none = project.test();
    CHECK(none.code == cli::Exit::not_found);
    CHECK(none.err.find("syncline record") != std::string::npos);
  }
}
