#include "config/source.h"

#include <algorithm>
#include <doctest/doctest.h>

#include "config/codes.h"

using namespace syncline;

TEST_CASE("a folder is loaded in one pass, with the findings of every file") {
  Diagnostics findings;
  const LoadedSources loaded = load({{"syncline.yaml", "a: 1\n"},
                                     {"sync/order.yml", "b: 2\n"},
                                     {"sync/deep/x.yaml", "c: 3\n"},
                                     {"sync/bad.yaml", "a: [\n"},
                                     {"maps/stage.csv", "a;b\n1;2\n"},
                                     {"maps/bad.csv", "a,a\n"},
                                     {"flows/f.yaml", "a: 1\n"},
                                     {"flows/f.yml", "a: 2\n"},
                                     {"README.md", ": [ not yaml"}},
                                    findings);
  CHECK(loaded.documents.size() == 4);
  CHECK(loaded.tables.size() == 1);
  CHECK(loaded.documents.at("sync/order.yml").value()["b"] == Value(2));
  CHECK(loaded.matching("sync/*.yml") == std::vector<std::string>{"sync/order.yml"});
  CHECK(loaded.matching("*.yaml") == std::vector<std::string>{"syncline.yaml"});
  std::string codes;
  for (const Diagnostic& each : findings.sorted()) codes += each.at.file + " " + each.code + ";";
  CHECK(codes == "flows/f.yml F001;maps/bad.csv T004;sync/bad.yaml Y001;");
}

TEST_CASE("a star stays within one name") {
  CHECK(matches_glob("sync/a.yaml", "sync/*.yaml"));
  CHECK(matches_glob("connectors/odoo/connector.yaml", "connectors/*/connector.yaml"));
  CHECK_FALSE(matches_glob("sync/a/b.yaml", "sync/*.yaml"));
  CHECK_FALSE(matches_glob("sync/a.yml", "sync/*.yaml"));
  CHECK_FALSE(matches_glob("sync/", "sync"));
}

TEST_CASE("codes are sorted, unique and found") {
  const auto codes = config_codes();
  CHECK(std::adjacent_find(codes.begin(), codes.end(), [](auto& a, auto& b) { return a.code >= b.code; }) ==
        codes.end());
  REQUIRE(find_config_code("Y003"));
  CHECK(find_config_code("Y003")->title == "repeated key");
  CHECK(find_config_code("Y999") == nullptr);
}
