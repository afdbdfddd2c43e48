#pragma once
// For tests of the commands.

#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>

namespace syncline::cli::testing {

/// A new folder, which goes with this.
struct Folder {
  std::filesystem::path path;
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "syncline-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()));
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
};

}  // namespace syncline::cli::testing
