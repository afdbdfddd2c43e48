// connectors new, as people run it.
#include <doctest/doctest.h>
#include <fstream>

#include "cli/commands.h"
#include "cli/testing.h"

using namespace syncline;
using cli::testing::Folder;
using cli::testing::Ran;
using cli::testing::run;

namespace {

constexpr const char* api =
    "openapi: 3.0.0\ninfo: {title: Shop}\npaths: {/things: {get: {responses: {'200': {content: {application/json: "
    "{schema: {type: array, items: {properties: {id: {type: integer}, name: {type: string}}}}}}}}}}}\n";

struct Project : Folder {
  Project() {
    std::ofstream(path / "api.yaml") << api;
    std::ofstream(path / "syncline.yaml")
        << "project: p\nsystems:\n  shop: {connector: shop, url: \"https://shop.example\"}\n";
  }
  Ran begin(const std::string& name, const std::string& file = "api.yaml") const {
    return run({"connectors", "new", name, "--openapi", (path / file).string(), "--project", path.string()});
  }
};

TEST_CASE("a new connector stands in the project, which is valid with it, and is never overwritten") {
  const Project project;
  const Ran made = project.begin("shop");
  CHECK(made.code == cli::Exit::done);
  CHECK(made.out == (project.path / "connectors/shop/connector.yaml").string() + "\n");
  CHECK(made.err.find("Objects: 1; ") == 0);
  CHECK(run({"validate", project.path.string()}).code == cli::Exit::done);
  CHECK(project.begin("shop").code == cli::Exit::refused);
}

TEST_CASE("a name, a file or a description that is of no use writes nothing") {
  const Project project;
  CHECK(project.begin("My Shop").code == cli::Exit::usage);
  CHECK(project.begin("shop", "none.yaml").code == cli::Exit::not_found);
  CHECK(project.begin("shop", "syncline.yaml").code == cli::Exit::failed);
  CHECK_FALSE(std::filesystem::exists(project.path / "connectors"));
}

TEST_CASE(
    "a service's $metadata, from a file: all sets or those that are named; the file is told from one that is none") {
  const Project project;
  std::ofstream(project.path / "shop.xml")
      << R"x(<Edmx Version="4.0"><DataServices><Schema Namespace="s"><EntityContainer Name="c">
         <EntitySet Name="Things" EntityType="s.T"/><EntitySet Name="Others" EntityType="s.T"/></EntityContainer>
         <EntityType Name="T"><Key><PropertyRef Name="Id"/></Key><Property Name="Id" Type="Edm.Int32"/>
         <Property Name="Name" Type="Edm.String"/></EntityType></Schema></DataServices></Edmx>)x";
  const auto begin = [&](const std::string& name, std::vector<std::string> words) {
    words.insert(words.begin(), {"connectors", "new", name, "--project", project.path.string()});
    return run(std::move(words));
  };
  const std::string file = (project.path / "shop.xml").string();
  CHECK(begin("all", {"--odata", file}).err.starts_with("Objects: 2; "));
  CHECK(begin("shop", {"--odata", file, "--set", "Things"}).err.starts_with("Objects: 1; "));
  std::ofstream(project.path / "syncline.yaml") << "project: p\nsystems:\n  shop: {connector: shop, url: "
                                                   "\"https://shop.example\", user: u, secret: \"${env:HOME}\"}\n";
  CHECK(run({"validate", project.path.string()}).code == cli::Exit::done);
  const Ran unknown = begin("none", {"--odata", file, "--set", "Thing"});
  CHECK(unknown.code == cli::Exit::failed);
  CHECK(unknown.err.find("known: Things, Others") != std::string::npos);
  const Ran no_xml = begin("none", {"--odata", (project.path / "api.yaml").string()});
  CHECK(no_xml.code == cli::Exit::failed);
  CHECK(no_xml.err.find("api.yaml:1:1") != std::string::npos);
  CHECK(begin("none", {}).code == cli::Exit::usage);
  CHECK(begin("none", {"--odata", file, "--openapi", file}).code == cli::Exit::usage);
  CHECK(begin("none", {"--odata", file, "--user", "u", "--password", "${env:SYNCLINE_NOT_SET}"}).code ==
        cli::Exit::failed);
  CHECK(begin("none", {"--odata", "http://127.0.0.1:1/shop"}).err.find("cannot be reached") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(project.path / "connectors/none"));
}

TEST_CASE("a database: its address, who asks, and that it is there") {
  const Project project;
  const auto begin = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"connectors", "new", "none", "--project", project.path.string()});
    return run(std::move(words));
  };
  CHECK(begin({"--sql", "postgresql://127.0.0.1:1/shop"}).code == cli::Exit::usage);
  for (const char* address : {"mysql://127.0.0.1/shop", "postgresql://127.0.0.1", "postgresql://u:p@127.0.0.1/shop"})
    CHECK(begin({"--sql", address, "--user", "u"}).err.find("no address of a database") != std::string::npos);
  const Ran silent = begin({"--sql", "postgresql://127.0.0.1:1/shop", "--user", "u", "--password", "p"});
  CHECK(silent.code == cli::Exit::failed);
  CHECK(silent.err.find("cannot be reached") != std::string::npos);
  const std::string file = (project.path / "api.yaml").string();
  CHECK(begin({"--openapi", file, "--user", "u"}).code == cli::Exit::usage);
  CHECK(begin({"--openapi", file, "--table", "t"}).code == cli::Exit::usage);
  CHECK_FALSE(std::filesystem::exists(project.path / "connectors/none"));
}

TEST_CASE("connectors test: an unknown system, and words that are no JSON") {
  const Project project;
  REQUIRE(project.begin("shop").code == cli::Exit::done);
  const auto test = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"connectors", "test"});
    words.insert(words.end(), {"--project", project.path.string()});
    return run(std::move(words)).code;
  };
  CHECK(test({"crm"}) == cli::Exit::not_found);
  CHECK(test({"shop", "--object", "thing", "--write", "--with", "name"}) == cli::Exit::usage);
  CHECK(test({"shop", "--write"}) == cli::Exit::usage);
}

}  // namespace
