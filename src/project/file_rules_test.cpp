// `files` of a sync file.
#include "project/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

/// The sales project with files in both systems and this rule in sync/order.yaml.
Sources with_rule(const std::string& rule) {
  Sources files = sales();
  files.at("sync/order.yaml") += "files: " + rule + "\n";
  return files;
}

std::string findings_of(const Sources& files) {
  Diagnostics findings;
  const auto project = load_project(files, findings);
  CHECK_FALSE(project);
  return render(findings, files);
}

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("files of an order go to the deal that it was made from") {
  const auto project = load_good(with_rule("{from: erp, to: crm, name: \"*.pdf\", limit: 20MB}"));
  const EntityPolicy& policy = policy_of(*project, "order");
  REQUIRE(policy.files.size() == 1);
  const FileRule& rule = policy.files.front();
  CHECK(rule.from == "erp");
  CHECK(rule.to_entity == "deal");
  CHECK(rule.to == "crm");
  CHECK(rule.name == "*.pdf");
  CHECK(rule.limit == 20'000'000);
}

TEST_CASE("without words every file up to 100 MB is meant; several rules are a list") {
  const auto project = load_good(with_rule("[{from: erp, to: crm, name: a*, limit: 3 kB}, {from: erp, to: crm}]"));
  const auto& rules = policy_of(*project, "order").files;
  REQUIRE(rules.size() == 2);
  CHECK(rules[0].limit == 3'000);
  CHECK(rules[1].name == "*");
  CHECK(rules[1].limit == 100'000'000);
}

TEST_CASE("a rule about files that cannot travel is a finding that says how to mend it") {
  CHECK(says(findings_of(with_rule("{from: erq, to: crm}")), "did you mean \"erp\"?"));
  CHECK(says(findings_of(with_rule("{from: erp, to: crn}")), "did you mean \"crm\"?"));
  CHECK(says(findings_of(with_rule("{from: erp, to: erp}")), "would go to where they are"));
  CHECK(says(findings_of(with_rule("[{from: erp, to: crm}, {from: erp, to: crm}]")), "twice"));
  CHECK(says(findings_of(with_rule("{from: erp, to: crm, limit: big}")), "a size like 20MB"));
  const Sources good = with_rule("{from: erp, to: crm}");
  CHECK(says(findings_of(changed(good, "connectors/desk/connector.yaml", "      upload: ", "      #upload: ")),
             "cannot add files to a opportunity in crm"));
  Sources none = good;
  std::string& works = none.at("connectors/works/connector.yaml");
  const auto begin = works.find("    files:\n"), end = works.find("    transitions:");
  REQUIRE(begin < end);
  works.erase(begin, end - begin);
  CHECK(says(findings_of(none), "knows no files of a sale in erp"));
}
