#include "base/json.h"
#include "project/builtin.h"
#include "project/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

Resolver from(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const Reference& reference) -> std::optional<std::string> {
    const auto found = values.find(reference.name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

const ProjectSystem& system_of(const Project& project, std::string_view name) {
  const ProjectSystem* found = project.system(name);
  REQUIRE(found);
  return *found;
}

}  // namespace

TEST_CASE("settings are filled in when they are used, with the connector's defaults") {
  const auto project = load_good(example());
  const auto settings = resolve_settings(system_of(*project, "erp"), from({{"ERP_URL", "https://erp.example.com"},
                                                                           {"ERP_DATABASE", "books"},
                                                                           {"ERP_USER", "sync"},
                                                                           {"ERP_PASSWORD", "hunter2"}}));
  REQUIRE(settings);
  CHECK((*settings).find("password")->as_string() == "hunter2");
  CHECK(*(*settings).find("company") == Value(1));
}

TEST_CASE("everything that is not set is told at once, and no message holds a value") {
  const auto project = load_good(example());
  const auto settings = resolve_settings(system_of(*project, "crm"), from({{"CRM_URL", "not-an-address-but-secret"}}));
  REQUIRE_FALSE(settings);
  const std::string shown = render(settings.error(), example());
  CHECK(settings.error().count(Severity::error) == 3);
  CHECK(shown.find("error[P040]: \"url\" of the system crm: the value of ${env:CRM_URL} is not a URL") !=
        std::string::npos);
  CHECK(shown.find("error[I002]: \"api_key\" of the system crm: the environment variable CRM_API_KEY is not set") !=
        std::string::npos);
  CHECK(shown.find("--> syncline.yaml:") != std::string::npos);
  CHECK(shown.find("not-an-address-but-secret") == std::string::npos);
}

TEST_CASE("numbers may come from outside, and a file's last line end is no part of a secret") {
  Sources files = changed("syncline.yaml", "password: \"${env:ERP_PASSWORD}\"",
                          "password: \"${file:/run/secrets/erp}\"\n    company: \"${env:ERP_COMPANY:-1}\"");
  const auto project = load_good(files);
  const auto given = [&](const std::string& company) {
    return resolve_settings(system_of(*project, "erp"), from({{"ERP_URL", "https://erp.example.com"},
                                                              {"ERP_DATABASE", "books"},
                                                              {"ERP_USER", "sync"},
                                                              {"/run/secrets/erp", "hunter2\n"},
                                                              {"ERP_COMPANY", company}}));
  };
  const auto good = given("7");
  REQUIRE(good);
  CHECK(*(*good).find("company") == Value(7));
  CHECK((*good).find("password")->as_string() == "hunter2");
  CHECK_FALSE(given("seven"));
}

TEST_CASE("a setting may be a map of texts and whole numbers, with names as they are written") {
  const std::string connector = "connectors/tryton/connector.yaml";
  Sources files = example();
  files[connector] = std::string(builtin_sources().at(connector));
  files = changed(files, connector, "settings:\n", "settings:\n  shelves: {type: map, description: \"Where\"}\n");
  const auto with = [&](const std::string& shelves) {
    Sources all = files;
    auto& text = all["syncline.yaml"];
    const std::string before = "password: \"${env:ERP_PASSWORD}\"";
    text.replace(text.find(before), before.size(), before + "\n    shelves: " + shelves);
    return all;
  };
  const auto project = load_good(with("{\"7.5\": 12, 19: left, top: up}"));
  const auto settings = resolve_settings(system_of(*project, "erp"), from({{"ERP_URL", "https://erp.example.com"},
                                                                           {"ERP_DATABASE", "books"},
                                                                           {"ERP_USER", "sync"},
                                                                           {"ERP_PASSWORD", "hunter2"}}));
  REQUIRE(settings);
  CHECK(write_json(*settings->find("shelves")) == R"({"7.5":12,"19":"left","top":"up"})");
  for (const char* wrong : {"12", "{top: {a: 1}}", "{top: [1]}", "{top: true}", "\"${env:SHELVES}\""}) {
    CAPTURE(wrong);
    Diagnostics findings;
    load_project(with(wrong), findings);
    CHECK(findings.has_errors());
  }
}
