// init and validate as people run them.
#include <algorithm>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/testing.h"

using namespace syncline;
using cli::testing::Folder;
using cli::testing::Ran;
using cli::testing::run;
namespace fs = std::filesystem;

TEST_CASE("init writes a project that validates, and never over another one") {
  const Folder folder;
  const std::string project = (folder.path / "acme").string();
  const Ran made = run({"init", project, "--crm", "odoo", "--erp", "tryton"});
  CHECK(made.code == 0);
  CHECK(fs::exists(project + "/sync/customer.yaml"));
  CHECK(made.err.find("ERP_PASSWORD") != std::string::npos);
  const Ran valid = run({"validate", project});
  CHECK(valid.code == 0);
  CHECK(valid.out.find("customer: crm.company ↔ erp.party") != std::string::npos);
  CHECK(valid.err == "The project is valid.\n");
  const auto plan = parse_json(run({"validate", project, "--json"}).out);
  REQUIRE(plan);
  CHECK((*plan)["valid"] == Value(true));
  CHECK((*plan)["entities"].at(0)["entity"] == Value("customer"));
  CHECK((*plan)["entities"].at(0)["stage"] == Value("observe"));

  std::ofstream(project + "/syncline.yaml") << "mine: true\n";
  CHECK(run({"init", project, "--crm", "odoo", "--erp", "tryton"}).code == cli::Exit::refused);
  std::string kept;
  std::getline(std::ifstream(project + "/syncline.yaml"), kept);
  CHECK(kept == "mine: true");
}

TEST_CASE("validate tells what is wrong on stderr, or all as JSON, and ends with 4") {
  const Folder folder;
  std::ofstream(folder.path / "syncline.yaml") << "project: acme\nsystems:\n  crm: {connector: odo}\n";
  const Ran text = run({"validate", folder.path.string()});
  CHECK(text.code == cli::Exit::invalid);
  CHECK(text.out.empty());
  CHECK(text.err.find("syncline.yaml:3:20") != std::string::npos);
  CHECK(text.err.find("did you mean \"odoo\"?") != std::string::npos);

  const Ran json = run({"validate", folder.path.string(), "--json"});
  CHECK(json.code == cli::Exit::invalid);
  const auto value = parse_json(json.out);
  REQUIRE(value);
  CHECK((*value)["valid"] == Value(false));
  CHECK((*value)["errors"] == Value(1));
  const List& findings = (*value)["diagnostics"].as_list();
  CHECK(std::ranges::any_of(findings, [](const Value& each) { return each["code"] == Value("P001"); }));
  CHECK(json.err.empty());
}

TEST_CASE("a folder without a project is not found") {
  const Folder folder;
  CHECK(run({"validate", folder.path.string()}).code == cli::Exit::not_found);
}

TEST_CASE("each code that a finding shows can be explained") {
  const Ran known = run({"explain", "p001"});
  CHECK(known.code == 0);
  CHECK(known.out.starts_with("P001: "));
  CHECK(run({"explain", "I003"}).out.find("git") != std::string::npos);
  CHECK(run({"explain", "B101"}).code == 0);
  CHECK(run({"explain", "P999"}).code == cli::Exit::not_found);
}

TEST_CASE("each file of a new project names a schema that is there, and a schema can be printed") {
  const Folder folder;
  const std::string project = (folder.path / "acme").string();
  REQUIRE(run({"init", project, "--crm", "odoo", "--erp", "tryton"}).code == 0);
  std::string first;
  std::getline(std::ifstream(project + "/sync/customer.yaml"), first);
  const std::string mark = "# yaml-language-server: $schema=";
  REQUIRE(first.starts_with(mark));
  std::ifstream named(project + "/sync/" + first.substr(mark.size()));
  const std::string text{std::istreambuf_iterator<char>(named), {}};
  CHECK(text == run({"schema", "sync"}).out);
  const auto schema = parse_json(text);
  REQUIRE(schema);
  CHECK((*schema)["properties"]["delete"]["oneOf"].is_list());
  CHECK(run({"schema", "sink"}).err.find("did you mean sync?") != std::string::npos);
}

TEST_CASE("a record from a file is shown field by field, with why a field says nothing") {
  const Folder folder;
  const std::string project = (folder.path / "acme").string(), file = (folder.path / "record.json").string();
  REQUIRE(run({"init", project, "--crm", "odoo", "--erp", "tryton"}).code == 0);
  std::ofstream(file) << R"({"name": "Nord", "vat": "DE 136695976"})";
  const Ran shown = run({"map", "crm", "company", "7", "--project", project, "--file", file});
  CHECK_MESSAGE(shown.code == 0, shown.err);
  CHECK(shown.out.find("stands at  vat\n  there      \"DE 136695976\"\n  means      \"DE136695976\"") !=
        std::string::npos);
  CHECK(shown.out.find("because    the record came without phone") != std::string::npos);
  const Ran unknown = run({"map", "crm", "lead", "7", "--project", project, "--file", file});
  CHECK(unknown.code == cli::Exit::not_found);
  CHECK(unknown.err.find("crm company") != std::string::npos);
}
