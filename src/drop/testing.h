#pragma once
// For tests: a folder of their own, which goes with them.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace syncline::testing {

struct Folder {
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "syncline-drop-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code none;
    std::filesystem::remove_all(path, none);
  }

  void put(const std::string& name, const std::string& content) const {
    std::filesystem::create_directories(std::filesystem::path(path + "/" + name).parent_path());
    std::ofstream(path + "/" + name, std::ios::binary) << content;
  }
  std::string get(const std::string& name) const {
    std::ifstream file(path + "/" + name, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }
  /// Names, sorted; hidden ones left out unless asked for.
  std::vector<std::string> names(const std::string& below, bool hidden = false) const {
    std::vector<std::string> out;
    std::error_code none;
    for (const auto& each : std::filesystem::directory_iterator(path + "/" + below, none)) {
      const std::string name = each.path().filename().string();
      if (each.is_regular_file() && (hidden || name.front() != '.')) out.push_back(name);
    }
    std::sort(out.begin(), out.end());
    return out;
  }

  std::string path;
};

}  // namespace syncline::testing
