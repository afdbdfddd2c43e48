#include "project/folder.h"

namespace syncline {
namespace {

constexpr std::size_t largest_file = 32u << 20;
constexpr int deepest = 4;  ///< connectors/<name>/bindings/<entity>.yaml
constexpr const char* parts[] = {"sync", "queries", "maps", "connectors", "entities", "flows", "tests"};

bool belongs(std::string_view path) {
  return path.ends_with(".yaml") || path.ends_with(".yml") || path.ends_with(".csv");
}

class FolderReader {
 public:
  FolderReader(Files& files, std::string root) : files_(files), root_(std::move(root)) {}

  Result<Sources, Error> read() {
    for (const char* name : {"syncline.yaml", "syncline.yml"}) {
      if (!files_.exists(root_ + "/" + name)) continue;
      if (auto read = take(name); !read) return fail(std::move(read).error());
    }
    if (sources_.empty()) {
      return fail(Error{ErrorClass::not_found,
                        "project.missing",
                        "there is no file syncline.yaml in the folder",
                        root_,
                        "name the folder of a project, or make one: syncline init",
                        {}});
    }
    for (const char* part : parts) {
      if (!files_.exists(root_ + "/" + part)) continue;
      if (auto walked = walk(part, 1); !walked) return fail(std::move(walked).error());
    }
    return std::move(sources_);
  }

 private:
  Result<void, Error> take(const std::string& path) {
    auto text = files_.read(root_ + "/" + path, largest_file);
    if (!text) return fail(std::move(text).error());
    sources_.emplace(path, std::move(*text));
    return {};
  }

  Result<void, Error> walk(const std::string& folder, int depth) {
    auto names = files_.list(root_ + "/" + folder);
    if (!names) return fail(std::move(names).error());
    for (const std::string& name : *names) {
      if (name.starts_with('.')) continue;
      const bool inner = name.ends_with('/');
      const std::string path = folder + "/" + (inner ? name.substr(0, name.size() - 1) : name);
      if (inner && depth >= deepest) continue;
      if (!inner && !belongs(path)) continue;
      if (auto done = inner ? walk(path, depth + 1) : take(path); !done) return done;
    }
    return {};
  }

  Files& files_;
  std::string root_;
  Sources sources_;
};

}  // namespace

Result<Sources, Error> read_folder(Files& files, const std::string& folder) {
  return FolderReader(files, folder.empty() ? "." : folder).read();
}

}  // namespace syncline
