#include "project/folder.h"

#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>

#include "project/builtin.h"

using namespace syncline;
namespace fs = std::filesystem;

namespace {

struct Folder {
  std::string path = (fs::temp_directory_path() / "syncline-XXXXXX").string();
  Folder() { REQUIRE(mkdtemp(path.data())); }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  /// A file that holds its own name.
  void put(const std::string& folder, const std::string& name) const {
    REQUIRE(real_files().make_folder(path + "/" + folder).ok());
    REQUIRE(real_files().write(path + "/" + folder + "/" + name, name).ok());
  }
};

std::vector<std::string> paths_of(const Sources& sources) {
  std::vector<std::string> paths;
  for (const auto& [path, text] : sources) paths.push_back(path);
  return paths;
}

}  // namespace

TEST_CASE("a project's files are read, by their path in the folder, and no others") {
  const Folder folder;
  folder.put(".", "syncline.yaml");
  folder.put(".", "docker-compose.yaml");
  folder.put("sync", "customer.yaml");
  folder.put("sync", "customer.yaml~");
  folder.put("sync", ".hidden.yaml");
  folder.put("maps", "terms.csv");
  folder.put("connectors/shop/bindings", "customer.yaml");
  folder.put("data", "other.yaml");
  const auto sources = read_folder(real_files(), folder.path);
  REQUIRE(sources);
  CHECK(paths_of(*sources) == std::vector<std::string>{"connectors/shop/bindings/customer.yaml", "maps/terms.csv",
                                                       "sync/customer.yaml", "syncline.yaml"});
  CHECK(sources->at("maps/terms.csv") == "terms.csv");
}

TEST_CASE("a folder without syncline.yaml is no project") {
  const Folder folder;
  folder.put("sync", "customer.yaml");
  const auto sources = read_folder(real_files(), folder.path);
  REQUIRE_FALSE(sources);
  CHECK(sources.error().cls == ErrorClass::not_found);
  CHECK(sources.error().place == folder.path);
}

TEST_CASE("what ships is in the program, without a path of the machine that built it") {
  const Sources& builtin = builtin_sources();
  CHECK(builtin.contains("connectors/odoo/connector.yaml"));
  CHECK(builtin.contains("entities/customer.yaml"));
  for (const auto& [path, text] : builtin) {
    CAPTURE(path);
    CHECK_FALSE(path.starts_with('/'));
    const auto file = real_files().read(std::string(SYNCLINE_SOURCE_DIR) + "/" + path, 1u << 20);
    REQUIRE(file);
    CHECK(*file == text);
  }
}
