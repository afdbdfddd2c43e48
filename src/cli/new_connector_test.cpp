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
