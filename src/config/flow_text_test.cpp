#include "config/flow_text.h"

#include <doctest/doctest.h>

#include "config/yaml.h"

using namespace syncline;

TEST_CASE("what is written on one line is read as it was") {
  const Value value = Map{{"path", "UF_CRM_X"},
                          {"map", Map{{"Y", "true"}, {"N", "false"}, {"1", "no"}}},
                          {"scale", 2},
                          {"required", true},
                          {"zone", "Europe/Berlin"},
                          {"note", "a: b, {c}"}};
  const std::string text = flow_text(value);
  CHECK(text.starts_with(R"({path: UF_CRM_X, map: {"Y": "true", "N": "false", "1": "no"}, scale: 2, required: true)"));
  const auto read = parse_yaml("of: " + text + "\n", "a.yaml");
  REQUIRE_MESSAGE(read, text);
  CHECK(read->value()["of"] == value);
  CHECK(flow_text("custom.VAT ID") == "custom.VAT ID");
  CHECK(flow_text("Phone") == "\"Phone\"");
}
